"""The podcast namespace 1.0: known tags with what each of them needs."""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Iterator
from typing import Any

from podcast.check.feed import PODCAST, Feed, named, text
from podcast.check.finding import Finding, Rule
from podcast.check.rss import BAD_DATE, file_address, is_date

__all__ = ["podcast_namespace"]

WRONG_NAMESPACE = Rule(
    "PV301",
    "warning",
    "the podcast namespace is declared as «{found}»",
    'write xmlns:podcast="https://podcastindex.org/namespace/1.0": apps look for that address',
)
UNKNOWN_TAG = Rule(
    "PV302",
    "warning",
    "podcast:{tag} is not a tag of the podcast namespace",
    "look at its spelling, small and capital letters too",
)
NO_PODCAST_GUID = Rule(
    "PV303", "warning", "the show has no podcast:guid", "add one and keep it when the show moves"
)
BAD_PODCAST_GUID = Rule(
    "PV304", "error", "the podcast:guid «{found}» is not a UUID", "write the UUID of the feed's address"
)
BAD_VALUE = Rule("PV305", "error", "podcast:{tag} says «{found}»", "write one of: {allowed}")
TOO_LONG = Rule("PV306", "error", "podcast:{tag} has {count} characters", "shorten it to {limit} characters")
NO_TEXT = Rule("PV307", "error", "podcast:{tag} is empty", "write something in it, or remove it")
NO_ATTRIBUTE = Rule("PV308", "error", "podcast:{tag} has no {name}", "add {name}= to podcast:{tag}")
BAD_TYPE = Rule("PV309", "error", "podcast:{tag} has the type «{found}»", "write one of: {allowed}")
BAD_GEO = Rule(
    "PV310", "error", "podcast:location is at «{found}»", 'write geo="geo:latitude,longitude" (RFC 5870)'
)
BAD_SOUNDBITE = Rule(
    "PV311",
    "error",
    "podcast:soundbite begins at «{start}» and lasts «{length}»",
    "write both as seconds, the length from 15 to 120",
)
BAD_INTEGRITY = Rule(
    "PV312",
    "error",
    "podcast:integrity holds «{found}»",
    "write sha256-, sha384- or sha512- and the digest in base64 (Subresource Integrity)",
)
NO_SOURCE = Rule(
    "PV313",
    "error",
    "a podcast:alternateEnclosure of «{item}» has no podcast:source",
    'put <podcast:source uri="…"/> in it',
)
NO_TRANSCRIPT = Rule(
    "PV314",
    "warning",
    "the programme «{item}» has no transcript",
    "add <podcast:transcript url type> to the item",
)

BAD_TRAILER = Rule(
    "PV315",
    "error",
    "podcast:trailer says {name}=«{found}»",
    "write the number of bytes in length=, and the number of a season in season=, or leave them out",
)

_KNOWN = frozenset(
    (
        *("alternateEnclosure", "block", "chapters", "chat", "contentLink", "episode", "funding", "guid"),
        *("image", "images", "integrity", "license", "liveItem", "location", "locked", "medium", "person"),
        *("podping", "podroll", "publisher", "remoteItem", "season", "socialInteract", "soundbite"),
        *("source", "trailer", "transcript", "txt", "updateFrequency", "value", "valueRecipient"),
        *("valueTimeSplit"),
    )
)
_NEEDED = {
    "alternateEnclosure": ("type",),
    "chapters": ("url", "type"),
    "chat": ("server", "protocol"),
    "contentLink": ("href",),
    "funding": ("url",),
    "integrity": ("type", "value"),
    "remoteItem": ("feedGuid",),
    "socialInteract": ("protocol",),
    "soundbite": ("startTime", "duration"),
    "source": ("uri",),
    "trailer": ("url", "pubdate"),
    "transcript": ("url", "type"),
}
_LIMITS = {
    "person": 128,
    "location": 128,
    "license": 128,
    "funding": 128,
    "txt": 4000,
    "soundbite": 128,
    "trailer": 128,
}
_FILLED = ("person", "location", "license", "txt", "guid", "medium", "trailer", "episode", "season")
_MEDIUMS = (
    *("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course"),
    *("mixed", "podcastL", "musicL", "videoL", "filmL", "audiobookL", "newsletterL", "blogL"),
    *("publisherL", "courseL"),
)
_TYPES = {
    "transcript": (
        *("text/vtt", "application/x-subrip", "application/srt", "text/srt", "application/json"),
        *("text/html", "text/plain"),
    ),
    "chapters": ("application/json+chapters",),
}
_NAMESPACE = PODCAST.strip("{}")


def podcast_namespace(feed: Feed) -> Iterator[Finding]:
    """Every tag of the podcast namespace in a feed."""
    for node in [feed.root, *feed.root.iter()]:
        found = node.nsmap.get("podcast")
        if found not in (None, _NAMESPACE):
            yield feed.found(WRONG_NAMESPACE, feed.root, found=found)
            break
    for node in feed.root.iter(f"{PODCAST}*"):
        yield from _element(feed, node, node.tag.removeprefix(PODCAST))
    yield from _guid(feed)
    for item in feed.items:
        yield from _item(feed, item)


def _element(feed: Feed, node: Any, tag: str) -> Iterator[Finding]:
    if tag not in _KNOWN:
        yield feed.found(UNKNOWN_TAG, node, tag=tag)
        return
    for name in _NEEDED.get(tag, ()):
        if not node.get(name):
            yield feed.found(NO_ATTRIBUTE, node, tag=tag, name=name)
    said = text(node)
    if tag in _FILLED and not said:
        yield feed.found(NO_TEXT, node, tag=tag)
    if len(said) > _LIMITS.get(tag, len(said)):
        yield feed.found(TOO_LONG, node, tag=tag, count=len(said), limit=_LIMITS[tag])
    yield from _values(feed, node, tag, said)


def _values(feed: Feed, node: Any, tag: str, said: str) -> Iterator[Finding]:
    if tag == "locked" and said not in ("yes", "no"):
        yield feed.found(BAD_VALUE, node, tag=tag, found=said, allowed="yes, no")
    elif tag == "medium" and said and said not in _MEDIUMS:
        yield feed.found(BAD_VALUE, node, tag=tag, found=said, allowed=", ".join(_MEDIUMS))
    elif tag in _TYPES and node.get("type") and node.get("type") not in _TYPES[tag]:
        yield feed.found(BAD_TYPE, node, tag=tag, found=node.get("type"), allowed=", ".join(_TYPES[tag]))
    elif tag == "location" and node.get("geo") and not _is_geo(node.get("geo")):
        yield feed.found(BAD_GEO, node, found=node.get("geo"))
    elif tag == "integrity" and node.get("type") == "sri" and not _is_sri(node.get("value", "")):
        yield feed.found(BAD_INTEGRITY, node, found=node.get("value", ""))
    elif tag == "soundbite" and not _is_soundbite(node):
        values = {"start": node.get("startTime", ""), "length": node.get("duration", "")}
        yield feed.found(BAD_SOUNDBITE, node, **values)
    elif tag == "trailer":
        yield from _trailer(feed, node)


def _trailer(feed: Feed, node: Any) -> Iterator[Finding]:
    date = node.get("pubdate")
    if date and not is_date(date):
        yield feed.found(BAD_DATE, node, found=date)
    if node.get("url"):
        yield from file_address(feed, node, "podcast:trailer")
    for name in ("length", "season"):
        if node.get(name) is not None and not re.fullmatch(r"[1-9][0-9]*", node.get(name)):
            yield feed.found(BAD_TRAILER, node, name=name, found=node.get(name))


def _is_geo(value: str) -> bool:
    found = re.fullmatch(r"geo:(-?[0-9.]+),(-?[0-9.]+)(,-?[0-9.]+)?(;.*)?", value)
    try:
        return found is not None and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180
    except ValueError:
        return False


def _is_sri(value: str) -> bool:
    kind, _, digest = value.partition("-")
    lengths = {"sha256": 32, "sha384": 48, "sha512": 64}
    try:
        return len(base64.b64decode(digest, validate=True)) == lengths.get(kind)
    except binascii.Error:
        return False


def _is_soundbite(node: Any) -> bool:
    try:
        return float(node.get("startTime", "")) >= 0 and 15 <= float(node.get("duration", "")) <= 120
    except ValueError:
        return False


def _guid(feed: Feed) -> Iterator[Finding]:
    guid = feed.channel.find(f"{PODCAST}guid")
    if guid is None:
        yield feed.found(NO_PODCAST_GUID, feed.channel)
        return
    try:
        uuid.UUID(text(guid))
    except ValueError:
        yield feed.found(BAD_PODCAST_GUID, guid, found=text(guid))


def _item(feed: Feed, item: Any) -> Iterator[Finding]:
    if item.find(f"{PODCAST}transcript") is None:
        yield feed.found(NO_TRANSCRIPT, item, item=named(item))
    for other in item.findall(f"{PODCAST}alternateEnclosure"):
        if other.find(f"{PODCAST}source") is None:
            yield feed.found(NO_SOURCE, other, item=named(item))
