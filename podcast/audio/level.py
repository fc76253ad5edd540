"""Clean and balance recordings: rumble, DC and hum out, voices at one level, microphones without bleed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from podcast.audio.filters import VOICES_HZ, Levels, Recursive, high_pass, moving_mean, notch, widened
from podcast.audio.loudness import GRID_HZ, integrated_lufs, momentary_lufs, to_lufs
from podcast.audio.pcm import Pcm, Samples
from podcast.audio.survey import Survey

__all__ = ["Balance", "Cleaned", "balanced", "between"]

_REFERENCE_LUFS = -23.0
_FLOOR_DB = -24.0  # what is left of a closed microphone: room tone, never a hole
_LEAD = 0.5  # a microphone leads when it carries this share of the loudest one's energy
_HEARD = 10 ** ((_REFERENCE_LUFS - 30) / 10)  # quieter than this nobody speaks
_SYLLABLE = 12  # grid steps on either side
_HOLD = 15  # grid steps a microphone stays open after its voice, and opens before it
_SMOOTH = 6  # grid steps on either side of the fade between open and closed
_RAISED_DB, _LOWERED_DB = 14.0, -9.0  # the most a voice is moved
_FREE_LU = 0.5  # differences this small are how people talk
_LOCAL = 200  # grid steps that make the level of a voice: 2 s
_HERE = 30
_TURN = 20  # grid steps on either side over which a gain moves
_VOICE_LU = -26.0  # a quieter voice than this under the whole is taken for the room
_OVER_NOISE_LU = 8.0
_HUMS_HZ = (50.0, 100.0, 150.0)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A recording without what is below `corner_hz`, and without mains hum where `hum` says it hums.

    The first `skip` frames only let the filters settle, and are not heard.
    """

    source: Pcm
    corner_hz: float = VOICES_HZ
    hum: bool = False
    skip: int = 0

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    @property
    def channels(self) -> int:
        return self.source.channels

    def blocks(self) -> Iterator[Samples]:
        filters: list[Recursive] = [high_pass(self.corner_hz, self.rate_hz)]
        if self.hum:
            filters += [notch(hz, self.rate_hz) for hz in _HUMS_HZ]
        skip = self.skip
        for block in self.source.blocks():
            samples = np.ascontiguousarray(block.T)
            for number, each in enumerate(filters):
                # Settled: a recording with DC must not begin with a thump.
                samples = each.push(samples, settled=number == 0)
            if skip < len(block):
                yield samples.T[skip:]
            skip = max(0, skip - len(block))


@dataclass(frozen=True, slots=True)
class Balance:
    """Gains that bring the voices of a recording to one level, 10 ms by 10 ms.

    `lines` hold a gain per step of the grid; a route (out, in, line) adds one of the recording's channels to
    one of ours. The last step goes on for ever.
    """

    channels: int
    lines: tuple[Levels, ...]
    routes: tuple[tuple[int, int, int], ...]

    def applied(self, source: Pcm, first: int = 0) -> Pcm:
        """The source so balanced; its first frame is number `first` of what was surveyed."""
        return _Balanced(source, self, first)

    def part(self, first: int, last: int) -> Balance:
        """The steps from `first` to before `last`, at least one."""
        first = min(first, len(self.lines[0]) - 1)
        return replace(self, lines=tuple(line[first : max(first + 1, last)].copy() for line in self.lines))

    def held(self, step: int) -> Balance:
        """One step's gains for ever."""
        return self.part(step, step + 1)

    def energy(self, grid: Levels) -> Levels:
        """The K energy of each step as it comes out, over all channels, from that of each channel before."""
        total = np.zeros(grid.shape[1])
        for _, into, line in self.routes:
            total += grid[into] * self.lines[line][: grid.shape[1]] ** 2
        return total


def balanced(found: Survey, *, microphones: bool) -> Balance:
    """How to bring the voices of a 48 kHz recording to one level: mono, or stereo where it is stereo.

    With `microphones`, each channel is one voice: every one is brought to the same loudness and those
    that do not lead are turned down, 10 ms by 10 ms, so that a voice is heard through one microphone
    (two at once would comb-filter it). Without, a slow gain follows whoever speaks. Channels that carry
    no sound are left out; two channels with the same signal become one.
    """
    alive = found.alive
    lines = found.grid[list(alive)]
    if not alive:
        return Balance(1, (np.zeros(max(1, found.grid.shape[1])),), ((0, 0, 0),))
    if microphones and len(alive) > 1:
        routes = [(0, channel, number) for number, channel in enumerate(alive)]
        return Balance(1, tuple(_microphones(lines)), tuple(routes))
    if len(alive) == 1 or found.one_signal or microphones:
        return Balance(1, (_ride(lines[0]),), ((0, alive[0], 0),))
    routes = [(channel, channel, 0) for channel in range(len(found.grid))]
    return Balance(len(found.grid), (_ride(lines.sum(axis=0)),), tuple(routes))


def _microphones(lines: Levels) -> Levels:
    """The gain of each microphone at each step."""
    leading = lines >= lines.max(axis=0) * _LEAD
    levels = [integrated_lufs(np.where(lead, line, 0.0)) for line, lead in zip(lines, leading, strict=True)]
    raised = [min(_REFERENCE_LUFS - level, _RAISED_DB * 2) if np.isfinite(level) else 0.0 for level in levels]
    gains = 10 ** (np.array(raised)[:, None] / 20)
    # Over a syllable: the end of a word reaches the other microphone later, and must not open it.
    slow = moving_mean(lines * gains**2, _SYLLABLE)
    leads = slow >= np.maximum(slow.max(axis=0) * _LEAD, _HEARD)
    held = widened(leads.astype(np.float64), _HOLD)
    closed = 10 ** (_FLOOR_DB / 20)
    return np.asarray((closed + (1 - closed) * moving_mean(held, _SMOOTH)) * gains)


def _ride(energy: Levels) -> Levels:
    """The slow gain at each step that brings whoever speaks near the loudness of the whole."""
    lufs = integrated_lufs(energy)
    if not np.isfinite(lufs) or len(energy) < 2 * _LOCAL:
        return np.ones(max(1, len(energy)))
    momentary = to_lufs(moving_mean(energy, 20))
    heard = momentary_lufs(energy)
    noise = float(np.percentile(heard[np.isfinite(heard)], 5))
    # A recording without pauses has no noise to measure: then the voice alone sets the limit.
    least = max(lufs + _VOICE_LU, min(noise + _OVER_NOISE_LU, lufs - 14))
    voice = (momentary > least).astype(np.float64)
    levels = np.where(voice > 0, momentary, 0.0)
    wanted = levels.sum() / voice.sum() - _voice_here(levels, voice)
    moved = np.sign(wanted) * np.maximum(np.abs(wanted) - _FREE_LU, 0.0)
    at = np.flatnonzero(voice)
    # Between two voices the gain goes from one to the other; room and breath are never raised alone.
    across = np.interp(np.arange(len(energy)), at, np.clip(moved[at], _LOWERED_DB, _RAISED_DB))
    return np.asarray(10 ** (moving_mean(across, _TURN) / 20))


def _voice_here(levels: Levels, voice: Levels) -> Levels:
    """The level of the voice at each step, in LUFS: of the two seconds before or those after.

    Whichever lies nearer to what is heard right here, so that a change of speaker stays a step. Means of
    decibels: a mean of energies would be the loudest syllable's alone.
    """

    def mean(before: int, after: int) -> Levels:
        counted = moving_mean(voice, before, after)
        return np.asarray(moving_mean(levels, before, after) / np.maximum(counted, 1e-9))

    past, future, here = mean(_LOCAL, 0), mean(0, _LOCAL), mean(_HERE, _HERE)
    return np.asarray(np.where(np.abs(past - here) <= np.abs(future - here), past, future))


@dataclass(frozen=True, slots=True)
class _Balanced:
    source: Pcm
    balance: Balance
    first: int

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    @property
    def channels(self) -> int:
        return self.balance.channels

    def blocks(self) -> Iterator[Samples]:
        first, routes = self.first, self.balance.routes
        straight = routes == tuple((channel, channel, 0) for channel in range(self.source.channels))
        for block in self.source.blocks():
            gains = [between(line, first, len(block), self.rate_hz // GRID_HZ) for line in self.balance.lines]
            first += len(block)
            if straight:
                yield np.asarray(block * gains[0][:, None], np.float32)
                continue
            mixed = np.zeros((len(block), self.channels), np.float32)
            for out, into, line in routes:
                mixed[:, out] += block[:, into] * gains[line]
            yield mixed


def between(line: Levels, first: int, count: int, step: int) -> Samples:
    """A line of steps as a gain for each of `count` frames from `first` on, straight from step to step."""
    low = first // step
    steps = -(-(first + count) // step) - low
    ends = line[np.minimum(np.arange(low, low + steps + 1), len(line) - 1)].astype(np.float32)
    if (ends == ends[0]).all():
        return np.full(count, ends[0], np.float32)
    ramp = np.arange(step, dtype=np.float32) / np.float32(step)
    gains = (ends[:-1, None] + np.diff(ends)[:, None] * ramp).ravel()
    return gains[first - low * step :][:count]
