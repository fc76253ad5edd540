"""A look-ahead limiter planned from the true peaks of every 0.5 ms, before a sample is touched.

The gain falls over 5 ms so that it has arrived when the peak does, and comes back slowly. Because the
whole curve is known from the analysis, the loudness that will come out is known too, and the gain in
front of the limiter is chosen for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from podcast.audio.filters import Levels
from podcast.audio.loudness import integrated_lufs
from podcast.audio.pcm import BLOCK_MS, Samples
from podcast.audio.peaks import BIN, Amplitudes

__all__ = ["Limiter", "Plan", "plan"]

_LOOK_AHEAD = 10  # bins of 0.5 ms over which the gain falls
_RELEASE = float(np.exp(-1 / 140))  # per bin: the reduction in decibels fades with 70 ms
_NOTHING = 1e-5  # nepers: a reduction nobody can measure ends the release
_BINS_PER_GRID = 20  # 10 ms
_BINS_PER_MS = 2
_CHUNK = 2 * BLOCK_MS  # bins in a block
_STRETCH = 8000 // _CHUNK * _CHUNK  # bins computed at once: e^57 from first to last of a release
_ALL = 1 - 1e-5  # a gain over this is none
_TINY = 1e-12  # keeps silence out of a division
_CLOSE_LU = 0.005
_ROUNDS = 12
_STEP_DB = 6.0  # at most this much more gain in one round of the search
_LEAST_SLOPE = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do to a programme for one target: gain, then a limiter at `ceiling_dbtp`.

    `reduction_db` is the most the limiter takes away, at `hardest_ms`; `predicted_lufs` the loudness it
    leaves.
    """

    gain_db: float
    ceiling_dbtp: float
    reduction_db: float
    hardest_ms: int
    predicted_lufs: float


def plan(energy: Levels, peaks: Amplitudes, lufs: float, ceiling_dbtp: float) -> Plan:
    """Choose the gain that lands a programme on `lufs` behind a limiter at `ceiling_dbtp`.

    `energy` is the K energy per 10 ms, `peaks` the true peak per 0.5 ms of the same sound. The loudness
    may stay out of reach (a click in silence): `predicted_lufs` says so.
    """
    gain_db, predicted, slope = 0.0, integrated_lufs(energy), 1.0
    for number in range(_ROUNDS):
        step_db = min((lufs - predicted) / slope, max(lufs - predicted, _STEP_DB))
        before, gain_db = predicted, round(gain_db + step_db, 3)
        shaped, lowest, hardest_ms = _shaped(energy, Limiter(peaks, gain_db, ceiling_dbtp))
        # Measured with the gain applied: the absolute gate does not move with the level.
        predicted = integrated_lufs(shaped * 10 ** (gain_db / 10))
        if abs(lufs - predicted) <= _CLOSE_LU:
            break
        # The deeper the limiter works, the less a decibel of gain gives: at first a guess, then known.
        found = (predicted - before) / step_db if number and step_db else 1 - min(lufs - predicted, 0.4)
        slope = min(1.0, max(_LEAST_SLOPE, found))
    return Plan(gain_db, ceiling_dbtp, abs(float(20 * np.log10(lowest))), hardest_ms, predicted)


def _shaped(energy: Levels, limiter: Limiter) -> tuple[Levels, float, int]:
    """The energy behind the limiter, its lowest gain and where that is, in ms."""
    factors = np.ones(len(energy))
    lowest, lowest_bin = 1.0, 0
    for start, curve in limiter.stretches():
        if curve is None:
            continue
        least = int(curve.argmin())
        if curve[least] < lowest:
            lowest, lowest_bin = float(curve[least]), start + least
        bins = limiter.peaks[start:][: len(curve) - 1].astype(np.float64) ** 2 + _TINY
        power = ((curve[:-1] + curve[1:]) / 2) ** 2 * bins
        part = factors[start // _BINS_PER_GRID :][: len(power) // _BINS_PER_GRID]
        # Within 10 ms the energy lies where the peaks are, and so does the limiting.
        after, before = (
            each[: len(part) * _BINS_PER_GRID].reshape(len(part), -1).sum(axis=1) for each in (power, bins)
        )
        part[:] = after / before
    return energy * factors, lowest, lowest_bin // _BINS_PER_MS


def _released(before: float, needed: Levels) -> Levels:
    """Let each reduction fade: r[k] = max(needed[k], RELEASE · r[k - 1])."""
    fading = _RELEASE ** np.arange(len(needed))
    highest = np.maximum.accumulate(needed / fading)
    released: Levels = np.maximum(highest, before * _RELEASE) * fading
    return released


class Limiter:
    """The gain of every bin for one gain and ceiling, and its application to samples."""

    def __init__(self, peaks: Amplitudes, gain_db: float, ceiling_dbtp: float) -> None:
        self.peaks = peaks
        self._gain = 10 ** (gain_db / 20)
        self._threshold = 10 ** (ceiling_dbtp / 20) / self._gain

    def curves(self) -> Iterator[Samples | None]:
        """For each block, the limiter's gain at the edges of its n bins (n + 1 values); None for 1."""
        for start, curve in self.stretches():
            for at in range(0, min(_STRETCH, len(self.peaks) - start), _CHUNK):
                part = None if curve is None else curve[at : at + _CHUNK + 1]
                yield None if part is None or part.min() > _ALL else part

    def stretches(self) -> Iterator[tuple[int, Samples | None]]:
        """The same in stretches of whole blocks, each with its first bin."""
        held = np.zeros(_LOOK_AHEAD - 1)  # reductions of the bins before, in nepers
        for start in range(0, len(self.peaks), _STRETCH):
            count = min(_STRETCH, len(self.peaks) - start)
            needed = self._needed(start, count)
            if not start:
                # Before the first sample there is all the time in the world to be down.
                held[:] = needed[0]
            if not needed.any() and held.max() < _NOTHING:
                held[:] = 0.0
                yield start, None
                continue
            reduction = np.concatenate([held, _released(held[-1], needed)])
            total = np.concatenate([[0.0], np.cumsum(np.exp(-reduction))])
            held = reduction[count : count + _LOOK_AHEAD - 1]
            yield start, ((total[_LOOK_AHEAD:] - total[:-_LOOK_AHEAD]) / _LOOK_AHEAD).astype(np.float32)

    def _needed(self, start: int, count: int) -> Levels:
        """Reduction of `count` + 1 bins, each the most that any bin it must be down for asks, in nepers.

        The edge left of bin k is the mean over bins k - LOOK_AHEAD + 1 to k, and serves bins k - 1 and k:
        so bin k must be down for bins k - 1 to k + LOOK_AHEAD - 1; one more holds peaks between two bins.
        """
        first, last = start - 1, start + count + _LOOK_AHEAD + 1
        peaks = self.peaks[max(0, first) : last].astype(np.float32)
        if peaks.max() <= self._threshold:
            return np.zeros(count + 1)
        over = np.log(np.maximum(peaks.astype(np.float64) / self._threshold, 1.0))
        before = int(first < 0)
        over = np.pad(over, (before, last - first - before - len(over)))
        for width in (1, 2, 4, 4):  # the largest of 2, 4, 8 and 12 in a row: LOOK_AHEAD + 2
            over = np.maximum(over[:-width], over[width:])
        return over

    def limited(self, block: Samples, curve: Samples | None) -> Samples:
        """Scale and limit the block of samples, (frames, channels), that belongs to a curve."""
        gain = np.float32(self._gain)
        if curve is None:
            return block * gain
        ramp = (np.arange(BIN, dtype=np.float32) / BIN)[None, :]
        slope = np.diff(curve)[:, None]
        gains = (curve[:-1, None] + slope * ramp).ravel()[: len(block)] * gain
        return np.asarray(block * gains[:, None], np.float32)
