"""Text as words and words as text: the same cut whoever wrote them, an engine or a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from podcast.model import Word

__all__ = ["glued", "joined", "plain", "sentences", "words_of"]

_OPENING = "«“(["
_HARD_SPACE = "\u00a0"
_SENTENCE_ENDS = (".", "?", "!", "…")


def _spoken(text: str) -> bool:
    return any(character.isalnum() for character in text)


def words_of(text: str) -> list[str]:
    """Cut text at white space; a sign that stands alone ("?", "»", "-") stays with its word.

    French puts a space before "?" and inside "« »": it becomes a hard space, so that no line breaks there.
    """
    words: list[str] = []
    ahead = ""
    for token in text.split():
        if _spoken(token):
            words.append(ahead + token)
            ahead = ""
        elif token[0] in _OPENING or token.strip("-–—") == "" or not words:
            ahead += token + _HARD_SPACE
        else:
            words[-1] += _HARD_SPACE + token
    if ahead:
        words.append(ahead.strip(_HARD_SPACE))
    return words


def joined(words: Iterable[Word]) -> str:
    """The text of a run of words."""
    return " ".join(word.text for word in words)


def sentences(words: Sequence[Word]) -> Iterable[range]:
    """The runs of words that end with a sentence's sign, as indexes."""
    start = 0
    for index, word in enumerate(words):
        if word.text.endswith(_SENTENCE_ENDS) or index + 1 == len(words):
            yield range(start, index + 1)
            start = index + 1


def plain(word: str) -> str:
    """A word for comparison: no case, no accents' encoding, no signs at its ends."""
    text = unicodedata.normalize("NFC", word).casefold().replace("’", "'")
    kept = [index for index, character in enumerate(text) if character.isalnum()]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def glued(heard: Sequence[Word]) -> list[Word]:
    """Words as written: pieces an engine timed apart ("l" "'heure", "vous" " ?") are put together again.

    A piece belongs to the word before it when it does not begin with a space, or is only a sign.
    """
    result: list[Word] = []
    ahead = ""
    for piece in heard:
        text = piece.text.strip()
        if not text:
            continue
        apart = piece.text[:1].isspace()
        if not _spoken(text) and (text[0] in _OPENING or text.strip("-–—") == "") and apart:
            ahead += text + _HARD_SPACE
        elif result and not ahead and (not apart or not _spoken(text)):
            result[-1] = _with(result[-1], piece, (_HARD_SPACE if apart else "") + text)
        else:
            result.append(replace(piece, text=ahead + text))
            ahead = ""
    return result


def _with(word: Word, piece: Word, text: str) -> Word:
    # A sign is not said: only a piece with letters makes its word last longer.
    end_ms = piece.end_ms if _spoken(text) else word.end_ms
    surest = min(word.probability, piece.probability) if _spoken(text) else word.probability
    return Word(word.start_ms, max(end_ms, word.end_ms), word.text + text, surest)
