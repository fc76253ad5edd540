"""Where somebody speaks: the voice-activity detector, and windows of at most 30 s cut in the pauses.

A Whisper model hears 30 s at a time and invents words over silence and music, so it is only given
windows in which a voice was detected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.sound import RATE, Samples

__all__ = ["WINDOW_MS", "Span", "Window", "windows"]

WINDOW_MS = 30_000
# A pause longer than this ends a window: music and silence inside one are what invented words come from.
_LONGEST_PAUSE_MS = 4_000
_SAMPLES_MS = RATE // 1000
# The detector's own frame, 512 samples; its thresholds are those its makers recommend.
_FRAME = 512
_FRAME_MS = 32
_ON, _OFF = 0.5, 0.35
_QUIET_FRAMES = 5
_PAD_MS = 400
_MEMORY = 250
_LONGEST_RUN = (WINDOW_MS - 2 * _PAD_MS) // _FRAME_MS


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

    Blocks are mono, (samples,), at 16 kHz and of any length. A stretch of speech that touches the end of one
    waits for the next.
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
    """Stretches of speech with up to 400 ms around them, at most one window long."""
    if len(sound) == 0:
        return []
    chances = _chances(sound)
    runs = [part for run in _switched(chances) for part in _split(*run, chances)]
    return _padded(
        [Span(first * _FRAME_MS, past * _FRAME_MS) for first, past in runs], len(sound) // _SAMPLES_MS
    )


def _split(first: int, past: int, chances: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """Divide speech longer than a window where a voice is least likely, in the window's later part."""
    while past - first > _LONGEST_RUN:
        begin = first + _LONGEST_RUN // 2
        cut = begin + int(np.argmin(chances[begin : first + _LONGEST_RUN]))
        yield first, cut
        first = cut
    yield first, past


def _padded(runs: Sequence[Span], total_ms: int) -> list[Span]:
    """Widen each run by 400 ms, or to the middle of the pause that parts it from the next."""
    if not runs:
        return []
    middles = [(before.end_ms + after.start_ms) // 2 for before, after in pairwise(runs)]
    left, right = [0, *middles], [*middles, total_ms]
    return [
        Span(max(run.start_ms - _PAD_MS, low), min(run.end_ms + _PAD_MS, high))
        for run, low, high in zip(runs, left, right, strict=True)
    ]


def _chances(sound: Samples) -> NDArray[np.float32]:
    """How likely each 32 ms frame is speech: the best of one pass and of passes that forget every 8 s.

    After half a minute of noise the detector no longer hears a voice begin; starting afresh it does.
    """
    from faster_whisper.vad import get_vad_model

    model = get_vad_model()
    padded = np.pad(sound, (0, -len(sound) % _FRAME))
    best = np.zeros(len(padded) // _FRAME, np.float32)
    for first in (0, _MEMORY // 2):
        for start in range(first, len(best), _MEMORY):
            piece = padded[start * _FRAME : (start + _MEMORY) * _FRAME]
            heard = model(piece).reshape(-1)
            best[start : start + _MEMORY] = np.maximum(best[start : start + _MEMORY], heard)
    if len(best):
        best = np.maximum(best, model(padded).reshape(-1))
    return best


def _switched(chances: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Runs of frames that are speech: on above one threshold, off after 160 ms below a lower one."""
    runs: list[tuple[int, int]] = []
    first: int | None = None
    quiet = 0
    for index, chance in enumerate(chances.tolist()):
        if chance >= _ON:
            first, quiet = (index if first is None else first), 0
        elif first is not None and chance < _OFF:
            quiet += 1
            if quiet > _QUIET_FRAMES:
                runs.append((first, index - quiet + 1))
                first, quiet = None, 0
    if first is not None:
        runs.append((first, len(chances) - quiet))
    return runs


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
