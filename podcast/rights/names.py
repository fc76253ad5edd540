"""How a person is named in public, and where a name that is not to be published stands in a text.

Somebody who asked for no surname is shown by the given name: the first word of the name, or what is not in
capitals ("MONTAGNER Leïla"). `shown` in `episode.toml` says it otherwise, for a compound given name or a
name of their own choosing; every word of `name` that is not in `shown` is then hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from podcast.model import Person
from podcast.rights.ordinary import ORDINARY, PARTICLES, TITLES

__all__ = ["COVER", "Hidden", "Mask", "hidden_of", "mask_of", "public_name", "surname_of"]

COVER: Final = "[…]"
"""What stands in a text in the place of a name that is not published."""

# A word, its accents written as one sign or as two.
_WORD: Final = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_BETWEEN: Final = re.compile(r"[\s'’-]*")

# From here on, letters in a row inside a longer word are the name and no accident.
_LONG: Final = 5

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    folded: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """The words of one person's name that are not published, folded (no capitals, no accents).

    `sure` are hidden wherever they stand, long ones also inside a word (an address, a name on a network).
    `ordinary` ones are words of every day too (petit, roche): they are hidden where they have a capital or
    stand beside the given name or a title. `particles` (de, el) are hidden before one of the others; all of
    `whole` in a row is hidden after `given` in any case.
    """

    given: tuple[str, ...]
    whole: tuple[str, ...]
    sure: frozenset[str]
    ordinary: frozenset[str]
    particles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mask:
    """The public side of a programme's voices: `names` from what is recorded to what is shown."""

    names: tuple[tuple[str, str], ...]
    hidden: tuple[Hidden, ...] = ()

    def name(self, speaker: str) -> str | None:
        """The public name of a speaker, None where nobody of that name has a record."""
        wanted = _same(speaker)
        return next((shown for known, shown in self.names if known == wanted), None)

    def spans(self, text: str) -> list[Span]:
        """Where in `text` a hidden name stands; the parts of one name are one span."""
        tokens = [_Token(m.start(), m.end(), _folded(m[0]), m[0][0].isupper()) for m in _WORD.finditer(text)]
        marked = sorted({index for each in self.hidden for index in _marked(each, tokens)})
        spans: list[Span] = []
        for index in marked:
            token = tokens[index]
            if spans and _BETWEEN.fullmatch(text, spans[-1][1], token.start):
                spans[-1] = (spans[-1][0], token.end)
            else:
                spans.append((token.start, token.end))
        return spans

    def cover(self, text: str) -> str:
        """`text` with every hidden name covered."""
        for start, end in reversed(self.spans(text)):
            text = f"{text[:start]}{COVER}{text[end:]}"
        return text


def public_name(person: Person) -> str:
    """The name that pages, feed, captions and tags give."""
    if person.shown:
        return person.shown
    return _parts(person.name)[0] if person.consent.no_surname else person.name


def hidden_of(person: Person) -> Hidden | None:
    """What of a person's name is not published; None where all of it is."""
    shown = public_name(person)
    known = set(_words(shown))
    whole = tuple(word for word in _words(person.name) if word not in known)
    if not whole:
        return None
    marks = {word for word in whole if word not in PARTICLES and len(word) > 1}
    if len(whole) > 1 and marks:
        marks.add("".join(whole))
    ordinary = marks & ORDINARY
    sure = marks - ordinary
    return Hidden(
        tuple(_words(shown)),
        whole,
        frozenset(sure | {f"{word}s" for word in sure}),
        frozenset(ordinary),
        frozenset(word for word in whole if word not in marks),
    )


def mask_of(people: Iterable[Person]) -> Mask:
    """The mask of a programme; a person is known by the recorded name and by the public one."""
    people = tuple(people)
    recorded = [(_same(each.name), public_name(each)) for each in people]
    public = [(_same(public_name(each)), public_name(each)) for each in people]
    hidden = (hidden_of(each) for each in people)
    return Mask(tuple(dict.fromkeys([*recorded, *public])), tuple(each for each in hidden if each))


def _same(name: str) -> str:
    """Two spellings of one name: case, white space and the way accents are stored make no difference."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _folded(word: str) -> str:
    joined = word.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(each for each in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(each))


def _words(text: str) -> list[str]:
    return [_folded(match[0]) for match in _WORD.finditer(text)]


def surname_of(name: str) -> str:
    """What of a name is not the given name; empty for a single word."""
    return _parts(name)[1]


def _parts(name: str) -> tuple[str, str]:
    """Given name and surname."""
    words = name.split()
    capitals = [word for word in words if word.isupper() and sum(map(str.isalpha, word)) > 1]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    return words[0], " ".join(words[1:])


def _marked(hidden: Hidden, tokens: Sequence[_Token]) -> Iterator[int]:
    found = {index for index, token in enumerate(tokens) if _is_hidden(hidden, tokens, index, token)}
    for start in range(len(tokens)):
        run = range(start, start + len(hidden.whole))
        if run.stop <= len(tokens) and _called(hidden, tokens, start):
            found |= set(run) if tuple(tokens[i].folded for i in run) == hidden.whole else set()
    for index in sorted(found, reverse=True):
        before = index - 1
        while before >= 0 and before not in found and tokens[before].folded in hidden.particles:
            found.add(before)
            before -= 1
    yield from found


def _is_hidden(hidden: Hidden, tokens: Sequence[_Token], index: int, token: _Token) -> bool:
    if token.folded in hidden.sure or any(mark in token.folded for mark in hidden.sure if len(mark) >= _LONG):
        return True
    if token.folded not in hidden.ordinary:
        return False
    given_after = tokens[index + 1].folded in hidden.given if index + 1 < len(tokens) else False
    return token.capital or given_after or _called(hidden, tokens, index)


def _called(hidden: Hidden, tokens: Sequence[_Token], index: int) -> bool:
    """Whether the word before is the given name or a title: what follows is then a name."""
    return index > 0 and tokens[index - 1].folded in {*hidden.given, *TITLES}
