"""Everything that can go wrong, as one tree; the exit code is part of the class.

    PodcastError                1  failed
    ├── UsageProblem            2  the command's own words are off
    ├── ContentError            1  what people wrote: a TOML file, a caption file
    ├── ContentErrors           1  every mistake in a file at once: see its `errors`
    ├── RecordingError          1  a file that should be a recording
    │   └── OriginalChanged     1  an original that is no longer the one that was checksummed
    ├── AudioError              1  mastering or encoding went wrong or missed its target
    ├── EngineError             1  a speech engine failed
    ├── DiskFull                1  no room to write
    ├── BuildLocked             1  another build of this show is under way
    ├── MissingTool             3  a program, package or model is not there
    │   └── ModelMissing        3
    └── RightsRefused           4  the people heard have not agreed to this

A message is an English template with named values, `hint` says what to type next: both are looked up
in `cli/fr/<room>.toml` when the producer's language is French, so a template is always a literal string.
A `Remark` is the same thing when nothing failed: said, kept, never raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

__all__ = [
    "AudioError",
    "BuildLocked",
    "ContentError",
    "ContentErrors",
    "DiskFull",
    "EngineError",
    "MissingTool",
    "ModelMissing",
    "OriginalChanged",
    "PodcastError",
    "RecordingError",
    "Remark",
    "RightsRefused",
    "UsageProblem",
]


class PodcastError(Exception):
    """A failure with a sentence for the producer and, where there is one, what to type next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, /, *, hint: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.hint, self.values))

    @property
    def hint_text(self) -> str:
        return self.hint.format(**self.values)


def _rebuild(kind: type[PodcastError], message: str, hint: str, values: dict[str, object]) -> PodcastError:
    return kind(message, hint=hint, **values)


class UsageProblem(PodcastError):
    exit_code = 2


class ContentError(PodcastError):
    """Carries the file, and the line where one is known, in its values."""


class ContentErrors(PodcastError):
    """All the mistakes found in a file that nothing can be done without."""

    @classmethod
    def of(cls, file: str, errors: Sequence[ContentError]) -> Self:
        return cls(
            "{file} has to be put right first ({count} found)",
            hint="correct the lines named above, then run the same command again",
            file=file,
            count=len(errors),
            errors=tuple(errors),
        )

    @property
    def errors(self) -> tuple[ContentError, ...]:
        found = self.values["errors"]
        assert isinstance(found, tuple)
        return found


class RecordingError(PodcastError):
    pass


class OriginalChanged(RecordingError):
    pass


class AudioError(PodcastError):
    pass


class EngineError(PodcastError):
    pass


class DiskFull(PodcastError):
    pass


class BuildLocked(PodcastError):
    pass


class MissingTool(PodcastError):
    exit_code = 3


class ModelMissing(MissingTool):
    pass


class RightsRefused(PodcastError):
    exit_code = 4


@dataclass(frozen=True)
class Remark:
    """Something worth saying that stopped nothing; the values are plain (str, int, float)."""

    message: str
    values: dict[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format(**self.values)
