"""Organisations a listener may turn to, nearest first: a call to action on each portrait.

The list is built in without links; a show fills them in `episodes/organisations.toml`, by the same ids,
and may add organisations of its own there.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from podcast.errors import ContentError
from podcast.show import Source, is_slug, read_source, unknown_value
from podcast.tag.shapes import listed, misshapen, text
from podcast.tag.territory import Area, Territory

__all__ = ["ORGANISATIONS", "Organisation", "load_organisations", "nearest"]

ORGANISATIONS = Path("episodes/organisations.toml")

_WHERE = ("areas", "communes", "departments", "territories")
_SHAPES = {**dict.fromkeys(("id", "name", "kind", "country", "link"), text), **dict.fromkeys(_WHERE, listed)}


@dataclass(frozen=True, slots=True)
class Organisation:
    """`areas`, `communes`, `departments` (INSEE), `territories` say where it works; all empty: everywhere."""

    id: str
    name: str
    kind: str = ""
    country: str = ""
    areas: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    link: str = ""


def load_organisations(territory: Territory, root: Path) -> tuple[Organisation, ...]:
    """The organisations that work in a territory, the show's own links and additions laid over the list.

    Of equals the show's own come first: a page names a few only. Raises ContentError, with the line, for
    a mistake in the show's `episodes/organisations.toml`.
    """
    built_in = resources.files("podcast.tag").joinpath("data/organisations.toml").read_text("utf-8")
    found = {row["id"]: _organisation(row) for row in tomllib.loads(built_in)["organisation"]}
    own: dict[str, Organisation] = {}
    for row in _own(root):
        _check(row)
        known = found.get(row.values["id"])
        if known:
            found[known.id] = _organisation({**asdict(known), **row.values})
        else:
            _check_own(row, found, territory)
            own[row.values["id"]] = _organisation(row.values)
    return tuple(each for each in (*own.values(), *found.values()) if _works_in(each, territory))


def nearest(organisations: Iterable[Organisation], area: Area, most: int = 5) -> tuple[Organisation, ...]:
    """Those that work in an area: neighbourhood, commune, department, metropolis, then nation.

    One that works only elsewhere is left out; equals keep their order.
    """
    ranked = [(rank, each) for each in organisations if (rank := _rank(each, area)) is not None]
    return tuple(each for _, each in sorted(ranked, key=lambda pair: pair[0]))[:most]


def _rank(organisation: Organisation, area: Area) -> int | None:
    department = area.commune_code[:2]
    reached = (
        area.id in organisation.areas,
        bool(set(area.communes) & set(organisation.communes)),
        bool(department) and department in organisation.departments,
        bool(organisation.territories),
        not any(getattr(organisation, name) for name in _WHERE),
    )
    return reached.index(True) if True in reached else None


def _works_in(organisation: Organisation, territory: Territory) -> bool:
    if organisation.country and territory.country and organisation.country != territory.country:
        return False
    return not organisation.territories or territory.id in organisation.territories


@dataclass(frozen=True, slots=True)
class _Row:
    """One `[[organisation]]` of the show's file."""

    source: Source
    index: int
    values: Mapping[str, Any]

    def wrong(self, message: str, key: str, *, hint: str, **values: object) -> ContentError:
        """A mistake in the line of a key, or where the organisation begins."""
        line = self.source.line(("organisation", self.index, key))
        return ContentError(message, hint=hint, file=self.source.file, line=line, key=key, **values)


def _own(root: Path) -> list[_Row]:
    """The tables of the show's file; raises ContentError for whatever else is written there."""
    if not (root / ORGANISATIONS).is_file():
        return []
    source = read_source(root, ORGANISATIONS.as_posix())
    for key, value in source.data.items():
        good = isinstance(value, list) and all(isinstance(row, dict) for row in value)
        if key == "organisation" and good:
            continue
        # somebody may have written each link behind its id
        linked = isinstance(value, str) and is_slug(key)
        raise ContentError(
            "{file}, line {line}: «{key}» does not begin an organisation",
            hint="write [[organisation]] on a line, in two brackets on each side, and on the lines below: "
            'id = "{id}" and link = "{link}"',
            file=source.file,
            line=source.line((key,)),
            key=key,
            id=key if linked else "adie",
            link=value if linked else "https://…",
        )
    return [_Row(source, index, row) for index, row in enumerate(source.data.get("organisation", ()))]


def _check(row: _Row) -> None:
    """Raises ContentError for an unknown key, no id, an address that is none, a text for a list."""
    for key, message, hint in misshapen(row.values, _SHAPES):
        raise row.wrong(message, key, hint=hint)
    for key in row.values:
        if key not in _SHAPES:
            near = difflib.get_close_matches(key, _SHAPES, n=1)
            raise row.wrong(
                "{file}, line {line}: “{key}” is not a key of an organisation",
                key,
                hint="use {near}",
                near=near[0] if near else ", ".join(_SHAPES),
            )
    if not row.values.get("id"):
        raise row.wrong(
            "{file}, line {line}: the organisation has no id",
            "id",
            hint='write one of the list, or one of your own in small letters: id = "adie"',
        )
    link = row.values.get("link", "")
    if link and not link.startswith(("https://", "http://")):
        raise row.wrong(
            "{file}, line {line}: «{found}» is not a web address",
            "link",
            hint='write the whole address: {key} = "https://…"',
            found=link,
        )


def _check_own(row: _Row, known: Iterable[str], territory: Territory) -> None:
    """Raises ContentError where an organisation that is not of the list has no name, or is shown nowhere.

    One of a whole country would come after all the nearer ones, and a page names five.
    """
    identifier = row.values["id"]
    if not row.values.get("name"):
        near = difflib.get_close_matches(identifier, tuple(known), n=1, cutoff=0.75)
        own = 'for one of your own, add: name = "…" and communes = ["{commune}"]'
        meant = 'did you mean “{near}”? For one of your own, add: name = "…" and communes = ["{commune}"]'
        raise row.wrong(
            "{file}, line {line}: no organisation of the list has the id “{id}”",
            "id",
            hint=meant if near else own,
            id=identifier,
            near=near[0] if near else "",
            commune=_some_commune(territory),
        )
    if not any(row.values.get(key) for key in _WHERE):
        raise row.wrong(
            "{file}, line {line}: it is not said where {id} works, and so no page would name it",
            "id",
            hint='add a line: communes = ["{commune}"], or for all of it: territories = ["{territory}"]',
            id=identifier,
            commune=_some_commune(territory),
            territory=territory.id,
        )
    ids = [area.id for area in territory.areas]
    for number, area in enumerate(row.values.get("areas", ())):
        near = difflib.get_close_matches(area, ids, n=1, cutoff=0.85)
        if near and area not in ids:
            path = ("organisation", row.index, "areas", number)
            raise unknown_value(row.source, path, area, near, "use {near}")


def _some_commune(territory: Territory) -> str:
    return next(iter(territory.communes), "Clermont-Ferrand")


def _organisation(row: Mapping[str, object]) -> Organisation:
    lists = {key: row.get(key) for key in _WHERE}
    several = {
        key: tuple(map(str, value)) if isinstance(value, list | tuple) else () for key, value in lists.items()
    }
    name = str(row.get("name") or row["id"])
    texts = {key: str(row.get(key, "")) for key in ("kind", "country", "link")}
    return Organisation(str(row["id"]), name, **texts, **several)  # type: ignore[arg-type]  # two kinds of field
