"""Broadcast Wave as other programs read it."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pymediainfo import MediaInfo
from wave_chunk_parser.chunks import CartChunk
from wavinfo import WavInfoReader

from podcast import tools
from podcast.audio import Cart, Samples, WaveTags, decode
from podcast.audio.wave_chunks import ascii_text, bext, cart, umid
from podcast.audio.wave_file import FloatWaveWriter, WaveWriter, write_loudness
from podcast.model import Loudness

MADE = datetime(2025, 3, 4, 5, 6, 7)  # noqa: DTZ001  # bext and cart hold local time without a zone
ENDS = datetime(2026, 1, 1)  # noqa: DTZ001
LABEL = Cart(
    "Le portrait de Léïla", MADE, ENDS, artist="Zoé Œuvrard", cut_id="PV-0001", category="Portrait",
    out_cue="… à très bientôt.", url="https://example.org/a", text="première ligne",
    timers=(("SEGs", 0), ("EOD", 528000)),
)  # fmt: skip
TAGS = WaveTags(
    "Léïla, couturière — « à façon »",
    "Radio Été",
    "PV-0001",
    MADE,
    "guid-1",
    "Émission",
    "Note",
    LABEL,
    48000,
)
FIGURES = Loudness(-23.04, -17.555, -21.6, 3.894, -1.25)


def noise(seconds: float, channels: int) -> Samples:
    return np.random.default_rng(5).uniform(-0.9, 0.9, (round(48000 * seconds), channels)).astype(np.float32)


def written(file: Path, samples: Samples, bits: int = 24, largest: int = 0xFFFFFFFF) -> Path:
    with WaveWriter(file, (48000, samples.shape[1], bits), TAGS, largest) as wave:
        for start in range(0, len(samples), 7777):
            wave.write(samples[start : start + 7777])
        wave.close()
    write_loudness(file, FIGURES)
    return file


def test_wavinfo_reads_every_field_of_bext(tmp_path: Path) -> None:
    read = WavInfoReader(str(written(tmp_path / "a.wav", noise(0.5, 1))))
    found = read.bext
    assert found.version == 2
    assert found.description == 'Leila, couturiere - " a facon "'
    assert (found.originator, found.originator_ref) == ("Radio Ete", "PV-0001")
    assert (found.originator_date, found.originator_time) == ("2025-03-04", "05:06:07")
    assert found.time_reference == 48000
    assert found.coding_history == "A=PCM,F=48000,W=24,M=mono,T=Porte-voix\r\n"
    assert found.umid == umid("guid-1")
    assert found.umid.startswith(bytes.fromhex("060a2b340101010501010220 13 000000"))  # SMPTE ST 330
    assert (found.loudness_value, found.loudness_range) == (-23.04, 3.89)
    assert (found.max_true_peak, found.max_momentary_loudness) == (-1.25, -17.56)
    assert found.max_shortterm_loudness == -21.6
    assert read.ixml.project == "Émission"
    assert read.ixml.scene == "Léïla, couturière — « à façon »"
    assert read.fmt.bits_per_sample == 24


def test_another_program_reads_cart(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", noise(0.5, 2))
    at = file.read_bytes().index(b"cart")
    with file.open("rb") as wave:
        found = CartChunk.from_file(wave, at)
    assert (found.title, found.artist) == ("Le portrait de Leila", "Zoe OEuvrard")
    assert (found.start_date, found.end_date) == (MADE, ENDS)
    assert found.out_cue == "... a tres bientot."
    assert [(timer.name, timer.time) for timer in found.timers][:2] == [("SEGs", 0), ("EOD ", 528000)]
    assert found.url == "https://example.org/a"


def test_mediainfo_reads_every_field_of_bext(tmp_path: Path) -> None:
    general, audio = MediaInfo.parse(written(tmp_path / "a.wav", noise(0.5, 1))).tracks
    assert (general.bext_present, general.bext_version) == ("Yes", "2")
    assert general.description == 'Leila, couturiere - " a facon "'
    assert (general.producer, general.producer_reference) == ("Radio Ete", "PV-0001")
    assert general.encoded_date == "2025-03-04 05:06:07"
    assert general.encoding_settings == "A=PCM,F=48000,W=24,M=mono,T=Porte-voix"
    assert general.umid == f"0x{umid('guid-1')[:32].hex().upper().lstrip('0')}"
    assert (audio.delay, audio.delay__origin) == ("1000.000000", "Container (bext)")  # the time reference
    assert (audio.bit_depth, audio.sampling_rate, audio.samples_count) == (24, 48000, "24000")
    assert (audio.loudnessvalue, audio.loudnessrange, audio.maxtruepeaklevel) == ("-23.04", "3.89", "-1.25")
    assert (audio.maxmomentaryloudness, audio.maxshorttermloudness) == ("-17.56", "-21.60")


@pytest.mark.parametrize("bits", [16, 24, 32])
@pytest.mark.parametrize("channels", [1, 2])
def test_samples_come_back(tmp_path: Path, bits: int, channels: int) -> None:
    samples = noise(0.3, channels)
    file = written(tmp_path / "a.wav", samples, bits)
    read, rate_hz = soundfile.read(file, always_2d=True)
    assert rate_hz == 48000
    # Half a step of rounding, and one more step of dither at 16 bits.
    assert np.abs(read - samples).max() <= (1.5 if bits == 16 else 0.51) * 2.0 ** (1 - bits) + 2**-25


def test_beyond_full_scale_is_cut_off_and_does_not_wrap(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", np.array([[1.5], [-1.5], [1.0], [-1.0]], np.float32))
    assert soundfile.read(file)[0].tolist() == [1 - 2**-23, -1.0, 1 - 2**-23, -1.0]


def test_a_file_past_its_largest_size_is_rf64_and_reads_the_same(tmp_path: Path) -> None:
    samples = noise(1, 2)
    plain = written(tmp_path / "plain.wav", samples)
    large = written(tmp_path / "large.wav", samples, largest=10_000)
    data = large.read_bytes()
    assert data[:4] == b"RF64"
    assert struct.unpack_from("<4sIQQQ", data, 12) == (b"ds64", 28, len(data) - 8, 48000 * 6, 48000)
    assert soundfile.info(large).format == "RF64"
    same, _ = soundfile.read(large)
    assert (same == soundfile.read(plain)[0]).all()
    by_ffmpeg = tools.run([*tools.find().command(*tools.find().input(large)), "-f", "s32le", "pipe:1"])
    assert (
        by_ffmpeg.stdout
        == tools.run([*tools.find().command(*tools.find().input(plain)), "-f", "s32le", "pipe:1"]).stdout
    )
    assert sum(len(block) for block in decode(large).blocks()) == 48000


def test_an_odd_number_of_bytes_is_padded(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", noise(0.1, 1)[:333])
    data = file.read_bytes()
    assert len(data) % 2 == 0
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    assert soundfile.info(file).frames == 333


def test_fields_are_cut_to_their_length() -> None:
    long = "é" * 3000
    tags = WaveTags(long, long, long, MADE, "x")
    assert len(bext(tags, "")) == 602
    assert len(cart(Cart(long, MADE, ENDS, long, long, long, long, long, long, long, long))) == 2048


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("œuvre à façon", "oeuvre a facon"),
        ("«Ça»", '"Ca"'),
        ("l’été…", "l'ete..."),
        ("10 €", "10 EUR"),
        ("日", "?"),
    ],
)
def test_transliteration(text: str, expected: str) -> None:
    assert ascii_text(text) == expected


def test_silence_has_no_loudness_to_write(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", noise(0.1, 1))
    write_loudness(file, Loudness(float("-inf"), float("-inf"), float("-inf"), 0.0, float("-inf")))
    found = WavInfoReader(str(file)).bext
    assert found.loudness_value == pytest.approx(327.67)
    assert found.loudness_range == 0.0


def test_float_is_neither_rounded_nor_cut_off(tmp_path: Path) -> None:
    """Also where it is louder than full scale, as a decoded MP3 may be."""
    samples = noise(0.5, 2) * 3
    with FloatWaveWriter(tmp_path / "f.wav", 48000, 2, TAGS) as wave:
        wave.write(samples[:5000])
        wave.write(samples[5000:])
        wave.close()
    read, rate_hz = soundfile.read(tmp_path / "f.wav", dtype="float32")
    assert rate_hz == 48000
    assert np.array_equal(read, samples)
    found = WavInfoReader(str(tmp_path / "f.wav"))
    assert (found.fmt.audio_format, found.fmt.bits_per_sample) == (3, 32)
    assert found.data.frame_count == len(samples)
    assert found.bext.description == 'Leila, couturiere - " a facon "'
    head = (tmp_path / "f.wav").read_bytes()[:4096]
    at = head.index(b"fact")
    assert int.from_bytes(head[at + 8 : at + 12], "little") == len(samples)
