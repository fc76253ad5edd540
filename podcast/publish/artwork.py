"""The show's artwork: what it is called in public, and whether Apple and PSP-1 would take it.

Both want a square JPEG or PNG of 1400 to 3000 pixels in RGB. The headers are read, never the pixels.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from podcast.errors import Remark
from podcast.model import Show

__all__ = ["Picture", "artwork_name", "artwork_problems", "picture", "published_name"]

SMALLEST_PX = 1400
LARGEST_PX = 3000

# JPEG start-of-frame markers; C4, C8 and CC are tables that share the range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's header says; `kind` is jpg or png, whatever the file is called."""

    kind: str
    width_px: int
    height_px: int
    colours: str


def artwork_name(source: Path) -> str:
    """What a picture is called in public: feedgen drops a channel image that ends in `.jpeg`."""
    suffix = source.suffix.lower()
    return "artwork" + (".jpg" if suffix == ".jpeg" else suffix)


def published_name(show: Show) -> str:
    """The path of the show's artwork below `feed/`, empty where it has none."""
    return artwork_name(show.artwork) if show.artwork else ""


def picture(data: bytes) -> Picture | None:
    """Read the header of a JPEG or PNG; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 26:
        width, height, _, colour = struct.unpack(">IIBB", data[16:26])
        return Picture("png", width, height, "grey" if colour in (0, 4) else "RGB")
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    return None


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _FRAMES:
            height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
            return Picture("jpg", width, height, {1: "grey", 3: "RGB", 4: "CMYK"}.get(components, "?"))
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def artwork_problems(path: Path) -> tuple[Remark, ...]:
    """What podcast apps would refuse in the artwork at `path`; empty when it is good."""
    name = path.name
    try:
        with path.open("rb") as file:
            found = picture(file.read(1 << 20))
    except OSError as error:
        return (Remark("{file} cannot be read: {reason}", {"file": name, "reason": error.strerror or ""}),)
    if found is None:
        return (Remark("{file} is neither a JPEG nor a PNG picture", {"file": name}),)
    return tuple(_faults(name, found))


def _faults(name: str, found: Picture) -> list[Remark]:
    size: dict[str, str | int | float] = {
        "file": name,
        "width": found.width_px,
        "height": found.height_px,
    }
    faults = []
    suffix = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if suffix != found.kind:
        faults.append(
            Remark(
                "{file} is really a {kind} picture: rename it to end in .{kind}",
                {"file": name, "kind": found.kind},
            )
        )
    if found.width_px != found.height_px:
        faults.append(Remark("{file} is {width} × {height} pixels: artwork must be square", size))
    if min(found.width_px, found.height_px) < SMALLEST_PX:
        faults.append(Remark("{file} is {width} × {height} pixels: 1400 × 1400 is the least", size))
    if max(found.width_px, found.height_px) > LARGEST_PX:
        faults.append(Remark("{file} is {width} × {height} pixels: 3000 × 3000 is the most", size))
    if found.colours != "RGB":
        faults.append(
            Remark("{file} has {colours} colours: save it in RGB", {"file": name, "colours": found.colours})
        )
    return faults
