"""From the tags of a programme to labels with names, through the doors of the tag room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from podcast.model import Tag, TagState
from podcast.publish.item import Call, Label
from podcast.publish.text import clean_line, web_link
from podcast.tag import Organisation, Taxonomy, Territory, nearest

__all__ = ["calls_of", "labels_of"]

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


def calls_of(
    labels: Iterable[Label], territory: Territory, organisations: Sequence[Organisation]
) -> tuple[Call, ...]:
    """The organisations nearest to the first place of a programme, as calls to action of its page.

    Without a place there are none. A link that is neither of the
    web nor of mail is left out, its name is kept.
    """
    place = next((label for label in labels if label.kind == "place"), None)
    near = nearest(organisations, territory.area(place.id)) if place else ()
    return tuple(Call(clean_line(each.name), web_link(each.link)) for each in near)


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
        # how somebody belongs to a place is told once a person has said so
        relations=tag.relations if tag.state is TagState.GIVEN else (),
        country=territory.country,
    )
