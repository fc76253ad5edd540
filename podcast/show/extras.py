"""`[[soundbites]]` and `[trailer]`: what is declared, what is wrong with it, what its files are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final, cast

from podcast.errors import ContentError
from podcast.model import EXTRA_MS, Extra, ExtraShape
from podcast.show.checks import below, clock_ms, file_named, tables
from podcast.show.fields import EpisodeFile, SoundbiteTable, TrailerTable
from podcast.show.names import slug_of
from podcast.show.source import KeyPath, Source

__all__ = ["extra_checks", "extra_lines", "extras_of"]

_TRAILER: Final = "trailer"
_NAME_LONGEST: Final = 60
# What an error may have to point at.
_KEYS: Final = ("title", "start", "end", "words", "file", "captions")


def extras_of(folder: PurePosixPath, table: EpisodeFile) -> tuple[Extra, ...]:
    """The soundbites as they are written, then the trailer; the files they name are known to be there."""
    found = [_extra(each, _name(each.title, index)) for index, each in enumerate(table.soundbites)]
    return (*found, *([_trailer(folder, table.trailer)] if table.trailer else ()))


def _extra(table: SoundbiteTable, name: str) -> Extra:
    return Extra(
        kind="soundbite",
        name=name,
        title=table.title,
        start_ms=table.start,
        end_ms=table.end,
        words=table.words,
        shape=cast("ExtraShape", table.shape),
    )


def _trailer(folder: PurePosixPath, table: TrailerTable) -> Extra:
    return replace(
        _extra(table, _TRAILER),
        kind="trailer",
        file=below(folder, table.file) if table.file else None,
        captions=below(folder, table.captions) if table.captions else None,
        season=table.season,
    )


def _name(title: object, index: int) -> str:
    """The name of a soundbite's files: its title, else its number where no letter of it can be an address."""
    return slug_of(str(title))[:_NAME_LONGEST].strip("-") or f"soundbite-{index + 1}"


def extra_lines(source: Source) -> tuple[tuple[str, int], ...]:
    """The line of each key of each extra, by `extra <name>.<key>`; that of its table by `extra <name>`."""
    found = []
    for name, path, _table in _extras(source):
        found.append((f"extra {name}", source.line(path)))
        found += [(f"extra {name}.{key}", source.line((*path, key))) for key in _KEYS]
    return tuple(found)


def _extras(source: Source) -> Iterator[tuple[str, KeyPath, Mapping[str, Any]]]:
    """Every extra that is a table: its name, where it is, and what is written."""
    for index, table in tables(source.data, "soundbites"):
        yield _name(table.get("title", ""), index), ("soundbites", index), table
    trailer = source.data.get(_TRAILER)
    if isinstance(trailer, dict):
        yield _TRAILER, (_TRAILER,), trailer


def extra_checks(root: Path, source: Source) -> Iterator[ContentError]:
    """What is off with each extra by itself, and with two that are the same."""
    folder = PurePosixPath(source.file).parent
    for _, path, table in _extras(source):
        yield from _placed(source, path, table)
        for key in ("file", "captions"):
            if path == (_TRAILER,) and key in table:
                yield from file_named(root, source, folder, (*path, key))
    yield from _doubles(source)


def _placed(source: Source, path: KeyPath, table: Mapping[str, Any]) -> Iterator[ContentError]:
    """Exactly one way to say what is heard, and times that hold together."""
    values = {"file": source.file, "line": source.line(path), "table": path[0]}
    ways = [bool({"start", "end"} & {*table}), "words" in table, path == (_TRAILER,) and "file" in table]
    if sum(ways) != 1:
        yield _no_place(values, none=not any(ways), trailer=path == (_TRAILER,))
    elif ways[0] and len({"start", "end"} & {*table}) == 1:
        there = "start" if "start" in table else "end"
        yield ContentError(
            "{file}, line {line}: a «{there}» alone does not say which passage is meant",
            hint='write both, as times of the programme: start = "1:05" and end = "1:40"',
            **values | {"line": source.line((*path, there))},
            there=there,
        )
    elif ways[0]:
        yield from _times(source, path, table)


def _no_place(values: dict[str, Any], *, none: bool, trailer: bool) -> ContentError:
    if not none:
        return ContentError(
            "{file}, line {line}: «{table}» says in more than one way what is to be heard",
            hint='keep one: start = "1:05" and end = "1:40", or words = "…", or, for a trailer, file = "…"',
            **values,
        )
    if trailer:
        return ContentError(
            "{file}, line {line}: the trailer does not say what is to be heard",
            hint='add below it the times in the programme, start = "1:05" and end = "1:40", or'
            ' words = "…" that are said there, or a sound of its own: file = "trailer.wav"',
            **values,
        )
    return ContentError(
        "{file}, line {line}: this soundbite does not say which passage is meant",
        hint='add below it the times in the programme, start = "1:05" and end = "1:40", or'
        ' words = "…" that are said there',
        **values,
    )


def _times(source: Source, path: KeyPath, table: Mapping[str, Any]) -> Iterator[ContentError]:
    start_ms, end_ms = clock_ms(table["start"]), clock_ms(table["end"])
    if start_ms is None or end_ms is None:
        return
    values = {"file": source.file, "line": source.line((*path, "end"))}
    if end_ms <= start_ms:
        yield ContentError(
            "{file}, line {line}: the passage ends ({end}) before it begins ({start})",
            hint="write the earlier time after start = and the later one after end =",
            **values,
            start=table["start"],
            end=table["end"],
        )
    elif not EXTRA_MS[0] <= end_ms - start_ms <= EXTRA_MS[1]:
        yield ContentError(
            "{file}, line {line}: this passage is {length} s long: apps take 15 to 120",
            hint="choose other times after start = and end =, from 15 to 120 seconds apart",
            **values,
            length=f"{(end_ms - start_ms) / 1000:g}",
        )


def _doubles(source: Source) -> Iterator[ContentError]:
    """Two extras of one name would be one file, and of one passage one thing said twice."""
    names: dict[str, int] = {}
    passages: dict[object, int] = {}
    for name, path, table in _extras(source):
        line = source.line((*path, "title")) if path != (_TRAILER,) else source.line(path)
        values = {"file": source.file, "line": line}
        if name in names:
            yield ContentError(
                "{file}, line {line}: this title gives the same file name as that of line {first}: {name}",
                hint="change one of the two titles",
                **values,
                first=names[name],
                name=name,
            )
        names.setdefault(name, line)
        passage = (clock_ms(table.get("start")), clock_ms(table.get("end")), str(table.get("words", "")))
        if path != (_TRAILER,) and passage != (None, None, ""):
            if passage in passages:
                yield ContentError(
                    "{file}, line {line}: this soundbite is the same passage as that of line {first}",
                    hint="keep one of the two [[soundbites]] tables",
                    **values,
                    first=passages[passage],
                )
            passages.setdefault(passage, line)
