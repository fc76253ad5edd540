"""A transcript as it is read: cues gathered into turns of one speaker, with addresses and origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from podcast.model import Segment, Transcript
from podcast.publish.text import clean_line
from podcast.publish.words import Words

__all__ = ["Cue", "Turn", "clock", "origin_of", "origin_words", "turns_of"]

Origin = Literal["machine", "mixed", "person", "none"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A passage: `id` is its address in the page, `marked` that nobody checked it where others were."""

    id: str
    start_ms: int
    end_ms: int
    time: str
    text: str
    language: str
    marked: bool


@dataclass(slots=True)
class Turn:
    """What one speaker says before another does."""

    speaker: str
    cues: list[Cue] = field(default_factory=list)


def clock(milliseconds: int) -> str:
    """A time in a programme: 0:07, 12:30, 1:02:05."""
    seconds = milliseconds // 1000
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def turns_of(transcript: Transcript) -> list[Turn]:
    """The cues of a programme by turn; each cue has an address of its own, `t` and its start in ms."""
    mixed = origin_of(transcript) == "mixed"
    turns: list[Turn] = []
    for segment, address in zip(transcript.segments, _addresses(transcript), strict=True):
        speaker = clean_line(segment.speaker)
        if not turns or turns[-1].speaker != speaker:
            turns.append(Turn(speaker))
        language = segment.language if segment.language != transcript.language else ""
        marked = mixed and segment.origin == "machine"
        turns[-1].cues.append(_cue(segment, address, language, marked))
    return turns


def _cue(segment: Segment, address: str, language: str, marked: bool) -> Cue:
    text = clean_line(segment.text)
    return Cue(address, segment.start_ms, segment.end_ms, clock(segment.start_ms), text, language, marked)


def _addresses(transcript: Transcript) -> Iterator[str]:
    # two cues of one moment (people talking at once) need two addresses
    seen: dict[int, int] = {}
    for segment in transcript.segments:
        again = seen[segment.start_ms] = seen.get(segment.start_ms, 0) + 1
        yield f"t{segment.start_ms}" + (f"-{again}" if again > 1 else "")


def origin_of(transcript: Transcript) -> Origin:
    """Whose text it is: the machine's, a person's, or both."""
    origins = {segment.origin for segment in transcript.segments}
    if len(origins) > 1:
        return "mixed"
    return origins.pop() if origins else "none"


def origin_words(words: Words, transcript: Transcript, origin: Origin) -> str:
    """The sentence that says whose text it is (RGAA 4.1, criterion 4.2: is it relevant?)."""
    if origin == "none":
        return words["transcript.none"]
    total = len(transcript.segments)
    done = sum(segment.origin == "person" for segment in transcript.segments)
    return words(f"transcript.{origin}", done=done, total=total)
