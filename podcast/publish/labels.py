"""From the tags of a programme to labels with names, through the doors of the tag room."""

from __future__ import annotations

from collections.abc import Iterable

from podcast.model import Show, Tag
from podcast.publish.item import Label
from podcast.tag import load_sectors, load_territory

__all__ = ["labels_of"]


def labels_of(show: Show, tags: Iterable[Tag]) -> tuple[Label, ...]:
    """The published tags (given or found) with their names, places first, each once.

    Raises ContentError for a place that the show's territory does not have.
    """
    published = [tag for tag in tags if tag.state.published]
    order = {"place": 0, "sector": 1, "theme": 2}
    found = (_label(show, tag) for tag in sorted(published, key=lambda tag: order[tag.kind]))
    return tuple({(label.kind, label.id): label for label in found}.values())


def _label(show: Show, tag: Tag) -> Label:
    if tag.kind == "place":
        return _place(show, tag)
    if tag.kind == "sector":
        sectors = load_sectors()
        return Label(tag.id, sectors.label(tag.id, "fr"), sectors.label(tag.id, "en"), "sector")
    return Label(tag.id, tag.id, tag.id, "theme")


def _place(show: Show, tag: Tag) -> Label:
    territory = load_territory(show.territory, show.root)
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
