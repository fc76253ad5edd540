"""A word begins with its sound, not in the silence before it."""

from __future__ import annotations

import numpy as np

from podcast.model import Word
from podcast.transcribe.onsets import metered, settled
from podcast.transcribe.sound import RATE, STEP_MS


def levels(*spans: tuple[int, int, float]) -> np.ndarray:
    found = np.full(100, -70.0, np.float32)
    for first, past, level in spans:
        found[first:past] = level
    return found


def begun(row: np.ndarray, first: int, past: int) -> int:
    (word,) = settled(row, [Word(first * STEP_MS, past * STEP_MS, "voilà")])
    assert word.end_ms == past * STEP_MS
    return word.start_ms // STEP_MS


def test_a_beginning_in_a_silence_goes_to_the_sound_and_leaves_room_for_a_faint_consonant() -> None:
    assert begun(levels((40, 60, -20.0)), 22, 50) == 38


def test_a_short_silence_may_be_the_word_itself() -> None:
    assert begun(levels((24, 60, -20.0)), 22, 50) == 22


def test_a_soft_beginning_is_a_beginning() -> None:
    assert begun(levels((22, 40, -43.0), (40, 60, -20.0)), 22, 50) == 22


def test_in_noise_nothing_is_moved() -> None:
    assert begun(np.full(100, -40.0, np.float32), 22, 50) == 22


def test_a_word_keeps_some_length() -> None:
    (word,) = settled(levels((49, 60, -20.0)), [Word(22 * STEP_MS, 49 * STEP_MS + 10, "ah")])
    assert word.end_ms - word.start_ms >= 60


def test_a_word_past_the_end_of_the_sound_stays_where_it_is() -> None:
    assert begun(levels(), 120, 130) == 120


def test_levels_are_kept_of_what_goes_by() -> None:
    sound = np.concatenate([np.zeros(RATE), np.full(RATE, 0.1)]).astype(np.float32)
    meter: list[np.ndarray] = []
    assert sum(len(block) for block in metered([sound[:RATE], sound[RATE:]], meter)) == len(sound)
    row = np.concatenate(meter)
    assert len(row) == 2000 // STEP_MS
    assert row[0] == -120.0
    assert np.isclose(row[-1], -20.0, atol=0.01)
