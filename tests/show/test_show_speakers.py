"""Voices told apart by their sound, and chapters proposed or not, as they are written in `episode.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest
from minimal_show import SHOW

from podcast.errors import ContentError
from podcast.model import Casting, Episode
from podcast.show import load_show

EPISODE = """\
title = "Leïla"
date = 2026-03-02
guid = "g-1"
"""
PEOPLE = """\
[[people]]
name = "Leïla Montagner"
uses = ["web"]
[[people]]
name = "Simon Valette"
role = "interviewer"
uses = ["web"]
[[people]]
name = "Ana Sol"
role = "sound"
uses = ["web"]
"""
FIRST = len(EPISODE.splitlines()) + 1


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "episodes/leila/recordings").mkdir(parents=True)
    (tmp_path / "episodes/leila/recordings/1.wav").write_bytes(b"x")
    return tmp_path


def episode(root: Path, keys: str, show: str = "") -> Episode:
    (root / "episodes/show.toml").write_text(SHOW + show, "utf-8")
    (root / "episodes/leila/episode.toml").write_text(EPISODE + keys + PEOPLE, "utf-8")
    found = load_show(root)
    assert found.broken == ()
    return found.episodes[0]


def mistakes(root: Path, keys: str) -> list[str]:
    (root / "episodes/show.toml").write_text(SHOW, "utf-8")
    (root / "episodes/leila/episode.toml").write_text(EPISODE + keys + PEOPLE, "utf-8")
    (broken,) = load_show(root).broken
    assert all(isinstance(each, ContentError) and each.hint_text for each in broken.errors)
    return [str(each) for each in broken.errors]


def test_voices_are_not_told_apart_unless_asked(root: Path) -> None:
    assert episode(root, "").casting == Casting()


def test_the_show_asks_and_an_episode_may_say_otherwise(root: Path) -> None:
    assert episode(root, "", "diarisation = true\n").casting.wanted
    assert not episode(root, "diarisation = false\n", "diarisation = true\n").casting.wanted
    assert episode(root, "diarisation = true\n").casting.wanted


def test_as_many_voices_as_people_who_speak(root: Path) -> None:
    assert episode(root, "").voices == 2
    assert episode(root, "voices = 3\n").voices == 3


@pytest.mark.parametrize(
    "written",
    [
        'speakers = {A = "Simon Valette", B = "Leïla Montagner"}\n',
        '[speakers]\nB = "Leïla Montagner"\nA = "Simon Valette"\n',
    ],
)
def test_names_are_given_once_in_either_form(root: Path, written: str) -> None:
    assert episode(root, written).casting.names == (("A", "Simon Valette"), ("B", "Leïla Montagner"))


def test_a_name_given_to_a_voice_is_somebody_who_is_heard(root: Path) -> None:
    (mention,) = episode(root, '[speakers]\nA = "Inconnue"\n').mentions
    assert (mention.name, mention.file, mention.line) == (
        "Inconnue",
        "episodes/leila/episode.toml",
        FIRST + 1,
    )


def test_mistakes_have_their_line(root: Path) -> None:
    assert mistakes(root, '[speakers]\nA = "Simon Valette"\nLeila = "B"\n') == [
        f"episodes/leila/episode.toml, line {FIRST + 2}: «Leila» is not the letter of a voice"
    ]
    assert mistakes(root, 'speakers = "A"\n') == [
        f"episodes/leila/episode.toml, line {FIRST}: «speakers» should be a table of its own"
    ]
    assert mistakes(root, "voices = 0\n") == [
        f"episodes/leila/episode.toml, line {FIRST}: «voices» should be a number from 1 up"
    ]
    assert mistakes(root, "speakers = {A = 1}\n") == [
        f"episodes/leila/episode.toml, line {FIRST}: «A» should be text"
    ]


def test_chapters_are_proposed_unless_refused(root: Path) -> None:
    assert episode(root, "").proposes
    assert not episode(root, "chapters = false\n").proposes
    assert not episode(root, "chapters = []\n").proposes
    given = episode(root, '[[chapters]]\nat = "1:00"\ntitle = "Ouvrir"\n')
    assert (not given.proposes, len(given.chapters)) == (True, 1)
