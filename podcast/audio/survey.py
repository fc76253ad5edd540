"""One reading of a recording that says what is the matter with it, and where its sound begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from podcast.audio.filters import VOICES_HZ, Levels, moving_mean
from podcast.audio.loudness import GRID_HZ, LOWEST_HZ, KEnergy, integrated_lufs, to_lufs
from podcast.audio.pcm import Pcm, Samples
from podcast.errors import Remark

__all__ = ["Ends", "Survey", "ends", "survey"]

_CLIPPED = 0.999  # of full scale
_RUN = 3  # samples in a row at full scale that no microphone gave
_SILENT_LUFS = -80.0
_DEAD_LU = 40.0  # a channel this far under the other carries no voice
_ALIKE_DB = -45.0  # left minus right under left plus right: one signal on two channels
_HUMS_HZ = (50, 100, 150)
_HUM_SHARE = 0.4  # of the energy below 1.5 kHz in the quietest tenth
_HUM_LUFS = -62.0
_HUM_MS = 400  # whole periods of 50 Hz, so that the tones do not leak into each other
_HUM_THIN = 4
_THIN = 4


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of a recording found.

    `grid` is the K energy of each channel alone per 10 ms, shape (channels, steps), without what `Cleaned`
    takes out below voices; `clipped_ms` are the moments, 10 ms each, where the signal stands at full scale;
    `side_db` how far left minus right lies under left plus right; `hum_share` how much of the quiet moments
    is mains hum (50 Hz and harmonics).
    """

    grid: Levels
    clipped_ms: tuple[int, ...]
    side_db: float
    hum_share: float

    @property
    def alive(self) -> tuple[int, ...]:
        """The channels that carry sound: all but those far under the loudest."""
        # Not the gated loudness: a recording of 0.2 s has none, and is still sound.
        levels = [float(to_lufs(line.mean(keepdims=True))[0]) for line in self.grid if len(line)]
        least = max(max(levels, default=_SILENT_LUFS) - _DEAD_LU, _SILENT_LUFS)
        return tuple(number for number, level in enumerate(levels) if level > least)

    @property
    def one_signal(self) -> bool:
        """Two channels that hold the same."""
        return len(self.grid) == 2 and self.side_db < _ALIKE_DB

    @property
    def hums(self) -> bool:
        return self.hum_share >= _HUM_SHARE

    def remarks(self, file: str) -> tuple[Remark, ...]:
        """What a producer should know about this recording."""
        said = []
        if self.clipped_ms:
            minutes, seconds = divmod(self.clipped_ms[0] // 1000, 60)
            values: dict[str, str | int | float] = {
                "file": file, "times": len(self.clipped_ms), "first": f"{minutes}:{seconds:02d}",
            }  # fmt: skip
            said.append(
                Remark("{file} is overloaded {times} times, first at {first}: record with less gain", values)
            )
        for channel in sorted(set(range(len(self.grid))) - set(self.alive)):
            values = {"file": file, "channel": channel + 1}
            said.append(Remark("{file}: channel {channel} holds no voice and is left out", values))
        if self.hums:
            said.append(Remark("{file} hums (50 Hz mains): the hum is filtered out", {"file": file}))
        return tuple(said)


def survey(pcm: Pcm) -> Survey:
    """Read a recording once, whatever its length, in bounded memory."""
    # Levels of voices need no more than 6 kHz, and a quarter of the samples costs a quarter.
    thin = _THIN if pcm.rate_hz >= _THIN * LOWEST_HZ else 1
    meters = [KEnergy(pcm.rate_hz // thin, 1, VOICES_HZ) for _ in range(pcm.channels)]
    clipping, hum = _Clipping(pcm.rate_hz), _Hum(pcm.rate_hz // thin)
    sums = np.zeros(2)
    for block in pcm.blocks():
        channels_first = np.ascontiguousarray(block.T)
        slow = _thinned(channels_first, thin)
        for number, meter in enumerate(meters):
            meter.push(slow[number : number + 1])
        if pcm.channels == 2:
            sums += (
                _energy(slow[0] + slow[1]),
                _energy(slow[0] - slow[1]),
            )
        clipping.push(channels_first)
        hum.push(slow)
    side_db = float(10 * np.log10((sums[1] + 1e-12) / (sums[0] + 1e-12)))
    grid = np.array([meter.grid() for meter in meters])
    return Survey(grid, tuple(clipping.found_ms), side_db, hum.share())


def _thinned(lines: Samples, factor: int) -> Samples:
    """Every `factor` samples, a power of two, as their mean; a rest at a block's end is dropped."""
    thin = lines[:, : lines.shape[1] // factor * factor]
    for _ in range(factor.bit_length() - 1):
        thin = thin[:, ::2] + thin[:, 1::2]
    return thin * np.float32(1 / factor)


def _energy(line: Samples) -> float:
    return float(np.einsum("i,i->", line, line))


class _Clipping:
    """Moments of at least three samples in a row at full scale."""

    def __init__(self, rate_hz: int) -> None:
        self.found_ms: list[int] = []
        self._rate_hz = rate_hz
        self._first = 0

    def push(self, channels_first: Samples) -> None:
        if max(float(channels_first.max()), -float(channels_first.min())) >= _CLIPPED:
            hot = np.abs(channels_first) >= _CLIPPED
            runs = np.logical_and.reduce([hot[:, n : hot.shape[1] - _RUN + 1 + n] for n in range(_RUN)])
            at = (np.flatnonzero(runs.any(axis=0)) + self._first) * GRID_HZ // self._rate_hz
            self.found_ms += [int(step) * 1000 // GRID_HZ for step in np.unique(at)]
        self._first += channels_first.shape[1]


class _Hum:
    """How much of the quietest stretches is mains hum, from sound brought down to about 3 kHz."""

    def __init__(self, rate_hz: int) -> None:
        """Listen to sound of `rate_hz`, about 12 kHz."""
        self._count = rate_hz * _HUM_MS // 1000 // _HUM_THIN
        at = np.arange(self._count) * _HUM_THIN / rate_hz
        self._tones = np.array([np.exp(-2j * np.pi * hz * at) for hz in _HUMS_HZ]).T
        self._blocks: list[tuple[float, float]] = []

    def push(self, channels_first: Samples) -> None:
        """Take samples of shape (channels, frames); a rest too short for a stretch is dropped."""
        mono = _thinned(channels_first, _HUM_THIN).mean(axis=0, dtype=np.float64)
        whole = len(mono) // self._count
        if not whole:
            return
        slow = mono[: whole * self._count].reshape(whole, -1)
        slow = slow - slow.mean(axis=1, keepdims=True)
        tones = np.sum(np.abs(slow @ self._tones / self._count) ** 2, axis=1)
        self._blocks += zip((slow**2).mean(axis=1).tolist(), (2 * tones).tolist(), strict=True)

    def share(self) -> float:
        """Hum's share of the energy in the quietest tenth; 0 where that is too quiet to hear."""
        quiet = sorted(self._blocks)[: max(1, len(self._blocks) // 10)]
        total, hum = np.sum(quiet, axis=0) if quiet else (0.0, 0.0)
        heard = quiet and total / len(quiet) > 10 ** (_HUM_LUFS / 10)
        return float(hum / total) if heard else 0.0


@dataclass(frozen=True, slots=True)
class Ends:
    """How silence at both ends is trimmed: what counts as silence, and how much of it stays.

    Sound is what rises `above_noise_lu` over the noise of the recording and lies no more than
    `below_voice_lu` under its loudness.
    """

    keep_ms: int = 500
    below_voice_lu: float = 30.0
    above_noise_lu: float = 8.0


def ends(pcm: Pcm, settings: Ends = Ends()) -> tuple[int, int]:  # frozen: shared safely
    """Where a recording's sound begins and ends, in ms, with `keep_ms` of its own silence kept.

    A recording without sound keeps its whole length.
    """
    energy = KEnergy(pcm.rate_hz, pcm.channels)
    frames = 0
    for block in pcm.blocks():
        energy.push(np.ascontiguousarray(block.T))
        frames += len(block)
    grid = energy.grid()
    length_ms = frames * 1000 // pcm.rate_hz
    lufs = integrated_lufs(grid)
    if not np.isfinite(lufs):
        return 0, length_ms
    levels = to_lufs(moving_mean(grid, 5))
    noise = float(np.percentile(levels[np.isfinite(levels)], 5))
    # Where speech never pauses the quietest twentieth is speech, and no noise.
    least = min(max(lufs - settings.below_voice_lu, noise + settings.above_noise_lu), lufs - 10)
    heard = np.flatnonzero(levels > least)
    step_ms = 1000 // GRID_HZ
    first_ms, last_ms = int(heard[0]) * step_ms, (int(heard[-1]) + 1) * step_ms
    return max(0, first_ms - settings.keep_ms), min(length_ms, last_ms + settings.keep_ms)
