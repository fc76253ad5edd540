"""Mastering end to end: real encoders, every result decoded and measured by another program too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from real_recordings import REAL
from scipy.signal import lfilter

from podcast import tools
from podcast.audio import Codec, Delivery, Samples, load_targets, master, measure
from podcast.audio.limit import Limiter, plan
from podcast.audio.loudness import KEnergy, integrated_lufs
from podcast.audio.pcm import block_frames
from podcast.audio.peaks import BIN, BinPeaks, TruePeak
from podcast.errors import AudioError, RecordingError

RATE = 48000


@dataclass(frozen=True)
class Held:
    """Samples in memory, given out in blocks of an awkward length."""

    samples: Samples
    rate_hz: int = RATE

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    def blocks(self) -> Iterator[Samples]:
        for start in range(0, len(self.samples), 10007):
            yield self.samples[start : start + 10007]


def voice(seconds: float, channels: int = 1, level: float = 0.1, seed: int = 7) -> Held:
    """Noise with the rhythm of speech and little above 4 kHz, like it."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    rhythm = (0.4 + 0.6 * np.clip(np.sin(2 * np.pi * 3.1 * at), 0, 1)) * (
        np.sin(2 * np.pi * 0.23 * at) > -0.6
    )
    breath = lfilter([0.15], [1, -0.85], rng.standard_normal((len(at), channels)), axis=0)
    return Held((level * rhythm[:, None] * breath).astype(np.float32))


def by_ffmpeg(file: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as ffmpeg's ebur128 reads the decoded file."""
    ffmpeg = tools.find()
    read = [ffmpeg.path, "-hide_banner", "-nostdin", *ffmpeg.input(file)]
    said = tools.run([*read, "-af", "ebur128=peak=true", "-f", "null", "-"]).stderr
    summary = said[said.rindex("Summary:") :]
    lufs = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert lufs and peak
    return float(lufs[1]), float(peak[1])


SUFFIXES = {
    Codec.MP3: "podcast", Codec.OPUS: "podcast", Codec.WAV: "broadcast", Codec.MP2: "broadcast",
    Codec.FLAC: "strict",
}  # fmt: skip


def everything(folder: Path, channels: int = 0) -> list[Delivery]:
    targets = load_targets()
    return [
        Delivery(targets[target], folder / f"a.{codec}", codec, channels=channels)
        for codec, target in SUFFIXES.items()
    ]


@pytest.mark.parametrize("channels", [1, 2])
def test_every_delivery_meets_its_target_when_another_program_measures_it(
    tmp_path: Path, channels: int
) -> None:
    told: list[float] = []
    deliveries = everything(tmp_path)
    made = master(voice(12, channels), deliveries, told.append)
    for delivery, result in zip(deliveries, made, strict=True):
        target = delivery.target
        lufs, peak = by_ffmpeg(result.path)
        assert abs(lufs - target.integrated_lufs) <= target.tolerance_lu + 0.051, delivery.codec
        assert peak <= target.max_true_peak_dbtp + 0.051, delivery.codec
        assert result.loudness == measure(result.path) or delivery.codec in (Codec.MP3, Codec.MP2)
        assert result.bytes == result.path.stat().st_size
        assert result.duration_ms == pytest.approx(12000, abs=60)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("kbps", [64, 96, 128, 192, 256, 320])
def test_lame_is_compensated_at_every_bit_rate(tmp_path: Path, kbps: int) -> None:
    target = load_targets()["podcast"]
    made = master(voice(6, 2), [Delivery(target, tmp_path / "a.mp3", bit_rate_kbps=kbps)])
    assert made[0].loudness.integrated_lufs == pytest.approx(-16, abs=0.2)


def test_mono_delivered_in_stereo_still_meets_the_target(tmp_path: Path) -> None:
    made = master(voice(6), everything(tmp_path, channels=2))
    assert {round(each.loudness.integrated_lufs) for each in made} == {-16, -23}


def test_other_rates_and_word_lengths(tmp_path: Path) -> None:
    target = load_targets()["broadcast"]
    wanted = [
        Delivery(target, tmp_path / "16.wav", Codec.WAV, bits=16),
        Delivery(target, tmp_path / "32.wav", Codec.WAV, bits=32),
        Delivery(target, tmp_path / "44.wav", Codec.WAV, rate_hz=44100),
        Delivery(target, tmp_path / "16.flac", Codec.FLAC, bits=16),
    ]
    for each in master(voice(6), wanted):
        assert each.loudness.integrated_lufs == pytest.approx(-23, abs=0.1)
        assert each.duration_ms == 6000


def test_the_same_sound_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    master(voice(5), everything(first))
    master(voice(5), everything(second))
    for codec in SUFFIXES:
        assert (first / f"a.{codec}").read_bytes() == (second / f"a.{codec}").read_bytes(), codec


@pytest.mark.parametrize("samples", [np.zeros((RATE, 1), np.float32), voice(0.2).samples])
def test_nothing_to_measure_is_said_and_leaves_no_file(tmp_path: Path, samples: Samples) -> None:
    with pytest.raises(RecordingError, match="holds no sound"):
        master(Held(samples), everything(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_target_out_of_reach_fails_and_leaves_the_old_file(tmp_path: Path) -> None:
    samples = np.zeros((RATE * 4, 1), np.float32)
    samples[::9600] = 0.5  # five clicks a second: no limiter makes -16 LUFS of them
    file = tmp_path / "a.mp3"
    file.write_bytes(b"what was there")
    with pytest.raises(AudioError, match=r"a\.mp3 cannot be brought to -16\.0 LUFS"):
        master(Held(samples), [Delivery(load_targets()["podcast"], file)])
    assert file.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [file]


def test_full_scale_noise(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, (RATE * 5, 2)).astype(np.float32)
    for each, delivery in zip(master(Held(noise), everything(tmp_path)), everything(tmp_path), strict=True):
        target = delivery.target
        assert abs(each.loudness.integrated_lufs - target.integrated_lufs) <= target.tolerance_lu
        assert each.loudness.true_peak_dbtp <= target.max_true_peak_dbtp


def test_a_limiter_that_works_hard_says_where_to_listen(tmp_path: Path) -> None:
    samples = voice(70).samples.copy()
    assert not master(Held(samples), [Delivery(load_targets()["podcast"], tmp_path / "a.mp3")])[0].remarks
    at = 65 * RATE
    samples[at : at + 2400, 0] += 0.9 * np.hanning(2400) * np.sin(np.arange(2400) / 8)
    (remark,) = master(Held(samples), [Delivery(load_targets()["podcast"], tmp_path / "a.mp3")])[0].remarks
    assert re.fullmatch(
        r"a\.mp3: the limiter takes up to 1\d\.\d dB off the loudest moments, the most at 1:05: listen there,"
        r" and if it is heard turn down in the recording what is so much louder than the voices",
        str(remark),
    )


@pytest.mark.parametrize("ceiling", [-1.0, -6.0, -14.0])
def test_the_limiter_keeps_true_peaks_under_its_ceiling(ceiling: float) -> None:
    held = voice(8, level=0.3, seed=3)
    peaks, energy = BinPeaks(RATE, 1), KEnergy(RATE, 1)
    for block in held.blocks():
        peaks.push(np.ascontiguousarray(block.T))
        energy.push(np.ascontiguousarray(block.T))
    bins = peaks.result()
    assert len(bins) == -(-len(held.samples) // BIN)
    planned = plan(energy.grid(), bins, -18.0, ceiling)
    limiter = Limiter(bins, planned.gain_db, ceiling)
    size = block_frames(RATE)
    after, loudness = TruePeak(RATE, 1), KEnergy(RATE, 1)
    for number, curve in enumerate(limiter.curves()):
        block = held.samples[number * size : (number + 1) * size]
        limited = limiter.limited(block, curve)
        assert limited.shape == block.shape
        after.push(np.ascontiguousarray(limited.T))
        loudness.push(np.ascontiguousarray(limited.T))
    assert 20 * np.log10(after.result()) <= ceiling + 0.02
    assert integrated_lufs(loudness.grid()) == pytest.approx(planned.predicted_lufs, abs=0.05)


def test_bins_below_the_floor_keep_an_upper_bound() -> None:
    held = voice(3, seed=11)
    exact, quick = BinPeaks(RATE, 1), BinPeaks(RATE, 1)
    for block in held.blocks():
        exact.push(np.ascontiguousarray(block.T))
        quick.push(np.ascontiguousarray(block.T), 0.1)
    every, some = exact.result(), quick.result()
    assert (some >= every * 0.998).all()
    assert some[every > 0.1] == pytest.approx(every[every > 0.1], rel=2e-3)
    assert (some[every <= 0.1] <= 0.101).all()


@pytest.mark.parametrize("name", ["fr/lsp_fr.mp3", "fr/kyutai_crepes.mp3", "en/jfk.flac"])
def test_real_speech_to_every_target(tmp_path: Path, name: str) -> None:
    source = REAL / name
    if not source.exists():
        pytest.skip("the recordings are not here")
    from podcast.audio import decode

    for delivery, result in zip(
        everything(tmp_path), master(decode(source), everything(tmp_path)), strict=True
    ):
        lufs, peak = by_ffmpeg(result.path)
        assert abs(lufs - delivery.target.integrated_lufs) <= delivery.target.tolerance_lu + 0.051
        assert peak <= delivery.target.max_true_peak_dbtp + 0.051
