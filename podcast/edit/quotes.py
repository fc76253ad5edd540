"""Passages found by their words: what was said, where in a transcript, and what comes nearest to it."""

from __future__ import annotations

import bisect
import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from podcast.model import Transcript, Word

__all__ = ["Found", "Spoken", "find", "nearest", "sentences", "spoken", "within"]

_ELLIPSIS: Final = re.compile(r"\s*(?:…|\.\.\.)\s*")
_WORD: Final = re.compile(r"[^\W_]+")
_CLOSE: Final = 0.45  # less alike than this, nothing is shown as near


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one transcript in order, as they are compared: `keys[i]` belongs to `words[owners[i]]`.

    A word with an apostrophe or a hyphen has several keys, so that both spellings are found. `speakers` has
    one name a word ("" = not known).
    """

    words: tuple[Word, ...]
    speakers: tuple[str, ...]
    keys: tuple[str, ...]
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage: the places of its first and last word among the words of a `Spoken`, both included."""

    first: int
    last: int


def spoken(transcript: Transcript) -> Spoken:
    """A corrected transcript made ready to look in; a cue without times of words counts as one word."""
    words: list[Word] = []
    speakers: list[str] = []
    for segment in transcript.segments:
        own = segment.words or (Word(segment.start_ms, segment.end_ms, segment.text),)
        words += own
        speakers += [segment.speaker] * len(own)
    keys, owners = [], []
    for at, word in enumerate(words):
        found = _keys(word.text)
        keys += found
        owners += [at] * len(found)
    return Spoken(tuple(words), tuple(speakers), tuple(keys), tuple(owners))


def _keys(text: str) -> list[str]:
    """Words for comparison: no case, no accents, no signs; œ is oe."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))


def find(said: Spoken, words: str) -> list[Found]:
    """Every place where `words` are said, in order; `…` between two runs of words stands for any others.

    Of the places where a passage with `…` could end, the nearest counts. Words are compared without case,
    accents and signs.
    """
    runs = [_keys(part) for part in _ELLIPSIS.split(words)]
    wanted = [run for run in runs if run]
    if not wanted:
        return []
    found = []
    for start in _places(said.keys, wanted[0], 0):
        end = start + len(wanted[0])
        for run in wanted[1:]:
            after = next(iter(_places(said.keys, run, end)), None)
            if after is None:
                break
            end = after + len(run)
        else:
            found.append(Found(said.owners[start], said.owners[end - 1]))
    return found


def _places(keys: Sequence[str], run: Sequence[str], first: int) -> list[int]:
    length = len(run)
    return [
        at
        for at in range(first, len(keys) - length + 1)
        if keys[at] == run[0] and list(keys[at : at + length]) == list(run)
    ]


def nearest(said: Spoken, words: str) -> Found | None:
    """What comes nearest to `words` among all passages as long as they are; None where nothing does."""
    wanted = _keys(words)
    if not wanted or not said.keys:
        return None
    length = min(len(wanted), len(said.keys))
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, place = _CLOSE, None
    for at in range(len(said.keys) - length + 1):
        matcher.set_seq1(said.keys[at : at + length])
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            ratio = matcher.ratio()
            if ratio > best:
                best, place = ratio, at
    if place is None:
        return None
    return Found(said.owners[place], said.owners[place + length - 1])


def sentences(said: Spoken, found: Found) -> Found:
    """A passage widened to whole sentences of its first and its last speaker."""
    first, last = found.first, found.last
    while first > 0 and said.speakers[first - 1] == said.speakers[first] and not _ends(said, first - 1):
        first -= 1
    while last + 1 < len(said.words) and said.speakers[last + 1] == said.speakers[last]:
        if _ends(said, last):
            break
        last += 1
    return Found(first, last)


def _ends(said: Spoken, at: int) -> bool:
    return said.words[at].text.rstrip("»”\"')\u00a0 ").endswith((".", "?", "!", "…"))


def within(said: Spoken, start_ms: int, end_ms: int) -> Found | None:
    """The words that lie for the most part between two times; None where nobody speaks there."""
    middles = [(word.start_ms + word.end_ms) // 2 for word in said.words]
    if middles != sorted(middles):  # voices that overlap: one after the other, as they begin
        inside = [at for at, middle in enumerate(middles) if start_ms <= middle < end_ms]
        return Found(min(inside), max(inside)) if inside else None
    first = bisect.bisect_left(middles, start_ms)
    last = bisect.bisect_left(middles, end_ms) - 1
    return Found(first, last) if first <= last else None
