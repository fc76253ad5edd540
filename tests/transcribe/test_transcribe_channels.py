"""One microphone per voice: what leaks into the other one is written once, under whoever says it."""

from __future__ import annotations

import difflib
import re
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from podcast.model import Word
from podcast.transcribe import OTHER_MICROPHONE, Request, open_engine
from podcast.transcribe.channels import relative, without_bleed
from podcast.transcribe.sound import RATE, STEP_MS, pieces

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "episodes/leila-couture/recordings/01-entretien.flac"
TEXT = ROOT / "tests/demonstration/leila-couture.txt"


def loudness(*voices: Sequence[tuple[int, int, float]]) -> np.ndarray:
    """Levels of channels, -80 dB but where a voice (first step, past step, level) is."""
    levels = np.full((len(voices), 100), -80.0, np.float32)
    for channel, spans in enumerate(voices):
        for first, past, level in spans:
            levels[channel, first:past] = level
    return relative(levels)


def at(step: int, text: str) -> Word:
    return Word(step * STEP_MS, (step + 6) * STEP_MS, text)


# The first voice speaks in steps 0-40, the second, 15 dB quieter, in 50-90; each leaks 12 dB down.
LEVELS = loudness(
    [(0, 40, -20.0), (50, 90, -32.0)],
    [(0, 40, -32.0 - 15), (50, 90, -20.0 - 15)],
)


def test_words_heard_from_afar_are_taken_out() -> None:
    spoken = [[at(5, "bonjour"), at(60, "merci")], [at(5, "bon jour"), at(60, "merci")]]
    kept, dropped = without_bleed(LEVELS, spoken)
    assert [[word.text for word in words] for words in kept] == [["bonjour"], ["merci"]]
    assert [each.text for each in dropped] == ["merci", "bon jour"]
    assert {each.reason for each in dropped} == {OTHER_MICROPHONE}


def test_two_who_speak_at_once_both_keep_their_words() -> None:
    both = loudness([(0, 90, -20.0)], [(0, 90, -24.0)])
    kept, dropped = without_bleed(both, [[at(5, "oui")], [at(5, "non")]])
    assert [len(words) for words in kept] == [1, 1]
    assert dropped == []


def test_the_same_word_at_the_same_time_was_said_once_however_loud_the_bleed() -> None:
    near = loudness([(0, 60, -20.0)], [(0, 60, -25.0), (60, 100, -20.0)])
    kept, _ = without_bleed(near, [[at(5, "oui")], [at(5, "Oui.")]])
    assert [len(words) for words in kept] == [1, 0]


def test_a_word_laid_on_the_other_voice_is_kept_where_it_was_said() -> None:
    """«Comment avez-vous commencé ?» – «J'ai commencé…»: the engine has «J'ai» begin in the question."""
    turns = loudness([(0, 30, -20.0)], [(0, 30, -34.0), (45, 80, -20.0)])
    early = Word(20 * STEP_MS, 31 * STEP_MS, "J'ai")
    following = Word(31 * STEP_MS, 58 * STEP_MS, "commencé")
    kept, dropped = without_bleed(turns, [[at(22, "commencé")], [early, following]])
    assert [(each.text, each.start_ms // STEP_MS, each.end_ms // STEP_MS) for each in kept[1]] == [
        ("J'ai", 43, 48),
        ("commencé", 48, 58),
    ]
    assert dropped == []

    # What the other microphone has too, at the same time, is theirs.
    kept, dropped = without_bleed(turns, [[at(20, "J'ai")], [early, following]])
    assert [word.text for word in kept[1]] == ["commencé"]
    assert [each.text for each in dropped] == ["J'ai"]
    # And so is what another word follows that begins with its sound.
    kept, dropped = without_bleed(turns, [[at(22, "commencé")], [early, at(45, "commencé")]])
    assert [word.text for word in kept[1]] == ["commencé"]


def test_a_word_in_a_silence_is_nobodys() -> None:
    kept, _ = without_bleed(LEVELS, [[], [at(42, "merci")]])
    assert kept == [[], []]


def mixed(target: Path, leak_db: float, length_s: int) -> Path:
    """The demonstration's two microphones with more of each voice in the other one."""
    left, right = (
        np.concatenate(list(pieces(SOURCE, 60.0, channel=channel)))[: length_s * RATE] for channel in (0, 1)
    )
    right = right * 10 ** (8 / 20)  # the guest was recorded 8 dB too low
    leak = 10 ** (leak_db / 20)
    sound = np.stack([left + leak * np.roll(right, 96), right + leak * np.roll(left, 120)], axis=1)
    with wave.open(str(target), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound / np.abs(sound).max() * 20_000).astype("<i2").tobytes())
    return target


def bare(text: str) -> list[str]:
    return [word for word in re.split(r"[^\w]+", text.casefold()) if word]


@pytest.mark.slow
def test_nothing_is_written_twice_and_everybody_keeps_their_words(tmp_path: Path) -> None:
    file = mixed(tmp_path / "two.wav", -12.0, 20)
    request = Request("fr", 20_000, ("Simon Valette", "Leïla Montagner"))
    found = open_engine("faster-whisper", "base").transcribe(file, request, lambda _ms: None)
    lines = [line.split(": ", 1) for line in TEXT.read_text("utf-8").splitlines() if ": " in line][1:]
    for name in request.channels:
        written = bare(" ".join(cue.text for cue in found.segments if cue.speaker == name))
        other = bare(" ".join(said for who, said in lines if who != name))
        own = bare(" ".join(said for who, said in lines if who == name))[: len(written)]
        right = difflib.SequenceMatcher(None, own, written, autojunk=False).ratio()
        assert right > 0.8, (name, written)
        runs = difflib.SequenceMatcher(None, other, written, autojunk=False).get_matching_blocks()
        assert max(run.size for run in runs) < 4, (name, written)
