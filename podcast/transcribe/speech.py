"""Where somebody speaks: the voice-activity detector, and windows of at most 30 s cut in the pauses.

A Whisper model hears 30 s at a time and invents words over silence and music, so it is only given
windows in which a voice was detected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from podcast.transcribe.sound import RATE, Samples

__all__ = ["WINDOW_MS", "Span", "Window", "windows"]

WINDOW_MS = 30_000
# A pause longer than this ends a window: music and silence inside one are what invented words come from.
_LONGEST_PAUSE_MS = 4_000
_SAMPLES_MS = RATE // 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in the recording."""

    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Window:
    """Sound for one pass of the model: where it starts, its samples, and where in it a voice was heard."""

    start_ms: int
    samples: Samples
    voiced: tuple[Span, ...]

    @property
    def end_ms(self) -> int:
        return self.start_ms + len(self.samples) // _SAMPLES_MS


def windows(blocks: Iterable[Samples]) -> Iterator[Window]:
    """Cut sound that comes in blocks into windows of speech, in order, holding few blocks in memory.

    A stretch of speech that touches the end of a block waits for the next block.
    """
    kept = np.zeros(0, np.float32)
    kept_start_ms = 0
    for block, last in _with_last(blocks):
        sound = np.concatenate((kept, block))
        spans = _voiced(sound)
        groups = _grouped(spans)
        done = groups if last else groups[:-1]
        for group in done:
            yield _window(sound, kept_start_ms, group)
        # What follows the last finished window is heard again with the next block.
        cut_ms = groups[-1][0].start_ms if groups and not last else len(sound) // _SAMPLES_MS
        kept = sound[cut_ms * _SAMPLES_MS :]
        kept_start_ms += cut_ms


def _with_last(blocks: Iterable[Samples]) -> Iterator[tuple[Samples, bool]]:
    held: Samples | None = None
    for block in blocks:
        if held is not None:
            yield held, False
        held = block
    if held is not None:
        yield held, True


def _voiced(sound: Samples) -> list[Span]:
    """Stretches of speech, at most one window long, cut at silences of 160 ms or more."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if len(sound) == 0:
        return []
    options = VadOptions(max_speech_duration_s=WINDOW_MS / 1000, min_silence_duration_ms=160)
    found = get_speech_timestamps(sound, options)
    return [Span(each["start"] // _SAMPLES_MS, each["end"] // _SAMPLES_MS) for each in found]


def _grouped(spans: list[Span]) -> list[list[Span]]:
    """Fill each window with as many stretches as fit, so that few passes are needed."""
    groups: list[list[Span]] = []
    for span in spans:
        fits = (
            groups
            and span.end_ms - groups[-1][0].start_ms <= WINDOW_MS
            and span.start_ms - groups[-1][-1].end_ms <= _LONGEST_PAUSE_MS
        )
        if fits:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _window(sound: Samples, offset_ms: int, spans: list[Span]) -> Window:
    start_ms, end_ms = spans[0].start_ms, min(spans[-1].end_ms, spans[0].start_ms + WINDOW_MS)
    voiced = tuple(Span(offset_ms + span.start_ms, offset_ms + span.end_ms) for span in spans)
    samples = sound[start_ms * _SAMPLES_MS : end_ms * _SAMPLES_MS]
    return Window(offset_ms + start_ms, samples.copy(), voiced)
