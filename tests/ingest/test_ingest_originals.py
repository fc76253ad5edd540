"""SHA256SUMS: what came in is what is there, and another program agrees."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from podcast.errors import ContentError, OriginalChanged, RecordingError
from podcast.ingest import SUMS, check_originals


def digests(folder: Path) -> dict[str, str]:
    found = (path for path in folder.iterdir() if path.name != SUMS)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.wav", "Entretien 1.m4a", "é.flac"):
        (tmp_path / name).write_bytes(name.encode())
    check_originals(tmp_path, digests(tmp_path))
    return tmp_path


def test_the_list_is_written_once_and_in_one_order(folder: Path) -> None:
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    assert [line[66:] for line in lines] == ["Entretien 1.m4a", "b.wav", "é.flac"]
    before = (folder / SUMS).stat().st_mtime_ns
    check_originals(folder, digests(folder))
    assert (folder / SUMS).stat().st_mtime_ns == before


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not on this machine")
def test_sha256sum_reads_it(folder: Path) -> None:
    def check() -> int:
        return subprocess.run(["sha256sum", "-c", "--quiet", SUMS], cwd=folder, check=False).returncode

    assert check() == 0
    (folder / "b.wav").write_bytes(b"other")
    assert check() == 1


def test_what_sha256sum_writes_is_read(folder: Path) -> None:
    """Binary mode, capital letters, Windows line ends and a byte order mark."""
    found = digests(folder)
    text = "".join(f"{digest.upper()} *{name}\r\n" for name, digest in found.items())
    (folder / SUMS).write_text("\ufeff" + text, "utf-8", newline="")
    written = (folder / SUMS).read_bytes()
    check_originals(folder, found)
    assert (folder / SUMS).read_bytes() == written


def test_a_new_recording_is_added(folder: Path) -> None:
    before = (folder / SUMS).read_text("utf-8").splitlines()
    (folder / "c.wav").write_bytes(b"c")
    check_originals(folder, digests(folder))
    now = (folder / SUMS).read_text("utf-8").splitlines()
    assert set(before) < set(now) and len(now) == 4


def test_a_changed_recording_is_named_and_nothing_is_written(folder: Path) -> None:
    before = (folder / SUMS).read_bytes()
    (folder / "b.wav").write_bytes(b"other")
    (folder / "new.wav").write_bytes(b"new")
    with pytest.raises(OriginalChanged, match=r"b\.wav has changed since it came in") as caught:
        check_originals(folder, digests(folder))
    assert SUMS in caught.value.hint_text
    assert (folder / SUMS).read_bytes() == before


def test_a_recording_that_is_gone_is_named(folder: Path) -> None:
    (folder / "b.wav").unlink()
    with pytest.raises(RecordingError, match=r"b\.wav is listed in SHA256SUMS but is no longer there"):
        check_originals(folder, digests(folder))


@pytest.mark.parametrize("line", ["n'importe quoi", "abc  b.wav", "0" * 64, "0" * 64 + "  "])
def test_a_line_that_is_none_is_named_by_its_number(folder: Path, line: str) -> None:
    with (folder / SUMS).open("a", encoding="utf-8") as sums:
        sums.write(line + "\n")
    with pytest.raises(ContentError, match="SHA256SUMS, line 4"):
        check_originals(folder, digests(folder))


def test_a_name_keeps_its_first_space_or_star(tmp_path: Path) -> None:
    for name in (" b.wav", "*c.wav", "  d.wav"):
        (tmp_path / name).write_bytes(name.encode())
    check_originals(tmp_path, digests(tmp_path))
    check_originals(tmp_path, digests(tmp_path))
