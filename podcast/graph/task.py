"""A task: a plain function, with everything that can change its result written beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from podcast.errors import Remark

__all__ = ["Context", "Lane", "Task", "canonical"]

Lane = str
"""Tasks that name the same lane run one at a time: one model in memory, one user of it."""


class Context(Protocol):
    """What a running task may tell the build."""

    root: Path

    def progress(self, fraction: float, length_ms: int = 0) -> None:
        """How much is done, 0 to 1, of `length_ms` of sound where it is sound that is gone through.

        Raises when the build is being stopped.
        """

    def digest(self, path: Path) -> str | None:
        """SHA-256 of a file given relative to the root, from memory where it is known."""

    def remark(self, remark: Remark) -> None:
        """Something to say that stops nothing; kept with the task's result."""

    def made(self, path: Path) -> None:
        """An output not known beforehand (relative to the root); pruned when it is no longer made."""


@dataclass(frozen=True, slots=True)
class Task:
    """One step of the build; every path is relative to the show's root.

    `inputs` must be there; `optional` are read when they are there, and a failure of the task that
    makes one does not block this one. `outputs` are the machine's: a missing or altered one is made
    again. `drafts` belong to people: written by the task, looked at only for being there.
    `settings` is whatever else the result depends on; `version` is raised by hand when the function
    changes its result.
    """

    name: str
    stage: str
    episode: str
    action: Callable[[Context], None]
    inputs: tuple[Path, ...] = ()
    optional: tuple[Path, ...] = ()
    outputs: tuple[Path, ...] = ()
    drafts: tuple[Path, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
    lane: Lane = ""

    @property
    def writes(self) -> tuple[Path, ...]:
        return (*self.outputs, *self.drafts)


def canonical(value: Any) -> Any:
    """A value as plain JSON with one spelling, so that equal settings have equal fingerprints.

    Raises TypeError for what has no such spelling: a mistake of the stage that gives it.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): canonical(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (set, frozenset)):
        return sorted((canonical(each) for each in value), key=str)
    if isinstance(value, (list, tuple)):
        return [canonical(each) for each in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"a task's settings cannot hold a {type(value).__name__}")
