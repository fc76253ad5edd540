"""The form to sign, and which agreements end first."""

from __future__ import annotations

import html.parser
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from podcast.model import Consent, Episode, Person, Role, Show, Use
from podcast.rights import agreements, consent_form


def episode(slug: str, *people: Person) -> Episode:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Episode(slug, "L'<atelier> & moi", day, slug, Path("episodes", slug), (), people)


def show(language: str, *episodes: Episode) -> Show:
    return Show(
        root=Path(),
        title="Voix $ici",
        language=language,
        author="Radio",
        email="contact@ici.example",
        url="https://ici.example",
        description="",
        category=("Technology",),
        guid="",
        artwork=None,
        episodes=episodes,
    )


LEILA = Person(
    "Leïla <script>",
    Role.GUEST,
    Consent(frozenset(Use), date(2026, 3, 1), date(2031, 2, 28), languages=("fr", "ar"), guardian="Sa mère"),
)
CAMILLE = Person("Camille $name", Role.INTERVIEWER)


class Outline(html.parser.HTMLParser):
    """Checks that every element is closed in order; keeps the texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(text: str) -> Outline:
    outline = Outline()
    outline.feed(text)
    outline.close()
    assert outline.open == []
    return outline


@pytest.mark.parametrize(
    ("language", "heading", "day"),
    [
        ("fr", "Autorisation", "28/02/2031"),
        ("fr-CA", "Autorisation", "28/02/2031"),
        ("en", "Permission", "2031-02-28"),
    ],
)
def test_form_in_the_shows_language(language: str, heading: str, day: str) -> None:
    one = episode("leila", LEILA, CAMILLE)
    outline = read(consent_form(show(language, one), one, one.people))
    text = "".join(outline.texts)
    assert outline.seen.count("section") == outline.seen.count("h1") == 2
    for said in (
        heading,
        day,
        "L'<atelier> & moi",
        "Leïla <script>",
        "Camille $name",
        "Voix $ici",
        "Sa mère",
        "fr, ar",
    ):
        assert said in text
    assert "script" not in outline.seen
    assert all(f"({use.value})" in text for use in Use)


def test_no_box_is_ticked_beforehand() -> None:
    one = episode("leila", LEILA)
    text = consent_form(show("fr", one), one, one.people)
    assert text.count("☐") == len(Use) + 2
    assert "☑" not in text and "checked" not in text


def test_form_asks_nothing_that_may_not_be_recorded() -> None:
    one = episode("leila", LEILA)
    for language in ("fr", "en"):
        text = consent_form(show(language, one), one, one.people).casefold()
        for asked in ("né le", "né à", "nationalité", "date of birth", "birthplace", "nationality"):
            assert asked not in text


def test_agreements_that_end_first_come_first() -> None:
    ended = Person("A", consent=Consent(until=date(2026, 1, 1)))
    today = Person("B", consent=Consent(until=date(2026, 1, 11)))
    later = Person("C", consent=Consent(until=date(2027, 1, 11)))
    never = Person("D")
    found = agreements(show("fr", episode("x", never, later), episode("y", today, ended)), date(2026, 1, 11))
    assert [(each.person.name, each.days_left) for each in found] == [
        ("A", -10),
        ("B", 0),
        ("C", 365),
        ("D", None),
    ]


@pytest.mark.parametrize(
    ("language", "own", "minors", "guardian"),
    [
        ("fr", "Signature de la personne", "moins de 18 ans", "Signature du représentant légal"),
        ("en", "Signature of the person", "under 18", "Signature of the legal guardian"),
    ],
)
def test_who_is_of_age_signs_outside_what_is_for_minors(
    language: str, own: str, minors: str, guardian: str
) -> None:
    one = episode("camille", CAMILLE)
    text = consent_form(show(language, one), one, one.people)
    assert text.index(own) < text.index(minors) < text.index(guardian)
    (inside,) = re.findall(r'<div class="signed minor">(.*?)</div>', text, re.DOTALL)
    assert own not in inside and guardian in inside
    # a name is written on a line as long as the page is wide
    assert re.search(r'(?:Représentant légal|Legal guardian)[^<]+</span> <span class="rest">', inside)
