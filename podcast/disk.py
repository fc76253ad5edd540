"""Files: written so that a reader sees the old one or the new one, and never half of one; read as text."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from podcast.errors import ContentError, DiskFull, PodcastError

__all__ = [
    "PARTIAL",
    "decoded",
    "digest",
    "is_device",
    "replacing",
    "said",
    "sweep",
    "unreached",
    "write_bytes",
    "write_text",
]

# What a file under way is called, so that a later run knows a dead one when it sees it.
PARTIAL = ".part-"

_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def decoded(raw: bytes, file: object) -> str:
    """The text of a file that people write. Raises ContentError with the line whose bytes are not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(
            "{file}, line {line}: the file is not saved as UTF-8",
            hint="open {file} in your editor and save it again with the encoding UTF-8",
            file=file,
            line=raw.count(b"\n", 0, error.start) + 1,
        ) from error


def is_device(name: str) -> bool:
    """Whether Windows keeps a file name for a device, whatever its ending: no file can have it there."""
    return _DEVICES.match(name) is not None


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target` (same suffix); on success it becomes `target`.

    The data is on the disk before the name is (fsync, then `os.replace`). Raises DiskFull where there
    is no room, PodcastError where the folder cannot be written; `target` is then as it was.
    """
    temporary = target.with_name(f"{PARTIAL}{os.getpid()}-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    except OSError as error:
        raise said(error, target) from error
    finally:
        with suppress(OSError):  # the first failure is the one to tell
            temporary.unlink()


def said(error: OSError, target: Path) -> PodcastError:
    """A failed write as a sentence: DiskFull where there is no room, else what the system said."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            "no room left on the disk for {file}",
            hint="make room on the disk, then run the same command again",
            file=target,
        )
    return PodcastError(
        "{file} cannot be written: {reason}",
        hint="check that the folder exists and may be written to, then run the same command again",
        file=target,
        reason=error.strerror or str(error),
    )


def unreached(error: OSError, file: Path | str | None = None) -> PodcastError:
    """A failed reading or writing as a sentence, about the file the system names, else about `file`."""
    target = Path(str(error.filename)) if error.filename else file
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return said(error, Path(target or "."))
    if target is None:
        return PodcastError(
            "the system stopped this: {reason}",
            hint="podcast doctor",
            reason=error.strerror or str(error),
        )
    return PodcastError(
        "{file} cannot be read or written: {reason}",
        hint="check that it is there and may be read and written, then run podcast build",
        file=target,
        reason=error.strerror or str(error),
    )


def write_bytes(target: Path, data: bytes) -> None:
    """Write a whole file, or leave what was there."""
    with replacing(target) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write a whole text file in UTF-8 with the line ends as given."""
    write_bytes(target, text.encode("utf-8"))


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(folder: Path, name: str = "*") -> None:
    """Remove what a killed run left half-written below `folder`; only one build runs at a time.

    `name` keeps to parts of the files so called: what else lies in a folder of people's is not ours.
    """
    for path in folder.rglob(f"{PARTIAL}{name}"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
