"""What Apple's directory and PSP-1 ask of the iTunes tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from podcast.check.feed import ITUNES, Feed, named, text
from podcast.check.finding import Finding, Rule
from podcast.show import CATEGORIES

__all__ = ["apple", "is_language"]

NO_IMAGE = Rule(
    "PV201", "error", "the show has no artwork", 'add <itunes:image href="…"/> to the channel (PSP-1)'
)
NO_CATEGORY = Rule(
    "PV202", "error", "the show has no category", 'add <itunes:category text="…"/> to the channel (PSP-1)'
)
BAD_CATEGORY = Rule(
    "PV203",
    "error",
    "«{found}» is not a category of Apple's list",
    "choose one of that list, spelt as it is there: Society & Culture, then Documentary",
)
NO_EXPLICIT = Rule(
    "PV204",
    "error",
    "the feed does not say whether it is for adults only",
    "add <itunes:explicit>false</itunes:explicit> to the channel (PSP-1)",
)
BAD_EXPLICIT = Rule(
    "PV205", "error", "itunes:explicit says «{found}»", "write true or false: the other words are refused"
)
NO_LANGUAGE = Rule(
    "PV206",
    "error",
    "the feed does not say its language",
    "add <language>fr</language> to the channel (PSP-1)",
)
BAD_LANGUAGE = Rule(
    "PV207",
    "error",
    "«{found}» is not a language code",
    "write two letters, as fr, or with a country, as fr-CA",
)
LONG_DESCRIPTION = Rule(
    "PV208", "error", "the description of «{item}» has {count} bytes", "shorten it to 4000 bytes (PSP-1)"
)
BAD_DURATION = Rule(
    "PV209",
    "error",
    "the duration of «{item}» is «{found}»",
    "write a number of seconds (itunes:duration)",
)
NO_DURATION = Rule(
    "PV210",
    "warning",
    "the programme «{item}» does not say how long it is",
    "add <itunes:duration> to the item",
)
NO_AUTHOR = Rule(
    "PV211", "warning", "the feed does not say who makes it", "add <itunes:author> to the channel"
)
BAD_WORD = Rule("PV212", "error", "{tag} says «{found}»", "write one of: {allowed}")
BAD_NUMBER = Rule(
    "PV213", "error", "{tag} of «{item}» is «{found}»", "write a whole number from 1 on, or leave it out"
)
NO_NUMBER = Rule(
    "PV214",
    "warning",
    "the show is told in order (serial) and «{item}» has no number",
    "add <itunes:episode> to the item",
)
IMAGE_ENDING = Rule(
    "PV215", "error", "the picture «{found}» ends neither in .jpg nor in .png", "save it as JPEG or PNG"
)
BAD_OWNER = Rule(
    "PV216",
    "warning",
    "the owner's address «{found}» is not one of mail",
    "write the address of the whole team in <itunes:email>",
)

_WORDS = {"type": ("episodic", "serial"), "episodeType": ("full", "trailer", "bonus")}


def apple(feed: Feed) -> Iterator[Finding]:
    """The iTunes tags of a feed and of its programmes."""
    yield from _channel(feed)
    yield from _words(feed)
    yield from _pictures(feed)
    serial = text(feed.channel.find(f"{ITUNES}type")) == "serial"
    for item in feed.items:
        yield from _item(feed, item, serial)


def is_language(code: str) -> bool:
    """Whether it has the shape of a language tag (BCP 47, as far as feeds use it)."""
    return re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) is not None


def _channel(feed: Feed) -> Iterator[Finding]:
    channel = feed.channel
    if channel.find(f"{ITUNES}image") is None:
        yield feed.found(NO_IMAGE, channel)
    if channel.find(f"{ITUNES}explicit") is None:
        yield feed.found(NO_EXPLICIT, channel)
    if not text(channel.find(f"{ITUNES}author")):
        yield feed.found(NO_AUTHOR, channel)
    yield from _category(feed)
    language = text(channel.find("language"))
    if not language:
        yield feed.found(NO_LANGUAGE, channel)
    elif not is_language(language):
        yield feed.found(BAD_LANGUAGE, channel.find("language"), found=language)
    yield from _description(feed, channel)
    for email in channel.findall(f"{ITUNES}owner/{ITUNES}email"):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text(email)):
            yield feed.found(BAD_OWNER, email, found=text(email))


def _category(feed: Feed) -> Iterator[Finding]:
    listed = feed.channel.findall(f"{ITUNES}category")
    if not listed:
        yield feed.found(NO_CATEGORY, feed.channel)
    for each in listed:
        name = each.get("text", "")
        if name not in CATEGORIES:
            yield feed.found(BAD_CATEGORY, each, found=name)
            continue
        for part in each.findall(f"{ITUNES}category"):
            if part.get("text", "") not in CATEGORIES[name]:
                yield feed.found(BAD_CATEGORY, part, found=f"{name} / {part.get('text', '')}")


def _description(feed: Feed, parent: Any) -> Iterator[Finding]:
    count = len(text(parent.find("description")).encode("utf-8"))
    if count > 4000:
        yield feed.found(LONG_DESCRIPTION, parent.find("description"), item=named(parent), count=count)


def _words(feed: Feed) -> Iterator[Finding]:
    for explicit in feed.everywhere(f"{ITUNES}explicit"):
        if text(explicit) not in ("true", "false"):
            yield feed.found(BAD_EXPLICIT, explicit, found=text(explicit))
    for tag, allowed in _WORDS.items():
        for each in feed.everywhere(f"{ITUNES}{tag}"):
            if text(each).lower() not in allowed:
                said = {"tag": f"itunes:{tag}", "found": text(each), "allowed": ", ".join(allowed)}
                yield feed.found(BAD_WORD, each, **said)


def _pictures(feed: Feed) -> Iterator[Finding]:
    for image in feed.everywhere(f"{ITUNES}image"):
        address = image.get("href", "")
        if not urlsplit(address).path.lower().endswith((".jpg", ".jpeg", ".png")):
            yield feed.found(IMAGE_ENDING, image, found=address)


def _item(feed: Feed, item: Any, serial: bool) -> Iterator[Finding]:
    name = named(item)
    yield from _description(feed, item)
    duration = item.find(f"{ITUNES}duration")
    if duration is None:
        yield feed.found(NO_DURATION, item, item=name)
    elif not re.fullmatch(r"[0-9]+|([0-9]+:)?[0-5]?[0-9]:[0-5][0-9]", text(duration)):
        yield feed.found(BAD_DURATION, duration, item=name, found=text(duration))
    for tag in ("episode", "season"):
        for number in item.findall(f"{ITUNES}{tag}"):
            if not re.fullmatch(r"[1-9][0-9]*", text(number)):
                said = {"tag": f"itunes:{tag}", "item": name, "found": text(number)}
                yield feed.found(BAD_NUMBER, number, **said)
    if serial and item.find(f"{ITUNES}episode") is None:
        yield feed.found(NO_NUMBER, item, item=name)
