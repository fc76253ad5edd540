"""Where a soundbite lies: by its words, by its times, never inside a word; or why not, with file and line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from podcast.edit import Declared, passage
from podcast.errors import ContentError
from podcast.model import Extra, Segment, Transcript, Word

# One word a second, each 600 ms long: word n begins at n seconds.
TEXT = (
    "bonjour et bienvenue dans cet atelier où l’on coud des robes depuis dix ans avec la machine de ma"
    " grand-mère qui cousait déjà pour tout le quartier bonjour madame"
)
SPOKEN = tuple(Word(n * 1000, n * 1000 + 600, text) for n, text in enumerate(TEXT.split()))
PROGRAMME = Transcript("fr", 40_000, (Segment(0, 39_000, TEXT, "Leïla", SPOKEN),))
FILE = "episodes/leila/episode.toml"
LINES = {"extra x": 8, "extra x.title": 9, "extra x.start": 10, "extra x.end": 11, "extra x.words": 12}


def declared(**changes: Any) -> Declared:
    return Declared(Extra("soundbite", "x", "Un titre", **changes), FILE, LINES)


def mistake(wanted: Declared) -> ContentError:
    with pytest.raises(ContentError) as raised:
        passage(wanted, PROGRAMME)
    assert raised.value.hint_text
    return raised.value


def test_by_its_words_with_a_little_of_the_pauses() -> None:
    found = passage(declared(words="Cet ATELIER… ma grand mère"), PROGRAMME)
    # «cet» begins at 4 s after a pause of 400 ms, «grand-mère» ends at 19.6 s before one as long
    assert (found.start_ms, found.end_ms) == (4000 - 120, 19_600 + 200)


def test_words_at_the_very_beginning_and_end_stay_inside() -> None:
    found = passage(declared(words="bonjour et bienvenue … bonjour madame"), PROGRAMME)
    assert found.start_ms == 0
    assert found.end_ms == 28_600 + 350


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "wanted"),
    [
        (4000, 20_000, (4000, 20_000)),
        (3800, 19_800, (3800, 19_800)),  # in pauses: as they are written
        (4100, 20_500, (4000, 20_600)),  # into a word: to the end of it that is nearer
        (4500, 20_100, (4600, 20_000)),
    ],
)
def test_by_its_times_without_cutting_a_word(start_ms: int, end_ms: int, wanted: tuple[int, int]) -> None:
    found = passage(declared(start_ms=start_ms, end_ms=end_ms), PROGRAMME)
    assert (found.start_ms, found.end_ms) == wanted


def test_times_stay_as_written_where_moving_them_would_make_it_too_short() -> None:
    drawn_out = Word(18_000, 20_000, "loooong")
    programme = Transcript("fr", 40_000, (Segment(18_000, 20_000, "loooong", "", (drawn_out,)),))
    found = passage(declared(start_ms=3900, end_ms=18_950), programme)
    assert (found.start_ms, found.end_ms) == (3900, 18_950)


def test_a_time_past_the_end_has_its_line() -> None:
    error = mistake(declared(start_ms=30_000, end_ms=50_000))
    assert str(error) == (f"{FILE}, line 11: «Un titre» ends at 0:50.000, and the programme is 0:40.000 long")


def test_words_nobody_says_show_what_comes_nearest() -> None:
    error = mistake(declared(words="cet atelier où l’on vend des robes"))
    assert str(error).startswith(f"{FILE}, line 12: nobody says «cet atelier où l’on vend des robes»")
    assert "at 0:04.000 it is «cet atelier où l’on coud des robes»" in str(error)
    assert "nobody says «xylophone»" in str(mistake(declared(words="xylophone")))


def test_words_said_twice_are_not_guessed() -> None:
    error = mistake(declared(words="bonjour"))
    assert re.search(
        r"line 12: the words of «Un titre» are said 2 times: at 0:00\.000, 0:27\.000", str(error)
    )


def test_words_that_are_too_few() -> None:
    assert str(mistake(declared(words="cet atelier"))) == (
        f"{FILE}, line 12: «Un titre» is 1.92 s long: apps take 15 to 120"
    )
