"""Soundbites and trailers in the feed, and which trailer is the show's.

The newest trailer of no season is the show's, the newest of each season is that season's; the feed lists
them all, and older ones stay on the pages of their programmes. Of those listed apps take the newest by date
(podcast namespace, `trailer`), and so does the home page. The day of a trailer is that of its programme, and
its season the one it announces, else its programme's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.utils import format_datetime

from podcast.model import Show
from podcast.publish.address import absolute
from podcast.publish.item import Item, MadeExtra
from podcast.publish.podcast_namespace import Element, podcast
from podcast.publish.text import cut_chars

__all__ = ["soundbites", "trailers", "trailers_of"]

_LONGEST = 128  # of a title, in both tags


def trailers_of(items: Sequence[Item]) -> list[tuple[Item, MadeExtra]]:
    """The newest trailer of no season and the newest of each, newest first, with their programmes."""
    found: dict[int | None, tuple[Item, MadeExtra]] = {}
    for item in sorted(items, key=lambda each: (each.date, each.slug), reverse=True):
        if item.trailer is not None:
            found.setdefault(item.trailer.season, (item, item.trailer))
    return list(found.values())


def trailers(show: Show, items: Sequence[Item]) -> Iterator[Element]:
    """`podcast:trailer` of the channel."""
    for item, trailer in trailers_of(items):
        yield podcast(
            "trailer",
            cut_chars(trailer.title, _LONGEST),
            pubdate=format_datetime(item.date),
            url=absolute(show, item.clip(trailer, "mp3")),
            length=str(trailer.mp3_bytes),
            type="audio/mpeg",
            season="" if trailer.season is None else str(trailer.season),
        )


def soundbites(item: Item) -> Iterator[Element]:
    """`podcast:soundbite` of an item, in order of time."""
    for each in sorted(item.soundbites, key=lambda bite: (bite.start_ms or 0, bite.duration_ms)):
        yield podcast(
            "soundbite",
            cut_chars(each.title, _LONGEST),
            startTime=_seconds(each.start_ms or 0),
            duration=_seconds(each.duration_ms),
        )


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}".rstrip("0").rstrip(".")
