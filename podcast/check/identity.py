"""What must stay as it was: guids, addresses, languages; and who answers for the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podcast.check.feed import ATOM, PODCAST, Feed, named, text
from podcast.check.finding import Finding, Rule
from podcast.check.pages import language_of
from podcast.check.site import Site
from podcast.model import Show

__all__ = ["broken", "guids", "identity", "legal"]

BROKEN = Rule(
    "PV001", "error", "the episode's own file has mistakes", "podcast status says which, line by line"
)
GUID_CHANGED = Rule(
    "PV801",
    "error",
    "the guid of «{item}» was {before} when it was last published and is {now}",
    'write the first one back into episode.toml: guid = "{before}"',
)
GUID_GONE = Rule(
    "PV802",
    "warning",
    "{slug} was published and is not in the feed any more",
    "put it back, or withdraw it so that this is written down: podcast withdraw {slug}",
)
SHOW_GUID = Rule(
    "PV803",
    "error",
    "the feed's podcast:guid is {found} and the show's {wanted}",
    "make the feed again: podcast build --force",
)
SELF = Rule(
    "PV804",
    "error",
    "the feed says it is at «{found}» and will be at «{wanted}»",
    "correct url in episodes/show.toml, then: podcast build",
)
LANGUAGE = Rule(
    "PV805",
    "error",
    "the feed is in «{found}» and the show in «{wanted}»",
    "make the feed again: podcast build --force",
)
TEXT_LANGUAGE = Rule(
    "PV806",
    "error",
    "the transcript {path} is said to be in «{said}» and is in «{found}»",
    "make the feed again: podcast build --force",
)
NO_LEGAL = Rule(
    "PV807",
    "warning",
    "the pages the law asks for leave empty: {names}",
    "fill them in at the end of episodes/show.toml; podcast publish refuses without them",
)


def broken(show: Show) -> Iterator[Finding]:
    """Episodes whose own files are wrong: what is public of them is what was built before."""
    for each in show.broken:
        yield Finding(BROKEN, f"episodes/{each.slug}")


def identity(feed: Feed, show: Show, site: Site) -> Iterator[Finding]:
    """What the show's own feed says of itself."""
    wanted = site.address + "feed.xml"
    for link in feed.channel.findall(f"{ATOM}link"):
        if link.get("rel") == "self" and link.get("href") != wanted:
            yield feed.found(SELF, link, found=link.get("href", ""), wanted=wanted)
    guid = feed.channel.find(f"{PODCAST}guid")
    if guid is not None and text(guid) != show.guid:
        yield feed.found(SHOW_GUID, guid, found=text(guid), wanted=show.guid)
    language = feed.channel.find("language")
    if language is not None and text(language) != show.language:
        yield feed.found(LANGUAGE, language, found=text(language), wanted=show.language)
    for node in feed.everywhere(f"{PODCAST}transcript"):
        path = site.path_of(node.get("url", "")) or ""
        said = node.get("language", "")
        found = language_of(site, path) if path.endswith(".html") else said
        if said and found and said != found:
            yield feed.found(TEXT_LANGUAGE, node, path=path, said=said, found=found)


def guids(feed: Feed, site: Site, published: Mapping[str, str], withdrawn: set[str]) -> Iterator[Finding]:
    """The guids of the feed against those last published, by slug."""
    now: dict[str, str] = {}
    for item in feed.items:
        path = site.path_of(text(item.find("link"))) or ""
        slug = path.removeprefix("episodes/").rstrip("/")
        now[slug] = text(item.find("guid"))
        before = published.get(slug)
        if before is not None and before != now[slug]:
            yield feed.found(GUID_CHANGED, item, item=named(item), before=before, now=now[slug])
    for slug in sorted(set(published) - set(now) - withdrawn):
        # the same guid under another name is a programme whose folder was renamed
        if published[slug] not in now.values():
            yield feed.found(GUID_GONE, feed.channel, slug=slug)


def legal(show: Show) -> Iterator[Finding]:
    """Who answers for the site, for data and for access (in France: LCEN, article 1-1; RGAA 4.1)."""
    missing = [f"[legal] {name}" for name in show.legal.missing]
    missing += [] if show.privacy else ["[privacy] contact"]
    missing += [] if show.accessibility.contact else ["[accessibility] contact"]
    if missing:
        yield Finding(NO_LEGAL, "episodes/show.toml", values={"names": ", ".join(missing)})
