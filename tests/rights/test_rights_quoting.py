"""Quoting: whoever is heard in a portrait that a documentary quotes has agreed to extracts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from podcast.model import (
    Consent,
    Episode,
    Person,
    Quoted,
    Recording,
    Role,
    Segment,
    Show,
    Transcript,
    Use,
    Withdrawn,
)
from podcast.rights import Cleared, Refused, as_public, clear, permit_of, renew

TODAY = date(2026, 6, 1)
AGREED = Consent(frozenset(Use))
NINA = Person("Nina Vasseur", Role.NARRATOR, AGREED)
LEILA = Person("Leïla Montagner", Role.GUEST, AGREED)
SIMON = Person("Simon Valette", Role.INTERVIEWER, AGREED)


def quoted(person: Person = LEILA, **changes: Any) -> Quoted:
    made = Quoted("leila", "guid-leila", (person, SIMON), ("fr",), 12)
    return replace(made, **changes)


def documentary(*sources: Quoted) -> Episode:
    return Episode(
        slug="pas",
        title="Premiers pas",
        date=datetime(2026, 5, 1, tzinfo=UTC),
        guid="guid-pas",
        folder=Path("episodes/pas"),
        recordings=(),
        people=(NINA,),
        language="fr",
        narration=(Recording(Path("episodes/pas/narration/1.wav"), ("Nina Vasseur",)),),
        artwork=Path("episodes/pas/photo.jpg"),
        quoted=sources,
    )


def agreeing(**changes: Any) -> Person:
    return replace(LEILA, consent=replace(AGREED, **changes))


def refused(*sources: Quoted, use: Use = Use.WEB) -> list[str]:
    answer = clear(documentary(*sources), use, TODAY)
    return [str(each.error) for each in answer.reasons] if isinstance(answer, Refused) else []


def cleared(*sources: Quoted) -> Cleared:
    answer = clear(documentary(*sources), Use.WEB, TODAY)
    assert isinstance(answer, Cleared)
    return answer


def test_extracts_are_asked_for_beside_the_use() -> None:
    said = "episodes/pas/edit.toml, line 12: leila cannot be quoted: Leïla Montagner has not agreed to"
    assert refused(quoted()) == []
    assert refused(quoted(agreeing(uses=frozenset({Use.WEB, Use.RADIO})))) == [f"{said} «extracts»"]
    web_only = quoted(agreeing(uses=frozenset({Use.WEB, Use.EXTRACTS})))
    assert refused(web_only) == []
    assert refused(web_only, use=Use.RADIO) == [f"{said} «radio»"]


def test_dates_languages_and_embargoes_of_the_portrait_hold() -> None:
    (said,) = refused(quoted(agreeing(until=date(2026, 5, 31))))
    assert "line 12: leila can no longer be quoted: the consent of Leïla Montagner ended" in said
    (said,) = refused(quoted(agreeing(languages=("en",))))
    assert "leila is in «fr», and Leïla Montagner agreed to en only" in said
    for waiting in (
        quoted(agreeing(starts=date(2026, 6, 2))),
        quoted(embargo=date(2026, 6, 2)),
    ):
        answer = clear(documentary(waiting), Use.WEB, TODAY)
        assert isinstance(answer, Refused)
        assert answer.later


def test_it_ends_when_the_first_agreement_does() -> None:
    assert cleared(quoted(agreeing(until=date(2027, 1, 1)))).until == date(2027, 1, 1)


def test_who_is_quoted_is_shown_as_they_wish() -> None:
    shy = quoted(agreeing(no_surname=True, no_photo=True))
    answer = cleared(shy)
    assert [person.name for person in answer.episode.people] == ["Nina Vasseur", "Leïla", "Simon Valette"]
    assert answer.episode.artwork is None
    assert "Montagner" not in repr(answer)
    heard = Transcript("fr", 900, (Segment(0, 600, "Ici Leïla Montagner.", "Leïla Montagner"),))
    (segment,) = as_public(answer, heard).segments
    assert segment.speaker == "Leïla"
    assert "Montagner" not in segment.text


def test_a_permit_asks_those_who_are_quoted_again() -> None:
    permit = permit_of(cleared(quoted()))
    show = Show(
        root=Path(),
        title="Voix",
        language="fr",
        author="Radio",
        email="a@b.example",
        url="https://b.example",
        description="",
        category=("Technology",),
        guid="",
        artwork=None,
    )
    assert isinstance(renew(permit, Use.WEB, TODAY, show), Cleared)
    today = replace(documentary(), slug="leila", people=(agreeing(uses=frozenset({Use.WEB})), SIMON))
    assert isinstance(renew(permit, Use.WEB, TODAY, replace(show, episodes=(today,))), Refused)
    gone = replace(show, withdrawn=(Withdrawn("leila", TODAY),))
    assert renew(permit, Use.WEB, TODAY, gone) is None
