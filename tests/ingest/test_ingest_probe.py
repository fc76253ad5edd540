"""What a recording is said to be, and which files are refused and why."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whole_show import ffmpeg

from podcast.errors import RecordingError
from podcast.ingest import look, probe, probe_from_json, probe_to_json
from podcast.ingest.header import header_ms

LENGTH_S = 6


def tone(file: Path, *encoding: str, rate_hz: int = 24000, length_s: float = LENGTH_S) -> Path:
    source = f"sine=f=440:r={rate_hz}:d={length_s}"
    ffmpeg("-f", "lavfi", "-i", source, *encoding, str(file))
    return file


def cut(file: Path, share: float = 0.5) -> Path:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    return file


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "image.png"
    ffmpeg("-f", "lavfi", "-i", "color=c=red:s=32x32", "-frames:v", "1", str(file))
    return file


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("a.wav", ()),
        ("a.wav", ("-c:a", "pcm_s24le", "-ac", "2")),
        ("a.wav", ("-c:a", "adpcm_ms")),
        ("a.w64", ()),
        ("a.aiff", ()),
        ("a.au", ()),
        ("a.caf", ("-c:a", "pcm_s16le")),
        ("a.flac", ()),
        ("a.mp3", ("-b:a", "64k")),
        ("a.mp3", ("-q:a", "5")),
        ("a.mp3", ("-q:a", "5", "-write_xing", "0")),
        ("a.mp2", ()),
        ("a.m4a", ()),
        ("a.aac", ()),
        ("a.ac3", ("-ar", "48000")),
        ("a.opus", ("-ar", "48000")),
        ("a.ogg", ("-c:a", "libvorbis")),
        ("a.mka", ("-c:a", "flac")),
        ("a.webm", ("-c:a", "libopus", "-ar", "48000")),
    ],
)
def test_what_recorders_and_telephones_make(tmp_path: Path, name: str, encoding: tuple[str, ...]) -> None:
    """Each whole file is taken without a remark, whatever its container guesses of its length."""
    found, remarks = probe(tone(tmp_path / name, *encoding))
    assert found.duration_ms == pytest.approx(LENGTH_S * 1000, abs=150)
    assert found.channels == (2 if "-ac" in encoding else 1)
    assert remarks == ()
    assert probe_from_json(probe_to_json(found)) == found


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("a.wav", ()),
        ("a.flac", ()),
        ("a.mp3", ("-b:a", "64k")),
        ("a.mp3", ("-b:a", "64k", "-ac", "2", "-ar", "44100")),
        ("a.mp3", ("-q:a", "5", "-metadata", "title=Un titre")),
        ("a.m4a", ("-movflags", "+faststart")),
        ("a.m4a", ()),
    ],
)
def test_a_file_cut_in_two_is_refused(tmp_path: Path, name: str, encoding: tuple[str, ...]) -> None:
    file = cut(tone(tmp_path / name, *encoding))
    with pytest.raises(RecordingError) as caught:
        probe(file)
    assert "is cut short" in str(caught.value) and str(file) in str(caught.value)
    assert "copy it again" in caught.value.hint_text


def test_a_file_cut_short_is_used_on_the_producers_word(tmp_path: Path) -> None:
    found, remarks = probe(cut(tone(tmp_path / "a.mp3", "-b:a", "64k")), incomplete=True)
    assert found.duration_ms == pytest.approx(3000, abs=200)
    assert [str(each) for each in remarks] == ["a.mp3 is cut short (2 s of 6 s) and used as it is"] or [
        str(each) for each in remarks
    ] == ["a.mp3 is cut short (3 s of 6 s) and used as it is"]


def test_a_video_whose_picture_is_longer_is_not_cut_short(tmp_path: Path) -> None:
    sound = tone(tmp_path / "a.wav", length_s=3)
    film = tmp_path / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=9", "-i", str(sound), str(film))
    found, (remark,) = probe(film)
    assert found.duration_ms == pytest.approx(3000, abs=150)
    assert str(remark) == "film.mp4 is a video: its sound is used, its picture is left out"


def test_a_cover_is_no_video(tmp_path: Path, picture: Path) -> None:
    sound = tone(tmp_path / "a.wav")
    song = tmp_path / "a.mp3"
    cover = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    ffmpeg("-i", str(sound), "-i", str(picture), *cover, str(song))
    assert probe(song)[1] == ()


def test_a_picture_is_no_recording(picture: Path) -> None:
    with pytest.raises(RecordingError):
        probe(picture)


def test_a_quiet_voice_is_not_silence(tmp_path: Path) -> None:
    """Peaks at -50 dBFS: bad, and still a recording. At -70 it is hiss."""
    quiet = tone(tmp_path / "quiet.flac", "-af", "volume=-32dB")
    assert probe(quiet)[0].duration_ms > 0
    with pytest.raises(RecordingError, match="silent from end to end"):
        probe(tone(tmp_path / "hiss.flac", "-af", "volume=-52dB"))


def test_two_mp3_files_joined_are_one(tmp_path: Path) -> None:
    """What the first one's header says is less than what is there, and that is no fault."""
    part = tone(tmp_path / "part.mp3", "-b:a", "64k").read_bytes()
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(part + part)
    assert probe(joined)[0].duration_ms == pytest.approx(2 * LENGTH_S * 1000, abs=300)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0xFFFFFF80])
def test_a_streamed_wav_announces_nothing(tmp_path: Path, size: int) -> None:
    file = tone(tmp_path / "a.wav")
    data = bytearray(file.read_bytes())
    at = data.index(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", size)
    file.write_bytes(data)
    assert header_ms(file) == 0
    assert probe(file)[0].duration_ms == pytest.approx(LENGTH_S * 1000, abs=50)


@pytest.mark.parametrize("rate_hz", [16000, 22050, 44100, 48000])
@pytest.mark.parametrize("channels", ["1", "2"])
def test_the_length_an_mp3_announces(tmp_path: Path, rate_hz: int, channels: str) -> None:
    file = tone(tmp_path / "a.mp3", "-ac", channels, "-id3v2_version", "4", rate_hz=rate_hz)
    # Up to two frames of silence are the encoder's own.
    assert header_ms(file) == pytest.approx(LENGTH_S * 1000, abs=150)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda b: b"RIFF\0\0\0\0WAVE" + b)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_header_is_too_strange(tmp_path: Path, data: bytes) -> None:
    for start in (b"", b"ID3\4\0\0\0\0\0\0", b"\xff\xfb\x90\x64"):
        file = tmp_path / "a"
        file.write_bytes(start + data)
        assert header_ms(file) >= 0


@given(st.binary(min_size=1, max_size=600))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=25,
    derandomize=True,
)
def test_whatever_the_bytes_it_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.wav"
    for start in (b"", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"):
        file.write_bytes(start + data)
        try:
            probe(file)
        except RecordingError as error:
            assert str(file) in str(error) and error.hint_text


@pytest.mark.parametrize(
    "start",
    [
        "#EXTM3U\n",
        "\ufeff#EXTM3U\n",
        "  \n#EXTM3U\n",
        "ffconcat version 1.0\n",
        "[playlist]\n",
        "<asx version='3.0'>",
        "<?xml version='1.0'?><MPD/>",
        "v=0\r\n",
    ],
)
def test_lists_are_known_by_how_they_start(tmp_path: Path, start: str) -> None:
    file = tmp_path / "a.wav"
    file.write_text(start + "x" * 100, "utf-8")
    with pytest.raises(RecordingError, match="is a playlist, not a recording"):
        probe(file)


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(RecordingError, match="is not a file"):
        probe(tmp_path / "a.wav")


@pytest.mark.parametrize("rate_hz", [1, 999])
def test_a_header_that_says_too_few_samples_a_second_is_refused(tmp_path: Path, rate_hz: int) -> None:
    file = tone(tmp_path / "a.wav", rate_hz=8000)
    data = bytearray(file.read_bytes())
    data[24:32] = struct.pack("<II", rate_hz, rate_hz * 2)
    file.write_bytes(data)
    with pytest.raises(RecordingError, match=f"says it has {rate_hz} samples a second"):
        probe(file)


def test_a_look_finds_sound_that_begins_late_in_a_film(tmp_path: Path) -> None:
    film = ("-f", "lavfi", "-i", "color=s=32x32:r=5:d=6")
    late = ("-itsoffset", "4", "-f", "lavfi", "-i", "sine=d=2")
    ffmpeg(*film, *late, str(tmp_path / "late.mkv"))
    look(tmp_path / "late.mkv")
    ffmpeg(*film, str(tmp_path / "mute.mp4"))
    with pytest.raises(RecordingError, match="without sound"):
        look(tmp_path / "mute.mp4")
