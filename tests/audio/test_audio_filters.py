"""Filters computed as products give what the recursion gives; a programme kept on disk is the same again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from podcast.audio import Samples, pcm
from podcast.audio.filters import Levels, Recursive, high_pass, k_weighting, notch

RATES = [8000, 11025, 22050, 44100, 48000, 96000, 192000]


def recursion(impulse_of: Recursive, samples: Samples) -> Levels:
    """The same filter as one long convolution in double precision, without blocks or states."""
    impulse = np.zeros((1, samples.shape[1]), np.float32)
    impulse[0, 0] = 1.0
    response = impulse_of.push(impulse)[0].astype(np.float64)
    size = 2 * samples.shape[1]
    return np.fft.irfft(np.fft.rfft(response, size) * np.fft.rfft(samples, size), size)[:, : samples.shape[1]]


def test_k_weighting_is_the_table_of_bs_1770() -> None:
    """ITU-R BS.1770-4 tables 1 and 2, run as the recursion they define."""
    noise = np.random.default_rng(3).standard_normal((2, 48000)).astype(np.float32) * 0.2 + np.float32(0.1)
    shelf = lfilter(
        [1.53512485958697, -2.69169618940638, 1.19839281085285],
        [1, -1.69065929318241, 0.73248077421585],
        noise.astype(np.float64),
    )
    wanted = lfilter([1.0, -2.0, 1.0], [1, -1.99004745483398, 0.99007225036621], shelf)
    assert np.abs(k_weighting(48000).push(noise) - wanted).max() < 2e-6


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(RATES),
    st.sampled_from(["k", "high", "notch"]),
    st.lists(st.integers(1, 9000), min_size=1, max_size=6),
    st.integers(0, 2**32 - 1),
)
def test_any_cut_gives_the_same_sound(rate: int, kind: str, lengths: list[int], seed: int) -> None:
    def made() -> Recursive:
        return (
            k_weighting(rate) if kind == "k" else high_pass(10, rate) if kind == "high" else notch(50, rate)
        )

    samples = np.random.default_rng(seed).uniform(-0.5, 0.5, (2, sum(lengths))).astype(np.float32)
    one, at, parts = made(), 0, []
    for length in lengths:
        parts.append(one.push(samples[:, at : at + length]))
        at += length
    assert np.abs(np.concatenate(parts, axis=1) - recursion(made(), samples)).max() < 3e-6


class Counted:
    """A programme that counts how often it is computed."""

    rate_hz = 8000
    channels = 2

    def __init__(self) -> None:
        self.readings = 0

    def blocks(self) -> Iterator[Samples]:
        self.readings += 1
        rng = np.random.default_rng(5)
        for length in (1, 5000, 3200, 17, 12000):
            yield rng.standard_normal((length, 2)).astype(np.float32)


@pytest.mark.parametrize(("most_s", "readings"), [(3600, 1), (1, 3)])
def test_a_kept_programme_is_computed_once_unless_it_is_too_long(
    most_s: int, readings: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pcm, "_KEPT_S", most_s)
    source = Counted()
    with (tmp_path / "room").open("w+b", buffering=0) as room:
        kept = pcm.Kept(source, room)
        heard = [np.concatenate(list(kept.blocks())) for _ in range(3)]
    assert source.readings == readings
    assert all(np.array_equal(each, heard[0]) for each in heard)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_a_programme_that_the_disk_has_no_room_for_is_computed_again() -> None:
    source = Counted()
    with Path("/dev/full").open("r+b", buffering=0) as room:
        kept = pcm.Kept(source, room)
        heard = [np.concatenate(list(kept.blocks())) for _ in range(2)]
    assert source.readings == 2
    assert np.array_equal(heard[0], heard[1])
