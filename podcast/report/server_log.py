"""Requests in the logs of a web server, and the downloads they make.

Counted in the manner of the IAB Podcast Measurement Technical Guidelines 2.2: one download is one listener
(address and program together) and one programme on one day, whatever the number of requests for parts of it
and whichever of its files (MP3, Opus) was asked for, once they add up to a minute of sound; HEAD requests,
errors and robots do not count.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from podcast.publish import Item
from podcast.report.figures import Day
from podcast.report.lines import Line, Tally

__all__ = ["Requests"]

MINUTE_MS: Final = 60_000
# Some hosts count the bytes of headers, some not, and a programme may have been encoded again.
NEARLY_ALL: Final = 0.95

# Apache's common and combined formats, nginx's default, each also with the site's name in front.
_LINE: Final = re.compile(
    r"(?P<client>(?:\[[0-9A-Fa-f:.]{2,45}\])?[^\[]{1,300}?)\[(?P<when>[^\]]{1,40})\] "
    # what scanners send, or send nothing of, is a request too, and for nothing
    r'"(?:(?P<method>[A-Z]{1,10}) (?P<path>\S+)(?: HTTP/[0-9.]+)?|(?:[^"\\]|\\.)*)"'
    r" (?P<status>[0-9]{3}) (?P<bytes>[0-9]{1,15}|-)"
    r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_WHEN: Final = re.compile(
    r"(\d{1,2})/([A-Za-z]{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", re.ASCII
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_MEDIA: Final = re.compile(r"/media/([^/]+\.(?:mp3|opus))\Z")
# «cubot» is a telephone.
_ROBOT: Final = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|facebookexternalhit|preview|monitor|pingdom|uptime"
    r"|^(?:curl|wget|python|go-http|java|libwww|okhttp/0|php|ruby|perl)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sound:
    """A published file of a programme; so many bytes of it are a minute of sound, or nearly all of it."""

    slug: str
    enough: float


@dataclass
class Requests:
    """What was sent to whom, over all the logs together: their order and where one ends make no difference.

    A listener is known by a digest while files are read, and by a number, in the order met, in what is given
    out. With `several` logs a line that stands in more than one of them counts as often as in the log that
    has it most often, so that the same log twice, or two that overlap, are counted once. Of two requests
    alike to the byte in one second, one before and one after a rotation, one is lost.
    """

    zone: ZoneInfo
    sounds: dict[str, _Sound]
    several: bool = False
    _numbers: dict[bytes, int] = field(default_factory=dict, repr=False)
    _sent: dict[tuple[date, str, int], int] = field(default_factory=lambda: defaultdict(int), repr=False)
    _lines: dict[bytes, int] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, items: Sequence[Item], zone: ZoneInfo, several: bool) -> Requests:
        """Nothing read yet, for the files of `items`; days will be those of `zone`."""
        return cls(zone, dict(_sounds(items)), several)

    def read(self, lines: Iterable[Line]) -> Tally:
        """Add one log."""
        tally = Tally()
        here: dict[bytes, int] = defaultdict(int)
        for number, line in lines:
            if not line.strip():
                continue
            tally.lines += 1
            found = _LINE.match(line)
            moment = _moment(found["when"]) if found else None
            if found is None or moment is None:
                tally.cannot_read(number, "moment" if found else "request")
                continue
            file = _wanted(found)
            if file is not None and file not in self.sounds:
                tally.knows_not(file.removesuffix(".mp3"))
            elif file is not None and self.several and self._stood_before(line, here):
                tally.again += 1
            elif file is not None:
                self._add(found, file, moment)
        return tally

    def _stood_before(self, line: str, here: dict[bytes, int]) -> bool:
        digest = _digest(line.strip())
        here[digest] += 1
        if here[digest] <= self._lines.get(digest, 0):
            return True
        self._lines[digest] = here[digest]
        return False

    def _add(self, found: re.Match[str], file: str, moment: datetime) -> None:
        digest = _digest(f"{found['client']}\n{found['agent'] or ''}")
        listener = self._numbers.setdefault(digest, len(self._numbers))
        size = int(found["bytes"]) if found["bytes"] != "-" else 0
        self._sent[moment.astimezone(self.zone).date(), file, listener] += size

    def days(self) -> Iterator[Day]:
        """The downloads of every day and programme that has some, with their listeners' numbers."""
        shares: dict[tuple[date, str, int], float] = defaultdict(float)
        for (day, file, listener), size in self._sent.items():
            sound = self.sounds[file]
            shares[day, sound.slug, listener] += size / sound.enough if sound.enough else 1
        listeners: dict[tuple[date, str], set[int]] = defaultdict(set)
        for (day, slug, listener), share in shares.items():
            if share >= 1:
                listeners[day, slug].add(listener)
        for (day, slug), each in listeners.items():
            yield Day(day, slug, len(each), frozenset(each))


def _sounds(items: Sequence[Item]) -> Iterator[tuple[str, _Sound]]:
    for item in items:
        yield f"{item.slug}.mp3", _Sound(item.slug, _enough(item.mp3_bytes, item.duration_ms))
        if item.opus_bytes:
            yield f"{item.slug}.opus", _Sound(item.slug, _enough(item.opus_bytes, item.duration_ms))


def _enough(size: int, duration_ms: int) -> float:
    """The bytes of one minute of a file, or nearly all of a shorter one."""
    minute = size * MINUTE_MS / duration_ms if duration_ms else size
    return min(minute, size * NEARLY_ALL)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).digest()


def _wanted(found: re.Match[str]) -> str | None:
    """The sound that was sent to a listener, as its file's name, else None."""
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
    if not _FIRST_YEAR <= year <= _LAST_YEAR:  # beyond, no time zone can be reckoned with
        return None
    try:
        month = _MONTHS.index(found[2].lower()) + 1
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(away))
    except ValueError:
        return None
