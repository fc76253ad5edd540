"""From the tags of a programme to labels with names, through the doors of the tag room."""

from __future__ import annotations

from collections.abc import Iterable

from podcast.model import Tag
from podcast.publish.item import Label
from podcast.tag import Taxonomy, Territory

__all__ = ["labels_of"]

_ORDER = {"place": 0, "sector": 1, "theme": 2}


def labels_of(tags: Iterable[Tag], territory: Territory, taxonomy: Taxonomy) -> tuple[Label, ...]:
    """The published tags (given or found) with their names, places first, each once.

    Raises ContentError for a place or a sector that nobody knows.
    """
    published = sorted((tag for tag in tags if tag.state.published), key=lambda tag: _ORDER[tag.kind])
    found = (_label(tag, territory, taxonomy) for tag in published)
    # the first of two is kept: a person's own tag comes before a found one
    first: dict[tuple[str, str], Label] = {}
    for label in found:
        first.setdefault((label.kind, label.id), label)
    return tuple(first.values())


def _label(tag: Tag, territory: Territory, taxonomy: Taxonomy) -> Label:
    if tag.kind == "place":
        return _place(tag, territory)
    return Label(tag.id, taxonomy.label(tag.id, "fr"), taxonomy.label(tag.id, "en"), tag.kind)


def _place(tag: Tag, territory: Territory) -> Label:
    area = territory.area(tag.id)
    return Label(
        id=tag.id,
        name_fr=area.name("fr"),
        name_en=area.name("en"),
        kind="place",
        commune=area.commune,
        point=area.point,
        approximate=area.point_of != "area",
        relation=tag.relation,
        country=territory.country,
    )
