"""One recording heard through: in each ten seconds, who of three speaks when, and what each voice is like.

Kept in memory only, and for one episode: what a voice is like could tell a person among others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.sound import RATE, Samples
from podcast.transcribe.voices.ears import FRAMES, LEAD, SAMPLES, STEP, Activity, Ears, Print
from podcast.transcribe.voices.features import HOP, WIDTH, bands

__all__ = ["Heard", "Run", "listen"]

# Each moment is heard four times, in four windows.
_EVERY: Final = SAMPLES // 4
# A run shorter than this says too little of a voice; the whole of the local speaker then stands for it.
_SHORTEST_S: Final = 0.7
_LEAST_S: Final = 0.2
# A pause that a voice makes within a run.
_BREATH_FRAMES: Final = round(0.2 * RATE / STEP)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch in which one local speaker of a window speaks: frames `first` to `past`, counted from the
    beginning of the recording. `alone_s` is how long nobody else speaks, where `voice` was taken from."""

    first: int
    past: int
    active: NDArray[np.bool_]
    voice: Print | None
    alone_s: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording: its runs, and per frame how many windows heard it and how many voices they heard."""

    runs: tuple[Run, ...]
    windows: NDArray[np.int32]
    speaking: NDArray[np.int32]


def listen(blocks: Iterable[Samples], ears: Ears, on_progress: Callable[[int], None]) -> Heard:
    """Hear sound through in windows of 10 s; a few of them are in memory at a time.

    `blocks` are mono, (samples,), at 16 kHz and of any length. `on_progress` gets milliseconds done.
    """
    runs: list[Run] = []
    places: list[tuple[int, NDArray[np.int32]]] = []
    for start, sound in _windows(blocks):
        active = ears.speakers(sound)
        first = round(start / STEP)
        runs += _runs(ears, sound, active, first)
        places.append((first, active.sum(axis=1).astype(np.int32)))
        on_progress((start + SAMPLES) * 1000 // RATE)
    length = max((first for first, _ in places), default=0) + FRAMES
    windows, speaking = np.zeros(length, np.int32), np.zeros(length, np.int32)
    for first, count in places:
        windows[first : first + FRAMES] += 1
        speaking[first : first + FRAMES] += count
    return Heard(tuple(runs), windows, speaking)


def _windows(blocks: Iterable[Samples]) -> Iterator[tuple[int, Samples]]:
    """Windows that begin every 2.5 s, the last filled up with silence."""
    kept, start, given = np.zeros(0, np.float32), 0, False
    for block in blocks:
        kept = np.concatenate((kept, block))
        while len(kept) >= SAMPLES:
            yield start, kept[:SAMPLES]
            given, kept, start = True, kept[_EVERY:], start + _EVERY
    # What the last whole window has not heard, or a recording shorter than a window.
    if len(kept) > SAMPLES - _EVERY or (len(kept) and not given):
        yield start, np.pad(kept, (0, SAMPLES - len(kept)))


def _runs(ears: Ears, sound: Samples, active: Activity, first: int) -> Iterator[Run]:
    if not active.any():
        return
    heard = bands(sound)
    # The frame of the network in the middle of each frame of bands.
    at = np.clip((np.arange(len(heard)) * HOP + WIDTH // 2 - LEAD) / STEP, 0, FRAMES - 1).round().astype(int)
    alone = active[at] & (active[at].sum(axis=1, keepdims=True) == 1)
    for local in np.flatnonzero(active.any(axis=0)):
        own = alone[:, local] if alone[:, local].sum() >= _bands(0.5) else active[at, local]
        if own.sum() < _bands(_LEAST_S):
            continue
        whole: Print | None = None
        for begin, end in _stretches(active[:, local]):
            inside = (at >= begin) & (at < end) & own
            if inside.sum() >= _bands(_SHORTEST_S):
                voice = ears.voice(heard[inside])
            else:
                whole = ears.voice(heard[own]) if whole is None else whole
                voice = whole
            yield Run(
                first + begin,
                first + end,
                active[begin:end, local].copy(),
                voice,
                float(inside.sum()) * HOP / RATE,
            )


def _bands(seconds: float) -> int:
    return int(seconds * RATE / HOP)


def _stretches(active: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where a speaker is active, over breaths."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], active, [False])).astype(np.int8)))
    begin: int | None = None
    end = 0
    for start, stop in edges.reshape(-1, 2).tolist():
        if begin is not None and start - end > _BREATH_FRAMES:
            yield begin, end
            begin = None
        begin, end = (start if begin is None else begin), stop
    if begin is not None:
        yield begin, end
