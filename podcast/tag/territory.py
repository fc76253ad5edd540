"""The areas a show names its places from: what a territory file holds, once it is read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from podcast.errors import ContentError
from podcast.tag.sound import sound
from podcast.tag.words import WORD

__all__ = ["Area", "Code", "Territory"]


@dataclass(frozen=True, slots=True)
class Code:
    """An official code of an area, in force from `since` to `until` (both included, None = open)."""

    scheme: str
    value: str
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A neighbourhood. `point` is latitude, longitude (WGS 84); `point_of` says of what: area or commune.

    `ordinary` names mean other things too and need their commune or two signs nearby; `heard` are
    spellings a speech engine wrote; `never` are phrases that look like the area and are not.
    """

    id: str
    names: Mapping[str, str]
    kind: str
    communes: tuple[str, ...]
    point: tuple[float, float]
    point_of: str = "area"
    commune_code: str = ""
    aliases: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()

    @property
    def commune(self) -> str:
        return ", ".join(self.communes)

    def name(self, language: str) -> str:
        """The name in a language, else in English, else in the first language the file gives."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))

    def code(self, scheme: str, day: date) -> str:
        """The code of a scheme in force on a day, or an empty string."""
        for each in self.codes:
            if each.scheme == scheme and (each.since or day) <= day <= (each.until or day):
                return each.value
        return ""


@dataclass(frozen=True)
class Territory:
    """Areas in the file's order; `communes` maps each commune to the ways it is said."""

    id: str
    names: Mapping[str, str]
    language: str
    country: str
    areas: tuple[Area, ...]
    communes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))

    def spoken_names(self, language: str) -> tuple[str, ...]:
        """What an engine may expect to hear: every area's name, then other names with a word of their own.

        "Champratel" is one; "La Gautière" is not: it sounds like a name that is there.
        """
        names = [area.name(language) for area in self.areas]
        towns = [way for name, ways in self.communes.items() for way in (name, *ways)]
        known = {own for name in (*names, *towns) for own in _own_words(name, language)}
        for alias in (alias for area in self.areas for alias in area.aliases):
            own = _own_words(alias, language)
            if own - known:
                names.append(alias)
                known |= own
        return tuple(dict.fromkeys(names))

    def get(self, identifier: str) -> Area | None:
        return next((area for area in self.areas if area.id == identifier), None)

    def area(self, identifier: str) -> Area:
        """The area with this id. Raises ContentError with the nearest id."""
        found = self.get(identifier)
        if found is not None:
            return found
        if not self.areas:
            raise ContentError(
                "the place “{place}” is given, and the show has no territory",
                hint='write in episodes/show.toml: territory = "clermont", "ile-de-france" or your own file',
                place=identifier,
            )
        near = difflib.get_close_matches(identifier, [area.id for area in self.areas], n=1, cutoff=0.5)
        if near:
            raise ContentError(
                "there is no place “{place}” in the territory {territory}",
                hint="did you mean “{near}”?",
                place=identifier,
                territory=self.id,
                near=near[0],
            )
        raise ContentError(
            "there is no place “{place}” in the territory {territory}",
            hint="use one of: {ids}",
            place=identifier,
            territory=self.id,
            ids=", ".join(area.id for area in self.areas),
        )


def _own_words(name: str, language: str) -> set[str]:
    """The sounds of the words that begin with a capital."""
    words = (match[0] for match in WORD.finditer(name))
    return {sound(word, language) for word in words if word[0].isupper()}
