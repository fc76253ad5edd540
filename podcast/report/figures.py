"""The nouns of a report: figures of programmes, by place, sector, language, month and format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from podcast.publish import Item

__all__ = [
    "Day",
    "Figures",
    "Heard",
    "Piece",
    "Report",
    "Row",
    "Source",
    "Table",
    "TableName",
    "Target",
    "figures_of",
    "people_of",
]

Source = Literal["", "log", "list", "both"]
TableName = Literal["places", "relations", "sectors", "languages", "months", "formats"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some programmes: how many they are, how many people are portrayed in them, how long they are."""

    programmes: int = 0
    people: int = 0
    duration_ms: int = 0

    @property
    def minutes(self) -> float:
        """To a tenth of a minute."""
        return round(self.duration_ms / 60_000, 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """One programme of a line. `lone`: taken out of it, it is in no line, and no other table changes."""

    people: frozenset[str]
    duration_ms: int
    lone: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `figures` is None where they may not be told.

    `people` are the persons behind the figures and `pieces` the programmes, both empty in what is meant for
    outside. `point` is (latitude, longitude) of a place, `approximate` where it is the commune's.
    """

    id: str
    name: str
    figures: Figures | None
    people: frozenset[str] = field(default=frozenset(), repr=False)
    point: tuple[float, float] | None = None
    approximate: bool = False
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    @property
    def empty(self) -> bool:
        return self.figures is not None and not self.figures.programmes


@dataclass(frozen=True, slots=True)
class Table:
    """Lines in an order of their own, never in that of their figures. `withheld`: none may be told."""

    name: TableName
    rows: tuple[Row, ...]
    withheld: bool = False

    def row(self, identifier: str) -> Row | None:
        return next((row for row in self.rows if row.id == identifier), None)

    @property
    def without(self) -> tuple[Row, ...]:
        """The lines with no programme at all."""
        return tuple(row for row in self.rows if row.empty)


@dataclass(frozen=True, slots=True)
class Target:
    """What the show set out to make, and what was made: `done` is None where it may not be told."""

    kind: Literal["portraits", "documentaries", "minutes", "place", "sector"]
    id: str
    name: str
    wanted: int
    done: float | None

    @property
    def reached(self) -> bool | None:
        return None if self.done is None else self.done >= self.wanted


@dataclass(frozen=True, slots=True)
class Day:
    """Downloads of one programme on one day of the show's calendar.

    `listeners` are those of a server's log, numbered in the order met: a number says who is the same and
    nothing else, and goes into no file. What a host has counted has no listeners; `at_least` so many there
    must have been (see `disclosure`).
    """

    day: date
    slug: str
    downloads: int
    listeners: frozenset[int] = field(default=frozenset(), repr=False, compare=False)
    at_least: int = field(default=0, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """The downloads of a year. `months` go from January; None where a number may not be told.

    `episodes` (slug, title, downloads) and `days` are empty in what is meant for outside, because a
    programme is one person's. `source` says who counted: we from logs, a host in its own way, or both; it
    is empty where there is no download.
    """

    total: int | None
    months: tuple[int | None, ...]
    episodes: tuple[tuple[str, str, int], ...] = ()
    days: tuple[Day, ...] = ()
    source: Source = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A year of a show. `public`: cells under five people are hidden; `total` is None where all are."""

    year: int
    public: bool
    total: Figures | None
    tables: tuple[Table, ...]
    targets: tuple[Target, ...] = ()
    withdrawals: int | None = 0
    heard: Heard | None = None

    def table(self, name: TableName) -> Table:
        return next(table for table in self.tables if table.name == name)


def figures_of(items: Iterable[Item]) -> tuple[Figures, frozenset[str]]:
    """The figures of some programmes, and the people they count.

    People are told apart by the public name, which is all that a published record keeps of them. Two people
    of one name count as one, and somebody who is «Leïla» in one programme (surname withheld) and «Leïla
    Montagner» in another counts as two.
    """
    listed = list(items)
    people = frozenset[str]().union(*(people_of(item) for item in listed))
    return Figures(len(listed), len(people), sum(item.duration_ms for item in listed)), people


def people_of(item: Item) -> frozenset[str]:
    """The public names of those a programme portrays: the guests, else every voice."""
    return frozenset(voice.name for voice in item.guests or item.voices)
