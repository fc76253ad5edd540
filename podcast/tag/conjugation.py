"""The forms of a verb as machine text has them: folded, each with its mood.

Only what a clause is read by is told apart: what is said to be so (`fact`, with the imperfect as `past`),
what is still to come (`future`), what is only imagined (`imagined`), and the forms that hang on another
verb (`infinitive`, `participle`). A form may have several moods.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

__all__ = ["Mood", "forms"]

Mood = Literal["fact", "past", "future", "imagined", "infinitive", "participle"]

# The endings of French verbs in -er and of those in -ir like "finir", accents aside.
_ER: dict[Mood, tuple[str, ...]] = {
    "fact": ("e", "es", "ons", "ez", "ent", "ai", "as", "a", "erent"),
    "past": ("ais", "ait", "ions", "iez", "aient"),
    "future": ("erai", "eras", "era", "erons", "erez", "eront"),
    "imagined": ("erais", "erait", "erions", "eriez", "eraient"),
    "infinitive": ("er",),
    "participle": ("e", "ee", "es", "ees", "ant"),
}
_IR: dict[Mood, tuple[str, ...]] = {
    "fact": ("is", "it", "issons", "issez", "issent", "isse", "isses", "irent"),
    "past": ("issais", "issait", "issions", "issiez", "issaient"),
    "future": ("irai", "iras", "ira", "irons", "irez", "iront"),
    "imagined": ("irais", "irait", "irions", "iriez", "iraient"),
    "infinitive": ("ir",),
    "participle": ("i", "ie", "is", "ies", "issant"),
}
_TABLES = {"er": _ER, "ir": _IR}


def forms(verb: str, language: str) -> Iterator[tuple[str, Mood]]:
    """Every form of a regular verb with its mood; an English verb is also known by its bare form.

    French verbs that are neither in -er nor like "finir" are written out in the word list.
    """
    if language == "fr":
        yield from _french(verb)
    else:
        yield from _english(verb)


def _french(verb: str) -> Iterator[tuple[str, Mood]]:
    table = _TABLES.get(verb[-2:])
    for mood, endings in (table or {}).items():
        for ending in endings:
            yield _stem(verb[:-2], ending) + ending, mood
            if verb.endswith("yer") and ending[0] == "e" and ending not in ("er", "ez", "ee", "ees"):
                yield verb[:-3] + "i" + ending, mood


def _stem(stem: str, ending: str) -> str:
    """The soft g stays soft: "manger", "mangeait"."""
    return stem + "e" if stem.endswith("g") and ending[0] in "ao" else stem


def _english(verb: str) -> Iterator[tuple[str, Mood]]:
    silent = verb.endswith("e")
    short = verb[:-1] if silent else verb
    soft = verb[:-1] + "i" if verb.endswith("y") and verb[-2] not in "aeou" else ""
    yield verb, "fact"
    yield verb, "infinitive"
    yield (soft + "es" if soft else verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")), "fact"
    yield (soft or short) + "ed", "fact"
    yield short + "ing", "participle"
    if not silent and verb[-1] in "bdglmnprt" and verb[-2] in "aeiou" and verb[-3:-2] not in "aeiou":
        yield verb + verb[-1] + "ed", "fact"
        yield verb + verb[-1] + "ing", "participle"
