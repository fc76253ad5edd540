"""A timeline rendered: lengths to the sample, channels, gaps, fades."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.audio import Samples
from podcast.edit import mix
from podcast.errors import RecordingError
from podcast.model import Clip, Timeline

RATE = 48000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("show")
    at = np.arange(5 * RATE) / RATE
    voice = 0.1 * np.sin(2 * np.pi * 440 * at) * (np.sin(2 * np.pi * 0.5 * at) > 0)
    other = 0.1 * np.sin(2 * np.pi * 550 * at) * (np.sin(2 * np.pi * 0.5 * at) <= 0)
    soundfile.write(folder / "mono.wav", voice, RATE)
    soundfile.write(folder / "pair.wav", np.stack([voice, other], axis=1), RATE)
    soundfile.write(folder / "low.wav", voice[:40000:2], 22050)
    soundfile.write(folder / "jingle.flac", 0.2 * np.sin(2 * np.pi * 60 * at)[: 2 * RATE], RATE)
    return folder


def rendered(root: Path, *clips: Clip) -> Samples:
    return np.concatenate(list(mix(Timeline(clips), root).blocks()))


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
    ],
    ids=["mono", "stereo", "one microphone per voice"],
)
def test_channels(root: Path, clip: Clip, channels: int) -> None:
    assert mix(Timeline((clip,)), root).channels == channels


def test_edges_are_faded_and_music_keeps_its_bass(root: Path) -> None:
    out = rendered(root, Clip(Path("jingle.flac"), 0, 2000, 0, "opening"))[:, 0]
    assert abs(out[0]) < 0.001
    assert abs(out[-1]) < 0.001
    assert np.abs(out[RATE : RATE + 4800]).max() == pytest.approx(0.2, rel=0.03)
    voice = rendered(root, Clip(Path("jingle.flac"), 0, 2000, 0, "recording"))[:, 0]
    assert np.abs(voice[RATE : RATE + 4800]).max() < 0.15


def test_what_is_missing_is_named(root: Path) -> None:
    with pytest.raises(RecordingError, match=r"gone\.wav is not there"):
        mix(Timeline((Clip(Path("gone.wav"), 0, 1000, 0),)), root)


def test_an_empty_timeline_is_no_sound(root: Path) -> None:
    assert list(mix(Timeline(()), root).blocks()) == []
