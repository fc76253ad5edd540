"""What people made of the machine's text, passage by passage, for somebody who wants to see it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from podcast.model import Transcript
from podcast.transcribe.corrections import correct
from podcast.transcribe.wording import joined

__all__ = ["Change", "changes"]


@dataclass(frozen=True, slots=True)
class Change:
    """A cue that is a person's: `heard` is what the machine has at that time, `written` what stands now."""

    start_ms: int
    end_ms: int
    speaker: str
    heard: str
    written: str


def changes(machine: Transcript, text: str, file: Path) -> tuple[Change, ...]:
    """Every cue of `text` that a person wrote or confirmed, in order.

    Raises ContentError with file and line where `text` is not WebVTT.
    """
    words = [word for segment in machine.segments for word in segment.words]
    found = []
    for cue in correct(machine, text, file).segments:
        if cue.origin != "person":
            continue
        # By a word's middle: the neighbours' words may reach a little over the edge.
        heard = [word for word in words if cue.start_ms <= (word.start_ms + word.end_ms) // 2 < cue.end_ms]
        found.append(Change(cue.start_ms, cue.end_ms, cue.speaker, joined(heard), cue.text))
    return tuple(found)
