"""RSS 2.0 as PSP-1 narrows it: what every feed and every programme must have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from podcast.check.feed import ATOM, Feed, named, text
from podcast.check.finding import Finding, Rule

__all__ = [
    "BAD_DATE",
    "DOCTYPE",
    "NOT_RSS",
    "TYPES",
    "UNREADABLE",
    "file_address",
    "is_address",
    "is_date",
    "rss",
]

UNREADABLE = Rule(
    "PV101",
    "error",
    "this is no XML that can be read: {reason}",
    "write the feed anew with a program that writes XML; one sign too many is enough",
)
DOCTYPE = Rule(
    "PV102",
    "error",
    "the feed declares a document type",
    "remove the <!DOCTYPE …> at its beginning: RSS 2.0 has none, and apps refuse it",
)
NOT_RSS = Rule(
    "PV103",
    "error",
    "this is no RSS 2.0 feed: its first element is «{found}»",
    'begin with <rss version="2.0"> and put one <channel> in it',
)
NO_PART = Rule("PV104", "error", "the feed has no «{tag}»", "add <{tag}> to the channel: RSS 2.0 asks for it")
NO_SELF = Rule(
    "PV105",
    "error",
    "the feed does not say its own address",
    'add <atom:link rel="self" href="…" type="application/rss+xml"/> to the channel (PSP-1)',
)
NOT_UTF8 = Rule("PV106", "warning", "the feed is in {encoding}", "save it in UTF-8")
BAD_DATE = Rule(
    "PV107",
    "error",
    "«{found}» is not a date of a feed",
    "write it as in Mon, 28 Sep 2026 06:00:00 +0200 (RFC 2822)",
)
BAD_LINK = Rule(
    "PV108",
    "error",
    "the address «{found}» of {tag} is not whole",
    "write the whole address, beginning with https://",
)
TWICE = Rule("PV109", "error", "«{tag}» is there {count} times in «{item}»", "keep one of them")
NO_ITEMS = Rule(
    "PV110", "warning", "the feed has no programme", "publish one: directories refuse an empty feed"
)
NO_TITLE = Rule("PV111", "error", "the programme «{item}» has no title", "add <title> to the item")
NO_GUID = Rule(
    "PV112",
    "error",
    "the programme «{item}» has no guid",
    "give it one and never change it: apps download again what has another guid",
)
SAME_GUID = Rule(
    "PV113",
    "error",
    "the programmes «{item}» and «{other}» have the same guid",
    "give each its own: apps show only one of the two",
)
GUID_NO_LINK = Rule(
    "PV114",
    "error",
    "the guid of «{item}» is said to be an address and is none",
    'write <guid isPermaLink="false">',
)
NO_ENCLOSURE = Rule(
    "PV115", "error", "the programme «{item}» has no sound", "add <enclosure url length type> to the item"
)
ENCLOSURE_PART = Rule(
    "PV116", "error", "the enclosure of «{item}» has no {name}", "add {name}= to <enclosure>"
)
BAD_LENGTH = Rule(
    "PV117",
    "error",
    "the enclosure of «{item}» says a length of «{found}»",
    "write the number of bytes of the file",
)
SAME_SOUND = Rule(
    "PV118",
    "error",
    "the programmes «{item}» and «{other}» have the same sound file",
    "give each its own address: Apple passes over the second one",
)
NOT_ASCII = Rule(
    "PV119",
    "error",
    "the address «{found}» has signs that addresses do not have",
    "name the file with plain letters, digits and hyphens, or write %-codes",
)
ENDING = Rule(
    "PV120",
    "error",
    "the enclosure of «{item}» ends in «{ending}» and says it is {said}",
    "give the file the ending of its type: {wanted} for {ending}",
)
NO_DATE = Rule("PV121", "warning", "the programme «{item}» has no date", "add <pubDate> to the item")

# What Apple and PSP-1 accept as sound, by ending.
TYPES = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4"),
    ".mp4": ("video/mp4", "audio/mp4"),
    ".m4v": ("video/x-m4v", "video/mp4"),
    ".mov": ("video/quicktime",),
    ".wav": ("audio/wav", "audio/x-wav", "audio/vnd.wave"),
    ".flac": ("audio/flac",),
    ".opus": ("audio/ogg", "audio/opus"),
    ".ogg": ("audio/ogg",),
}
_ONCE = ("title", "link", "guid", "enclosure", "pubDate")


def rss(feed: Feed) -> Iterator[Finding]:
    """What a feed and its programmes lack, and what they have too much of."""
    yield from _channel(feed)
    items = feed.items
    if not items:
        yield feed.found(NO_ITEMS, feed.channel)
    for item in items:
        yield from _item(feed, item)
    yield from _doubles(feed, SAME_GUID, [(item, text(item.find("guid"))) for item in items])
    sounds = [(item, enclosure.get("url", "")) for item in items for enclosure in item.findall("enclosure")]
    yield from _doubles(feed, SAME_SOUND, sounds)


def is_address(value: str) -> bool:
    """Whether it is a whole address of the web."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _channel(feed: Feed) -> Iterator[Finding]:
    for tag in ("title", "link", "description"):
        if not text(feed.channel.find(tag)):
            yield feed.found(NO_PART, feed.channel, tag=tag)
    links = feed.channel.findall(f"{ATOM}link")
    if not any(each.get("rel") == "self" and each.get("href") for each in links):
        yield feed.found(NO_SELF, feed.channel)
    encoding = feed.root.getroottree().docinfo.encoding or "UTF-8"
    if encoding.upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        yield feed.found(NOT_UTF8, feed.root, encoding=encoding)
    for tag in ("title", "link", "description", "language"):
        if (count := len(feed.channel.findall(tag))) > 1:
            yield feed.found(TWICE, feed.channel, tag=tag, count=count, item=text(feed.channel.find("title")))
    yield from _links(feed, feed.channel)
    yield from _dates(feed, feed.channel)


def _item(feed: Feed, item: Any) -> Iterator[Finding]:
    name = named(item)
    if not text(item.find("title")):
        yield feed.found(NO_TITLE, item, item=name)
    for tag in _ONCE:
        if (count := len(item.findall(tag))) > 1:
            yield feed.found(TWICE, item, tag=tag, count=count, item=name)
    if item.find("pubDate") is None:
        yield feed.found(NO_DATE, item, item=name)
    yield from _guid(feed, item, name)
    yield from _links(feed, item)
    yield from _dates(feed, item)
    if item.find("enclosure") is None:
        yield feed.found(NO_ENCLOSURE, item, item=name)
    for enclosure in item.findall("enclosure"):
        yield from _enclosure(feed, enclosure, name)


def _guid(feed: Feed, item: Any, name: str) -> Iterator[Finding]:
    guid = item.find("guid")
    if not text(guid):
        yield feed.found(NO_GUID, item, item=name)
    elif guid.get("isPermaLink", "true") != "false" and not is_address(text(guid)):
        yield feed.found(GUID_NO_LINK, guid, item=name)


def _links(feed: Feed, parent: Any) -> Iterator[Finding]:
    for link in parent.findall("link"):
        if text(link) and not is_address(text(link)):
            yield feed.found(BAD_LINK, link, tag="link", found=text(link))
    for link in parent.findall(f"{ATOM}link"):
        if not is_address(link.get("href", "")):
            yield feed.found(BAD_LINK, link, tag="atom:link", found=link.get("href", ""))


def _dates(feed: Feed, parent: Any) -> Iterator[Finding]:
    for tag in ("pubDate", "lastBuildDate"):
        for date in parent.findall(tag):
            if not is_date(text(date)):
                yield feed.found(BAD_DATE, date, found=text(date))


def is_date(value: str) -> bool:
    """Whether it is a date of RFC 2822."""
    # parsedate is lenient: a day without a month in letters is no date of RFC 2822
    if not re.search(r"\d{1,2} [A-Z][a-z]{2} \d{2,4}", value):
        return False
    try:
        parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return False
    return True


def _enclosure(feed: Feed, enclosure: Any, name: str) -> Iterator[Finding]:
    for part in ("url", "length", "type"):
        if not enclosure.get(part):
            yield feed.found(ENCLOSURE_PART, enclosure, item=name, name=part)
    length = enclosure.get("length") or "1"
    if not re.fullmatch(r"[1-9][0-9]*", length):
        yield feed.found(BAD_LENGTH, enclosure, item=name, found=length)
    if enclosure.get("url"):
        wrong = list(file_address(feed, enclosure, "enclosure"))
        yield from wrong or _ending(feed, enclosure, name)


def file_address(feed: Feed, node: Any, tag: str) -> Iterator[Finding]:
    """What is wrong with the address of a file that an element so called names."""
    address = node.get("url")
    if not address.isascii() or re.search(r"[\s<>\"]", address):
        yield feed.found(NOT_ASCII, node, found=address)
    elif not is_address(address):
        yield feed.found(BAD_LINK, node, tag=tag, found=address)


def _ending(feed: Feed, enclosure: Any, name: str) -> Iterator[Finding]:
    file = urlsplit(enclosure.get("url")).path.rpartition("/")[2]
    ending = f".{file.rpartition('.')[2].lower()}" if "." in file else ""
    said = enclosure.get("type")
    wanted = TYPES.get(ending, ())
    if said and wanted and said not in wanted:
        yield feed.found(ENDING, enclosure, item=name, ending=ending, said=said, wanted=wanted[0])


def _doubles(feed: Feed, rule: Rule, pairs: list[tuple[Any, str]]) -> Iterator[Finding]:
    first: dict[str, Any] = {}
    for item, value in pairs:
        if value and value in first and first[value] is not item:
            yield feed.found(rule, item, item=named(item), other=named(first[value]))
        first.setdefault(value, item)
