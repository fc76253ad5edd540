"""All the checks in order: of a feed, or of a whole show with the files behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from podcast.check import apple, captions, identity, namespace, pages, pictures, rss, sound
from podcast.check.feed import Feed, has_doctype, parse
from podcast.check.finding import Finding, rules_of
from podcast.check.site import Site
from podcast.model import Show

__all__ = ["RULES", "check_feed", "check_show"]

RULES = rules_of(identity, rss, apple, namespace, sound, captions, pictures, pages)


def check_feed(data: bytes, name: str) -> list[Finding]:
    """What is wrong with a feed by itself: RSS, Apple, PSP-1, the podcast namespace. `name` is shown."""
    feed, found = _read(data, name)
    return found if feed is None else [*found, *_alone(feed)]


def check_show(
    show: Show, folder: Path, published: Mapping[str, str] | None = None, *, listen: bool = True
) -> list[Finding]:
    """What is wrong with the show built in `folder`: its feeds, the files they name, its pages.

    `published` gives the guids last published by slug. Without `listen` no sound is decoded, and
    lengths are not compared.
    """
    site = Site(folder, show.url.rstrip("/") + "/")
    sounds = sound.Sounds(site, listen=listen)
    found = [*identity.broken(show), *identity.legal(show)]
    seen: set[str] = set()
    for path in site.listed("*.xml"):
        if path == "sitemap.xml":
            continue
        feed, said = _read((folder / path).read_bytes(), site.shown(path))
        found += said
        if feed is not None:
            ours = not path.startswith("radio/")
            found += _alone(feed) if ours else rss.rss(feed)
            found += [*sounds.check(feed), *pictures.pictures(feed, site, seen)]
            if path == "feed.xml":
                found += captions.captions(feed, site, sounds)
                found += identity.identity(feed, show, site)
                withdrawn = {each.slug for each in show.withdrawn}
                found += identity.guids(feed, site, published or {}, withdrawn)
    found += captions.clips(site, sounds)
    return [*found, *sound.orphans(site, sounds.seen), *pages.pages(site)]


def _read(data: bytes, name: str) -> tuple[Feed | None, list[Finding]]:
    try:
        root = parse(data)
    except etree.XMLSyntaxError as error:
        return None, [Finding(rss.UNREADABLE, name, error.lineno or 0, {"reason": error.msg or ""})]
    channel = root.find("channel")
    feed = Feed(name, root, channel)
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        found = f"{root.tag} {root.get('version', '')}".strip()
        return None, [feed.found(rss.NOT_RSS, root, found=found)]
    return feed, [feed.found(rss.DOCTYPE, root)] if has_doctype(root) else []


def _alone(feed: Feed) -> Iterator[Finding]:
    yield from rss.rss(feed)
    yield from apple.apple(feed)
    yield from namespace.podcast_namespace(feed)
