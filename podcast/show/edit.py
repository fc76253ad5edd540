"""`episodes/<slug>/edit.toml`: a programme written by hand, a line for each thing that is heard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from podcast.errors import ContentError
from podcast.model import (
    Episode,
    MusicBed,
    Narration,
    Part,
    Pause,
    Quote,
    Recording,
    Role,
    Sound,
    Title,
)
from podcast.show.checks import below, elses, in_another_programme, is_file, tables
from podcast.show.fields import Table
from podcast.show.mistakes import checked
from podcast.show.names import NARRATION
from podcast.show.source import KeyPath, Source, read_source
from podcast.show.values import Filled, Line, instant_ms, wrong

__all__ = ["EDIT_FILE", "EditFile", "edited", "read_edit"]

EDIT_FILE: Final = "edit.toml"

# What a part may be, and the keys that go with each.
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": (),
    "quote": ("words", "start", "end", "snap", "gain_db", "crossfade"),
    "narration": ("gain_db", "crossfade"),
    "music": ("start", "length", "alone", "fade_in", "fade_out", "duck_db", "gain_db"),
    "sound": ("start", "end", "under", "gain_db", "crossfade"),
    "pause": (),
}


def _duration(value: object) -> int:
    """Seconds (`1.5`) or a clock (`"0:01.5"`), in milliseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value) or not 0 <= value <= 36_000:
            raise _not_a_length()
        return round(value * 1000)
    try:
        return instant_ms(value)
    except PydanticCustomError as error:
        raise _not_a_length() from error


def _not_a_length() -> PydanticCustomError:
    return wrong(
        "{file}, line {line}: «{key}» should be a length",
        'write seconds, or minutes and seconds between quotes: {key} = 1.5, or {key} = "1:30"',
    )


def _decibels(lowest: float, highest: float) -> Any:
    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise wrong(
                "{file}, line {line}: «{key}» should be a number of decibels from {lowest} to {highest}",
                "write it without quotes: {key} = {highest}",
                lowest=f"{lowest:g}",
                highest=f"{highest:g}",
            )
        return float(value)

    return PlainValidator(check)


Duration = Annotated[int, PlainValidator(_duration)]


class PartTable(Table):
    """`[[part]]`: one thing that is heard, or a title. Which keys go together `_checks` knows."""

    title: Filled | None = None
    quote: Filled | None = None
    narration: Filled | None = None
    music: Filled | None = None
    sound: Filled | None = None
    pause: Duration | None = None
    words: Line = ""
    start: Duration | None = None
    end: Duration | None = None
    length: Duration | None = None
    alone: Duration = 0
    fade_in: Duration = 500
    fade_out: Duration = 2000
    crossfade: Duration = 0
    duck_db: Annotated[float, _decibels(0, 30)] = 15.0
    gain_db: Annotated[float, _decibels(-30, 20)] = 0.0
    under: bool = False
    snap: bool = True


class EditFile(Table):
    """`edit.toml`. `gap` is how long nobody speaks between two voices."""

    gap: Duration = 350
    part: list[PartTable] = Field(default_factory=list)


def read_edit(root: Path, slug: str) -> tuple[tuple[Source, EditFile] | None, list[ContentError]]:
    """The paper edit of an episode, where there is one, and every mistake in it, in order of lines."""
    file = f"episodes/{slug}/{EDIT_FILE}"
    if not (root / file).exists():
        return None, []
    try:
        source = read_source(root, file)
    except ContentError as error:
        return None, [error]
    table, errors = checked(EditFile, source, {})
    errors = sorted([*errors, *_checks(root, source)], key=lambda each: int(str(each.values["line"])))
    return (source, table) if table else None, errors


def _checks(root: Path, source: Source) -> list[ContentError]:
    """What is off between the keys of a part, and between a part and the file it names."""
    found = [error for at, part in tables(source.data, "part") for error in _part(root, source, at, part)]
    if not source.data.get("part"):
        found.append(
            ContentError(
                "{file}: nothing is heard: there is no [[part]]",
                hint='find a passage: podcast quote EPISODE "words", and paste the lines that it prints',
                file=source.file,
                line=1,
            )
        )
    return found


def _part(root: Path, source: Source, at: int, part: Mapping[str, Any]) -> Iterator[ContentError]:
    kinds = [kind for kind in _KEYS if kind in part]
    values = {"file": source.file, "line": source.line(("part", at))}
    if len(kinds) != 1:
        yield ContentError(
            "{file}, line {line}: a part is one thing, and this one is {count}",
            hint="write one of these in each [[part]]: {kinds}",
            count=" + ".join(kinds) or "—",
            kinds=", ".join(_KEYS),
            **values,
        )
        return
    kind = kinds[0]
    known = {each for keys in _KEYS.values() for each in keys}
    for key in part:
        if key in known and key not in _KEYS[kind]:
            yield ContentError(
                "{file}, line {line}: «{key}» does not go with «{kind}»",
                hint="remove the line; with «{kind}» go: {allowed}",
                file=source.file,
                line=source.line(("part", at, key)),
                key=key,
                kind=kind,
                allowed=", ".join(_KEYS[kind]) or "—",
            )
    yield from _passage(source, at, kind, part)
    if kind in ("narration", "music", "sound") and isinstance(part[kind], str):
        yield from _file(root, source, ("part", at, kind), part[kind].strip())


def _passage(source: Source, at: int, kind: str, part: Mapping[str, Any]) -> Iterator[ContentError]:
    """A quote without words needs both its times; what ends does so after it begins."""
    start, end = (_milliseconds(part.get(key)) for key in ("start", "end"))
    values = {"file": source.file, "line": source.line(("part", at, kind))}
    if kind == "quote" and not part.get("words") and not ("start" in part and "end" in part):
        yield ContentError(
            "{file}, line {line}: which passage is quoted is not said",
            hint='add below line {line} what is said: words = "…"; or its times: start = "0:12" end = "0:20"',
            **values,
        )
    if start is not None and end is not None and end <= start:
        yield ContentError(
            "{file}, line {line}: the passage ends before it begins",
            hint="exchange the times after start = and end =",
            file=source.file,
            line=source.line(("part", at, "end")),
        )


def _milliseconds(value: object) -> int | None:
    try:
        return _duration(value)
    except PydanticCustomError:
        return None  # said where the value is read


def _file(root: Path, source: Source, path: KeyPath, name: str) -> Iterator[ContentError]:
    """Whether a sound is there: narration in its own folder, the rest as seen from the episode's."""
    folder = PurePosixPath(source.file).parent
    folder = folder / NARRATION if path[-1] == NARRATION else folder
    found = below(folder, name) if name else None
    values = {"file": source.file, "line": source.line(path), "key": path[-1], "name": name}
    if found is not None and in_another_programme(folder, found):
        yield elses(values, folder)
        return
    if not name or (found is not None and is_file(root / found)):
        return
    if found is None:
        yield ContentError(
            "{file}, line {line}: «{name}» is outside the show's folder",
            hint="copy the file into {folder}/ and write its name there: {key} = …",
            **values,
            folder=folder,
        )
        return
    yield ContentError(
        "{file}, line {line}: the file «{name}» is not in {folder}/",
        hint="put the file there, or correct its name after {key} =",
        **values,
        folder=folder,
    )


def edited(episode: Episode, source: Source, table: EditFile) -> tuple[Episode, list[ContentError]]:
    """An episode with its paper edit. Quotes are as written: which recording each means comes later."""
    folder = PurePosixPath(source.file).parent / NARRATION
    narrators = [person.name for person in episode.people if person.role is Role.NARRATOR]
    speakers = tuple(narrators) if len(narrators) == 1 else ()
    lines = {
        each.narration.strip(): source.line(("part", at, "narration"))
        for at, each in reversed(list(enumerate(table.part)))
        if each.narration
    }
    narration = tuple(Recording(below(folder, name) or Path(), speakers) for name in reversed(lines))
    taken = {each.name for each in episode.recordings}
    doubled = [
        ContentError(
            "{file}, line {line}: «{name}» is also the name of a recording of this episode",
            hint="rename the file in narration/, and write its new name here",
            file=source.file,
            line=line,
            name=name,
        )
        for name, line in lines.items()
        if Path(name).name in taken
    ]
    return replace(episode, edit=_parts(source, table), gap_ms=table.gap, narration=narration), doubled


def _parts(source: Source, table: EditFile) -> tuple[Part, ...]:
    folder = PurePosixPath(source.file).parent
    return tuple(_noun(folder, source.line(("part", at)), each) for at, each in enumerate(table.part))


def _noun(folder: PurePosixPath, line: int, table: PartTable) -> Part:
    if table.title is not None:
        return Title(line=line, title=table.title)
    if table.pause is not None:
        return Pause(line=line, length_ms=table.pause)
    if table.quote is not None:
        return _quote(line, table, table.quote)
    if table.narration is not None:
        file = below(folder / NARRATION, table.narration.strip()) or Path()
        return Narration(line=line, recording=file, gain_db=table.gain_db, crossfade_ms=table.crossfade)
    if table.sound is not None:
        return Sound(
            line=line,
            file=below(folder, table.sound.strip()) or Path(),
            start_ms=table.start or 0,
            end_ms=table.end,
            under=table.under,
            gain_db=table.gain_db,
            crossfade_ms=table.crossfade,
        )
    return MusicBed(
        line=line,
        file=below(folder, (table.music or "").strip()) or Path(),
        start_ms=table.start or 0,
        length_ms=table.length,
        alone_ms=table.alone,
        fade_in_ms=table.fade_in,
        fade_out_ms=table.fade_out,
        duck_db=table.duck_db,
        gain_db=table.gain_db,
    )


def _quote(line: int, table: PartTable, said: str) -> Quote:
    """`"leila-couture"` or `"leila-couture/01-entretien.flac"`."""
    slug, _, name = said.strip().partition("/")
    return Quote(
        line=line,
        episode=slug,
        recording=Path("episodes", slug, "recordings", name),
        words=table.words,
        start_ms=table.start,
        end_ms=table.end,
        snap=table.snap,
        gain_db=table.gain_db,
        crossfade_ms=table.crossfade,
    )
