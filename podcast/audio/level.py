"""Clean and balance recordings: rumble and DC out, one microphone per voice mixed without bleed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.signal import butter, lfilter, lfilter_zi

from podcast.audio.loudness import GRID_HZ, KEnergy, Levels, integrated_lufs
from podcast.audio.pcm import Pcm, Samples, seconds

__all__ = ["HighPassed", "balanced"]

_REFERENCE_LUFS = -23.0
_FLOOR_DB = -24.0  # what is left of a closed microphone: room tone, never a hole
_LEAD = 0.5  # a microphone opens fully when it carries this share of the loudest one's energy
_HOLD = 25  # grid steps a microphone stays open after its voice, and opens before it
_SMOOTH = 12  # grid steps of the fade between open and closed
_LOUDER_DB = 24.0  # the most a quiet microphone is raised


@dataclass(frozen=True, slots=True)
class HighPassed:
    """A recording without rumble and DC: second-order Butterworth high-pass, 12 dB per octave."""

    source: Pcm
    corner_hz: float = 80.0

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    @property
    def channels(self) -> int:
        return self.source.channels

    def blocks(self) -> Iterator[Samples]:
        b, a = butter(2, self.corner_hz, "highpass", fs=self.rate_hz)
        state = None
        for block in self.source.blocks():
            samples = np.ascontiguousarray(block.T, np.float64)
            if state is None:
                # Settled on the first sample: a recording with DC must not begin with a thump.
                state = lfilter_zi(b, a)[None, :] * samples[:, :1]
            filtered, state = lfilter(b, a, samples, axis=1, zi=state)
            yield filtered.T.astype(np.float32)


def balanced(source: Pcm) -> Pcm:
    """Mix a recording with one microphone per channel to mono, its voices at one level.

    Every channel is measured alone while it leads and brought to the same loudness; then, 10 ms by
    10 ms, the microphones that do not lead are turned down so that one voice is heard through one
    microphone (two at once would comb-filter it). Reads the recording once.
    """
    grid = _channel_grid(source)
    if not grid.size:
        return _Mixed(source, np.ones((source.channels, 1)))
    leading = grid >= grid.max(axis=0) * _LEAD
    gains = np.array([_gain(line, leads) for line, leads in zip(grid, leading, strict=True)])
    return _Mixed(source, _doors(grid * gains[:, None] ** 2) * gains[:, None])


def _channel_grid(source: Pcm) -> Levels:
    """K energy per 10 ms of each channel alone, shape (channels, steps)."""
    meters = [KEnergy(source.rate_hz, 1) for _ in range(source.channels)]
    for block in source.blocks():
        channels_first = np.ascontiguousarray(block.T)
        for number, meter in enumerate(meters):
            meter.push(channels_first[number : number + 1])
    return np.array([meter.grid() for meter in meters])


def _gain(line: Levels, leads: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """Amplitude that brings one microphone's voice to the reference; a dead one is closed."""
    lufs = integrated_lufs(np.where(leads, line, 0.0))
    if not np.isfinite(lufs):
        return 0.0
    return float(10 ** (min(_REFERENCE_LUFS - lufs, _LOUDER_DB) / 20))


def _doors(grid: Levels) -> Levels:
    """How far each microphone is open at each step, 1 for the one that leads."""
    slow = uniform_filter1d(grid, 5, axis=1, mode="nearest")
    leads = slow >= np.maximum(slow.max(axis=0) * _LEAD, 1e-12)
    held = maximum_filter1d(leads.astype(np.float64), 2 * _HOLD + 1, axis=1, mode="nearest")
    closed = 10 ** (_FLOOR_DB / 20)
    doors: Levels = closed + (1 - closed) * uniform_filter1d(held, _SMOOTH, axis=1, mode="nearest")
    return doors


@dataclass(frozen=True, slots=True)
class _Mixed:
    """The weighted sum of a recording's channels, weights given every 10 ms, shape (channels, steps)."""

    source: Pcm
    weights: Levels
    channels: int = 1

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    def blocks(self) -> Iterator[Samples]:
        step = self.rate_hz / GRID_HZ
        steps = np.arange(self.weights.shape[1]) * step + step / 2
        for second, block in enumerate(seconds(self.source)):
            at = second * self.rate_hz + np.arange(len(block))
            mixed = np.zeros(len(block))
            for channel, weights in enumerate(self.weights):
                mixed += block[:, channel] * np.interp(at, steps, weights)
            yield mixed.astype(np.float32)[:, None]
