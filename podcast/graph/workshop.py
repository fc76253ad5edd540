"""Where a build happens: one at a time in a show, with its journal, its memory of digests, its hands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from podcast import disk
from podcast.errors import BuildLocked
from podcast.graph.build import Event, Workshop
from podcast.graph.journal import Digests, Journal

__all__ = ["Settings", "observatory", "workshop"]


@dataclass(frozen=True, slots=True)
class Settings:
    """`state` holds the journal; `sweep` are the folders where a killed run may have left parts."""

    root: Path
    state: Path
    sweep: tuple[Path, ...]
    jobs: int
    on_event: Callable[[Event], None]


@contextmanager
def workshop(settings: Settings) -> Iterator[Workshop]:
    """Open the show for building; raises BuildLocked while another build has it.

    The lock is the system's own and ends with the process, however that ends.
    """
    state = settings.root / settings.state
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk.said(error, state) from error
    lock = FileLock(state / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BuildLocked(
            "another build of this show is under way",
            hint="wait until it has ended, then run the same command again",
        ) from error
    with lock, ThreadPoolExecutor(settings.jobs) as executor:
        _sweep(settings.root, settings.sweep)
        journal = Journal(state / "journal.jsonl")
        digests = Digests(settings.root, state / "digests.json")
        try:
            yield Workshop(settings.root, journal, digests, executor, settings.on_event)
        finally:
            digests.save()
            journal.compact()


def observatory(root: Path, state: Path) -> tuple[Journal, Digests]:
    """The journal and the digests to look at; nothing is locked, mended or written."""
    return Journal(root / state / "journal.jsonl", mend=False), Digests(root, root / state / "digests.json")


def _sweep(root: Path, folders: Iterable[Path]) -> None:
    for folder in folders:
        if (root / folder).is_dir():
            disk.sweep(root / folder)
