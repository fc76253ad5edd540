"""Run what must run, in order, several at a time, and keep going past what fails.

Files are the only wiring: a task comes after the tasks that write what it reads.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path

from podcast import disk
from podcast.errors import PodcastError, Remark
from podcast.graph.journal import Digests, Entry, Journal
from podcast.graph.reasons import Reason, inputs_of, why
from podcast.graph.task import Task, canonical

__all__ = [
    "Blocked",
    "Event",
    "Failed",
    "Finished",
    "Outcome",
    "Progressed",
    "Started",
    "Stopped",
    "build",
    "foresee",
    "prune",
    "remove",
    "unclaimed",
    "with_needs",
]

_log = logging.getLogger(__name__)


class Stopped(KeyboardInterrupt):
    """Raised inside a task whose build is being stopped: Ctrl-C, heard on another thread."""


@dataclass(frozen=True, slots=True)
class Started:
    """A task begins, and why."""

    task: Task
    reason: Reason


@dataclass(frozen=True, slots=True)
class Progressed:
    """A task under way; `fraction` is 0 to 1, of `length_ms` of sound (0 = of something else)."""

    task: Task
    fraction: float
    length_ms: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """A task's outputs are in place and in the journal."""

    task: Task
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A task raised; what it had made before is as it was."""

    task: Task
    error: Exception


@dataclass(frozen=True, slots=True)
class Blocked:
    """A task that cannot run because `by` failed."""

    task: Task
    by: Task


Event = Started | Progressed | Finished | Failed | Blocked


@dataclass
class Outcome:
    """What a build did; `fresh` counts the tasks that had nothing to do."""

    ran: list[Task] = field(default_factory=list)
    fresh: int = 0
    failed: list[Failed] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    pruned: list[Path] = field(default_factory=list)
    remarks: list[tuple[Task, Remark]] = field(default_factory=list)


@dataclass(frozen=True)
class Workshop:
    """Where a build happens and who listens to it."""

    root: Path
    journal: Journal
    digests: Digests
    executor: Executor
    on_event: Callable[[Event], None]


class _Running:
    """The Context of one running task."""

    def __init__(self, task: Task, workshop: Workshop, stop: threading.Event) -> None:
        self.root = workshop.root
        self._task = task
        self._tell = workshop.on_event
        self._stop = stop
        self.digest = workshop.digests.of
        self.remarks: list[Remark] = []
        self.extra: list[Path] = []

    def progress(self, fraction: float, length_ms: int = 0) -> None:
        if self._stop.is_set():
            raise Stopped
        self._tell(Progressed(self._task, fraction, length_ms))

    def remark(self, remark: Remark) -> None:
        self.remarks.append(remark)

    def made(self, path: Path) -> None:
        self.extra.append(path)


class Wiring:
    """Who makes which file, and so which task comes after which."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.makers = {path: task for task in tasks for path in task.writes}
        self.tasks = {task.name: task for task in tasks}
        if len(self.tasks) != len(tasks):
            raise ValueError("two tasks of one name")

    def needs(self, task: Task) -> tuple[Task, ...]:
        """The tasks without which this one cannot run."""
        return self._before(task, task.inputs)

    def waits_for(self, task: Task) -> tuple[Task, ...]:
        """The tasks whose end this one awaits, however they end."""
        return self._before(task, (*task.inputs, *task.optional))

    def _before(self, task: Task, paths: Iterable[Path]) -> tuple[Task, ...]:
        found = {self.makers[path].name: self.makers[path] for path in paths if path in self.makers}
        found.pop(task.name, None)  # a task may read the draft it keeps
        return tuple(found.values())


class _Build:
    def __init__(self, tasks: Sequence[Task], workshop: Workshop, forced: frozenset[str]) -> None:
        self.wiring = Wiring(tasks)
        self.workshop = workshop
        self.forced = forced
        self.outcome = Outcome()
        self.waiting = dict(self.wiring.tasks)
        self.under_way: dict[Future[Entry], Task] = {}
        self.ended: set[str] = set()
        self.lost: dict[str, Task] = {}
        self.stop = threading.Event()

    def run(self) -> Outcome:
        try:
            while self.waiting or self.under_way:
                self._start_ready()
                if self.under_way:
                    done, _ = wait(self.under_way, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._end(future)
        except BaseException:
            self.stop.set()
            for future in self.under_way:
                future.cancel()
            raise
        return self.outcome

    def _start_ready(self) -> None:
        moved = True
        while moved:  # a fresh or blocked task may make the next one ready at once
            moved = False
            busy = {task.lane for task in self.under_way.values() if task.lane}
            for task in tuple(self.waiting.values()):
                if task.lane in busy or not self._ready(task):
                    continue
                del self.waiting[task.name]
                moved = True
                self._begin(task)
                if task.lane:
                    busy.add(task.lane)
        if self.waiting and not self.under_way:
            raise ValueError(f"tasks that wait for each other: {', '.join(sorted(self.waiting))}")

    def _ready(self, task: Task) -> bool:
        return all(each.name in self.ended for each in self.wiring.waits_for(task))

    def _begin(self, task: Task) -> None:
        blocker = next(
            (self.lost[each.name] for each in self.wiring.needs(task) if each.name in self.lost), None
        )
        if blocker is not None:
            self.lost[task.name] = blocker
            self.ended.add(task.name)
            event = Blocked(task, blocker)
            self.outcome.blocked.append(event)
            self.workshop.on_event(event)
            return
        entry = self.workshop.journal.get(task.name)
        forced = task.name in self.forced
        try:
            reason = Reason("forced") if forced else why(task, entry, self.workshop.digests)
        except PodcastError as error:  # a file that nobody may read is the matter of this task alone
            file = str(error.values.get("file", task.name))
            self.workshop.on_event(Started(task, Reason("input", file)))
            self._fail(task, error)
            return
        if reason is None:
            assert entry is not None
            self.ended.add(task.name)
            self.outcome.fresh += 1
            self.outcome.remarks += [(task, remark) for remark in entry.remarks]
            return
        _log.info("%s begins: %s %s", task.name, reason.cause, reason.about)
        self.workshop.on_event(Started(task, reason))
        self.under_way[self.workshop.executor.submit(self._do, task)] = task

    def _do(self, task: Task) -> Entry:
        inputs = inputs_of(task, self.workshop.digests)
        missing = [path for path in task.inputs if inputs[path.as_posix()] is None]
        if missing:
            raise PodcastError(
                "{file} is missing",
                hint="put the file back, then run podcast build",
                file=missing[0],
            )
        context = _Running(task, self.workshop, self.stop)
        try:
            task.action(context)
            return self._entry(task, context, inputs)
        except OSError as error:
            raise disk.unreached(error, task.name) from error

    def _entry(self, task: Task, context: _Running, inputs: dict[str, str | None]) -> Entry:
        digests = self.workshop.digests
        outputs = {}
        for path in (*task.outputs, *context.extra):
            found = digests.of(path)
            if found is None:
                raise RuntimeError(f"{task.name} did not write {path}")
            outputs[path.as_posix()] = found
        # A draft that the task also reads is known as the task left it, or it would run for ever.
        kept = {path.as_posix(): digests.of(path) for path in task.drafts if path.as_posix() in inputs}
        return Entry(
            task.name,
            task.episode,
            task.version,
            canonical(task.settings),
            {**inputs, **kept},
            outputs,
            tuple(path.as_posix() for path in context.extra),
            tuple(context.remarks),
        )

    def _end(self, future: Future[Entry]) -> None:
        task = self.under_way.pop(future)
        self.ended.add(task.name)
        error = future.exception()
        if error is None:
            self._keep(task, future.result())
        elif isinstance(error, Exception):
            if not isinstance(error, PodcastError):
                _log.error("%s", task.name, exc_info=error)
            self._fail(task, error)
        else:
            raise error

    def _fail(self, task: Task, error: Exception) -> None:
        self.ended.add(task.name)
        self.lost[task.name] = task
        self.outcome.failed.append(Failed(task, error))
        self.workshop.on_event(Failed(task, error))

    def _keep(self, task: Task, entry: Entry) -> None:
        before = self.workshop.journal.get(task.name)
        self.workshop.journal.record(entry)
        gone = set(before.outputs if before else ()) - set(entry.outputs)
        self.outcome.pruned += remove(
            self.workshop.root, {Path(name) for name in gone} - set(self.wiring.makers)
        )
        self.outcome.ran.append(task)
        _log.info("%s is done", task.name)
        self.outcome.remarks += [(task, remark) for remark in entry.remarks]
        self.workshop.on_event(Finished(task, entry.remarks))


def build(tasks: Sequence[Task], workshop: Workshop, forced: frozenset[str] = frozenset()) -> Outcome:
    """Bring every task's result up to date; failures are in the outcome, not raised.

    Raises KeyboardInterrupt as it comes; what was finished before it is in the journal.
    """
    return _Build(tasks, workshop, forced).run()


def foresee(
    tasks: Sequence[Task], journal: Journal, digests: Digests, forced: frozenset[str] = frozenset()
) -> list[tuple[Task, Reason]]:
    """What `build` would run and why, running nothing; what follows a running task may run too."""
    wiring = Wiring(tasks)
    found: dict[str, tuple[Task, Reason]] = {}
    seen: set[str] = set()

    def visit(task: Task) -> None:
        if task.name in seen:
            return
        seen.add(task.name)
        before = wiring.waits_for(task)
        for each in before:
            visit(each)
        try:
            reason = why(task, journal.get(task.name), digests)
        except PodcastError as error:  # the build will say so
            reason = Reason("input", str(error.values.get("file", task.name)))
        if task.name in forced:
            reason = Reason("forced")
        follows = next((each.name for each in before if each.name in found), None)
        if reason is None and follows is not None:
            reason = Reason("follows", follows)
        if reason is not None:
            found[task.name] = (task, reason)

    for task in tasks:
        visit(task)
    return list(found.values())


def with_needs(tasks: Sequence[Task], wanted: Iterable[Task]) -> tuple[Task, ...]:
    """`wanted` and every task they cannot do without, in the order of `tasks`."""
    wiring = Wiring(tasks)
    found: set[str] = set()
    todo = list(wanted)
    while todo:
        task = todo.pop()
        if task.name not in found:
            found.add(task.name)
            todo += wiring.needs(task)
    return tuple(task for task in tasks if task.name in found)


def prune(tasks: Sequence[Task], keep: Callable[[Entry], bool], workshop: Workshop) -> list[Path]:
    """Remove what tasks that no longer exist had made, except where `keep` says to leave it."""
    names = {task.name for task in tasks}
    gone = [entry for entry in workshop.journal if entry.task not in names and not keep(entry)]
    wanted = {path for task in tasks for path in task.outputs}
    wanted |= {Path(name) for entry in workshop.journal if entry not in gone for name in entry.outputs}
    removed: list[Path] = []
    for entry in gone:
        removed += remove(workshop.root, {Path(name) for name in entry.outputs} - wanted)
        workshop.journal.forget(entry.task)
    return removed


def unclaimed(folders: Iterable[Path], workshop: Workshop) -> set[Path]:
    """Files below `folders` (relative to the root) that no task known to the journal has made."""
    claimed = {Path(name) for entry in workshop.journal for name in entry.outputs}
    there = (path for folder in folders for path in (workshop.root / folder).rglob("*") if path.is_file())
    return {path.relative_to(workshop.root) for path in there} - claimed


def remove(root: Path, paths: Iterable[Path]) -> list[Path]:
    """Delete machine-made files and the folders they leave empty; gives those that were there."""
    gone = []
    for path in sorted(paths):
        if (root / path).is_file():
            (root / path).unlink()
            gone.append(path)
        for folder in path.parents:
            if folder == Path() or not (root / folder).is_dir() or any((root / folder).iterdir()):
                break
            (root / folder).rmdir()
    return gone
