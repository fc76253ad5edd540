"""What a voice model hears: 80 mel bands every 10 ms, as Kaldi computes them."""

from __future__ import annotations

import functools
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.sound import RATE, Samples

__all__ = ["HOP", "WIDTH", "Bands", "bands"]

Bands: TypeAlias = NDArray[np.float32]

WIDTH: Final = 400  # 25 ms
HOP: Final = 160  # 10 ms
_BANDS: Final = 80
_SIZE: Final = 512
_LOWEST_HZ, _HIGHEST_HZ = 20.0, RATE / 2
_EMPHASIS: Final = 0.97
_FLOOR: Final = float(np.finfo(np.float32).eps)


def bands(sound: Samples) -> Bands:
    """Log energies, (frames, 80), of at least 25 ms of sound at 16 kHz.

    Kaldi's compute-fbank-feats with its own defaults and no dither: Povey window, pre-emphasis 0.97, the
    mean taken out of each frame, only whole frames; the same to 5e-4 as kaldi-native-fbank.
    """
    frames = np.lib.stride_tricks.sliding_window_view(sound, WIDTH)[::HOP].astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    frames = frames - _EMPHASIS * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft(frames * _window(), _SIZE)) ** 2
    return np.log(np.maximum(power @ _filters().T, _FLOOR)).astype(np.float32)


@functools.cache
def _window() -> NDArray[np.float64]:
    """The Povey window: a Hann window to the power of 0.85."""
    return np.hanning(WIDTH) ** 0.85


def _mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))


@functools.cache
def _filters() -> NDArray[np.float64]:
    """Triangles of equal width on the mel scale, (80, 257)."""
    low, high = _mel(_LOWEST_HZ), _mel(_HIGHEST_HZ)
    step = (high - low) / (_BANDS + 1)
    at = _mel(np.arange(_SIZE // 2 + 1) * RATE / _SIZE)
    left = low + np.arange(_BANDS)[:, None] * step
    rising, falling = (at - left) / step, (left + 2 * step - at) / step
    weights = np.maximum(0.0, np.minimum(rising, falling))
    weights[:, -1] = 0.0  # Kaldi leaves the highest bin out
    return np.asarray(weights)
