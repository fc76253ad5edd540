"""Calls to action in the notes of the feed, as apps show them."""

from __future__ import annotations

import feedparser
from made_shows import a_show, an_item

from podcast.publish import Call, write_feed


def test_the_notes_end_with_the_organisations_nearest_first() -> None:
    calls = (Call("Maison <La Gauthière> & Cie", "https://maison.example/?a=1&b=2"), Call("BGE Auvergne"))
    feed = write_feed(a_show(), [an_item(calls=calls)])
    notes = feedparser.parse(feed).entries[0].content[0].value
    assert "<li>BGE Auvergne</li>" in notes
    assert '<a href="https://maison.example/?a=1&amp;b=2">Maison &lt;La Gauthière&gt; &amp; Cie</a>' in notes
    assert (
        notes.index("maison.example") < notes.index("BGE Auvergne") < notes.index("/episodes/leila-couture/")
    )


def test_without_organisations_the_notes_say_nothing_of_them() -> None:
    notes = feedparser.parse(write_feed(a_show(), [an_item()])).entries[0].content[0].value
    assert "<ul><li><a" not in notes
    assert "Se lancer" not in notes
