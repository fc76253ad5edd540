"""What a value of a territory file may be: text, a list of texts, a day; names that somebody can say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from podcast.tag.words import WORD

__all__ = ["Shape", "day", "listed", "misshapen", "table", "text", "texts"]

Shape = Callable[[object], tuple[str, str] | None]
"""Gives the sentence and the hint on a value that is not of the shape."""


_NO_LIST = (
    "{file}, line {line}: «{key}» should be a list",
    'write it between brackets: {key} = ["…", "…"]',
)


def misshapen(
    row: Mapping[str, object], shapes: Mapping[str, Shape | None]
) -> Iterator[tuple[str, str, str]]:
    """(key, sentence, hint) of each value that its key cannot have; None says: looked at elsewhere."""
    for key, shape in shapes.items():
        if shape and key in row and (wrong := shape(row[key])):
            yield key, *wrong


def text(value: object) -> tuple[str, str] | None:
    """Text between quotes."""
    if isinstance(value, str):
        return None
    return "{file}, line {line}: «{key}» should be text", 'write it between double quotes: {key} = "…"'


def listed(value: object) -> tuple[str, str] | None:
    """A list of texts, as `texts` has them."""
    return texts(value) if isinstance(value, list) else _NO_LIST


def texts(value: object) -> tuple[str, str] | None:
    """One text or a list of them, each with a letter or a digit in it."""
    every = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in every):
        return _NO_LIST
    if not all(WORD.search(str(each)) for each in every):
        return (
            "{file}, line {line}: «{key}» holds a name without a letter, which nobody can say",
            "write the name as people say it, or remove it",
        )
    return None


def table(value: object) -> tuple[str, str] | None:
    """A table of texts."""
    if isinstance(value, dict) and not any(texts(each) for each in value.values()):
        return None
    return (
        "{file}, line {line}: «{key}» should be a table of names",
        'write [{key}] on a line, and below it a line for each: "Clermont-Ferrand" = ["Clermont"]',
    )


def day(value: object) -> tuple[str, str] | None:
    """A day without an hour."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return None
    return "{file}, line {line}: «{key}» should be a date", "write it without quotes: {key} = 2026-09-01"
