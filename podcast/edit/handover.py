"""An export whole or not at all: a folder with media, the projects that point into it, and a list of both.

The list (`export.json`) says which programme the folder is of and what its files were when they were
written: a folder is replaced where nobody has touched it since, and left alone otherwise.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from podcast import disk
from podcast.audio import WaveTags
from podcast.edit import edl, open_timeline, reaper
from podcast.edit.consolidate import Workbench, consolidated
from podcast.edit.interchange import Media, Session, lanes, stretches
from podcast.edit.mix import mix
from podcast.errors import UsageProblem
from podcast.model import Episode, Show, Timeline, Track, Transcript

__all__ = ["FORMATS", "NOTES", "Export", "Exported", "Wish", "export", "refuse_folder"]

LIST: Final = "export.json"
NOTES: Final = "README.txt"

FORMATS: Final[Mapping[str, Callable[[Session], Mapping[str, str]]]] = {
    "reaper": lambda session: {f"{session.name}.rpp": reaper.project(session)},
    "otio": lambda session: {f"{session.name}.otio": open_timeline.project(session)},
    "edl": lambda session: {f"{name}.edl": text for name, text in edl.lists(session).items()},
}
"""What writes each format: from a session to the text of its files, by their names."""

# What a workstation leaves beside the media it has read; it makes them again.
_CACHES: Final = (".reapeaks", ".pk", ".pkf", ".asd", ".gpk")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the formats, the sound on both sides of each cut (None: all of it), as it was
    recorded or `cleaned` as in the mix, and what the tracks are called."""

    formats: tuple[str, ...]
    handles_ms: int | None = 5000
    cleaned: bool = False
    titles: Mapping[Track, str] | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: the projects by name, and the media."""

    projects: tuple[str, ...]
    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What is exported; `words` are in programme time, for naming what is heard."""

    show: Show
    episode: Episode
    timeline: Timeline
    words: Transcript | None = None


Notes = Callable[[Sequence[Media]], str]
"""Writes what stands in the folder's README, once its media are known."""


def refuse_folder(folder: Path, show: Show, episode: Episode) -> None:
    """Raises UsageProblem where an export may not be written to `folder`, before any work is done."""
    place, root = folder.resolve(), show.root.resolve()
    own = [root / name for name in ("episodes", "transcripts", "feed", ".podcast")]
    if root.is_relative_to(place) or any(place.is_relative_to(each) for each in own):
        raise UsageProblem(
            "{folder} is the show's own place: an export is not written there",
            hint="name another folder: podcast export {slug} -o FOLDER",
            folder=folder,
            slug=episode.slug,
        )
    if folder.is_dir():
        _refuse_used(folder, episode)
    elif folder.exists():
        raise UsageProblem(
            "{folder} is a file, and an export is a folder",
            hint="name a folder: podcast export {slug} -o FOLDER",
            folder=folder,
            slug=episode.slug,
        )


def _refuse_used(folder: Path, episode: Episode) -> None:
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if not there and not any(folder.iterdir()):
        return
    listed = _listed(folder / LIST)
    if listed.get("episode") != episode.guid:
        raise UsageProblem(
            "{folder} holds something else than an export of {slug}",
            hint="name an empty folder: podcast export {slug} -o FOLDER",
            folder=folder,
            slug=episode.slug,
        )
    known = listed["files"]
    for name, path in sorted(there.items()):
        foreign = name not in known and name != LIST and not name.lower().endswith(_CACHES)
        if foreign or (name in known and disk.digest(path) != known[name]):
            raise UsageProblem(
                "{file} was changed or put there since the export: it is not overwritten",
                hint="export into another folder: podcast export {slug} -o FOLDER",
                file=path,
                slug=episode.slug,
            )


def _listed(file: Path) -> dict[str, Any]:
    """The list of an export; empty where there is none that can be read."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    good = isinstance(found, dict) and isinstance(found.get("files"), dict)
    return found if good else {}


def export(
    programme: Exported, wish: Wish, folder: Path, notes: Notes, tell: Callable[[float], None]
) -> Export:
    """Make `folder` an export of the programme: everything in it, or nothing.

    It is made beside its place and put there when it is whole. Raises what `refuse_folder` raises,
    RecordingError for a source that is missing, MissingTool where a format's package is, DiskFull.
    """
    refuse_folder(folder, programme.show, programme.episode)
    place = folder.parent.resolve() / folder.name
    under_way = place.with_name(f"{disk.PARTIAL}{place.name}")
    try:
        shutil.rmtree(under_way, ignore_errors=True)  # what a killed export left
        under_way.mkdir(parents=True)
        made = _fill(programme, wish, under_way, (notes, tell))
        _put(under_way, place)
    except OSError as error:
        raise disk.said(error, folder) from error
    finally:
        shutil.rmtree(under_way, ignore_errors=True)
    return made


def _fill(
    programme: Exported, wish: Wish, folder: Path, told: tuple[Notes, Callable[[float], None]]
) -> Export:
    notes, tell = told
    show, episode, timeline = programme.show, programme.episode, programme.timeline
    tags = WaveTags("", show.author, "", episode.date, episode.guid, project=episode.title)
    bench = Workbench(show.root, folder, tags, wish.cleaned, programme.words, tell)
    mixed = mix(timeline, show.root)
    items, media = consolidated(stretches(timeline, wish.handles_ms), mixed, bench)
    session = Session(
        name=episode.slug,
        title=episode.title,
        duration_ms=timeline.duration_ms,
        lanes=lanes(items, mixed.spoken),
        chapters=timeline.chapters or episode.chapters,
        notes=notes(media),
        titles=wish.titles or {},
    )
    projects: dict[str, str] = {}
    for each in wish.formats:
        projects |= FORMATS[each](session)
    for name, text in {NOTES: session.notes, **projects}.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    _write_list(folder, episode)
    return Export(tuple(projects), media)


def _write_list(folder: Path, episode: Episode) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = {
        "episode": episode.guid,
        "files": {path.relative_to(folder).as_posix(): disk.digest(path) for path in files},
    }
    (folder / LIST).write_bytes(f"{json.dumps(listed, ensure_ascii=False, indent=1)}\n".encode())


def _put(made: Path, place: Path) -> None:
    """Put a whole folder in its place; the export that was there goes once nothing can fail any more."""
    old = place.with_name(f"{disk.PARTIAL}old-{place.name}")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    made.rename(place)
    shutil.rmtree(old, ignore_errors=True)
