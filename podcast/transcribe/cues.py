"""Words into cues, cut where a speaker breathes or ends a sentence, never where an engine's window ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from podcast.model import Segment, Word
from podcast.transcribe.wording import joined

__all__ = ["cut", "segment"]

# Two lines of 65 characters, less a speaker's name; and no longer than a reader waits.
_LONGEST_CHARACTERS = 110
_LONGEST_MS = 7_000
_BREATH_MS = 700
_SHORTEST_MS = 1_000
_SENTENCE_ENDS = (".", "?", "!", "…")
_CLAUSE_ENDS = (",", ";", ":", "»")


def segment(words: Sequence[Word], speaker: str = "") -> Segment:
    """A cue that is exactly its words: their times, their text."""
    return Segment(words[0].start_ms, words[-1].end_ms, joined(words), speaker, tuple(words))


def cut(words: Iterable[Word], speaker: str = "") -> list[Segment]:
    """Cut one voice's words, in order, into cues of at most 7 s and 110 characters."""
    cues: list[Segment] = []
    held: list[Word] = []
    for word in words:
        if held and _ends_before(held, word):
            cues.append(segment(held, speaker))
            held = []
        while held and _too_long([*held, word]):
            place = _best_place(held)
            cues.append(segment(held[:place], speaker))
            held = held[place:]
        held.append(word)
    if held:
        cues.append(segment(held, speaker))
    return cues


def _ends_before(held: Sequence[Word], word: Word) -> bool:
    pause_ms = word.start_ms - held[-1].end_ms
    if pause_ms >= _BREATH_MS:
        return True
    long_enough = held[-1].end_ms - held[0].start_ms >= _SHORTEST_MS
    return held[-1].text.endswith(_SENTENCE_ENDS) and long_enough


def _too_long(words: Sequence[Word]) -> bool:
    return len(joined(words)) > _LONGEST_CHARACTERS or words[-1].end_ms - words[0].start_ms > _LONGEST_MS


def _best_place(held: Sequence[Word]) -> int:
    """Where to cut a sentence too long for one cue: after a comma or at a long pause, rather late."""

    def worth(place: int) -> float:
        pause_ms = held[place].start_ms - held[place - 1].end_ms
        clause = 400.0 if held[place - 1].text.endswith(_CLAUSE_ENDS) else 0.0
        return pause_ms + clause + 300.0 * place / len(held)

    later = range(max(1, len(held) // 3), len(held))
    return max(later, key=worth, default=len(held))
