"""The gate: what is refused with which sentence, and what a Cleared shows of an episode."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from podcast.errors import RightsRefused
from podcast.model import (
    Chapter,
    Clip,
    Consent,
    Embargo,
    Episode,
    Extra,
    Mention,
    Music,
    OnAir,
    Person,
    Recording,
    Role,
    Segment,
    Show,
    Timeline,
    Transcript,
    Use,
    Withdrawn,
    Word,
)
from podcast.rights import (
    Cleared,
    Refused,
    as_public,
    clear,
    cue_sheet,
    hidden_at,
    is_withdrawn,
    permit_of,
    renew,
    unlicensed,
)
from podcast.stages.site import _says_no_more

TODAY = date(2026, 6, 1)
AGREED = Consent(frozenset(Use))
GUEST = Person("Leïla Montagner", Role.GUEST, AGREED)
HOST = Person("Simon Valette", Role.INTERVIEWER, AGREED)
RESERVED = replace(GUEST, consent=replace(AGREED, no_surname=True, no_photo=True, guardian="Sa mère"))


def episode(*people: Person, **changes: Any) -> Episode:
    made = Episode(
        slug="leila-couture",
        title="Leïla, couturière",
        date=datetime(2026, 5, 1, tzinfo=UTC),
        guid="6f9d8c1e",
        folder=Path("episodes/leila-couture"),
        recordings=(Recording(Path("1.wav"), ("Simon Valette", "Leïla Montagner", "ambiance")),),
        people=people or (HOST, GUEST),
        artwork=Path("episodes/leila-couture/photo.jpg"),
        artwork_alt="Leïla dans son atelier",
    )
    return replace(made, **changes)


def cleared(asked: Episode, use: Use = Use.WEB) -> Cleared:
    answer = clear(asked, use, TODAY)
    assert isinstance(answer, Cleared)
    return answer


def sentences(asked: Episode, use: Use = Use.WEB, now: date = TODAY) -> list[str]:
    answer = clear(asked, use, now)
    return [str(each.error) for each in answer.reasons] if isinstance(answer, Refused) else []


def test_a_cleared_shows_the_public_side_only() -> None:
    shown = cleared(episode(HOST, RESERVED)).episode
    assert [person.name for person in shown.people] == ["Simon Valette", "Leïla"]
    assert shown.recordings[0].channels == ("Simon Valette", "Leïla", "ambiance")
    assert (shown.artwork, shown.artwork_alt) == (None, "")
    assert "Montagner" not in repr(cleared(episode(HOST, RESERVED)))
    assert all(not person.consent.guardian for person in shown.people)


def test_an_air_date_per_use() -> None:
    asked = episode(embargoes=(Embargo(Use.RADIO, date(2026, 4, 1)), Embargo(Use.WEB, date(2026, 7, 1))))
    assert sentences(asked) == ["leila-couture is under embargo for «web» until 2026-07-01"]
    assert sentences(asked, Use.RADIO, date(2026, 4, 1)) == []
    assert sentences(asked, Use.ARCHIVE, date(2026, 4, 30)) == ["leila-couture goes out on 2026-05-01"]
    answer = clear(asked, Use.WEB, TODAY)
    assert isinstance(answer, Refused)
    assert answer.later


def test_a_speaker_without_a_record() -> None:
    named = Mention("Nadia", "transcripts/leila-couture/1.wav.vtt", 12)
    (said,) = sentences(episode(mentions=(Mention("simon valette", "f", 1), named)))
    assert said == (
        "transcripts/leila-couture/1.wav.vtt, line 12: Nadia is heard in leila-couture, and no consent of"
        " theirs is recorded"
    )


@pytest.mark.parametrize(
    ("name", "stands"),
    [("Leila Montagner", True), ("Leïal", True), ("simon valete", True), ("Nadia", False), ("Marc", False)],
)
def test_a_misspelt_name_tells_of_nobody_new(name: str, stands: bool) -> None:
    answer = clear(episode(mentions=(Mention(name, "t.vtt", 3),)), Use.WEB, TODAY)
    assert isinstance(answer, Refused)
    assert answer.standing is stands
    # Any other reason beside it counts as ever.
    both = clear(episode(mentions=(Mention(name, "t.vtt", 3),)), Use.ARCHIVE, date(2026, 4, 30))
    assert isinstance(both, Refused)
    assert not both.standing


CREDITED = Music(Path("episodes/leila-couture/air.wav"), "Air", ("A. Auteur",), "all rights cleared")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": "Leïla Montagner"}, "line 1: «title» says «Montagner»"),
        ({"notes": "un\ndeux\nMONTAGNER", "lines": (("notes", 9),)}, "line 11: «notes» says «MONTAGNER»"),
        ({"summary": "voir leilamontagner.example"}, "«summary» says «leilamontagner»"),
        ({"chapters": (Chapter(0, "Mme Montagner"),)}, "«title» says «Montagner»"),
        ({"extras": (Extra("soundbite", "x", "Mme Montagner", 0, 20_000),)}, "«title» says «Montagner»"),
        ({"on_air": OnAir(introduction="Voici Leïla Montagner")}, "«introduction» says «Montagner»"),
        ({"slug": "leila-montagner"}, "the folder episodes/leila-montagner says a name"),
        ({"license": "CC BY Leïla Montagner"}, "«license» says «Montagner»"),
        (
            {"music": (replace(CREDITED, authors=("L. Montagner",)),), "lines": (("music 0.authors", 7),)},
            "line 7: «authors» says «Montagner»",
        ),
        ({"music": (replace(CREDITED, label="Montagner"),)}, "«label» says «Montagner»"),
        ({"guid": "leila-montagner-1"}, "«guid» says «montagner»"),
    ],
)
def test_texts_that_say_the_name_are_for_a_person_to_rewrite(change: dict[str, Any], place: str) -> None:
    assert sentences(episode(**change)) == []
    found = sentences(episode(HOST, RESERVED, **change))
    assert len(found) == 1
    assert place in found[0]


def test_the_credits_of_the_show_are_read_too() -> None:
    music = (replace(CREDITED, performers=("Leïla Montagner",)),)
    answer = clear(episode(HOST, RESERVED), Use.WEB, TODAY, music)
    assert isinstance(answer, Refused)
    (reason,) = answer.reasons
    assert "episodes/show.toml, line 1: «performers» says «Montagner»" in str(reason.error)


def test_a_cleared_is_not_made_of_another() -> None:
    with pytest.raises((TypeError, ValueError)):
        replace(cleared(episode()), episode=episode(RESERVED))  # type: ignore[call-arg]  # what mypy says too


def test_a_brother_of_the_same_name_tells_it_too() -> None:
    brother = Person("Karim Montagner", Role.GUEST, AGREED)
    assert sentences(episode(RESERVED, brother)) == [
        "leila-couture: somebody asked for no surname, and Karim Montagner has the same one"
    ]
    assert sentences(episode(RESERVED, replace(brother, consent=RESERVED.consent))) == []


def test_a_language_nobody_agreed_to() -> None:
    asked = episode(replace(GUEST, consent=replace(AGREED, languages=("fr", "ar"))))
    assert sentences(replace(asked, language="fr-FR")) == []
    assert sentences(replace(asked, language="en")) == [
        "leila-couture is in «en», and Leïla Montagner agreed to be heard in fr, ar only"
    ]
    spoken = (Recording(Path("1.wav"), language="fr"), Recording(Path("2.wav"), language="tr"))
    assert sentences(replace(asked, recordings=spoken)) == [
        "leila-couture is in «tr», and Leïla Montagner agreed to be heard in fr, ar only"
    ]


WORDS = ("Bonjour", "Leïla", "Mon", "tagner", "Montagner,", "voilà")


def test_a_transcript_is_shown_without_the_name() -> None:
    words = tuple(Word(i * 100, i * 100 + 90, text) for i, text in enumerate(WORDS))
    spoken = Transcript("fr", 900, (Segment(0, 600, " ".join(WORDS), "Leïla Montagner", words),))
    permission = cleared(episode(HOST, RESERVED))
    shown = as_public(permission, spoken)
    assert shown.segments[0].speaker == "Leïla"
    assert shown.segments[0].text == "Bonjour Leïla Mon tagner […], voilà"
    assert [word.text for word in shown.segments[0].words] == [
        "Bonjour",
        "Leïla",
        "Mon",
        "tagner",
        "[…],",
        "voilà",
    ]
    assert hidden_at(permission, spoken) == (0,)
    assert as_public(permission, shown) == shown


def test_a_name_in_two_words_becomes_one() -> None:
    person = replace(GUEST, name="Karim El Amrani", consent=RESERVED.consent)
    words = tuple(
        Word(i * 100, i * 100 + 90, text) for i, text in enumerate(("de", "Karim", "El", "Amrani."))
    )
    spoken = Transcript("fr", 400, (Segment(0, 390, "de Karim El Amrani.", "Karim", words),))
    shown = as_public(cleared(episode(person)), spoken).segments[0]
    assert shown.text == "de Karim […]."
    assert [(word.text, word.start_ms, word.end_ms) for word in shown.words] == [
        ("de", 0, 90),
        ("Karim", 100, 190),
        ("[…].", 200, 390),
    ]


def test_a_voice_nobody_vouches_for_has_no_transcript() -> None:
    spoken = Transcript("fr", 900, (Segment(0, 600, "Bonjour", "Nadia"),))
    with pytest.raises(RightsRefused, match="Nadia is heard in leila-couture, and no consent"):
        as_public(cleared(episode()), spoken)


def test_a_permit_is_renewed_with_the_public_names() -> None:
    permit = permit_of(cleared(episode(HOST, RESERVED)))
    assert "Montagner" not in repr(permit)
    again = renew(permit, Use.WEB, TODAY, a_show())
    assert isinstance(again, Cleared)
    assert [person.name for person in again.episode.people] == ["Simon Valette", "Leïla"]


def test_a_new_picture_takes_nothing_off_the_air() -> None:
    permit = permit_of(cleared(episode()))
    other = Path("episodes/leila-couture/other.jpg")
    assert _says_no_more(permit, cleared(episode(artwork=other)))
    assert _says_no_more(permit, cleared(episode(HOST, GUEST, replace(HOST, name="Paul Lemercier"))))
    assert not _says_no_more(permit, cleared(episode(artwork=None)))
    assert not _says_no_more(permit, cleared(episode(HOST, RESERVED)))


JINGLE = Music(
    Path("episodes/jingle.wav"), "Matin", ("A. Auteur",), "all rights cleared", isrc="FRZ031400123"
)


def a_show(*music: Music, **changes: Any) -> Show:
    return Show(
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
        opening=JINGLE.file,
        music=music,
        **changes,
    )


def test_music_without_rights_is_named_with_what_to_write() -> None:
    (error,) = unlicensed(a_show(), [JINGLE.file, JINGLE.file])
    assert "«jingle.wav»" in str(error)
    assert error.hint_text.startswith('add to episodes/show.toml: [[music]] file = "jingle.wav"')
    assert unlicensed(a_show(JINGLE), [JINGLE.file]) == ()


def test_the_cue_sheet_follows_the_timeline() -> None:
    timeline = Timeline(
        (
            Clip(JINGLE.file, 0, 4000, 0, "opening"),
            Clip(Path("episodes/un/recordings/1.wav"), 0, 60_000, 4000),
            Clip(JINGLE.file, 1000, 3000, 64_000, "closing"),
        )
    )
    found = [
        (each.music.title, each.start_ms, each.duration_ms, each.use)
        for each in cue_sheet(a_show(JINGLE), timeline)
    ]
    assert found == [("Matin", 0, 4000, "opening"), ("Matin", 64_000, 2000, "closing")]
    with pytest.raises(RightsRefused, match=r"jingle\.wav"):
        cue_sheet(a_show(), timeline)


def test_passages_of_a_withdrawn_voice_are_known() -> None:
    show = a_show(withdrawn=(Withdrawn("leila-couture", TODAY),))
    assert is_withdrawn(show, Path("episodes/leila-couture/recordings/1.wav"))
    assert not is_withdrawn(show, Path("episodes/leila-couture-2/recordings/1.wav"))
    assert not is_withdrawn(show, JINGLE.file)
