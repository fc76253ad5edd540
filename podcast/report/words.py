"""What the report's page says besides its figures: one TOML file per interface language."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from podcast.model import Show
from podcast.publish import Words, words_of

__all__ = ["report_words"]


def report_words(show: Show) -> Words:
    """The words of the report in the show's interface language."""
    return _load(words_of(show).language)


@functools.cache
def _load(code: str) -> Words:
    text = resources.files("podcast.report").joinpath("words", f"{code}.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    flat = {f"{table}.{key}": said for table, entries in tables.items() for key, said in entries.items()}
    return Words(code, flat, (), {})
