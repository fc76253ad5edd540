"""MP3s written by LAME itself: no sample too many, none early, and read so by readers that are not ours."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.mp3 import MP3, BitrateMode, MPEGInfo

from podcast.audio.mp3_file import RATE_HZ, Mp3Writer
from podcast.tools import find


def voice(frames: int, channels: int) -> np.ndarray:
    """A tone that goes up, different in each channel, in a little noise."""
    at = np.arange(frames)[:, None] / RATE_HZ
    hertz = np.array([200.0, 350.0])[:channels]
    noise = np.random.default_rng(1).standard_normal((frames, channels)) * 0.01
    return np.asarray(0.3 * np.sin(2 * np.pi * (hertz + 300 * at) * at) + noise, np.float32)


def written(file: Path, sound: np.ndarray, kbps: int) -> Path:
    with Mp3Writer(file, sound.shape[1], kbps) as writer:
        for at in range(0, len(sound), 5000):
            writer.write(sound[at : at + 5000])
        writer.close()
    return file


def decoded_by_ffmpeg(file: Path, channels: int) -> np.ndarray:
    command = [find().path, "-v", "error", "-i", str(file), "-f", "f32le", "-"]
    sound = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(sound, "<f4").reshape(-1, channels)


SHAPES = [(1, 96, 336_123), (2, 128, 240_001), (1, 32, 100_000), (2, 64, 96_000), (2, 320, 48_000)]


@pytest.mark.parametrize(("channels", "kbps", "frames"), SHAPES)
def test_every_sample_is_where_it_was(tmp_path: Path, channels: int, kbps: int, frames: int) -> None:
    sound = voice(frames, channels)
    file = written(tmp_path / "a.mp3", sound, kbps)
    by_mpg123, rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    assert rate_hz == RATE_HZ
    for heard in (by_mpg123, decoded_by_ffmpeg(file, channels)):
        assert heard.shape == sound.shape
        middle = slice(2000, frames - 2000)
        likeness = [
            float(np.vdot(np.roll(heard, -shift, 0)[middle], sound[middle])) for shift in range(-30, 31)
        ]
        assert np.argmax(likeness) == 30
        error = heard[middle] - sound[middle]
        assert np.sqrt(np.mean(error**2)) < 0.03


@pytest.mark.parametrize(("channels", "kbps", "frames"), SHAPES)
def test_what_it_says_of_itself(tmp_path: Path, channels: int, kbps: int, frames: int) -> None:
    file = written(tmp_path / "a.mp3", voice(frames, channels), kbps)
    info = MP3(file).info  # type: ignore[no-untyped-call]  # mutagen's own
    assert isinstance(info, MPEGInfo)
    assert (info.bitrate, info.sample_rate, info.channels) == (kbps * 1000, RATE_HZ, channels)
    assert info.bitrate_mode is BitrateMode.CBR
    assert info.encoder_info.startswith("LAME 3.100")
    assert info.length == pytest.approx(frames / RATE_HZ, abs=1e-6)


@pytest.mark.parametrize("frames", [1, 1151, 1152, 1153, 9600])
def test_the_shortest_have_their_length(tmp_path: Path, frames: int) -> None:
    file = written(tmp_path / "a.mp3", voice(frames, 1), 96)
    assert len(soundfile.read(file)[0]) == frames


def test_no_sound_is_a_file_all_the_same(tmp_path: Path) -> None:
    assert written(tmp_path / "a.mp3", voice(0, 1), 96).stat().st_size == 288


def test_two_are_the_same(tmp_path: Path) -> None:
    sound = voice(48_000, 2)
    one, two = (written(tmp_path / name, sound, 128).read_bytes() for name in ("a.mp3", "b.mp3"))
    assert one == two


def test_what_is_too_loud_is_cut_off_and_not_turned_over(tmp_path: Path) -> None:
    sound = np.clip(voice(48_000, 1) * 4, -1.2, 1.2)
    heard = soundfile.read(written(tmp_path / "a.mp3", sound, 192), dtype="float32")[0]
    assert np.corrcoef(heard[2000:-2000], np.clip(sound[2000:-2000, 0], -1, 1))[0, 1] > 0.99


def test_the_table_for_seeking_is_even_and_the_tag_checks(tmp_path: Path) -> None:
    data = written(tmp_path / "a.mp3", voice(96_000, 1), 96).read_bytes()
    at = data.index(b"Info")
    table = data[at + 16 : at + 116]
    assert list(table) == sorted(table)
    assert abs(table[50] - 128) <= 1
    assert int.from_bytes(data[at + 12 : at + 16], "big") == len(data)
    # The last two of the tag's 156 bytes are the CRC-16 of all before them: together they leave nothing.
    assert arc(data[: at + 154]) == int.from_bytes(data[at + 154 : at + 156], "big")


def arc(data: bytes) -> int:
    """CRC-16/ARC another way: polynomial 0x8005 on bits turned round."""
    value = 0
    for byte in data:
        for bit in range(8):
            top = value >> 15 ^ (byte >> bit & 1)
            value = (value << 1 & 0xFFFF) ^ (0x8005 if top else 0)
    return int(f"{value:016b}"[::-1], 2)
