"""How long a file says it is, read from its own header where ffmpeg believes the file's size instead."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

__all__ = ["header_ms"]

# ISO 11172-3 and 13818-3, layer III: sampling rates by the two bits of the version, then by index.
_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def header_ms(file: Path) -> int:
    """Milliseconds announced by a WAV's or an MP3's header; 0 where there is none or it does not say."""
    with file.open("rb") as opened:
        start = opened.read(12)
        if start[:4] == b"RIFF" and start[8:] == b"WAVE":
            return _wave_ms(opened)
        if start[:3] == b"ID3" or start[:1] == b"\xff":
            return _mp3_ms(opened, start)
    return 0


def _wave_ms(wave: BinaryIO) -> int:
    rate_bytes = 0
    while len(head := wave.read(8)) == 8:
        name, size = head[:4], struct.unpack("<I", head[4:])[0]
        if name == b"fmt " and size >= 16:
            rate_bytes = struct.unpack("<8xI4x", wave.read(16).ljust(16, b"\0"))[0]
            wave.seek(size - 16 + size % 2, 1)
        elif name == b"data":
            # Recorders that stream write 0 or the largest number there and never come back.
            known = 0 < size < 0xFFFFFF00 and rate_bytes > 0
            return round(size / rate_bytes * 1000) if known else 0
        else:
            wave.seek(size + size % 2, 1)
    return 0


def _mp3_ms(opened: BinaryIO, start: bytes) -> int:
    """The number of frames that an encoder leaves in the first one (`Xing`, or `Info` at constant rate)."""
    opened.seek(_after_id3(start))
    frame = opened.read(256)
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE6 != 0xE2:
        return 0
    version, rate_index = frame[1] >> 3 & 3, frame[2] >> 2 & 3
    if version not in _RATES_HZ or rate_index == 3:
        return 0
    mono = frame[3] >> 6 == 3
    side_bytes = (17 if mono else 32) if version == 3 else (9 if mono else 17)
    told = frame[4 + side_bytes :][:12]
    if len(told) < 12 or told[:4] not in (b"Xing", b"Info") or not told[7] & 1:
        return 0
    samples = 1152 if version == 3 else 576
    return round(int.from_bytes(told[8:], "big") * samples / _RATES_HZ[version][rate_index] * 1000)


def _after_id3(start: bytes) -> int:
    """Where the sound begins: the length of an ID3v2 tag has seven bits to a byte."""
    if start[:3] != b"ID3":
        return 0
    length = 0
    for byte in start[6:10]:
        length = length << 7 | byte & 0x7F
    return 10 + length
