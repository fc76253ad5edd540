"""Recursive filters over blocks of sound, keeping their state from one block to the next."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from podcast.audio.pcm import Samples

__all__ = ["Levels", "Recursive", "high_pass", "k_weighting", "moving_mean", "notch", "widened"]

Levels = NDArray[np.float64]


class Recursive:
    """A filter b(z)/a(z) over channels side by side, in double precision."""

    def __init__(self, b: Levels, a: Levels) -> None:
        self._b, self._a = b, a
        self._state: Levels | None = None

    def push(self, channels_first: Samples | Levels, *, settled: bool = False) -> Levels:
        """Filter samples of shape (channels, frames).

        `settled` starts as if the first sample had always been there, for a filter without gain at DC.
        """
        # scipy.signal takes half a second to import; commands that touch no sound must not pay it.
        from scipy.signal import lfilter

        samples = channels_first.astype(np.float64)
        if self._state is None:
            self._state = np.zeros((len(samples), len(self._a) - 1))
            if settled:
                # The transposed form's state for a constant input and no output.
                self._state = np.cumsum(self._b[:0:-1])[::-1] * samples[:, :1]
        filtered, self._state = lfilter(self._b, self._a, samples, axis=1, zi=self._state)
        return np.asarray(filtered)


def high_pass(corner_hz: float, rate_hz: int) -> Recursive:
    """Second-order Butterworth high-pass, 12 dB per octave, nothing at DC."""
    k = math.tan(math.pi * corner_hz / rate_hz)
    a0 = 1 + math.sqrt(2) * k + k * k
    a = np.array([a0, 2 * (k * k - 1), 1 - math.sqrt(2) * k + k * k]) / a0
    return Recursive(np.array([1.0, -2.0, 1.0]) / a0, a)


def notch(hz: float, rate_hz: int, quality: float = 25.0) -> Recursive:
    """A narrow hole at one frequency, unity elsewhere."""
    k = math.tan(math.pi * hz / rate_hz)
    a0 = 1 + k / quality + k * k
    b = np.array([1 + k * k, 2 * (k * k - 1), 1 + k * k]) / a0
    return Recursive(b, np.array([a0, 2 * (k * k - 1), 1 - k / quality + k * k]) / a0)


def k_weighting(rate_hz: int) -> Recursive:
    """The K filter of BS.1770-4 at any rate: the analogue prototype behind its 48 kHz coefficients."""
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
    return Recursive(np.convolve(shelf_b, [1.0, -2.0, 1.0]), np.convolve(shelf_a, low_a))


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
