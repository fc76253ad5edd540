"""One microphone per person on one channel each: who speaks is known, but each hears the other a little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from podcast.model import Dropped, Segment, Word
from podcast.transcribe.guards import runs
from podcast.transcribe.onsets import settled
from podcast.transcribe.reasons import OTHER_MICROPHONE
from podcast.transcribe.sound import RATE, STEP_MS, Samples
from podcast.transcribe.wording import plain

__all__ = ["Levels", "merged", "muted", "relative", "without_bleed"]

Levels = NDArray[np.float32]

# A voice in another person's microphone is at least this much fainter than in its own.
_BLEED_DB = 10.0
# And a word this much fainter than a voice is in its own microphone was spoken by nobody there.
_FAINT_DB = -22.0
# The same word in two channels at the same time was said once, however loud the bleed.
_SAME_MS = 400
_SPEECH_PERCENTILE = 90
_SMOOTH_STEPS = 5
_HOLD_STEPS = 4


def relative(levels: Levels) -> Levels:
    """Levels against each channel's own speech, so that a microphone set low is not taken for a far one."""
    if levels.shape[1] == 0:
        return levels
    own = np.percentile(levels, _SPEECH_PERCENTILE, axis=1, keepdims=True)
    return (levels - own).astype(np.float32)


def _others(loud: Levels, channel: int) -> Levels:
    rest = np.delete(loud, channel, axis=0)
    return rest.max(axis=0) if len(rest) else np.full(loud.shape[1], -200.0, np.float32)


def muted(blocks: Iterable[Samples], loud: Levels, channel: int) -> Iterator[Samples]:
    """Give one channel's sound with silence wherever another channel's voice is what it picks up.

    `blocks` are mono, (samples,), at 16 kHz; `loud` is what `relative` gives, dB, (channels, steps of 50 ms).
    """
    kernel = np.ones(_SMOOTH_STEPS, np.float32) / _SMOOTH_STEPS
    lead = np.convolve(_others(loud, channel) - loud[channel], kernel, "same")
    mine = lead < _BLEED_DB
    # A word's beginning and end are faint: what is ours holds a little before and after.
    open_steps = np.convolve(mine, np.ones(2 * _HOLD_STEPS + 1, np.float32), "same") > 0
    step = RATE * STEP_MS // 1000
    at = 0
    for block in blocks:
        steps = np.arange(at, at + len(block)) // step
        yield np.where(open_steps[np.minimum(steps, len(open_steps) - 1)], block, np.float32(0.0))
        at += len(block)


def without_bleed(loud: Levels, spoken: Sequence[Sequence[Word]]) -> tuple[list[list[Word]], list[Dropped]]:
    """Take out of each channel the words that are another channel's voice heard from afar.

    What is left begins with its sound.
    """
    kept: list[list[Word]] = []
    dropped: list[Dropped] = []
    for channel, words in enumerate(spoken):
        others = [other for index, other in enumerate(spoken) if index != channel]
        out = {
            index
            for index, word in enumerate(words)
            if _level_db(loud, channel, word) < _FAINT_DB
            or _is_bleed(_lead_db(loud, channel, word), any(_said_too(word, each) for each in others))
        }
        early = {
            index: pair
            for index in out
            if index + 1 < len(words)
            and index + 1 not in out
            and not any(_said_too(words[index], each) for each in others)
            and (pair := _too_early(loud[channel], words[index], words[index + 1]))
        }
        dropped += runs(words, out - early.keys(), OTHER_MICROPHONE)
        moved = {index + at: word for index, pair in early.items() for at, word in enumerate(pair)}
        own = [moved.get(index, word) for index, word in enumerate(words) if index not in out - early.keys()]
        kept.append(settled(loud[channel], own))
    return kept, dropped


def _too_early(levels: NDArray[np.float32], word: Word, following: Word) -> tuple[Word, Word] | None:
    """Both words where they were said, if the second, which follows at once, was begun in a silence.

    The model then laid the first one on what this microphone heard of the other speaker: "commencé ?" –
    "J'ai commencé…" has "J'ai" begin in the question, and "commencé" in the pause after it.
    """
    (later,) = settled(levels, [following])
    if following.start_ms - word.end_ms > STEP_MS or later.start_ms == following.start_ms:
        return None
    third_ms = (later.end_ms - later.start_ms) // 3
    end_ms = later.start_ms + min(word.end_ms - word.start_ms, third_ms)
    return replace(word, start_ms=later.start_ms, end_ms=end_ms), replace(later, start_ms=end_ms)


def _is_bleed(lead_db: float, said_too: bool) -> bool:
    return lead_db >= _BLEED_DB or (said_too and lead_db > 0)


def _lead_db(loud: Levels, channel: int, word: Word) -> float:
    """How much louder the loudest other channel is during a word."""
    during = slice(word.start_ms // STEP_MS, word.end_ms // STEP_MS + 1)
    return _mean(_others(loud, channel)[during]) - _mean(loud[channel][during])


def _level_db(loud: Levels, channel: int, word: Word) -> float:
    """How loud a channel is during a word, against its own speech."""
    return _mean(loud[channel][word.start_ms // STEP_MS : word.end_ms // STEP_MS + 1])


def _mean(part: Levels) -> float:
    return float(10 * np.log10(np.mean(10 ** (part.astype(np.float64) / 10)))) if len(part) else -200.0


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
