"""Everything one station may have in one zip, with run sheets and checksums; the same bytes every time."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from podcast import disk
from podcast.broadcast.package import File
from podcast.broadcast.run_sheet import Sheet, sums
from podcast.broadcast.words import words_in
from podcast.broadcast.writing import SHEETS, SUMS

__all__ = ["write_parcel"]

_READABLE = 0o100644 << 16
_UNIX = 3


def write_parcel(target: Path, sheets: Sequence[Sheet], station: str, radio: Path) -> None:
    """Zip a station's files of every programme from `radio`, a folder each, unchanged and not compressed."""
    with disk.replacing(target) as temporary, zipfile.ZipFile(temporary, "w") as parcel:
        for sheet in sorted(sheets, key=lambda each: (each.date, each.slug)):
            if files := sheet.of(station):
                _programme(parcel, sheet, files, radio / sheet.slug)


def _programme(parcel: zipfile.ZipFile, sheet: Sheet, files: Sequence[File], folder: Path) -> None:
    run_sheet = words_in(sheet.interface)["file.run_sheet"]
    names = [each.name for each in files] + [f"{run_sheet}.{kind}" for kind in SHEETS]
    digests = {each.name: each.sha256 for each in files}
    digests |= {name: disk.digest(folder / name) for name in names if name not in digests}
    for name in sorted(names):
        entry = _entry(sheet, f"{sheet.slug}/{name}")
        entry.file_size = (folder / name).stat().st_size
        with (folder / name).open("rb") as source, parcel.open(entry, "w") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
    # of these files alone: the folder's own names other stations' too
    parcel.writestr(_entry(sheet, f"{sheet.slug}/{SUMS}"), sums(digests))


def _entry(sheet: Sheet, name: str) -> zipfile.ZipInfo:
    """An entry dated like its programme, readable by all, the same on every system."""
    date = sheet.date
    first, last = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
    moment = (date.year, date.month, date.day, date.hour, date.minute, date.second)
    entry = zipfile.ZipInfo(name, min(max(moment, first), last))
    entry.create_system = _UNIX
    entry.external_attr = _READABLE
    return entry
