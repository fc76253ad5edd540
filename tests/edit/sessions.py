"""A small documentary made of sounds written here, for the tests of what leaves for a workstation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from podcast.audio import Samples
from podcast.model import Chapter, Clip, Episode, Show, Timeline

__all__ = ["CLICKS_MS", "GUID", "RATE", "documentary", "episode", "show", "sounds"]

RATE = 48000
GUID = "guid-of-the-documentary"
CLICKS_MS = (1500, 2750, 4321)
"""Where a click stands in each recording."""

VOICE_1 = Path("episodes/atelier/recordings/01-entretien.flac")
VOICE_2 = Path("episodes/garage/recordings/01-entretien.wav")
NARRATION = Path("episodes/quartier/narration/01 début.wav")
MUSIC = Path("episodes/quartier/sounds/nappe.flac")
STREET = Path("episodes/quartier/sounds/rue.wav")


def _voice(seed: int, level: float, length_s: float = 6.0) -> NDArray[np.float64]:
    """Something like syllables, with a click of one sample wherever CLICKS_MS says."""
    at = np.arange(round(length_s * RATE)) / RATE
    noise = np.random.default_rng(seed).normal(size=len(at))
    sound = level * (np.sin(2 * np.pi * 3 * at) > 0) * (np.sin(2 * np.pi * 220 * at) + 0.2 * noise)
    for click_ms in CLICKS_MS:
        sound[click_ms * RATE // 1000] = 0.95
    return np.asarray(sound)


def sounds(root: Path) -> Path:
    """The files of the documentary; one of the voices is much quieter than the other."""
    made: dict[Path, Samples | NDArray[np.float64]] = {
        VOICE_1: _voice(1, 0.02),
        VOICE_2: _voice(2, 0.2),
        NARRATION: _voice(3, 0.1),
        MUSIC: 0.1 * np.random.default_rng(4).normal(size=(20 * RATE, 2)),
        STREET: _voice(5, 0.05),
    }
    for name, samples in made.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(root / name, np.clip(samples, -1, 1), RATE, "PCM_24")
    return root


def documentary() -> Timeline:
    """Narration, two quotes that run into each other, a gap with room tone, a third, and what is beneath."""
    clips = (
        Clip(MUSIC, 0, 14_000, 0, "music", fade_in_ms=500, fade_out_ms=2000, duck_db=15.0, gain_db=-6.0),
        Clip(NARRATION, 1000, 3000, 2000, "narration"),
        Clip(VOICE_1, 1000, 4000, 4000, "quote", episode="atelier", fade_out_ms=400),
        Clip(VOICE_2, 1000, 3001, 6600, "quote", episode="garage", fade_in_ms=400),
        Clip(STREET, 1000, 5000, 6000, "sound", gain_db=-3.0, fade_in_ms=200, fade_out_ms=500),
        Clip(VOICE_2, 200, 400, 8561, "room", fade_in_ms=40, fade_out_ms=40, length_ms=1080),
        Clip(VOICE_1, 4000, 5500, 9601, "quote", episode="atelier"),
    )
    chapters = (Chapter(0, "Ouverture"), Chapter(4000, 'L\'atelier, dit « "la Fabrique" »', "atelier"))
    return Timeline(tuple(sorted(clips, key=lambda clip: clip.at_ms)), chapters)


def show(root: Path) -> Show:
    return Show(root, "Porte-voix", "fr", "Radio", "r@example.org", "https://example.org", "", (), "g", None)


def episode() -> Episode:
    return Episode(
        "quartier",
        "Le quartier, à voix haute",
        datetime(2026, 5, 4, tzinfo=UTC),
        GUID,
        Path("episodes/quartier"),
        (),
    )
