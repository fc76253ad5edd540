"""Soundbites and trailers as they are written in `episode.toml`: read, and refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from minimal_show import SHOW

from podcast.errors import ContentError
from podcast.model import Extra
from podcast.show import load_show

EPISODE = """\
title = "Leïla"
date = 2026-03-02
guid = "g-1"
[[people]]
name = "Leïla"
uses = ["web", "extracts"]
"""
FIRST = len(EPISODE.splitlines()) + 1


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "episodes/leila/recordings").mkdir(parents=True)
    (tmp_path / "episodes/leila/recordings/1.wav").write_bytes(b"x")
    (tmp_path / "episodes/show.toml").write_text(SHOW, "utf-8")
    return tmp_path


def write(root: Path, extras: str) -> None:
    (root / "episodes/leila/episode.toml").write_text(EPISODE + extras, "utf-8")


def extras(root: Path, text: str) -> tuple[Extra, ...]:
    write(root, text)
    show = load_show(root)
    assert show.broken == ()
    return show.episodes[0].extras


def mistakes(root: Path, text: str) -> list[str]:
    write(root, text)
    (broken,) = load_show(root).broken
    assert all(isinstance(each, ContentError) and each.hint_text for each in broken.errors)
    return [str(each) for each in broken.errors]


BITE = '[[soundbites]]\ntitle = "La machine de grand-mère"\nstart = "1:05"\nend = "1:40.5"\n'


def test_a_soundbite_by_its_times_or_its_words(root: Path) -> None:
    said = '[[soundbites]]\ntitle = "Ma vie"\nwords = "j’ai ouvert mon atelier"\nshape = "vertical"\n'
    first, second = extras(root, BITE + said)
    assert first == Extra(
        "soundbite", "la-machine-de-grand-mere", "La machine de grand-mère", start_ms=65_000, end_ms=100_500
    )
    assert second == Extra("soundbite", "ma-vie", "Ma vie", words="j’ai ouvert mon atelier", shape="vertical")


def test_a_trailer_of_its_own(root: Path) -> None:
    for name in ("annonce.wav", "annonce.vtt"):
        (root / "episodes/leila" / name).write_bytes(b"x")
    text = '[trailer]\ntitle = "Bientôt"\nfile = "annonce.wav"\ncaptions = "annonce.vtt"\nseason = 2\n'
    (trailer,) = extras(root, text)
    assert (trailer.kind, trailer.name, trailer.season) == ("trailer", "trailer", 2)
    assert trailer.file == Path("episodes/leila/annonce.wav")
    assert trailer.captions == Path("episodes/leila/annonce.vtt")


def test_a_title_of_other_letters_gives_a_number(root: Path) -> None:
    (bite,) = extras(root, BITE.replace("La machine de grand-mère", "مرحبا"))
    assert bite.name == "soundbite-1"


def test_what_is_said_about_them_knows_its_line(root: Path) -> None:
    write(root, BITE)
    lines = dict(load_show(root).episodes[0].lines)
    assert lines["extra la-machine-de-grand-mere"] == FIRST
    assert lines["extra la-machine-de-grand-mere.title"] == FIRST + 1
    assert lines["extra la-machine-de-grand-mere.end"] == FIRST + 3


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[soundbites]]\ntitle = "A"\n', 0, "this soundbite does not say which passage is meant"),
        ('[[soundbites]]\ntitle = "A"\nstart = "0:10"\n', 2, "a «start» alone does not say which passage"),
        ('[[soundbites]]\ntitle = "A"\nend = "0:10"\n', 2, "a «end» alone does not say which passage"),
        (BITE + 'words = "bonjour"\n', 0, "«soundbites» says in more than one way what is to be heard"),
        (BITE.replace("1:40.5", "1:05"), 3, "the passage ends (1:05) before it begins (1:05)"),
        (BITE.replace("1:40.5", "1:19.9"), 3, "this passage is 14.9 s long: apps take 15 to 120"),
        (BITE.replace("1:40.5", "3:05.1"), 3, "this passage is 120.1 s long: apps take 15 to 120"),
        (BITE.replace("1:40.5", "1:75"), 3, "«end» should be a time from the beginning"),
        (BITE.replace('title = "La machine de grand-mère"\n', ""), 0, "«title» is missing from «soundbites»"),
        (BITE + 'words = ""\n', 4, "«words» is empty"),
        (BITE + 'shape = "round"\n', 4, "«round» is not known here"),
        (BITE + "season = 2\n", 4, "«season» is not a known key"),
        (BITE + BITE.replace("1:05", "1:06"), 5, f"the same file name as that of line {FIRST + 1}"),
        (BITE + BITE.replace("machine", "table"), 5, f"the same passage as that of line {FIRST + 1}"),
        ('[trailer]\ntitle = "A"\n', 0, "the trailer does not say what is to be heard"),
        ('[trailer]\ntitle = "A"\nfile = "gone.wav"\n', 2, "the file «gone.wav» is not in episodes/leila/"),
        ('[trailer]\ntitle = "A"\nfile = "../../../x.wav"\n', 2, "is outside the show's folder"),
        ('[trailer]\ntitle = "A"\nstart = "0:10"\nend = "0:20"\n', 3, "this passage is 10 s long"),
    ],
)
def test_a_mistake_has_its_file_and_its_line(root: Path, text: str, line: int, said: str) -> None:
    found = [each for each in mistakes(root, text) if said in each]
    assert len(found) == 1, found
    assert found[0].startswith(f"episodes/leila/episode.toml, line {FIRST + line}: ")


@pytest.mark.parametrize(("key", "shown"), [("soundbites", "[[soundbites]]"), ("trailer", "[trailer]")])
def test_what_is_no_table(root: Path, key: str, shown: str) -> None:
    (root / "episodes/leila/episode.toml").write_text(f"{key} = 3\n{EPISODE}", "utf-8")
    (broken,) = load_show(root).broken
    (error,) = broken.errors
    assert isinstance(error, ContentError)
    assert str(error) == f"episodes/leila/episode.toml, line 1: «{key}» should be a table of its own"
    assert shown in error.hint_text
