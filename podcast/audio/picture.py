"""Artwork without what a camera or an editor wrote about it: where, when, by whom, with what.

The pixels are never decoded, so they stay as they were. Segments (JPEG, ITU-T T.81 annex B) and chunks
(PNG, W3C PNG third edition, clause 11) that say how to show the picture are kept by name; all others go,
and so does whatever follows the end of the picture: phones hide videos and uncropped pictures there.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from podcast.errors import ContentError

__all__ = ["bare_picture"]

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"

# JPEG markers that decoding needs: frames (with DHT and DAC in their range), tables, intervals, scans.
_CODED = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}) - {0xC8}
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length: TEM and RST
_MARKER = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_JFIF_BYTES, _ADOBE_BYTES = 14, 12

# PNG chunks that a decoder looks at: pixels, colours, size of a pixel, frames of an animation.
_SHOWN = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip

_EXIF = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3


class _DamagedError(Exception):
    """The picture does not follow its format up to its end."""


def bare_picture(data: bytes, file: Path) -> bytes:
    """The same JPEG or PNG without metadata, its coded pixels byte for byte; `file` is for the message.

    Kept are the colour profile, the density and, where the picture has to be turned, its orientation
    (Exif 2.32, tag 0x0112) alone. A bare picture comes back as it is. Raises ContentError where the
    data is no JPEG or PNG, or is damaged: what cannot be read might say anything.
    """
    if not data.startswith((_PNG, _JPEG)):
        raise ContentError(
            "{file} is not a JPEG or PNG picture",
            hint="save the artwork as JPEG or PNG",
            file=file,
        )
    try:
        return b"".join(_chunks(data) if data.startswith(_PNG) else _segments(data))
    except _DamagedError as error:
        raise ContentError(
            "{file} is a damaged picture: what the camera wrote in it cannot be taken out",
            hint="open the artwork in another program and save it again as JPEG or PNG",
            file=file,
        ) from error


def _segments(data: bytes) -> Iterator[bytes]:
    """The segments of a JPEG that are kept, and its scans; bytes between segments are dropped."""
    yield data[:2]
    at, framed, scanned, turned = 2, False, False, False
    while found := _MARKER.search(data, at):
        marker, at = data[found.start() + 1], found.end()
        if marker == _EOI and scanned:
            yield found.group()
            return
        if marker in _BARE:
            continue
        body = _body(data, at, marker)
        at += 2 + len(body)
        framed = framed or marker in _FRAMES
        if marker == _APP1 and not turned and not scanned:
            turn = _turn(body.removeprefix(_EXIF)) if body.startswith(_EXIF) else b""
            turned = bool(turn)
            yield _segment(_APP1, _EXIF + turn) if turn else b""
        elif marker == _SOS and framed:
            end = _END_OF_SCAN.search(data, at)
            yield _segment(marker, body) + data[at : end.start() if end else at]
            at, scanned = end.start() if end else len(data), True
        else:
            yield _kept(marker, body)
    raise _DamagedError


def _body(data: bytes, at: int, marker: int) -> bytes:
    size = int.from_bytes(data[at : at + 2], "big")
    if marker in (_SOI, _EOI) or size < 2 or at + size > len(data):
        raise _DamagedError
    return data[at + 2 : at + size]


def _kept(marker: int, body: bytes) -> bytes:
    """The segment as it may go out, empty where it may not."""
    if marker in _CODED or (marker == _APP2 and body.startswith(b"ICC_PROFILE\0")):
        return _segment(marker, body)
    if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= _JFIF_BYTES:
        # its last two bytes are the size of a thumbnail, which may show what was cropped away
        return _segment(marker, body[: _JFIF_BYTES - 2] + b"\0\0")
    if marker == _APP14 and body.startswith(b"Adobe") and len(body) >= _ADOBE_BYTES:
        return _segment(marker, body[:_ADOBE_BYTES])
    return b""


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _turn(tiff: bytes) -> bytes:
    """A TIFF header with the orientation alone; empty where it is upright, or not to be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return b""
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    if first + 2 > len(tiff):
        return b""
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, values, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if (tag, kind, values) == (_ORIENTATION, _SHORT, 1) and 2 <= value <= 8:
            return struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, tag, kind, values, value, 0, 0)
    return b""


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunks of a PNG that are kept, their checksums looked at."""
    yield _PNG
    at, pixels = len(_PNG), False
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + size]
        if len(chunk) < 12 + size or (at == len(_PNG)) != (kind == b"IHDR"):
            raise _DamagedError
        at += len(chunk)
        pixels = pixels or kind == b"IDAT"
        if kind in _SHOWN:
            if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
                raise _DamagedError
            yield chunk
        elif kind == b"eXIf":
            turn = _turn(chunk[8:-4])
            yield _chunk(kind, turn) if turn else b""
        elif not kind[0] & 0x20:  # a capital letter first: no decoder may go on without knowing it
            raise _DamagedError
        if kind == b"IEND" and pixels:
            return
    raise _DamagedError


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
