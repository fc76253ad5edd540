"""`feed/` sent out: copied into a folder, or through rsync to where the site is served."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from podcast import disk, tools
from podcast.errors import MissingTool, PodcastError, UsageProblem

__all__ = ["OWN", "Sent", "copy_out", "is_remote", "rsync_out", "take_back"]

OWN: Final = (
    *("about", "accessibility", "archive", "chapters", "clips", "embed", "episodes", "feeds", "languages"),
    *("legal", "map", "media", "pagefind", "places", "privacy", "radio", "search", "sectors", "static"),
    "transcripts",
)
"""The folders of a published show. What else lies where it is served is somebody's, and is left alone."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many files were copied, were the same already, and were taken away."""

    copied: int
    same: int
    removed: int


def is_remote(destination: str) -> bool:
    """Whether a destination is another machine, as rsync spells it: `user@host:folder`, `rsync://…`."""
    head = destination.partition("/")[0]
    # one letter before a colon is a drive
    return destination.startswith("rsync://") or (":" in head and head.index(":") > 1)


def copy_out(feed: Path, target: Path, guid: str) -> Sent:
    """Make `target` hold what `feed` holds; feeds come after the files they name.

    What `feed` has no longer is removed from a show's folders. Raises UsageProblem where `target` already
    holds something that is not the show of this `guid`, or where one folder is inside the other.
    """
    _refuse(feed, target, guid)
    copied = same = 0
    names = sorted(_files(feed), key=lambda name: (name.suffix == ".xml", name))
    for name in names:
        if _equal(feed / name, target / name):
            same += 1
            continue
        _put(feed / name, target / name)
        copied += 1
    return Sent(copied, same, _remove(target, set(names)))


def _refuse(feed: Path, target: Path, guid: str) -> None:
    here, there = feed.resolve(), target.resolve()
    if there.is_relative_to(here) or here.is_relative_to(there):
        raise UsageProblem(
            "{folder} and feed/ lie one inside the other",
            hint="name a folder outside the show: podcast publish FOLDER",
            folder=target,
        )
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    own = target / "feed.xml"
    if not own.is_file() or guid not in own.read_text("utf-8", errors="replace"):
        raise UsageProblem(
            "{folder} holds something else than this show",
            hint="name an empty folder, or the one this show was published to before",
            folder=target,
        )


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith(disk.PARTIAL):
            yield path.relative_to(folder)


def _put(file: Path, target: Path) -> None:
    with disk.replacing(target) as temporary:
        shutil.copyfile(file, temporary)


def _equal(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return disk.digest(one) == disk.digest(other)


def _remove(target: Path, wanted: set[Path]) -> int:
    there = [Path(folder, name) for folder in OWN for name in _files(target / folder)]
    there += [path.relative_to(target) for path in target.glob("feed-*.xml")]
    gone = [name for name in there if name not in wanted]
    for name in gone:
        (target / name).unlink()
    for folder in OWN:
        _tidy(target / folder)
    return len(gone)


def _tidy(folder: Path) -> None:
    """Remove folders that nothing is left in, the deepest first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def take_back(feed: Path, destination: str, guid: str, slugs: Iterable[str]) -> None:
    """Make a published show hold no more of these programmes than `feed` does, and leave all else there.

    Raises as `copy_out` and `rsync_out` do.
    """
    slugs = tuple(slugs)
    if is_remote(destination):
        kept = [f"--include={pattern}" for slug in slugs for pattern in (f"{slug}.*", f"{slug}/***")]
        _rsync(feed, destination, "--prune-empty-dirs", "--include=*/", *kept, "--exclude=*")
        return
    target = Path(destination)
    if not target.is_dir():
        return
    _refuse(feed, target, guid)
    for name in [Path(folder, name) for folder in OWN for name in _files(target / folder)]:
        if any(slug in name.parts or name.name.startswith(f"{slug}.") for slug in slugs):
            if (feed / name).exists():
                _put(feed / name, target / name)
            else:
                (target / name).unlink()
    for folder in OWN:
        _tidy(target / folder)


def rsync_out(feed: Path, destination: str) -> None:
    """Send `feed` to another machine with rsync. Raises MissingTool, PodcastError with what rsync said.

    The folders of a show are made the same there, deletions included; beside them nothing is deleted.
    """
    risked = [f"--filter=R /{name}/***" for name in OWN]
    _rsync(feed, destination, *risked, "--filter=R /feed-*.xml", "--filter=P /**")


def _rsync(feed: Path, destination: str, *filters: str) -> None:
    if shutil.which("rsync") is None:
        raise MissingTool(
            "rsync, which sends files to another machine, is not installed",
            hint="install rsync, or name a folder of this machine: podcast publish FOLDER",
        )
    arguments = [
        *("rsync", "--recursive", "--times", "--checksum", "--delete-after", "--delay-updates"),
        *(f"--exclude={disk.PARTIAL}*", *filters, "--", f"{feed}/", destination),
    ]
    result = tools.run(arguments)
    if result.code != 0:
        raise PodcastError(
            "rsync could not send feed/ to {destination}: {reason}",
            hint="check the address and that you may write there, then run the same command again",
            destination=destination,
            reason=result.stderr.strip().rpartition("\n")[2],
        )
