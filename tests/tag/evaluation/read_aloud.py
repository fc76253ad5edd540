#!/usr/bin/env python3
"""Have every second passage of the evaluation read by a synthetic voice and heard by the real engine.

    python read_aloud.py speak MODEL_FOLDER SOUND_FOLDER     needs kokoro-onnx, see voices.py
    python read_aloud.py hear WEIGHTS SOUND_FOLDER           needs the package itself

`hear` writes `heard.tsv` beside this script: part, line number, voice and the words as the engine
wrote them, errors and all. The engine gets no list of names to expect.
"""

from __future__ import annotations

import importlib
import sys
import wave
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (
    "building", "second", "testing", "unseen", "fresh", "last",
    "clause", "frozen", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "tenth",
)  # fmt: skip
SPEAKERS = (
    "Simon Valette",
    "Claire Dumas",
    "Leïla Montagner",
    "Bastien Roche",
    "Mariam Lestrade",
    "Yanis Chambon",
)


def read_passages(part: str) -> list[tuple[int, str, str]]:
    """(line number, person, text) of every second passage, the first included."""
    rows = [line.split("\t") for line in (HERE / f"{part}.tsv").read_text("utf-8").splitlines()]
    chosen: list[tuple[int, str, str]] = []
    for number, row in enumerate(rows[1:], 2):
        if number % 2 == 0 and not row[2].endswith("/en"):  # the voice is French
            chosen.append((number, row[0], row[4]))
    return chosen


def voices() -> list[tuple[str, int, str, str]]:
    """(part, line, speaker, text): each person keeps one voice."""
    people: dict[str, str] = {}
    found = []
    for part in PARTS:
        for number, person, text in read_passages(part):
            speaker = people.setdefault(person, SPEAKERS[len(people) % len(SPEAKERS)])
            found.append((part, number, speaker, text))
    return found


def speak(model: Path, folder: Path) -> None:
    """Write one WAV for each chosen passage."""
    import numpy as np

    sys.path.insert(0, str(HERE.parents[1] / "demonstration"))
    demonstration = importlib.import_module("voices")
    kokoro = demonstration.load_kokoro(model)
    folder.mkdir(parents=True, exist_ok=True)
    for part, number, speaker, text in voices():
        path = folder / f"{part}-{number}.wav"
        if path.exists():
            continue
        samples = demonstration.speak(kokoro, speaker, text)
        quiet = np.zeros(demonstration.RATE // 2, np.float32)
        samples = np.concatenate([quiet, samples, quiet])
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(demonstration.RATE)
            file.writeframes((np.clip(samples * 0.7, -1, 1) * 32767).astype("<i2").tobytes())


def hear(weights: str, folder: Path) -> None:
    """Transcribe what was spoken and write `heard.tsv`."""
    from podcast.transcribe import Request, open_engine

    engine = open_engine("faster-whisper", weights, threads=1)
    file = HERE / "heard.tsv"
    lines = file.read_text("utf-8").splitlines() if file.exists() else ["part\tline\tvoice\theard"]
    there = {tuple(line.split("\t")[:2]) for line in lines}
    for part, number, speaker, _ in voices():
        if (part, str(number)) in there:
            continue
        path = folder / f"{part}-{number}.wav"
        with wave.open(str(path)) as sound:
            length = sound.getnframes() * 1000 // sound.getframerate()
        transcript = engine.transcribe(path, Request("fr", length), lambda _done: None)
        lines.append(f"{part}\t{number}\t{speaker}\t{' '.join(transcript.text.split())}")
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    step, source, target = sys.argv[1:]
    if step == "speak":
        speak(Path(source), Path(target))
    else:
        hear(source, Path(target))
