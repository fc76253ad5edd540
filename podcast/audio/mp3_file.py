"""An MP3 written as it comes, by LAME itself, with the frame that says where its sound begins and ends.

ffmpeg hands LAME 1152 samples at a time through four threads, which adds a quarter in stereo, and four fifths
in mono, to its work. What this module adds to LAME is the first frame of the file: "Info" with the number of
frames and a table for seeking, and LAME's own extension with the samples to leave out at both ends (the MP3
Info Tag rev. 1 specification of LAME's authors). Without it captions and chapters would be 23 ms early.
"""

from __future__ import annotations

import struct
from importlib.metadata import version
from pathlib import Path
from typing import Final

import lameenc
import numpy as np

from podcast.audio.pcm import Samples
from podcast.audio.written import Written

__all__ = ["LAME", "RATE_HZ", "Mp3Writer"]

LAME: Final = f"lameenc {version('lameenc')}"
"""Part of every fingerprint: another version may give other bytes."""
RATE_HZ: Final = 48000
"""The rate it writes at: every frame is then of one length."""

_FRAME: Final = 1152  # samples
_DELAY: Final = 576  # samples of silence LAME begins with; decoders take off 529 more by themselves
_QUALITY: Final = 5  # what ffmpeg takes too; 3 takes a third longer
# Bit rates of MPEG-1 layer III in kb/s, at their index in a frame's header.
_KBPS: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LEAST_KBPS: Final = 64  # of the first frame: less has no room for what it says
_FLAGS: Final = 0x0F  # frames, bytes, table and quality are there
_CONSTANT: Final = 0x01  # revision 0, constant bit rate
_INDICATED: Final = 100 - 10 * 4 - _QUALITY  # what LAME writes of its settings


class Mp3Writer(Written):
    """Write float samples at 48 kHz as a constant bit rate.

    `volume` is what they are multiplied by first. They are rounded to 16 bits, all that LAME is given here:
    what that adds is 27 dB and more under what MP3 itself adds, measured on four recordings.
    """

    def __init__(self, file: Path, channels: int, kbps: int, volume: float = 1.0) -> None:
        """Open `file` for one or two channels; `kbps` is a bit rate of MPEG-1 layer III."""
        self._channels, self._kbps = channels, kbps
        self._scale = np.float32(volume * 32768)
        self._lame = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_channels(channels)
        self._lame.set_in_sample_rate(RATE_HZ)
        self._lame.set_out_sample_rate(RATE_HZ)  # at few bits LAME would take a lower one
        self._lame.set_bit_rate(kbps)
        self._lame.set_quality(_QUALITY)
        self._samples = self._bytes = 0
        self._file = file.open("wb")
        self._file.write(bytes(_frame_bytes(max(kbps, _LEAST_KBPS))))

    def write(self, block: Samples) -> None:
        """Take samples of shape (frames, channels)."""
        scaled = np.asarray(block * self._scale, np.float32)
        np.clip(np.rint(scaled, out=scaled), -32768, 32767, out=scaled)
        self._samples += len(block)
        self._put(self._lame.encode(scaled.astype("<i2").tobytes()))

    def close(self) -> None:
        """Write the last frames and, now that all is known, the first."""
        self._put(self._lame.flush() if self._samples else b"")
        self._file.seek(0)
        self._file.write(_info(self._channels, self._kbps, self._samples, self._bytes))
        self._file.close()

    def _put(self, data: bytes) -> None:
        self._bytes += len(data)
        self._file.write(data)


def _frame_bytes(kbps: int) -> int:
    return _FRAME // 8 * kbps * 1000 // RATE_HZ


def _info(channels: int, kbps: int, samples: int, size: int) -> bytes:
    """The first frame of a file of `samples`, which are followed by `size` bytes of sound."""
    least = max(kbps, _LEAST_KBPS)
    frames = size // _frame_bytes(kbps)
    padding = max(frames * _FRAME - _DELAY - samples, 0)  # no sound at all has no frames either
    whole = size + _frame_bytes(least)
    # MPEG-1 layer III without a checksum; 48 kHz is index 1; joint stereo or one channel.
    header = struct.pack(">HBB", 0xFFFB, _KBPS.index(least) << 4 | 1 << 2, 0xC4 if channels == 1 else 0x44)
    before = header + bytes(17 if channels == 1 else 32)  # and no side information
    table = bytes(256 * percent // 100 for percent in range(100))
    told = struct.pack(">4sIII", b"Info", _FLAGS, frames, whole) + table + struct.pack(">I", _INDICATED)
    lame = b"LAME3.100" + bytes([_CONSTANT, 0]) + bytes(8) + bytes([0, min(kbps, 255)])
    lame += (_DELAY << 12 | padding).to_bytes(3, "big") + bytes(4) + struct.pack(">IH", whole, 0)
    frame = before + told + lame
    frame += struct.pack(">H", _crc16(frame))
    return frame + bytes(_frame_bytes(least) - len(frame))


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, the one of the tag."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value
