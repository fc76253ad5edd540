"""A feed as a tree, read without trusting it: no entity is expanded, nothing else is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from podcast.check.finding import Finding, Rule

__all__ = ["ATOM", "ITUNES", "PODCAST", "Feed", "has_doctype", "named", "parse", "text"]

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"

_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS document; `file` is what it is called in findings."""

    file: str
    root: Any
    channel: Any

    @property
    def items(self) -> list[Any]:
        return list(self.channel.findall("item"))

    def found(self, rule: Rule, node: Any, **values: str | int | float) -> Finding:
        """The rule broken at the line of `node`."""
        return Finding(rule, self.file, node.sourceline or 0, values)

    def everywhere(self, tag: str) -> Iterator[Any]:
        """The elements so called in the channel and in its items."""
        yield from self.channel.iter(tag)


def parse(data: bytes) -> Any:
    """The root element of an XML document. Raises etree.XMLSyntaxError with the line."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def has_doctype(root: Any) -> bool:
    """Whether the document declares a type, and with it perhaps entities."""
    return bool(root.getroottree().docinfo.doctype)


def text(node: Any) -> str:
    """The text of an element and of what is in it; an empty string where there is no element."""
    return "" if node is None else "".join(node.itertext()).strip()


def named(item: Any) -> str:
    """What a programme is called in a finding: its title, else its guid, else its line."""
    name = text(item.find("title")) or text(item.find("guid")) or f"#{item.sourceline}"
    return name if len(name) <= _SHOWN_CHARS else name[: _SHOWN_CHARS - 1] + "…"
