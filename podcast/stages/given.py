"""Tags as a producer wrote them, held against the territory and the lists of trades and themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from podcast.model import Episode, Tag, TagKind
from podcast.show import read_source, unknown_value
from podcast.stages.plan import Plan

__all__ = ["given_tags", "refuse_unknown"]


def given_tags(episode: Episode) -> tuple[Tag, ...]:
    """Everything that was accepted or refused by hand in `episode.toml`."""
    return (*episode.places, *episode.sectors, *episode.themes)


def refuse_unknown(root: Path, plan: Plan, episode: Episode) -> None:
    """Raise ContentError, with its line, for a tag by hand that no list has."""
    for each in given_tags(episode):
        known = _ids(plan, each.kind)
        if each.id in known:
            continue
        if not known:
            plan.territory.area(each.id)  # a show without a territory: that says what to type
        source = read_source(root, f"episodes/{episode.slug}/episode.toml")
        path = next(_written(source.data, each), (each.kind,))
        raise unknown_value(source, path, each.id, known)


def _ids(plan: Plan, kind: TagKind) -> tuple[str, ...]:
    if kind == "place":
        return tuple(area.id for area in plan.territory.areas)
    return tuple(each.id for each in (plan.taxonomy.sectors if kind == "sector" else plan.taxonomy.themes))


def _written(data: Mapping[str, Any], tag: Tag) -> Iterator[tuple[str | int, ...]]:
    """Where an id stands: as text, in a list, or as the `id` of a table in one."""
    for key in (tag.kind, f"not_{tag.kind}"):
        value = data.get(key)
        for index, each in enumerate(value if isinstance(value, list) else ()):
            if each == tag.id or (isinstance(each, dict) and each.get("id") == tag.id):
                yield (key, index)
        if value == tag.id:
            yield (key,)
