"""What listeners read besides the content itself: one TOML file per interface language."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from podcast.model import Show

__all__ = ["Words", "words_in", "words_of"]


@dataclass(frozen=True)
class Words:
    """The words of one interface language, by dotted name."""

    language: str
    _table: dict[str, str]
    _months: tuple[str, ...]
    _languages: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self._table[name]

    def __call__(self, name: str, /, **values: object) -> str:
        """The words with values put in; `name_one` is taken where `count` is below two."""
        count = values.get("count")
        single = isinstance(count, int) and count < 2 and f"{name}_one" in self._table
        return self._table[f"{name}_one" if single else name].format(**values)

    def day(self, date: datetime) -> str:
        """A date in words: 3 mars 2026, 3 March 2026; the first of a month is «1er» in French."""
        number = "1er" if date.day == 1 and self.language == "fr" else str(date.day)
        return f"{number} {self._months[date.month - 1]} {date.year}"

    def month(self, date: datetime) -> str:
        return f"{self._months[date.month - 1]} {date.year}"

    def duration(self, milliseconds: int) -> str:
        """A length to read: 1 h 05, 12 min, 48 s."""
        seconds = round(milliseconds / 1000)
        if seconds < 60:
            return f"{seconds} s"
        if seconds < 600:
            return f"{seconds // 60} min {seconds % 60:02d}"
        minutes = round(seconds / 60)
        return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"

    def size(self, count: int) -> str:
        """A file's size: 1,4 Mo, 1.4 MB."""
        number = f"{count / 1_000_000:.1f}" if count >= 100_000 else f"{count / 1_000_000:.2f}"
        return f"{number.replace('.', ',')} Mo" if self.language == "fr" else f"{number} MB"

    def language_name(self, code: str) -> str:
        return self._languages.get(code.partition("-")[0].lower(), code)


@functools.cache
def words_in(language: str) -> Words:
    """The words of an interface language; French for `fr…`, English for every other."""
    code = "fr" if language.lower().startswith("fr") else "en"
    text = resources.files("podcast.publish").joinpath("words", f"{code}.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    months = tuple(tables.pop("months")["names"])
    languages = tables.pop("languages")
    flat = {f"{table}.{key}": words for table, entries in tables.items() for key, words in entries.items()}
    return Words(code, flat, months, languages)


def words_of(show: Show) -> Words:
    """The interface words of a show, in the show's language."""
    return words_in(show.language)
