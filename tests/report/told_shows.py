"""Shows with published programmes, on disk or in memory, for the tests of the report room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from podcast.model import Consent, Episode, Person, Role, Show, Tag, TagState, Transcript, Use
from podcast.publish import Item, Made, describe, item_to_json, labels_of
from podcast.rights import Cleared, clear, permit_of
from podcast.show import load_show
from podcast.stages import Paths
from podcast.stages.store import save
from podcast.tag import load_sectors, load_territory

TODAY = date(2027, 1, 31)
CLERMONT = load_territory("clermont", Path())
TRADES = load_sectors()

SHOW = """\
title = "Voix d’ici"
language = "{language}"
author = "Radio"
email = "contact@ici.example"
url = "https://ici.example"
description = "Des voix."
category = "Technology"
"""
EPISODE = """\
title = "{title}"
date = {day}
guid = "{guid}"
language = "{language}"

"""


@dataclass(frozen=True)
class Told:
    """One programme to publish; a documentary quotes `leila`."""

    slug: str
    day: str = "2026-03-02"
    places: tuple[str, ...] = ("la-gauthiere",)
    relations: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ("numerique",)
    guests: tuple[str, ...] = ()
    duration_ms: int = 120_000
    language: str = "fr"
    documentary: bool = False

    @property
    def guid(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.slug))

    @property
    def people(self) -> tuple[str, ...]:
        return self.guests or (f"Personne {self.slug}",)


def made(told: Told) -> Made:
    tags = [
        *(Tag("place", each, TagState.GIVEN, relations=told.relations) for each in told.places),
        *(Tag("sector", each, TagState.GIVEN) for each in told.sectors),
    ]
    return Made(
        transcript=Transcript(told.language, told.duration_ms, ()),
        duration_ms=told.duration_ms,
        mp3_bytes=told.duration_ms * 16,  # 128 kbit/s
        mp3_sha256="00" * 32,
        labels=labels_of(tags, CLERMONT, TRADES),
    )


def item(told: Told, show: Show) -> Item:
    """A record in memory."""
    consent = Consent(frozenset({Use.WEB}))
    episode = Episode(
        slug=told.slug,
        title=f"Portrait {told.slug}",
        date=datetime.fromisoformat(f"{told.day}T06:00:00+02:00"),
        guid=told.guid,
        folder=Path("episodes") / told.slug,
        recordings=(),
        people=tuple(Person(name, Role.GUEST, consent) for name in told.people),
        language=told.language,
    )
    return describe(show, cleared(episode), made(told))


def cleared(episode: Episode) -> Cleared:
    answer = clear(episode, Use.WEB, TODAY)
    assert isinstance(answer, Cleared)
    return answer


def a_show(root: Path = Path("/nowhere"), language: str = "fr") -> Show:
    return Show(
        root=root,
        title="Voix d’ici",
        language=language,
        author="Radio",
        email="contact@ici.example",
        url="https://ici.example/",
        description="Des voix.",
        category=("Technology",),
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        artwork=None,
    )


def on_disk(root: Path, tolds: Sequence[Told], extra: str = "", language: str = "fr") -> Show:
    """The same as a folder: the files people write, and the records a build leaves."""
    (root / "episodes").mkdir(parents=True)
    (root / "episodes/show.toml").write_text(SHOW.format(language=language) + extra, "utf-8")
    for told in tolds:
        lay(root, told)
    show = load_show(root)
    assert show.broken == ()
    for told in tolds:
        episode = show.episode(told.slug)
        assert episode is not None
        answer = cleared(episode)
        record = describe(show, answer, made(told))
        (root / Paths(told.slug).item).parent.mkdir(parents=True, exist_ok=True)
        (root / Paths(told.slug).item).write_text(item_to_json(record), "utf-8")
        save(root / Paths(told.slug).permit, permit_of(answer))
    return show


def lay(root: Path, told: Told) -> None:
    """The files of one episode, without a record."""
    folder = root / "episodes" / told.slug
    (folder / "recordings").mkdir(parents=True)
    (folder / "recordings/1.wav").write_bytes(b"x")
    text = EPISODE.format(title=f"Portrait {told.slug}", day=told.day, guid=told.guid, language=told.language)
    text += "".join(f'[[people]]\nname = "{name}"\nuses = ["web", "extracts"]\n' for name in told.people)
    (folder / "episode.toml").write_text(text, "utf-8")
    if told.documentary:
        (folder / "edit.toml").write_text('[[part]]\nquote = "leila"\nwords = "oui"\n', "utf-8")


def many(number: int, prefix: str, **changes: object) -> list[Told]:
    """Portraits of different people, each a little longer than the one before."""
    return [
        replace(Told(f"{prefix}-{i:02}", duration_ms=120_000 + i * 6_000), **changes)  # type: ignore[arg-type]  # fields by name
        for i in range(number)
    ]
