"""Give times to words a person wrote: those the machine heard keep theirs, the others go between."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from podcast.model import Word
from podcast.transcribe.wording import plain

__all__ = ["timed"]


def timed(texts: Sequence[str], heard: Sequence[Word], start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """Words in the order written, one after the other, inside `start_ms` to `end_ms`.

    A word found again keeps its time and probability; runs of new words share the gap between their
    neighbours by their number of characters, with probability 1, since a person wrote them.
    """
    matcher = SequenceMatcher(
        None, [plain(word.text) for word in heard], [plain(text) for text in texts], autojunk=False
    )
    known: dict[int, Word] = {}
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            word = heard[block.a + offset]
            if start_ms <= word.start_ms < word.end_ms <= end_ms:
                known[block.b + offset] = word
    return _filled(texts, known, start_ms, end_ms)


def _filled(texts: Sequence[str], known: dict[int, Word], start_ms: int, end_ms: int) -> tuple[Word, ...]:
    words: list[Word] = []
    index = 0
    while index < len(texts):
        past_ms = words[-1].end_ms if words else start_ms
        found = known.get(index)
        if found is not None and found.start_ms >= past_ms:
            words.append(Word(found.start_ms, found.end_ms, texts[index], found.probability))
            index += 1
            continue
        stop = index + 1
        while stop < len(texts) and not (stop in known and known[stop].start_ms >= past_ms):
            stop += 1
        until_ms = known[stop].start_ms if stop < len(texts) else end_ms
        words += _shared(texts[index:stop], past_ms, max(until_ms, past_ms))
        index = stop
    return tuple(words)


def _shared(texts: Sequence[str], start_ms: int, end_ms: int) -> list[Word]:
    whole = sum(len(text) for text in texts) or 1
    words, said = [], 0
    for text in texts:
        begins = start_ms + (end_ms - start_ms) * said // whole
        said += len(text)
        words.append(Word(begins, start_ms + (end_ms - start_ms) * said // whole, text))
    return words
