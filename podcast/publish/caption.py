"""From the cues of a transcript to captions that are burned into a picture: short enough to be read big."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from podcast.model import Segment, Transcript
from podcast.publish.text import clean_line

__all__ = ["Caption", "captions_of"]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is read from `start_ms` to `end_ms`; `name` is that of who says it, where it has to be told."""

    start_ms: int
    end_ms: int
    name: str
    text: str


def captions_of(words: Transcript, fits: Callable[[str], bool], *, names: bool) -> list[Caption]:
    """The captions of a transcript, none over the next one; a cue that does not fit is shown in parts.

    With `names` each one says who speaks. Parts are of about equal length, their times those of the words
    where they are known.
    """
    found: list[Caption] = []
    for segment in words.segments:
        for each in _parts(segment, fits):
            start_ms = max(each.start_ms, found[-1].start_ms + 1) if found else each.start_ms
            if found and found[-1].end_ms > start_ms:
                last = found[-1]
                found[-1] = Caption(last.start_ms, start_ms, last.name, last.text)
            name = clean_line(segment.speaker) if names else ""
            found.append(Caption(start_ms, max(each.end_ms, start_ms + 1), name, each.text))
    return found


def _parts(segment: Segment, fits: Callable[[str], bool]) -> Iterator[Caption]:
    tokens = clean_line(segment.text).split()
    if not tokens:
        return
    number = next(
        (many for many in range(1, len(tokens) + 1) if all(fits(text) for text in _texts(tokens, many))),
        len(tokens),
    )
    starts_ms = _starts(segment, tokens)
    at = 0
    for text in _texts(tokens, number):
        count = len(text.split())
        end_ms = starts_ms[at + count] if at + count < len(tokens) else segment.end_ms
        yield Caption(starts_ms[at], end_ms, "", text)
        at += count


def _texts(tokens: Sequence[str], number: int) -> list[str]:
    """The words in `number` groups of about as many letters each."""
    total = sum(len(each) + 1 for each in tokens)
    groups: list[list[str]] = [[]]
    used = 0
    for left, token in zip(range(len(tokens), 0, -1), tokens, strict=True):
        wanted = number - len(groups)
        full = used + (len(token) + 1) / 2 > total * len(groups) / number
        if groups[-1] and wanted and (full or left <= wanted):
            groups.append([])
        groups[-1].append(token)
        used += len(token) + 1
    return [" ".join(group) for group in groups]


def _starts(segment: Segment, tokens: Sequence[str]) -> list[int]:
    """When each word begins: as the engine heard it, else by its share of the letters."""
    if len(segment.words) == len(tokens):
        return [max(each.start_ms, segment.start_ms) for each in segment.words]
    total = sum(len(each) for each in tokens)
    length_ms, before, starts_ms = segment.end_ms - segment.start_ms, 0, []
    for token in tokens:
        starts_ms.append(segment.start_ms + length_ms * before // total)
        before += len(token)
    return starts_ms
