"""The nouns of what is said, and by whom.

Part of `model`, which hands them on: rooms import them from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Casting", "Dropped", "EngineStamp", "Found", "Segment", "Transcript", "Voice", "Word", "is_label"]

Found = Literal["", "microphone", "diarisation", "person"]
"""How it was found who speaks: by the microphone, by the sound of the voice, by a person; "" = not known."""


def is_label(speaker: str) -> bool:
    """Whether a speaker is a voice that has no name yet: A, B, C…"""
    return re.fullmatch("[A-Z]", speaker) is not None


@dataclass(frozen=True, slots=True)
class Casting:
    """What `episode.toml` says of its voices where they have no microphone each.

    `wanted`: they are to be told apart by their sound. `count` is how many are heard, 0 = as many as there
    are people. `names` are those given to labels.
    """

    wanted: bool = False
    count: int = 0
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice told apart by its sound: its label, and the name `episode.toml` gives it ("" = none yet)."""

    label: str
    name: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.label


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the engine heard it; `text` has no surrounding space, `probability` is 0 to 1."""

    start_ms: int
    end_ms: int
    text: str
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A cue: a stretch of speech by one speaker ("" = not known), who was `found` in one of four ways.

    `origin` says whose text it is: "machine", or "person" once somebody corrected or confirmed it.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    words: tuple[Word, ...] = ()
    origin: Literal["machine", "person"] = "machine"
    language: str = ""
    found: Found = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words an engine wrote where nobody spoke, kept so that a person can see what was removed."""

    start_ms: int
    end_ms: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class EngineStamp:
    """What made a transcript: the engine, its version, the model's name and the digest of its weights."""

    engine: str
    version: str
    model: str
    model_sha256: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one recording (recording time) or of one programme (programme time).

    `voices` are those told apart by their sound, in the order of their labels. `translated_from` is the
    language that was spoken, where `language` is another.
    """

    language: str
    duration_ms: int
    segments: tuple[Segment, ...]
    stamp: EngineStamp | None = None
    dropped: tuple[Dropped, ...] = ()
    detected_language: str = ""
    detected_probability: float = 0.0
    voices: tuple[Voice, ...] = ()
    translated_from: str = ""

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)
