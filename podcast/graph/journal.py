"""What was made from what: an append-only JSON-lines file whose torn tail is cut.

A line is written only when every output of a task is in place, so a build killed at any moment finds
either a line that is true or no line, and does the task again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from podcast import disk
from podcast.errors import Remark

__all__ = ["Digests", "Entry", "Journal"]

# The format of a line; raised when old lines no longer tell what is needed.
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished task: the digests of what it read (None = was not there) and of what it wrote."""

    task: str
    episode: str
    version: int
    settings: Mapping[str, Any]
    inputs: Mapping[str, str | None]
    outputs: Mapping[str, str]
    made: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())


def _line(entry: Entry) -> str:
    data = {"format": _FORMAT, **asdict(entry)}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _entry(data: dict[str, Any]) -> Entry | None:
    if data.pop("format", None) != _FORMAT:
        return None
    if data.pop("gone", False):
        return None
    data["remarks"] = tuple(Remark(each["message"], each["values"]) for each in data["remarks"])
    data["made"] = tuple(data["made"])
    return Entry(**data)


class Journal:
    """The entries of `file`, last one per task; `record` and `forget` append."""

    def __init__(self, file: Path, *, mend: bool = True) -> None:
        self._file = file
        self._entries: dict[str, Entry] = {}
        self._lines = 0
        self._load(mend)

    def _load(self, mend: bool) -> None:
        if not self._file.exists():
            return
        try:
            self._cut(self._file.read_bytes(), mend)
        except OSError as error:
            raise disk.unreached(error, self._file) from error

    def _cut(self, data: bytes, mend: bool) -> None:
        whole = data.rfind(b"\n") + 1
        if mend and whole != len(data):  # the tail of a killed run
            with self._file.open("r+b") as torn:
                torn.truncate(whole)
        for line in data[:whole].splitlines():
            self._lines += 1
            self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            data = json.loads(line)
            entry = _entry(dict(data))
            name = data["task"]
        except (ValueError, TypeError, KeyError):
            return  # a line nobody can read proves nothing: its task is done again
        if entry is None:
            self._entries.pop(name, None)
        else:
            self._entries[name] = entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def get(self, task: str) -> Entry | None:
        return self._entries.get(task)

    def record(self, entry: Entry) -> None:
        """Append what a task made; on the disk when this returns."""
        self._append(_line(entry))
        self._entries[entry.task] = entry

    def forget(self, task: str) -> None:
        """Append that a task's outputs are no longer there."""
        if self._entries.pop(task, None) is not None:
            self._append(json.dumps({"format": _FORMAT, "task": task, "gone": True}) + "\n")

    def _append(self, line: str) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as journal:
                journal.write(line.encode("utf-8"))
                journal.flush()
                os.fsync(journal.fileno())
        except OSError as error:
            raise disk.said(error, self._file) from error
        self._lines += 1

    def compact(self) -> None:
        """Rewrite the file without its overtaken lines once they are the larger part."""
        if self._lines > 2 * len(self._entries) + 50:
            self._rewrite()

    def erase(self, gone: Callable[[Entry], bool]) -> None:
        """Rewrite the file without a trace of these entries, nor of any line overtaken before."""
        self._entries = {name: entry for name, entry in self._entries.items() if not gone(entry)}
        self._rewrite()

    def _rewrite(self) -> None:
        disk.write_text(self._file, "".join(_line(entry) for entry in self._entries.values()))
        self._lines = len(self._entries)


class Digests:
    """SHA-256 of files, remembered by what the file system says of them.

    A file whose size, times and inode are as they were is not read again; the memory is only a cache
    and may be deleted.
    """

    def __init__(self, root: Path, cache: Path) -> None:
        self._root = root
        self._cache = cache
        self._known: dict[str, list[Any]] = {}
        self._changed = False
        with contextlib.suppress(OSError, ValueError):
            self._known = _whole(json.loads(cache.read_text("utf-8")))

    def of(self, path: Path) -> str | None:
        """The digest of a file given relative to the root, None when there is none.

        Raises PodcastError for one that is there and cannot be read.
        """
        name = path.as_posix()
        try:
            stat = (self._root / path).stat()
        except OSError:
            return None
        mark = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        known = self._known.get(name)
        if known is not None and known[:4] == mark:
            return str(known[4])
        try:
            found = disk.digest(self._root / path)
        except OSError as error:
            raise disk.unreached(error, path) from error
        self._known[name] = [*mark, found]
        self._changed = True
        return found

    def erase(self, gone: Callable[[Path], bool]) -> None:
        """Remember these files no more, whether they are there or not."""
        self._known = {name: known for name, known in self._known.items() if not gone(Path(name))}
        self._changed = True

    def save(self) -> None:
        """Keep what was learnt for the next run; nothing is written when nothing was."""
        if self._changed:
            # Tasks of a build that is being stopped may still be learning.
            learnt = self._known.copy()
            alive = {name: known for name, known in learnt.items() if _is_there(self._root / name)}
            disk.write_text(self._cache, json.dumps(alive, sort_keys=True, ensure_ascii=False))
            self._changed = False


def _whole(known: Any) -> dict[str, list[Any]]:
    """The part of what was remembered that has its shape: the rest is learnt again."""
    pairs = known.items() if isinstance(known, dict) else ()
    return {name: each for name, each in pairs if isinstance(each, list) and len(each) == 5}


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that nobody may look into
        return False
