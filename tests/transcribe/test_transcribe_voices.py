"""Voices told apart by their sound: the weights read, the networks, who speaks when, whose each word is."""

from __future__ import annotations

import os
import pickle
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest

from podcast.model import Segment, Transcript, Voice, Word
from podcast.transcribe import Ears, Turn, from_json, make_ears, parts, to_json, told_apart, turns_in
from podcast.transcribe.sound import RATE, STEP_MS, levels, pieces
from podcast.transcribe.voices import listen
from podcast.transcribe.voices.checkpoint import tensors
from podcast.transcribe.voices.features import bands
from podcast.transcribe.voices.grouping import centres

EPISODES = Path(__file__).parents[2] / "episodes"
TWO_MICROPHONES = EPISODES / "leila-couture/recordings/01-entretien.flac"


@pytest.fixture(scope="module")
def ears() -> Ears:
    return make_ears(lambda _done, _total: None, threads=2)


class Trap:
    """Reading me back would run a command."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.target),))


def test_a_checkpoint_runs_nothing_of_its_own(tmp_path: Path) -> None:
    file, trapped = tmp_path / "a.pt", tmp_path / "trapped"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/data.pkl", pickle.dumps({"state_dict": {}, "more": Trap(trapped)}))
    assert tensors(file) == {}
    assert not trapped.exists()


def test_bands_are_those_of_kaldi() -> None:
    """Against kaldi-native-fbank 1.23, 80 bins, no dither, of a rising tone under a steady one."""
    t = np.arange(RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * (200 + 900 * t) * t) + 0.05 * np.sin(2 * np.pi * 3000 * t)
    found = bands(tone.astype(np.float32))
    assert found.shape == (98, 80)
    some = [found[at] for at in ((0, 0), (10, 5), (50, 20), (97, 40), (30, 79))]
    assert some == pytest.approx([-6.175, -9.145, -11.852, 0.94, -15.942], abs=0.01)
    assert float(found.mean()) == pytest.approx(-11.5685, abs=0.001)


def around(middle: int, count: int, spread: float = 0.1) -> np.ndarray:
    """Voices of one person: near one axis of the space."""
    chance = np.random.default_rng(middle)
    found = np.eye(16, dtype=np.float32)[middle] + spread * chance.standard_normal((count, 16)).astype(
        np.float32
    )
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def group(voices: list[np.ndarray], count: int, length_s: float = 3.0) -> int:
    together = np.concatenate(voices)
    return len(centres(together, np.full(len(together), length_s), count))


def test_never_more_voices_than_are_heard_nor_than_are_expected() -> None:
    assert group([around(0, 20), around(1, 20)], 2) == 2
    assert group([around(0, 20), around(1, 20)], 4) == 2
    assert group([around(0, 20)], 3) == 1
    assert group([around(0, 20), around(1, 20), around(2, 20)], 2) == 2


def test_a_cough_does_not_make_one_of_two_people() -> None:
    found = centres(
        np.concatenate([around(0, 20), around(1, 20), around(5, 1)]), np.array([3.0] * 40 + [1.5]), 2
    )
    assert [int(each.argmax()) for each in found] == [0, 1]


@pytest.fixture(scope="module")
def conversation(ears: Ears) -> list[tuple[Turn, ...]]:
    return turns_in([TWO_MICROPHONES], 2, ears, lambda _place, _ms: None)


def test_who_speaks_agrees_with_the_microphones(conversation: list[tuple[Turn, ...]]) -> None:
    """Both channels mixed, against which of the two microphones is the louder."""
    loud = levels(TWO_MICROPHONES, 2)
    own = loud - np.percentile(loud, 90, axis=1, keepdims=True)
    spoken = loud.max(axis=0) > -50
    truth = own.argmax(axis=0)
    told = np.full(loud.shape[1], -1)
    for turn in conversation[0]:
        told[turn.start_ms // STEP_MS : turn.end_ms // STEP_MS] = ord(turn.voice) - ord("A")
    both = spoken & (told >= 0)
    assert both.sum() > 0.9 * spoken.sum()
    assert (truth[both] == told[both]).mean() > 0.98  # the interviewer, on the left, is heard first


def test_the_same_every_time_and_under_the_same_letters_in_every_recording(
    ears: Ears, tmp_path: Path
) -> None:
    short = tmp_path / "short.wav"
    sound = np.concatenate(list(pieces(TWO_MICROPHONES, 5.0)))[: 14 * RATE]
    with wave.open(str(short), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    first, second = turns_in([short, short], 2, ears, lambda _place, _ms: None)
    assert first == second
    assert {turn.voice for turn in first} == {"A", "B"}
    assert turns_in([short, short], 2, ears, lambda _place, _ms: None) == [first, second]


def test_blocks_of_any_size_give_the_same(ears: Ears) -> None:
    sound = np.concatenate(list(pieces(TWO_MICROPHONES, 5.0)))[: 23 * RATE]
    whole = listen([sound], ears, lambda _ms: None)
    cut = listen(np.array_split(sound, 37), ears, lambda _ms: None)
    assert [(run.first, run.past) for run in whole.runs] == [(run.first, run.past) for run in cut.runs]
    assert (whole.speaking == cut.speaking).all()


@pytest.mark.parametrize("length_s", [0.0, 0.01, 1.0])
def test_silence_and_next_to_nothing_have_no_voice(ears: Ears, length_s: float) -> None:
    heard = listen([np.zeros(int(length_s * RATE), np.float32)], ears, lambda _ms: None)
    assert heard.runs == ()


def heard(text: str, times: list[tuple[int, int]]) -> Transcript:
    words = tuple(Word(*time, word) for time, word in zip(times, text.split(), strict=True))
    return Transcript("fr", 10_000, (Segment(words[0].start_ms, words[-1].end_ms, text, "", words),))


CAST = (Voice("A", "Simon"), Voice("B"))


def test_cues_are_cut_where_another_voice_begins() -> None:
    row = heard("Vous cousez ici Oui depuis toujours", [(i * 400, i * 400 + 380) for i in range(6)])
    told = told_apart(row, (Turn(0, 1150, "A"), Turn(1200, 2400, "B")), CAST)
    assert [(cue.speaker, cue.text, cue.found) for cue in told.segments] == [
        ("Simon", "Vous cousez ici", "diarisation"),
        ("B", "Oui depuis toujours", "diarisation"),
    ]
    assert told.voices == CAST


def test_a_word_at_the_edge_stays_in_its_sentence() -> None:
    """The last word is timed 300 ms late: by time alone it would be the other voice's."""
    row = heard(
        "Vous cousez ici. Oui depuis", [(0, 400), (400, 800), (850, 1300), (1310, 1600), (1600, 2000)]
    )
    told = told_apart(row, (Turn(0, 1000, "A"), Turn(1000, 2000, "B")), CAST)
    assert [cue.text for cue in told.segments] == ["Vous cousez ici.", "Oui depuis"]


def test_a_word_that_no_turn_covers_goes_to_the_nearest() -> None:
    row = heard("Bonjour Bonsoir", [(0, 300), (3_000, 3_300)])
    told = told_apart(row, (Turn(350, 900, "A"), Turn(2_000, 2_900, "B")), CAST)
    assert [cue.speaker for cue in told.segments] == ["Simon", "B"]


def test_no_turns_leave_the_words_alone() -> None:
    row = heard("Bonjour", [(0, 300)])
    assert told_apart(row, (), ()).segments == row.segments


def test_json_keeps_whose_words_they_are() -> None:
    row = heard("Vous cousez Oui", [(0, 300), (300, 600), (700, 900)])
    told = told_apart(row, (Turn(0, 650, "A"), Turn(650, 900, "B")), CAST)
    assert from_json(to_json(told)) == told
    assert "voices" not in to_json(row)


def test_a_voice_is_known_by_how_long_it_speaks_and_its_first_words() -> None:
    row = heard("Vous cousez. Oui", [(0, 300), (300, 600), (700, 900)])
    told = told_apart(row, (Turn(0, 650, "A"), Turn(650, 900, "B")), (Voice("A"), Voice("B")))
    assert [(each.label, each.spoken_ms, each.begins) for each in parts([told, told], ["A", "B"])] == [
        ("A", 1200, "Vous cousez. Vous cousez"),
        ("B", 400, "Oui Oui"),
    ]
