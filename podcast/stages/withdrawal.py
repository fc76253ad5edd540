"""A programme taken back: where the machine keeps something of it, and how all of it is let go.

It is found by the journal, and by its name below the folders that hold one entry for each programme, so
that it is found after the journal was lost. A name elsewhere is that of something else: a place, a trade, a
station, another programme's recording.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from podcast import disk
from podcast.graph import Entry, Workshop, observatory
from podcast.stages.paths import FEED, ITEMS, RADIO, STATE, VOICES, Paths

__all__ = ["drop", "forget", "is_remembered", "own_files", "sent_to", "traces", "was_published"]

# Here each programme has a file or a folder of its own, called by the programme's folder and a suffix.
_ONE_EACH = (*(path for path in VOICES if path != RADIO), STATE / "making", ITEMS, STATE / "radio")
# And here a folder, beside files that are called by stations.
_FOLDER_EACH = (RADIO, Path("episodes"), Path("transcripts"))
# Files about many programmes whose words cannot be looked through one by one: made again at once.
_MIXED = ("pagefind/**/*", "radio/*.zip")


def was_published(root: Path, slug: str) -> bool:
    """Whether the programme has an address that somebody may hold."""
    return any((root / file).exists() for file in (Paths(slug).page, Paths(slug).item, Paths(slug).media))


def is_remembered(root: Path, slug: str) -> bool:
    """Whether what was made of the programme is still known here, so that «never public» can be told.

    It is not where the journal does not know it, nor where files that were made are no longer there.
    """
    journal, _digests = observatory(root, STATE)
    entries = [entry for entry in journal if entry.episode == slug]
    public = (Path(name) for entry in entries for name in entry.outputs if Path(name).is_relative_to(FEED))
    return bool(entries) and all((root / path).exists() for path in public)


def traces(root: Path, slug: str) -> list[Path]:
    """Every file the machine keeps of a programme, relative to the root, in order."""
    found = {path for folder in (STATE, FEED) for path in _files(root, folder) if _belongs(slug, path)}
    journal, _digests = observatory(root, STATE)
    made = (Path(name) for entry in journal if entry.episode == slug for name in entry.outputs)
    found |= {path for path in made if path.parts[0] in (STATE.name, FEED.name) and (root / path).is_file()}
    for pattern in _MIXED:
        found |= {path.relative_to(root) for path in (root / FEED).glob(pattern) if path.is_file()}
    return sorted(found)


def own_files(root: Path, slug: str) -> list[Path]:
    """What people own of a programme: its folder and its texts, relative to the root, in order."""
    return sorted([*_files(root, Path("episodes", slug)), *_files(root, Path("transcripts", slug))])


def _files(root: Path, folder: Path) -> Iterator[Path]:
    yield from (path.relative_to(root) for path in (root / folder).rglob("*") if not path.is_dir())


def _belongs(slug: str, path: Path) -> bool:
    """Whether a path, relative to the root, lies in a folder of the programme's own or is its own file."""
    for folder in _ONE_EACH:
        if path.is_relative_to(folder) and path != folder:
            # a part that a killed run left begins with a dot
            return path.relative_to(folder).parts[0].lstrip(".").partition(".")[0] == slug
    return any(path.is_relative_to(folder / slug) for folder in _FOLDER_EACH)


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
    workshop.digests.erase(lambda path: _belongs(slug, path))


def _tells(entry: Entry, slug: str) -> bool:
    files = (Path(name) for name in (*entry.inputs, *entry.outputs))
    if entry.episode == slug or any(_belongs(slug, file) for file in files):
        return True
    return f'"{slug}"' in json.dumps(entry.settings, ensure_ascii=False)
