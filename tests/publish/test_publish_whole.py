"""The site as a whole: map, archive, paged lists and feeds, one feed per part."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from defusedxml import ElementTree
from made_shows import AULNAT, GAUTHIERE, TEXTILE, a_show, an_item, many_items

from podcast.publish import feed_pages, site_files, write_feed
from podcast.publish.chart import chart_of, rows_of
from podcast.publish.item import Label
from podcast.publish.rendering import bars

ATOM = "{http://www.w3.org/2005/Atom}link"
GUID = "{https://podcastindex.org/namespace/1.0}guid"

NORTH = Label("north", "Nord", "North", "place", point=(45.83, 3.10))
EAST = Label("east", "Est", "East", "place", point=(45.78, 3.20))


def _links(xml: bytes) -> dict[str, str]:
    found = ElementTree.fromstring(xml).findall(f"channel/{ATOM}")
    return {each.get("rel"): each.get("href") for each in found}


def test_a_feed_past_300_programmes_is_paged_without_losing_or_repeating_one() -> None:
    show = a_show()
    pages = feed_pages(show, many_items(650, show))
    assert list(pages) == ["feed.xml", "feed-2.xml", "feed-3.xml"]
    titles = [entry.title for xml in pages.values() for entry in feedparser.parse(xml).entries]
    assert titles == [f"Portrait numéro {i}" for i in range(649, -1, -1)]
    middle = _links(pages["feed-2.xml"])
    assert middle["self"].endswith("/feed-2.xml")
    assert middle["previous"].endswith("/feed.xml")
    assert middle["next"].endswith("/feed-3.xml")
    assert "previous" not in _links(pages["feed.xml"])
    assert "next" not in _links(pages["feed-3.xml"])
    assert set(_links(write_feed(show, many_items(2, show)))) == {"self"}


def test_a_hub_and_a_new_address_are_announced_where_they_are_set() -> None:
    show = a_show(hub="https://hub.example/", new_feed_url="https://new.example/feed.xml")
    xml = write_feed(show, [an_item(show)])
    assert _links(xml)["hub"] == "https://hub.example/"
    assert b"<itunes:new-feed-url>https://new.example/feed.xml<" in xml


def test_the_feed_of_a_place_holds_its_programmes_and_keeps_its_guid_when_the_show_moves(
    tmp_path: Path,
) -> None:
    def guid(address: str) -> str:
        show = a_show(root=tmp_path, url=address)
        items = [an_item(show), *(replace(each, labels=(AULNAT,)) for each in many_items(3, show))]
        xml = site_files(show, items)["places/breuil-chapelles/feed.xml"]
        assert len(feedparser.parse(xml).entries) == 3
        found = ElementTree.fromstring(xml).find(f"channel/{GUID}")
        return str(found.text)

    one, other = guid("https://porte-voix.example/"), guid("https://moved.example/radio")
    assert one == other != a_show().guid
    assert uuid.UUID(one).version == 5


def test_a_show_in_two_languages_has_a_feed_in_each(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    first, second, third = many_items(3, show)
    files = site_files(show, [first, second, replace(third, language="en-GB")])
    english = feedparser.parse(files["languages/en/feed.xml"])
    assert english.feed.language == "en"
    assert [entry.title for entry in english.entries] == ["Portrait numéro 2"]
    assert len(feedparser.parse(files["languages/fr/feed.xml"]).entries) == 2
    assert not [path for path in site_files(show, [first, second]) if path.startswith("languages")]


def test_the_map_has_north_up_east_right_and_one_scale() -> None:
    rows = rows_of([(GAUTHIERE, 4), (NORTH, 1), (EAST, 1)])
    middle, north, east = chart_of(rows).marks
    assert north.y < middle.y < east.y
    assert east.x > north.x
    assert middle.radius > north.radius
    # 0.03 degree of latitude is 3.34 km wherever one is
    chart = chart_of(rows)
    km = chart.scale_px / chart.scale_km
    assert (middle.y - north.y) / km == pytest.approx(0.03018 * 111.32, rel=0.02)


@pytest.mark.parametrize("count", [0, 1, 12])
def test_a_map_of_any_number_of_places_keeps_its_marks_apart_and_inside(count: int) -> None:
    places = [Label(f"p{i}", f"P{i}", f"P{i}", "place", point=(45.78, 3.1)) for i in range(count)]
    chart = chart_of(rows_of([(place, 1) for place in places]))
    assert len({(mark.x, mark.y) for mark in chart.marks}) == count
    assert all(0 <= mark.y <= chart.height for mark in chart.marks)


def test_a_place_without_point_is_in_the_list_only() -> None:
    rows = rows_of([(replace(GAUTHIERE, point=None), 1), (NORTH, 1)])
    assert [row.number for row in rows] == [1, 2]
    assert [mark.number for mark in chart_of(rows).marks] == [2]


def test_the_archive_lists_every_programme_once(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    files = site_files(show, many_items(400, show))
    years = [path for path in files if path.startswith("archive/") and path.count("/") == 2]
    assert years == ["archive/2020/index.html", "archive/2021/index.html", "archive/2022/index.html"]
    listed = sum(files[path].decode().count("<li><time") for path in years)
    assert listed == 400


def test_a_long_list_is_paged(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    files = site_files(show, many_items(450, show))
    paths = [path for path in files if path.startswith(f"sectors/{TEXTILE.id}/") and path.endswith(".html")]
    assert paths == [f"sectors/{TEXTILE.id}/{name}.html" for name in ("index", "page-2", "page-3")]
    titles = sum(files[path].decode().count('href="../../episodes/portrait-') for path in paths)
    assert titles == 450


def test_the_site_map_names_pages_that_are_there(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    items = many_items(3, show)
    files = site_files(show, items)
    known = {f"{show.url}{path.removesuffix('index.html')}" for path in files}
    known |= {f"{show.url}{item.folder}" for item in items}
    root = ElementTree.fromstring(files["sitemap.xml"])
    named = {each.text for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert named <= known
    assert len(named) > 10


def test_bars_follow_the_sound() -> None:
    assert bars((), 10) == []
    assert bars((0,) * 100, 4) == [4, 4, 4, 4]
    assert bars((0,) * 50 + (50,) * 50, 4) == [4, 4, 100, 100]
    assert bars((10, 20), 4) == [50, 50, 100, 100]
