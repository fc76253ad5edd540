"""The record of a programme: only a Cleared makes one, and text keeps it whole."""

from __future__ import annotations

import inspect
import typing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from made_shows import GAUTHIERE, a_show, a_transcript, an_episode, an_item, cleared, made

from podcast import publish
from podcast.errors import PodcastError, RightsRefused
from podcast.model import Episode, Tag, TagState, Use
from podcast.publish import (
    Call,
    calls_of,
    describe,
    episode_page,
    item_from_json,
    item_to_json,
    labels_of,
    withdrawn_page,
)
from podcast.tag import Organisation, load_sectors, load_territory


def test_a_record_comes_back_as_it_was() -> None:
    item = an_item()
    text = item_to_json(item)
    assert item_from_json(text, item.cleared) == item
    assert item_to_json(item_from_json(text, item.cleared)) == text


def test_a_record_holds_no_consent_and_no_path_of_the_machine() -> None:
    text = item_to_json(an_item(a_show(root=Path("/home/somebody/show"))))
    assert "consent" not in text
    assert "somebody" not in text


def test_a_permission_for_radio_publishes_nothing() -> None:
    with pytest.raises(RightsRefused, match="«radio»"):
        describe(a_show(), cleared(an_episode(), Use.RADIO), made())


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 0, "slug": "leila-couture"}', "null", "{"]
)
def test_what_is_not_a_record_is_refused_with_what_to_type(text: str) -> None:
    with pytest.raises(PodcastError) as caught:
        item_from_json(text, cleared(an_episode()))
    assert caught.value.hint_text == "podcast build --force --only leila-couture"


def test_the_record_of_another_programme_is_refused() -> None:
    with pytest.raises(PodcastError):
        item_from_json(item_to_json(an_item()), cleared(an_episode("mariam-traiteur")))


def test_a_date_without_zone_is_in_the_zone_of_the_show() -> None:
    item = an_item(episode=an_episode(date=datetime.fromisoformat("2026-07-01T06:00")))
    assert item.date.isoformat() == "2026-07-01T06:00:00+02:00"


def test_cues_confirmed_by_a_person_are_counted() -> None:
    text = a_transcript()
    first = replace(text.segments[0], origin="person")
    item = an_item(transcript=replace(text, segments=(first, *text.segments[1:])))
    assert (item.cues, item.cues_reviewed) == (6, 1)


def test_only_published_tags_get_a_name_places_first() -> None:
    tags = (
        Tag("sector", "industrie_textile", TagState.REJECTED),
        Tag("sector", load_sectors().sectors[0].id, TagState.AUTO),
        Tag("place", "la-gauthiere", TagState.GIVEN, relations=("lives", "works")),
        Tag("place", "la-gauthiere", TagState.AUTO),
        Tag("place", "centre", TagState.SUGGESTED),
    )
    place, sector = labels_of(tags, load_territory("clermont", Path()), load_sectors())
    assert (place.id, place.name_fr, place.relations) == ("la-gauthiere", "La Gauthière", ("lives", "works"))
    assert place.point == GAUTHIERE.point
    assert sector.kind == "sector"


def test_a_tie_that_nobody_confirmed_is_not_told() -> None:
    tags = (Tag("place", "la-gauthiere", TagState.AUTO, relations=("lives",)),)
    (label,) = labels_of(tags, load_territory("clermont", Path()), load_sectors())
    assert label.relations == ()


def test_a_record_of_a_place_with_one_relation_is_read() -> None:
    item = an_item(labels=(replace(GAUTHIERE, relations=("lives",)),))
    old = item_to_json(item).replace('"relations": [\n    "lives"\n   ]', '"relation": "lives"')
    assert '"relation": "lives"' in old
    assert item_from_json(old, item.cleared) == item


def test_a_point_that_is_the_commune_s_is_marked_so() -> None:
    tags = (Tag("place", "breuil-chapelles", TagState.GIVEN),)
    (label,) = labels_of(tags, load_territory("clermont", Path()), load_sectors())
    assert label.approximate


def test_nothing_public_in_publish_takes_an_episode() -> None:
    for name in publish.__all__:
        each = getattr(publish, name)
        if inspect.isfunction(each):
            assert Episode not in typing.get_type_hints(each).values(), name


def test_the_nearest_organisations_are_called_and_a_bad_link_is_not_a_link() -> None:
    territory = load_territory("clermont", Path())
    near = Organisation("a", "Maison de La Gauthière", areas=("la-gauthiere",), link="https://a.example/")
    far = Organisation("b", "Ailleurs", areas=("centre",))
    bad = Organisation("c", "Partout", link="javascript:alert(1)")
    calls = calls_of((GAUTHIERE,), territory, (bad, far, near))
    assert calls == (Call("Maison de La Gauthière", "https://a.example/"), Call("Partout"))
    assert calls_of((), territory, (near,)) == ()
    item = an_item(calls=calls)
    assert item_from_json(item_to_json(item), item.cleared).calls == calls
    page = episode_page(a_show(), item, a_transcript())
    assert '<a href="https://a.example/" rel="noopener">Maison de La Gauthière</a>' in page
    assert "javascript" not in page


def test_a_withdrawn_programme_leaves_a_page_with_nothing_of_it() -> None:
    page = withdrawn_page(a_show(), "leila-couture")
    assert "Épisode retiré" in page
    assert 'name="robots" content="noindex"' in page
    assert "<audio" not in page
    assert "Leïla" not in page
