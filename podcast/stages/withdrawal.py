"""A programme taken back: where the machine keeps something of it, and how all of it is let go.

What the machine makes is called by the programme's folder, so that its name alone finds it: a part of a
path that is the name, or that has it between dots and underscores (`2026-09-07_<slug>.wav`).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from podcast import disk
from podcast.graph import Entry, Workshop
from podcast.stages.paths import FEED, STATE, Paths

__all__ = ["drop", "forget", "own_files", "sent_to", "traces", "was_published"]

# Below feed/, these are called by places, trades, years and stations: made again, never taken away by name.
_SHARED = frozenset({"archive", "legal", "map", "pagefind", "places", "search", "sectors", "static"})
# Files about many programmes whose words cannot be looked through one by one: made again at once.
_MIXED = ("pagefind/**/*", "radio/*.zip")


def was_published(root: Path, slug: str) -> bool:
    """Whether the programme has an address that somebody may hold."""
    return any((root / file).exists() for file in (Paths(slug).page, Paths(slug).item, Paths(slug).media))


def traces(root: Path, slug: str) -> list[Path]:
    """Every file the machine keeps of a programme, relative to the root, in order."""
    found = {path for path in _files(root, STATE) if _names(slug, path.parts[1:])}
    found |= {
        path for path in _files(root, FEED) if path.parts[1] not in _SHARED and _names(slug, path.parts[1:])
    }
    for pattern in _MIXED:
        found |= {path.relative_to(root) for path in (root / FEED).glob(pattern) if path.is_file()}
    return sorted(found)


def own_files(root: Path, slug: str) -> list[Path]:
    """What people own of a programme: its folder and its texts, relative to the root, in order."""
    return sorted([*_files(root, Path("episodes", slug)), *_files(root, Path("transcripts", slug))])


def _files(root: Path, folder: Path) -> Iterator[Path]:
    yield from (path.relative_to(root) for path in (root / folder).rglob("*") if not path.is_dir())


def _names(slug: str, parts: tuple[str, ...]) -> bool:
    return any(slug in re.split(r"[._]", part) for part in parts)


def sent_to(root: Path, slug: str) -> tuple[str, ...]:
    """The stations that a package of the programme was made for, as its run sheet names them."""
    stations: set[str] = set()
    for sheet in (root / FEED / "radio" / slug).glob("*.json"):
        try:
            listed = json.loads(sheet.read_text("utf-8"))["files"]
            stations |= {str(each["station"]) for each in listed}
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a sheet nobody can read names no station
    return tuple(sorted(stations))


def drop(root: Path, files: list[Path]) -> None:
    """Delete files, then the folders that they leave empty. Raises PodcastError where one cannot be."""
    for file in files:
        try:
            (root / file).unlink(missing_ok=True)
        except OSError as error:
            raise disk.said(error, root / file) from error
    for folder in sorted({parent for file in files for parent in file.parents}, reverse=True):
        if folder != Path() and (root / folder).is_dir() and not any((root / folder).iterdir()):
            shutil.rmtree(root / folder, ignore_errors=True)


def forget(workshop: Workshop, slug: str) -> None:
    """Take a programme out of the journal and out of the memory of digests."""
    workshop.journal.erase(lambda entry: _tells(entry, slug))
    workshop.digests.erase(lambda path: _names(slug, path.parts))


def _tells(entry: Entry, slug: str) -> bool:
    files = (Path(name).parts for name in (*entry.inputs, *entry.outputs))
    if entry.episode == slug or any(_names(slug, parts) for parts in files):
        return True
    return f'"{slug}"' in json.dumps(entry.settings, ensure_ascii=False)
