"""Shows and programmes made in memory for the tests of the publish room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from podcast.model import (
    Chapter,
    Consent,
    EngineStamp,
    Episode,
    Loudness,
    Person,
    Role,
    Segment,
    Show,
    Transcript,
    Use,
)
from podcast.publish import Item, Label, Made, describe
from podcast.rights import Cleared, clear

GAUTHIERE = Label(
    "la-gauthiere",
    "La Gauthière",
    "La Gauthière",
    "place",
    "Clermont-Ferrand",
    (45.79982, 3.11694),
    country="FR",
)
AULNAT = Label(
    "breuil-chapelles",
    "Le Breuil – Les Chapelles",
    "Le Breuil – Les Chapelles",
    "place",
    "Aulnat",
    (45.79, 3.17),
    approximate=True,
    country="FR",
)
TEXTILE = Label("textile_mode", "Textile & mode", "Textiles & fashion", "sector")

CONSENT = Consent(frozenset({Use.WEB, Use.RADIO}), date(2026, 1, 1))
GUEST = Person("Leïla Montagner", Role.GUEST, CONSENT, made_up=True)
HOST = Person("Simon Valette", Role.INTERVIEWER, CONSENT, made_up=True)

LINES = (
    ("Simon Valette", "Bonjour Leïla. On est dans votre atelier de couture, au pied des tours."),
    ("Simon Valette", "Vous pouvez nous dire où l’on se trouve ?"),
    ("Leïla Montagner", "Bonjour. Alors, on est à La Gauthière, tout près de l’arrêt du tram."),
    ("Leïla Montagner", "J’habite à La Gauthière depuis longtemps, et j’ai ouvert mon atelier ici."),
    ("Simon Valette", "Et qu’est-ce que vous faites, toute la journée ?"),
    ("Leïla Montagner", "Je suis couturière. Je fais des retouches, des ourlets, des rideaux."),
)


def a_show(**changes: Any) -> Show:
    show = Show(
        root=Path("/nowhere"),
        title="Porte-voix",
        language="fr",
        author="Radio des quartiers",
        email="redaction@porte-voix.example",
        url="https://porte-voix.example/",
        description="Des portraits de celles et ceux qui entreprennent dans les quartiers.",
        category=("Society & Culture", "Personal Journals"),
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        artwork=Path("episodes/artwork.png"),
        artwork_alt="Un porte-voix d’où sortent trois ondes",
        copyright="© 2026 Radio des quartiers",
        license="cc-by-4.0",
    )
    return replace(show, **changes)


def an_episode(slug: str = "leila-couture", **changes: Any) -> Episode:
    episode = Episode(
        slug=slug,
        title="Leïla, la couture sur mesure",
        date=datetime(2026, 3, 1, 7, 30, tzinfo=UTC),
        guid="6f9d8c1e-3a50-4f0e-9d0c-0f5a2f2c0001",
        folder=Path(f"episodes/{slug}"),
        recordings=(),
        people=(HOST, GUEST),
        summary="Elle a commencé dans son salon, avec la machine de sa grand-mère.",
        notes="Le site de l’atelier : [atelier](https://atelier.example/).\n\n- une robe\n- une veste",
        language="fr",
        number=1,
    )
    return replace(episode, **changes)


def cleared(episode: Episode, use: Use = Use.WEB) -> Cleared:
    permission = clear(episode, use, date(2026, 12, 31))
    assert isinstance(permission, Cleared)
    return permission


def a_transcript(lines: Sequence[tuple[str, str]] = LINES, language: str = "fr") -> Transcript:
    segments = tuple(
        Segment(i * 6000 + 500, i * 6000 + 6000, text, speaker) for i, (speaker, text) in enumerate(lines)
    )
    stamp = EngineStamp("faster-whisper", "1.2.1", "base", "d01c")
    return Transcript(language, len(lines) * 6000 + 500, segments, stamp)


def made(transcript: Transcript | None = None, **changes: Any) -> Made:
    text = transcript or a_transcript()
    whole = Made(
        transcript=text,
        duration_ms=text.duration_ms,
        mp3_bytes=590_123,
        mp3_sha256=hashlib.sha256(b"sound").hexdigest(),
        labels=(GAUTHIERE, TEXTILE),
        chapters=(Chapter(0, "L’atelier"), Chapter(24_500, "Le métier")),
        loudness=Loudness(-16.0, -10.0, -12.0, 6.0, -1.2),
        peaks=tuple((i * 37) % 90 + 10 for i in range(240)),
    )
    return replace(whole, **changes)


def an_item(show: Show | None = None, episode: Episode | None = None, **changes: Any) -> Item:
    return describe(show or a_show(), cleared(episode or an_episode()), made(**changes))


def many_items(number: int, show: Show | None = None) -> list[Item]:
    start = datetime(2020, 1, 1, 7, 30, tzinfo=UTC)
    return [
        an_item(
            show,
            an_episode(
                f"portrait-{i:04d}",
                title=f"Portrait numéro {i}",
                guid=f"6f9d8c1e-3a50-4f0e-9d0c-{i:012d}",
                date=start + timedelta(days=2 * i),
                number=i + 1,
            ),
        )
        for i in range(number)
    ]
