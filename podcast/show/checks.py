"""Mistakes that no single value shows: files that are not there, names written twice, dates in disorder.

They read the TOML as it was written, so that they are found together with the values that are off.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pydantic_core import PydanticCustomError

from podcast.disk import digest
from podcast.errors import ContentError
from podcast.show.names import NARRATION, RECORDINGS
from podcast.show.source import KeyPath, Source
from podcast.show.values import instant_ms

__all__ = [
    "below",
    "clock_ms",
    "elses",
    "episode_checks",
    "file_named",
    "guardians",
    "in_another_programme",
    "is_file",
    "periods",
    "same_name",
    "show_checks",
    "tables",
]

PICTURES: Final = (".png", ".jpg", ".jpeg")


def show_checks(root: Path, source: Source) -> list[ContentError]:
    """What is off between `show.toml` and the files it names."""
    folder = PurePosixPath(source.file).parent
    return [
        *file_named(root, source, folder, ("artwork",)),
        *file_named(root, source, folder, ("opening",)),
        *file_named(root, source, folder, ("closing",)),
        *_music(root, source, folder),
        *_audit(source),
    ]


def episode_checks(root: Path, source: Source, recordings: list[str]) -> list[ContentError]:
    """What is off between `episode.toml`, the files it names and its own tables.

    `recordings` are the file names found in the episode's `recordings/`.
    """
    folder = PurePosixPath(source.file).parent
    return [
        *file_named(root, source, folder, ("artwork",)),
        *_recordings(source, recordings),
        *_twice(source, "people", "name"),
        *_twice(source, "chapters", "at"),
        *periods(source),
        *_short(source),
        *guardians(source),
        *_evidence(root, source, folder),
        *_music(root, source, folder),
    ]


def tables(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of `[[key]]`, with their place; what is not a table is passed over."""
    found = data.get(key)
    for index, table in enumerate(found if isinstance(found, list) else []):
        if isinstance(table, dict):
            yield index, table


def below(folder: PurePosixPath, name: str) -> Path | None:
    """`name` as seen from `folder`, as a path below the show's root; None where it leads outside."""
    path = posixpath.normpath(folder / name)
    return None if path.startswith(("/", "..")) else Path(path)


def in_another_programme(folder: PurePosixPath, file: Path) -> bool:
    """Whether a file is a recording or a narration of another episode.

    A voice heard there has agreed to that programme: only a quote asks whether it may be heard in this one.
    The show's own opening and closing are in every programme, and belong to none.
    """
    own, parts = folder.parts[:2], file.parts
    other = len(own) == 2 and parts[:1] == own[:1] and parts[:2] != own
    return other and parts[2:3] in ((RECORDINGS,), (NARRATION,))


def elses(values: Mapping[str, Any], folder: PurePosixPath) -> ContentError:
    """What is said of such a file; `values` name the place and the file."""
    return ContentError(
        "{file}, line {line}: «{name}» is in another programme, whose people have their own say",
        hint="what is said there is a quote: podcast quote finds it and prints the lines; a sound of yours"
        " goes into {folder}/",
        **values,
        folder=folder,
    )


def is_file(path: Path) -> bool:
    """Like `Path.is_file`, and false for a name that no file could have."""
    try:
        return path.is_file()
    except OSError:
        return False


def same_name(name: str) -> str:
    """A file name to compare by: some machines store `é` as one character, some as two."""
    return unicodedata.normalize("NFC", name)


def file_named(root: Path, source: Source, folder: PurePosixPath, path: KeyPath) -> Iterator[ContentError]:
    """Whether the file that the key at `path` names is there, in the show, and a picture for `artwork`."""
    name = _at(source.data, path)
    if not isinstance(name, str) or not name.strip():
        return
    values = {"file": source.file, "line": source.line(path), "key": path[-1], "name": name}
    found = below(folder, name.strip())
    if found is None:
        yield ContentError(
            "{file}, line {line}: «{name}» is outside the show's folder",
            hint="copy the file into {folder}/ and write its name there: {key} = …",
            **values,
            folder=folder,
        )
    elif in_another_programme(folder, found):
        yield elses(values, folder)
    elif not is_file(root / found):
        yield ContentError(
            "{file}, line {line}: the file «{name}» is not in {folder}/",
            hint="put the file there, or correct its name after {key} =",
            **values,
            folder=folder,
        )
    elif path[-1] == "artwork" and found.suffix.lower() not in PICTURES:
        yield ContentError(
            "{file}, line {line}: «{name}» is not a PNG or JPEG picture",
            hint="save the picture as PNG or JPEG, square, from 1400 to 3000 pixels wide",
            **values,
        )


def _audit(source: Source) -> Iterator[ContentError]:
    """Conformity is declared after an audit only: its day, who did it, and the share of criteria met."""
    declared = source.data.get("accessibility")
    if not isinstance(declared, dict):
        return
    if declared.get("level", "none") == "none" and "audited" not in declared:
        return
    missing = [key for key in ("audited", "auditor", "rate_percent") if not declared.get(key)]
    if missing:
        yield ContentError(
            "{file}, line {line}: what an audit found cannot be declared without it: {missing} not said",
            hint='write level = "none" alone, or the whole audit: audited = 2026-09-01 auditor = "…"'
            " rate_percent = 75",
            file=source.file,
            line=source.line(("accessibility", "level")),
            missing=", ".join(missing),
        )


def _music(root: Path, source: Source, folder: PurePosixPath) -> Iterator[ContentError]:
    for index, table in tables(source.data, "music"):
        if "file" in table:
            yield from file_named(root, source, folder, ("music", index, "file"))
    yield from _twice(source, "music", "file")


def _at(data: Any, path: KeyPath) -> object:
    for part in path:
        data = data[part] if isinstance(part, int) else data.get(part)
    return data


def _evidence(root: Path, source: Source, folder: PurePosixPath) -> Iterator[ContentError]:
    """Whether each signed form is there and is the one that was filed."""
    for index, person in tables(source.data, "people"):
        path: KeyPath = ("people", index, "evidence")
        absent = list(file_named(root, source, folder, path))
        yield from absent
        name = person.get("evidence")
        found = below(folder, name.strip()) if isinstance(name, str) and name.strip() else None
        if absent or found is None:
            continue
        said, true = person.get("evidence_sha256"), _digest(root / found)
        values = {"file": source.file, "name": name, "person": person.get("name", "?"), "sha256": true}
        if not true:
            yield ContentError(
                "{file}, line {line}: the signed form «{name}» cannot be read",
                hint="check that you may read the file",
                line=source.line(path),
                **values,
            )
        elif said is None:
            yield ContentError(
                "{file}, line {line}: the signed form «{name}» has no digest to know it by",
                hint='look at it again, then add below line {line}: evidence_sha256 = "{sha256}"',
                line=source.line(path),
                **values,
            )
        elif isinstance(said, str) and said.lower() != true:
            yield ContentError(
                "{file}, line {line}: the signed form «{name}» is not the one that was filed for {person}",
                hint="put the first one back, or file the new one: podcast consent add {slug} FILE"
                ' --person "{person}"',
                line=source.line((*path[:-1], "evidence_sha256")),
                slug=folder.name,
                **values,
            )


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError:
        return ""  # it cannot be read, so it cannot be shown to be the same


def guardians(source: Source) -> Iterator[ContentError]:
    """People under 18 for whom nobody has signed."""
    for index, person in tables(source.data, "people"):
        if person.get("minor") is True and not str(person.get("guardian", "")).strip():
            yield ContentError(
                "{file}, line {line}: {person} is under 18 and nobody has signed for them",
                hint='add who signed, below line {line}: guardian = "…"',
                file=source.file,
                line=source.line(("people", index, "minor")),
                person=person.get("name", "?"),
            )


def _recordings(source: Source, present: list[str]) -> Iterator[ContentError]:
    here = {same_name(name) for name in present}
    for index, table in tables(source.data, "recordings"):
        name = table.get("file")
        if isinstance(name, str) and name and same_name(name) not in here:
            yield ContentError(
                "{file}, line {line}: the recording «{name}» is not in recordings/",
                hint="put it there, or write one of: {present}",
                file=source.file,
                line=source.line(("recordings", index, "file")),
                name=name,
                present=", ".join(present) or "—",
            )
    yield from _twice(source, "recordings", "file")


def _twice(source: Source, table: str, key: str) -> Iterator[ContentError]:
    first: dict[str, KeyPath] = {}
    for index, each in tables(source.data, table):
        path: KeyPath = (table, index, key)
        if key not in each:
            continue
        said = same_name(str(each[key])).strip()
        if said in first:
            yield ContentError(
                "{file}, line {line}: «{name}» is already in line {first}",
                hint="keep one of the two [[{table}]] tables",
                file=source.file,
                line=source.line(path),
                name=said,
                first=source.line(first[said]),
                table=table,
            )
        first.setdefault(said, path)


def periods(source: Source) -> Iterator[ContentError]:
    """Consents that end before they begin."""
    for index, person in tables(source.data, "people"):
        start, end = _day(person.get("from")), _day(person.get("until"))
        if start and end and end < start:
            yield ContentError(
                "{file}, line {line}: the consent of {person} ends ({end}) before it begins ({start})",
                hint="exchange the dates after from = and until =",
                file=source.file,
                line=source.line(("people", index, "until")),
                person=person.get("name", "?"),
                start=start.isoformat(),
                end=end.isoformat(),
            )


def _short(source: Source) -> Iterator[ContentError]:
    """A short cut that ends before it begins."""
    table = source.data.get("short")
    if not isinstance(table, dict):
        return
    start_ms, end_ms = clock_ms(table.get("start")), clock_ms(table.get("end"))
    if start_ms is not None and end_ms is not None and start_ms >= end_ms:
        yield ContentError(
            "{file}, line {line}: the short cut ends before it begins",
            hint="write after start = and end = two times of the programme, 60 to 90 seconds apart",
            file=source.file,
            line=source.line(("short", "end")),
        )


def clock_ms(value: object) -> int | None:
    """A time of the programme; None for what is not one, which is said elsewhere."""
    try:
        return instant_ms(value)
    except PydanticCustomError:
        return None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
