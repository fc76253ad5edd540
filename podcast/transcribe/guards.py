"""What an engine wrote that nobody said: outside any voice, known inventions, loops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podcast.model import Dropped, Word
from podcast.transcribe.english import left_as_spoken
from podcast.transcribe.inventions import CERTAIN, DOUBTFUL
from podcast.transcribe.speech import Window
from podcast.transcribe.wording import joined, plain, sentences

__all__ = ["Sifted", "runs", "sift", "unlooped"]

# The detector pads speech by 400 ms and a model's word times are good to some 200 ms.
_TOLERANCE_MS = 300
# Fewer voiced seconds than this in a window, and a courtesy formula is more likely invented than said.
_LITTLE_SPEECH_MS = 1_500
_REPEATS = 4
_DOUBT = -1.0
_UNLIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Sifted:
    """A window's words, and what was taken out of them."""

    words: tuple[Word, ...]
    dropped: tuple[Dropped, ...]


def sift(
    window: Window, words: Sequence[Word], mean_log_probability: float = 0.0, *, translated: bool = False
) -> Sifted:
    """Take out of a window's words what was invented; the words in recording time.

    `mean_log_probability` is the engine's own doubt about the window: below -1 it was guessing. Of what
    is `translated`, so is what was left in the language spoken.
    """
    kept = list(words)
    dropped: list[Dropped] = []
    if _guessed(kept, mean_log_probability):
        return Sifted((), tuple(runs(kept, set(range(len(kept))), "guesswork")))
    for reason, found in (
        ("no voice there", _unvoiced),
        ("known invention", _invented),
        ("loop", _looped),
        *((("not translated", _untranslated),) if translated else ()),
    ):
        out = found(window, kept)
        dropped += runs(kept, out, reason)
        kept = [word for index, word in enumerate(kept) if index not in out]
    return Sifted(tuple(kept), tuple(dropped))


def unlooped(window: Window, sifted: Sifted) -> Sifted:
    """Look for loops once more, in words put together from several passes."""
    out = _looped(window, sifted.words)
    kept = tuple(word for index, word in enumerate(sifted.words) if index not in out)
    return Sifted(kept, (*sifted.dropped, *runs(sifted.words, out, "loop")))


def _guessed(words: Sequence[Word], mean_log_probability: float) -> bool:
    if not words or mean_log_probability >= _DOUBT:
        return False
    return sorted(word.probability for word in words)[len(words) // 2] < _UNLIKELY


def runs(words: Sequence[Word], out: set[int], reason: str) -> Iterable[Dropped]:
    """The words at the indexes `out` as passages: neighbours together."""
    run: list[Word] = []
    for index, word in enumerate(words):
        if index in out:
            run.append(word)
        if run and (index + 1 not in out):
            yield Dropped(run[0].start_ms, run[-1].end_ms, joined(run), reason)
            run = []


def _unvoiced(window: Window, words: Sequence[Word]) -> set[int]:
    def voiced(word: Word) -> bool:
        return any(
            word.end_ms > span.start_ms - _TOLERANCE_MS and word.start_ms < span.end_ms + _TOLERANCE_MS
            for span in window.voiced
        )

    return {index for index, word in enumerate(words) if not voiced(word)}


def _invented(window: Window, words: Sequence[Word]) -> set[int]:
    voiced_ms = sum(span.duration_ms for span in window.voiced)
    out: set[int] = set()
    for sentence in sentences(words):
        text = " ".join(plain(words[index].text) for index in sentence)
        doubtful = voiced_ms < _LITTLE_SPEECH_MS and any(re.fullmatch(each, text) for each in DOUBTFUL)
        if doubtful or any(re.search(each, text) for each in CERTAIN):
            out.update(sentence)
    return out


def _untranslated(_window: Window, words: Sequence[Word]) -> set[int]:
    return left_as_spoken(words)


def _looped(_window: Window, words: Sequence[Word]) -> set[int]:
    """All but the first of a phrase of up to 8 words said four times or more in a row."""
    texts = [plain(word.text) for word in words]
    out: set[int] = set()
    for size in range(1, 9):
        start = 0
        while start + size * _REPEATS <= len(texts):
            phrase = texts[start : start + size]
            times = 1
            while texts[start + times * size : start + (times + 1) * size] == phrase:
                times += 1
            if times >= _REPEATS:
                out.update(range(start + size, start + times * size))
            start += size * times if times >= _REPEATS else 1
    return out
