"""One microphone per person on one channel each: who speaks is known, but each hears the other a little."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podcast.model import Dropped, Segment, Word
from podcast.transcribe.sound import STEP_MS, levels
from podcast.transcribe.wording import plain

__all__ = ["OTHER_MICROPHONE", "merged", "without_bleed"]

# Why a word was left out: it is heard, and written, in another channel.
OTHER_MICROPHONE = "other microphone"

# A voice in another person's microphone is at least this much fainter than in its own.
_BLEED_DB = 10.0
# The same word in two channels at the same time was said once, however loud the bleed.
_SAME_MS = 400
_SPEECH_PERCENTILE = 90


def without_bleed(
    recording: Path, spoken: Sequence[Sequence[Word]]
) -> tuple[list[list[Word]], list[Dropped]]:
    """Take out of each channel the words that are another channel's voice heard from afar."""
    loud = _relative(levels(recording, len(spoken)))
    kept: list[list[Word]] = []
    dropped: list[Dropped] = []
    for channel, words in enumerate(spoken):
        others = [o for o in range(len(spoken)) if o != channel]
        mine: list[Word] = []
        for word in words:
            lead_db = max((_mean(loud[o], word) for o in others), default=-120.0) - _mean(loud[channel], word)
            twice = any(_said_too(word, spoken[o]) for o in others)
            if lead_db >= _BLEED_DB or (twice and lead_db > 0):
                dropped.append(Dropped(word.start_ms, word.end_ms, word.text, OTHER_MICROPHONE))
            else:
                mine.append(word)
        kept.append(mine)
    return kept, dropped


def _relative(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Levels against each channel's own speech, so that a microphone set low is not taken for a far one."""
    if power.shape[1] == 0:
        return power
    own = np.percentile(power, _SPEECH_PERCENTILE, axis=1, keepdims=True)
    return (power - own).astype(np.float32)


def _mean(row: NDArray[np.float32], word: Word) -> float:
    """Mean level during a word, over its energy."""
    part = row[word.start_ms // STEP_MS : word.end_ms // STEP_MS + 1]
    return float(10 * np.log10(np.mean(10 ** (part.astype(np.float64) / 10)))) if len(part) else -120.0


def _said_too(word: Word, others: Sequence[Word]) -> bool:
    text = plain(word.text)
    return any(
        abs(other.start_ms - word.start_ms) <= _SAME_MS and plain(other.text) == text for other in others
    )


def merged(voices: Sequence[Sequence[Segment]]) -> list[Segment]:
    """The cues of all channels in the order they begin."""
    return sorted(
        (cue for voice in voices for cue in voice),
        key=lambda cue: (cue.start_ms, cue.end_ms, cue.speaker),
    )
