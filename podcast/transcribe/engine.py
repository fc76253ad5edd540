"""What a speech engine is, and opening one by its name.

A `Recogniser` hears windows of sound and gives words: that is all an engine's own file holds. The
`Listener` around it makes an `Engine` of it. To add one: a file with a recogniser, and a line in ENGINES.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from podcast.errors import EngineError, PodcastError, UsageProblem
from podcast.model import EngineStamp, Transcript, Word
from podcast.weights import locate

if TYPE_CHECKING:
    from podcast.transcribe.speech import Window

__all__ = ["ENGINES", "Asked", "Engine", "Heard", "Recogniser", "Request", "open_engine"]


# A model takes 223 tokens before its own words; a French name is one token for every three letters.
_LONGEST_HINT = 550
_LEADS = {"fr": "On parle ici de ", "en": "We talk about "}


@dataclass(frozen=True, slots=True)
class Request:
    """What to transcribe a recording with: language, length, each channel's speaker, names to expect.

    `language` is the one spoken; `into` the one the words are wanted in, where that is another.
    """

    language: str
    duration_ms: int
    channels: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    into: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recogniser is told: the language spoken, names to expect, whether a first try went wrong, and
    the language to translate into ("" = none).
    """

    language: str
    vocabulary: tuple[str, ...] = ()
    again: bool = False
    into: str = ""

    @property
    def task(self) -> str:
        """What Whisper calls it."""
        return "translate" if self.into else "transcribe"

    @property
    def hint(self) -> str | None:
        """The names as a sentence that could come before what is said, for the model to go on from.

        A sentence does less harm to the words around the names than a bare list: measured on the
        demonstration show, base, 956 words: 34 wrong without names, 32 with a list, 25 with a sentence.
        """
        kept: list[str] = []
        for name in self.vocabulary:
            if len(", ".join([*kept, name])) > _LONGEST_HINT:
                break
            kept.append(name)
        lead = _LEADS.get(self.into or self.language, "")
        return f"{lead}{', '.join(kept)}." if kept else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one window: words in recording time, and how sure the engine is of the whole."""

    words: tuple[Word, ...]
    mean_log_probability: float = 0.0


class Recogniser(Protocol):
    """A speech model in memory."""

    @property
    def stamp(self) -> EngineStamp: ...

    @property
    def together(self) -> int:
        """How many windows it hears at once."""
        ...

    def hear(self, heard: Sequence[Window], asked: Asked) -> Sequence[Heard]:
        """Give the words of each window, in the windows' order."""
        ...

    def language(self, window: Window) -> tuple[str, float]:
        """Guess the language spoken, and how sure the guess is (0 to 1)."""
        ...


class Engine(Protocol):
    """Anything that makes a transcript of a recording."""

    @property
    def stamp(self) -> EngineStamp: ...

    def transcribe(self, recording: Path, request: Request, on_progress: Callable[[int], None]) -> Transcript:
        """Transcribe one recording; `on_progress` gets milliseconds of it done."""
        ...


def _faster_whisper(model: str, threads: int) -> Recogniser:
    from podcast.transcribe.faster_whisper import open_model

    return open_model(locate(model), threads)


def _openai_whisper(model: str, threads: int) -> Recogniser:
    from podcast.transcribe.openai_whisper import open_model

    return open_model(model, threads)


ENGINES: dict[str, Callable[[str, int], Recogniser]] = {
    "faster-whisper": _faster_whisper,
    "openai-whisper": _openai_whisper,
}


def open_engine(name: str, model: str, *, threads: int | None = None) -> Engine:
    """Load a speech engine with its weights, once for a whole run.

    `threads` stays the same for the whole run, since it may change the last bits of a sum; without
    it, one per processor, four at most. Raises UsageProblem, ModelMissing or MissingTool.
    """
    if name not in ENGINES:
        raise UsageProblem(
            "there is no speech engine called {name}; there are {names}",
            hint='set engine = "faster-whisper" in episodes/show.toml',
            name=name,
            names=", ".join(ENGINES),
        )
    from podcast.transcribe.listener import Listener

    try:
        return Listener(ENGINES[name](model, threads or min(4, os.cpu_count() or 1)))
    except PodcastError:
        raise
    except Exception as error:  # a model's own code may raise anything on a broken file
        raise EngineError(
            "{engine} cannot open the speech model {model}: {reason}",
            hint="podcast models pull {model}",
            engine=name,
            model=model,
            reason=str(error).strip().partition("\n")[0] or type(error).__name__,
        ) from error
