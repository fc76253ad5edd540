"""Text that goes public: what XML cannot carry is taken out, notes become safe HTML, lengths are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["as_text", "clean", "clean_line", "cut_bytes", "cut_chars", "notes_html", "web_link"]

# XML 1.0 §2.2 allows no other control character; the five after them override the direction of
# everything that follows, and a title must not turn its neighbours around.
_NOT_CARRIED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e]"
)
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
}
_SCHEMES = {"http", "https", "mailto"}


def clean(text: str) -> str:
    """Drop the characters that XML 1.0 cannot carry and those that override text direction."""
    return _NOT_CARRIED.sub("", text)


def clean_line(text: str) -> str:
    """The same on one line: every run of white space is one space."""
    return " ".join(clean(text).split())


def cut_chars(text: str, limit: int) -> str:
    """At most `limit` characters, ended by an ellipsis at a word where something was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:.") + "…"


def cut_bytes(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, never a broken character (PSP-1: a description is ≤ 4000 bytes)."""
    if len(text.encode("utf-8")) <= limit:
        return text
    head = text.encode("utf-8")[: limit - 3].decode("utf-8", "ignore")
    return (head.rpartition(" ")[0] or head).rstrip() + "…"


def notes_html(markdown: str, top: int = 3) -> str:
    """Notes written in Markdown as HTML without scripts, images or relative links.

    Raw HTML in the notes is shown as text. Links keep http, https and mailto only; headings start at
    level `top`, because the page has those above it.
    """
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = parser.parse(clean(markdown))
    _lower_headings(tokens, top)
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        str(html),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        attribute_filter=_absolute_only,
        link_rel="noopener nofollow",
    ).strip()


def _lower_headings(tokens: Sequence[Token], top: int) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{top}" if token.tag in ("h1", "h2") else f"h{top + 1}"


def web_link(address: str) -> str:
    """An address of the web or of mail as it is, anything else as an empty string."""
    return address if address.partition(":")[0].lower() in _SCHEMES else ""


def _absolute_only(tag: str, name: str, value: str) -> str | None:
    # a relative link would mean something else in every feed reader
    return value if name != "href" or web_link(value) else None


def as_text(markdown: str) -> str:
    """Notes as plain lines, for places that show no markup."""
    spaced = re.sub(r"(</(?:p|li|h3|h4|blockquote|pre)>|<br>)", r"\1 ", notes_html(markdown))
    bare = nh3.clean(spaced, tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, sign)
    return clean_line(bare)
