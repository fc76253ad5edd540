"""Short cuts, one passage each: soundbites, trailers, the 60 to 90 seconds of a programme; made with pydub.

pydub reads a whole file into memory, so only the passage asked for is decoded into it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from podcast.audio.encode import Delivery
from podcast.audio.master import Mastered, master
from podcast.audio.pcm import Pcm, Samples, block_frames, decode
from podcast.errors import ContentError

if TYPE_CHECKING:
    from pydub import AudioSegment

__all__ = ["Fades", "Passage", "cut"]

_LONGEST_MS = 5 * 60_000
_RATE_HZ = 48000


@dataclass(frozen=True, slots=True)
class Passage:
    """What to take from one file, in the file's time."""

    source: Path
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Fades:
    """How a cut begins and ends."""

    in_ms: int = 20
    out_ms: int = 300


@dataclass(frozen=True, slots=True)
class _Whole:
    """A short sound held in memory."""

    samples: Samples
    rate_hz: int = field(default=_RATE_HZ)

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    def blocks(self) -> Iterator[Samples]:
        size = block_frames(self.rate_hz)
        for start in range(0, len(self.samples), size):
            yield self.samples[start : start + size]


def cut(passage: Passage, deliveries: Sequence[Delivery], fades: Fades = Fades()) -> tuple[Mastered, ...]:
    """Take a passage, fade its ends, and master it like a programme.

    Raises ContentError where it ends before it begins or is longer than five minutes, RecordingError where
    its source is not sound.
    """
    if not 0 < passage.end_ms - passage.start_ms <= _LONGEST_MS:
        raise ContentError(
            "a short cut of {file} from {start_ms} to {end_ms} ms is not between 0 and 5 minutes long",
            hint="correct its start and end in episode.toml",
            file=passage.source.name,
            start_ms=passage.start_ms,
            end_ms=passage.end_ms,
        )
    piece = _segment(passage)
    faded = piece.fade_in(min(fades.in_ms, len(piece))).fade_out(min(fades.out_ms, len(piece)))
    return master(_samples(faded), deliveries)


def _pydub() -> type[AudioSegment]:
    """pydub without its warning that there is no ffmpeg on PATH: it never gets to decode a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    kind: type[AudioSegment] = AudioSegment
    return kind


def _segment(passage: Passage) -> AudioSegment:
    """A passage as pydub holds it: 32-bit integers, its level brought where they cannot clip."""
    pcm = decode(passage.source, start_ms=passage.start_ms, end_ms=passage.end_ms)
    samples = np.concatenate(list(pcm.blocks()))
    whole = np.clip(samples.astype(np.float64) * 2**30, -(2**31), 2**31 - 1).astype("<i4")
    return _pydub()(data=whole.tobytes(), sample_width=4, frame_rate=pcm.rate_hz, channels=pcm.channels)


def _samples(segment: AudioSegment) -> Pcm:
    raw = np.frombuffer(segment.raw_data, "<i4").reshape(-1, segment.channels)
    return _Whole((raw / 2**30).astype(np.float32))
