"""One recording in, its words out: what is the same for every speech engine.

Decodes the sound, finds speech, has it recognised, takes out invented words, hears again what gave
none, tells apart the speakers that have a microphone each, has words begin with their sound, and cuts
cues.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from podcast.errors import EngineError, PodcastError, UsageProblem
from podcast.model import Dropped, EngineStamp, Segment, Transcript, Word
from podcast.transcribe import channels, guards
from podcast.transcribe.cues import cut
from podcast.transcribe.engine import Asked, Recogniser, Request
from podcast.transcribe.gaps import filled, gaps, halves, passage, skipped
from podcast.transcribe.guards import Sifted
from podcast.transcribe.onsets import metered, settled
from podcast.transcribe.reasons import UNHEARD
from podcast.transcribe.sound import RATE, Samples, levels, pieces
from podcast.transcribe.speech import Span, Window, windows
from podcast.transcribe.wording import glued

__all__ = ["Listener"]

# Long enough that windows are full, short enough that an hour of sound is never in memory.
_BLOCK_S = 300.0
# A model that needs longer than this many times the sound it was given has stopped, not slowed down.
_PATIENCE = 60.0
# Parts of the names of models that only transcribe: those for English, and large-v3-turbo.
_NOT_TRANSLATING = (".en", "turbo")
_Item = TypeVar("_Item")
_Report = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Track:
    """What one channel said."""

    words: tuple[Word, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    language: str = ""
    probability: float = 0.0


class Listener:
    """The engine made of a recogniser. The same recording and request give the same transcript."""

    def __init__(self, recogniser: Recogniser, patience: float = _PATIENCE) -> None:
        self._recogniser = recogniser
        self._patience = patience

    @property
    def stamp(self) -> EngineStamp:
        return self._recogniser.stamp

    def transcribe(self, recording: Path, request: Request, on_progress: _Report) -> Transcript:
        """Transcribe one recording, each channel alone where each has its own microphone.

        Raises RecordingError where the file cannot be decoded, EngineError where the model fails,
        UsageProblem where it does not translate.
        """
        if request.into and any(mark in self.stamp.model for mark in _NOT_TRANSLATING):
            raise UsageProblem(
                "the speech model {model} was not made to translate",
                hint='set model = "small" or "medium" in episodes/show.toml, or take translations out',
                model=self.stamp.model,
            )
        try:
            tracks, cues = self._heard(recording, request, on_progress)
        except PodcastError:
            raise
        except Exception as error:  # whatever a model's own code raises, the producer gets one sentence
            raise _said(self.stamp, recording, error) from error
        on_progress(request.duration_ms)
        dropped = (each for track in tracks for each in track.dropped)
        surest = max(tracks, key=lambda track: track.probability)
        return Transcript(
            language=request.into or request.language,
            duration_ms=request.duration_ms,
            segments=tuple(cues),
            stamp=self.stamp,
            dropped=tuple(sorted(dropped, key=lambda each: (each.start_ms, each.end_ms, each.text))),
            detected_language=surest.language,
            detected_probability=round(surest.probability, 3),
            translated_from=request.language if request.into else "",
        )

    def _heard(
        self, recording: Path, request: Request, on_progress: _Report
    ) -> tuple[list[_Track], list[Segment]]:
        # Engines know languages, not where they are spoken: en-GB is heard as en.
        asked = Asked(request.language.partition("-")[0], request.vocabulary, into=request.into)
        if not request.channels:
            meter: list[NDArray[np.float32]] = []
            track = self._track(metered(pieces(recording, _BLOCK_S), meter), asked, on_progress)
            return [track], cut(settled(np.concatenate(meter), track.words) if track.words else ())
        loud = channels.relative(levels(recording, len(request.channels)))
        tracks = []
        for channel in range(len(request.channels)):
            sound = channels.muted(pieces(recording, _BLOCK_S, channel=channel), loud, channel)
            tracks.append(self._track(sound, asked, _part(on_progress, channel, request)))
        kept, bleed = channels.without_bleed(loud, [track.words for track in tracks])
        voices = [cut(words, name) for words, name in zip(kept, request.channels, strict=True)]
        cues = channels.merged(voices)
        heard = [replace(each, dropped=_unanswered(each.dropped, cues)) for each in tracks]
        return [*heard, _Track(dropped=tuple(bleed))], cues

    def _track(self, sound: Iterator[Samples], asked: Asked, on_progress: _Report) -> _Track:
        track = _Track()
        for group in _by(self._recogniser.together, windows(sound)):
            if not track.language:
                longest = max(group, key=lambda window: len(window.samples))
                language, probability = self._awaited(
                    functools.partial(self._recogniser.language, longest), [longest]
                )
                track = replace(track, language=language, probability=probability)
            for sifted in self._sifted(group, asked):
                track = replace(
                    track, words=track.words + sifted.words, dropped=track.dropped + sifted.dropped
                )
            on_progress(group[-1].end_ms)
        return replace(track, words=tuple(_in_order(track.words)))

    def _sifted(self, group: Sequence[Window], asked: Asked) -> list[Sifted]:
        """Hear windows, and again, in two other ways, what of them had speech and gave no words."""
        whole = self._once(group, asked)
        for index, window in enumerate(group):
            if skipped(window, whole[index].words):
                whole[index] = self._in_halves(window, whole[index], replace(asked, vocabulary=()))
        # Without the names first: a list of names is one of the things that make a model stop early.
        for again in (replace(asked, vocabulary=()), replace(asked, vocabulary=(), again=True)):
            holes = [
                (index, gap)
                for index, (window, sifted) in enumerate(zip(group, whole, strict=True))
                for gap in gaps(window, sifted.words)
            ]
            for some in _by(self._recogniser.together, holes):
                self._fill(group, whole, some, again)
        return [_marked(window, sifted) for window, sifted in zip(group, whole, strict=True)]

    def _in_halves(self, window: Window, before: Sifted, asked: Asked) -> Sifted:
        """Hear a window as two shorter ones, and take what has more words."""
        parts = self._once(halves(window), asked)
        words = tuple(word for part in parts for word in part.words)
        if len(words) <= len(before.words):
            return before
        return Sifted(words, before.dropped + tuple(each for part in parts for each in part.dropped))

    def _fill(
        self, group: Sequence[Window], whole: list[Sifted], holes: Sequence[tuple[int, Span]], asked: Asked
    ) -> None:
        passages = [passage(group[index], gap) for index, gap in holes]
        for (index, gap), found in zip(holes, self._once(passages, asked), strict=True):
            before = whole[index]
            words = filled(before.words, gap, found.words)
            new = tuple(each for each in found.dropped if each not in before.dropped)
            whole[index] = Sifted(tuple(words), before.dropped + new)

    def _once(self, group: Sequence[Window], asked: Asked) -> list[Sifted]:
        heard = self._awaited(lambda: self._recogniser.hear(group, asked), group)
        return [
            guards.sift(window, glued(each.words), each.mean_log_probability, translated=asked.into == "en")
            for window, each in zip(group, heard, strict=True)
        ]

    def _awaited(self, work: Callable[[], _Item], group: Sequence[Window]) -> _Item:
        """Wait for a model, on another thread, as long as its sound makes reasonable.

        A thread that never ends is left behind: nothing can stop a model's own code from outside.
        """
        limit_s = self._patience * sum(len(window.samples) for window in group) / RATE
        answer: Future[_Item] = Future()

        def run() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:
                answer.set_exception(error)

        Thread(target=run, daemon=True).start()
        try:
            return answer.result(limit_s)
        except TimeoutError:
            if answer.done():
                raise
            raise TimeoutError(f"no answer for {limit_s / 60:.0f} min") from None


def _part(on_progress: _Report, channel: int, request: Request) -> _Report:
    """Progress of one channel as progress of the recording."""
    done_ms, count = channel * request.duration_ms, len(request.channels)
    return lambda ms: on_progress((done_ms + ms) // count)


def _marked(window: Window, sifted: Sifted) -> Sifted:
    """Note the speech that gave no words, for a person to hear."""
    sifted = guards.unlooped(window, sifted)
    empty = tuple(Dropped(gap.start_ms, gap.end_ms, "", UNHEARD) for gap in gaps(window, sifted.words))
    return Sifted(sifted.words, sifted.dropped + empty)


def _unanswered(dropped: Sequence[Dropped], cues: Sequence[Segment]) -> tuple[Dropped, ...]:
    """Without the empty passages in which somebody has words: faint bleed is speech to the detector."""

    def said_ms(each: Dropped) -> int:
        return sum(max(0, min(each.end_ms, c.end_ms) - max(each.start_ms, c.start_ms)) for c in cues)

    return tuple(
        each for each in dropped if each.reason != UNHEARD or said_ms(each) * 2 < each.end_ms - each.start_ms
    )


def _by(size: int, items: Iterable[_Item]) -> Iterator[list[_Item]]:
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


def _said(stamp: EngineStamp, recording: Path, error: Exception) -> PodcastError:
    """What an engine's own failure means to the producer."""
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return EngineError(
            "{engine} ran out of memory on {file} with the model {model}",
            hint='set a smaller model in episodes/show.toml, such as model = "base"',
            engine=stamp.engine,
            file=recording,
            model=stamp.model,
        )
    return EngineError(
        "{engine} failed on {file}: {reason}",
        hint="podcast doctor",
        engine=stamp.engine,
        file=recording,
        reason=str(error).strip().partition("\n")[0] or type(error).__name__,
    )
