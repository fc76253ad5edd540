"""Where to cut, and the room between two answers: found where they are, in noise as in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.audio import Cleaned, Samples, decode, quiet_cut, room_tone
from podcast.audio.pcm import Pcm
from podcast.errors import RecordingError

RATE = 48000

Loud = tuple[int, int, float]
"""Something heard from one time to another, in ms, and how loud."""


def room(length_ms: int, level: float, *loud: Loud, seed: int = 1) -> Samples:
    """Steady noise of a room, and louder noise where something is heard."""
    rng = np.random.default_rng(seed)
    out = level * rng.standard_normal(length_ms * 48)
    for start_ms, end_ms, amplitude in loud:
        out[start_ms * 48 : end_ms * 48] += amplitude * rng.standard_normal((end_ms - start_ms) * 48)
    return out.astype(np.float32)


def saved(file: Path, samples: Samples, rate_hz: int = RATE) -> Path:
    soundfile.write(file, samples, rate_hz, subtype="PCM_24")
    return file


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gap=st.tuples(st.integers(120, 700), st.integers(90, 400)),
    level=st.sampled_from([0.0, 1e-4, 2e-3]),
    seed=st.integers(0, 5),
)
def test_a_cut_lies_in_the_pause(tmp_path: Path, gap: tuple[int, int], level: float, seed: int) -> None:
    """Between two words, never in one of them nor at its edge."""
    first_ms, length_ms = gap
    words = ((0, first_ms, 0.1), (first_ms + length_ms, 1500, 0.05))
    file = saved(tmp_path / "a.wav", room(1500, level, *words, seed=seed))
    at_ms = quiet_cut(file, 40, 1300)
    assert first_ms + 10 <= at_ms <= first_ms + length_ms - 10


def test_a_breath_is_not_cut(tmp_path: Path) -> None:
    """word, pause of 150 ms, breath of 300 ms, pause of 60 ms, word: the longer pause is taken."""
    sound = room(2000, 5e-4, (0, 500, 0.1), (650, 950, 0.008), (1010, 2000, 0.1))
    file = saved(tmp_path / "a.wav", sound)
    assert 510 <= quiet_cut(file, 450, 1050) <= 640
    assert 955 <= quiet_cut(file, 700, 1050) <= 1005


def test_the_closure_of_a_consonant_is_shorter_than_a_pause(tmp_path: Path) -> None:
    """60 ms of silence within a word, 200 ms after it."""
    sound = room(1500, 3e-4, (0, 300, 0.1), (360, 600, 0.1), (800, 1500, 0.1))
    assert 620 <= quiet_cut(saved(tmp_path / "a.wav", sound), 200, 900) <= 780


def test_rumble_does_not_hide_the_pause(tmp_path: Path) -> None:
    rumble = 0.2 * np.sin(2 * np.pi * 18 * np.arange(72000) / RATE).astype(np.float32)
    sound = room(1500, 3e-4, (0, 600, 0.05), (800, 1500, 0.05)) + rumble
    assert 620 <= quiet_cut(saved(tmp_path / "a.wav", sound), 100, 1400) <= 780


@pytest.mark.parametrize("rate_hz", [44100, 24000, 22050])
def test_times_are_those_of_the_recording_at_any_rate(tmp_path: Path, rate_hz: int) -> None:
    rng = np.random.default_rng(3)
    sound = 0.1 * rng.standard_normal(5 * rate_hz)
    sound[int(3.2 * rate_hz) : int(3.3 * rate_hz)] *= 0.001
    file = saved(tmp_path / "a.wav", sound.astype(np.float32), rate_hz)
    assert quiet_cut(file, 3000, 4000) == pytest.approx(3250, abs=10)


def test_a_window_at_the_ends_of_a_recording(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.wav", room(1000, 1e-4, (100, 900, 0.1)))
    assert quiet_cut(file, 0, 0) == 0
    assert quiet_cut(file, 0, 300) < 90
    assert 910 <= quiet_cut(file, 700, 5000) <= 1000
    assert quiet_cut(file, 2000, 3000) == 2000


def whole(pcm: Pcm) -> Samples:
    return np.concatenate(list(pcm.blocks()))


def levels_db(file: Path, stretch: tuple[int, int]) -> Samples:
    """The level of each 20 ms of a stretch."""
    sound = whole(Cleaned(decode(file, start_ms=stretch[0], end_ms=stretch[1])))[:, 0]
    power = np.square(sound[: len(sound) // 960 * 960]).reshape(-1, 960).mean(axis=1)
    return np.asarray(10 * np.log10(power))


def test_room_tone_is_steady_and_holds_no_word(tmp_path: Path) -> None:
    """Among words, a click and a cough, the one long pause."""
    words = [(at, at + 700, 0.1) for at in range(0, 9000, 900)]
    sound = room(20_000, 1e-3, *words, (10_300, 10_305, 0.05), (13_000, 13_200, 0.01), (15_500, 20_000, 0.1))
    file = saved(tmp_path / "a.wav", sound)
    found = room_tone(file, 9000)
    assert found is not None
    start_ms, end_ms = found
    assert end_ms - start_ms == 2000
    assert not any(start_ms < at < end_ms for at in (10_300, 13_000, 13_200))
    assert np.ptp(levels_db(file, found)) < 3
    assert room_tone(file, 9000) == found


def test_room_tone_between_words_where_pauses_are_short(tmp_path: Path) -> None:
    words = [(at, at + 900, 0.1) for at in range(0, 19_000, 1500)]
    file = saved(tmp_path / "a.wav", room(20_000, 1e-3, *words))
    found = room_tone(file, 10_000)
    assert found is not None
    assert 300 <= found[1] - found[0] <= 600
    assert abs(found[0] - 10_000) < 8000
    assert np.ptp(levels_db(file, found)) < 3


def test_room_tone_farther_away_where_nobody_pauses_near(tmp_path: Path) -> None:
    talk = room(60_000, 1e-3, *[(at, at + 300, 0.1) for at in range(0, 60_000, 400)])
    sound = np.concatenate([talk, room(3000, 1e-3)])
    file = saved(tmp_path / "a.wav", sound)
    found = room_tone(file, 5000)
    assert found is not None
    assert found[0] >= 60_000
    assert room_tone(saved(tmp_path / "talk.wav", talk), 5000) is None


def test_a_recording_of_nothing_has_no_room_and_digital_silence_is_one(tmp_path: Path) -> None:
    assert room_tone(saved(tmp_path / "a.wav", room(100, 1e-3)), 0) is None
    assert room_tone(saved(tmp_path / "b.wav", room(3000, 0.0)), 1000) == (60, 2060)


def test_a_missing_recording_is_named(tmp_path: Path) -> None:
    for asked in (
        lambda: quiet_cut(tmp_path / "gone.wav", 0, 100),
        lambda: room_tone(tmp_path / "gone.wav", 0),
    ):
        with pytest.raises(RecordingError, match=r"gone\.wav is not there"):
            asked()
