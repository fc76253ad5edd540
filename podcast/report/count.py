"""From the records of what is published to the figures of one year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from podcast.errors import ContentError
from podcast.model import Show
from podcast.publish import Item, words_of
from podcast.report.figures import (
    Day,
    Figures,
    Heard,
    Piece,
    Report,
    Row,
    Source,
    Table,
    TableName,
    Target,
    figures_of,
    people_of,
)
from podcast.show import SHOW_FILE, read_source, unknown_value
from podcast.tag import RELATIONS, Taxonomy, Territory

__all__ = ["NONE", "Sources", "make_report", "years_of"]

# The line of programmes without a place or a sector; no id can look so.
NONE = "-"


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is made from: the published programmes of every year, and the names of places.

    `downloads` is None where the host gave none.
    """

    show: Show
    items: tuple[Item, ...]
    territory: Territory
    taxonomy: Taxonomy
    downloads: tuple[Day, ...] | None = None


def years_of(show: Show, items: Iterable[Item]) -> tuple[int, ...]:
    """The years in which something that is published today went out, oldest first."""
    return tuple(sorted({_moment(show, item).year for item in items}))


def make_report(sources: Sources, year: int) -> Report:
    """Everything about one year of the show's calendar, nothing hidden.

    Raises ContentError where a target names a place or a sector that there is not.
    """
    items = [item for item in sources.items if _moment(sources.show, item).year == year]
    total, _ = figures_of(items)
    report = Report(
        year=year,
        public=False,
        total=total,
        tables=tuple(_tables(sources, items, year)),
        withdrawals=sum(each.day.year == year for each in sources.show.withdrawn),
        heard=_heard(sources, year),
    )
    return replace(report, targets=tuple(_targets(sources, report)))


def _moment(show: Show, item: Item) -> datetime:
    return item.date.astimezone(ZoneInfo(show.timezone))


def _tables(sources: Sources, items: Sequence[Item], year: int) -> Iterator[Table]:
    show = sources.show
    words = words_of(show)
    yield _labelled("places", _places(sources), items, lambda item: {x.id: x.name_fr for x in item.places})
    yield _labelled(
        "relations",
        [_row(name, "") for name in RELATIONS],
        items,
        lambda item: {relation: "" for place in item.places for relation in place.relations},
    )
    yield _labelled("sectors", _sectors(sources), items, lambda item: {x.id: x.name_fr for x in item.sectors})
    tongues = sorted({_primary(item.language) for item in items})
    yield _labelled(
        "languages",
        [_row(code, words.language_name(code)) for code in tongues],
        items,
        lambda item: {_primary(item.language): ""},
    )
    months = [datetime(year, number, 1, tzinfo=ZoneInfo(show.timezone)) for number in range(1, 13)]
    yield _labelled(
        "months",
        [_row(f"{each:%Y-%m}", words.month(each)) for each in months],
        items,
        lambda item: {f"{_moment(show, item):%Y-%m}": ""},
    )
    yield _labelled(
        "formats",
        [_row("portrait", ""), _row("documentary", "")],
        items,
        lambda item: {_format(item): ""},
    )


def _row(identifier: str, name: str) -> Row:
    return Row(identifier, name, Figures())


def _places(sources: Sources) -> list[Row]:
    language = _primary(sources.show.language)
    return [
        Row(area.id, area.name(language), Figures(), point=area.point, approximate=area.point_of != "area")
        for area in sources.territory.areas
    ]


def _sectors(sources: Sources) -> list[Row]:
    language = _primary(sources.show.language)
    return [
        _row(sector.id, sources.taxonomy.label(sector.id, language)) for sector in sources.taxonomy.sectors
    ]


def _labelled(
    name: TableName, lines: Sequence[Row], items: Sequence[Item], ids: Callable[[Item], dict[str, str]]
) -> Table:
    """Count `items` under each of their ids; one that is in no line, or has no id, gets a line at the end."""
    under: dict[str, list[Item]] = defaultdict(list)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    names: dict[str, str] = {}
    for item in items:
        found = ids(item) or {NONE: ""}
        # a place that is taken away takes the tie to it along
        tied = name == "places" and any(place.relations for place in item.places)
        piece = Piece(people_of(item), item.duration_ms, lone=len(found) == 1 and not tied)
        for identifier, said in found.items():
            under[identifier].append(item)
            pieces[identifier].append(piece)
            names.setdefault(identifier, said)
    known = {row.id for row in lines}
    late = sorted(under.keys() - known, key=lambda each: (each == NONE, each))
    rows = []
    for row in [*lines, *(_row(each, names[each]) for each in late)]:
        figures, people = figures_of(under.get(row.id, ()))
        rows.append(replace(row, figures=figures, people=people, pieces=tuple(pieces.get(row.id, ()))))
    return Table(name, tuple(rows))


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _format(item: Item) -> str:
    """A documentary is a programme that is made of passages of others."""
    return "documentary" if item.cleared.episode.quoted else "portrait"


def _targets(sources: Sources, report: Report) -> Iterator[Target]:
    wanted = sources.show.targets
    formats = report.table("formats")
    total = report.total or Figures()
    if wanted.portraits is not None:
        yield Target("portraits", "", "", wanted.portraits, _programmes(formats, "portrait"))
    if wanted.documentaries is not None:
        yield Target("documentaries", "", "", wanted.documentaries, _programmes(formats, "documentary"))
    if wanted.minutes is not None:
        yield Target("minutes", "", "", wanted.minutes, total.minutes)
    for identifier, number in wanted.places:
        row = report.table("places").row(identifier)
        if row is None:
            raise _unknown(sources.show, "places", identifier, [area.id for area in sources.territory.areas])
        yield Target("place", identifier, row.name, number, _programmes(report.table("places"), identifier))
    for identifier, number in wanted.sectors:
        row = report.table("sectors").row(identifier)
        if row is None:
            raise _unknown(
                sources.show, "sectors", identifier, [each.id for each in sources.taxonomy.sectors]
            )
        yield Target("sector", identifier, row.name, number, _programmes(report.table("sectors"), identifier))


def _programmes(table: Table, identifier: str) -> int:
    row = table.row(identifier)
    return row.figures.programmes if row is not None and row.figures is not None else 0


def _unknown(show: Show, table: str, identifier: str, ids: Sequence[str]) -> ContentError:
    return unknown_value(read_source(show.root, SHOW_FILE), ("targets", table, identifier), identifier, ids)


def _heard(sources: Sources, year: int) -> Heard | None:
    if sources.downloads is None:
        return None
    days = [each for each in sources.downloads if each.day.year == year]
    by_slug: dict[str, int] = defaultdict(int)
    months = [0] * 12
    for each in days:
        by_slug[each.slug] += each.downloads
        months[each.day.month - 1] += each.downloads
    titles = {item.slug: item.title for item in sources.items}
    listed = sorted(by_slug.items(), key=lambda pair: (-pair[1], pair[0]))
    return Heard(
        total=sum(months),
        months=tuple(months),
        episodes=tuple((slug, titles.get(slug, slug), count) for slug, count in listed),
        days=tuple(sorted(days, key=lambda each: (each.day, each.slug))),
        source=_source(days),
    )


def _source(days: Sequence[Day]) -> Source:
    """Who counted: a download from a log has its listener, one that a host counted has none."""
    logged = any(each.listeners for each in days)
    listed = any(each.downloads > len(each.listeners) for each in days)
    if logged and listed:
        return "both"
    return "log" if logged else "list" if listed else ""
