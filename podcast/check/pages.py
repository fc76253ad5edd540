"""The pages of a site: every link leads somewhere, every address is one, nothing is asked of another host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from podcast.check.apple import is_language
from podcast.check.feed import parse, text
from podcast.check.finding import Finding, Rule
from podcast.check.site import Site

__all__ = ["language_of", "pages"]

DEAD_LINK = Rule("PV701", "error", "the link «{link}» leads nowhere", "build again, or correct the link")
DEAD_ANCHOR = Rule(
    "PV702",
    "error",
    "the link «{link}» leads to a place that is not on its page",
    "build again, or correct it",
)
SAME_ID = Rule(
    "PV703", "error", "«{id}» is the address of two places on this page", "build again: podcast build --force"
)
NO_LANGUAGE = Rule("PV704", "error", "the page does not say its language", 'write <html lang="…">')
BAD_LANGUAGE = Rule(
    "PV705",
    "error",
    "«{found}» is not a language code",
    "write two letters, as fr, or with a country, as fr-CA",
)
OTHER_HOST = Rule(
    "PV706",
    "error",
    "the page fetches «{link}» from another host, which then knows its readers",
    "put a copy of the file into the site",
)
HEAVY_PAGE = Rule(
    "PV707", "warning", "the page weighs {found} kB", "100 kB is what a telephone on the move bears well"
)
HEAVY_SCRIPT = Rule("PV708", "warning", "the page runs {found} kB of script", "15 kB should be enough")
NO_TITLE = Rule("PV709", "error", "the page has no title", "write <title>…</title>")
SCRIPT_LINK = Rule("PV710", "error", "the link «{link}» runs a script", "write a whole address of the web")
NO_ALT = Rule(
    "PV711",
    "error",
    "the picture «{link}» says nothing to those who do not see it",
    'write alt="…", or alt="" for decoration',
)
SITE_MAP = Rule(
    "PV712", "error", "the site map names «{link}», which is not there", "build again: podcast build --force"
)

UNLINKED = Rule(
    "PV713",
    "warning",
    "{path} is public and no page names it",
    "remove it, or build again if it is to be published",
)

_PAGE_BYTES = 100_000
_SCRIPT_BYTES = 15_000
# Loaded without a click, so they tell the other host who reads.
_FETCHED = {
    *(("img", "src"), ("script", "src"), ("audio", "src"), ("video", "src"), ("source", "src")),
    *(("iframe", "src"), ("track", "src"), ("embed", "src"), ("object", "data")),
}
_LINKS = {*_FETCHED, ("a", "href"), ("link", "href"), ("area", "href"), ("form", "action")}
_FETCHING_RELS = frozenset({"stylesheet", "icon", "preload", "manifest", "modulepreload", "preconnect"})


@dataclass(frozen=True, slots=True)
class _Page:
    path: str
    size: int
    ids: tuple[str, ...]
    links: tuple[tuple[str, str, int, bool], ...]
    tree: Any


def pages(site: Site) -> Iterator[Finding]:
    """Every HTML page below the site, and its site map."""
    read = {path: _read(site, path) for path in site.listed("*.html") if not path.startswith("pagefind/")}
    ids = {path: frozenset(page.ids) for path, page in read.items()}
    for page in read.values():
        yield from _own(site, page)
        yield from _links(site, page, ids)
    yield from _site_map(site)
    yield from _unlinked(site, read.values())


def _unlinked(site: Site, read: Iterable[_Page]) -> Iterator[Finding]:
    """Soundbites and trailers that anybody can fetch and no page offers: what was taken back, perhaps."""
    offered = {place[0] for page in read for link, *_ in page.links if (place := _place(site, page, link))}
    for path in site.listed("clips/*/*"):
        if path not in offered:
            yield Finding(UNLINKED, site.shown(path), values={"path": path})


def _place(site: Site, page: _Page, link: str) -> tuple[str, str] | None:
    try:
        return site.linked(page.path, link)
    except ValueError:
        return None


def language_of(site: Site, path: str) -> str:
    """What a page says its language is."""
    file = site.file(path)
    return _tree(file.read_bytes()).get("lang", "") if file else ""


def _tree(data: bytes) -> Any:
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    return html.document_fromstring(data or b"<html></html>", parser=parser)


def _read(site: Site, path: str) -> _Page:
    data = (site.folder / path).read_bytes()
    tree = _tree(data)
    ids, links = [], []
    for node in tree.iter(etree.Element):
        if name := node.get("id"):
            ids.append(name)
        for kind, attribute in _LINKS:
            if node.tag == kind and (link := node.get(attribute)) is not None:
                links.append((link, attribute, node.sourceline or 0, _fetched(node, attribute)))
    for node in tree.iter("meta"):
        if node.get("property") == "og:image":
            links.append((node.get("content", ""), "content", node.sourceline or 0, False))
    return _Page(path, len(data), tuple(ids), tuple(sorted(links, key=lambda each: (each[2], each[0]))), tree)


def _fetched(node: Any, attribute: str) -> bool:
    if node.tag == "link":
        return bool(_FETCHING_RELS & set(node.get("rel", "").lower().split()))
    return (node.tag, attribute) in _FETCHED


def _own(site: Site, page: _Page) -> Iterator[Finding]:
    """What is wrong with a page whatever it links to."""
    name = site.shown(page.path)
    if not page.tree.get("lang"):
        yield Finding(NO_LANGUAGE, name, 1)
    for node in page.tree.iter(etree.Element):
        if (code := node.get("lang")) and not is_language(code):
            yield Finding(BAD_LANGUAGE, name, node.sourceline or 0, {"found": code})
        if node.tag == "img" and node.get("alt") is None:
            yield Finding(NO_ALT, name, node.sourceline or 0, {"link": node.get("src", "")})
    if not text(page.tree.find(".//title")):
        yield Finding(NO_TITLE, name, 1)
    for each in sorted({each for each in page.ids if page.ids.count(each) > 1}):
        yield Finding(SAME_ID, name, values={"id": each})
    # a transcript made for apps is data, which nobody opens as a page
    if page.size > _PAGE_BYTES and not page.path.startswith("transcripts/"):
        yield Finding(HEAVY_PAGE, name, values={"found": f"{page.size / 1000:.0f}"})
    script = sum(_script_bytes(site, page.path, node) for node in page.tree.iter("script"))
    if script > _SCRIPT_BYTES:
        yield Finding(HEAVY_SCRIPT, name, values={"found": f"{script / 1000:.0f}"})


def _script_bytes(site: Site, page: str, node: Any) -> int:
    place = site.linked(page, node.get("src")) if node.get("src") else None
    file = site.file(place[0]) if place else None
    return file.stat().st_size if file else len(text(node).encode("utf-8"))


def _links(site: Site, page: _Page, ids: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    name = site.shown(page.path)
    for link, _attribute, line, fetched in page.links:
        said = {"link": link}
        if link.strip().lower().startswith(("javascript:", "vbscript:", "data:text")):
            yield Finding(SCRIPT_LINK, name, line, said)
            continue
        try:
            place = site.linked(page.path, link)
        except ValueError:
            yield Finding(DEAD_LINK, name, line, said)
            continue
        if place is None:
            if fetched and not link.startswith("data:"):
                yield Finding(OTHER_HOST, name, line, said)
            continue
        path, fragment = place
        file = site.file(path)
        if file is None:
            yield Finding(DEAD_LINK, name, line, said)
            continue
        target = file.relative_to(site.folder).as_posix()
        if fragment and target in ids and fragment not in ids[target]:
            yield Finding(DEAD_ANCHOR, name, line, said)


def _site_map(site: Site) -> Iterator[Finding]:
    file = site.file("sitemap.xml")
    if file is None:
        return
    for node in parse(file.read_bytes()).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        path = site.path_of(text(node))
        if path is None or site.file(path) is None:
            yield Finding(SITE_MAP, site.shown("sitemap.xml"), node.sourceline or 0, {"link": text(node)})
