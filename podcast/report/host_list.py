"""Lists of counts as hosts export them: CSV with date, episode and downloads, in English or French."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from podcast.publish import Item
from podcast.report.figures import Day
from podcast.report.lines import Line, Tally, Why

__all__ = ["Columns", "Lists", "columns_of"]

_COLUMNS: Final = {
    "date": "date",
    "jour": "date",
    "episode": "episode",
    "épisode": "episode",
    "downloads": "downloads",
    "telechargements": "downloads",
    "téléchargements": "downloads",
}
# Thousands apart by spaces (French: no-break and narrow) or apostrophes (Swiss) can be nothing else.
_SPACED: Final = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’][0-9]{3}){1,3}")
# Two points or two commas part thousands, too; a single one may be that of a decimal number.
_POINTED: Final = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3}){2,3}|(?:,[0-9]{3}){2,3})")
_UNSURE: Final = re.compile(r"[0-9]{1,12}[.,][0-9]+")
# What typography and typewriters write differently, or one of them leaves out.
_TYPEWRITTEN: Final = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys('«»‹›“”„"\u00ad\u200b\ufeff', None),
    }
)
# A count that stands alone on its day may be that of a whole year.
_YEAR_DAYS: Final = 366

Columns = tuple[str, list[str]]
"""The delimiter of a list, and its columns by our names, empty for one that is not needed."""


def columns_of(first: str) -> Columns | None:
    """The columns of a list, where its first line is such a heading."""
    for delimiter in (",", ";", "\t"):
        cells = [_COLUMNS.get(_simple(cell), "") for cell in first.split(delimiter)]
        if {"date", "episode", "downloads"} <= set(cells):
            return delimiter, cells
    return None


@dataclass
class Lists:
    """What hosts have counted, each in its own way, over all their lists together.

    A list that is the same as one before it, line by line, counts once. What two other lists say of the same
    day and programme is added: a show may have two hosts.
    """

    slugs: dict[str, str]
    _counts: dict[tuple[date, str], int] = field(default_factory=lambda: defaultdict(int), repr=False)
    _listeners: dict[tuple[date, str], int] = field(default_factory=lambda: defaultdict(int), repr=False)
    _read: set[bytes] = field(default_factory=set, repr=False)

    @classmethod
    def of(cls, items: Sequence[Item]) -> Lists:
        """Nothing read yet, for the programmes of `items` by title, guid or slug."""
        return cls(_names(items))

    def read(self, columns: Columns, lines: Iterable[Line]) -> Tally:
        """Add one list, whose heading has been read."""
        tally = Tally(lines=1)
        whole = hashlib.blake2b(repr(columns).encode(), digest_size=16)
        counts: dict[tuple[date, str], int] = defaultdict(int)
        for day, name, count in _rows(columns, _hashed(lines, whole), tally):
            slug = self.slugs.get(name) or self.slugs.get(_simple(name))
            if slug is None:
                tally.knows_not(name)
            else:
                counts[day, slug] += count
        if whole.digest() in self._read:
            tally.again = tally.lines - 1
            return tally
        self._read.add(whole.digest())
        self._add(counts, tally)
        return tally

    def _add(self, counts: dict[tuple[date, str], int], tally: Tally) -> None:
        days = _days_of_a_row({day for day, _ in counts})
        for key, count in counts.items():
            tally.added += key in self._counts
            self._counts[key] += count
            self._listeners[key] = max(self._listeners[key], -(-count // days))

    def days(self) -> Iterator[Day]:
        """The counts of every day and programme, and how many listeners they must be of at least."""
        for (day, slug), count in self._counts.items():
            yield Day(day, slug, count, at_least=self._listeners[day, slug])


def _days_of_a_row(dates: set[date]) -> int:
    """So many days one row of a list may stand for: as many as lie between its two nearest days."""
    return min(((b - a).days for a, b in pairwise(sorted(dates))), default=_YEAR_DAYS)


def _hashed(lines: Iterable[Line], whole: hashlib.blake2b) -> Iterator[str]:
    for _, line in lines:
        whole.update(line.rstrip("\r\n").encode("utf-8", "replace") + b"\n")
        yield line.replace("\0", "")


def _rows(columns: Columns, lines: Iterator[str], tally: Tally) -> Iterator[tuple[date, str, int]]:
    """Day, programme and count of each row that can be read."""
    delimiter, names = columns
    reader = csv.reader(lines, delimiter=delimiter)
    # the heading is line 1; a row may go over several lines and is known by its first
    number = 2
    for row in reader:
        begun, number = number, reader.line_num + 2
        if not any(cell.strip() for cell in row):
            continue
        tally.lines += 1
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        day, count = _day(cells.get("date", "")), _count(cells.get("downloads", ""))
        if day is None:
            tally.cannot_read(begun, "day", cells.get("date", ""))
        elif isinstance(count, str):
            tally.cannot_read(begun, count, cells.get("downloads", ""))
        else:
            yield day, cells.get("episode", ""), count


def _day(text: str) -> date | None:
    """2026-03-01, or 01/03/2026 as spreadsheets write it in French."""
    try:
        if found := re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _count(text: str) -> int | Why:
    """A whole number, thousands apart or not, else why it is none: 1.042 may be one thousand or one."""
    if re.fullmatch("[0-9]{1,12}", text) or _SPACED.fullmatch(text) or _POINTED.fullmatch(text):
        return int("".join(each for each in text if each in "0123456789"))
    return "ambiguous" if _UNSURE.fullmatch(text) else "count"


def _names(items: Sequence[Item]) -> dict[str, str]:
    """What a list may call a programme. Titles told apart by typography alone are known as written only."""
    simple: dict[str, set[str]] = defaultdict(set)
    for item in items:
        simple[_simple(item.title)].add(item.slug)
    names = {name: slugs.pop() for name, slugs in simple.items() if len(slugs) == 1}
    names.update((item.title, item.slug) for item in items)
    names.update((name, item.slug) for item in items for name in (item.guid, item.slug))
    names.pop("", None)
    return names


def _simple(text: str) -> str:
    """A title without its typography: case, spaces, apostrophes, dashes, quotation marks, composed accents.

    A space before «:», «;», «!» or «?» is French typography and left out.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_TYPEWRITTEN)).casefold()
    return re.sub(r" +(?=[:;!?])", "", " ".join(plain.split()))
