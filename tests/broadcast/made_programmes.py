"""Programmes for the tests of the broadcast room: a demonstration recording, and words made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from podcast import rights
from podcast.broadcast import File, Programme, Sheet, Station, run_sheet
from podcast.model import (
    Clip,
    Consent,
    Episode,
    Loudness,
    OnAir,
    Person,
    Role,
    Segment,
    Show,
    Timeline,
    Transcript,
    Use,
    Word,
)
from podcast.rights import Cleared

REPOSITORY = Path(__file__).parents[2]
RECORDING = Path("episodes/leila-couture/recordings/01-entretien.flac")
TODAY = date(2026, 11, 1)

CONSENT = Consent(frozenset(Use), date(2026, 9, 1))
LINES = (
    (
        "Simon Valette",
        "Bonjour Leïla, on est dans votre atelier de couture au pied des tours, non ?",
    ),
    ("Leïla Montagner", "Oui, juste à côté du tram. J’habite à La Gauthière depuis longtemps."),
    ("Leïla Montagner", "Et voilà : on reviendra vous voir à l’atelier, merci beaucoup."),
)

EBU = Station("ebu-wav", "Broadcast Wave", head_silence_ms=500, chunks=("bext", "iXML", "cart"))

ON_AIR = OnAir(
    introduction="Elle a commencé par coudre pour ses voisines. Leïla nous ouvre son atelier.",
    close="C’était Leïla, couturière.",
    expires=date(2027, 6, 30),
)


def a_show(**changes: Any) -> Show:
    show = Show(
        root=REPOSITORY,
        title="Porte-voix — démonstration",
        language="fr",
        author="Radio des Hauts de l’Œuvre",
        email="redaction@porte-voix.example",
        url="https://porte-voix.example/",
        description="Des portraits.",
        category=("Society & Culture",),
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        artwork=None,
        license="CC-BY-4.0",
    )
    return replace(show, **changes)


def an_episode(**changes: Any) -> Episode:
    episode = Episode(
        slug="leila-couture",
        title="Leïla, couturière à l’œuvre",
        date=datetime(2026, 9, 7, 6, tzinfo=UTC),
        guid="36d57fea-6e15-4488-b18c-c7c8c9155a23",
        folder=Path("episodes/leila-couture"),
        recordings=(),
        people=(
            Person("Leïla Montagner", Role.GUEST, CONSENT, made_up=True),
            Person("Simon Valette", Role.INTERVIEWER, CONSENT, made_up=True),
        ),
        summary="Leïla raconte comment la couture est devenue son métier.",
        number=7,
    )
    return replace(episode, **changes)


def cleared(episode: Episode, use: Use = Use.RADIO) -> Cleared:
    answer = rights.clear(episode, use, TODAY)
    assert isinstance(answer, Cleared), answer
    return answer


def words_of(length_ms: int, language: str = "fr") -> Transcript:
    """The three lines of the interview, spread over a programme."""
    step = length_ms // len(LINES)
    cues = tuple(_cue(number * step, step, *line) for number, line in enumerate(LINES))
    return Transcript(language, length_ms, cues)


def _cue(start_ms: int, length_ms: int, speaker: str, text: str) -> Segment:
    said = text.split()
    each = length_ms // len(said)
    words = tuple(Word(start_ms + i * each, start_ms + (i + 1) * each, word) for i, word in enumerate(said))
    return Segment(start_ms, start_ms + length_ms, text, speaker, words)


def a_programme(length_ms: int = 12_000, show: Show | None = None, **changes: Any) -> Programme:
    """A programme of the demonstration recording's first seconds."""
    episode = an_episode(**changes)
    clip = Clip(RECORDING, 1000, 1000 + length_ms, 0)
    extracts = cleared(episode, Use.EXTRACTS) if episode.short else None
    words = words_of(length_ms, episode.language or "fr")
    return Programme(show or a_show(), cleared(episode), Timeline((clip,)), words, extracts)


def a_file(**changes: object) -> File:
    file = File(
        name="a.wav",
        station="ebu-wav",
        station_name="Broadcast Wave",
        format="BWF 48 kHz 24 bit",
        kind="programme",
        part=0,
        head_ms=500,
        duration_ms=12_500,
        bytes=1_800_000,
        sha256="0" * 64,
        loudness=Loudness(-23.04, -18.2, -20.1, 4.2, -3.96),
        target_lufs=-23.0,
        max_true_peak_dbtp=-1.0,
        first_words="Bonjour",
        last_words="merci beaucoup.",
        contour=(-70.0, -24.5, -21.0, -30.0),
        expires=None,
        licence="CC-BY-4.0",
    )
    return replace(file, **changes)  # type: ignore[arg-type]  # fields of File by name


def a_sheet(**changes: object) -> Sheet:
    return replace(run_sheet(a_programme(on_air=ON_AIR), (a_file(),)), **changes)  # type: ignore[arg-type]
