"""Artwork checked by its header alone, on pictures made here byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from made_shows import a_show, an_episode, an_item
from PIL import Image

from podcast.errors import ContentError
from podcast.publish import artwork_problems, site_files


def _png(width: int, height: int, colour: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def _jpeg(width: int, height: int, components: int = 3) -> bytes:
    note = b"\xff\xfe\x00\x06note"
    frame = struct.pack(">BHHB", 8, height, width, components) + b"\x01\x11\x00" * components
    return b"\xff\xd8" + note + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", _png(1400, 1400), []),
        ("a.jpg", _jpeg(3000, 3000), []),
        ("a.jpeg", _jpeg(1400, 1400), []),
        ("a.png", _png(10, 10), ["1400 × 1400 is the least"]),
        ("a.png", _png(1400, 1500), ["must be square"]),
        ("a.png", _png(3001, 3001), ["3000 × 3000 is the most"]),
        ("a.png", _png(1400, 1400, 0), ["grey"]),
        ("a.jpg", _jpeg(1400, 1400, 4), ["CMYK"]),
        ("a.jpg", _png(1400, 1400), ["really a png"]),
        ("a.png", b"GIF89a", ["neither"]),
        ("a.png", b"", ["neither"]),
        ("a.jpg", b"\xff\xd8\xff", ["neither"]),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x00" * 9, ["neither"]),
    ],
)
def test_each_fault_has_its_sentence(tmp_path: Path, name: str, data: bytes, said: list[str]) -> None:
    (tmp_path / name).write_bytes(data)
    found = [str(problem) for problem in artwork_problems(tmp_path / name)]
    assert len(found) == len(said)
    for sentence, part in zip(found, said, strict=True):
        assert part in sentence


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = artwork_problems(tmp_path / "none.png")
    assert str(problem).startswith("none.png cannot be read")


def test_the_artwork_of_the_demonstration_is_good() -> None:
    picture = Path(__file__).parents[2] / "episodes/artwork.png"
    assert artwork_problems(picture) == ()
    assert picture.stat().st_size < 200_000


def test_photos_go_out_without_what_the_camera_wrote(tmp_path: Path) -> None:
    """A portrait taken with a phone says where its person lives; the site does not."""
    said = Image.Exif()
    said[0x013B] = "LEILA"
    said.get_ifd(0x8825).update({1: "N", 2: (45.0, 46.0, 33.0), 3: "E", 4: (3.0, 5.0, 13.0)})
    taken = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(taken, "JPEG", exif=said, comment=b"COMMENTED")
    (tmp_path / "portrait.jpg").write_bytes(taken.getvalue())
    show = a_show(root=tmp_path, artwork=Path("portrait.jpg"))
    item = an_item(show, an_episode(artwork=Path("portrait.jpg"), artwork_alt="Leïla"))
    files = site_files(show, [item])
    pictures = [data for path, data in files.items() if path.endswith("artwork.jpg")]
    assert len(pictures) == 2
    assert Image.open(taken).getexif().get_ifd(0x8825)
    for data in pictures:
        bare = Image.open(io.BytesIO(data))
        assert (dict(bare.getexif()), bare.getexif().get_ifd(0x8825)) == ({}, {})
        assert b"LEILA" not in data and b"COMMENTED" not in data
        assert bare.tobytes() == Image.open(taken).tobytes()
    assert site_files(show, [item]) == files


def test_damaged_artwork_is_named_and_not_published(tmp_path: Path) -> None:
    (tmp_path / "portrait.jpg").write_bytes(_jpeg(1400, 1400))
    with pytest.raises(ContentError, match=r"portrait\.jpg is a damaged picture"):
        site_files(a_show(root=tmp_path, artwork=Path("portrait.jpg")), [])
