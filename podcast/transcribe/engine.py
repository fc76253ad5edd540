"""One recording in, its words out: the part of the work that is the same for every speech engine.

A `Recogniser` hears windows of sound and gives words: that is all an engine's own file holds. The
listening around it decodes, finds speech, watches for invented words, tells the speakers apart and
cuts cues.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from podcast.errors import EngineError, PodcastError, UsageProblem
from podcast.model import Dropped, EngineStamp, Transcript, Word
from podcast.transcribe import channels, guards
from podcast.transcribe.cues import cut
from podcast.transcribe.gaps import filled, gaps, passage
from podcast.transcribe.models import locate
from podcast.transcribe.sound import Samples, pieces
from podcast.transcribe.speech import Window, windows
from podcast.transcribe.wording import glued

__all__ = [
    "ENGINES",
    "Asked",
    "Engine",
    "Heard",
    "Listener",
    "Recogniser",
    "Request",
    "open_engine",
]

# Long enough that windows are full, short enough that an hour of sound is never in memory.
_BLOCK_S = 300.0
UNHEARD = "speech without words"
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Request:
    """What to transcribe a recording with: language, length, each channel's speaker, names to expect."""

    language: str
    duration_ms: int
    channels: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recogniser is told: the language, names to expect, and whether a first try went wrong."""

    language: str
    vocabulary: tuple[str, ...] = ()
    again: bool = False


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


@dataclass(frozen=True, slots=True)
class _Track:
    """What one channel said."""

    words: tuple[Word, ...]
    dropped: tuple[Dropped, ...]
    language: str
    probability: float


class Listener:
    """The engine made of a recogniser. The same recording and request give the same transcript."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    @property
    def stamp(self) -> EngineStamp:
        return self._recogniser.stamp

    def transcribe(self, recording: Path, request: Request, on_progress: Callable[[int], None]) -> Transcript:
        """Transcribe one recording, each channel alone where each has its own microphone."""
        try:
            tracks = self._tracks(recording, request, on_progress)
        except (PodcastError, KeyboardInterrupt):
            raise
        except Exception as error:  # whatever a model's own code raises, the producer gets one sentence
            raise _said(self, recording, error) from error
        on_progress(request.duration_ms)
        if request.channels:
            spoken = [track.words for track in tracks]
            kept, bleed = channels.without_bleed(recording, spoken)
            cues = channels.merged([cut(w, n) for w, n in zip(kept, request.channels, strict=True)])
        else:
            cues, bleed = cut(tracks[0].words), []
        dropped = [each for track in tracks for each in track.dropped] + bleed
        surest = max(tracks, key=lambda track: track.probability)
        return Transcript(
            language=request.language,
            duration_ms=request.duration_ms,
            segments=tuple(cues),
            stamp=self.stamp,
            dropped=tuple(sorted(dropped, key=lambda each: (each.start_ms, each.end_ms, each.text))),
            detected_language=surest.language,
            detected_probability=round(surest.probability, 3),
        )

    def _tracks(self, recording: Path, request: Request, on_progress: Callable[[int], None]) -> list[_Track]:
        asked = Asked(request.language, request.vocabulary)
        if not request.channels:
            return [self._track(pieces(recording, _BLOCK_S), asked, on_progress)]
        count = len(request.channels)
        tracks = []
        for channel in range(count):
            done_ms = channel * request.duration_ms

            def report(ms: int, before_ms: int = done_ms) -> None:
                on_progress((before_ms + ms) // count)

            sound = pieces(recording, _BLOCK_S, channel=channel)
            tracks.append(self._track(sound, asked, report))
        return tracks

    def _track(self, sound: Iterator[Samples], asked: Asked, on_progress: Callable[[int], None]) -> _Track:
        words: list[Word] = []
        dropped: list[Dropped] = []
        language, probability = "", 0.0
        for group in _by(self._recogniser.together, windows(sound)):
            if not language:
                language, probability = self._recogniser.language(group[0])
            for sifted in self._sifted(group, asked):
                words += sifted.words
                dropped += sifted.dropped
            on_progress(group[-1].end_ms)
        return _Track(tuple(_in_order(words)), tuple(dropped), language, probability)

    def _sifted(self, group: Sequence[Window], asked: Asked) -> list[guards.Sifted]:
        """Hear windows, and once more what of them had speech and gave no words."""
        whole = self._heard_once(group, asked)
        # Without the names first: a list of names is one of the things that make a model stop early.
        for again in (Asked(asked.language), Asked(asked.language, again=True)):
            holes = [
                (index, gap)
                for index, (window, sifted) in enumerate(zip(group, whole, strict=True))
                for gap in gaps(window, sifted.words)
            ]
            for some in _by(self._recogniser.together, iter(holes)):
                passages = [passage(group[index], gap) for index, gap in some]
                results = self._heard_once(passages, again)
                for (index, gap), result in zip(some, results, strict=True):
                    whole[index] = guards.Sifted(
                        tuple(filled(whole[index].words, gap, result.words)),
                        whole[index].dropped + result.dropped,
                    )
        return [_marked(window, sifted) for window, sifted in zip(group, whole, strict=True)]

    def _heard_once(self, group: Sequence[Window], asked: Asked) -> list[guards.Sifted]:
        heard = self._recogniser.hear(group, asked)
        return [
            guards.sift(window, glued(each.words), each.mean_log_probability)
            for window, each in zip(group, heard, strict=True)
        ]


def _marked(window: Window, sifted: guards.Sifted) -> guards.Sifted:
    """Note the speech that gave no words, for a person to hear."""
    empty = tuple(Dropped(gap.start_ms, gap.end_ms, "", UNHEARD) for gap in gaps(window, sifted.words))
    return guards.Sifted(sifted.words, sifted.dropped + empty)


def _by(size: int, items: Iterator[_Item]) -> Iterator[list[_Item]]:
    held: list[_Item] = []
    for item in items:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def _in_order(words: Sequence[Word]) -> Iterator[Word]:
    """Words one after the other: an engine's rounding may let two overlap by a few milliseconds."""
    past_ms = 0
    for word in words:
        start_ms = max(word.start_ms, past_ms)
        past_ms = max(word.end_ms, start_ms + 1)
        yield replace(word, start_ms=start_ms, end_ms=past_ms)


def _said(engine: Engine, recording: Path, error: Exception) -> PodcastError:
    """What an engine's own failure means to the producer."""
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return EngineError(
            "{engine} ran out of memory on {file} with the model {model}",
            hint='set a smaller model in episodes/show.toml, such as model = "base"',
            engine=engine.stamp.engine,
            file=recording,
            model=engine.stamp.model,
        )
    reason = str(error).strip().splitlines()
    return EngineError(
        "{engine} failed on {file}: {reason}",
        hint="podcast doctor",
        engine=engine.stamp.engine,
        file=recording,
        reason=reason[0] if reason else type(error).__name__,
    )


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
    return Listener(ENGINES[name](model, threads or min(4, os.cpu_count() or 1)))
