"""Sound without speech through the real engine: silence, noise, music, laughter give no words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from real_recordings import REAL

from podcast.errors import ModelMissing
from podcast.transcribe import Engine, Request, open_engine
from podcast.transcribe.sound import RATE

SECONDS = 12
TIME = np.arange(RATE * SECONDS) / RATE


def silence() -> Any:
    return np.zeros(len(TIME))


def room() -> Any:
    return np.random.default_rng(1).normal(0, 0.003, len(TIME))


def wind() -> Any:
    """Noise whose low end is strongest and comes in gusts."""
    steps = np.cumsum(np.random.default_rng(2).normal(0, 1, len(TIME)))
    gusts = 0.5 + 0.5 * np.sin(2 * np.pi * 0.3 * TIME)
    return 0.3 * gusts * (steps - steps.mean()) / np.abs(steps - steps.mean()).max()


def music() -> Any:
    """A signature tune: chords of decaying strings over a bass, two a second."""
    tune = np.zeros(len(TIME))
    chords = [(220, 277, 330), (196, 247, 294), (175, 220, 262), (165, 208, 247)]
    for number in range(2 * SECONDS):
        start = number * RATE // 2
        part = TIME[: len(TIME) - start]
        for note in (*chords[number // 2 % 4], chords[number // 2 % 4][0] / 2):
            for harmonic in range(1, 6):
                wave = np.sin(2 * np.pi * note * harmonic * part) / harmonic**1.5
                tune[start:] += 0.06 * wave * np.exp(-3 * part)
    return tune


@pytest.fixture(scope="module")
def engine() -> Engine:
    try:
        return open_engine("faster-whisper", "base")
    except ModelMissing:
        pytest.skip("the model base is not on this machine")


@pytest.mark.slow
@pytest.mark.parametrize("sound", [silence, room, wind, music])
def test_what_is_no_speech_gives_no_words(engine: Engine, tmp_path: Path, sound: Callable[[], Any]) -> None:
    file = tmp_path / "sound.wav"
    soundfile.write(file, sound().astype(np.float32), RATE)
    heard = engine.transcribe(file, Request("fr", SECONDS * 1000), lambda _ms: None)
    assert heard.text == ""


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the real recordings are not on this machine")
@pytest.mark.parametrize(("name", "length_ms"), [("wt_laugh1.mp3", 4_296), ("wt_empty.wav", 1_408)])
def test_real_laughter_and_a_real_pause_give_no_words(engine: Engine, name: str, length_ms: int) -> None:
    heard = engine.transcribe(REAL / "fr" / name, Request("fr", length_ms), lambda _ms: None)
    assert heard.text == ""
