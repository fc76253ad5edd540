"""A programme's folder below `feed/radio/`, whole: files, run sheet in four forms, checksums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from podcast import disk
from podcast.broadcast.order import Programme
from podcast.broadcast.package import package
from podcast.broadcast.pages import sheet_page
from podcast.broadcast.pdf import sheet_pdf
from podcast.broadcast.run_sheet import Sheet, run_sheet, sheet_csv, sheet_json, sums
from podcast.broadcast.station import Station
from podcast.broadcast.words import words_of
from podcast.errors import Remark
from podcast.model import Show

__all__ = ["SHEETS", "SUMS", "deliver"]

SHEETS = ("csv", "html", "json", "pdf")
SUMS = "SHA256SUMS"


def deliver(
    programme: Programme, stations: Sequence[Station], folder: Path, on_progress: Callable[[float], None]
) -> tuple[Sheet, tuple[Path, ...], tuple[Remark, ...]]:
    """Make everything stations get of a programme below `folder`.

    Gives the record, the paths written, and what is to be said. Where no station takes the programme
    nothing is written.
    """
    made = package(programme, stations, folder, on_progress)
    sheet = run_sheet(programme, made.files)
    if not made.files:
        return sheet, (), made.remarks
    digests = {each.name: each.sha256 for each in made.files}
    for name, data in _sheets(programme.show, sheet).items():
        disk.write_bytes(folder / name, data)
        digests[name] = disk.digest(folder / name)
    disk.write_text(folder / SUMS, sums(digests))
    return sheet, tuple(folder / name for name in (*sorted(digests), SUMS)), made.remarks


def _sheets(show: Show, sheet: Sheet) -> dict[str, bytes]:
    name = words_of(show)["file.run_sheet"]
    return {
        f"{name}.html": sheet_page(show, sheet).encode("utf-8"),
        f"{name}.pdf": sheet_pdf(sheet),
        f"{name}.csv": sheet_csv(sheet).encode("utf-8"),
        f"{name}.json": sheet_json(sheet).encode("utf-8"),
    }
