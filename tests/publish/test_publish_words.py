"""What listeners read: both languages say the same things, and dates and lengths read naturally."""

from __future__ import annotations

import string
import tomllib
from datetime import UTC, datetime
from importlib import resources

import pytest

from podcast.publish.words import words_in


def _names(language: str) -> dict[str, set[str]]:
    file = resources.files("podcast.publish").joinpath("words", f"{language}.toml")
    tables = tomllib.loads(file.read_text("utf-8"))
    return {
        f"{table}.{key}": {name for _, name, _, _ in string.Formatter().parse(str(said)) if name}
        for table, entries in tables.items()
        for key, said in entries.items()
    }


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    french, english = (_names(language) for language in ("fr", "en"))
    assert french == english


@pytest.mark.parametrize(
    ("language", "date", "said"),
    [
        ("fr-FR", datetime(2026, 3, 1, tzinfo=UTC), "1er mars 2026"),
        ("fr", datetime(2026, 8, 12, tzinfo=UTC), "12 août 2026"),
        ("en", datetime(2026, 3, 1, tzinfo=UTC), "1 March 2026"),
        ("de", datetime(2026, 3, 1, tzinfo=UTC), "1 March 2026"),
    ],
)
def test_a_date_is_written_out(language: str, date: datetime, said: str) -> None:
    assert words_in(language).day(date) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [(36_500, "36 s"), (77_000, "1 min 17"), (720_000, "12 min"), (3_900_000, "1 h 05")],
)
def test_a_length_is_short_to_read(milliseconds: int, said: str) -> None:
    assert words_in("fr").duration(milliseconds) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 épisode"), (1, "1 épisode"), (2, "2 épisodes")])
def test_one_is_not_many(count: int, said: str) -> None:
    assert words_in("fr")("home.count", count=count) == said
