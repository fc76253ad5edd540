"""How often programmes were downloaded, from what hosts give: logs of their servers, or lists of counts.

All files are counted together: a listener whose requests lie in two logs, because a server begins a new one
at midnight, is one listener, and the same log given twice is one log. A listener is known during the count
by a digest only; neither address nor digest is kept or given out, only a number that says who is the same.
"""

from __future__ import annotations

import csv
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from podcast.errors import ContentError, Remark
from podcast.publish import Item
from podcast.report.figures import Day
from podcast.report.host_list import Lists, columns_of
from podcast.report.lines import FEW_NAMES, Tally, Unread, lines_of
from podcast.report.server_log import Requests

__all__ = ["Counted", "count_downloads"]


@dataclass(frozen=True, slots=True)
class Counted:
    """Daily counts by day and programme, and what could not be counted."""

    days: tuple[Day, ...]
    remarks: tuple[Remark, ...] = ()


def count_downloads(files: Sequence[Path], items: Sequence[Item], timezone_name: str) -> Counted:
    """The downloads of `items` in logs (plain or .gz) and in CSVs with date, episode and downloads.

    Days are those of `timezone_name`. Lines that cannot be read are passed over and counted in a remark.
    Raises ContentError where a file cannot be read, or no line of it.
    """
    requests = Requests.of(items, ZoneInfo(timezone_name), several=len(files) > 1)
    lists = Lists.of(items)
    remarks: list[Remark] = []
    for file in files:
        remarks += _remarks(file.name, _read(file, requests, lists))
    return Counted(_together(chain(requests.days(), lists.days())), tuple(remarks))


def _together(days: Iterator[Day]) -> tuple[Day, ...]:
    """One `Day` for each day and programme that has downloads, in order."""
    found: dict[tuple[date, str], list[Day]] = defaultdict(list)
    for each in days:
        if each.downloads:
            found[each.day, each.slug].append(each)
    return tuple(
        Day(
            day,
            slug,
            sum(each.downloads for each in same),
            frozenset[int]().union(*(each.listeners for each in same)),
            max(each.at_least for each in same),
        )
        for (day, slug), same in sorted(found.items())
    )


def _read(file: Path, requests: Requests, lists: Lists) -> Tally:
    try:
        with lines_of(file) as lines:
            first = next(lines, (1, ""))
            columns = columns_of(first[1])
            tally = lists.read(columns, lines) if columns else requests.read(chain([first], lines))
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise ContentError(
            "{file} cannot be read: {reason}",
            hint="check the name, and that you may read the file",
            file=file,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
    if tally.lines and tally.unread == tally.lines:
        raise ContentError(
            "{file} is neither a server log nor a list of downloads: none of its {count} lines can be read",
            hint="give a log of Apache or nginx (combined), or a CSV that begins with date,episode,downloads",
            file=file,
            count=tally.lines,
        )
    return tally


def _remarks(file: str, tally: Tally) -> Iterator[Remark]:
    if not tally.lines:
        yield Remark("{file} is empty: no download is counted", {"file": file})
    if tally.first is not None:
        yield _unread(file, tally.unread, tally.first)
    if tally.elsewhere:
        named = [*tally.names[:FEW_NAMES], *(["…"] if len(tally.names) > FEW_NAMES else [])]
        yield Remark(
            "{file}: {count} lines are of programmes that are not published today, and are not counted:"
            " {names}",
            {"file": file, "count": tally.elsewhere, "names": ", ".join(named)},
        )
    if tally.again:
        yield Remark(
            "{file}: {count} lines stand in a file before it as well, and are counted once",
            {"file": file, "count": tally.again},
        )
    if tally.added:
        yield Remark(
            "{file}: of {count} days and programmes another list has a number too, and both are added: leave"
            " one out if they are of the same host",
            {"file": file, "count": tally.added},
        )


def _unread(file: str, count: int, first: Unread) -> Remark:
    """Why the first line that cannot be read is so; of a log nothing is quoted, it could be an address."""
    values: dict[str, str | int | float] = {"file": file, "count": count, "line": first.line}
    match first.why:
        case "request":
            return Remark(
                "{file}: {count} lines cannot be read and are not counted; the first is line {line}, which is"
                " no line of a server log",
                values,
            )
        case "moment":
            return Remark(
                "{file}: {count} lines cannot be read and are not counted; the first is line {line}, whose"
                " day or hour does not exist",
                values,
            )
        case "day":
            return Remark(
                "{file}: {count} lines cannot be read and are not counted; the first is line {line}, whose"
                " date is «{cell}» (write 2026-03-01 or 01/03/2026)",
                {**values, "cell": first.cell},
            )
        case "count":
            return Remark(
                "{file}: {count} lines cannot be read and are not counted; the first is line {line}, whose"
                " number of downloads is «{cell}» (write 1042 or 1 042)",
                {**values, "cell": first.cell},
            )
        case "ambiguous":
            return Remark(
                "{file}: {count} lines cannot be read and are not counted; the first is line {line}: «{cell}»"
                " may be thousands or a decimal number (write 1042)",
                {**values, "cell": first.cell},
            )
