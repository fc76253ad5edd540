"""Organisations a listener may turn to, nearest first: a call to action on each portrait.

The list is built in without links; a show fills them in `episodes/organisations.toml`, by the same ids,
and may add organisations of its own there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from podcast.errors import ContentError
from podcast.tag.territory import Area, Territory

__all__ = ["ORGANISATIONS", "Organisation", "load_organisations", "nearest"]

ORGANISATIONS = Path("episodes/organisations.toml")

_WHERE = ("areas", "communes", "departments", "territories")
_TEXTS = ("id", "name", "kind", "country", "link")


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

    Raises ContentError for a mistake in the show's `episodes/organisations.toml`.
    """
    built_in = resources.files("podcast.tag").joinpath("data/organisations.toml").read_text("utf-8")
    found = {row["id"]: _organisation(row) for row in tomllib.loads(built_in)["organisation"]}
    for row in _own(root):
        identifier = str(row["id"])
        known = found.get(identifier)
        found[identifier] = _organisation({**asdict(known), **row} if known else row)
    return tuple(each for each in found.values() if _works_in(each, territory))


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


def _own(root: Path) -> Sequence[Mapping[str, object]]:
    file = root / ORGANISATIONS
    try:
        rows = tomllib.loads(file.read_bytes().decode("utf-8-sig")).get("organisation", [])
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(
            "{file} cannot be read: {reason}",
            hint="save it in UTF-8; each organisation begins with [[organisation]], and texts need quotes",
            file=ORGANISATIONS,
            reason=error,
        ) from error
    for number, row in enumerate(rows, 1):
        _checked(number, row)
    return tuple(rows)


def _checked(number: int, row: Mapping[str, object]) -> None:
    for key in row:
        if key not in (*_TEXTS, *_WHERE):
            raise ContentError(
                "{file}, organisation {number}: “{key}” is not a key of an organisation",
                hint="use: {keys}",
                file=ORGANISATIONS,
                number=number,
                key=key,
                keys=", ".join((*_TEXTS, *_WHERE)),
            )
    link = row.get("link", "")
    if (
        not row.get("id")
        or not isinstance(link, str)
        or (link and not link.startswith(("https://", "http://")))
    ):
        raise ContentError(
            "{file}, organisation {number}: it has no id, or its link is no address",
            hint='write: id = "adie" and link = "https://…"',
            file=ORGANISATIONS,
            number=number,
        )


def _organisation(row: Mapping[str, object]) -> Organisation:
    lists = {key: row.get(key) for key in _WHERE}
    several = {
        key: tuple(map(str, value)) if isinstance(value, list | tuple) else () for key, value in lists.items()
    }
    name = str(row.get("name") or row["id"])
    texts = {key: str(row.get(key, "")) for key in ("kind", "country", "link")}
    return Organisation(str(row["id"]), name, **texts, **several)  # type: ignore[arg-type]  # two kinds of field
