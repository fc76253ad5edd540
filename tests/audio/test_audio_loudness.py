"""The meter against EBU Tech 3341 and 3342, on signals made here."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import firwin, lfilter

from podcast.audio import Meter, Samples
from podcast.audio.loudness import KEnergy, to_lufs, windows
from podcast.model import Loudness

RATE = 48000


def tone(dbfs: float, seconds: float, hz: float = 1000.0, rate: int = RATE) -> Samples:
    """A stereo sine of whole length `seconds`, its peak at `dbfs`."""
    at = np.arange(round(seconds * rate)) / rate
    mono = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * at)
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros((round(seconds * RATE), 2), np.float32)


def joined(*parts: tuple[float, float]) -> Samples:
    return np.concatenate([tone(dbfs, seconds) for dbfs, seconds in parts])


def measured(samples: Samples, rate: int = RATE) -> Loudness:
    meter = Meter(rate, samples.shape[1])
    for start in range(0, len(samples), 7001):
        meter.push(samples[start : start + 7001])
    return meter.result()


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_cases_1_and_2_read_the_level_on_every_scale(level: float) -> None:
    got = measured(tone(level, 20))
    assert got.integrated_lufs == pytest.approx(level, abs=0.1)
    assert got.max_momentary_lufs == pytest.approx(level, abs=0.1)
    assert got.max_short_term_lufs == pytest.approx(level, abs=0.1)


@pytest.mark.parametrize(
    "parts",
    [
        [(-36, 10), (-23, 60), (-36, 10)],
        [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)],
        [(-26, 20), (-20, 20.1), (-26, 20)],
    ],
    ids=["case 3", "case 4", "case 5"],
)
def test_gating(parts: list[tuple[float, float]]) -> None:
    assert measured(joined(*parts)).integrated_lufs == pytest.approx(-23, abs=0.1)


def test_case_6_five_channels() -> None:
    mono = tone(0, 20)[:, :1]
    gains = 10 ** (np.array([-28, -28, -24, -30, -30], np.float32) / 20)
    assert measured((mono * gains).astype(np.float32)).integrated_lufs == pytest.approx(-23, abs=0.1)


def test_case_9_short_term_is_constant_after_3_seconds() -> None:
    samples = joined(*[(-20.0, 1.34), (-30.0, 1.66)] * 5)
    levels = scale(samples, 300)
    assert levels.min() == pytest.approx(-23, abs=0.1)
    assert levels.max() == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("step", range(20))
def test_case_10_short_term_maximum_wherever_it_falls(step: int) -> None:
    samples = np.concatenate([silence(step * 0.15), tone(-23, 3), silence(1)])
    assert measured(samples).max_short_term_lufs == pytest.approx(-23, abs=0.1)


def test_case_12_momentary_is_constant_after_1_second() -> None:
    levels = scale(joined(*[(-20.0, 0.18), (-30.0, 0.22)] * 25), 40)[60:]
    assert levels.min() == pytest.approx(-23, abs=0.1)
    assert levels.max() == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("step", range(20))
def test_case_13_momentary_maximum_wherever_it_falls(step: int) -> None:
    samples = np.concatenate([silence(step * 0.02), tone(-23, 0.4), silence(1)])
    assert measured(samples).max_momentary_lufs == pytest.approx(-23, abs=0.1)


def scale(samples: Samples, steps: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    energy = KEnergy(RATE, samples.shape[1])
    energy.push(np.ascontiguousarray(samples.T))
    return np.asarray(to_lufs(windows(energy.grid(), steps)))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-20, 20), (-30, 20)], 10),
        ([(-20, 20), (-15, 20)], 5),
        ([(-40, 20), (-20, 20)], 20),
        ([(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)], 15),
    ],
    ids=["3342-1", "3342-2", "3342-3", "3342-4"],
)
def test_loudness_range(parts: list[tuple[float, float]], expected: float) -> None:
    assert measured(joined(*parts)).range_lu == pytest.approx(expected, abs=1)


def phased(divisor: int, degrees: float, amplitude: float, rate: int = RATE) -> Samples:
    """A mono sine at a fraction of the rate, faded so that only its steady part is measured."""
    n = np.arange(rate)
    sine = amplitude * np.sin(2 * np.pi * n / divisor + np.deg2rad(degrees))
    fade = np.clip(np.minimum(n, rate - 1 - n) / 480, 0, 1)
    return np.asarray((sine * fade)[:, None], np.float32)


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize(
    ("divisor", "degrees", "amplitude", "expected"),
    [(4, 0, 0.5, -6), (4, 45, 0.5, -6), (6, 60, 0.5, -6), (8, 67.5, 0.5, -6), (4, 45, 1.41, 3)],
    ids=["case 15", "case 16", "case 17", "case 18", "case 19"],
)
def test_true_peak_of_sines(
    divisor: int, degrees: float, amplitude: float, expected: float, rate: int
) -> None:
    got = measured(phased(divisor, degrees, amplitude, rate), rate).true_peak_dbtp
    assert expected - 0.4 <= got <= expected + 0.2


@pytest.mark.parametrize("offset", range(4), ids=["case 20", "case 21", "case 22", "case 23"])
def test_true_peak_between_samples(offset: int) -> None:
    fine = 4 * RATE
    n = np.arange(fine // 2)
    made = 0.5 * np.sin(2 * np.pi * n * (RATE / 6) / fine)
    # One period of fs/4 (16 samples at 4·fs) at full amplitude, where the slower sine crosses zero.
    middle = len(n) // 2 // 24 * 24
    made[middle : middle + 16] = np.sin(2 * np.pi * np.arange(16) / 16)
    made *= np.clip(np.minimum(n, len(n) - 1 - n) / 1920, 0, 1)
    # To decimate is to band-limit before keeping every fourth sample.
    limited = np.convolve(made, firwin(255, 0.25), "same")
    samples = np.asarray(limited[offset::4, None], np.float32)
    got = measured(samples).true_peak_dbtp
    assert -0.4 <= got <= 0.2


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 32000, 44100, 88200, 96000, 176400, 192000])
def test_every_rate_reads_the_same_level(rate: int) -> None:
    got = measured(tone(-23, 5, rate=rate), rate)
    assert got.integrated_lufs == pytest.approx(-23, abs=0.1)
    assert got.max_momentary_lufs == pytest.approx(-23, abs=0.1)


def test_one_channel_is_3_lu_below_two_alike() -> None:
    both = measured(tone(-23, 5)).integrated_lufs
    one = measured(tone(-23, 5)[:, :1]).integrated_lufs
    assert both - one == pytest.approx(3.01, abs=0.01)


def test_silence_and_less_than_a_window_have_no_loudness() -> None:
    for samples in (silence(5), tone(-23, 0.3)):
        assert measured(samples).integrated_lufs == float("-inf")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 9000), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_block_length_does_not_matter(lengths: list[int], seed: int) -> None:
    noise = np.random.default_rng(seed).standard_normal((sum(lengths), 2)).astype(np.float32) * 0.2
    whole, pieces = Meter(RATE, 2), Meter(RATE, 2)
    whole.push(noise)
    at = 0
    for length in lengths:
        pieces.push(noise[at : at + length])
        at += length
    a, b = whole.result(), pieces.result()
    assert a.true_peak_dbtp == pytest.approx(b.true_peak_dbtp, abs=1e-4)
    assert a.max_momentary_lufs == pytest.approx(b.max_momentary_lufs, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.sampled_from([44100, 48000, 96000]), st.sampled_from([0.0, 0.8, 0.99, 1.9])
)
def test_pruned_true_peak_equals_oversampling_everything(seed: int, rate: int, colour: float) -> None:
    """White, dull, duller than speech, a drifting tone: what bends little is pruned by another limit."""
    rng = np.random.default_rng(seed)
    loud = rng.standard_normal(4800)
    loud = lfilter([1.0], [1.0, -colour, 0.98] if colour > 1 else [1.0, -colour], loud)
    loud *= np.repeat(rng.random(48) ** 4, 100) / np.abs(loud).max()
    up = 4 if rate < 80000 else 2
    n = np.arange(-12 * up, 12 * up + 1) / up
    window = np.i0(5 * np.sqrt(np.clip(1 - (n / 12) ** 2, 0, None))) / np.i0(5.0)
    stuffed = np.zeros(len(loud) * up)
    stuffed[::up] = loud
    every = np.abs(np.convolve(stuffed, np.sinc(n) * window)).max()
    got = 10 ** (measured(np.asarray(loud[:, None], np.float32), rate).true_peak_dbtp / 20)
    assert got == pytest.approx(every, rel=1e-4)


def test_grid_borders_at_a_rate_with_broken_steps() -> None:
    """11025 Hz has 110.25 samples in 10 ms: no sample is counted twice or lost."""
    samples = np.ones((1, 11025 * 2), np.float32)
    energy = KEnergy(11025, 1)
    energy.push(samples)
    assert len(energy.grid()) == 200
    assert Fraction(11025 * 2, 200) == Fraction(441, 4)
