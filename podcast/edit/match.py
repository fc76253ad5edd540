"""How far each clip is raised, so that ten recordings sound like one programme and music stays behind."""

from __future__ import annotations

from typing import Final

import numpy as np

from podcast.audio import Levels, integrated_lufs, momentary_lufs
from podcast.model import ClipKind

__all__ = ["REFERENCE_LUFS", "level_lufs", "louder_lu", "over_noise_lu", "sound_gain_db", "voice_gain_db"]

REFERENCE_LUFS: Final = -23.0  # mastering brings the whole to its target afterwards

# Music heard alone is a little softer than the voices; lowered by the usual 15 dB under them it is 20 dB
# softer, which is what WCAG 2.2, 1.4.7 asks so that people who hear badly can follow.
_BEHIND_LU: Final[dict[ClipKind, float]] = {"sound": 5.0, "music": 5.0}
_MOST_DB: Final = 40.0  # up or down
_FREE_DB: Final = 12.0  # so much anything is raised
_NOISE_LU: Final = 3.0  # steady noise alone is so much louder than its quietest moments
_RAISED_DB_PER_LU: Final = 4.0  # what stands out over its noise may be raised further
_SHORT: Final = 300  # grid steps, 3 s (EBU Tech 3341, short-term): a shorter clip may be a shout or a sigh
_UNUSUAL_LU: Final = 3.0  # which then stays one: more than so far from how its recording sounds
_WINDOW: Final = 40  # grid steps of one gating block


def level_lufs(energy: Levels) -> float:
    """The gated loudness of a clip from its K energy per 10 ms; one shorter than 0.4 s is filled up with
    silence. -inf where there is none."""
    return integrated_lufs(np.pad(energy, (0, max(0, _WINDOW - len(energy)))))


def louder_lu(clip: Levels, recording: Levels) -> float:
    """How much louder a clip is than the whole of its recording; 0 where one of them is silent."""
    return _apart_lu(level_lufs(clip), level_lufs(recording))


def over_noise_lu(clip: Levels, recording: Levels) -> float:
    """How far a clip lies over the quietest moments of its recording; infinite where they are silent."""
    heard = momentary_lufs(recording)
    noise_lufs = float(np.percentile(heard, 5, method="lower")) if len(heard) else float("-inf")
    return _apart_lu(level_lufs(clip), noise_lufs) if np.isfinite(noise_lufs) else float("inf")


def _apart_lu(one_lufs: float, other_lufs: float) -> float:
    return one_lufs - other_lufs if np.isfinite(one_lufs) and np.isfinite(other_lufs) else 0.0


def voice_gain_db(clip: Levels, unusual_lu: float, over_noise_lu: float) -> float:
    """The gain that brings a voice to the reference, from the K energy of its clip.

    A clip shorter than 3 s that is more than 3 LU louder or softer than its recording stays so much louder or
    softer than that. What hardly stands out over the noise is raised no more than 12 dB.
    """
    lufs = level_lufs(clip)
    if not np.isfinite(lufs):
        return 0.0
    wanted_lufs = REFERENCE_LUFS
    if len(clip) < _SHORT:
        wanted_lufs += unusual_lu - float(np.clip(unusual_lu, -_UNUSUAL_LU, _UNUSUAL_LU))
    most_db = _FREE_DB + _RAISED_DB_PER_LU * max(0.0, over_noise_lu - _NOISE_LU)
    return float(np.clip(wanted_lufs - lufs, -_MOST_DB, min(_MOST_DB, most_db)))


def sound_gain_db(clip: Levels, kind: ClipKind) -> float:
    """The gain that brings music or a sound to its place behind the voices, a jingle beside them."""
    lufs = level_lufs(clip)
    wanted_lufs = REFERENCE_LUFS - _BEHIND_LU.get(kind, 0.0)
    return float(np.clip(wanted_lufs - lufs, -_MOST_DB, _MOST_DB)) if np.isfinite(lufs) else 0.0
