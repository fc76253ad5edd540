"""Speech that gave no words: a voice was detected and the engine wrote nothing, or one word for seconds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from podcast.model import Word
from podcast.transcribe.sound import RATE
from podcast.transcribe.speech import Span, Window

__all__ = ["filled", "gaps", "halves", "passage", "skipped"]

# The detector bridges silences of 800 ms, so less than this may be no speech at all.
_LEAST_MS = 1_800
# A word drawn out longer than its letters take, said slowly, stands for words that were left out.
_WORD_MS = 600
_LETTER_MS = 90
# So does a word the model finds this unlikely after the one before it.
_UNLIKELY = 0.02
_AROUND_MS = 150
_MUCH_MS = 6_000


def _solid(words: Sequence[Word]) -> list[Word]:
    return [
        word
        for word in words
        if word.probability >= _UNLIKELY
        and word.end_ms - word.start_ms <= _WORD_MS + _LETTER_MS * len(word.text)
    ]


def gaps(window: Window, words: Sequence[Word]) -> list[Span]:
    """The stretches between one well-timed word and the next that hold 1.8 s of speech or more."""
    edges = [(0, window.start_ms), *((w.start_ms, w.end_ms) for w in _solid(words)), (window.end_ms, 0)]
    found = []
    for (_, start_ms), (end_ms, _) in pairwise(edges):
        voiced_ms = sum(
            max(0, min(end_ms, span.end_ms) - max(start_ms, span.start_ms)) for span in window.voiced
        )
        if voiced_ms >= _LEAST_MS:
            found.append(Span(start_ms, end_ms))
    return found


def skipped(window: Window, words: Sequence[Word]) -> bool:
    """Whether so much speech gave no words that the times of the others are not to be trusted either."""
    return sum(gap.duration_ms for gap in gaps(window, words)) >= _MUCH_MS


def halves(window: Window) -> list[Window]:
    """The window in two, parted at the pause nearest its middle."""
    middle_ms = (window.start_ms + window.end_ms) // 2
    pauses = [span.end_ms for span in window.voiced[:-1]] or [middle_ms]
    part_ms = min(pauses, key=lambda ms: abs(ms - middle_ms))
    return [
        _piece(window, window.start_ms, part_ms),
        _piece(window, part_ms, window.end_ms),
    ]


def passage(window: Window, gap: Span) -> Window:
    """The sound of a gap as a window of its own, with a little around it."""
    start_ms = max(window.start_ms, gap.start_ms - _AROUND_MS)
    return _piece(window, start_ms, min(window.end_ms, gap.end_ms + _AROUND_MS))


def _piece(window: Window, start_ms: int, end_ms: int) -> Window:
    first, past = (RATE * (ms - window.start_ms) // 1000 for ms in (start_ms, end_ms))
    voiced = tuple(
        Span(max(start_ms, span.start_ms), min(end_ms, span.end_ms))
        for span in window.voiced
        if span.start_ms < end_ms and span.end_ms > start_ms
    )
    return Window(start_ms, window.samples[first:past], voiced)


def filled(words: Sequence[Word], gap: Span, found: Sequence[Word]) -> list[Word]:
    """Put the words found in a gap in the place of the drawn-out ones that stood for them."""
    inside = [word for word in found if gap.start_ms <= (word.start_ms + word.end_ms) // 2 < gap.end_ms]
    solid = set(_solid(words))
    loose = [
        word
        for word in words
        if word not in solid and gap.start_ms <= (word.start_ms + word.end_ms) // 2 < gap.end_ms
    ]
    if len(inside) <= len(loose):
        return list(words)
    kept = [word for word in words if word not in loose]
    return sorted([*kept, *inside], key=lambda word: (word.start_ms, word.end_ms))
