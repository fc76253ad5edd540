"""Originals are only ever read; `SHA256SUMS` beside them says what each was on the day it came in.

The file is the one that `sha256sum -c SHA256SUMS` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from podcast import disk
from podcast.errors import ContentError, OriginalChanged, RecordingError

__all__ = ["SUMS", "check_originals"]

SUMS = "SHA256SUMS"


def check_originals(folder: Path, found: Mapping[str, str]) -> None:
    """Compare the recordings in `folder` (file name -> SHA-256) with the list kept beside them.

    New recordings are added to the list. Raises OriginalChanged for one that is no longer the same,
    RecordingError for one that is gone, ContentError for a list that cannot be read.
    """
    sums = folder / SUMS
    known = _read(sums)
    for name in sorted(known):
        if name not in found:
            raise RecordingError(
                "{file} is listed in {sums} but is no longer there",
                hint="put the file back, or delete its line in {sums}, then run podcast build",
                file=folder / name,
                sums=SUMS,
            )
        if known[name] != found[name]:
            raise OriginalChanged(
                "{file} has changed since it came in; originals are never rewritten",
                hint="put the first version back, or give the new one another name; to accept it as it "
                "is, delete its line in {sums}, then run podcast build",
                file=folder / name,
                sums=SUMS,
            )
    if set(found) - set(known):
        disk.write_text(sums, "".join(f"{found[name]}  {name}\n" for name in sorted(found)))


def _read(sums: Path) -> dict[str, str]:
    if not sums.exists():
        return {}
    known = {}
    text = sums.read_text("utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        digest, _, name = line.partition(" ")
        name = name[1:] if name[:1] in (" ", "*") else name  # one character for the mode, then the name
        if len(digest) != 64 or not name:
            raise ContentError(
                "{file}, line {line}: not a checksum and a file name",
                hint="delete that line, then run podcast build: it is written again",
                file=sums,
                line=number,
            )
        known[name] = digest.lower()
    return known
