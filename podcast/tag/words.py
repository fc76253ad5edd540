"""Transcripts as folded tokens: what every rule of this room reads.

A token knows when it is said, in which sentence and clause, and how much its speaker counts. Machine
text may lack accents, capitals and full stops, so nothing here depends on one of them alone.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from podcast.model import Segment, Transcript

__all__ = ["ANSWERED", "ASKED", "GUEST", "SMALL", "WORD", "Token", "core", "fold", "said", "tokens"]

# What a voice counts for: the person portrayed fully, the one who asks less.
GUEST, UNKNOWN, INTERVIEWER = 1.0, 1.0, 0.45

# What stands before a turn of somebody who asks, and of a person portrayed.
ASKED, ANSWERED = "– ", "— "

# Some systems write accents as letters of their own.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_STOP = re.compile(r"[.!?…]")
_PAUSE = re.compile(r"[,;:–—]|\s-\s")

# Articles and the little words inside names, in the languages of the first territories.
SMALL = frozenset(
    (
        "l",
        "la",
        "le",
        "les",
        "d",
        "de",
        "du",
        "des",
        "di",
        "del",
        "della",
        "il",
        "lo",
        "gli",
        "the",
        "of",
    )
)
_CONJUNCTIONS = frozenset(("mais", "puis", "donc", "parce", "alors", "quand", "but", "then", "because"))


@functools.cache
def fold(word: str) -> str:
    """Small letters without accents; `st` and `ste` are spelt out."""
    low = word.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss").replace("ø", "o")
    plain = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return {"st": "saint", "ste": "sainte"}.get(plain, plain)


def core(name: str) -> tuple[str, ...]:
    """The folded words of a name without articles and little words (all of them if nothing else is left)."""
    words = tuple(fold(word) for word in WORD.findall(name))
    return tuple(word for word in words if word not in SMALL) or words


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, folded, when it is said, where it stands and how much its voice counts.

    `capital` is true for a capital that no beginning of a sentence explains. `after` is what stands between
    it and the next word, with a dash where another voice goes on: `ASKED` or `ANSWERED`.
    """

    text: str
    fold: str
    start_ms: int
    sentence: int
    clause: int
    voice: float
    language: str
    capital: bool
    after: str = " "


def tokens(transcript: Transcript, guests: frozenset[str]) -> list[Token]:
    """The whole transcript; a change of speaker ends a sentence, a change of cue does not."""
    found: list[Token] = []
    sentence = clause = 0
    speaker: str | None = None
    fresh, turn = True, ""
    for segment in transcript.segments:
        if speaker is not None and segment.speaker != speaker:
            sentence, clause, fresh = sentence + 1, clause + 1, True
            turn = _turn(segment, guests)
        speaker = segment.speaker
        language = segment.language or transcript.language
        voice = _voice(segment, guests)
        end, times = 0, _times(segment)
        for match in WORD.finditer(segment.text):
            between = segment.text[end : match.start()]
            if found:
                gap = f"{found[-1].after.rstrip()} {turn}{between}" if end == 0 else between
                turn = ""
                found[-1] = replace(found[-1], after=gap)
            end = match.end()
            if _STOP.search(between):
                sentence, clause, fresh = sentence + 1, clause + 1, True
            elif _PAUSE.search(between) or match[0].lower() in _CONJUNCTIONS:
                clause += 1
            word = unicodedata.normalize("NFC", match[0])
            capital = word[0].isupper() and not fresh
            found.append(
                Token(word, fold(word), times(match.start()), sentence, clause, voice, language, capital)
            )
            fresh = False
        if found and end:
            found[-1] = replace(found[-1], after=segment.text[end:])
        if _STOP.search(segment.text[end:]):
            sentence, clause, fresh = sentence + 1, clause + 1, True
        elif _PAUSE.search(segment.text[end:]):
            clause += 1
    return found


def _turn(segment: Segment, guests: frozenset[str]) -> str:
    """The dash before a turn, where it is known who asks and who answers."""
    if not guests or not segment.speaker:
        return ""
    return ANSWERED if segment.speaker in guests else ASKED


def _voice(segment: Segment, guests: frozenset[str]) -> float:
    if not guests or not segment.speaker:
        return UNKNOWN
    return GUEST if segment.speaker in guests else INTERVIEWER


class _Times:
    """Gives the time of a character: that of its word where words are known, else in proportion."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._starts: list[tuple[int, int]] = []
        at = 0
        for word in segment.words:
            place = segment.text.find(word.text.strip(), at)
            if place >= 0:
                self._starts.append((place, word.start_ms))
                at = place + len(word.text.strip())
        self._next = 0

    def __call__(self, position: int) -> int:
        while self._next + 1 < len(self._starts) and self._starts[self._next + 1][0] <= position:
            self._next += 1
        if self._starts:
            return self._starts[self._next][1]
        span = self._segment.end_ms - self._segment.start_ms
        return self._segment.start_ms + span * position // max(1, len(self._segment.text))


def _times(segment: Segment) -> _Times:
    return _Times(segment)


def said(words: Iterable[Token]) -> str:
    """Tokens as they were written, for people to read."""
    return " ".join(token.text for token in words)
