"""From the tables that were checked to the nouns they stand for."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from podcast.model import Chapter, Consent, Directory, Embargo, Music, Person, Role, Targets, Use
from podcast.show.checks import below
from podcast.show.fields import (
    DirectoryTable,
    EmbargoTable,
    EpisodeFile,
    MusicTable,
    PersonTable,
    TargetsTable,
)

__all__ = ["chapters_of", "directory_of", "embargoes_of", "music_of", "person_of", "targets_of"]


def targets_of(table: TargetsTable) -> Targets:
    """`[targets]`."""
    return Targets(
        table.portraits,
        table.documentaries,
        table.minutes,
        places=tuple(table.places.items()),
        sectors=tuple(table.sectors.items()),
    )


def chapters_of(table: EpisodeFile) -> tuple[Chapter, ...]:
    """`[[chapters]]`, in the order of their times."""
    return tuple(
        sorted(
            (Chapter(each.at, each.title) for each in table.chapters or ()), key=lambda each: each.start_ms
        )
    )


def directory_of(table: DirectoryTable) -> Directory:
    """`[directory]`."""
    return Directory(
        table.place,
        table.country,
        table.rhythm,
        table.rrule,
        funding=tuple((each.url, each.text) for each in table.funding),
        podroll=tuple((each.guid, each.url, each.title) for each in table.podroll),
    )


def embargoes_of(table: EmbargoTable) -> tuple[Embargo, ...]:
    """`[embargo]`, in the order of the uses."""
    days = ((use, getattr(table, use.value)) for use in Use)
    return tuple(Embargo(use, day) for use, day in days if day is not None)


def music_of(folder: PurePosixPath, listed: list[MusicTable]) -> tuple[Music, ...]:
    """`[[music]]`, its files as seen from the show's root; they are known to be there."""
    return tuple(
        Music(
            below(folder, each.file) or Path(),
            each.title,
            tuple(each.authors),
            each.license,
            tuple(each.performers),
            each.label,
            each.isrc,
        )
        for each in listed
    )


def person_of(folder: PurePosixPath, table: PersonTable) -> Person:
    """`[[people]]`: a voice and its consent."""
    consent = Consent(
        uses=frozenset(Use(use) for use in table.uses),
        starts=table.starts,
        until=table.until,
        no_surname="no_surname" in table.restrictions,
        no_photo="no_photo" in table.restrictions,
        languages=tuple(table.languages),
        minor=table.minor,
        guardian=table.guardian,
        evidence=below(folder, table.evidence) if table.evidence else None,
        evidence_sha256=table.evidence_sha256.lower(),
    )
    return Person(table.name, Role(table.role), consent, table.made_up, table.shown)
