"""A documentary's page leads to its portraits, theirs to it; whose music and licence is said."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import feedparser
from made_shows import AULNAT, GAUTHIERE, a_show, a_transcript, an_episode, an_item

from podcast.model import Chapter
from podcast.publish import (
    Neighbours,
    Whence,
    chapters_json,
    episode_page,
    episode_pages,
    item_from_json,
    item_to_json,
    passage_address,
    write_feed,
)

PORTRAIT = Whence(
    12_000, 24_400, "Leïla & la couture", "episodes/leila-couture/index.html#t18500", "fr", "CC-BY-NC-4.0"
)
CREDIT = "Lit (Porte-voix) – CC-BY-4.0"


def test_each_passage_leads_to_the_portrait_at_that_time() -> None:
    page = episode_page(a_show(), an_item(), a_transcript(), Neighbours(quotes=(PORTRAIT,)))
    turns = page.split('<div class="turn">')[1:]
    # the quote begins at the third cue and ends with the fourth, whoever speaks
    quoted = [turn for turn in turns if 'class="whence"' in turn]
    assert len(quoted) == 1
    assert 'href="../../episodes/leila-couture/index.html#t18500"' in quoted[0]
    assert "Leïla &amp; la couture" in quoted[0]
    assert "La Gauthière, tout près" in quoted[0]
    assert "toute la journée" not in quoted[0]


def test_it_is_said_once_for_a_passage_in_which_two_speak() -> None:
    whence = replace(PORTRAIT, start_ms=0, end_ms=40_000)
    page = episode_page(a_show(), an_item(), a_transcript(), Neighbours(quotes=(whence,)))
    assert page.count('<div class="turn">') == 4
    assert page.count('class="whence"') == 1


def test_a_quote_ends_a_turn_of_the_same_speaker() -> None:
    lines = [("Leïla", "un"), ("Leïla", "deux"), ("Leïla", "trois")]
    whence = replace(PORTRAIT, start_ms=6_000, end_ms=12_000)
    page = episode_page(a_show(), an_item(), a_transcript(lines), Neighbours(quotes=(whence,)))
    assert page.count('<div class="turn">') == 3


def test_the_portrait_leads_back() -> None:
    documentary = an_item(episode=an_episode("premiers-pas", title="Premiers pas", guid="another"))
    address = ("episodes/premiers-pas/index.html#t6500", 6500)
    page = episode_page(
        a_show(language="en"), an_item(), a_transcript(), Neighbours(quoted_in=((documentary, (address,)),))
    )
    assert "Heard in" in page
    assert 'href="../../episodes/premiers-pas/index.html#t6500"' in page
    assert 'aria-label="Premiers pas, at 0:06"' in page


def test_an_address_is_on_the_part_that_holds_the_passage() -> None:
    lines = [("Leïla", f"{number} " + "mot " * 60) for number in range(400)]
    words = a_transcript(lines)
    item = an_item(transcript=words)
    pages = episode_pages(a_show(), item, words)
    assert len(pages) > 1
    for at_ms in (0, 900_000, 2_000_000, words.duration_ms - 1000):
        address, start_ms = passage_address(item, words, at_ms)
        path, _, anchor = address.partition("#")
        assert f'<p id="{anchor}"' in pages[path]
        assert start_ms <= at_ms + 6000
    assert passage_address(item, words, words.duration_ms + 5000) == (item.page, 0)


def test_licences_that_differ_and_music_are_said() -> None:
    item = an_item(music=(CREDIT,))
    page = episode_page(a_show(), item, a_transcript(), Neighbours(quotes=(PORTRAIT,)))
    assert re.search(r"Extrait de <bdi>Leïla &amp; la couture</bdi> – CC-BY-NC-4.0", page)
    same = replace(PORTRAIT, license=item.license)
    assert "CC-BY-NC" not in episode_page(a_show(), item, a_transcript(), Neighbours(quotes=(same,)))
    assert CREDIT in page
    assert item_from_json(item_to_json(item), item.cleared).music == (CREDIT,)
    (entry,) = feedparser.parse(write_feed(a_show(), [item])).entries
    assert CREDIT in entry.content[0].value


def test_a_chapter_tells_where_the_portrait_is_at_home() -> None:
    chapters = (
        Chapter(0, "Début"),
        Chapter(9_000, "Leïla · La Gauthière", "leila", GAUTHIERE.id),
        Chapter(18_000, "Ana", "ana", AULNAT.id),
    )
    item = an_item(chapters=chapters, labels=(GAUTHIERE, AULNAT))
    first, second, third = json.loads(chapters_json(a_show(), item))["chapters"]
    assert "location" not in first
    assert second["location"] == {"name": "La Gauthière", "geo": "geo:45.79982,3.11694"}
    assert "location" not in third  # only the commune's point is known
    assert item_from_json(item_to_json(item), item.cleared).chapters == chapters


def test_who_speaks_is_certain_only_where_it_is_known_of_every_passage() -> None:
    show, every = a_show(language="en"), a_transcript()
    certain = "Who speaks is certain"
    known = replace(every, segments=tuple(replace(each, found="microphone") for each in every.segments))
    some = replace(known, segments=(*known.segments[:-1], replace(known.segments[-1], speaker="", found="")))
    assert certain in episode_page(show, an_item(), known, Neighbours())
    assert certain not in episode_page(show, an_item(), some, Neighbours())
