"""The first and the last words of a programme, by which a presenter knows that it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator

from podcast.model import Transcript

__all__ = ["first_words", "last_words"]

_COUNT = 12


def first_words(words: Transcript, start_ms: int, end_ms: int) -> str:
    """The first twelve words said between two times."""
    heard = list(_heard(words, start_ms, end_ms))
    return " ".join(heard[:_COUNT]) + ("…" if len(heard) > _COUNT else "")


def last_words(words: Transcript, start_ms: int, end_ms: int) -> str:
    """The last twelve words said between two times: the out-cue."""
    heard = list(_heard(words, start_ms, end_ms))
    return ("…" if len(heard) > _COUNT else "") + " ".join(heard[-_COUNT:])


def _heard(words: Transcript, start_ms: int, end_ms: int) -> Iterator[str]:
    """What is said between two times; a cue without word times counts by its middle."""
    for segment in words.segments:
        if segment.end_ms <= start_ms or segment.start_ms >= end_ms:
            continue
        if segment.start_ms >= start_ms and segment.end_ms <= end_ms:
            yield from segment.text.split()
        elif segment.words:
            inside = (
                each for each in segment.words if start_ms <= (each.start_ms + each.end_ms) / 2 < end_ms
            )
            yield from (each.text for each in inside)
        elif start_ms <= (segment.start_ms + segment.end_ms) / 2 < end_ms:
            yield from segment.text.split()
