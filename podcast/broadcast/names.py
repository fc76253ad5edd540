"""What a station's files are called: its pattern, filled in, in letters every system takes."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from datetime import date

from podcast.audio import ascii_text
from podcast.broadcast.station import Station
from podcast.disk import is_device
from podcast.model import Show
from podcast.rights import Cleared

__all__ = ["FIELDS", "PatternFault", "pattern_fault", "stem"]

FIELDS = ("show", "slug", "title", "date", "guest", "number", "season", "station")

_LONGEST = 60  # letters of one field
_SPECS = {"date": r"(%[YmdyjVGu]|[-_.])*", "number": r"0?[1-9]?", "season": r"0?[1-9]?"}


@dataclass(frozen=True, slots=True)
class PatternFault:
    """What is wrong with a pattern: `kind` is braces, folder, field or form; `found` the part meant."""

    kind: str
    found: str


def pattern_fault(pattern: str) -> PatternFault | None:
    """The first thing that keeps a pattern from being a file name."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return PatternFault("braces", pattern)
    for literal, field, spec, conversion in parts:
        if re.search(r"[/\\:]|\.\.", literal) or literal.startswith("."):
            return PatternFault("folder", literal)
        if field is None:
            continue
        if field not in FIELDS:
            return PatternFault("field", field)
        if conversion or not re.fullmatch(_SPECS.get(field, ""), spec or ""):
            return PatternFault("form", field)
    return None


def stem(station: Station, show: Show, cleared: Cleared) -> str:
    """The name of a programme's file for a station, without its ending: ASCII letters, digits, `.`, `_`, `-`.

    A field that nothing ASCII can be made of gives the slug; one that is empty leaves no double hyphen.
    """
    episode = cleared.episode
    guest = next((person.name for person in episode.guests), "")
    values = {
        "show": _plain(show.title, episode.slug),
        "slug": episode.slug,
        "title": _plain(episode.title, episode.slug),
        "date": _Day.of(episode.date.date()),
        "guest": _plain(guest, episode.slug),
        "number": _Number(episode.number),
        "season": _Number(episode.season),
        "station": station.id,
    }
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_text(station.file_name.format(**values)))
    name = re.sub(r"[._-]*([._-])", r"\1", name).strip("._-")
    if not name:
        return episode.slug
    return f"{name}-{episode.slug}" if is_device(name) else name


def _plain(text: str, otherwise: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", ascii_text(text)).strip("-")[:_LONGEST].strip("-")
    return plain or (otherwise if text.strip() else "")


class _Day(date):
    """A day that reads 2026-09-14 where no form is asked for, in any locale."""

    @classmethod
    def of(cls, day: date) -> _Day:
        return cls(day.year, day.month, day.day)

    def __format__(self, spec: str) -> str:
        return self.strftime(spec) if spec else self.isoformat()


class _Number:
    """A number that leaves nothing where there is none."""

    def __init__(self, value: int | None) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        return "" if self._value is None else format(self._value, spec)
