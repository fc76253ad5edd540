"""What a report stands on: the records of everything that is published today."""

from __future__ import annotations

from datetime import date

from podcast import rights
from podcast.model import Show, Use
from podcast.publish import Item, item_from_json
from podcast.rights import Cleared, Permit, Refused
from podcast.stages import Paths, load

__all__ = ["published"]


def published(show: Show, now: date) -> tuple[Item, ...]:
    """The records of the programmes that are made and allowed on the day `now`, oldest first.

    A programme whose own file is wrong today counts as long as its publication is still allowed. Raises
    PodcastError where a record cannot be used.
    """
    answers: list[Cleared | Refused | None] = [
        rights.clear(episode, Use.WEB, now) for episode in show.episodes
    ]
    permits = (show.root / Paths(each.slug).permit for each in show.broken)
    answers += [rights.renew(load(file, Permit), Use.WEB, now, show) for file in permits if file.exists()]
    cleared = [answer for answer in answers if isinstance(answer, Cleared)]
    files = [(each, show.root / Paths(each.episode.slug).item) for each in cleared]
    items = [item_from_json(file.read_text("utf-8"), each) for each, file in files if file.exists()]
    return tuple(sorted(items, key=lambda item: (item.date, item.slug)))
