"""`episodes/withdrawn.toml`: the programmes that were taken back, so that no build brings one again.

It is people's, and lies with what people own: `.podcast/` and `feed/` may be deleted and the register may
not. It keeps the least that does its work: the address (where a neutral page stays), the day, a digest of
the guid (never used again), the reason as somebody wrote it, and which stations had the file. No name.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, Final

import tomlkit

from podcast.disk import write_text
from podcast.errors import ContentError, ContentErrors
from podcast.model import Withdrawn
from podcast.show.fields import RegisterFile, WithdrawnTable
from podcast.show.mistakes import checked
from podcast.show.source import Source, read_source

__all__ = ["REGISTER", "guid_digest", "note_withdrawal", "read_register", "taken_back"]

REGISTER: Final = "episodes/withdrawn.toml"
_HEAD: Final = """\
# Programmes taken back: none of them is built again, and none of their guids is used again.
# «published = true» keeps a neutral page at the old address; the digests are those of the guids.
# Programmes retirés : aucun n'est reconstruit, aucun de leurs guid ne resservira.
# « published = true » garde une page neutre à l'ancienne adresse ; les empreintes sont celles des guid.
"""


def guid_digest(guid: str) -> str:
    """What the register knows a guid by; capitals make no difference."""
    return hashlib.sha256(guid.strip().casefold().encode("utf-8")).hexdigest()


def read_register(root: Path) -> tuple[Withdrawn, ...]:
    """Every withdrawal, in the order written. Raises ContentErrors: a register nobody can read stops all."""
    if not (root / REGISTER).exists():
        return ()
    try:
        source = read_source(root, REGISTER)
    except ContentError as error:
        raise ContentErrors.of(REGISTER, [error]) from error
    table, errors = checked(RegisterFile, source, {})
    if errors or table is None:
        raise ContentErrors.of(REGISTER, errors)
    return tuple(_value(each) for each in table.withdrawn)


def _value(table: WithdrawnTable) -> Withdrawn:
    return Withdrawn(
        table.slug,
        table.day,
        table.guid_sha256.lower(),
        table.published,
        table.reason,
        tuple(table.stations),
    )


def note_withdrawal(root: Path, withdrawn: Withdrawn) -> None:
    """Add a line to the register; what is written there about this programme already stays.

    Raises ContentErrors where the register cannot be read.
    """
    if any(each.slug == withdrawn.slug for each in read_register(root)):
        return
    file = root / REGISTER
    document = tomlkit.parse(file.read_bytes().decode("utf-8-sig") if file.exists() else _HEAD)
    tables: Any = document.get("withdrawn", None)
    if tables is None:
        tables = tomlkit.aot()
        document.append("withdrawn", tables)
    tables.append(_table(withdrawn))
    write_text(file, tomlkit.dumps(document))


def _table(withdrawn: Withdrawn) -> Any:
    table = tomlkit.table()
    said: dict[str, str | date | bool | list[str]] = {
        "slug": withdrawn.slug,
        "day": withdrawn.day,
        "guid_sha256": withdrawn.guid_sha256,
        "published": withdrawn.published,
        "reason": withdrawn.reason,
        "stations": list(withdrawn.stations),
    }
    for key, value in said.items():
        if value not in ("", []):
            table[key] = value
    return table


def taken_back(withdrawn: tuple[Withdrawn, ...], source: Source) -> list[ContentError]:
    """A guid of a programme that was withdrawn, under whatever name the episode now lies."""
    guid = source.data.get("guid")
    known = {each.guid_sha256: each.day for each in withdrawn if each.guid_sha256}
    day = known.get(guid_digest(guid)) if isinstance(guid, str) else None
    if day is None:
        return []
    return [
        ContentError(
            "{file}, line {line}: this guid was that of a programme withdrawn on {day} and is never used"
            " again",
            hint="a programme that was withdrawn is not published again; for another one, write a new guid",
            file=source.file,
            line=source.line(("guid",)),
            day=day.isoformat(),
        )
    ]
