"""Recordings as people make them: odd files, dead channels, hum, overload, silence at the ends, tags."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.oggopus import OggOpus
from real_recordings import REAL

from podcast import tools
from podcast.audio import (
    Cleaned,
    Codec,
    Delivery,
    Ends,
    Meter,
    Passage,
    Samples,
    Tags,
    balanced,
    cut,
    decode,
    denoised,
    ends,
    load_targets,
    master,
    measure,
    survey,
    write_tags,
)
from podcast.audio.filters import high_pass, moving_mean, widened
from podcast.audio.pcm import Pcm
from podcast.errors import ContentError, RecordingError
from podcast.model import Chapter

RATE = 48000
ODD = REAL / "odd"


def speech(seconds: int, seed: int = 1) -> Samples:
    """Two voices taking turns of three seconds, with pauses: noise bursts of two colours."""
    rng = np.random.default_rng(seed)
    at = np.arange(seconds * RATE) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 3.3 * at) + 0.3, 0, 1) * (at % 3 < 2.7)
    return (0.1 * rng.standard_normal(len(at)) * syllables).astype(np.float32)


def saved(file: Path, *channels: Samples, rate_hz: int = RATE) -> Path:
    soundfile.write(file, np.stack(channels, axis=1), rate_hz, subtype="PCM_24")
    return file


def whole(pcm: Pcm) -> Samples:
    return np.concatenate(list(pcm.blocks()))


def lufs(samples: Samples) -> float:
    meter = Meter(RATE, 1)
    meter.push(samples.reshape(-1, 1))
    return meter.result().integrated_lufs


def test_decoding_again_gives_the_same_sound(tmp_path: Path) -> None:
    pcm = decode(saved(tmp_path / "a.wav", speech(2), speech(2, 2)))
    assert (pcm.rate_hz, pcm.channels) == (RATE, 2)
    assert (whole(pcm) == whole(pcm)).all()
    assert len(whole(pcm)) == 2 * RATE


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_a_cut_is_exact_to_the_sample(tmp_path: Path, suffix: str) -> None:
    samples = speech(3)
    file = saved(tmp_path / f"a.{suffix}", samples)
    every = whole(decode(file))
    part = whole(decode(file, start_ms=1001, end_ms=2345))
    assert (part == every[1001 * 48 : 2345 * 48]).all()


_CODECS = {
    "wav": [], "aiff": [], "caf": [], "flac": [], "mp3": ["-q:a", "5"], "ogg": ["-c:a", "libvorbis"],
    "opus": ["-c:a", "libopus"], "mka": ["-c:a", "libvorbis"], "ac3": [], "aac": ["-c:a", "aac"],
    "m4a": ["-c:a", "aac"],
}  # fmt: skip


@pytest.mark.parametrize("rate_hz", [48000, 44100, 24000, 11025])
@pytest.mark.parametrize("suffix", _CODECS)
def test_a_cut_from_the_middle_is_what_is_heard_there(tmp_path: Path, suffix: str, rate_hz: int) -> None:
    """In every format, at every rate, and whether decoding may begin in the middle or not."""
    if suffix == "ac3" and rate_hz < 32000:
        pytest.skip("AC-3 has no such rate")
    source = saved(tmp_path / "source.wav", speech(7)[: 7 * rate_hz], rate_hz=rate_hz)
    file = tmp_path / f"a.{suffix}"
    ffmpeg = tools.find()
    made = tools.run(ffmpeg.command("-i", str(source), *_CODECS[suffix], "-y", str(file)))
    assert made.code == 0, made.stderr
    part = whole(decode(file, start_ms=3456, end_ms=5001))
    there = whole(decode(file))[3456 * 48 : 5001 * 48]
    assert len(part) == len(there)
    if suffix == "m4a":  # AAC fills its highest bands with noise of its own, different at each reading
        assert np.corrcoef(part[:, 0], there[:, 0])[0, 1] > 0.98
    else:
        assert np.abs(part - there).max() < 1e-6
    assert not list(decode(file, start_ms=60_000, end_ms=61_000).blocks())


def test_other_rates_become_48_khz(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.wav", speech(2)[:44100], rate_hz=22050)
    assert decode(file).rate_hz == RATE
    assert len(whole(decode(file))) == pytest.approx(2 * RATE, abs=100)
    assert decode(file, rate_hz=None).rate_hz == 22050


def test_more_than_two_channels_are_mixed_or_kept(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.wav", *[speech(1, seed) for seed in range(4)])
    assert decode(file).channels == 2
    assert decode(file, every_channel=True).channels == 4
    assert np.abs(whole(decode(file))).max() <= 1.0


def test_what_is_no_number_becomes_silence(tmp_path: Path) -> None:
    samples = speech(1)
    samples[100] = np.nan
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    assert np.isfinite(whole(decode(tmp_path / "a.wav"))).all()


@pytest.mark.parametrize(
    ("name", "data"),
    [("text.wav", b"not a sound at all"), ("empty.mp3", b""), ("head.wav", b"RIFF\0\0\0\0WAVE")],
)
def test_a_file_that_is_no_sound_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RecordingError, match=name):
        decode(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"gone\.wav is not there"):
        decode(tmp_path / "gone.wav")


@pytest.mark.skipif(not ODD.exists(), reason="the recordings are not here")
@pytest.mark.parametrize("file", sorted(ODD.glob("*")) if ODD.exists() else [], ids=lambda file: file.name)
def test_odd_files_are_read_or_named(file: Path) -> None:
    try:
        found = survey(decode(file))
    except RecordingError as error:
        assert file.name in str(error)
    else:
        assert len(found.grid) in (1, 2)


def test_a_quiet_guest_beside_a_loud_interviewer_ends_within_2_lu(tmp_path: Path) -> None:
    samples = speech(60)
    guest = (np.arange(len(samples)) // (6 * RATE)) % 2 == 1
    samples[guest] *= 10 ** (-10 / 20)
    file = saved(tmp_path / "a.wav", samples)
    assert lufs(samples[~guest]) - lufs(samples[guest]) == pytest.approx(10, abs=0.5)
    out = whole(balanced(survey(decode(file)), microphones=False).applied(Cleaned(decode(file))))[:, 0]
    assert abs(lufs(out[~guest]) - lufs(out[guest])) <= 2


def microphones() -> tuple[Samples, Samples, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Two microphones, each with its own voice and, 5 ms later and 20 dB down, the other's."""
    voices = speech(30)
    guest = (np.arange(len(voices)) // (3 * RATE)) % 2 == 1
    first, second = np.where(guest, 0, voices), np.where(guest, voices * 0.3, 0)
    left = first + 0.1 * np.roll(second, 240)
    right = second + 0.1 * np.roll(first, 240)
    return left.astype(np.float32), right.astype(np.float32), guest


def test_one_microphone_per_voice_is_balanced_without_bleed(tmp_path: Path) -> None:
    left, right, guest = microphones()
    pcm = decode(saved(tmp_path / "a.wav", left, right), every_channel=True)
    mixed = balanced(survey(pcm), microphones=True).applied(pcm)
    assert mixed.channels == 1
    out = whole(mixed)[:, 0]
    assert abs(lufs(out[~guest]) - lufs(out[guest])) <= 1
    # The delayed copy shows in the autocorrelation 5 ms away: it must be well below a plain sum's.
    plain = (left / 10 ** (lufs(left[~guest]) / 20) + right / 10 ** (lufs(right[guest]) / 20)).astype(
        np.float32
    )
    assert abs(echo(out[~guest])) < 0.35 * abs(echo(plain[~guest]))


def echo(samples: Samples) -> float:
    line = samples.astype(np.float64)
    return float(np.dot(line[240:], line[:-240]) / np.dot(line, line))


def test_a_dead_channel_is_left_out_and_said(tmp_path: Path) -> None:
    samples = speech(5)
    pcm = decode(saved(tmp_path / "a.wav", np.zeros_like(samples), samples))
    found = survey(pcm)
    assert found.alive == (1,)
    out = balanced(found, microphones=False).applied(pcm)
    assert out.channels == 1
    assert lufs(whole(out)) == pytest.approx(lufs(samples), abs=1)
    assert [str(remark) for remark in found.remarks("a.wav")] == [
        "a.wav: channel 1 holds no voice and is left out"
    ]


def test_one_signal_on_two_channels_is_mono(tmp_path: Path) -> None:
    pcm = decode(saved(tmp_path / "a.wav", speech(3), speech(3)))
    assert survey(pcm).one_signal
    assert balanced(survey(pcm), microphones=False).applied(pcm).channels == 1
    stereo = decode(saved(tmp_path / "b.wav", speech(3), speech(3, 2)))
    assert balanced(survey(stereo), microphones=False).applied(stereo).channels == 2


def test_a_short_sound_is_not_taken_for_silence(tmp_path: Path) -> None:
    pcm = decode(saved(tmp_path / "a.wav", speech(1)[: RATE // 5]))
    assert np.abs(whole(balanced(survey(pcm), microphones=False).applied(pcm))).max() > 0.05


def test_hum_is_found_and_filtered(tmp_path: Path) -> None:
    samples = speech(20)
    hum = (0.02 * np.sin(2 * np.pi * 100 * np.arange(len(samples)) / RATE)).astype(np.float32)
    pcm = decode(saved(tmp_path / "a.wav", samples + hum))
    assert survey(pcm).hums
    assert not survey(decode(saved(tmp_path / "b.wav", samples))).hums
    assert not survey(Cleaned(pcm, hum=True)).hums


def test_overload_is_counted_and_placed(tmp_path: Path) -> None:
    samples = speech(65) * 0.5
    samples[61 * RATE : 61 * RATE + 40] = 1.0
    said = survey(decode(saved(tmp_path / "a.wav", samples))).remarks("a.wav")
    assert [str(remark) for remark in said] == [
        "a.wav is overloaded 1 times, first at 1:01: record with less gain"
    ]


def test_rumble_and_dc_go_without_a_thump() -> None:
    steady = np.full((1, RATE), 0.3, np.float32)
    # Nothing of it is left in a step of 24 bits.
    assert np.abs(high_pass(80, RATE).push(steady, settled=True)).max() < 2**-24
    at = np.arange(RATE) / RATE
    for hz, lost_db in ((20.0, -24.0), (80.0, -3.0), (300.0, 0.0)):
        out = high_pass(80, RATE).push(np.sin(2 * np.pi * hz * at).astype(np.float32)[None, :])[
            0, RATE // 2 :
        ]
        assert 20 * np.log10(np.abs(out).max()) == pytest.approx(lost_db, abs=0.6)


def test_silence_at_the_ends_is_found_and_a_margin_kept(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    silence = [np.zeros(seconds * RATE, np.float32) for seconds in (4, 6)]
    samples = np.concatenate([silence[0], speech(12), silence[1]])
    samples += (1e-4 * rng.standard_normal(len(samples))).astype(np.float32)
    pcm = decode(saved(tmp_path / "a.wav", samples))
    first_ms, last_ms = ends(pcm)
    assert first_ms == pytest.approx(3500, abs=120)
    assert last_ms == pytest.approx(4000 + 11_950 + 500, abs=400)
    assert ends(pcm, Ends(keep_ms=2000))[0] == pytest.approx(2000, abs=120)
    assert ends(decode(saved(tmp_path / "b.wav", silence[0]))) == (0, 4000)


def test_the_steps_of_a_grid() -> None:
    line = np.array([0.0, 0, 3, 0, 0, 0])
    assert widened(line, 1).tolist() == [0, 3, 3, 3, 0, 0]
    assert moving_mean(line, 1) == pytest.approx([0, 1, 1, 1, 0, 0])


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mp3")
    pcm = decode(saved(folder / "a.wav", speech(5)))
    return master(pcm, [Delivery(load_targets()["podcast"], folder / "a.mp3")])[0].path


PNG = (Path(__file__).parents[2] / "episodes/artwork.png").read_bytes()


def tags(folder: Path) -> Tags:
    (folder / "cover.png").write_bytes(PNG)
    chapters = tuple(
        Chapter(start_ms, title)
        for start_ms, title in [
            (0, "Début"),
            (1000, "Le métier, bien plus long"),
            (2500, "Où"),
            (4000, "Après"),
        ]
    )
    return Tags(
        "À l’atelier", "Leïla", "Voix d’ici", date(2025, 3, 4), "fr", 5000,
        artwork=folder / "cover.png", lyrics="Bonjour.\nÀ bientôt.", chapters=chapters,
    )  # fmt: skip


def test_mutagen_and_ffmpeg_read_the_tag_with_chapters_in_time_order(mp3: Path, tmp_path: Path) -> None:
    write_tags(mp3, tags(tmp_path))
    read: Any = ID3(mp3)  # type: ignore[no-untyped-call]  # mutagen
    assert read.version == (2, 4, 0)
    assert [str(read[name]) for name in ("TIT2", "TPE1", "TALB", "TDRC", "TCON")] == [
        "À l’atelier", "Leïla", "Voix d’ici", "2025-03-04", "Podcast",
    ]  # fmt: skip
    assert read.getall("USLT")[0].lang == "fra"
    assert read.getall("APIC")[0].data == PNG
    starts = [frame.start_time for frame in read.values() if frame.FrameID == "CHAP"]
    assert starts == [0, 1000, 2500, 4000]
    assert read.getall("CTOC")[0].child_element_ids == ["chp0", "chp1", "chp2", "chp3"]
    said = tools.run([tools.find().path, "-hide_banner", *tools.find().input(mp3)]).stderr
    places = [
        said.index(f"start {start}") for start in ("0.000000, end 1.0", "1.000000", "2.500000", "4.000000")
    ]
    assert places == sorted(places)


def test_the_same_tags_give_the_same_bytes_and_leave_the_sound(mp3: Path, tmp_path: Path) -> None:
    before = whole(decode(mp3))
    write_tags(mp3, tags(tmp_path))
    once = mp3.read_bytes()
    write_tags(mp3, tags(tmp_path))
    assert mp3.read_bytes() == once
    assert (whole(decode(mp3)) == before).all()


@pytest.mark.parametrize("codec", [Codec.FLAC, Codec.OPUS])
def test_mutagen_and_ffmpeg_read_the_comments_of_flac_and_opus(tmp_path: Path, codec: Codec) -> None:
    delivery = Delivery(load_targets()["podcast"], tmp_path / f"a.{codec}", codec)
    file = master(decode(saved(tmp_path / "a.wav", speech(5))), [delivery])[0].path
    before = whole(decode(file))
    write_tags(file, tags(tmp_path))
    once = file.read_bytes()
    write_tags(file, tags(tmp_path))
    assert file.read_bytes() == once
    assert (whole(decode(file)) == before).all()
    read: Any = (FLAC if codec is Codec.FLAC else OggOpus)(file)
    assert [read[name] for name in ("title", "artist", "album", "date", "language", "lyrics")] == [
        ["À l’atelier"], ["Leïla"], ["Voix d’ici"], ["2025-03-04"], ["fr"], ["Bonjour.\nÀ bientôt."],
    ]  # fmt: skip
    if codec is Codec.FLAC:
        (picture,) = read.pictures
    else:
        picture = Picture(base64.b64decode(read["metadata_block_picture"][0]))  # type: ignore[no-untyped-call]
    assert (picture.data, picture.mime, picture.type) == (PNG, "image/png", 3)
    said = tools.run([tools.find().path, "-hide_banner", *tools.find().input(file)]).stderr
    assert "title           : À l’atelier" in said.replace("TITLE", "title")
    assert "Video: png" in said  # the cover
    starts = ["0.000000", "1.000000", "2.500000", "4.000000"]
    places = [said.index(f"start {start}") for start in starts] if codec is Codec.OPUS else []
    assert places == sorted(places)


def test_an_mp2_with_a_tag_is_decoded_as_before(tmp_path: Path) -> None:
    delivery = Delivery(load_targets()["broadcast"], tmp_path / "a.mp2", Codec.MP2)
    file = master(decode(saved(tmp_path / "a.wav", speech(5))), [delivery])[0].path
    before = measure(file)
    write_tags(file, replace(tags(tmp_path), artwork=None, chapters=(), lyrics=""))
    assert str(ID3(file)["TIT2"]) == "À l’atelier"  # type: ignore[no-untyped-call]  # mutagen
    assert measure(file) == before


def test_artwork_that_is_no_picture_is_named_and_changes_nothing(mp3: Path, tmp_path: Path) -> None:
    before = mp3.read_bytes()
    wanted = tags(tmp_path)
    (tmp_path / "cover.png").write_bytes(b"GIF89a")
    with pytest.raises(ContentError, match="not a JPEG or PNG"):
        write_tags(mp3, wanted)
    assert mp3.read_bytes() == before


def test_a_short_cut_is_its_passage_and_meets_the_target(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.wav", speech(20))
    delivery = Delivery(load_targets()["podcast"], tmp_path / "short.mp3")
    (made,) = cut(Passage(file, 3000, 10000), [delivery])
    assert made.duration_ms == pytest.approx(7000, abs=50)
    assert made.loudness.integrated_lufs == pytest.approx(-16, abs=0.3)
    with pytest.raises(ContentError, match="not between 0 and 5 minutes"):
        cut(Passage(file, 6000, 3000), [delivery])


def test_denoising_lowers_the_noise_and_keeps_the_voice_in_its_place(tmp_path: Path) -> None:
    """Steady noise under bursts of tone: the pauses get quieter, the tone does not, nothing moves."""
    rate = 48000
    random = np.random.default_rng(7)
    seconds = np.arange(12 * rate) / rate
    burst = 0.2 * np.sin(2 * np.pi * 440 * seconds) * ((seconds % 2) > 1)
    sound = (burst + random.normal(0, 0.004, len(seconds))).astype(np.float32)
    file = tmp_path / "noisy.wav"
    soundfile.write(file, sound, rate, "FLOAT")
    plain, clean = (np.concatenate(list(opened(file).blocks()))[:, 0] for opened in (decode, denoised))
    assert len(clean) == len(plain)
    pause, tone = slice(10 * rate + 4800, 11 * rate - 4800), slice(11 * rate + 4800, 12 * rate - 4800)

    def level_db(samples: Samples) -> float:
        return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))

    assert level_db(clean[pause]) < level_db(plain[pause]) - 5
    assert abs(level_db(clean[tone]) - level_db(plain[tone])) < 0.5
    lag = np.argmax(np.correlate(clean[tone][:4800], plain[tone][:4800], "full")) - 4799
    assert abs(lag) <= 1
