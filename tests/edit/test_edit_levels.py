"""Levels between clips: ten recordings as one programme, music behind it, short and noisy quotes, rooms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from heard import RATE, levels_db, lufs, rendered, saved, steady, talk, tone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from podcast.audio import Samples
from podcast.edit import mix
from podcast.model import Clip, ClipKind, Timeline


def rumble(seconds: float, level: float) -> Samples:
    return tone(seconds, 35, level)


def ten_recordings(folder: Path) -> list[Clip]:
    """Loud and very quiet, dark and bright, noisy, rumbling, humming, stereo, at other rates, two voices."""
    seconds = 30
    loud, quiet = 2.5 * talk(seconds, 1), 0.02 * talk(seconds, 2)
    bright = talk(seconds, 3, dark=0.75)
    noisy = 0.3 * talk(seconds, 4) + steady(seconds, 0.004)
    rumbling = 0.2 * talk(seconds, 5) + rumble(seconds, 0.05)
    humming = 0.1 * talk(seconds, 6) + tone(seconds, 50, 0.003) + tone(seconds, 100, 0.002)
    far = np.asarray(lfilter([1.0] + [0.0] * 2400 + [0.5], [1.0], 0.5 * talk(seconds, 8)), np.float32)
    turns = np.arange(seconds * RATE) // (6 * RATE) % 2
    two = np.asarray(talk(seconds, 9) * np.where(turns, 1.0, 0.15), np.float32)
    channels: list[tuple[tuple[Samples, ...], int]] = [
        ((np.clip(loud, -1, 1),), RATE),
        ((quiet,), RATE),
        ((bright,), RATE),
        ((noisy,), RATE),
        ((rumbling,), RATE),
        ((humming,), RATE),
        ((0.3 * talk(seconds, 7), 0.2 * talk(seconds, 17)), RATE),
        ((far,), RATE),
        ((two,), RATE),
        ((0.05 * talk(seconds, 10, rate_hz=44100),), 44100),
    ]
    return [
        Clip(
            saved(folder / f"{number}.wav", *each, rate_hz=rate_hz),
            8000,
            20_000,
            number * 13_000,
            ("quote", "narration", "recording")[number % 3],
        )
        for number, (each, rate_hz) in enumerate(channels)
    ]


def test_ten_recordings_come_out_at_one_level(tmp_path: Path) -> None:
    """Measured by a meter on what comes out, clip by clip: all within 1 LU, and at -23 LUFS."""
    clips = ten_recordings(tmp_path)
    out = rendered(tmp_path, *clips)
    levels = [lufs(out, clip.at_ms, clip.at_ms + 12_000) for clip in clips]
    assert max(levels) - min(levels) < 1.0, levels
    assert np.mean(levels) == pytest.approx(-23, abs=0.3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(level_db=st.floats(-35, 12), length_ms=st.integers(3000, 9000), start_ms=st.integers(0, 20_000))
def test_any_passage_of_a_steady_voice(
    tmp_path: Path, level_db: float, length_ms: int, start_ms: int
) -> None:
    sound = np.clip(talk(30, 3) * 10 ** (level_db / 20), -1, 1)
    name = saved(tmp_path / "voice.wav", sound, kind="FLOAT")
    out = rendered(tmp_path, Clip(name, start_ms, start_ms + length_ms, 0, "quote"))
    assert lufs(out) == pytest.approx(-23, abs=0.5)


def test_a_quiet_guest_between_loud_questions(tmp_path: Path) -> None:
    """Answers of 7 s and questions of 3 s, 14 dB apart: quotes of either come out alike."""
    asks = np.arange(60 * RATE) // RATE % 10 < 3
    name = saved(tmp_path / "talk.wav", np.asarray(talk(60, 4) * np.where(asks, 1.0, 0.2), np.float32))
    question = Clip(name, 20_200, 22_800, 0, "quote")
    answer = Clip(name, 33_200, 39_800, 5000, "quote")
    out = rendered(tmp_path, question, answer)
    assert lufs(out, 0, 2600) == pytest.approx(lufs(out, 5000, 11_600), abs=1.0)


def test_a_short_sigh_stays_one(tmp_path: Path) -> None:
    """Half a second, 20 dB softer than the speech around it: it is not made as loud as speech."""
    sound = talk(40, 5)
    sound[13 * RATE : 14 * RATE] *= 0.1
    name = saved(tmp_path / "talk.wav", sound, kind="FLOAT")
    out = rendered(tmp_path, Clip(name, 13_200, 13_700, 0, "quote"), Clip(name, 5000, 12_000, 2000, "quote"))
    assert lufs(out, 2000, 9000) == pytest.approx(-23, abs=0.5)
    assert -40 < lufs(out, 0, 500) < -28


def test_noise_without_a_voice_is_not_raised_to_one(tmp_path: Path) -> None:
    """Half a minute at -67 LUFS in which nobody speaks."""
    name = saved(tmp_path / "room.wav", steady(40, 0.0003), kind="FLOAT")
    out = rendered(tmp_path, Clip(name, 15_000, 25_000, 0, "quote"))
    assert lufs(out) < -44


def test_silence_stays_silence(tmp_path: Path) -> None:
    name = saved(tmp_path / "nothing.wav", np.zeros(5 * RATE, np.float32))
    for kind in ("quote", "music", "sound"):
        out = rendered(tmp_path, Clip(name, 0, 5000, 0, kind))
        assert len(out) == 5 * RATE
        assert not out.any()


@pytest.mark.parametrize(
    ("kind", "expected"), [("opening", -23.0), ("closing", -23.0), ("sound", -28.0), ("music", -28.0)]
)
@pytest.mark.parametrize("level", [0.02, 3.0])
def test_music_and_sounds_have_a_place_of_their_own(
    tmp_path: Path, kind: ClipKind, expected: float, level: float
) -> None:
    """However loud their file is."""
    sound = level * steady(6, 0.2)
    name = saved(tmp_path / "music.wav", sound, np.roll(sound, 999), kind="FLOAT")
    out = rendered(tmp_path, Clip(name, 0, 6000, 0, kind))
    assert lufs(out) == pytest.approx(expected, abs=0.2)


def test_a_mono_voice_is_as_loud_beside_stereo_music_as_alone(tmp_path: Path) -> None:
    voice = saved(tmp_path / "voice.wav", talk(12, 2))
    music = saved(tmp_path / "music.wav", tone(5, 220), tone(5, 330))
    clip = Clip(voice, 0, 12_000, 0, "quote")
    alone = rendered(tmp_path, clip)
    beside = rendered(tmp_path, clip, Clip(music, 0, 5000, 12_000, "music"))
    assert (alone.shape[1], beside.shape[1]) == (1, 2)
    assert lufs(beside, 0, 12_000) == pytest.approx(lufs(alone), abs=0.1)


def test_microphones_of_a_quote_are_told_apart_by_the_whole_recording(tmp_path: Path) -> None:
    """The guest alone speaks; the other microphone, which hears a little of it, stays shut."""
    seconds = 180
    guest, host = talk(seconds, 1), talk(seconds, 2)
    speaking = np.arange(seconds * RATE) > 60 * RATE
    guest, host = guest * speaking, host * ~speaking
    one = np.asarray(guest + 0.05 * np.roll(host, 300) + steady(seconds, 0.0005, 1), np.float32)
    two = np.asarray(0.2 * host + 0.01 * np.roll(guest, 300) + steady(seconds, 0.0005, 2), np.float32)
    name = saved(tmp_path / "pair.wav", one, two)
    clip = Clip(name, 120_000, 128_000, 0, "quote", ("Guest", "Host"))
    out = rendered(tmp_path, clip)[:, 0]
    guest_only = guest[120 * RATE : 128 * RATE]
    spectrum = np.fft.irfft(
        np.fft.rfft(out, 2**20) * np.conj(np.fft.rfft(guest_only, 2**20)), 2**20
    )  # cross-correlation: a second arrival of the voice would be the open microphone
    direct = np.abs(spectrum[:50]).max()
    late = np.abs(spectrum[250:350]).max()
    early_late = np.abs(np.correlate(guest_only[RATE : 3 * RATE], guest_only[RATE + 300 : 3 * RATE + 300]))[0]
    assert late / direct < 0.05 + early_late / np.sum(np.square(guest_only[RATE : 3 * RATE]))


# Room tone.


def interview(folder: Path, noise: float = 0.004) -> Path:
    """Ten seconds of speech, two of room, eight of speech, at a level of its own."""
    sound = 0.4 * talk(20, 3)
    sound[10 * RATE : 12 * RATE] = 0
    return saved(folder / "interview.wav", sound + steady(20, noise))


@pytest.mark.parametrize("stretch_ms", [300, 700, 1900])
def test_a_gap_sounds_like_the_room(tmp_path: Path, stretch_ms: int) -> None:
    """4 s of room made of less: as loud as the pauses in the quotes around it, even, without a click."""
    name = interview(tmp_path)
    room = Clip(
        name, 10_050, 10_050 + stretch_ms, 7960, "room", fade_in_ms=40, fade_out_ms=40, length_ms=4080
    )
    before = Clip(name, 4000, 12_000, 0, "quote")  # ends with two seconds of its own room
    after = Clip(name, 10_000, 16_000, 12_000, "quote")
    out = rendered(tmp_path, before, room, after)
    pause, gap = out[7200 * 48 : 7940 * 48], out[8050 * 48 : 11_950 * 48]
    assert np.mean(levels_db(gap, 100)) == pytest.approx(np.mean(levels_db(pause, 100)), abs=1.2)
    assert np.ptp(levels_db(gap, 50)) < np.ptp(levels_db(pause, 50)) + 1.5
    jump = np.abs(np.diff(gap[:, 0], 2)).max()
    assert jump < 1.3 * np.abs(np.diff(pause[:, 0], 2)).max()


def test_a_repeated_room_has_no_rhythm(tmp_path: Path) -> None:
    """300 ms heard for 10 s: no delay at which the sound is like itself."""
    name = interview(tmp_path)
    out = rendered(tmp_path, Clip(name, 10_050, 10_350, 0, "room", length_ms=10_000))[:, 0]
    spectrum = np.abs(np.fft.rfft(out, 2**20)) ** 2
    alike = np.fft.irfft(spectrum)[: 3 * RATE]
    assert np.abs(alike[RATE // 20 :]).max() / alike[0] < 0.5


def test_room_takes_the_gain_of_the_voice_beside_it(tmp_path: Path) -> None:
    """Between a quote of another recording and one of its own, 20 dB apart in level."""
    other = saved(tmp_path / "other.wav", talk(20, 8))
    name = saved(tmp_path / "quiet.wav", 0.1 * talk(20, 3) + steady(20, 0.0005))
    room = Clip(name, 3450, 3950, 5000, "room", length_ms=2000)
    own = Clip(name, 4000, 10_000, 7000, "quote")
    out = rendered(tmp_path, Clip(other, 0, 5000, 0, "quote"), room, own)
    pause = out[(7000 + 3450) * 48 : (7000 + 3950) * 48]
    assert np.mean(levels_db(out[5100 * 48 : 6900 * 48])) == pytest.approx(np.mean(levels_db(pause)), abs=2.0)


def test_room_without_its_voice_is_left_as_it_is(tmp_path: Path) -> None:
    name = saved(tmp_path / "room.wav", steady(3, 0.001), kind="FLOAT")
    out = rendered(tmp_path, Clip(name, 500, 2000, 0, "room", length_ms=1500))
    assert np.mean(levels_db(out)[5:-5]) == pytest.approx(-60, abs=0.5)


def test_room_of_a_recording_that_ends_is_silence(tmp_path: Path) -> None:
    name = saved(tmp_path / "room.wav", steady(1, 0.001))
    assert not mix(Timeline((Clip(name, 5000, 6000, 0, "room", length_ms=900),)), tmp_path).remarks
    assert not rendered(tmp_path, Clip(name, 5000, 6000, 0, "room", length_ms=900)).any()
