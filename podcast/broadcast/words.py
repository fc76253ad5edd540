"""What run sheets and the stations' page say besides the content itself, in French and English."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources

from podcast.broadcast.station import clock
from podcast.model import Show

__all__ = ["day", "labelled", "language_of", "lasting", "words_in", "words_of"]


def language_of(show: Show) -> str:
    """French for `fr…`, English for every other."""
    return "fr" if show.language.lower().startswith("fr") else "en"


@functools.cache
def words_in(language: str) -> Mapping[str, str]:
    """The words of a language by dotted name."""
    file = resources.files("podcast.broadcast").joinpath("words", f"{language}.toml")
    tables = tomllib.loads(file.read_text("utf-8"))
    return {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}


def words_of(show: Show) -> Mapping[str, str]:
    """The words of a show's own language."""
    return words_in(language_of(show))


def day(when: date | None, language: str) -> str:
    """A date in figures as each language writes it: 14/09/2026, 2026-09-14; a dash for none."""
    if when is None:
        return "–"
    return f"{when:%d/%m/%Y}" if language == "fr" else f"{when:%Y-%m-%d}"


def lasting(duration_ms: int, language: str) -> str:
    """A length to the tenth of a second, with each language's decimal mark: 1:13,2, 1:13.2.

    In whole seconds half a second of silence before a programme would look like a second, or like none.
    """
    seconds, tenth = divmod(round(duration_ms / 100), 10)
    return f"{clock(seconds * 1000)}{',' if language == 'fr' else '.'}{tenth}"


def labelled(words: Mapping[str, str], label: str, text: str) -> str:
    """A text after its label, with each language's colon."""
    return words["sheet.labelled"].format(label=words[f"sheet.{label}"], text=text)
