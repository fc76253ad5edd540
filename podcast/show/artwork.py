"""A plain picture to begin with, until the show has its own: rings of sound on its colour."""

from __future__ import annotations

import struct
import zlib
from math import isqrt
from typing import Final

__all__ = ["plain_artwork"]

SIDE: Final = 1400  # pixels: the least that PSP-1 accepts
_RINGS: Final = ((620, 0.12), (470, 0.24), (320, 0.42), (170, 0.95))  # radius, share of white


def plain_artwork(accent: str) -> bytes:
    """A PNG, 1400 x 1400 pixels, RGB without transparency; `accent` is `#rrggbb`."""
    ground = bytes.fromhex(accent.removeprefix("#"))
    rings = [(radius, _lighter(ground, share)) for radius, share in _RINGS]
    rows = b"".join(b"\0" + _row(y, ground, rings) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _lighter(colour: bytes, share: float) -> bytes:
    return bytes(round(part + (255 - part) * share) for part in colour)


def _row(y: int, ground: bytes, rings: list[tuple[int, bytes]]) -> bytes:
    row = bytearray(ground * SIDE)
    up = abs(2 * y + 1 - SIDE)  # from the middle, in half pixels
    for radius, colour in rings:
        if up < 2 * radius:
            half = isqrt(4 * radius * radius - up * up) // 2
            row[3 * (SIDE // 2 - half) : 3 * (SIDE // 2 + half)] = colour * (2 * half)
    return bytes(row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
