"""Loudness as ITU-R BS.1770-4 and EBU R 128 define it, measured on a 10 ms grid.

Energy after the K filter is kept for every 10 ms and channel weight; momentary (400 ms) and short-term
(3 s) loudness are sums over that grid, so their maxima are found to 10 ms (EBU Tech 3341, case 13).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from podcast.audio.filters import Levels, k_weighting
from podcast.audio.pcm import Pcm, Samples, decode
from podcast.audio.peaks import TruePeak
from podcast.errors import AudioError
from podcast.model import Loudness

__all__ = [
    "GRID_HZ",
    "KEnergy",
    "Meter",
    "energy_grid",
    "integrated_lufs",
    "loudness_range_lu",
    "measure",
    "metered",
]

GRID_HZ = 100
_OFFSET_LU = -0.691  # BS.1770-4 equation 2: a 0 dBFS 1 kHz sine in one channel reads -3.01
_ABSOLUTE_GATE_LUFS = -70.0
_ABSOLUTE_GATE = 10 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_LU) / 10)  # the same as an energy
_RELATIVE_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0  # EBU Tech 3342
_HOP = 10  # gating blocks of 400 ms overlap by 75 %
_MOMENTARY = 40
_SHORT_TERM = 300
LOWEST_HZ, HIGHEST_HZ = 8000, 192000

# Weights of BS.1770-4 table 3 in the order files keep channels: L R C Ls Rs, LFE left out.
_WEIGHTS = {
    1: (1.0,),
    2: (1.0, 1.0),
    3: (1.0, 1.0, 1.0),
    4: (1.0, 1.0, 1.41, 1.41),
    5: (1.0, 1.0, 1.0, 1.41, 1.41),
    6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41),
}


class KEnergy:
    """Weighted K energy of each 10 ms, as mean square over the channels' sum; any block length.

    With `corner_hz`, of what a high-pass leaves.
    """

    def __init__(self, rate_hz: int, channels: int, corner_hz: float = 0.0) -> None:
        if channels not in _WEIGHTS or not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
            raise AudioError(
                "loudness is not defined for {channels} channels at {rate_hz} Hz",
                hint="convert the recording to stereo at 48 kHz",
                channels=channels,
                rate_hz=rate_hz,
            )
        self._rate_hz = rate_hz
        self._filter = k_weighting(rate_hz, corner_hz)
        self._weights = _WEIGHTS[channels]
        self._rest = np.zeros(0)
        self._first = 0  # frame number of the first sample in _rest
        self._bins = 0
        self._done: list[Levels] = []
        self._heard = np.zeros(2)  # sum and number of the grid's values above the absolute gate

    def push(self, channels_first: Samples) -> None:
        """Take samples of shape (channels, frames)."""
        filtered = self._filter.push(channels_first)
        step = self._rate_hz // GRID_HZ
        if len(self._rest) or self._rate_hz % GRID_HZ or filtered.shape[1] % step:
            self._cut(filtered)
            return
        parts = filtered.reshape(len(filtered), -1, step)
        self._keep(np.asarray(self._weights) @ np.einsum("ijk,ijk->ij", parts, parts) / step)
        self._first += filtered.shape[1]
        self._bins += parts.shape[1]

    def _cut(self, filtered: Samples) -> None:
        """The same for steps that do not begin and end with the block."""
        np.square(filtered, out=filtered)
        power = filtered[0]
        for line, weight in zip(filtered[1:], self._weights[1:], strict=True):
            power += line * weight if weight != 1 else line
        self._rest = np.concatenate([self._rest, power]) if len(self._rest) else power
        end = self._first + len(self._rest)
        last = end * GRID_HZ // self._rate_hz
        if last > self._bins:
            edges = np.arange(self._bins, last + 1) * self._rate_hz // GRID_HZ - self._first
            sums = np.add.reduceat(self._rest[: edges[-1]], edges[:-1])
            self._keep(sums / np.diff(edges))
            self._rest = self._rest[edges[-1] :]
            self._first += int(edges[-1])
            self._bins = last

    def _keep(self, values: Levels) -> None:
        self._done.append(values)
        loud = values[values > _ABSOLUTE_GATE]
        self._heard += (loud.sum(), len(loud))

    def so_far_lufs(self) -> float:
        """Loudness of what is not silence so far, at most the integrated loudness; -inf before any."""
        total, number = self._heard
        return _mean_lufs(np.array([total / number])) if number else float("-inf")

    def grid(self) -> Levels:
        """The energy of every whole 10 ms so far."""
        return np.concatenate(self._done) if self._done else np.zeros(0)


class Meter:
    """A streaming meter of everything EBU R 128 asks for."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._energy = KEnergy(rate_hz, channels)
        self._peak = TruePeak(rate_hz, channels)
        self._rate_hz = rate_hz
        self._frames = 0

    def push(self, block: Samples) -> None:
        """Take samples of shape (frames, channels)."""
        channels_first = np.ascontiguousarray(block.T)
        self._energy.push(channels_first)
        self._peak.push(channels_first)
        self._frames += len(block)

    @property
    def duration_ms(self) -> int:
        return round(1000 * self._frames / self._rate_hz)

    def result(self) -> Loudness:
        """The figures of everything pushed so far."""
        grid = self._energy.grid()
        return Loudness(
            integrated_lufs=integrated_lufs(grid),
            max_momentary_lufs=_loudest(grid, _MOMENTARY),
            max_short_term_lufs=_loudest(grid, _SHORT_TERM),
            range_lu=loudness_range_lu(grid),
            true_peak_dbtp=_db(self._peak.result()),
        )


def measure(file: Path) -> Loudness:
    """Measure one file at its own rate, channels as recorded up to 5.1, else mixed to stereo.

    Raises RecordingError where the file is not sound.
    """
    pcm = decode(file, rate_hz=None, every_channel=True)
    if not LOWEST_HZ <= pcm.rate_hz <= HIGHEST_HZ or pcm.channels not in _WEIGHTS:
        pcm = decode(file)
    return metered(pcm).result()


def metered(pcm: Pcm) -> Meter:
    """Push a whole stream through a meter."""
    meter = Meter(pcm.rate_hz, pcm.channels)
    for block in pcm.blocks():
        meter.push(block)
    return meter


def energy_grid(pcm: Pcm) -> Levels:
    """The K energy of every whole 10 ms of a stream."""
    energy = KEnergy(pcm.rate_hz, pcm.channels)
    for block in pcm.blocks():
        energy.push(np.ascontiguousarray(block.T))
    return energy.grid()


def windows(grid: Levels, length: int) -> Levels:
    """Mean energy of every window of `length` grid steps, one per step."""
    if len(grid) < length:
        return np.zeros(0)
    total = np.concatenate([[0.0], np.cumsum(grid)])
    return np.asarray(np.maximum(total[length:] - total[:-length], 0.0) / length)


def to_lufs(energy: Levels) -> Levels:
    """Loudness of mean weighted energies (BS.1770-4 equation 2); silence is -inf."""
    with np.errstate(divide="ignore"):
        return np.asarray(_OFFSET_LU + 10 * np.log10(energy))


def integrated_lufs(grid: Levels) -> float:
    """Gated programme loudness (BS.1770-4 equations 4 to 7); -inf where nothing passes the gate."""
    blocks = windows(grid, _MOMENTARY)[::_HOP]
    loud = blocks[to_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return float("-inf")
    gate = _mean_lufs(loud) + _RELATIVE_GATE_LU
    return _mean_lufs(loud[to_lufs(loud) > gate])


def momentary_lufs(grid: Levels) -> Levels:
    """Momentary loudness from each step on (EBU Tech 3341, 400 ms); fewer than the steps by 39."""
    return to_lufs(windows(grid, _MOMENTARY))


def loudness_range_lu(grid: Levels) -> float:
    """Loudness range (EBU Tech 3342): 10th to 95th percentile of gated short-term loudness."""
    blocks = windows(grid, _SHORT_TERM)[::_HOP]
    loud = blocks[to_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return 0.0
    levels = to_lufs(loud[to_lufs(loud) > _mean_lufs(loud) + _RANGE_GATE_LU])
    low, high = np.percentile(levels, [10, 95])
    return float(high - low)


def _mean_lufs(energy: Levels) -> float:
    return float(to_lufs(np.mean(energy, keepdims=True))[0])


def _loudest(grid: Levels, length: int) -> float:
    sums = windows(grid, length)
    return float(to_lufs(np.max(sums, keepdims=True))[0]) if len(sums) else float("-inf")


def _db(amplitude: float) -> float:
    return float(20 * np.log10(amplitude)) if amplitude > 0 else float("-inf")
