"""The nouns of what was agreed to, of what was taken back, of who answers for a show and what
it says of itself.

Part of `model`, which hands them on: rooms import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

__all__ = [
    "Accessibility",
    "Consent",
    "Directory",
    "Embargo",
    "Legal",
    "Mention",
    "Music",
    "Targets",
    "Use",
    "Withdrawn",
]


class Use(StrEnum):
    """What a person may agree to have done with their voice."""

    WEB = "web"
    RADIO = "radio"
    EVENTS = "events"
    ARCHIVE = "archive"
    EXTRACTS = "extracts"


@dataclass(frozen=True, slots=True)
class Consent:
    """What one person agreed to, and when it holds (both days included; `until` None = no end).

    `languages` are those the words may be given in (empty = any). For somebody under 18 (`minor`)
    `guardian` is who signed. `evidence` is the signed form, relative to the show's root.
    """

    uses: frozenset[Use] = frozenset()
    starts: date | None = None
    until: date | None = None
    no_surname: bool = False
    no_photo: bool = False
    languages: tuple[str, ...] = ()
    minor: bool = False
    guardian: str = ""
    evidence: Path | None = None
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Embargo:
    """The first day of one use of a programme."""

    use: Use
    day: date


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that people wrote over what is said (`<v Name>`), and where it first stands."""

    name: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Music:
    """A piece of music or a sound that is used, whose it is and by what right: a line of a cue sheet.

    `file` is relative to the show's root. `license` names a licence or says "all rights cleared";
    `isrc` (ISO 3901) has no hyphens.
    """

    file: Path
    title: str
    authors: tuple[str, ...]
    license: str
    performers: tuple[str, ...] = ()
    label: str = ""
    isrc: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A programme that was taken back, as `episodes/withdrawn.toml` keeps it: the minimum, and no name.

    The digest is that of its guid, so that it is known again and said nowhere. `published` tells that
    its page had an address, where a neutral page stays. `stations` had been given the file.
    """

    slug: str
    day: date
    guid_sha256: str = ""
    published: bool = True
    reason: str = ""
    stations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Legal:
    """Who answers for the show's site, as its legal notice must say (in France: LCEN, article 1-1)."""

    publisher: str = ""
    address: str = ""
    director: str = ""
    contact: str = ""
    host: str = ""
    host_address: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what nobody has filled in yet."""
        return tuple(name for name in self.__dataclass_fields__ if not getattr(self, name))


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What the accessibility statement declares: without an audit and its day, no conformity at all.

    `rate_percent` is the share of the criteria that are met (RGAA 4.1).
    """

    contact: str = ""
    level: Literal["none", "partial", "full"] = "none"
    audited: date | None = None
    auditor: str = ""
    rate_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """What the show means to make in a year; None where nothing was set. `places` and `sectors` pair an id
    with a number of programmes."""

    portraits: int | None = None
    documentaries: int | None = None
    minutes: int | None = None
    places: tuple[tuple[str, int], ...] = ()
    sectors: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """What directories are told: where and how often the show is made, who may give, what else to hear.

    `funding` pairs an address with its words; `podroll` has guid, feed address and title of other shows.
    """

    place: str = ""
    country: str = ""
    rhythm: str = ""
    rrule: str = ""
    funding: tuple[tuple[str, str], ...] = ()
    podroll: tuple[tuple[str, str, str], ...] = ()
