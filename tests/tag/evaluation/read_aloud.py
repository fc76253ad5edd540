#!/usr/bin/env python3
"""Have passages of the evaluation read by a synthetic voice and heard by the real engine.

    python read_aloud.py speak MODEL_FOLDER SOUND_FOLDER     needs kokoro-onnx, see voices.py
    python read_aloud.py hear WEIGHTS SOUND_FOLDER [--told]  needs the package itself

Read are every second passage of the first parts and of those kept for testing. `hear` writes `heard.tsv`
beside this script: part, line number, voice, the engine ("told" where it was given the names of the
territory, as a build gives them) and the words as the engine wrote them, errors and all.
"""

from __future__ import annotations

import importlib
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

from marked import without_marks

HERE = Path(__file__).parent
HEARD = HERE / "heard.tsv"
PARTS = (
    "building", "second", "testing", "unseen", "fresh", "last", "clause",
    "frozen", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "tenth", "thirteenth",
)  # fmt: skip
HEAD = "part\tline\tvoice\tengine\theard"
SPEAKERS = (
    "Simon Valette",
    "Claire Dumas",
    "Leïla Montagner",
    "Bastien Roche",
    "Mariam Lestrade",
    "Yanis Chambon",
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A passage and the voice that reads it."""

    part: str
    line: int
    speaker: str
    text: str

    @property
    def file(self) -> str:
        return f"{self.part}-{self.line}.wav"


def spoken() -> list[Spoken]:
    """What is read aloud: a passage keeps the voice that read it before, a person one voice."""
    before = {(row[0], row[1]): row[2] for row in (line.split("\t") for line in _lines())}
    people: dict[str, str] = {}
    found = []
    for part in PARTS:
        for line, row in enumerate((HERE / f"{part}.tsv").read_text("utf-8").splitlines(), 1):
            person, *middle, text = row.split("\t")
            # the parts with a line of headings have passages in English; the voice is French
            chosen = line % 2 == 0 and not middle[1].endswith("/en") if middle else line % 2
            if chosen:
                new = people.setdefault(person, SPEAKERS[len(people) % len(SPEAKERS)])
                speaker = before.get((part, str(line)), new)
                found.append(Spoken(part, line, speaker, without_marks(text)))
    return found


def _lines() -> list[str]:
    """What `heard.tsv` holds by now."""
    return HEARD.read_text("utf-8").splitlines() if HEARD.exists() else [HEAD]


def speak(model: Path, folder: Path) -> None:
    """Write one WAV for each chosen passage."""
    import numpy as np

    sys.path.insert(0, str(HERE.parents[1] / "demonstration"))
    demonstration = importlib.import_module("voices")
    kokoro = demonstration.load_kokoro(model)
    folder.mkdir(parents=True, exist_ok=True)
    for each in spoken():
        if (folder / each.file).exists():
            continue
        samples = demonstration.speak(kokoro, each.speaker, each.text)
        quiet = np.zeros(demonstration.RATE // 2, np.float32)
        samples = np.concatenate([quiet, samples, quiet])
        begun = folder / f".{each.file}"
        with wave.open(str(begun), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(demonstration.RATE)
            file.writeframes((np.clip(samples * 0.7, -1, 1) * 32767).astype("<i2").tobytes())
        begun.rename(folder / each.file)


def hear(weights: str, folder: Path, *, told: bool) -> None:
    """Transcribe what was spoken and write `heard.tsv`."""
    from podcast.tag import load_territory
    from podcast.transcribe import Request, open_engine

    names = load_territory("clermont", Path()).spoken_names("fr") if told else ()
    engine = open_engine("faster-whisper", weights, threads=1)
    name = f"{weights}, told" if told else weights
    lines = _lines()
    there = {(part, line, engine) for part, line, _, engine, _ in (row.split("\t") for row in lines)}
    for each in spoken():
        path = folder / each.file
        if not path.exists() or (each.part, str(each.line), name) in there:
            continue
        with wave.open(str(path)) as sound:
            length = sound.getnframes() * 1000 // sound.getframerate()
        request = Request("fr", length, vocabulary=names)
        heard = " ".join(engine.transcribe(path, request, lambda _done: None).text.split())
        lines.append(f"{each.part}\t{each.line}\t{each.speaker}\t{name}\t{heard}")
        HEARD.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    step, source, target, *more = sys.argv[1:]
    if step == "speak":
        speak(Path(source), Path(target))
    else:
        hear(source, Path(target), told="--told" in more)
