"""Territory files: each a plain TOML file, read with every mistake found, not only the first.

Two are built in (`clermont`, `ile-de-france`); a show may bring its own, for any country and language:
`data/territories/README.md` says how one is written. What a show has learned of its places' names is in
its own `episodes/aliases.toml` and is laid over the territory.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from podcast import disk
from podcast.errors import ContentError
from podcast.show import Source, is_protected, source_of
from podcast.tag.learned import ALIASES, learned
from podcast.tag.shapes import Shape, day, misshapen, table, text, texts
from podcast.tag.slips import code_of, exchanged, is_code, points_with_commas, without_commas
from podcast.tag.territory import Area, Code, Territory
from podcast.tag.words import WORD, core

__all__ = ["ALIASES", "BUILT_IN", "NO_TERRITORY", "check_territory", "load_territory"]

BUILT_IN = ("clermont", "ile-de-france")
# The territory of a show that looks for no places.
NO_TERRITORY = "none"
KeyPath = tuple[str | int, ...]


def load_territory(name_or_path: str, root: Path) -> Territory:
    """A built-in territory by name, else the file at a path relative to the show's root; `none` has no area.

    Raises ContentError for the first mistake in it; `check_territory` gives them all.
    """
    if name_or_path == NO_TERRITORY:
        return Territory(NO_TERRITORY, {"en": "no territory", "fr": "aucun territoire"}, "", "", ())
    reading = _read(name_or_path, root)
    if reading.mistakes:
        raise reading.mistakes[0]
    return learned(reading.territory(), root)


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
    written = _decoded(file, shown)
    reading = _Reading(source_of(shown, without_commas(written)))
    for line, latitude, longitude in points_with_commas(written):
        reading.wrong(
            "{file}, line {line}: the point has four numbers, because its decimals stand behind a comma",
            hint="write a point, not a comma: point = [{latitude}, {longitude}]",
            line=line,
            latitude=latitude,
            longitude=longitude,
        )
    reading.check()
    return reading


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


# Keys, and what their values may be; the others are looked at one by one.
_TOP: dict[str, Shape | None] = {
    **dict.fromkeys(("id", "name", "language", "area")),
    "country": text,
    "communes": texts,
    "commune_aliases": table,
}
_AREA: dict[str, Shape | None] = {
    **dict.fromkeys(("id", "name", "point", "codes")),
    **dict.fromkeys(("kind", "commune_code", "point_of"), text),
    **dict.fromkeys(("commune", "aliases", "ordinary", "heard", "never"), texts),
}
_CODE: dict[str, Shape | None] = {"scheme": None, "value": None, "since": day, "until": day, "note": text}


@dataclass
class _Reading:
    """One file being read: what it holds, the number of each usable area, and the mistakes found so far."""

    source: Source
    mistakes: list[ContentError] = field(default_factory=list)
    areas: list[tuple[int, Area]] = field(default_factory=list)

    def wrong(self, message: str, path: KeyPath = (), *, hint: str, **values: object) -> None:
        """A mistake in the line of a key, or of the nearest table around where it should stand."""
        values = {"line": self.source.line(path), **values}
        self.mistakes.append(ContentError(message, hint=hint, file=self.source.file, **values))

    def check(self) -> None:
        """Fill `areas` and `mistakes`."""
        self._top()
        self._language()
        rows = self.source.data.get("area", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong(
                "{file}, line {line}: an area is not written as one of a list",
                ("area",),
                hint="begin each area with [[area]] on a line of its own, in two brackets on each side",
            )
            return
        for index, row in enumerate(rows):
            self._area(index, row)
        self._twice()
        self._names()
        self._exchanged()
        self.mistakes.sort(key=lambda each: int(str(each.values["line"])))

    def _top(self) -> None:
        top = self.source.data
        self._keys((), top, _TOP)
        if not isinstance(top.get("id"), str) or not _names_of(top.get("name")):
            self.wrong(
                "{file}: the territory has no id or no name",
                hint='begin the file with: id = "my-territory" and name = {{ en = "My territory" }}',
            )
        if not top.get("area"):
            self.wrong("{file}: the territory has no area", hint="add at least one [[area]]")

    def _language(self) -> None:
        found = self.source.data.get("language")
        if not isinstance(found, str):
            self.wrong(
                "{file}: the territory does not say in which language its names are said",
                hint='add near the top: language = "fr" (it, sv, sl, ro…)',
            )
        elif not is_code(found):
            code = code_of(found)
            letters = 'write two letters: {key} = "fr", {key} = "en", {key} = "ar"…'
            self.wrong(
                "{file}, line {line}: «{found}» is not a language code",
                ("language",),
                hint='write: {key} = "{code}"' if code else letters,
                found=found,
                key="language",
                code=code,
            )

    def _keys(self, path: KeyPath, row: Mapping[str, object], known: Mapping[str, Shape | None]) -> None:
        for key, message, hint in misshapen(row, known):
            self.wrong(message, (*path, key), hint=hint, key=key)
        for key in row:
            if key in known:
                continue
            if is_protected(key):
                self.wrong(
                    "{file}, line {line}: “{key}” may not be recorded: the law protects data on origin, "
                    "religion, health and union membership (GDPR article 9)",
                    (*path, key),
                    hint="remove the line; a territory holds places, nothing about the people who live there",
                    key=key,
                )
                continue
            near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.6)
            self.wrong(
                "{file}, line {line}: “{key}” is not a key of a territory file",
                (*path, key),
                hint="use {near}",
                key=key,
                near=near[0] if near else ", ".join(sorted(known)),
            )

    def _area(self, index: int, row: Mapping[str, object]) -> None:
        self._keys(("area", index), row, _AREA)
        self._communes(index, row)
        before = len(self.mistakes)
        identifier, names, communes = row.get("id"), _names_of(row.get("name")), _texts(row.get("commune"))
        if not isinstance(identifier, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identifier):
            self.wrong(
                "{file}, line {line}: the area has no usable id",
                ("area", index, "id"),
                hint='write small letters without accents, digits and hyphens: id = "la-gauthiere"',
            )
        if not names or not communes:
            self.wrong(
                "{file}, line {line}: the area {id} has no name or no commune",
                ("area", index),
                hint='write: name = {{ fr = "La Gauthière" }} and commune = "Clermont-Ferrand"',
                id=_called(index, row),
            )
        point = self._point(index, row)
        codes = self._codes(index, row)
        if len(self.mistakes) == before and point:
            lists = {key: _texts(row.get(key)) for key in ("aliases", "ordinary", "heard", "never")}
            area = Area(
                id=str(identifier),
                names=names,
                kind=str(row.get("kind", "")),
                communes=communes,
                point=point,
                point_of=str(row.get("point_of", "area")),
                commune_code=str(row.get("commune_code", "")),
                codes=codes,
                **lists,
            )
            self.areas.append((index, area))

    def _communes(self, index: int, row: Mapping[str, object]) -> None:
        """A commune that is nearly one of the file's own list is a slip: the place would have two towns."""
        known = {each.casefold(): each for each in _texts(self.source.data.get("communes"))}
        for number, commune in enumerate(_texts(row.get("commune"))):
            near = difflib.get_close_matches(commune.casefold(), known, n=1, cutoff=0.8)
            if near and known[near[0]] != commune:
                self.wrong(
                    "{file}, line {line}: the commune “{commune}” of {id} is not in communes, “{near}” is",
                    ("area", index, "commune", number),
                    hint="write “{near}”; if it is another town, add “{commune}” to communes",
                    commune=commune,
                    id=_called(index, row),
                    near=known[near[0]],
                )

    def _point(self, index: int, row: Mapping[str, object]) -> tuple[float, float] | None:
        point = row.get("point")
        if isinstance(point, list) and len(point) == 2 and all(_number(each) for each in point):
            latitude, longitude = point
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return float(latitude), float(longitude)
        self.wrong(
            "{file}, line {line}: the area {id} has no point for the map",
            ("area", index, "point"),
            hint="write latitude, then longitude: point = [45.79982, 3.11694]; where only the commune's is "
            'known, add point_of = "commune"',
            id=_called(index, row),
        )
        return None

    def _codes(self, index: int, row: Mapping[str, object]) -> tuple[Code, ...]:
        found = []
        rows = row.get("codes", [])
        for number, each in enumerate(rows if isinstance(rows, list) else [rows]):
            if not isinstance(each, dict) or not all(
                isinstance(each.get(k), str) for k in ("scheme", "value")
            ):
                self.wrong(
                    "{file}, line {line}: a code of the area {id} has no scheme or no value",
                    ("area", index, "codes", number),
                    hint='write: codes = [{{ scheme = "QPV", value = "QN06303I", since = 2024-01-01 }}]',
                    id=_called(index, row),
                )
                continue
            self._keys(("area", index, "codes", number), each, _CODE)
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
        for index, area in self.areas:
            if area.id in first:
                self.wrong(
                    "{file}, line {line}: the id {id} is already that of the area on line {other}",
                    ("area", index, "id"),
                    hint="give one of the two areas another id",
                    id=area.id,
                    other=self.source.line(("area", first[area.id], "id")),
                )
            first.setdefault(area.id, index)

    def _names(self) -> None:
        """A sure name (a name, alias or heard spelling) may belong to one area only."""
        owners: dict[str, tuple[int, Area, str]] = {}
        for index, area in self.areas:
            for name, written in _sure(area):
                index_, owner, other = owners.setdefault(name, (index, area, written))
                if owner.id == area.id:
                    continue
                self.wrong(
                    "{file}, line {line}: “{alias}” of {id} is also “{other}” of {owner} (line {owner_line})",
                    ("area", index),
                    hint="take it out of one of the two, or move it to ordinary = [...] in both: it is then "
                    "found only where the commune is named too",
                    alias=written,
                    id=area.id,
                    other=other,
                    owner=owner.id,
                    owner_line=self.source.line(("area", index_)),
                )

    def _exchanged(self) -> None:
        odd, sure = exchanged([area.point for _, area in self.areas])
        if not sure:
            (first, other), (index, area) = (self.areas[n] for n in odd)
            self.wrong(
                "{file}, line {line}: {id}, or {other} on line {other_line}, has latitude and longitude "
                "the wrong way round",
                ("area", index, "point"),
                hint="write latitude, how far north, first: point = [45.79982, 3.11694]",
                id=area.id,
                other=other.id,
                other_line=self.source.line(("area", first, "point")),
            )
            return
        for index, area in (self.areas[n] for n in odd):
            self.wrong(
                "{file}, line {line}: {id} has latitude and longitude the wrong way round: "
                "it lies far from the others",
                ("area", index, "point"),
                hint="write latitude, then longitude: point = [{latitude}, {longitude}]",
                id=area.id,
                latitude=area.point[1],
                longitude=area.point[0],
            )

    def territory(self) -> Territory:
        """The territory, once there is no mistake."""
        top = self.source.data
        areas = tuple(area for _, area in self.areas)
        said = top.get("commune_aliases")
        said = said if isinstance(said, dict) else {}
        every = [*_texts(top.get("communes")), *(name for area in areas for name in area.communes)]
        return Territory(
            id=str(top["id"]),
            names=_names_of(top["name"]),
            language=str(top["language"]),
            country=str(top.get("country", "")),
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


def _called(index: int, row: Mapping[str, object]) -> str:
    """An area's id, or its number in the file where it has none."""
    return str(row.get("id") or index + 1)


def _short(commune: str) -> str:
    """What people say of "Ivry-sur-Seine" or "Cournon-d'Auvergne"."""
    return re.split(r"-(?:sur|sous|en|lès|d[’'])(?=[-A-ZÉ])", commune)[0]


def _names_of(value: object) -> dict[str, str]:
    names = value if isinstance(value, dict) else {"en": value}
    return {key: name for key, name in names.items() if isinstance(name, str) and WORD.search(name)}


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
