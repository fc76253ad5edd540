"""A programme's shape for the eye: how loud it is from moment to moment, in few enough steps to draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from podcast.audio.pcm import decode

__all__ = ["outline"]

# The ear's range as drawn: this far under the loudest step is the ground line.
_RANGE_DB = 30.0
# Fine enough that a step of the drawing holds many, coarse enough to keep hours of.
_HOP_HZ = 50


def outline(file: Path, steps: int) -> tuple[int, ...]:
    """The RMS level of `file` in `steps` equal stretches, 0 (30 dB under the loudest) to 100."""
    powers: list[float] = []
    pcm = decode(file)
    hop = pcm.rate_hz // _HOP_HZ
    rest = np.empty((0, pcm.channels), np.float32)
    for block in pcm.blocks():
        joined = np.concatenate([rest, block])
        whole = len(joined) // hop * hop
        squares = np.square(joined[:whole], dtype=np.float64).reshape(-1, hop * pcm.channels)
        powers.extend(squares.mean(axis=1).tolist())
        rest = joined[whole:]
    if not powers:
        return (0,) * steps
    parts = np.array_split(np.array(powers), min(steps, len(powers)))
    level_db = 10 * np.log10(np.array([part.mean() for part in parts]) + 1e-12)
    drawn = np.clip((level_db - level_db.max()) / _RANGE_DB + 1, 0, 1) * 100
    return tuple(round(float(each)) for each in drawn)
