"""A report for programs and spreadsheets: JSON data, and one CSV with a line for each figure told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from podcast.report.figures import Figures, Heard, Report, Row, Table, Target

__all__ = ["to_csv", "to_data"]

_HEADING = (
    "table",
    "id",
    "name",
    "programmes",
    "people",
    "minutes",
    "target",
    "result",
    "downloads",
    "hidden",
)


def to_data(report: Report) -> dict[str, Any]:
    """A report as plain JSON data; a figure that may not be told is null, a whole table is null."""
    return {
        "year": report.year,
        "public": report.public,
        "total": _figures(report.total),
        **{table.name: _table(table) for table in report.tables},
        "without": {
            name: None if report.table(name).withheld else [row.id for row in report.table(name).without]
            for name in ("places", "sectors")
        },
        "targets": [_target(each) for each in report.targets],
        "withdrawals": report.withdrawals,
        "downloads": _heard(report) if report.heard else None,
    }


def _figures(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    return {"programmes": figures.programmes, "people": figures.people, "minutes": figures.minutes}


def _table(table: Table) -> list[dict[str, Any]] | None:
    return None if table.withheld else [_row(row) for row in table.rows]


def _row(row: Row) -> dict[str, Any]:
    told = _figures(row.figures) or {"programmes": None, "people": None, "minutes": None}
    return {"id": row.id, "name": row.name, **told, "hidden": row.figures is None}


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind,
        "id": target.id,
        "name": target.name,
        "target": target.wanted,
        "result": target.done,
        "reached": target.reached,
        "hidden": target.done is None,
    }


def _heard(report: Report) -> dict[str, Any]:
    heard = report.heard or Heard(None, ())
    data: dict[str, Any] = {
        "total": heard.total,
        "counted": heard.source or None,
        "months": [
            {"id": f"{report.year}-{number:02}", "downloads": count}
            for number, count in enumerate(heard.months, 1)
        ],
    }
    if not report.public:
        data["episodes"] = [
            {"id": slug, "name": title, "downloads": count} for slug, title, count in heard.episodes
        ]
        data["days"] = [
            {"date": each.day.isoformat(), "episode": each.slug, "downloads": each.downloads}
            for each in heard.days
        ]
    return data


def to_csv(report: Report) -> str:
    """One table for a spreadsheet: comma-separated, a line end of CR LF (RFC 4180), figures with a point.

    `hidden` is 1 where the figures of a line may not be told.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, _HEADING, restval="")
    writer.writeheader()
    for line in _csv_lines(report):
        writer.writerow({key: _cell(value) for key, value in line.items()})
    return out.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula is told apart by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value != "-" and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _csv_lines(report: Report) -> Iterator[dict[str, Any]]:
    hidden = {"programmes": None, "people": None, "minutes": None}
    total = _figures(report.total) or hidden
    yield {"table": "total", "id": report.year, **total, "hidden": report.total is None}
    for table in report.tables:
        if table.withheld:
            yield {"table": table.name, "hidden": True}
        yield from ({"table": table.name, **_row(row)} for row in table.rows)
    for each in report.targets:
        said = _target(each)
        yield {
            "table": "targets",
            "id": said["id"] or said["kind"],
            **{key: said[key] for key in ("name", "target", "result", "hidden")},
        }
    yield {
        "table": "withdrawals",
        "id": report.year,
        "programmes": report.withdrawals,
        "hidden": report.withdrawals is None,
    }
    if report.heard:
        yield from _csv_heard(report)


def _csv_heard(report: Report) -> Iterator[dict[str, Any]]:
    data = _heard(report)
    total = data["total"]
    yield {"table": "downloads", "id": report.year, "downloads": total, "hidden": total is None}
    for name in ("months", "episodes"):
        for each in data.get(name, ()):
            yield {"table": f"downloads by {name}", **each, "hidden": each["downloads"] is None}
    for each in data.get("days", ()):
        yield {
            "table": "downloads by day",
            "id": each["date"],
            "name": each["episode"],
            "downloads": each["downloads"],
            "hidden": False,
        }
