"""A report as one page that needs nothing beside it: it can be sent by mail, opened and printed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from podcast.model import Show
from podcast.publish import Chart, Label, assets, chart_of
from podcast.publish import Row as Spot
from podcast.report.count import NONE
from podcast.report.figures import Report, Row, Table
from podcast.report.words import report_words

__all__ = ["report_page"]

# More places than this would cover each other on the map: then only those with a programme are drawn.
ON_MAP = 40
# The columns of the months, in the units of their drawing.
STEP, HEIGHT = 60, 160

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Column:
    """A month in a chart: its number from 1, what stands above it, how high it is."""

    number: int
    said: str
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as it is shown: `share` is the length of its bar in hundredths."""

    row: Row
    name: str
    share: int


def report_page(show: Show, report: Report) -> str:
    """The page in the show's interface language, its style inside, no script and no address in it."""
    words = report_words(show)
    tables = {table.name: table for table in report.tables}
    values: dict[str, Any] = {
        "words": words,
        "show_title": show.title,
        "report": report,
        "policy": POLICY,
        "style": Markup(_style(show)),  # noqa: S704  # our own style sheets
        "tables": {name: _lines(words, table) for name, table in tables.items()},
        "withheld": {name for name, table in tables.items() if table.withheld},
        "without": {name: tables[name].without for name in ("places", "sectors")},
        "chart": _map(tables["places"]),
        "months": _columns([_programmes(row) for row in tables["months"].rows], words.language),
        "heard": _columns(report.heard.months, words.language) if report.heard else (),
        "step": STEP,
        "height": HEIGHT,
    }
    return _environment(words.language).get_template("report.html").render(values) + "\n"


@functools.cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("podcast.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value: _number(value, language)
    # words take «…_one» by the number itself, and there is nothing to write differently in one or none
    environment.filters["counted"] = lambda value: value if value < 2 else _number(value, language)
    return environment


def _number(value: float, language: str) -> str:
    """1234.5 as French writes it (1 234,5) or as English does (1,234.5); no decimal where it is nil."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.translate({ord(","): "\u202f", ord("."): ","}) if language == "fr" else text


def _style(show: Show) -> str:
    site = assets(show)["static/site.css"].decode("utf-8")
    own = resources.files("podcast.report").joinpath("templates", "report.css").read_text("utf-8")
    return site + own


def _programmes(row: Row) -> int | None:
    return row.figures.programmes if row.figures else None


def _lines(words: Any, table: Table) -> list[Line]:
    """What a table shows: lines at nil are left out, but for the formats."""
    whole = table.name == "formats"
    rows = [row for row in table.rows if whole or not row.empty]
    most = max((_programmes(row) or 0 for row in rows), default=0)
    return [Line(row, _name(words, table, row), _share(row, most)) for row in rows]


def _name(words: Any, table: Table, row: Row) -> str:
    if row.id == NONE:
        return str(words[f"none.{table.name}"])
    named = table.name in ("formats", "relations")
    return str(words[f"{table.name}.{row.id}"]) if named else row.name


def _share(row: Row, most: int) -> int:
    return round(100 * (_programmes(row) or 0) / most) if most else 0


def _columns(counts: Sequence[int | None], language: str) -> list[Column]:
    most = max((count or 0 for count in counts), default=0)
    return [
        Column(
            number,
            "–" if count is None else _number(count, language),
            round((HEIGHT - 50) * (count or 0) / most) if most else 0,
        )
        for number, count in enumerate(counts, 1)
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """A mark of the map: `state` is told, unknown (hidden) or nil; `mark` has its place and size."""

    state: Literal["told", "unknown", "nil"]
    mark: Any


def _map(table: Table) -> tuple[Chart, list[Place]]:
    """The places with their numbers; a hidden one is as large as one at nil."""
    known = [row for row in table.rows if row.point is not None]
    drawn = known if len(known) <= ON_MAP else [row for row in known if not row.empty]
    spots = [Spot(_programmes(row) or 0, _label(row), max(1, _programmes(row) or 1)) for row in drawn]
    chart = chart_of(spots)
    states = {row.id: _state(row) for row in drawn}
    return chart, [Place(states[mark.label.id], mark) for mark in chart.marks]


def _state(row: Row) -> Literal["told", "unknown", "nil"]:
    if row.figures is None:
        return "unknown"
    return "nil" if row.empty else "told"


def _label(row: Row) -> Label:
    return Label(row.id, row.name, row.name, "place", point=row.point, approximate=row.approximate)
