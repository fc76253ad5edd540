"""Recursive filters over blocks of sound, keeping their state from one block to the next."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podcast.audio.pcm import Samples

__all__ = ["VOICES_HZ", "Levels", "Recursive", "high_pass", "k_weighting", "moving_mean", "notch", "widened"]

Levels = NDArray[np.float64]


VOICES_HZ = 80.0  # what is lower is no voice: steps, wind, traffic

_ROW = 48  # samples computed by one product
_GROUP = 20  # rows whose states are computed by one product
_PIECE = 400  # rows computed together, 20 groups; what they need fits the cache of one core
# Products of at most this many rows stay on one thread of any BLAS, so that the number of cores cannot
# change the order of a sum.
_ROWS = 50


_DOUBLINGS = 24  # 2 to this many samples: a minute at 192 kHz, when nothing rings any more


class _Matrices(NamedTuple):
    """A filter as products over rows of samples; states stand in rows as well."""

    left: Samples  # (ROW, order): a row of samples to the state they leave behind
    heard: Samples  # (ROW + order, ROW): a row of samples and the state before it to what is heard of both
    powers: Levels  # (ROW + 1, order, order): a state to the same some samples later
    rows: Levels  # what the rows of a group leave to their sums up to each row
    groups: Levels  # what groups leave to the state before each group
    later: Levels  # (order, GROUP * order): the state before a group to its part in that of each row


class Recursive:
    """A filter b(z)/a(z) over channels side by side, in single precision with states in double.

    Samples are taken in rows: within a row the filter is a product with its impulse response, from row to
    row it is a state of a few numbers. States are turned so that each counts as much as the sound it still
    makes, which keeps rounding as small as in the samples themselves, close to DC too.
    """

    def __init__(self, *sections: tuple[Levels, Levels]) -> None:
        self._matrices, self._settled = _prepared(tuple((tuple(b), tuple(a)) for b, a in sections))
        self._state: Levels | None = None

    def push(self, channels_first: Samples, *, settled: bool = False) -> Samples:
        """Filter samples of shape (channels, frames).

        `settled` starts as if the first sample had always been there, for a filter without gain at DC.
        """
        samples = np.asarray(channels_first, np.float32)
        if self._state is None:
            first = samples[:, :1] if settled else np.zeros((len(samples), 1))
            self._state = np.asarray(first * self._settled, np.float64)
        size = _PIECE * _ROW
        pieces = [self._piece(samples[:, at : at + size]) for at in range(0, samples.shape[1], size)]
        return pieces[0] if len(pieces) == 1 else np.concatenate([samples[:, :0], *pieces], axis=1)

    def _piece(self, samples: Samples) -> Samples:
        by, (channels, frames) = self._matrices, samples.shape
        whole, rest = divmod(frames, _ROW)
        count = -(-frames // (_ROW * _ROWS)) * _ROWS
        rows = np.empty((channels, count, len(by.heard)), np.float32)
        rows[:, :whole, :_ROW] = samples[:, : whole * _ROW].reshape(channels, whole, _ROW)
        rows[:, whole:, :_ROW] = 0.0
        if rest:
            rows[:, whole, :rest] = samples[:, whole * _ROW :]
        groups = rows.reshape(-1, _ROWS, len(by.heard))
        left = np.matmul(groups[:, :, :_ROW], by.left).reshape(channels, count, -1)
        states = self._states(left)
        rows[:, :, _ROW:] = states[:, :count]
        tail = samples[:, whole * _ROW :] @ by.left[_ROW - rest :] if rest else 0.0
        self._state = states[:, whole] @ by.powers[rest] + tail
        heard: Samples = np.matmul(groups, by.heard).reshape(channels, -1)
        return heard[:, :frames]

    def _states(self, left: Samples) -> Levels:
        """The state before each row and after the last, from what each row leaves."""
        by, (channels, count, order) = self._matrices, left.shape
        padded = np.zeros((channels, _PIECE, order))
        padded[:, :count] = left
        groups = padded.reshape(-1, _GROUP * order) @ by.rows
        groups = groups.reshape(channels, -1, _GROUP, order)
        assert self._state is not None
        before = np.concatenate([self._state[:, None], groups[:, :-1, -1]], axis=1)
        before = (before.reshape(channels, -1) @ by.groups).reshape(-1, order)
        groups += (before @ by.later).reshape(groups.shape)
        return np.concatenate([self._state[:, None], groups.reshape(channels, -1, order)], axis=1)


@functools.cache
def _prepared(sections: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]) -> tuple[_Matrices, Levels]:
    """The products of a filter, and its state after a constant input; worked out once for all its streams."""
    step, into, out, direct = _joined([(np.array(b), np.array(a)) for b, a in sections])
    turn = np.linalg.cholesky(_heard_energy(step, out)).T
    back = np.linalg.inv(turn)
    settled = turn @ np.linalg.solve(np.eye(len(step)) - step, into)
    return _matrices(turn @ step @ back, turn @ into, out @ back, direct), settled


def _joined(sections: Sequence[tuple[Levels, Levels]]) -> tuple[Levels, Levels, Levels, float]:
    """Sections b(z)/a(z) one after the other as s' = step·s + into·x, y = out·s + direct·x."""
    step, into, out, direct = np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0
    for b, a in sections:
        own = np.eye(len(a) - 1, k=1)
        own[:, 0] = -a[1:]
        taken = b[1:] - a[1:] * b[0]
        step = np.block([[step, np.zeros((len(step), len(own)))], [np.outer(taken, out), own]])
        into = np.concatenate([into, taken * direct])
        out = np.concatenate([out * b[0], np.eye(len(own))[0]])
        direct *= float(b[0])
    return step, into, out, direct


def _heard_energy(step: Levels, out: Levels) -> Levels:
    """The energy each state still makes, as a quadratic form: the observability Gramian."""
    total = np.outer(out, out)
    for _ in range(_DOUBLINGS):
        total = total + step.T @ total @ step
        step = step @ step
    return np.asarray((total + total.T) / 2)


def _matrices(step: Levels, into: Levels, out: Levels, direct: float) -> _Matrices:
    """The products of the filter s' = step·s + into·x, y = out·s + direct·x."""
    order = len(step)
    powers = [np.eye(order)]
    for _ in range(_ROW):
        powers.append(step @ powers[-1])
    response = np.array([direct, *[out @ power @ into for power in powers[:-1]]])
    heard = np.array([[response[j - i] if j >= i else 0.0 for j in range(_ROW)] for i in range(_ROW)])
    left = np.array([powers[_ROW - 1 - i] @ into for i in range(_ROW)])
    ringing = np.array([out @ power for power in powers[:-1]]).T
    transposed = np.array([power.T for power in powers])
    row, group = transposed[_ROW], np.linalg.matrix_power(transposed[_ROW], _GROUP)
    later = np.concatenate([np.linalg.matrix_power(row, n + 1) for n in range(_GROUP)], axis=1)
    return _Matrices(
        left.astype(np.float32),
        np.concatenate([heard, ringing]).astype(np.float32),
        transposed,
        _chained(row, _GROUP),
        _chained(group, _PIECE // _GROUP),
        later,
    )


def _chained(power: Levels, count: int) -> Levels:
    """Terms in a row to their running sums, each sum going through `power` before the next term."""
    order = len(power)
    product = np.zeros((count, order, count, order))
    for i in range(count):
        for j in range(i, count):
            product[i, :, j] = np.linalg.matrix_power(power, j - i)
    return product.reshape(count * order, -1)


def high_pass(corner_hz: float, rate_hz: int) -> Recursive:
    """Second-order Butterworth high-pass, 12 dB per octave, nothing at DC."""
    return Recursive(_butterworth(corner_hz, rate_hz))


def _butterworth(corner_hz: float, rate_hz: int) -> tuple[Levels, Levels]:
    k = math.tan(math.pi * corner_hz / rate_hz)
    a0 = 1 + math.sqrt(2) * k + k * k
    a = np.array([a0, 2 * (k * k - 1), 1 - math.sqrt(2) * k + k * k]) / a0
    return np.array([1.0, -2.0, 1.0]) / a0, a


def notch(hz: float, rate_hz: int, quality: float = 25.0) -> Recursive:
    """A narrow hole at one frequency, unity elsewhere."""
    k = math.tan(math.pi * hz / rate_hz)
    a0 = 1 + k / quality + k * k
    b = np.array([1 + k * k, 2 * (k * k - 1), 1 + k * k]) / a0
    return Recursive((b, np.array([a0, 2 * (k * k - 1), 1 - k / quality + k * k]) / a0))


def k_weighting(rate_hz: int, corner_hz: float = 0.0) -> Recursive:
    """The K filter of BS.1770-4 at any rate: the analogue prototype behind its 48 kHz coefficients.

    With `corner_hz` it hears what `high_pass` leaves.
    """
    # The shelf and the high-pass, each (frequency, Q), from which the bilinear transform gives the table.
    shelf_hz, shelf_q, gain = 1681.974450955533, 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    k = math.tan(math.pi * shelf_hz / rate_hz)
    middle = gain**0.4996667741545416 * k / shelf_q
    a0 = 1 + k / shelf_q + k * k
    shelf_b = np.array([gain + middle + k * k, 2 * (k * k - gain), gain - middle + k * k]) / a0
    shelf_a = np.array([a0, 2 * (k * k - 1), 1 - k / shelf_q + k * k]) / a0
    low_hz, low_q = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * low_hz / rate_hz)
    a0 = 1 + k / low_q + k * k
    low_a = np.array([a0, 2 * (k * k - 1), 1 - k / low_q + k * k]) / a0
    passed = [_butterworth(corner_hz, rate_hz)] if corner_hz else []
    return Recursive((shelf_b, shelf_a), (np.array([1.0, -2.0, 1.0]), low_a), *passed)


def widened(values: Levels, steps: int) -> Levels:
    """The largest value within `steps` on either side, along the last axis."""
    padded = _padded(values, steps, steps)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * steps + 1, axis=-1).max(axis=-1))


def moving_mean(values: Levels, before: int, after: int | None = None) -> Levels:
    """The mean of `before` steps, the step itself and `after` (None: as many) steps, along the last axis."""
    after = before if after is None else after
    total = np.cumsum(_padded(values, before, after), axis=-1)
    total = np.concatenate([np.zeros_like(total[..., :1]), total], axis=-1)
    width = before + after + 1
    return np.asarray((total[..., width:] - total[..., :-width]) / width)


def _padded(values: Levels, before: int, after: int) -> Levels:
    sides = [(0, 0)] * (values.ndim - 1) + [(before, after)]
    return np.pad(values, sides, mode="edge")
