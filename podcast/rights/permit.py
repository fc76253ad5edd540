"""What a publication stands on, kept beside it: asked again at every build, also where the episode's
own file has become unreadable in the meantime."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from podcast.model import Embargo, Episode, Person, Quoted, Show, Use
from podcast.rights.gate import Cleared, Refused, clear

__all__ = ["Permit", "permit_of", "renew"]


@dataclass(frozen=True, slots=True)
class Permit:
    """The consents of one published programme as they were read when it was published."""

    slug: str
    guid: str
    date: datetime
    people: tuple[Person, ...]
    artwork: Path | None = None
    embargoes: tuple[Embargo, ...] = ()
    quoted: tuple[Quoted, ...] = ()


def permit_of(cleared: Cleared) -> Permit:
    """The permit a publication is made under."""
    episode = cleared.episode
    return Permit(
        episode.slug,
        episode.guid,
        episode.date,
        episode.people,
        episode.artwork,
        episode.embargoes,
        episode.quoted,
    )


def renew(permit: Permit, use: Use, now: date, show: Show) -> Cleared | Refused | None:
    """Ask the gate again for a programme whose `episode.toml` cannot be read today.

    Who is quoted in it is asked as their own episode says today, where that can be read. None where it
    quotes a programme that was withdrawn.
    """
    if {each.slug for each in permit.quoted} & {each.slug for each in show.withdrawn}:
        return None
    episode = Episode(
        slug=permit.slug,
        title=permit.slug,
        date=permit.date,
        guid=permit.guid,
        folder=Path("episodes") / permit.slug,
        recordings=(),
        people=permit.people,
        artwork=permit.artwork,
        embargoes=permit.embargoes,
        quoted=tuple(_today(each, show) for each in permit.quoted),
    )
    return clear(episode, use, now)


def _today(quoted: Quoted, show: Show) -> Quoted:
    source = show.episode(quoted.slug)
    return replace(quoted, people=source.people) if source else quoted
