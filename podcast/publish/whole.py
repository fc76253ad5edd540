"""The public files that are about more than one programme: home, places, sectors, feeds, style, artwork."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from podcast.model import Show
from podcast.publish.artwork import published_name
from podcast.publish.feed import Scope, write_feed
from podcast.publish.item import Item
from podcast.publish.rendering import folder_of
from podcast.publish.site import assets, counted, index_page, label_page
from podcast.publish.words import words_of

__all__ = ["site_files"]


def site_files(show: Show, items: Sequence[Item]) -> Mapping[str, bytes]:
    """Every such file by its path below `feed/`; the show's own feed is written apart."""
    files = dict(assets(show))
    files["index.html"] = index_page(show, items).encode("utf-8")
    for kind in ("place", "sector"):
        for label, _count in counted(items, kind):
            mine = [
                item for item in items if label.id in {each.id for each in item.labels if each.kind == kind}
            ]
            folder = folder_of(label)
            name = label.name(words_of(show).language)
            files[f"{folder}index.html"] = label_page(show, label, mine).encode("utf-8")
            files[f"{folder}feed.xml"] = write_feed(show, mine, Scope(folder, name))
    if show.artwork is not None:
        files[published_name(show)] = (show.root / show.artwork).read_bytes()
    return files
