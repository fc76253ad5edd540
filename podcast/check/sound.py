"""The sound files a feed names: their bytes, their real type, their length by decoding, their digest."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from podcast.audio import decode
from podcast.check.feed import ITUNES, PODCAST, Feed, named, text
from podcast.check.finding import Finding, Rule
from podcast.check.site import Site
from podcast.errors import PodcastError

__all__ = ["NO_FILE", "Sounds", "orphans", "seconds_of"]

NO_FILE = Rule(
    "PV401", "error", "{path} is named here and is not there", "make it again: podcast build --force"
)
LENGTH = Rule(
    "PV402",
    "error",
    "{path} is said to have {said} bytes and has {found}",
    "make the feed again: podcast build --force",
)
NO_SOUND = Rule("PV403", "error", "{path} cannot be played: {reason}", "make it again: podcast build --force")
DURATION = Rule(
    "PV404",
    "error",
    "{path} is said to last {said} s and lasts {found} s",
    "make the feed again: podcast build --force",
)
REAL_TYPE = Rule(
    "PV405",
    "error",
    "{path} is said to be {said} and is {found}",
    "encode it again, or correct its type and its ending",
)
INTEGRITY = Rule(
    "PV406",
    "error",
    "{path} is not the file whose digest the feed gives",
    "make the feed again: podcast build --force",
)
ORPHAN = Rule(
    "PV407",
    "warning",
    "{path} is public and no feed names it",
    "remove it, or build again if its programme is to be published",
)

BITE_TOO_LATE = Rule(
    "PV408",
    "error",
    "a podcast:soundbite ends at {end} s and {path} at {sound} s",
    "correct its times: apps play it from the programme itself",
)

_TOLERANCE_S = 1.0
_HEAD_BYTES = 64


class Sounds:
    """The sound files of a site, each looked at once however many feeds name it.

    `listen` says whether to decode them, which takes a second for every twenty minutes.
    """

    def __init__(self, site: Site, *, listen: bool) -> None:
        self._site = site
        self._listen = listen
        self._lengths: dict[str, float | str] = {}
        self.seen: set[str] = set()

    def check(self, feed: Feed) -> Iterator[Finding]:
        """What a feed says of its sound files, held against them."""
        for trailer in feed.channel.findall(f"{PODCAST}trailer"):
            yield from self._trailer(feed, trailer)
        for item in feed.items:
            for enclosure in item.findall("enclosure"):
                yield from self._enclosure(feed, item, enclosure)
            for other in item.findall(f"{PODCAST}alternateEnclosure"):
                yield from self._other(feed, other)

    def seconds(self, path: str) -> float | None:
        """How long a file of the site plays; None where it cannot be told or nobody listens."""
        found = self._length(path)
        return found if isinstance(found, float) else None

    def _length(self, path: str) -> float | str:
        if path not in self._lengths:
            file = self._site.file(path)
            self._lengths[path] = seconds_of(file) if file and self._listen else ""
        return self._lengths[path]

    def _enclosure(self, feed: Feed, item: Any, enclosure: Any) -> Iterator[Finding]:
        path = self._site.path_of(enclosure.get("url", ""))
        if path is None:
            return
        self.seen.add(path)
        file = self._site.file(path)
        if file is None:
            yield feed.found(NO_FILE, enclosure, path=path)
            return
        yield from _size(feed, enclosure, path, file)
        yield from _type(feed, enclosure, path, file)
        found = self._length(path)
        said = _seconds_said(text(item.find(f"{ITUNES}duration")))
        if isinstance(found, str):
            if found:
                yield feed.found(NO_SOUND, enclosure, path=path, reason=found)
        elif said is not None and abs(said - found) > _TOLERANCE_S:
            node = item.find(f"{ITUNES}duration")
            yield feed.found(DURATION, node, path=path, said=said, found=f"{found:.1f}")

        yield from _bites(feed, item, path, found if isinstance(found, float) else said)

    def _trailer(self, feed: Feed, trailer: Any) -> Iterator[Finding]:
        path = self._site.path_of(trailer.get("url", ""))
        if path is None:
            return
        file = self._site.file(path)
        if file is None:
            yield feed.found(NO_FILE, trailer, path=path)
            return
        yield from _size(feed, trailer, path, file)
        yield from _type(feed, trailer, path, file)
        if isinstance(found := self._length(path), str) and found:
            yield feed.found(NO_SOUND, trailer, path=path, reason=found)

    def _other(self, feed: Feed, other: Any) -> Iterator[Finding]:
        paths = [self._site.path_of(each.get("uri", "")) for each in other.findall(f"{PODCAST}source")]
        for path in [path for path in paths if path is not None]:
            self.seen.add(path)
            file = self._site.file(path)
            if file is None:
                yield feed.found(NO_FILE, other, path=path)
                continue
            yield from _size(feed, other, path, file)
            yield from _type(feed, other, path, file)
            for integrity in other.findall(f"{PODCAST}integrity"):
                if not _same(file, integrity.get("value", "")):
                    yield feed.found(INTEGRITY, integrity, path=path, item=named(other.getparent()))


def _bites(feed: Feed, item: Any, path: str, length: float | None) -> Iterator[Finding]:
    """The soundbites of a programme that go on when it is over; what is no time is told elsewhere."""
    for bite in item.findall(f"{PODCAST}soundbite"):
        try:
            end = float(bite.get("startTime", "")) + float(bite.get("duration", ""))
        except ValueError:
            continue
        if length is not None and end > length + _TOLERANCE_S:
            yield feed.found(BITE_TOO_LATE, bite, path=path, end=f"{end:.1f}", sound=f"{length:.1f}")


def _size(feed: Feed, node: Any, path: str, file: Path) -> Iterator[Finding]:
    said, found = node.get("length", ""), file.stat().st_size
    if said.isdigit() and int(said) != found:
        yield feed.found(LENGTH, node, path=path, said=said, found=found)


def _type(feed: Feed, node: Any, path: str, file: Path) -> Iterator[Finding]:
    said, found = node.get("type", "").partition(";")[0].strip(), _real_type(file)
    same = {found} | ({"audio/x-m4a", "video/mp4", "audio/mp4"} if found == "audio/mp4" else set())
    same |= {"audio/x-wav", "audio/vnd.wave"} if found == "audio/wav" else set()
    same |= {"audio/opus"} if found == "audio/ogg" else set()
    if said and found and said not in same:
        yield feed.found(REAL_TYPE, node, path=path, said=said, found=found)


def _real_type(file: Path) -> str:
    """The type a file's first bytes tell; an empty string where they tell none we know."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if head.startswith(b"fLaC"):
        return "audio/flac"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    mpeg = head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)
    if mpeg:
        return "audio/mpeg"
    return "text/html" if head.lstrip()[:1] == b"<" else ""


def seconds_of(file: Path) -> float | str:
    """How long a file plays, decoded to its end; what is wrong where it cannot be."""
    try:
        sound = decode(file, rate_hz=None)
        return sum(len(block) for block in sound.blocks()) / sound.rate_hz
    except PodcastError as error:
        return str(error.values.get("reason", error))


def _seconds_said(duration: str) -> int | None:
    if not re.fullmatch(r"[0-9]+(:[0-9]+){0,2}", duration):
        return None
    seconds = 0
    for part in duration.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def _same(file: Path, value: str) -> bool:
    """Whether a file has the digest of a Subresource Integrity value; what is no value is told elsewhere."""
    kind, _, digest = value.partition("-")
    if kind not in ("sha256", "sha384", "sha512"):
        return True
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, kind).digest()
    return base64.b64encode(found).decode("ascii") == digest


def orphans(site: Site, named_files: set[str]) -> Iterator[Finding]:
    """Sound that anybody can fetch and that no feed offers: what was withdrawn, perhaps."""
    for path in site.listed("media/*"):
        if path not in named_files:
            yield Finding(ORPHAN, site.shown(path), values={"path": path})
