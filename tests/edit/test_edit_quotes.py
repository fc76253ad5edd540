"""Passages found by their words."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.edit import Found, Spoken, find, nearest, sentences, spoken
from podcast.model import Segment, Transcript, Word


def said(*cues: str | tuple[str, str]) -> Spoken:
    """Cues of a speaker and words, 300 ms a word."""
    segments, at_ms = [], 0
    for cue in cues:
        speaker, text = cue if isinstance(cue, tuple) else ("", cue)
        words = []
        for word in text.split():
            words.append(Word(at_ms, at_ms + 250, word))
            at_ms += 300
        segments.append(Segment(words[0].start_ms, words[-1].end_ms, text, speaker, tuple(words)))
    return spoken(Transcript("fr", at_ms, tuple(segments)))


def text(said: Spoken, found: Found) -> str:
    return " ".join(each.text for each in said.words[found.first : found.last + 1])


LEILA = said(
    ("Simon", "Comment avez-vous commencé ?"),
    ("Leïla", "J'ai commencé dans mon salon, avec la machine de ma grand-mère."),
    ("Leïla", "Le soir, je travaillais pour les voisines. Et puis j’ai dit oui."),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dans mon salon", "dans mon salon,"),
        ("DANS MON SALON, avec", "dans mon salon, avec"),
        ("j’ai commence", "J'ai commencé"),
        ("ma grand mere le soir", "ma grand-mère. Le soir,"),
        ("mon salon … voisines", "salon"),
        ("vous commencé", "avez-vous commencé"),
    ],
)
def test_case_accents_and_signs_do_not_matter(words: str, found: str) -> None:
    (place,) = find(LEILA, words)
    assert found in text(LEILA, place)


def test_an_ellipsis_stands_for_any_words() -> None:
    (place,) = find(LEILA, "j'ai commencé ... j'ai dit oui")
    assert text(LEILA, place).startswith("J'ai commencé dans")
    assert text(LEILA, place).endswith("j’ai dit oui.")
    assert find(LEILA, "j'ai dit oui … j'ai commencé") == []


def test_every_place_counts() -> None:
    twice = said("et puis oui", "et puis non")
    assert [each.first for each in find(twice, "et puis")] == [0, 3]
    assert find(twice, "… ?!") == []


def test_the_nearest_passage_is_shown() -> None:
    place = nearest(LEILA, "dans mon grand salon avec la machine")
    assert place is not None
    assert "mon salon, avec la machine" in text(LEILA, place)
    assert nearest(LEILA, "xylophone zinzin") is None
    assert nearest(said("oui"), "") is None


def test_whole_sentences_of_one_speaker() -> None:
    (place,) = find(LEILA, "mon salon")
    assert text(LEILA, sentences(LEILA, place)) == (
        "J'ai commencé dans mon salon, avec la machine de ma grand-mère."
    )
    (place,) = find(LEILA, "dit oui")
    assert text(LEILA, sentences(LEILA, place)) == "Et puis j’ai dit oui."


WORDS = st.lists(
    st.text("abcdéèœç'-", min_size=1, max_size=6).filter(lambda w: w.strip("'-")), min_size=4, max_size=25
)


@given(WORDS, st.randoms(use_true_random=False))
def test_any_passage_is_found_again_however_it_is_written(words: list[str], dice: random.Random) -> None:
    whole = said(" ".join(words))
    first = dice.randrange(len(words))
    last = dice.randrange(first, len(words))
    copied = " ".join(words[first : last + 1])
    for written in (copied, copied.upper(), unicodedata.normalize("NFD", copied), f"« {copied} »."):
        assert Found(first, last) in find(whole, written)
