"""How often programmes were downloaded, from what a host gives: its server's log, or a list of counts.

A log is counted in the manner of the IAB Podcast Measurement Technical Guidelines 2.2: one download is one
listener (address and program together) and one programme on one day, whatever the number of requests for
parts of it, once they add up to a minute of sound; HEAD requests, errors and robots do not count. A
listener is known during the count by a digest only; neither address nor digest is kept or given out.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from podcast.errors import ContentError, Remark
from podcast.publish import Item
from podcast.report.figures import Day

__all__ = ["Counted", "count_downloads"]

LONGEST_LINE: Final = 65_536
MINUTE_MS: Final = 60_000
# Some hosts count the bytes of headers, some not, and a programme may have been encoded again.
NEARLY_ALL: Final = 0.95

# Apache's common and combined formats, nginx's default, each also with the site's name in front.
_LINE: Final = re.compile(
    r"(?P<client>[^\[]{1,300}?)\[(?P<when>[^\]]{1,40})\] "
    r'"(?P<method>[A-Z]{1,10}) (?P<path>\S+)(?: HTTP/[0-9.]+)?" (?P<status>[0-9]{3}) (?P<bytes>[0-9]{1,15}|-)'
    r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_WHEN: Final = re.compile(
    r"(\d{1,2})/([A-Za-z]{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", re.ASCII
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MEDIA: Final = re.compile(r"/media/([^/]+)\.mp3\Z")
# «cubot» is a telephone.
_ROBOT: Final = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|facebookexternalhit|preview|monitor|pingdom|uptime"
    r"|^(?:curl|wget|python|go-http|java|libwww|okhttp/0|php|ruby|perl)",
    re.IGNORECASE,
)
_COLUMNS: Final = {
    "date": "date",
    "jour": "date",
    "episode": "episode",
    "épisode": "episode",
    "downloads": "downloads",
    "telechargements": "downloads",
    "téléchargements": "downloads",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Daily counts by day and programme, and what could not be counted."""

    days: tuple[Day, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass
class _Tally:
    """What was met while reading: lines, those passed over, and counts."""

    lines: int = 0
    understood: int = 0
    first_bad: int = 0
    elsewhere: int = 0
    counts: dict[tuple[date, str], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def bad(self) -> int:
        return self.lines - self.understood

    def passed_over(self) -> None:
        self.first_bad = self.first_bad or self.lines


def count_downloads(file: Path, items: Sequence[Item], timezone_name: str) -> Counted:
    """The downloads of `items` in a log (plain or .gz) or in a CSV with date, episode and downloads.

    Days are those of `timezone_name`. Lines that cannot be read are passed over and counted in a remark.
    Raises ContentError where the file cannot be read, or no line of it.
    """
    try:
        with _lines(file) as lines:
            first = next(lines, "")
            columns = _columns(first)
            tally = (
                _counts(lines, columns, items)
                if columns
                else _log(first, lines, items, ZoneInfo(timezone_name))
            )
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise ContentError(
            "{file} cannot be read: {reason}",
            hint="check the name, and that you may read the file",
            file=file,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
    if tally.lines and not tally.understood and not columns:
        raise ContentError(
            "{file} is neither a server log nor a list of downloads: none of its {count} lines can be read",
            hint="give a log of Apache or nginx (combined), or a CSV that begins with date,episode,downloads",
            file=file,
            count=tally.lines,
        )
    days = (Day(day, slug, count) for (day, slug), count in sorted(tally.counts.items()) if count)
    return Counted(tuple(days), tuple(_remarks(file, tally)))


def _remarks(file: Path, tally: _Tally) -> Iterator[Remark]:
    if not tally.lines:
        yield Remark("{file} is empty: no download is counted", {"file": file.name})
    if tally.bad:
        yield Remark(
            "{file}: {count} lines cannot be read and are not counted; the first is line {line}",
            {"file": file.name, "count": tally.bad, "line": tally.first_bad},
        )
    if tally.elsewhere:
        yield Remark(
            "{file}: {count} lines are of programmes that are not published today, and are not counted",
            {"file": file.name, "count": tally.elsewhere},
        )


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    """The lines as text: UTF-8, else Windows-1252 line by line; UTF-16 where the file begins so."""
    with file.open("rb") as plain:
        packed = plain.peek(2)[:2] == b"\x1f\x8b"
        with gzip.GzipFile(fileobj=plain) if packed else plain as stream:
            yield _decoded(stream)


def _decoded(stream: io.BufferedReader | gzip.GzipFile) -> Iterator[str]:
    if stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from io.TextIOWrapper(stream, encoding="utf-16", errors="replace")
        return
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b"")):
        try:
            yield line.decode("utf-8-sig" if number == 0 else "utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace")


def _columns(first: str) -> tuple[str, list[str]] | None:
    """The delimiter of a CSV and its columns by our names, where the first line is such a heading."""
    for delimiter in (",", ";", "\t"):
        cells = [_COLUMNS.get(cell.strip(' "\r\n').casefold(), "") for cell in first.split(delimiter)]
        if {"date", "episode", "downloads"} <= set(cells):
            return delimiter, cells
    return None


def _counts(lines: Iterator[str], columns: tuple[str, list[str]], items: Sequence[Item]) -> _Tally:
    delimiter, names = columns
    slugs = {name: item.slug for item in items for name in (item.title, item.guid, item.slug)}
    tally = _Tally(lines=1, understood=1)
    for row in csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter):
        if not any(cell.strip() for cell in row):
            continue
        tally.lines += 1
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        day, count = _day(cells.get("date", "")), cells.get("downloads", "")
        if day is None or not re.fullmatch("[0-9]{1,12}", count):
            tally.passed_over()
            continue
        tally.understood += 1
        slug = slugs.get(cells.get("episode", ""))
        if slug is None:
            tally.elsewhere += 1
        else:
            tally.counts[day, slug] += int(count)
    return tally


def _day(text: str) -> date | None:
    """2026-03-01, or 01/03/2026 as spreadsheets write it in French."""
    try:
        if found := re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _log(first: str, lines: Iterator[str], items: Sequence[Item], zone: ZoneInfo) -> _Tally:
    tally = _Tally()
    enough = {item.slug: _enough(item) for item in items}
    heard: dict[tuple[date, str, bytes], int] = defaultdict(int)
    for line in (each for part in ((first,), lines) for each in part):
        if not line.strip():
            continue
        tally.lines += 1
        found = _LINE.match(line)
        moment = _moment(found["when"]) if found else None
        if found is None or moment is None:
            tally.passed_over()
            continue
        tally.understood += 1
        slug = _wanted(found)
        if slug is not None and slug in enough:
            listener = f"{found['client']}\n{found['agent'] or ''}".encode()
            key = (moment.astimezone(zone).date(), slug, hashlib.blake2b(listener, digest_size=12).digest())
            heard[key] += int(found["bytes"]) if found["bytes"] != "-" else 0
        elif slug is not None:
            tally.elsewhere += 1
    for (day, slug, _), size in heard.items():
        tally.counts[day, slug] += size >= enough[slug]
    return tally


def _enough(item: Item) -> float:
    """The bytes of one minute of a programme, or nearly all of a shorter one."""
    minute = item.mp3_bytes * MINUTE_MS / item.duration_ms if item.duration_ms else item.mp3_bytes
    return min(minute, item.mp3_bytes * NEARLY_ALL)


def _wanted(found: re.Match[str]) -> str | None:
    """The programme whose sound was sent to a listener, else None."""
    if found["method"] != "GET" or found["status"] not in ("200", "206"):
        return None
    if _ROBOT.search(found["agent"] or ""):
        return None
    try:
        path = unquote(urlsplit(found["path"]).path)
    except ValueError:
        return None
    media = _MEDIA.search(path)
    return media[1] if media else None


def _moment(text: str) -> datetime | None:
    """`10/Oct/2026:13:55:36 +0200`; the month's name is English on every server."""
    found = _WHEN.fullmatch(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[part]) for part in (1, 3, 4, 5, 6))
    away = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == "-" else 1)
    try:
        month = _MONTHS.index(found[2].lower()) + 1
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(away))
    except ValueError:
        return None
