"""What is read of a mention: the words around it, its own name left blank.

No name is read, so that what is learned of one place holds for every other: the mention is a blank, other
mentions of its area are the same blank, and every other area has one name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from podcast.tag.words import Token

__all__ = ["ANOTHER", "BLANK", "Mention", "Window", "window"]

BLANK: Final = "<mask>"
ANOTHER: Final = "Belleville"
# Words before and after a mention: as many as the network was taught with.
_BEFORE: Final = 56
_AFTER: Final = 42


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` name the area `area`."""

    start: int
    end: int
    area: str


@dataclass(frozen=True, slots=True)
class Window:
    """What is said before a mention and after it."""

    before: str
    after: str


def window(words: Sequence[Token], mentions: Sequence[Mention], which: int) -> Window:
    """The window of the mention at place `which` of `mentions`, which stand apart and in their order."""
    mention = mentions[which]
    names = {
        each.start: (each.end, BLANK if each.area == mention.area else ANOTHER)
        for number, each in enumerate(mentions)
        if number != which
    }
    low, high = max(0, mention.start - _BEFORE), min(len(words), mention.end + _AFTER)
    # no name is cut in two: what is left of it would be read
    low = max([low, *(end for start, (end, _) in names.items() if start < low < end)])
    after = _text(words, names, mention.end, high)
    return Window(_text(words, names, low, mention.start), words[mention.end - 1].after + after)


def _text(words: Sequence[Token], names: dict[int, tuple[int, str]], at: int, end: int) -> str:
    said = []
    while at < end:
        stop, word = names.get(at, (at + 1, words[at].text))
        said.append(word + words[stop - 1].after)
        at = stop
    return "".join(said)
