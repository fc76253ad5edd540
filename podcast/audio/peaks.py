"""True peaks by oversampling (ITU-R BS.1770-4 annex 2), only where they can matter.

Between two samples the interpolated signal never exceeds `bound` times the largest sample the filter
reaches, `bound` being the largest sum of |taps| of a phase. Nor does it leave the straight line between
the two samples by more than `bend` times the largest second difference in reach: a filter whose taps add
up to 1 about the right place is that line and a weighted sum of second differences. Speech bends little
between samples, so the second limit is mostly within a few hundredths of the peak itself. Where the lower
of the two stays below what matters already, nothing is oversampled, and the result is the same.
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
    line: float  # just over 1: the taps do not quite add up to 1
    bend: float


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
    bound = float(np.abs(matrix).sum(axis=0).max())
    return _Interpolator(matrix.astype(np.float32), bound, *_bent(matrix, points))


def _bent(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> tuple[float, float]:
    """How far the taps are from a straight line between two samples: `line` and `bend`."""
    left = np.floor(points).astype(int)
    at = np.arange(len(points))
    taps = matrix.copy()
    taps[left, at] -= 1 - (points - left)
    taps[left + 1, at] -= points - left
    # What is left but for its sum and its first moment is a sum of second differences.
    total, moment = taps.sum(axis=0), (taps * (np.arange(len(taps))[:, None] - left)).sum(axis=0)
    taps[left, at] -= total - moment
    taps[left + 1, at] -= moment
    bend = np.abs(np.cumsum(np.cumsum(taps, axis=0), axis=0)).sum(axis=0).max()
    return float(1 + (np.abs(total) + 2 * np.abs(moment)).max()), float(bend)


def _between(rows: Samples, interpolator: _Interpolator) -> Samples:
    """Largest interpolated value of each row, (rows, BIN + 2·REACH) to (rows,)."""
    padded = np.zeros((-(-len(rows) // _ROWS) * _ROWS, rows.shape[1]), np.float32)
    padded[: len(rows)] = rows
    points = np.matmul(padded.reshape(-1, _ROWS, rows.shape[1]), interpolator.matrix)
    largest: Samples = np.abs(points, out=points).max(axis=2).ravel()[: len(rows)]
    return largest


Places = tuple[NDArray[np.intp], ...]


class _Bins(NamedTuple):
    """Stretches of sound cut into bins; the arrays' first axes are (stretches, CELL)."""

    own: Samples  # largest sample of the bin
    bound: Samples  # no lower than its true peak
    joined: Samples  # (stretches, samples): the bins in a row, and REACH more on both sides

    def rows(self, at: Places) -> Samples:
        """The samples of some bins with REACH more on both sides, (some, BIN + 2·REACH)."""
        stretch, number = at
        return np.asarray(_windows(self.joined, BIN)[stretch, number])


class _Stretches(NamedTuple):
    """Some cells, one by one."""

    at: Places  # where they come from
    bound: Samples  # (stretches,): no lower than their true peak
    joined: Samples  # (stretches, samples): the cell, and REACH more on both sides
    bends: Samples  # (stretches, samples - 2): second differences, the first that of the second sample

    def over(self, least: float) -> _Stretches:
        """Those that may be higher than `least`."""
        high = self.bound > least
        if high.all():
            return self
        at = tuple(each[high] for each in self.at)
        return _Stretches(at, self.bound[high], self.joined[high], self.bends[high])

    def bins(self, by: _Interpolator) -> _Bins:
        sizes = np.abs(self.joined)
        own = _binned(sizes[:, _REACH:-_REACH])
        ends = np.maximum(own, sizes[:, _REACH + BIN : sizes.shape[1] - _REACH + 1 : BIN])
        around = np.empty((len(own), _CELL + 2), np.float32)
        around[:, 1:-1] = _binned(self.bends[:, _REACH - 1 : 1 - _REACH])
        around[:, 0] = self.bends[:, : _REACH - 1].max(axis=1)
        around[:, -1] = self.bends[:, 1 - _REACH :].max(axis=1)
        bends = np.maximum(np.maximum(around[:, :-2], around[:, 2:]), around[:, 1:-1])
        bound = np.minimum(ends * by.line + bends * by.bend, self.bound[:, None])
        return _Bins(own, bound, self.joined)


class _Cells(NamedTuple):
    """A stretch of sound in cells of CELL bins; the arrays' first axes are (channels, cells)."""

    own: Samples
    reach: Samples  # at least the largest sample the interpolator of the cell can touch
    joined: Samples  # (channels, samples): the cells in a row, REACH more before and at least that after

    def over(self, least: float, by: _Interpolator) -> _Stretches:
        """The cells that may be higher than `least` by their largest sample alone."""
        bound = self.reach * by.bound
        at = np.nonzero(bound > least)
        joined = np.asarray(_windows(self.joined, _CELL * BIN)[at])
        steps = joined[:, 1:] - joined[:, :-1]
        bends = np.abs(steps[:, 1:] - steps[:, :-1])
        ends = np.maximum(self.own[at], np.abs(joined[:, -_REACH]))
        bent = ends * by.line + bends.max(axis=1, initial=0) * by.bend
        return _Stretches(at, np.minimum(bound[at], bent), joined, bends)


def _binned(sizes: Samples) -> Samples:
    """The largest of every BIN values, (stretches, samples) to (stretches, bins)."""
    # Turned round, NumPy compares whole rows at once: four times as quick as BIN values in a row.
    turned = np.ascontiguousarray(sizes.reshape(-1, BIN).T)
    return np.asarray(turned.max(axis=0).reshape(len(sizes), -1))


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
    sizes = np.abs(joined)
    own = sizes[:, _REACH:-_REACH].reshape(len(joined), -1, size).max(axis=2)
    around = np.empty((len(own), own.shape[1] + 2), np.float32)
    around[:, 1:-1] = own
    around[:, 0] = sizes[:, :_REACH].max(axis=1)
    around[:, -1] = sizes[:, -_REACH:].max(axis=1)
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
        high = cells.over(largest, self._interpolator).over(largest)
        if not len(high.bound):
            return largest
        return _highest(high.bins(self._interpolator), largest, self._interpolator)


def _highest(bins: _Bins, largest: float, interpolator: _Interpolator) -> float:
    """The highest true peak of these bins, or `largest` where none is higher."""
    bound = bins.bound
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
        """The peak of each bin, (channels, cells, CELL), or a bound where that is no more than `floor`."""
        if (by := self._interpolator) is None:
            return np.repeat(cells.reach[:, :, None], _CELL, axis=2)
        bound = cells.reach * by.bound
        loud = cells.over(floor, by)
        bound[loud.at] = loud.bound
        peaks = np.repeat(bound[:, :, None], _CELL, axis=2)
        if len((loud := loud.over(floor)).bound):
            bins = loud.bins(by)
            at = np.nonzero(bins.bound > floor)
            bins.bound[at] = np.maximum(_between(bins.rows(at), by), bins.own[at])
            peaks[loud.at] = bins.bound
        return peaks
