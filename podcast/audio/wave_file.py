"""A Broadcast Wave file written as it comes, RIFF up to 4 GB and RF64 (EBU Tech 3306) beyond."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podcast.audio.pcm import Samples
from podcast.audio.wave_chunks import (
    LOUDNESS_AT,
    WaveTags,
    bext,
    cart,
    chunk,
    coding_history,
    ixml,
    loudness_fields,
)
from podcast.audio.written import Written
from podcast.model import Loudness

__all__ = ["FloatWaveWriter", "WaveWriter", "write_loudness"]

_LARGEST = 0xFFFFFFFF
_DS64 = 28  # bytes kept for the sizes of an RF64 file, as a JUNK chunk until they are needed
_BEXT_AT = 12 + 8 + _DS64
_INTEGER, _FLOAT = 1, 3  # the format tags of integer PCM and of IEEE float


class WaveWriter(Written):
    """Write float samples as integer PCM of 16, 24 or 32 bits.

    16 bits are dithered with triangular noise of two steps, the same noise every time. `largest` is the
    size at which RIFF becomes RF64; only a test has a reason to change it.
    """

    _tag = _INTEGER
    _extension = b""  # of the format chunk

    def __init__(
        self, file: Path, shape: tuple[int, int, int], tags: WaveTags | None, largest: int = _LARGEST
    ) -> None:
        """Open `file`; `shape` is rate in Hz, channels, bits."""
        rate_hz, channels, self._bits = shape
        self._frame_bytes = channels * self._bits // 8
        self._largest = largest
        self._noise = np.random.default_rng(16)
        chunks = chunk(b"JUNK", b"\0" * _DS64)
        if tags is not None:
            chunks += chunk(b"bext", bext(tags, coding_history(rate_hz, self._bits, channels)))
            chunks += chunk(b"iXML", ixml(tags, channels))
            if tags.cart is not None:
                chunks += chunk(b"cart", cart(tags.cart))
        form = (self._tag, channels, rate_hz, rate_hz * self._frame_bytes, self._frame_bytes, self._bits)
        chunks += chunk(b"fmt ", struct.pack("<HHIIHH", *form) + self._extension)
        # Every format but integer PCM counts its frames in a chunk that stands right before the samples.
        chunks += chunk(b"fact", b"\0" * 4) if self._tag != _INTEGER else b""
        self._data_at = 12 + len(chunks) + 8
        self._written = 0
        self._file = file.open("wb")
        self._file.write(b"RIFF\0\0\0\0WAVE" + chunks + b"data\0\0\0\0")

    def write(self, block: Samples) -> None:
        """Take samples of shape (frames, channels); what is beyond full scale is cut off there."""
        data = self._packed(block)
        self._file.write(data)
        self._written += len(data)

    def _packed(self, block: Samples) -> bytes:
        scale = float(2 ** (self._bits - 1))
        # float32 holds 24 bits exactly and no more.
        exact: type[np.float32 | np.float64] = np.float64 if self._bits == 32 else np.float32
        scaled = np.asarray(block * exact(scale))
        if self._bits == 16:
            noise = self._noise.random((2, *scaled.shape), np.float32)
            scaled = scaled + (noise[0] - noise[1])
        np.rint(scaled, out=scaled)
        whole = np.clip(scaled, -scale, scale - 1, out=scaled).astype("<i4")
        if self._bits == 24:
            return _lower_three(whole)
        return bytes(whole.astype(f"<i{self._bits // 8}").tobytes())

    def close(self) -> None:
        """Write the sizes: only now is the file whole."""
        self._file.write(b"\0" * (self._written % 2))
        size = self._file.tell() - 8
        frames = self._written // self._frame_bytes
        if self._tag != _INTEGER:
            self._at(self._data_at - 12, struct.pack("<I", min(frames, _LARGEST)))
        if size <= self._largest:
            self._at(4, struct.pack("<I", size))
            self._at(self._data_at - 4, struct.pack("<I", self._written))
        else:
            sizes = struct.pack("<QQQI", size, self._written, frames, 0)
            self._at(0, struct.pack("<4sI", b"RF64", _LARGEST))
            self._at(12, struct.pack("<4sI", b"ds64", _DS64) + sizes)
            self._at(self._data_at - 4, struct.pack("<I", _LARGEST))
        self._file.close()

    def _at(self, place: int, data: bytes) -> None:
        self._file.seek(place)
        self._file.write(data)


class FloatWaveWriter(WaveWriter):
    """Write the samples as they are, 32-bit float: nothing is rounded, and nothing cut off at full scale."""

    _tag = _FLOAT
    _extension = b"\0\0"  # none, and its length

    def __init__(self, file: Path, rate_hz: int, channels: int, tags: WaveTags | None = None) -> None:
        super().__init__(file, (rate_hz, channels, 32), tags)

    def _packed(self, block: Samples) -> bytes:
        return np.ascontiguousarray(block, "<f4").tobytes()


def _lower_three(whole: NDArray[np.int32]) -> bytes:
    """The lower three bytes of each number; place by place NumPy copies four times as fast."""
    four = whole.view(np.uint8).reshape(-1, 4)
    three = np.empty((len(four), 3), np.uint8)
    for place in range(3):
        three[:, place] = four[:, place]
    return three.tobytes()


def write_loudness(file: Path, loudness: Loudness) -> None:
    """Put the figures measured on a finished file into its bext chunk (EBU Tech 3285 v2, fields 11 to 15)."""
    with file.open("r+b") as wave:
        wave.seek(_BEXT_AT)
        if wave.read(4) == b"bext":
            wave.seek(_BEXT_AT + 8 + LOUDNESS_AT)
            wave.write(loudness_fields(loudness))
