"""Sounds for tests of the mix: what looks like speech to a meter, rooms, tones, and how loud they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import lfilter

from podcast.audio import Meter, Pcm, Samples
from podcast.edit import mix
from podcast.model import Clip, Timeline

RATE = 48000


def talk(seconds: float, seed: int = 1, *, dark: float = 0.9, rate_hz: int = RATE) -> Samples:
    """Noise coloured like a voice in syllables, with a pause of 0.6 s in every 4: about -23 LUFS.

    It falls by 12 dB per octave, from higher up the less `dark` (0 to 1) it is.
    """
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    noise = lfilter([1], [1, -2 * dark, dark * dark], rng.standard_normal(len(at)))
    noise *= 0.1 / np.std(noise) if len(at) else 1.0
    syllables = np.clip(np.sin(2 * np.pi * 3.7 * at + seed) + 0.4, 0, 1) * (at % 4 < 3.4)
    return np.asarray(noise * syllables, np.float32)


def steady(seconds: float, level: float, seed: int = 9) -> Samples:
    """A room without anybody."""
    noise = level * np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return np.asarray(noise, np.float32)


def tone(seconds: float, hz: float, level: float = 0.1, turn: float = 0.0) -> Samples:
    """A sine; `turn` is where it begins, in parts of its period."""
    at = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(level * np.sin(2 * np.pi * (hz * at + turn)), np.float32)


def saved(file: Path, *channels: Samples, rate_hz: int = RATE, kind: str = "PCM_24") -> Path:
    """A file of these channels; its name."""
    soundfile.write(file, np.stack(channels, axis=1), rate_hz, subtype=kind)
    return Path(file.name)


def rendered(root: Path, *clips: Clip) -> Samples:
    """A whole timeline in memory, (frames, channels)."""
    return whole(mix(Timeline(tuple(sorted(clips, key=lambda clip: clip.at_ms))), root))


def whole(pcm: Pcm) -> Samples:
    blocks = list(pcm.blocks())
    return np.concatenate(blocks) if blocks else np.zeros((0, pcm.channels), np.float32)


def lufs(samples: Samples, first_ms: int = 0, last_ms: int | None = None) -> float:
    """Integrated loudness from one time to another."""
    meter = Meter(RATE, samples.shape[1])
    meter.push(samples[first_ms * 48 : None if last_ms is None else last_ms * 48])
    return meter.result().integrated_lufs


def levels_db(samples: Samples, step_ms: int = 10) -> Samples:
    """RMS of every step, over all channels."""
    step = step_ms * 48
    power = np.square(samples[: len(samples) // step * step], dtype=np.float64).reshape(
        -1, step, samples.shape[1]
    )
    return np.asarray(10 * np.log10(power.mean(axis=(1, 2)) + 1e-20))
