"""The form a person signs, and which agreements are about to end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib import resources
from string import Template
from typing import Final

from podcast.model import Episode, Person, Role, Show
from podcast.show import FORM_MARK

__all__ = ["Ending", "agreements", "consent_form", "unsigned"]

_HEADINGS: Final = {
    "fr": "Autorisation d'enregistrer et de diffuser une voix",
    "en": "Permission to record and broadcast a voice",
}
_ROLES: Final = {
    "fr": {
        Role.GUEST: "personne interrogée",
        Role.INTERVIEWER: "personne qui interroge",
        Role.NARRATOR: "narration",
        Role.AUTHOR: "auteur ou autrice",
        Role.SOUND: "prise de son",
    },
    "en": {
        Role.GUEST: "person interviewed",
        Role.INTERVIEWER: "interviewer",
        Role.NARRATOR: "narrator",
        Role.AUTHOR: "author",
        Role.SOUND: "sound recordist",
    },
}
_BLANK: Final = '<span class="blank short">&nbsp;</span>'
# A name and a surname are written here by hand: as long as the page is wide.
_LINE: Final = '<span class="rest">&nbsp;</span>'


def unsigned(episode: Episode) -> tuple[Person, ...]:
    """The people of an episode for whom no signed form is filed; invented persons sign none."""
    return tuple(each for each in episode.people if each.consent.evidence is None and not each.made_up)


def consent_form(show: Show, episode: Episode, people: Iterable[Person]) -> str:
    """A form to print for each of `people`, one a page: HTML in the show's language, French or English.

    Names, dates and languages come from the episode. No box is ticked beforehand, whatever is written
    there: silence and pre-ticked boxes are not consent (GDPR, recital 32).
    """
    spoken = "fr" if show.language.lower().startswith("fr") else "en"
    section = Template(_read(f"person.{spoken}.html"))
    fixed = {"show": show.title, "author": show.author, "email": show.email, "episode": episode.title}
    common = {name: escape(value) for name, value in fixed.items()}
    sections = (section.substitute(common, **_answers(person, spoken)) for person in people)
    return Template(_read("page.html")).substitute(
        lang=spoken,
        mark=FORM_MARK,
        heading=escape(_HEADINGS[spoken]),
        episode=common["episode"],
        sections="\n".join(sections),
    )


def _read(name: str) -> str:
    return resources.files("podcast.rights").joinpath("form", name).read_text("utf-8")


def _answers(person: Person, spoken: str) -> dict[str, str]:
    consent = person.consent
    return {
        "name": escape(person.name),
        "role": escape(_ROLES[spoken][person.role]),
        "starts": _day(consent.starts, spoken),
        "until": _day(consent.until, spoken),
        "languages": escape(", ".join(consent.languages)) or _BLANK,
        "guardian": escape(consent.guardian) or _LINE,
    }


def _day(day: date | None, spoken: str) -> str:
    if day is None:
        return _BLANK
    return f"{day:%d/%m/%Y}" if spoken == "fr" else day.isoformat()


@dataclass(frozen=True, slots=True)
class Ending:
    """One person's agreement in one episode. `days_left` is below 0 once it is over, None without end."""

    slug: str
    person: Person
    days_left: int | None


def agreements(show: Show, now: date) -> tuple[Ending, ...]:
    """Every agreement of the show, those that end first at the top, those without end last."""
    found = [
        Ending(episode.slug, person, _days_left(person, now))
        for episode in show.episodes
        for person in episode.people
    ]
    return tuple(
        sorted(found, key=lambda each: (each.person.consent.until or date.max, each.slug, each.person.name))
    )


def _days_left(person: Person, now: date) -> int | None:
    until = person.consent.until
    return None if until is None else (until - now).days
