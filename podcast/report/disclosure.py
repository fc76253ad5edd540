"""What may be told outside: no figure about fewer than five people, and none that gives one away.

A table's lines are hidden from the smallest up to a limit. The limit is raised until the hidden lines
together are about five people or more who are in no line that is shown, and until they differ from one
another in every figure. Which lines are hidden then depends on their figures alone and not on their
names, so that two hidden lines could be exchanged and nothing that is shown would change: no hidden
figure can be computed, not even by somebody who knows this rule and the totals. Where no limit does it
the whole table is withheld. Lines that are nil are about nobody and are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podcast.report.count import NONE
from podcast.report.figures import Figures, Heard, Report, Row, Table, Target

__all__ = ["FEWEST", "for_outside"]

FEWEST = 5


def for_outside(report: Report) -> Report:
    """The same report as it may leave the house: hidden figures are None and nobody is named."""
    total = report.total
    if total is None or 0 < total.people < FEWEST:
        total = None
        tables = tuple(_withheld(table) for table in report.tables)
    else:
        tables = tuple(_guarded(table) for table in report.tables)
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


def _guarded(table: Table) -> Table:
    hidden = _hidden(table.rows)
    if hidden is None:
        return _withheld(table)
    rows = (replace(row, figures=None if row.id in hidden else row.figures) for row in table.rows)
    return replace(table, rows=tuple(replace(row, people=frozenset()) for row in rows))


def _hidden(rows: Sequence[Row]) -> frozenset[str] | None:
    """The ids of the lines to hide; None where nothing can be shown safely."""
    filled = [(row, row.figures) for row in rows if row.figures is not None and not row.empty]
    sizes = sorted({figures.people for _, figures in filled})
    if not sizes or sizes[0] >= FEWEST:
        return frozenset()
    for limit in sizes:
        below = any(limit < size < FEWEST for size in sizes)
        hidden = [(row, figures) for row, figures in filled if figures.people <= limit]
        shown = [row for row, figures in filled if figures.people > limit]
        # what has no place or no sector cannot change sides with what has one, so it protects nothing
        named = [(row, figures) for row, figures in hidden if row.id != NONE]
        if not below and _safe([row for row, _ in named], [figures for _, figures in named], shown):
            return frozenset(row.id for row, _ in hidden)
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
    """Downloads of the year and of its months; each is one listener's, so that the same rule holds."""
    nobody = (None,) * len(heard.months)
    if heard.total is None or 0 < heard.total < FEWEST:
        return Heard(None, nobody)
    rows = [_month(number, count) for number, count in enumerate(heard.months)]
    hidden = _hidden(rows)
    if hidden is None:
        return Heard(heard.total, nobody)
    months = (None if row.id in hidden else count for row, count in zip(rows, heard.months, strict=True))
    return Heard(heard.total, tuple(months))


def _month(number: int, count: int | None) -> Row:
    some = count or 0
    # five are enough for the rule to see that they are five
    listeners = frozenset(f"{number} {each}" for each in range(min(some, FEWEST)))
    return Row(str(number), "", Figures(some, some, some * 60_000), listeners)
