"""Every file of the site that is about more than one programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from podcast.audio import bare_picture
from podcast.model import Show
from podcast.publish.artwork import published_name
from podcast.publish.feed import Scope, feed_pages
from podcast.publish.item import Item, Label
from podcast.publish.pages import (
    PROSE,
    archive_pages,
    map_page,
    not_found_page,
    prose_page,
    robots,
    search_page,
    site_map,
)
from podcast.publish.rendering import folder_of, primary
from podcast.publish.site import assets, counted, embed_page, index_page, label_pages
from podcast.publish.words import words_of

__all__ = ["site_files"]


def site_files(show: Show, items: Sequence[Item]) -> Mapping[str, bytes]:
    """The pages, feeds and pictures of the whole show by path below `feed/`, in order of path.

    `feed.xml` itself is `write_feed`'s, the episodes' own pages are `episode_page`'s. Artwork is read
    from the show's folder and goes out without its metadata; one that is not there is left out. Raises
    ContentError where artwork is no JPEG or PNG, or damaged.
    """
    made: dict[str, bytes] = {**assets(show), **dict(_pictures(show, items))}
    made |= {path: data for path, data in feed_pages(show, items).items() if path != "feed.xml"}
    for path, text in _pages(show, items):
        made[path] = text.encode("utf-8")
    for label, carriers in _labels(items):
        folder = folder_of(label)
        made |= {path: text.encode("utf-8") for path, text in label_pages(show, label, carriers).items()}
        made |= feed_pages(show, carriers, Scope(folder, label.name(words_of(show).language), folder))
    made |= _by_language(show, items)
    folders = sorted(path.removesuffix("index.html") for path in made if _listed(path))
    made["sitemap.xml"] = site_map(show, items, folders).encode("utf-8")
    return dict(sorted(made.items()))


def _by_language(show: Show, items: Sequence[Item]) -> dict[str, bytes]:
    """A feed per language at `languages/<code>/`, where the show speaks more than one."""
    made: dict[str, bytes] = {}
    codes = sorted({primary(item.language) for item in items})
    for code in codes if len(codes) > 1 else ():
        spoken = [item for item in items if primary(item.language) == code]
        scope = Scope(f"languages/{code}/", words_of(show).language_name(code))
        made |= feed_pages(replace(show, language=code), spoken, scope)
    return made


def _pages(show: Show, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    yield "index.html", index_page(show, items)
    yield "map/index.html", map_page(show, items)
    yield "search/index.html", search_page(show)
    yield "404.html", not_found_page(show)
    yield "robots.txt", robots(show)
    yield from archive_pages(show, items).items()
    for name in PROSE:
        yield f"{name}/index.html", prose_page(show, name)
    for item in items:
        yield item.embed, embed_page(show, item)


def _labels(items: Sequence[Item]) -> Iterator[tuple[Label, list[Item]]]:
    for kind in ("place", "sector"):
        for label, _ in counted(items, kind):
            yield label, [item for item in items if item.carries(label)]


def _pictures(show: Show, items: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
    pairs = [(published_name(show), show.artwork)]
    pairs += [(item.artwork, item.cleared.episode.artwork) for item in items]
    for path, source in pairs:
        if path and source is not None and (show.root / source).is_file():
            yield path, bare_picture((show.root / source).read_bytes(), source)


def _listed(path: str) -> bool:
    return path.endswith("index.html") and not path.startswith("embed/")
