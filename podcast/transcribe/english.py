"""Whether words are English: a model asked to translate may go on in the language it hears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podcast.model import Word
from podcast.transcribe.wording import plain, sentences

__all__ = ["left_as_spoken"]

# The commonest words of English, two fifths of any text, but for those other languages have too (a, on, me).
_COMMONEST = """
    the and to of i is you it that was for we my have are with be this at they not he she his her from had by
    what there if would their all so out about up one do were them your who when which can been will just
    more no how could our some than then now know like yes don't it's i'm because that's there's didn't very
"""
_FUNCTION_WORDS = frozenset(_COMMONEST.split())
_LEAST_WORDS = 8
_LEAST_SHARE = 0.12


def left_as_spoken(words: Sequence[Word]) -> set[int]:
    """The indexes of the words in sentences that are not English.

    A sentence too short to tell goes with the one before it, or with the first that tells.
    """
    spans = list(sentences(words))
    told = [_is_english([words[index].text for index in span]) for span in spans]
    last = next((each for each in told if each is not None), True)
    out: set[int] = set()
    for span, english in zip(spans, told, strict=True):
        last = last if english is None else english
        out.update(() if last else span)
    return out


def _is_english(texts: Sequence[str]) -> bool | None:
    """None where there are too few words to tell. Names tell nothing."""
    common = list(_common(texts))
    if len(common) < _LEAST_WORDS:
        return None
    return sum(each in _FUNCTION_WORDS for each in common) >= _LEAST_SHARE * len(common)


def _common(texts: Sequence[str]) -> Iterator[str]:
    for index, text in enumerate(texts):
        word = plain(text)
        if word and (index == 0 or word == "i" or word.startswith("i'") or not text[:1].isupper()):
            yield word
