"""Photos as phones and editors save them: nothing they say goes out, and not a pixel changes."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from podcast.audio import Delivery, Tags, bare_picture, decode, load_targets, master, write_tags
from podcast.errors import ContentError

FILE = Path("portrait.jpg")
# Every trace that the pictures made here carry, each in another place.
TRACES = (b"LEILA", b"Secret camera", b"ns.adobe.com", b"COMMENTED", b"IPTCNAME", b"HIDDEN", b"GPSPLACE")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(mode: str = "RGB") -> Image.Image:
    values = np.random.default_rng(5).integers(0, 256, (24, 40, 3), np.uint8)
    return Image.fromarray(values).resize((80, 48)).convert(mode)


def exif(orientation: int) -> Image.Exif:
    said = Image.Exif()
    said[0x0112] = orientation
    said[0x010F] = "Secret camera"
    said[0x013B] = "LEILA"
    said.get_ifd(0x8825).update({1: "N", 2: (45.0, 46.0, 33.0), 3: "E", 4: (3.0, 5.0, 13.0), 28: b"GPSPLACE"})
    return said


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(orientation: int = 1, mode: str = "RGB", **how: Any) -> bytes:
    """A JPEG with GPS, camera, author, XMP, IPTC, a comment, other APPn, and bytes after its end."""
    target = io.BytesIO()
    xmp = b'<x:xmpmeta xmlns:x="http://ns.adobe.com/LEILA"/>'
    photo(mode).save(
        target, "JPEG", exif=exif(orientation), xmp=xmp, comment=b"COMMENTED", icc_profile=PROFILE, **how
    )
    data = target.getvalue()
    iptc = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04IPTCNAME")
    others = segment(0xE2, b"FPXR\0HIDDEN") + segment(0xEF, b"HIDDEN") + segment(0xE0, b"JFXX\0HIDDEN")
    last = segment(0xFE, b"HIDDEN")
    return data[:2] + iptc + others + data[2:-2] + last + data[-2:] + b"HIDDEN" + data


def png(orientation: int = 1, mode: str = "RGB") -> bytes:
    """A PNG with eXIf, tEXt, zTXt, iTXt, tIME, a private chunk, and bytes after its end."""
    target, said = io.BytesIO(), PngImagePlugin.PngInfo()
    said.add_text("Author", "LEILA")
    said.add_text("Comment", "COMMENTED", zip=True)
    said.add_itxt("XML:com.adobe.xmp", "http://ns.adobe.com/")
    said.add(b"tIME", struct.pack(">HBBBBB", 2026, 3, 1, 7, 30, 0))
    said.add(b"caBX", b"HIDDEN")
    photo(mode).save(target, "PNG", pnginfo=said, exif=exif(orientation), icc_profile=PROFILE, dpi=(72, 72))
    return target.getvalue() + b"HIDDEN" + target.getvalue()


def opened(data: bytes) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk_kinds(data: bytes) -> list[bytes]:
    kinds, at = [], 8
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        kinds.append(kind)
        at += 12 + size
    return kinds


PHOTOS = {
    "baseline": jpeg(),
    "turned": jpeg(6),
    "progressive": jpeg(3, progressive=True, quality=60),
    "restarts": jpeg(restart_marker_blocks=1, optimize=True),
    "grey": jpeg(mode="L"),
    "cmyk": jpeg(mode="CMYK"),
    "png": png(),
    "turned png": png(8),
    "palette": png(mode="P"),
    "see-through": png(mode="RGBA"),
}


@pytest.mark.parametrize("data", PHOTOS.values(), ids=PHOTOS)
def test_nothing_is_said_and_no_pixel_changes(data: bytes) -> None:
    assert opened(data).getexif().get_ifd(0x8825), "the picture made here says where"
    bare = bare_picture(data, FILE)
    before, after = opened(data), opened(bare)
    assert [trace for trace in TRACES if trace in bare] == []
    assert (before.mode, before.size, before.tobytes()) == (after.mode, after.size, after.tobytes())
    turn = before.getexif()[0x0112]
    assert dict(after.getexif()) == ({} if turn == 1 else {0x0112: turn})
    assert not after.getexif().get_ifd(0x8825)
    assert ImageOps.exif_transpose(before).tobytes() == ImageOps.exif_transpose(after).tobytes()
    assert after.info["icc_profile"] == PROFILE
    assert not {"comment", "xmp", "photoshop", "Author", "Comment", "mp"} & set(after.info)
    assert bare_picture(bare, FILE) == bare == bare_picture(data, FILE)


def test_a_png_keeps_what_shows_it_alone() -> None:
    assert {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"caBX"} <= set(
        chunk_kinds(png()[: png().index(b"IEND") - 4])
    )
    assert set(chunk_kinds(bare_picture(png(), FILE))) == {b"IHDR", b"iCCP", b"pHYs", b"IDAT", b"IEND"}


def test_the_thumbnail_in_the_head_of_a_jpeg_goes() -> None:
    target = io.BytesIO()
    photo().save(target, "JPEG")
    plain = target.getvalue()
    body = plain[6:18] + b"\1\2" + b"HIDDEN"  # a thumbnail of one by two pixels, three bytes each
    bare = bare_picture(plain[:2] + segment(0xE0, body) + plain[20:], FILE)
    assert bare == plain == bare_picture(plain, FILE)


def test_the_artwork_of_the_demonstration_is_as_it_was() -> None:
    data = (Path(__file__).parents[2] / "episodes/artwork.png").read_bytes()
    assert bare_picture(data, FILE) == data


def unknown_chunk(kind: bytes) -> bytes:
    whole = bare_picture(png(), FILE)
    return whole[:33] + struct.pack(">I", 0) + kind + struct.pack(">I", zlib.crc32(kind)) + whole[33:]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a JPEG or PNG"),
        (b"GIF89a", "not a JPEG or PNG"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "damaged"),
        (bare_picture(jpeg(), FILE)[:-2], "damaged"),
        (jpeg()[:300], "damaged"),
        (bare_picture(png(), FILE)[:-4], "damaged"),
        (bare_picture(png(), FILE)[:-1] + b"\0", "damaged"),
        (unknown_chunk(b"CgBI"), "damaged"),
    ],
)
def test_what_cannot_be_read_to_its_end_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ContentError, match=rf"portrait\.jpg is .*{said}"):
        bare_picture(data, FILE)


HEADS = st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", jpeg(6)[:700], png(6)[:700]])


@given(HEADS, st.binary(max_size=300))
def test_no_bytes_bring_it_down(head: bytes, rest: bytes) -> None:
    try:
        bare = bare_picture(head + rest, FILE)
    except ContentError:
        return
    assert bare_picture(bare, FILE) == bare


@given(st.sampled_from(list(PHOTOS)), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_a_photo_with_a_scratch_is_bare_or_refused(name: str, at: int, scratch: bytes) -> None:
    data = PHOTOS[name]
    try:
        bare = bare_picture(data[:at] + scratch + data[at + len(scratch) :], FILE)
    except ContentError:
        return
    assert bare_picture(bare, FILE) == bare


@pytest.mark.parametrize(("name", "kind"), [("turned", "image/jpeg"), ("png", "image/png")])
def test_the_picture_in_an_mp3_is_bare(tmp_path: Path, name: str, kind: str) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(48000)
    soundfile.write(tmp_path / "a.wav", noise, 48000, subtype="PCM_24")
    delivery = Delivery(load_targets()["podcast"], tmp_path / "a.mp3")
    mp3 = master(decode(tmp_path / "a.wav"), [delivery])[0].path
    artwork = tmp_path / "portrait.jpg"
    artwork.write_bytes(PHOTOS[name])
    write_tags(mp3, Tags("À l’atelier", "Leïla", "Voix", date(2026, 3, 1), "fr", 1000, artwork=artwork))
    read: Any = ID3(mp3)  # type: ignore[no-untyped-call]  # mutagen
    (frame,) = read.getall("APIC")
    assert (frame.data, frame.mime) == (bare_picture(PHOTOS[name], artwork), kind)
    assert [trace for trace in TRACES if trace in mp3.read_bytes()] == []
    assert artwork.read_bytes() == PHOTOS[name]
