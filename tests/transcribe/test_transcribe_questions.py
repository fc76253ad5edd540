"""Chapters proposed from the interviewer's questions."""

from __future__ import annotations

from itertools import pairwise

import pytest

from podcast.model import Segment, Transcript
from podcast.transcribe import proposed_chapters

HOST, GUEST = "Simon Valette", "Leïla Montagner"


def talk(*turns: tuple[str, int, str], language: str = "fr", tail_ms: int = 60_000) -> Transcript:
    """Turns one after the other: who, for how many seconds, what."""
    cues, at_ms = [], 0
    for who, length_s, text in turns:
        cues.append(Segment(at_ms, at_ms + length_s * 1000, text, who))
        at_ms += length_s * 1000
    return Transcript(language, at_ms + tail_ms, tuple(cues))


FOUR = (
    (HOST, 10, "Bonjour Leïla, bienvenue."),
    (GUEST, 80, "Bonjour."),
    (HOST, 5, "Et alors, comment avez-vous commencé ?"),
    (GUEST, 90, "Avec ma grand-mère."),
    (HOST, 4, "D'accord."),
    (GUEST, 60, "Elle cousait."),
    (HOST, 6, "Racontez-nous l'atelier."),
    (GUEST, 100, "Il est au pied des tours."),
)


def test_the_questions_make_chapters_and_the_first_is_at_the_beginning() -> None:
    found = proposed_chapters(talk(*FOUR), [HOST])
    assert [(each.start_ms, each.title) for each in found] == [
        (0, "Introduction"),
        (90_000, "Comment avez-vous commencé\u00a0?".replace("\u00a0", " ")),
        (249_000, "Racontez-nous l'atelier"),
    ]
    assert all(each.proposed for each in found)


def test_a_name_is_known_however_it_is_spelled() -> None:
    assert len(proposed_chapters(talk(*FOUR), ["simon valette"])) == 3


def test_nobody_asks_nobody_answers() -> None:
    assert proposed_chapters(talk(*FOUR), []) == ()
    assert proposed_chapters(talk(*(("", length, text) for _, length, text in FOUR)), [HOST]) == ()
    assert proposed_chapters(Transcript("fr", 0, ()), [HOST]) == ()
    # what the guest asks is no chapter
    assert proposed_chapters(talk(*((GUEST, length, text) for _, length, text in FOUR)), [HOST]) == ()


def test_two_chapters_are_none() -> None:
    assert proposed_chapters(talk(*FOUR[:4]), [HOST]) == ()


def test_questions_close_together_make_one_and_the_longest_answer_wins() -> None:
    turns = [*FOUR, (HOST, 3, "Seule ?"), (GUEST, 5, "Oui."), (HOST, 4, "Avec qui travaillez-vous ?")]
    turns += [(GUEST, 200, "Avec deux voisines.")]
    titles = [each.title for each in proposed_chapters(talk(*turns), [HOST])]
    assert titles == [
        "Introduction",
        "Comment avez-vous commencé ?",
        "Racontez-nous l'atelier",
        "Avec qui travaillez-vous ?",
    ]
    found = proposed_chapters(talk(*turns), [HOST])
    assert all(after.start_ms - before.start_ms >= 75_000 for before, after in pairwise(found))


def test_none_begins_with_the_last_words() -> None:
    turns = (*FOUR, (HOST, 5, "Un dernier mot ?"), (GUEST, 10, "Venez."))
    titles = [each.title for each in proposed_chapters(talk(*turns, tail_ms=0), [HOST])]
    assert "Un dernier mot ?" not in titles


def test_the_chapter_begins_with_what_leads_to_the_question() -> None:
    turns = list(FOUR)
    turns[2] = (HOST, 5, "Vous êtes couturière.")
    turns.insert(3, (HOST, 5, "Depuis quand cousez-vous ?"))
    assert proposed_chapters(talk(*turns), [HOST])[1].start_ms == 90_000
    turns[2] = (HOST, 40, "Vous êtes couturière, et je vais le dire longuement.")
    assert proposed_chapters(talk(*turns), [HOST])[1].start_ms == 130_000


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Pourquoi ici ?", "Pourquoi ici ?"),
        ("Et ça ?", "Et ça ?"),
        ("Donc, vous avez ouvert ici, au pied des tours ?", "Vous avez ouvert ici, au pied des tours ?"),
        (
            "Qu'est-ce qui vous a donné envie de coudre, alors que tout le monde vous disait d'arrêter ?",
            "Qu'est-ce qui vous a donné envie de coudre…",
        ),
        ("Vous avez un rendez-vous.", None),
        (
            "Combien d'heures par semaine passez-vous à votre machine à coudre ?",
            "Combien d'heures par semaine passez-vous à votre machine à…",
        ),
        ("Aimez-vous ce métier.", "Aimez-vous ce métier"),
    ],
)
def test_titles(said: str, title: str | None) -> None:
    turns = list(FOUR)
    turns[2] = (HOST, 5, said)
    found = [each.title for each in proposed_chapters(talk(*turns), [HOST])]
    assert found == (["Introduction", title, "Racontez-nous l'atelier"] if title else [])
    assert all(len(each) <= 60 for each in found)


def test_english_and_a_language_without_rules() -> None:
    turns = [
        (HOST, 10, "Hello."),
        (GUEST, 80, "Hello."),
        (HOST, 5, "So, how did you start."),
        (GUEST, 90, "With my grandmother."),
        (HOST, 6, "Where is the workshop ?"),
        (GUEST, 100, "Here."),
    ]
    titles = [each.title for each in proposed_chapters(talk(*turns, language="en"), [HOST])]
    assert titles == ["Introduction", "How did you start", "Where is the workshop ?"]
    assert proposed_chapters(talk(*turns, language="pl"), [HOST]) == ()
