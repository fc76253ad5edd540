"""Where words begin: a model has a word that follows a silence begin too early, by up to a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from podcast.model import Word
from podcast.transcribe.sound import STEP_MS, Samples, powers

__all__ = ["metered", "settled"]

# A step this much fainter than the loudest one of its word may be silence, or a faint consonant: those are
# shorter than the silence that is looked for.
_SILENT_DB = 25.0
_SILENCE_STEPS = 3
# What is left before the first loud step, for such a consonant.
_LEAD_STEPS = 2
_SHORTEST_MS = 60


def settled(levels: NDArray[np.float32], words: Sequence[Word]) -> list[Word]:
    """The words, each that was given a beginning in a silence of 150 ms or more begun with its sound.

    `levels`: dBFS, or dB against anything, one figure per `STEP_MS` of the recording. Ends stay.
    """
    return [replace(word, start_ms=_begun_ms(levels, word)) for word in words]


def _begun_ms(levels: NDArray[np.float32], word: Word) -> int:
    first = word.start_ms // STEP_MS
    during = levels[first : word.end_ms // STEP_MS + 1]
    sound = np.flatnonzero(during >= during.max(initial=-200.0) - _SILENT_DB)
    if len(sound) == 0 or sound[0] < _SILENCE_STEPS:
        return word.start_ms
    begun_ms = (first + int(sound[0]) - _LEAD_STEPS) * STEP_MS
    return max(word.start_ms, min(begun_ms, word.end_ms - _SHORTEST_MS))


def metered(blocks: Iterable[Samples], into: list[NDArray[np.float32]]) -> Iterator[Samples]:
    """Hand on blocks of sound (of whole steps) and keep the levels of what went by."""
    for block in blocks:
        into.append(powers(block))
        yield block
