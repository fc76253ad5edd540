"""A transcript as it is read: cues gathered into turns of one speaker, with addresses and origin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from podcast.model import Segment, Transcript
from podcast.publish.item import Translation
from podcast.publish.text import clean_line
from podcast.publish.words import Words, words_in

__all__ = [
    "PART_BYTES",
    "Cue",
    "Turn",
    "Whence",
    "clock",
    "origin_of",
    "origin_words",
    "parts_of",
    "translation_link",
    "turns_of",
]

# A page stays under 100 kB: what is left is for notes, chapters, links and the player.
PART_BYTES = 78_000
_NEARLY = 0.85
_CUE_BYTES, _TURN_BYTES = 50, 100  # of markup

# The blocks whose letters have the bidirectional classes R and AL (Unicode 15, DerivedBidiClass).
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

Origin = Literal["machine", "mixed", "person", "none"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A passage: `id` is its address in the page, `marked` that nobody checked it where others were.

    `leftward` says that some of it is written from right to left.
    """

    id: str
    start_ms: int
    end_ms: int
    time: str
    text: str
    language: str
    marked: bool
    leftward: bool = False


@dataclass(frozen=True, slots=True)
class Whence:
    """The portrait that a passage of a documentary, from `start_ms` to `end_ms`, comes from.

    `href` is where it is heard there, below `feed/`; `license` that of the portrait.
    """

    start_ms: int
    end_ms: int
    title: str
    href: str
    language: str = ""
    license: str = ""


@dataclass(slots=True)
class Turn:
    """What one speaker says before another does, and where it comes from when it is a quote."""

    speaker: str
    cues: list[Cue] = field(default_factory=list)
    whence: Whence | None = None


def clock(milliseconds: int) -> str:
    """A time in a programme: 0:07, 12:30, 1:02:05."""
    seconds = milliseconds // 1000
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def turns_of(transcript: Transcript, quotes: Sequence[Whence] = ()) -> list[Turn]:
    """The cues of a programme by turn; each cue has an address of its own, `t` and its start in ms.

    A turn also ends where a quote begins or ends.
    """
    mixed = origin_of(transcript) == "mixed"
    turns: list[Turn] = []
    for segment, address in zip(transcript.segments, _addresses(transcript), strict=True):
        speaker = clean_line(segment.speaker)
        whence = next((q for q in quotes if q.start_ms <= segment.start_ms < q.end_ms), None)
        if not turns or (turns[-1].speaker, turns[-1].whence) != (speaker, whence):
            turns.append(Turn(speaker, whence=whence))
        language = segment.language if segment.language != transcript.language else ""
        marked = mixed and segment.origin == "machine"
        turns[-1].cues.append(_cue(segment, address, language, marked))
    return turns


def parts_of(turns: Sequence[Turn], budget: int = PART_BYTES) -> list[list[Turn]]:
    """A transcript in parts that each take about `budget` bytes of a page; a short one is one part.

    A part ends with a turn where one ends near its end, else between two passages of a long turn.
    """
    parts: list[list[Turn]] = [[]]
    used = 0
    for turn in turns:
        for index, cue in enumerate(turn.cues):
            if used > budget or (index == 0 and used > budget * _NEARLY):
                parts.append([])
                used = 0
            if index == 0 or not parts[-1]:
                parts[-1].append(Turn(turn.speaker, whence=turn.whence))
                used += _TURN_BYTES + len(turn.speaker)
            parts[-1][-1].cues.append(cue)
            used += _CUE_BYTES + 2 * len(cue.id) + len(cue.text.encode("utf-8"))
    return parts


def _cue(segment: Segment, address: str, language: str, marked: bool) -> Cue:
    text = clean_line(segment.text)
    leftward = _LEFTWARD.search(text) is not None
    time = clock(segment.start_ms)
    return Cue(address, segment.start_ms, segment.end_ms, time, text, language, marked, leftward)


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
    """Sentences that say whose text it is (RGAA 4.1, criterion 4.2: is it relevant?), and how it was found
    who speaks."""
    if origin == "none":
        return words["transcript.none"]
    total = len(transcript.segments)
    done = sum(segment.origin == "person" for segment in transcript.segments)
    kind = "translation" if transcript.translated_from else "transcript"
    return f"{words(f'{kind}.{origin}', done=done, total=total)} {_found_words(words, transcript)}".strip()


def _found_words(words: Words, transcript: Transcript) -> str:
    ways = Counter(segment.found for segment in transcript.segments if segment.found)
    if not ways:
        return ""
    estimated = ways["diarisation"]
    if not estimated and ways.total() < len(transcript.segments):
        return ""  # of some passages, as of a portrait that a documentary quotes, nobody knows
    if not estimated:
        return words["transcript.who_microphone" if ways["microphone"] else "transcript.who_person"]
    if estimated == len(transcript.segments):
        return words["transcript.who_estimated"]
    return words("transcript.who_partly", count=estimated, total=len(transcript.segments))


def translation_link(translation: Translation) -> str:
    """What leads to a translation, in its own language: who reads it may read no other."""
    return words_in(translation.language)[
        "translation.read_checked" if translation.checked else "translation.read"
    ]
