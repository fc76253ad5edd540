"""A timeline rendered: every clip in its place to the sample, faded as it says, files open while heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from heard import RATE, levels_db, rendered, saved, steady, talk, tone, whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.audio import Samples
from podcast.edit import mix
from podcast.errors import RecordingError
from podcast.model import Clip, ClipKind, Timeline


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("show")
    at = np.arange(5 * RATE) / RATE
    voice = tone(5, 440) * (np.sin(2 * np.pi * 0.5 * at) > 0)
    other = tone(5, 550) * (np.sin(2 * np.pi * 0.5 * at) <= 0)
    saved(folder / "mono.wav", voice)
    saved(folder / "pair.wav", voice, other)
    saved(folder / "low.wav", voice[:40000:2], rate_hz=22050)
    saved(folder / "jingle.flac", tone(2, 60, 0.2), kind="PCM_16")
    return folder


def test_clips_stand_where_the_timeline_puts_them(root: Path) -> None:
    out = rendered(root, Clip(Path("mono.wav"), 0, 1000, 0), Clip(Path("mono.wav"), 0, 700, 1500))
    assert out.shape == (2200 * 48, 1)
    assert not out[1000 * 48 : 1500 * 48].any()
    assert np.abs(out[1600 * 48 : 1700 * 48]).max() > 0.05


def test_a_source_that_ends_early_is_followed_by_silence(root: Path) -> None:
    out = rendered(root, Clip(Path("mono.wav"), 4000, 7000, 0))
    assert len(out) == 3000 * 48
    assert not out[1000 * 48 :].any()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["mono.wav", "low.wav"]),
            st.integers(0, 900),
            st.integers(1, 1300),
            st.integers(0, 500),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_the_length_is_the_timelines(root: Path, drawn: list[tuple[str, int, int, int]]) -> None:
    clips, at_ms = [], 0
    for name, start_ms, length_ms, gap_ms in drawn:
        clips.append(Clip(Path(name), start_ms, start_ms + length_ms, at_ms + gap_ms))
        at_ms += gap_ms + length_ms
    timeline = Timeline(tuple(clips))
    assert len(rendered(root, *clips)) == timeline.duration_ms * 48


@pytest.mark.parametrize(
    ("clip", "channels"),
    [
        (Clip(Path("mono.wav"), 0, 5000, 0), 1),
        (Clip(Path("pair.wav"), 0, 5000, 0), 2),
        (Clip(Path("pair.wav"), 0, 5000, 0, speakers=("A", "B")), 1),
        (Clip(Path("pair.wav"), 0, 5000, 0, "music"), 2),
    ],
    ids=["mono", "stereo", "one microphone per voice", "music"],
)
def test_channels(root: Path, clip: Clip, channels: int) -> None:
    assert mix(Timeline((clip,)), root).channels == channels


# Where clicks stand in a recording: on whole samples of 24, 44.1 and 48 kHz alike.
_CLICKS_MS = (130, 1370, 2000, 3990, 5410)


def clicks(rate_hz: int, seed: int = 0) -> Samples:
    """Speech of 6.5 s with clicks far above it."""
    sound = 0.05 * talk(6.5, seed, rate_hz=rate_hz)
    for at_ms in _CLICKS_MS:
        sound[at_ms * rate_hz // 1000] = 0.9
    return sound


@pytest.mark.parametrize("kind", ["quote", "recording", "narration", "sound", "music"])
@pytest.mark.parametrize(
    ("rate_hz", "suffix"), [(48000, "wav"), (48000, "flac"), (44100, "wav"), (24000, "flac")]
)
def test_clicks_are_found_where_they_were_placed_to_the_sample(
    tmp_path: Path, kind: ClipKind, rate_hz: int, suffix: str
) -> None:
    """Exact for sources without loss, at any rate: what is compressed with loss has no exact place."""
    name = saved(tmp_path / f"clicks.{suffix}", clicks(rate_hz), rate_hz=rate_hz, kind="PCM_16")
    clips = [
        Clip(name, 1001, 3123, 77, kind),  # across blocks of 400 ms, at odd milliseconds
        Clip(name, 0, 500, 2200, kind),
        Clip(name, 3985, 5500, 4321, kind, fade_in_ms=0),
    ]
    out = rendered(tmp_path, *clips)[:, 0]
    expected = [
        (clip.at_ms + at_ms - clip.start_ms) * 48
        for clip in clips
        for at_ms in _CLICKS_MS
        if clip.start_ms <= at_ms < clip.end_ms
    ]
    assert len(expected) == 5
    for first in expected:
        around = np.abs(out[first - 240 : first + 240])
        assert int(around.argmax()) == 240
        assert around[240] > 4 * np.delete(around, np.s_[200:280]).max()


def test_clips_of_one_moment_are_added(tmp_path: Path) -> None:
    """Three tones at once come out as when each is alone."""
    names = [saved(tmp_path / f"{hz}.wav", tone(3, hz)) for hz in (200, 330, 470)]
    clips = [Clip(name, 0, 3000, at_ms, "music") for name, at_ms in zip(names, (0, 250, 1111), strict=True)]
    together = rendered(tmp_path, *clips)
    alone = np.zeros_like(together)
    for clip in clips:
        out = rendered(tmp_path, clip)
        alone[: len(out)] += out
    assert np.abs(together - alone).max() < 1e-6


def test_a_crossfade_keeps_the_power(tmp_path: Path) -> None:
    """A sine and its quarter turn, crossfaded: the power of the sum is that of either at every moment."""
    one = saved(tmp_path / "one.wav", tone(4, 1000))
    other = saved(tmp_path / "other.wav", tone(4, 1000, turn=0.25))
    out = rendered(
        tmp_path,
        Clip(one, 0, 4000, 0, "quote", fade_out_ms=700),
        Clip(other, 0, 4000, 3300, "quote", fade_in_ms=700),
    )
    levels = levels_db(out, 1)[20:-20]  # whole periods of 1 kHz
    assert np.ptp(levels) < 0.02


@pytest.mark.parametrize("kind", ["quote", "sound", "music", "opening"])
def test_fades_are_as_long_as_the_clip_says(tmp_path: Path, kind: ClipKind) -> None:
    name = saved(tmp_path / "tone.wav", tone(4, 1000))
    out = rendered(tmp_path, Clip(name, 0, 4000, 0, kind, fade_in_ms=300, fade_out_ms=900))
    levels = levels_db(out, 10)
    full = levels[200]
    assert np.abs(levels[31:309] - full).max() < 0.01
    assert levels[15] - full == pytest.approx(20 * np.log10(np.sin(np.pi / 4)), abs=0.3)
    assert levels[355] - full == pytest.approx(20 * np.log10(np.sin(np.pi / 4)), abs=0.3)
    assert (np.diff(levels[:30]) > 0).all()
    assert (np.diff(levels[311:]) < 0).all()


def test_edges_do_not_click(tmp_path: Path) -> None:
    """A loud low tone cut at its crest: with fades of 10 ms there is nothing in the treble at its edges."""
    name = saved(tmp_path / "low.wav", tone(3, 100, 0.5, turn=0.25))

    def treble_db(fade_ms: int) -> float:
        clip = Clip(name, 1000, 2000, 500, "music", fade_in_ms=fade_ms, fade_out_ms=fade_ms)
        out = rendered(tmp_path, clip, Clip(name, 0, 3, 2000, "music", gain_db=-200))[:, 0]
        edge = out[480 * 48 : 520 * 48] * np.hanning(40 * 48)
        heard = np.abs(np.fft.rfft(edge))
        return float(20 * np.log10(heard[4000 * 40 // 1000 :].max() / heard.max()))

    assert treble_db(10) < -60
    assert treble_db(0) > -45  # without it there is a click, so this would be found


def test_no_fade_leaves_the_first_sample(tmp_path: Path) -> None:
    name = saved(tmp_path / "tone.wav", tone(3, 500, turn=0.25))
    out = rendered(tmp_path, Clip(name, 1000, 3000, 0, "sound", fade_in_ms=0, fade_out_ms=0))[:, 0]
    assert out[0] == pytest.approx(np.abs(out).max(), rel=0.05)


def test_music_keeps_its_bass_and_voices_lose_their_rumble(tmp_path: Path) -> None:
    name = saved(tmp_path / "both.wav", tone(3, 40) + tone(3, 440))

    def bass_db(kind: ClipKind) -> float:
        out = rendered(tmp_path, Clip(name, 500, 2500, 0, kind))[RATE // 2 : RATE * 3 // 2, 0]
        heard = np.abs(np.fft.rfft(out))
        return float(20 * np.log10(heard[40] / heard[440]))

    assert bass_db("music") == pytest.approx(0, abs=0.1)
    assert bass_db("opening") == pytest.approx(0, abs=0.1)
    assert bass_db("quote") == pytest.approx(-12, abs=0.6)


def test_gain_comes_on_top(root: Path) -> None:
    plain, louder = (
        rendered(root, Clip(Path("mono.wav"), 0, 3000, 0, "quote", gain_db=gain_db)) for gain_db in (0.0, 6.0)
    )
    assert np.abs(louder - plain * 10 ** (6 / 20)).max() < 1e-6


def test_files_are_open_only_while_they_are_heard(tmp_path: Path) -> None:
    """Twenty recordings one after another, three at a time, and never more of them open than that."""
    names = [saved(tmp_path / f"{number}.wav", talk(3, number)) for number in range(20)]
    clips = tuple(Clip(name, 0, 3000, number * 1000, "quote") for number, name in enumerate(names))
    mixed = mix(Timeline(clips), tmp_path)

    def open_now() -> set[str]:
        links = list(Path("/proc/self/fd").iterdir())
        return {link.readlink().name for link in links if link.exists()} & {name.name for name in names}

    if not Path("/proc/self/fd").exists():
        pytest.skip("only Linux tells which files are open")
    assert not open_now()
    most = end_ms = 0
    for block in mixed.blocks():
        now = open_now()
        start_ms, end_ms = end_ms, end_ms + len(block) // 48
        heard = {clip.source.name for clip in clips if clip.at_ms < end_ms and clip.at_ms + 3000 > start_ms}
        assert now <= heard
        most = max(most, len(now))
    assert 3 <= most <= 4
    assert not open_now()


def test_one_recording_used_many_times_is_read_once_beforehand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its quotes are, and 5 s around them: not all of it, and nothing twice."""
    from podcast.audio import pcm

    name = saved(tmp_path / "long.wav", talk(200, 1))
    read: list[tuple[int, int | None]] = []
    plain = pcm._Read.part

    def part(self: pcm._Read, start_ms: int, end_ms: int | None) -> pcm._Read:
        read.append((start_ms, end_ms))
        return plain(self, start_ms, end_ms)

    monkeypatch.setattr(pcm._Read, "part", part)
    clips = [
        Clip(name, first, first + 4000, at, "quote") for at, first in enumerate((60_000, 66_000, 140_000))
    ]
    mix(Timeline(tuple(clips)), tmp_path)
    surveyed = [each for each in read if each[1] is not None and each[1] - each[0] > 5000]
    assert surveyed == [(55_000, 75_000), (135_000, 149_000)]


def test_two_renderings_are_the_same_bytes(tmp_path: Path) -> None:
    voice = saved(tmp_path / "voice.flac", talk(8) + steady(8, 0.001), kind="PCM_16")
    music = saved(tmp_path / "music.wav", tone(9, 220), tone(9, 330))
    timeline = Timeline(
        (
            Clip(music, 0, 9000, 0, "music", duck_db=15),
            Clip(voice, 200, 3100, 1000, "quote"),
            Clip(voice, 3450, 3950, 3860, "room", length_ms=1500),
            Clip(voice, 4000, 7000, 5300, "quote"),
        )
    )
    assert whole(mix(timeline, tmp_path)).tobytes() == whole(mix(timeline, tmp_path)).tobytes()
    mixed = mix(timeline, tmp_path)
    assert whole(mixed).tobytes() == whole(mixed).tobytes()


@pytest.mark.parametrize("kind", ["quote", "narration", "music", "sound", "room"])
def test_what_is_missing_is_named(root: Path, kind: ClipKind) -> None:
    with pytest.raises(RecordingError, match=r"gone\.wav is not there"):
        mix(Timeline((Clip(Path("gone.wav"), 0, 1000, 0, kind),)), root)


def test_an_empty_timeline_is_no_sound(root: Path) -> None:
    assert list(mix(Timeline(()), root).blocks()) == []


def test_overload_is_told_with_the_time_in_the_recording(tmp_path: Path) -> None:
    sound = talk(60)
    for first in (3, 31):  # in front of the quote's surroundings, and in the quote
        sound[first * RATE : first * RATE + 48] = 1.0
    saved(tmp_path / "hot.wav", sound)
    mixed = mix(Timeline((Clip(Path("hot.wav"), 30_000, 35_000, 0, "quote"),)), tmp_path)
    assert [str(remark) for remark in mixed.remarks] == [
        "hot.wav is overloaded 1 times, first at 0:31: record with less gain"
    ]
