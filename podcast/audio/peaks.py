"""True peaks by oversampling (ITU-R BS.1770-4 annex 2), only where they can matter.

Between two samples the interpolated signal never exceeds `bound` times the largest sample the filter
reaches, `bound` being the largest sum of |taps| of a phase. Where that stays below what matters already,
nothing is oversampled, and the result is the same.
"""

from __future__ import annotations

import functools
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podcast.audio.pcm import Samples

__all__ = ["BIN", "Amplitudes", "BinPeaks", "TruePeak"]

Amplitudes = NDArray[np.float16]

BIN = 24  # samples: 0.5 ms at 48 kHz
_CELL = 20  # bins looked at together first: 10 ms at 48 kHz
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
    """Stretches of sound cut into bins; each array's first axes are (stretches, bins)."""

    own: Samples  # largest sample of the bin
    reach: Samples  # at least the largest sample the interpolator of the bin can touch
    joined: Samples  # (stretches, samples): the bins in a row, and REACH more on both sides

    def rows(self, at: tuple[NDArray[np.intp], ...]) -> Samples:
        """The samples of some bins with REACH more on both sides, (some, BIN + 2·REACH)."""
        stretch, number = at
        return np.asarray(_windows(self.joined, BIN)[stretch, number])


class _Cells(NamedTuple):
    """A stretch of sound in cells of CELL bins; the arrays' first axes are (channels, cells)."""

    own: Samples
    reach: Samples
    joined: Samples  # (channels, samples): the cells in a row, REACH more before and at least that after

    def bins(self, at: tuple[NDArray[np.intp], ...]) -> _Bins:
        """Some cells cut into bins, (some, CELL)."""
        channel, number = at
        joined = np.asarray(_windows(self.joined, _CELL * BIN)[channel, number])
        return _Bins(*_largest(joined, BIN), joined)


class _Cutter:
    """Cut a stream into cells across the borders of its blocks."""

    def __init__(self, channels: int) -> None:
        self._kept = np.zeros((channels, _REACH), np.float32)

    def push(self, channels_first: Samples) -> _Cells | None:
        joined = np.concatenate([self._kept, channels_first], axis=1)
        size = _CELL * BIN
        whole = (joined.shape[1] - 2 * _REACH) // size * size
        if whole <= 0:
            self._kept = joined
            return None
        self._kept = joined[:, whole:]
        return _Cells(*_largest(joined[:, : whole + 2 * _REACH], size), joined)

    def end(self) -> _Cells | None:
        """What is left, with silence after it."""
        return self.push(np.zeros((len(self._kept), _REACH + _CELL * BIN - 1), np.float32))


def _windows(joined: Samples, step: int) -> Samples:
    """Stretches of `step` samples with REACH more on both sides, (lines, stretches, step + 2·REACH).

    A view, made directly: NumPy's own sliding window takes longer than what is done with it here.
    """
    lines, samples = joined.shape
    width = step + 2 * _REACH
    shape = (lines, (samples - width) // step + 1, width)
    return np.ndarray(
        shape, np.float32, joined, 0, (joined.strides[0], step * joined.itemsize, joined.itemsize)
    )


def _largest(joined: Samples, size: int) -> tuple[Samples, Samples]:
    """The largest sample of every `size`, and of what lies no more than REACH from them or a little more."""
    core = joined[:, _REACH : joined.shape[1] - _REACH].reshape(len(joined), -1, size)
    own = np.maximum(core.max(axis=2), -core.min(axis=2))
    around = np.empty((len(own), own.shape[1] + 2), np.float32)
    around[:, 1:-1] = own
    around[:, 0] = np.abs(joined[:, :_REACH]).max(axis=1)
    around[:, -1] = np.abs(joined[:, -_REACH:]).max(axis=1)
    return own, np.maximum(np.maximum(around[:, :-2], around[:, 2:]), own)


class TruePeak:
    """The largest true peak of a stream, over its channels."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._interpolator = _interpolator(rate_hz)
        self._cutter = _Cutter(channels)
        self._largest = 0.0

    def push(self, channels_first: Samples) -> None:
        """Take samples of shape (channels, frames)."""
        self._largest = self._beaten(self._cutter.push(channels_first))

    def result(self) -> float:
        """The peak of everything so far as an amplitude, silence taken to follow."""
        return self._beaten(copy(self._cutter).end())

    def _beaten(self, cells: _Cells | None) -> float:
        if cells is None:
            return self._largest
        largest = max(self._largest, float(cells.own.max()))
        if self._interpolator is None:
            return largest
        at = np.nonzero(cells.reach * self._interpolator.bound > largest)
        return _highest(cells.bins(at), largest, self._interpolator) if len(at[0]) else largest


def _highest(bins: _Bins, largest: float, interpolator: _Interpolator) -> float:
    """The highest true peak of these bins, or `largest` where none is higher."""
    bound = bins.reach * interpolator.bound
    batch = _ROWS
    while len(at := np.flatnonzero(bound > largest)):
        # The highest first: what they reach rules out most of the others.
        some = at[np.argpartition(bound.ravel()[at], -batch)[-batch:]] if len(at) > batch else at
        batch *= 16
        rows = bins.rows(np.unravel_index(some, bound.shape))
        largest = max(largest, float(_between(rows, interpolator).max()))
        bound.ravel()[some] = 0.0
    return largest


class BinPeaks:
    """The true peak of every bin of a 48 kHz stream, over its channels, never too low.

    Kept as float16 rounded upwards: 0.01 dB, and 43 MB for three hours.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._interpolator = _interpolator(rate_hz)
        self._cutter = _Cutter(channels)
        self._frames = 0
        self._done: list[Amplitudes] = []

    def push(self, channels_first: Samples, floor: float = 0.0) -> None:
        """Take samples of shape (channels, frames).

        Bins that cannot exceed the amplitude `floor` keep an upper bound.
        """
        self._frames += channels_first.shape[1]
        self._keep(self._cutter.push(channels_first), floor)

    def result(self) -> Amplitudes:
        """Close the stream and give one value per bin, the last one padded with silence."""
        self._keep(self._cutter.end(), 0.0)
        bins = -(-self._frames // BIN)
        return np.concatenate(self._done)[:bins] if self._done else np.zeros(0, np.float16)

    def _keep(self, cells: _Cells | None, floor: float) -> None:
        if cells is not None:
            peaks = self._peaks(cells, floor).max(axis=0).ravel()
            self._done.append(np.asarray(peaks * np.float32(1 + 2**-10), np.float16))

    def _peaks(self, cells: _Cells, floor: float) -> Samples:
        """The peak of each bin, (channels, cells, CELL)."""
        bound = cells.reach * (self._interpolator.bound if self._interpolator else 1.0)
        peaks = np.repeat(bound[:, :, None], _CELL, axis=2)
        loud = np.nonzero(bound > floor)
        if len(loud[0]):
            bins = cells.bins(loud)
            peaks[loud] = bins.own if self._interpolator is None else _fine(bins, floor, self._interpolator)
        return peaks


def _fine(bins: _Bins, floor: float, interpolator: _Interpolator) -> Samples:
    """The peak of each bin, (stretches, CELL), or a bound where that is no more than `floor`."""
    peaks: Samples = bins.reach * interpolator.bound
    at = np.nonzero(peaks > floor)
    peaks[at] = np.maximum(_between(bins.rows(at), interpolator), bins.own[at])
    return peaks
