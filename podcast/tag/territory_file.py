"""Territory files: each a plain TOML file, read with every mistake found, not only the first.

Two are built in (`clermont`, `ile-de-france`); a show may bring its own, for any country and language:
`data/territories/README.md` says how one is written. What a show has learned of its places' names is in
its own `episodes/aliases.toml` and is laid over the territory.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from podcast import disk
from podcast.errors import ContentError
from podcast.show import is_protected
from podcast.tag.territory import Area, Code, Territory
from podcast.tag.words import core

__all__ = ["ALIASES", "BUILT_IN", "NO_TERRITORY", "check_territory", "load_territory"]

BUILT_IN = ("clermont", "ile-de-france")
# The territory of a show that looks for no places.
NO_TERRITORY = "none"
ALIASES = Path("episodes/aliases.toml")


def load_territory(name_or_path: str, root: Path) -> Territory:
    """A built-in territory by name, else the file at a path relative to the show's root; `none` has no area.

    Raises ContentError for the first mistake in it; `check_territory` gives them all.
    """
    if name_or_path == NO_TERRITORY:
        return Territory(NO_TERRITORY, {"en": "no territory", "fr": "aucun territoire"}, "", "", ())
    reading = _read(name_or_path, root)
    if reading.mistakes:
        raise reading.mistakes[0]
    return _learned(reading.territory(), root)


def check_territory(name_or_path: str, root: Path) -> tuple[ContentError, ...]:
    """Every mistake of a territory file, in the file's order; empty when it can be used."""
    try:
        return tuple(_read(name_or_path, root).mistakes)
    except ContentError as error:
        return (error,)


def _read(name_or_path: str, root: Path) -> _Reading:
    if name_or_path in BUILT_IN:
        file: Traversable = resources.files("podcast.tag").joinpath(f"data/territories/{name_or_path}.toml")
        shown = f"{name_or_path}.toml"
    else:
        file, shown = root / name_or_path, name_or_path
    text = _decoded(file, shown)
    table = _parsed(text, shown)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*area\s*\]\]", line)]
    reading = _Reading(shown, table, lines)
    reading.check()
    return reading


def _parsed(text: str, shown: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            "{file} is not valid TOML: {reason}",
            hint="text needs quotes, a list needs [ ], and each name stands once in an area; then type: "
            "podcast tag check {file}",
            file=shown,
            reason=error,
        ) from error


def _decoded(file: Traversable, shown: str) -> str:
    try:
        data = file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise ContentError(
            "there is no territory “{file}”",
            hint="use clermont, ile-de-france, none, or the path of your own file from the show's folder",
            file=shown,
        ) from error
    return disk.decoded(data, shown).replace("\r\n", "\n")


_TOP = {"id", "name", "language", "country", "communes", "commune_aliases", "area"}
_AREA = {
    "id", "name", "kind", "commune", "commune_code", "point", "point_of",
    "aliases", "ordinary", "heard", "never", "codes",
}  # fmt: skip
_CODE = {"scheme", "value", "since", "until", "note"}


@dataclass
class _Reading:
    """One file being read: its table, the line of each area, and the mistakes found so far."""

    file: str
    table: dict[str, object]
    lines: list[int]
    mistakes: list[ContentError] = field(default_factory=list)
    areas: list[tuple[int, Area]] = field(default_factory=list)

    def wrong(self, message: str, *, hint: str, **values: object) -> None:
        self.mistakes.append(ContentError(message, hint=hint, file=self.file, **values))

    def check(self) -> None:
        """Fill `areas` and `mistakes`."""
        self._top()
        rows = self.table.get("area")
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            line = self.lines[index] if index < len(self.lines) else 1
            if isinstance(row, dict):
                self._area(line, row)
        self._twice()
        self._names()

    def _top(self) -> None:
        self._keys(1, self.table, _TOP)
        if not isinstance(self.table.get("id"), str) or not _names_of(self.table.get("name")):
            self.wrong(
                "{file}: the territory has no id or no name",
                hint='begin the file with: id = "my-territory" and name = {{ en = "My territory" }}',
            )
        if not isinstance(self.table.get("language"), str):
            self.wrong(
                "{file}: the territory does not say in which language its names are said",
                hint='add near the top: language = "fr" (it, sv, sl, ro…)',
            )
        if not self.table.get("area"):
            self.wrong("{file}: the territory has no area", hint="add at least one [[area]]")

    def _keys(self, line: int, row: Mapping[str, object], known: set[str]) -> None:
        for key in row:
            if key in known:
                continue
            if is_protected(key):
                self.wrong(
                    "{file}, line {line}: “{key}” may not be recorded: the law protects data on origin, "
                    "religion, health and union membership (GDPR article 9)",
                    hint="remove the line; a territory holds places, nothing about the people who live there",
                    line=line,
                    key=key,
                )
                continue
            near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.6)
            self.wrong(
                "{file}, line {line}: “{key}” is not a key of a territory file",
                hint="use {near}",
                line=line,
                key=key,
                near=near[0] if near else ", ".join(sorted(known)),
            )

    def _area(self, line: int, row: dict[str, object]) -> None:
        self._keys(line, row, _AREA)
        before = len(self.mistakes)
        identifier, names, communes = row.get("id"), _names_of(row.get("name")), _texts(row.get("commune"))
        if not isinstance(identifier, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identifier):
            self.wrong(
                "{file}, line {line}: the area has no usable id",
                hint='write small letters without accents, digits and hyphens: id = "la-gauthiere"',
                line=line,
            )
        if not names or not communes:
            self.wrong(
                "{file}, line {line}: the area {id} has no name or no commune",
                hint='write: name = {{ fr = "La Gauthière" }} and commune = "Clermont-Ferrand"',
                line=line,
                id=identifier,
            )
        point = self._point(line, row)
        codes = self._codes(line, row)
        if len(self.mistakes) == before and point:
            lists = {key: _texts(row.get(key)) for key in ("aliases", "ordinary", "heard", "never")}
            self.areas.append(
                (
                    line,
                    Area(
                        id=str(identifier),
                        names=names,
                        kind=str(row.get("kind", "")),
                        communes=communes,
                        point=point,
                        point_of=str(row.get("point_of", "area")),
                        commune_code=str(row.get("commune_code", "")),
                        codes=codes,
                        **lists,
                    ),
                )
            )

    def _point(self, line: int, row: Mapping[str, object]) -> tuple[float, float] | None:
        point = row.get("point")
        if isinstance(point, list) and len(point) == 2 and all(_number(each) for each in point):
            latitude, longitude = float(point[0]), float(point[1])
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return latitude, longitude
        self.wrong(
            "{file}, line {line}: the area {id} has no point for the map",
            hint="write latitude, then longitude: point = [45.79982, 3.11694]; where only the commune's is "
            'known, add point_of = "commune"',
            line=line,
            id=row.get("id", "?"),
        )
        return None

    def _codes(self, line: int, row: Mapping[str, object]) -> tuple[Code, ...]:
        found = []
        rows = row.get("codes", [])
        for each in rows if isinstance(rows, list) else [rows]:
            if not isinstance(each, dict) or not all(
                isinstance(each.get(k), str) for k in ("scheme", "value")
            ):
                self.wrong(
                    "{file}, line {line}: a code of the area {id} has no scheme or no value",
                    hint='write: codes = [{{ scheme = "QPV", value = "QN06303I", since = 2024-01-01 }}]',
                    line=line,
                    id=row.get("id", "?"),
                )
                continue
            self._keys(line, each, _CODE)
            since, until = each.get("since"), each.get("until")
            found.append(
                Code(
                    each["scheme"],
                    each["value"],
                    since if isinstance(since, date) else None,
                    until if isinstance(until, date) else None,
                    str(each.get("note", "")),
                )
            )
        return tuple(found)

    def _twice(self) -> None:
        first: dict[str, int] = {}
        for line, area in self.areas:
            if area.id in first:
                self.wrong(
                    "{file}, line {line}: the id {id} is already that of the area on line {other}",
                    hint="give one of the two areas another id",
                    line=line,
                    id=area.id,
                    other=first[area.id],
                )
            first.setdefault(area.id, line)

    def _names(self) -> None:
        """A sure name (a name, alias or heard spelling) may belong to one area only."""
        owners: dict[str, tuple[int, Area, str]] = {}
        for line, area in self.areas:
            for name, written in _sure(area):
                line_, owner, other = owners.setdefault(name, (line, area, written))
                if owner.id == area.id:
                    continue
                self.wrong(
                    "{file}, line {line}: “{alias}” of {id} is also “{other}” of {owner} (line {owner_line})",
                    hint="take it out of one of the two, or move it to ordinary = [...] in both: it is then "
                    "found only where the commune is named too",
                    line=line,
                    alias=written,
                    id=area.id,
                    other=other,
                    owner=owner.id,
                    owner_line=line_,
                )

    def territory(self) -> Territory:
        """The territory, once there is no mistake."""
        areas = tuple(area for _, area in self.areas)
        said = self.table.get("commune_aliases")
        said = said if isinstance(said, dict) else {}
        every = [*_texts(self.table.get("communes")), *(name for area in areas for name in area.communes)]
        return Territory(
            id=str(self.table["id"]),
            names=_names_of(self.table["name"]),
            language=str(self.table["language"]),
            country=str(self.table.get("country", "")),
            areas=areas,
            communes={
                name: tuple(dict.fromkeys((name, *_texts(said.get(name)), _short(name))))
                for name in dict.fromkeys(every)
            },
        )


def _sure(area: Area) -> Iterator[tuple[str, str]]:
    ordinary = {" ".join(core(name)) for name in area.ordinary}
    for written in dict.fromkeys((*area.names.values(), *area.aliases, *area.heard)):
        name = " ".join(core(written))
        if name not in ordinary:
            yield name, written


def _learned(territory: Territory, root: Path) -> Territory:
    """The territory with the show's own `[heard]` and `[never]` spellings, by area."""
    if not (root / ALIASES).is_file():
        return territory
    table = _parsed(_decoded(root / ALIASES, str(ALIASES)), str(ALIASES))
    areas = {area.id: area for area in territory.areas}
    for kind in ("heard", "never"):
        rows = table.get(kind, {})
        for identifier, words in rows.items() if isinstance(rows, dict) else ():
            area = areas.get(identifier) or territory.area(identifier)
            if kind == "heard":
                areas[identifier] = replace(area, heard=(*area.heard, *_texts(words)))
            else:
                areas[identifier] = replace(area, never=(*area.never, *_texts(words)))
    return replace(territory, areas=tuple(areas.values()))


def _short(commune: str) -> str:
    """What people say of "Ivry-sur-Seine" or "Cournon-d'Auvergne"."""
    return re.split(r"-(?:sur|sous|en|lès|d[’'])(?=[-A-ZÉ])", commune)[0]


def _names_of(value: object) -> dict[str, str]:
    if isinstance(value, str) and value:
        return {"en": value}
    if isinstance(value, dict):
        return {key: name for key, name in value.items() if isinstance(name, str) and name}
    return {}


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
