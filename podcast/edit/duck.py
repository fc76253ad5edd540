"""When somebody speaks, and how far music is down at every moment because of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from podcast.audio import Levels, moving_mean, to_lufs
from podcast.edit.match import level_lufs
from podcast.model import Excerpt

__all__ = ["ducked", "edges", "joined", "speech"]

_STEP_MS: Final = 10
_HEARD: Final = 2  # grid steps on either side: 50 ms
# What is heard lies so far over the noise, in parts of the way from there to the voice, and no lower under
# the voice than this. Where the two are nearer to each other, the quiet moments are speech as well.
_OVER_NOISE: Final = 0.35
_LOWEST_LU: Final = -26.0
_PAUSES_LU: Final = 12.0
_SOFTEST_LU: Final = -14.0
_WORD_MS: Final = 120  # what is shorter and stands alone is a click
_ATTACK_MS: Final = 400  # down when the first word begins
_STEEPEST_DB: Final = 0.09  # per ms; a deeper fall begins earlier instead
_HOLD_MS: Final = 150
_RELEASE_MS: Final = 750


def speech(energy: Levels, over_noise_lu: float, at_ms: int) -> tuple[Excerpt, ...]:
    """When somebody speaks in a clip that begins at `at_ms`, from its K energy per 10 ms.

    `over_noise_lu` is how far the clip lies over the noise of its recording.
    """
    lufs = level_lufs(energy)
    if not np.isfinite(lufs):
        return ()
    pauses = over_noise_lu >= _PAUSES_LU
    under_lu = max(_LOWEST_LU, (_OVER_NOISE - 1) * over_noise_lu) if pauses else _SOFTEST_LU
    heard = to_lufs(moving_mean(energy, _HEARD)) > lufs + under_lu
    edges = np.flatnonzero(np.diff(np.concatenate([[False], heard, [False]]).astype(np.int8)))
    return tuple(
        Excerpt(at_ms + int(first) * _STEP_MS, at_ms + int(last) * _STEP_MS)
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    )


def joined(spoken: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Speech without its pauses: what lies so close together that music could not come back in between."""
    found: list[Excerpt] = []
    for each in sorted(spoken, key=lambda each: each.start_ms):
        if found and each.start_ms - found[-1].end_ms < _ATTACK_MS + _HOLD_MS + _RELEASE_MS:
            found[-1] = Excerpt(found[-1].start_ms, max(found[-1].end_ms, each.end_ms))
        else:
            found.append(each)
    return tuple(each for each in found if each.end_ms - each.start_ms >= _WORD_MS)


def edges(each: Excerpt, depth_db: float) -> tuple[int, int, int, int]:
    """When music begins to go down for a stretch of speech, is down, begins to come back, and is back."""
    long_ms = math.ceil(depth_db / _STEEPEST_DB)
    held_ms = each.end_ms + _HOLD_MS
    return (
        each.start_ms - max(_ATTACK_MS, long_ms),
        each.start_ms,
        held_ms,
        held_ms + max(_RELEASE_MS, long_ms),
    )


def ducked(spoken: Sequence[Excerpt], depth_db: float, at_ms: int, length_ms: int) -> Levels:
    """The gain of music at every 10 ms from `at_ms` on: `depth_db` down while somebody speaks.

    Straight lines in decibels: down over 400 ms or more, so that it is there when the first word begins;
    back 0.9 s after the last. `spoken` comes from `joined`.
    """
    times = at_ms + np.arange(-(-length_ms // _STEP_MS) + 1) * _STEP_MS
    down = np.zeros(len(times))
    for each in spoken:
        turns = edges(each, depth_db)
        if turns[0] < times[-1] and turns[-1] > at_ms:
            np.maximum(down, np.interp(times, turns, (0.0, 1.0, 1.0, 0.0)), out=down)
    return np.asarray(10 ** (-depth_db * down / 20))
