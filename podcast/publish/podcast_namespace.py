"""The iTunes and podcast namespaces for feedgen: plain elements, and the two extensions that write them.

feedgen's own `podcast` extension knows iTunes only, refuses `explicit` true/false and holds that name;
this one is registered as `pc20`. Only the feed's class may declare namespaces. Tags and attributes are
those of the podcast namespace 1.0 and of Apple's list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import lxml.etree  # noqa: F401  # feedgen.util needs it and leaves it to others to import
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem

__all__ = [
    "ATOM",
    "Element",
    "EntryExtension",
    "FeedExtension",
    "atom",
    "itunes",
    "podcast",
]

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Element:
    """One XML element; attributes are written in the order given, empty ones not at all."""

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()


def itunes(name: str, text: str = "", *children: Element, **attributes: str) -> Element:
    """An element of Apple's namespace."""
    return _element(ITUNES, name, text, children, attributes)


def podcast(name: str, text: str = "", *children: Element, **attributes: str) -> Element:
    """An element of the podcast namespace; `_` in an attribute's name stands for `-`."""
    return _element(PODCAST, name, text, children, attributes)


def atom(name: str, **attributes: str) -> Element:
    """An element of Atom: feedgen writes one link only, so the others are ours."""
    return _element(ATOM, name, "", (), attributes)


def _element(
    namespace: str, name: str, text: str, children: tuple[Element, ...], attributes: dict[str, str]
) -> Element:
    kept = tuple((key.replace("_", "-"), value) for key, value in attributes.items() if value)
    return Element(f"{{{namespace}}}{name}", text, kept, children)


def _append(parent: Any, elements: Iterable[Element]) -> None:
    for element in elements:
        node = xml_elem(element.name, parent)
        node.text = element.text or None
        for key, value in element.attributes:
            node.set(key, value)
        _append(node, element.children)


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes `elements` into the channel and declares both namespaces."""

    def __init__(self) -> None:
        self.elements: list[Element] = []

    def extend_ns(self) -> dict[str, str]:
        return {"itunes": ITUNES, "podcast": PODCAST}

    def extend_rss(self, feed: Any) -> Any:
        _append(feed[0], self.elements)
        return feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes `elements` into one item."""

    def __init__(self) -> None:
        self.elements: list[Element] = []

    def extend_rss(self, feed: Any) -> Any:
        _append(feed, self.elements)
        return feed
