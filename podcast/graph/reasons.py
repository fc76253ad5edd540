"""Why a task runs again, as a value that can be printed, counted and tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from podcast.graph.journal import Digests, Entry
from podcast.graph.task import Task, canonical

__all__ = ["Reason", "inputs_of", "why"]

Cause = Literal["never", "forced", "version", "setting", "input", "output", "draft", "follows"]


@dataclass(frozen=True, slots=True)
class Reason:
    """`cause`, and which setting, file or task it is about."""

    cause: Cause
    about: str = ""


def inputs_of(task: Task, digests: Digests) -> dict[str, str | None]:
    """The digest of everything a task reads, by path."""
    return {path.as_posix(): digests.of(path) for path in (*task.inputs, *task.optional)}


def why(task: Task, entry: Entry | None, digests: Digests) -> Reason | None:
    """The first reason to run `task` again, None when its last result is still true."""
    if entry is None:
        return Reason("never")
    return next(_reasons(task, entry, digests), None)


def _reasons(task: Task, entry: Entry, digests: Digests) -> Iterator[Reason]:
    if entry.version != task.version:
        yield Reason("version", task.stage)
    yield from (Reason("setting", name) for name in _differing(canonical(task.settings), entry.settings))
    yield from (Reason("input", name) for name in _differing(inputs_of(task, digests), entry.inputs))
    outputs = {path.as_posix() for path in task.outputs} | set(entry.outputs)
    yield from (
        Reason("output", name)
        for name in sorted(outputs)
        if digests.of(Path(name)) != entry.outputs.get(name, "")
    )
    yield from (Reason("draft", path.as_posix()) for path in task.drafts if digests.of(path) is None)


def _differing(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    absent = object()
    names = sorted({*now, *then})
    return [name for name in names if now.get(name, absent) != then.get(name, absent)]
