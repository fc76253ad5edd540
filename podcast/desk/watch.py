"""What people own, looked at again and again, so that a change is built while somebody listens."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from podcast.disk import PARTIAL

__all__ = ["Watcher"]

_EVERY_S = 1.0

_Seen = dict[Path, tuple[int, int]]


class Watcher:
    """Folders as they are when it is made, and whatever changes in them from then on."""

    def __init__(self, folders: Sequence[Path], every_s: float = _EVERY_S) -> None:
        self._folders = folders
        self._every_s = every_s
        self._seen = _look(folders)

    def run(
        self,
        on_change: Callable[[Sequence[Path]], None],
        on_error: Callable[[Exception], None],
        stop: threading.Event,
    ) -> None:
        """Call `on_change` with what changed, once nothing moves any more, until `stop` is set.

        A file that is still being copied is waited for: nothing is called while sizes or times change.
        What `on_change` raises goes to `on_error`, and the watch goes on: on a thread of its own it would
        otherwise end with nobody knowing.
        """
        while not stop.wait(self._every_s):
            now = _look(self._folders)
            if now == self._seen:
                continue
            while not stop.wait(self._every_s) and (later := _look(self._folders)) != now:
                now = later
            if stop.is_set():
                return
            changed = sorted(path for path in {*self._seen, *now} if self._seen.get(path) != now.get(path))
            self._seen = now
            if changed:
                try:
                    on_change(changed)
                except Exception as error:
                    on_error(error)


def _look(folders: Sequence[Path]) -> _Seen:
    found: _Seen = {}
    for path in _files(folders):
        if path.name.startswith((PARTIAL, ".")) or path.name.endswith("~"):
            continue  # under way, or an editor's own
        try:
            known = path.stat()
        except OSError:
            continue  # gone since it was listed
        if stat.S_ISREG(known.st_mode):
            found[path] = (known.st_mtime_ns, known.st_size)
    return found


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    """Every file below; a folder that goes while it is walked is passed over, as `rglob` only does since
    Python 3.13."""
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            yield from (Path(place, name) for name in names)
