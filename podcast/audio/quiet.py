"""Where a recording is quiet: the moment to cut at, and the room between two answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from podcast.audio.filters import Levels, moving_mean
from podcast.audio.level import Cleaned
from podcast.audio.loudness import GRID_HZ, energy_grid
from podcast.audio.pcm import Pcm, Samples, decode

__all__ = ["quiet_cut", "room_tone"]

_STEP_MS = 1000 // GRID_HZ
# A cut: what is heard at once around it, and how far two moments of the same noise lie apart by chance.
_HEARD_MS = 25
_ALIKE_DB = 3.0
_SILENT_DB = -100.0
# Room tone: how far it is looked for, how long it is, and how much louder than the quietest it may be.
_NEAR_MS = (8_000, 30_000, 120_000)
_SHORTEST_MS, _LONGEST_MS = 300, 2000
_STEADY_DB = 5.0
_UNDER_VOICE_DB = 10.0  # and how far it lies under the loud tenth, which speaks
_ALL_STEADY_DB = 6.0  # unless nothing is louder than this over it: then nobody speaks at all
_TAIL_MS = 60  # kept from what is louder: the end of a word in the room
_LISTENED = 3  # grid steps on either side
_QUIETEST = 5.0  # percent of all steps


def quiet_cut(file: Path, low_ms: int, high_ms: int) -> int:
    """The best moment to cut a recording between two times, in ms: the middle of the longest stretch there
    that is as quiet as its quietest 25 ms, give or take 3 dB.

    So a breath stays whole, and a cut lies in a pause rather than in the closure of a consonant. Reads
    that window only. Where the recording ends before `low_ms`, that is the answer. Raises RecordingError
    where `file` is not sound.
    """
    first_ms = max(0, low_ms - _HEARD_MS)
    energy = _by_millisecond(Cleaned(decode(file, start_ms=first_ms, end_ms=high_ms + _HEARD_MS)))
    if len(energy) <= low_ms - first_ms:
        return low_ms
    here = moving_mean(energy, _HEARD_MS // 2)[low_ms - first_ms : high_ms - first_ms + 1]
    levels = _decibels(here)
    first, last = max(_runs(levels <= levels.min() + _ALIKE_DB), key=lambda run: run[1] - run[0])
    return low_ms + (first + last) // 2


def room_tone(file: Path, near_ms: int) -> tuple[int, int] | None:
    """A steady stretch of a recording, 300 to 2000 ms long, where nobody speaks: its start and end in ms.

    The longest near `near_ms`; where there are pauses of as much as two seconds, the quietest two seconds
    of them. Looked for within 8 s, then 30 s, then 2 minutes; None where nobody ever pauses. Reads no more
    than that. Raises RecordingError where `file` is not sound.
    """
    for reach_ms in _NEAR_MS:
        first_ms = max(0, near_ms - reach_ms) // _STEP_MS * _STEP_MS
        energy = energy_grid(Cleaned(decode(file, start_ms=first_ms, end_ms=near_ms + reach_ms)))
        found = _steadiest(energy)
        if found is not None:
            first, last = found
            return first_ms + first * _STEP_MS, first_ms + last * _STEP_MS
    return None


def _steadiest(energy: Levels) -> tuple[int, int] | None:
    """The best stretch of quiet, in grid steps."""
    if not len(energy):
        return None
    levels = _decibels(moving_mean(energy, _LISTENED))
    floor, loud = np.percentile(levels, [_QUIETEST, 90.0])
    most_db = floor + _STEADY_DB
    if loud - floor > _ALL_STEADY_DB:
        most_db = min(most_db, loud - _UNDER_VOICE_DB)
    quiet = levels <= most_db
    tail = _TAIL_MS // _STEP_MS
    inner = [(first + tail, last + 1 - tail) for first, last in _runs(quiet)]
    long = [(first, last) for first, last in inner if last - first >= _SHORTEST_MS // _STEP_MS]
    if not long:
        return None
    length = min(_LONGEST_MS // _STEP_MS, max(last - first for first, last in long))
    total = np.concatenate([[0.0], np.cumsum(energy)])
    starts = np.concatenate(
        [np.arange(first, last - length + 1) for first, last in long if last - first >= length]
    )
    best = int(starts[np.argmin(total[starts + length] - total[starts])])
    return best, best + length


def _by_millisecond(pcm: Pcm) -> Levels:
    """The energy of each millisecond over all channels."""
    parts = [_power(block) for block in pcm.blocks()]
    power = np.concatenate(parts) if parts else np.zeros(0)
    step = pcm.rate_hz // 1000
    return np.asarray(power[: len(power) // step * step].reshape(-1, step).mean(axis=1))


def _power(block: Samples) -> Levels:
    return np.asarray(np.square(block, dtype=np.float64).sum(axis=1))


def _decibels(energy: Levels) -> Levels:
    return np.asarray(10 * np.log10(np.maximum(energy, 10 ** (_SILENT_DB / 10))))


def _runs(wanted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """First and last index of each unbroken row of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8)))
    return [(int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True)]
