"""Soundbites and trailers in public: the feed, the pages, the record, and which trailer is the show's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from defusedxml import ElementTree
from lxml import html
from made_shows import a_show, a_transcript, an_episode, an_item, cleared, made

from podcast.model import Show
from podcast.publish import (
    Item,
    MadeExtra,
    describe,
    episode_page,
    episode_pages,
    index_page,
    item_from_json,
    item_to_json,
    trailers_of,
    write_feed,
)

PODCAST = "{https://podcastindex.org/namespace/1.0}"


def bite(**changes: Any) -> MadeExtra:
    whole: dict[str, Any] = {
        "kind": "soundbite",
        "name": "la-machine",
        "title": "La machine <de> grand-mère",
        "start_ms": 12_500,
        "duration_ms": 18_250,
        "mp3_bytes": 301_000,
        "film_bytes": 500_000,
        "captions": True,
    }
    return MadeExtra(**{**whole, **changes})


def trailer(**changes: Any) -> MadeExtra:
    return bite(**{"kind": "trailer", "name": "trailer", "title": "Bientôt", **changes})


def on(slug: str, day: int, *extras: MadeExtra, show: Show | None = None) -> Item:
    episode = an_episode(slug, guid=f"guid-{slug}", date=datetime(2026, 3, day, 7, 30, tzinfo=UTC))
    return an_item(show, episode, extras=extras)


def channel(*items: Item) -> Any:
    found = ElementTree.fromstring(write_feed(a_show(), items)).find("channel")
    assert found is not None
    return found


def test_the_record_keeps_them() -> None:
    item = an_item(extras=(bite(), trailer(text="Ce qui s’y dit")))
    assert item_from_json(item_to_json(item), cleared(an_episode())) == item
    assert [each.name for each in item.soundbites] == ["la-machine"]
    assert item.trailer is not None
    assert item.clip(item.trailer, "mp4") == "clips/leila-couture/trailer.mp4"


def test_a_record_without_them_is_still_read() -> None:
    text = item_to_json(an_item()).replace('"extras": [],\n', "")
    assert "extras" not in text
    assert item_from_json(text, cleared(an_episode())).extras == ()


def test_soundbites_are_in_the_item_in_order_of_time() -> None:
    later = bite(name="b", title="x" * 200, start_ms=1_234_567, duration_ms=15_000)
    first, second = channel(on("a", 1, later, bite())).findall(f"item/{PODCAST}soundbite")
    assert (first.get("startTime"), first.get("duration")) == ("12.5", "18.25")
    assert first.text == "La machine <de> grand-mère"
    assert (second.get("startTime"), second.get("duration")) == ("1234.567", "15")
    assert len(second.text) == 128


def test_a_trailer_is_in_the_channel() -> None:
    (node,) = channel(on("a", 1, trailer())).findall(f"{PODCAST}trailer")
    assert dict(node.attrib) == {
        "pubdate": "Sun, 01 Mar 2026 07:30:00 +0000",
        "url": "https://porte-voix.example/clips/a/trailer.mp3",
        "length": "301000",
        "type": "audio/mpeg",
    }
    assert node.text == "Bientôt"


def test_the_newest_trailer_is_the_shows_and_each_season_has_its_own() -> None:
    items = [
        on("a", 1, trailer(title="Le premier")),
        on("b", 2, trailer(title="Saison 2", season=2)),
        on("c", 3, trailer(title="Le dernier")),
        on("d", 4, trailer(title="Saison 1", season=1)),
        on("e", 5, bite()),
    ]
    assert [each.title for _, each in trailers_of(items)] == ["Saison 1", "Le dernier", "Saison 2"]
    nodes = channel(*items).findall(f"{PODCAST}trailer")
    assert [(each.text, each.get("season")) for each in nodes] == [
        ("Saison 1", "1"),
        ("Le dernier", None),
        ("Saison 2", "2"),
    ]


def page_of(show: Show, item: Item) -> Any:
    return html.fromstring(episode_page(show, item, a_transcript()))


@pytest.mark.parametrize(
    ("language", "title", "said", "film"),
    [("fr", "À partager", "Lire à 0:12", "Film MP4"), ("en", "To share", "Read at 0:12", "MP4 film")],
)
def test_the_page_plays_them_and_hands_them_out(language: str, title: str, said: str, film: str) -> None:
    show = a_show(language=language)
    page = page_of(show, an_item(show, extras=(bite(),)))
    (section,) = page.xpath("//section[@aria-labelledby='extras']")
    assert section.find("h2").text == title
    assert section.xpath(".//h3/text()") == ["La machine <de> grand-mère"]
    (audio,) = section.xpath(".//audio")
    assert audio.get("src") == "../../clips/leila-couture/la-machine.mp3"
    assert audio.get("controls") is not None
    (read,) = section.xpath(f".//a[text()='{said}']")
    assert read.get("href") == "index.html#t12500"
    assert page.xpath("//*[@id='t12500']")
    files = [each.get("href").rpartition(".")[2] for each in section.xpath(".//a[@download]")]
    assert files == ["mp3", "mp4", "png", "srt", "vtt"]
    assert film in section.text_content()


def test_what_was_not_made_is_not_offered() -> None:
    show = a_show()
    page = page_of(show, an_item(show, extras=(bite(film_bytes=0, captions=False),)))
    files = [each.get("href") for each in page.xpath("//section[@aria-labelledby='extras']//a[@download]")]
    assert [each.rpartition(".")[2] for each in files] == ["mp3", "png"]
    assert not page_of(show, an_item(show)).xpath("//*[@id='extras']")


def test_a_trailer_of_its_own_can_be_read() -> None:
    show = a_show()
    page = page_of(show, an_item(show, extras=(trailer(start_ms=None, text="Des voix, chaque semaine."),)))
    (section,) = page.xpath("//section[@aria-labelledby='extras']")
    assert section.xpath(".//details/p/text()") == ["Des voix, chaque semaine."]
    assert "Bande-annonce" in section.text_content()
    assert not section.xpath(".//a[starts-with(text(), 'Lire à')]")


def test_a_soundbite_of_a_later_part_leads_there() -> None:
    show, lines = a_show(), [("Leïla Montagner", f"{n} " + "une longue phrase " * 20) for n in range(400)]
    words = a_transcript(lines)
    episode = an_episode()
    late = bite(start_ms=390 * 6000 + 500)
    item = describe(show, cleared(episode), made(words, extras=(late,) * 12))
    pages = episode_pages(show, item, words)
    assert len(pages) > 2
    assert max(len(each.encode()) for each in pages.values()) < 100_000
    (link, *_) = html.fromstring(pages[item.page]).xpath(
        "//section[@aria-labelledby='extras']//a[contains(@href, '#')]"
    )
    path, _, place = link.get("href").partition("#")
    assert path.startswith("part-")
    assert f'id="{place}"' in pages[f"{item.folder}{path}"]


def test_the_home_page_plays_the_newest_trailer() -> None:
    show = a_show()
    items = [on("a", 1, trailer(title="Avant")), on("b", 2, trailer(title="Après")), on("c", 3)]
    (section,) = html.fromstring(index_page(show, items)).xpath("//section[@aria-labelledby='trailer']")
    assert "Après" in section.text_content()
    (audio,) = section.xpath(".//audio")
    assert audio.get("src") == "clips/b/trailer.mp3"
    assert section.xpath(".//a/@href") == ["episodes/b/index.html#extras"]
    assert "Bande-annonce" not in index_page(show, items[2:])
