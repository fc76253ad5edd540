"""Names that are not to be published: how people are shown, and what is covered where."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.model import Consent, Person
from podcast.rights import mask_of, name_in, public_name


def reserved(name: str, shown: str = "") -> Person:
    return Person(name, consent=Consent(no_surname=True), shown=shown)


@pytest.mark.parametrize(
    ("name", "shown", "public"),
    [
        ("Leïla Montagner", "", "Leïla"),
        ("MONTAGNER Leïla", "", "Leïla"),
        ("Jean-Pierre de La Tour", "", "Jean-Pierre"),
        ("Marie Claire Dupont", "Marie Claire", "Marie Claire"),
        ("Leïla Montagner", "Nour", "Nour"),
        ("Leïla", "", "Leïla"),
    ],
)
def test_a_person_who_wants_no_surname_is_shown_without(name: str, shown: str, public: str) -> None:
    assert public_name(reserved(name, shown)) == public


def test_without_a_restriction_the_name_stands() -> None:
    assert public_name(Person("Leïla Montagner")) == "Leïla Montagner"


@pytest.mark.parametrize(
    ("name", "text", "covered"),
    [
        ("Leïla Montagner", "Leïla MONTAGNER, les montagners.", "Leïla […], les […]."),
        ("Leïla Montagner", "Montagner-Dupont et montagner@radio.example", "[…]-Dupont et […]@radio.example"),
        ("Leïla Montagner", "voir leilamontagner.example", "voir […].example"),
        ("Karim El Amrani", "M. El Amrani, d'Amrani, El Niño", "M. […], d'[…], El Niño"),
        ("Anne de La Tour", "Anne de La Tour, près de la tour", "Anne […], près de la tour"),
        (
            "Zoé Petit",
            "Un petit mot de zoé petit : Madame petit, Petit.",
            "Un petit mot de zoé […] : Madame […], […].",
        ),
        ("Minh Le", "Minh Le dit le mot", "Minh […] dit le mot"),
        ("Ousmane N'Diaye", "N’Diaye ou Ndiaye", "[…] ou […]"),
        ("Chloé Bœuf-Ménard", "BOEUF MENARD", "[…]"),
    ],
)
def test_what_is_covered(name: str, text: str, covered: str) -> None:
    assert mask_of([reserved(name)]).cover(text) == covered


def test_a_name_of_ones_own_choosing_hides_the_whole_name() -> None:
    mask = mask_of([reserved("Leïla Montagner", "Nour")])
    assert mask.cover("Bonjour Leïla, Leïla Montagner dite Nour") == "Bonjour […], […] dite Nour"
    assert mask.name("leïla  montagner") == mask.name("Nour") == "Nour"
    assert mask.name("Simon") is None


letters = st.text("abcdefghijklmnoprstuvéèïôç", min_size=5, max_size=12)


@given(
    surname=letters,
    before=st.text(max_size=30),
    after=st.text(max_size=30),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_no_surname_is_left_in_any_text(surname: str, before: str, after: str, form: str) -> None:
    person = reserved(f"Ana {surname.capitalize()}")
    spelled = unicodedata.normalize(form, surname.upper())  # type: ignore[arg-type]  # a form's name
    covered = mask_of([person]).cover(f"{before} Ana {spelled} {after}")

    def bare(text: str) -> str:
        folded = unicodedata.normalize("NFKD", text.casefold())
        return "".join(each for each in folded if not unicodedata.combining(each))

    assert f" {bare(surname)} " not in f" {bare(covered)} "


def test_a_register_says_no_name() -> None:
    person = Person("Leïla Montagner")
    assert name_in("à la demande de leïla", [person]) == "leïla"
    assert name_in("Mme Montagner ne veut plus", [person]) == "Montagner"
    assert name_in("à la demande de la personne", [person]) == ""
