"""True peaks by oversampling (ITU-R BS.1770-4 annex 2), only where they can matter.

Between two samples the interpolated signal never exceeds `bound` times the largest sample the filter
reaches, `bound` being the largest sum of |taps| of a phase. Where that stays below what matters already,
nothing is oversampled, and the result is the same.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podcast.audio.pcm import Samples

__all__ = ["BIN", "Amplitudes", "BinPeaks", "TruePeak"]

Amplitudes = NDArray[np.float16]

BIN = 24  # samples: 0.5 ms at 48 kHz
_REACH = 12  # samples the interpolator takes on either side of a point
# Products of at most 64 rows stay on one thread of any BLAS, so that the number of cores cannot
# change the order of a sum.
_ROWS = 64


class _Interpolator(NamedTuple):
    matrix: Samples  # (BIN + 2·REACH, BIN · new points): a row of samples to the points between them
    bound: float


@functools.cache
def _interpolator(rate_hz: int) -> _Interpolator | None:
    """The points to compute at a rate: four times up to 80 kHz, twice up to 160, else none."""
    up = 4 if rate_hz < 80000 else 2 if rate_hz < 160000 else 1
    if up == 1:
        return None
    width = BIN + 2 * _REACH
    points = (_REACH + np.arange(BIN)[:, None] + np.arange(1, up) / up).ravel()
    distance = points - np.arange(width)[:, None]
    inside = np.clip(1 - (distance / _REACH) ** 2, 0, None)
    window = np.where(np.abs(distance) < _REACH, np.i0(5.0 * np.sqrt(inside)) / np.i0(5.0), 0.0)
    matrix = np.sinc(distance) * window
    return _Interpolator(matrix.astype(np.float32), float(np.abs(matrix).sum(axis=0).max()))


def _between(rows: Samples, interpolator: _Interpolator) -> Samples:
    """Largest interpolated value of each row, (rows, BIN + 2·REACH) to (rows,)."""
    padded = np.zeros((-(-len(rows) // _ROWS) * _ROWS, rows.shape[1]), np.float32)
    padded[: len(rows)] = rows
    points = np.matmul(padded.reshape(-1, _ROWS, rows.shape[1]), interpolator.matrix)
    largest: Samples = np.abs(points, out=points).max(axis=2).ravel()[: len(rows)]
    return largest


class _Bins(NamedTuple):
    """A stretch of sound cut into bins; each array's first axes are (channels, bins)."""

    own: Samples  # largest sample of the bin
    reach: Samples  # at least the largest sample the interpolator of the bin can touch
    joined: Samples  # (channels, samples): the bins in a row, and REACH more on both sides

    def rows(self, at: tuple[NDArray[np.intp], ...]) -> Samples:
        """The samples of some bins with REACH more on both sides, (some, BIN + 2·REACH)."""
        channel, number = at
        samples = number[:, None] * BIN + np.arange(BIN + 2 * _REACH)
        return np.asarray(self.joined[channel[:, None], samples])


class _Cutter:
    """Cut a stream into bins across the borders of its blocks."""

    def __init__(self, channels: int) -> None:
        self.kept = np.zeros((channels, _REACH), np.float32)

    def push(self, channels_first: Samples) -> _Bins | None:
        joined = np.concatenate([self.kept, channels_first], axis=1)
        bins = (joined.shape[1] - 2 * _REACH) // BIN
        if bins < 1:
            self.kept = joined
            return None
        self.kept = joined[:, bins * BIN :]
        return _cut(joined[:, : bins * BIN + 2 * _REACH], bins)


def _cut(joined: Samples, bins: int) -> _Bins:
    core = joined[:, _REACH : _REACH + bins * BIN].reshape(len(joined), bins, BIN)
    own = np.abs(core).max(axis=2)
    around = np.empty((len(own), bins + 2), np.float32)
    around[:, 1:-1] = own
    around[:, 0] = np.abs(joined[:, :_REACH]).max(axis=1)
    around[:, -1] = np.abs(joined[:, -_REACH:]).max(axis=1)
    reach = np.maximum(np.maximum(around[:, :-2], around[:, 2:]), own)
    return _Bins(own, reach, joined)


class TruePeak:
    """The largest true peak of a stream, over its channels."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._interpolator = _interpolator(rate_hz)
        self._cutter = _Cutter(channels)
        self._largest = 0.0

    def push(self, channels_first: Samples) -> None:
        """Take samples of shape (channels, frames)."""
        bins = self._cutter.push(channels_first)
        if bins is not None:
            self._largest = self._beaten(bins)

    def result(self) -> float:
        """The peak of everything so far as an amplitude, silence taken to follow."""
        kept = self._cutter.kept
        silence = -(kept.shape[1] - 2 * _REACH) % BIN + BIN
        padded = np.pad(kept, ((0, 0), (0, silence)))
        return self._beaten(_cut(padded, (padded.shape[1] - 2 * _REACH) // BIN))

    def _beaten(self, bins: _Bins) -> float:
        largest = max(self._largest, float(bins.own.max()))
        if self._interpolator is None:
            return largest
        bound = bins.reach * self._interpolator.bound
        batch = _ROWS
        while len(at := np.flatnonzero(bound > largest)):
            # The highest first: what they reach rules out most of the others.
            some = at[np.argpartition(bound.ravel()[at], -batch)[-batch:]] if len(at) > batch else at
            batch *= 16
            rows = bins.rows(np.unravel_index(some, bound.shape))
            largest = max(largest, float(_between(rows, self._interpolator).max()))
            bound.ravel()[some] = 0.0
        return largest


class BinPeaks:
    """The true peak of every bin of a 48 kHz stream, over its channels, never too low.

    Kept as float16 rounded upwards: 0.01 dB, and 43 MB for three hours.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._interpolator = _interpolator(rate_hz)
        self._cutter = _Cutter(channels)
        self._done: list[Amplitudes] = []

    def push(self, channels_first: Samples, floor: float = 0.0) -> None:
        """Take samples of shape (channels, frames).

        Bins that cannot exceed the amplitude `floor` keep their upper bound.
        """
        bins = self._cutter.push(channels_first)
        if bins is not None:
            self._done.append(self._peaks(bins, floor))

    def result(self) -> Amplitudes:
        """Close the stream and give one value per bin, the last one padded with silence."""
        self.push(np.zeros((len(self._cutter.kept), _REACH + BIN - 1), np.float32))
        return np.concatenate(self._done) if self._done else np.zeros(0, np.float16)

    def _peaks(self, bins: _Bins, floor: float) -> Amplitudes:
        peaks = bins.own
        if self._interpolator is not None:
            bound = bins.reach * self._interpolator.bound
            at = np.nonzero(bound > floor)
            fine = np.maximum(_between(bins.rows(at), self._interpolator), peaks[at])
            peaks = bound
            peaks[at] = fine
        return np.asarray(peaks.max(axis=0) * np.float32(1 + 2**-10), np.float16)
