"""What may be told outside: no figure about fewer than five people, and none that gives one away.

**Lines of a table** are hidden from the smallest up to a limit. The limit is raised until the hidden lines
together are about five people or more who are in no line that is shown, and until they differ from one
another in every figure. Which lines are hidden then depends on their figures alone and not on their
names, so that two hidden lines could be exchanged and nothing that is shown would change: no hidden
figure can be computed, not even by somebody who knows this rule and the totals. Where no limit does it
the whole table is withheld. Lines that are nil are about nobody and are shown.

**Programmes without a place, a sector or a tie** have a line from five people up, and else none. They cannot
be exchanged with a place as a whole, because other programmes may have two. Instead some lines are always
hidden beside a few of them, and so many that one programme more or one fewer could be without and nothing
that is told would change: with a hidden place, or without the only one it has. Where no programme can be so,
the limit is raised until all of them could be in one hidden line, so that there might be none at all. Where
that cannot be either, the table is withheld. Of ties only the second is tried, since a tie needs a place:
a few without a place must be able to have a hidden one, too.

**Downloads** are told, of the year and of each month, where they are of five listeners or more; one
listener's on five days are not. Months are hidden by their listeners as lines are by their people, until
the hidden ones together are of five listeners and differ in downloads. In a log a listener is an address
with a program, the only thing that can be counted there: somebody with two telephones, or whose provider
changes the address, is several, so that five listeners may be fewer people. In a host's list nobody knows
how many listeners there were. It is taken that the host counts a listener once for each programme and day,
as the IAB's guidelines ask: then a row of one day is of as many listeners as it has downloads, a row that
stands for a week is of a seventh of them at least, and a month or a year is of as many as its largest row.
For the list of a host that counts every request the rule promises nothing; the numbers do not show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from podcast.report.count import NONE
from podcast.report.figures import Day, Figures, Heard, Piece, Report, Row, Table, Target

__all__ = ["FEWEST", "for_outside"]

FEWEST = 5


def for_outside(report: Report) -> Report:
    """The same report as it may leave the house: hidden figures are None and nobody is named."""
    total = report.total
    if total is None or 0 < total.people < FEWEST:
        total = None
        tables = tuple(_withheld(table) for table in report.tables)
    else:
        tables = tuple(_guarded(table, _movable(report, table)) for table in report.tables)
    told = replace(report, public=True, total=total, tables=tables)
    return replace(
        told,
        targets=tuple(_target(told, each) for each in report.targets),
        withdrawals=_few(report.withdrawals),
        heard=_heard(report.heard) if report.heard else None,
    )


def _few(number: int | None) -> int | None:
    return None if number is None or 0 < number < FEWEST else number


def _withheld(table: Table) -> Table:
    return replace(table, rows=(), withheld=True)


def _guarded(table: Table, movable: bool) -> Table:
    hidden = _hidden(table, movable)
    if hidden is None:
        return _withheld(table)
    told = (row for row in table.rows if row.id != NONE or _size(row) >= FEWEST)
    rows = (replace(row, figures=None if row.id in hidden else row.figures) for row in told)
    return replace(table, rows=tuple(replace(row, people=frozenset(), pieces=()) for row in rows))


def _hidden(table: Table, movable: bool) -> frozenset[str] | None:
    """The ids of the lines to hide; None where nothing can be shown safely."""
    named = [row for row in table.rows if row.id != NONE]
    without = table.row(NONE)
    if without is None or _size(without) >= FEWEST:
        return next(_candidates(named, [without] if without else []), None)
    beside = _beside(named, without) if table.name != "relations" else None
    return _covering(named, without) if beside is None and movable else beside


def _movable(report: Report, table: Table) -> bool:
    """Whether programmes without a line could all be in one: a tie needs a place, theirs or a hidden one."""
    if table.name != "relations":
        return True
    places = report.table("places")
    without, named = places.row(NONE), [row for row in places.rows if row.id != NONE]
    if without is None or _beside(named, without) is not None:
        return without is None
    return _covering(named, without) is not None


def _size(row: Row) -> int:
    return row.figures.people if row.figures else 0


def _candidates(rows: Sequence[Row], others: Sequence[Row], some: bool = False) -> Iterator[frozenset[str]]:
    """The ids of the lines that may be hidden safely, the fewest first; `others` are shown in any case.

    `some`: lines are hidden even where all could be told.
    """
    filled = [(row, row.figures) for row in rows if row.figures is not None and not row.empty]

    def safe(limit: int) -> bool:
        hidden = [(row, figures) for row, figures in filled if figures.people <= limit]
        shown = [row for row, figures in filled if figures.people > limit]
        return _safe([row for row, _ in hidden], [figures for _, figures in hidden], [*shown, *others])

    sizes = [figures.people for _, figures in filled]
    if not some and min(sizes, default=FEWEST) >= FEWEST:
        yield frozenset()
    else:
        for limit in _limits(sizes, safe):
            yield frozenset(row.id for row, figures in filled if figures.people <= limit)


def _limits(sizes: Sequence[int], safe: Callable[[int], bool]) -> Iterator[int]:
    """The sizes up to which lines may be hidden so that what is shown is of many and safe, rising."""
    for limit in sorted(set(sizes)):
        if not any(limit < size < FEWEST for size in sizes) and safe(limit):
            yield limit


def _beside(named: Sequence[Row], without: Row) -> frozenset[str] | None:
    """The lines to hide beside those few `without` one, where one more or one fewer would be told the same.

    It would be so the other way round as well, or the two shows would not be told alike.
    """
    hidden = next(_candidates(named, [], some=True), None)
    for row in named if hidden else ():
        for changed, left in _moves(row, without) if hidden and row.id in hidden else ():
            rows = [changed if each.id == row.id else each for each in named]
            if next(_candidates(rows, [], some=True), None) == hidden and _differ(left, without):
                return hidden
    return None


def _moves(row: Row, without: Row) -> Iterator[tuple[Row, Row]]:
    """A line and those without one, after one programme has gone from one to the other."""
    for piece in without.pieces:
        yield _of(row, [*row.pieces, piece]), _of(without, _less(without.pieces, piece))
    for piece in row.pieces:
        if piece.lone:
            yield _of(row, _less(row.pieces, piece)), _of(without, [*without.pieces, piece])


def _less(pieces: Sequence[Piece], gone: Piece) -> list[Piece]:
    place = pieces.index(gone)
    return [*pieces[:place], *pieces[place + 1 :]]


def _of(row: Row, pieces: Sequence[Piece]) -> Row:
    """A line with other programmes."""
    people = frozenset[str]().union(*(each.people for each in pieces))
    figures = Figures(len(pieces), len(people), sum(each.duration_ms for each in pieces))
    return replace(row, figures=figures, people=people, pieces=tuple(pieces))


def _differ(row: Row, other: Row) -> bool:
    """Whether both are a few and have no figure in common."""
    mine, its = row.figures or Figures(), other.figures or Figures()
    pairs = ((mine.programmes, its.programmes), (mine.people, its.people), (mine.minutes, its.minutes))
    return 0 < mine.people < FEWEST and all(one != two for one, two in pairs)


def _covering(named: Sequence[Row], without: Row) -> frozenset[str] | None:
    """The lines to hide so that those few `without` one might as well be in one of them."""
    for hidden in _candidates(named, []):
        for row in named:
            moved = [_of(each, [*each.pieces, *without.pieces]) if each is row else each for each in named]
            if row.id in hidden and next(_candidates(moved, []), None) == hidden:
                return hidden
    return None


def _safe(hidden: Sequence[Row], figures: Sequence[Figures], shown: Sequence[Row]) -> bool:
    alone = _people(hidden) - _people(shown)
    kinds = (
        {each.programmes for each in figures},
        {each.people for each in figures},
        {each.minutes for each in figures},
    )
    return len(alone) >= FEWEST and all(len(kind) > 1 for kind in kinds)


def _people(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset[str]().union(*(row.people for row in rows))


def _target(told: Report, target: Target) -> Target:
    """A result that a table hides is hidden here as well."""
    if target.kind == "minutes":
        return target if told.total is not None else replace(target, done=None)
    table, identifier = {
        "portraits": (told.table("formats"), "portrait"),
        "documentaries": (told.table("formats"), "documentary"),
        "place": (told.table("places"), target.id),
        "sector": (told.table("sectors"), target.id),
    }[target.kind]
    row = table.row(identifier)
    known = row is not None and row.figures is not None
    return target if known else replace(target, done=None)


def _heard(heard: Heard) -> Heard:
    """Downloads of the year and of its months, where they are of so many listeners that they may be told."""
    nobody = Heard(None, (None,) * len(heard.months), source=heard.source)
    if heard.total and _listeners(heard.days) < FEWEST:
        return nobody
    days = [[each for each in heard.days if each.day.month == month] for month in range(1, 13)]
    sizes = [_listeners(each) for each in days]

    def safe(limit: int) -> bool:
        hidden = [number for number, each in enumerate(days) if each and sizes[number] <= limit]
        together = _listeners([each for number in hidden for each in days[number]])
        return together >= FEWEST and len({heard.months[number] for number in hidden}) > 1

    filled = [size for size, each in zip(sizes, days, strict=True) if each]
    limit = next(_limits(filled, safe), None) if min(filled, default=FEWEST) < FEWEST else 0
    if limit is None:
        return replace(nobody, total=heard.total)
    told = (
        None if each and size <= limit else count
        for count, size, each in zip(heard.months, sizes, days, strict=True)
    )
    return replace(nobody, total=heard.total, months=tuple(told))


def _listeners(days: Iterable[Day]) -> int:
    """At least so many different listeners; one may be in a log and in a list, so they are not added."""
    listed = list(days)
    logged = frozenset[int]().union(*(each.listeners for each in listed))
    return max(len(logged), max((each.at_least for each in listed), default=0))
