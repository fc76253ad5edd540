"""`radio.xml`: what a station's software reads to fetch the files by itself, one item per file.

RSS 2.0 allows one enclosure per item, and play-out systems take the item's title for the file's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from podcast.broadcast.address import absolute
from podcast.broadcast.package import File
from podcast.broadcast.run_sheet import Sheet, kind_of, length_of
from podcast.broadcast.station import Station
from podcast.broadcast.words import labelled, words_in, words_of
from podcast.model import Show

__all__ = ["radio_feed"]

_ATOM = "http://www.w3.org/2005/Atom"
_DCTERMS = "http://purl.org/dc/terms/"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


def radio_feed(show: Show, sheets: Sequence[Sheet], station: Station | None = None) -> bytes:
    """The feed of every file, or of one station's, newest programme first."""
    for prefix, space in (("atom", _ATOM), ("dcterms", _DCTERMS), ("itunes", _ITUNES)):
        ET.register_namespace(prefix, space)
    words = words_of(show)
    name = words["radio.feed"] if station is None else words["radio.feed_of"]
    path = "radio.xml" if station is None else f"{station.id}.xml"
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    _text(channel, "title", name.format(show=show.title, station=station.name if station else ""))
    _text(channel, "link", absolute(show, ""))
    _text(channel, "description", words["radio.description"].format(show=show.title))
    _text(channel, "language", show.language)
    _text(channel, "generator", "Porte-voix")
    ET.SubElement(channel, f"{{{_ATOM}}}link", _self(absolute(show, path)))
    newest = sorted(sheets, key=lambda each: (each.date, each.slug), reverse=True)
    if newest:
        _text(channel, "lastBuildDate", format_datetime(newest[0].date))
    for sheet in newest:
        for file in sheet.files if station is None else sheet.of(station.id):
            channel.append(_item(show, sheet, file))
    ET.indent(rss, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(rss, "unicode")}\n'.encode()


def _self(address: str) -> dict[str, str]:
    return {"href": address, "rel": "self", "type": "application/rss+xml"}


def _item(show: Show, sheet: Sheet, file: File) -> ET.Element:
    words = words_of(show)
    item = ET.Element("item")
    kind = "" if file.kind == "programme" else f" ({kind_of(file, sheet.interface)})"
    _text(item, "title", f"{sheet.title}{kind}")
    address = absolute(show, f"{sheet.slug}/{file.name}")
    ET.SubElement(item, "enclosure", {"url": address, "length": str(file.bytes), "type": file.media_type})
    guid = _text(item, "guid", f"{sheet.guid}/{file.name}")
    guid.set("isPermaLink", "false")
    _text(item, "link", absolute(show, f"{sheet.slug}/{words['file.run_sheet']}.html"))
    _text(item, "pubDate", format_datetime(sheet.date))
    _text(item, "description", "\n".join(_description(sheet, file)))
    _text(item, "category", file.station)
    _text(item, f"{{{_ITUNES}}}duration", str(max(1, round(file.duration_ms / 1000))))
    if file.expires:
        valid = f"start={sheet.date.date().isoformat()};end={file.expires.isoformat()};scheme=W3C-DTF"
        _text(item, f"{{{_DCTERMS}}}valid", valid)
    return item


def _description(sheet: Sheet, file: File) -> Iterator[str]:
    if sheet.made_up:
        yield words_in(sheet.interface)["sheet.made_up"]
    if sheet.introduction:
        yield sheet.introduction
    yield f"{sheet.reference} · {length_of(file, sheet.interface)} · {file.format}"
    if file.last_words:
        yield labelled(words_in(sheet.interface), "last_words", file.last_words)
    yield f"SHA-256 {file.sha256}"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    # XML 1.0 cannot carry control characters
    element.text = "".join(letter for letter in text if letter in "\t\n" or letter.isprintable())
    return element
