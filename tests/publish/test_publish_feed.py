"""The feed read back: the truth of each item, and the same bytes for the same records."""

from __future__ import annotations

from dataclasses import replace

import feedparser
from defusedxml import ElementTree
from made_shows import AULNAT, GUEST, HOST, a_show, a_transcript, an_episode, an_item, many_items

from podcast.publish import Scope, write_feed

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}


def test_what_a_reader_sees_is_what_was_made() -> None:
    read = feedparser.parse(write_feed(a_show(), [an_item()]))
    assert not read.bozo
    assert read.feed.title == "Porte-voix"
    assert read.feed.link == "https://porte-voix.example/"
    assert read.feed.language == "fr"
    (entry,) = read.entries
    (enclosure,) = entry.enclosures
    assert (enclosure.href, enclosure.length, enclosure.type) == (
        "https://porte-voix.example/media/leila-couture.mp3",
        "590123",
        "audio/mpeg",
    )
    assert entry.id == "6f9d8c1e-3a50-4f0e-9d0c-0f5a2f2c0001"
    assert entry.guidislink is False
    assert entry.itunes_duration == "36"


def test_psp_1_has_all_it_requires() -> None:
    channel = ElementTree.fromstring(write_feed(a_show(), [an_item()])).find("channel")
    required = (
        "title",
        "link",
        "description",
        "language",
        "itunes:category",
        "itunes:explicit",
        "itunes:image",
    )
    for name in required:
        assert channel.find(name, NS) is not None, name
    assert channel.find("itunes:explicit", NS).text == "false"
    assert channel.find("itunes:category/itunes:category", NS).get("text") == "Personal Journals"
    assert channel.find("atom:link", NS).get("rel") == "self"
    assert channel.find("podcast:guid", NS).text == a_show().guid


def test_programmes_stand_newest_first_whatever_the_order_given() -> None:
    items = many_items(5)
    forth, back = write_feed(a_show(), items), write_feed(a_show(), items[::-1])
    assert forth == back
    titles = [entry.title for entry in feedparser.parse(forth).entries]
    assert titles == [f"Portrait numéro {i}" for i in (4, 3, 2, 1, 0)]


def test_a_feed_knows_no_clock() -> None:
    read = ElementTree.fromstring(write_feed(a_show(), [an_item()])).find("channel")
    assert read.find("lastBuildDate").text == "Sun, 01 Mar 2026 07:30:00 +0000"
    assert ElementTree.fromstring(write_feed(a_show(), [])).find("channel/lastBuildDate") is None


def test_a_transcript_is_announced_in_each_format_only_where_there_is_one() -> None:
    def announced(xml: bytes) -> list[tuple[str | None, str | None]]:
        found = ElementTree.fromstring(xml).findall("channel/item/podcast:transcript", NS)
        return [(each.get("type"), each.get("rel")) for each in found]

    assert announced(write_feed(a_show(), [an_item()])) == [
        ("text/vtt", "captions"),
        ("application/x-subrip", "captions"),
        ("application/json", "captions"),
        ("text/html", None),
        ("text/plain", None),
    ]
    silent = an_item(transcript=a_transcript(()), duration_ms=5000)
    assert announced(write_feed(a_show(), [silent])) == []


def test_invented_voices_are_said_to_be_so() -> None:
    item = an_item()
    assert item.made_up
    text = write_feed(a_show(), [item]).decode()
    assert 'purpose="ai-content"' in text
    assert feedparser.parse(text).entries[0].summary.startswith("Voix de synthèse")
    real = an_episode(people=tuple(replace(person, made_up=False) for person in (HOST, GUEST)))
    assert "ai-content" not in write_feed(a_show(), [an_item(episode=real)]).decode()


def test_the_feed_of_a_place_has_its_own_address_and_guid() -> None:
    xml = write_feed(
        a_show(), [an_item()], Scope("places/la-gauthiere/", "La Gauthière", "places/la-gauthiere/")
    )
    channel = ElementTree.fromstring(xml).find("channel")
    assert channel.find("title").text == "Porte-voix – La Gauthière"
    assert channel.find("link").text == "https://porte-voix.example/places/la-gauthiere/"
    assert channel.find("podcast:guid", NS).text != a_show().guid


def test_an_approximate_point_is_not_given_as_a_place() -> None:
    item = an_item(labels=(AULNAT,))
    location = ElementTree.fromstring(write_feed(a_show(), [item])).find("channel/item/podcast:location", NS)
    assert location.get("geo") is None
    assert location.text == "Le Breuil – Les Chapelles, Aulnat"
