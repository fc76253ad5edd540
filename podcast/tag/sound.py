"""How French words sound, roughly: two spellings of one name get one key, near names near keys.

The key drops accents first (machine text may have none), then writes nasal vowels as digits (1 in, 2 an,
3 on), `S` for ch, `E` for an é heard at the end, `u` for ou, `y` for u, and drops silent endings, double
letters and h.
"""

from __future__ import annotations

import functools
import re

from podcast.tag.words import fold

__all__ = ["distance", "key", "sound"]

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"euil(?:le)?s?$|ueil(?:le)?s?$", "0j"),
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"sch|ch|sh", "S"),
        (r"th", "t"),
        (r"h", ""),
        (r"gn", "ñ"),
        (r"g(?=[eiy])", "j"),
        (r"jeo|jea", "jo"),
        (r"gu(?=[eiy])", "g"),
        (r"qu|q|ck", "k"),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ill(?=[aeiouy])", "j"),
        (r"(?<=[aeu])il(l?e?)$", "j"),
        (r"oi|oy", "wa"),
        (r"(?:ain|ein|aim|in|im|yn|ym)(?![aeiouynm])", "1"),
        (r"(?:an|am|en|em)(?![aeiouynm])", "2"),
        (r"(?:on|om)(?![aeiouynm])", "3"),
        (r"(?:un|um)(?![aeiouynm])", "1"),
        (r"oeu|eu", "0"),
        (r"ou", "U"),
        (r"ai|ei|ay|ey", "e"),
        (r"(?<=.)(?:er|ez|et|ees?)$", "E"),
        (r"u", "y"),
        (r"U", "u"),
        (r"(?<=[aeiouy0])s(?=[aeiouy0])", "z"),
        (r"x", "ks"),
        (r"ç", "s"),
        (r"w(?!a)", "v"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)es?$", ""),
        (r"(?<=..)(?:ks|[tdpszx])+$", ""),
    )
)
_OTHER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in ((r"h", ""), (r"ck|q|c(?![eiy])", "k"), (r"w", "v"), (r"(.)\1+", r"\1"))
)


@functools.lru_cache(maxsize=65536)
def sound(word: str, language: str) -> str:
    """One word's key; outside French only doubled and mute letters are levelled."""
    plain = fold(word)
    for pattern, to in _RULES if language == "fr" else _OTHER:
        plain = pattern.sub(to, plain)
    return plain or fold(word)


def key(words: tuple[str, ...], language: str) -> str:
    """The key of a name said in one breath: "chant pratel" and "Champratel" have the same."""
    return "".join(sound(word, language) for word in words)


def distance(one: str, other: str, most: int) -> int:
    """Edit distance (insert, drop, replace), or `most` + 1 when it is larger."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)))
        if min(row) > most:
            return most + 1
    return row[-1]
