"""The run sheet ("conducteur"): what a presenter and a playlist need to know of one programme."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from podcast import rights
from podcast.broadcast.cues import first_words, last_words
from podcast.broadcast.order import Programme
from podcast.broadcast.package import File, reference
from podcast.broadcast.words import day, lasting, words_in, words_of
from podcast.broadcast.words import language_of as interface_of

__all__ = [
    "Sheet",
    "Speaker",
    "facts",
    "kind_of",
    "length_of",
    "run_sheet",
    "sheet_csv",
    "sheet_json",
    "sums",
]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice as stations are told of it."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A run sheet, and the record of what was made for stations.

    `interface` is the language its labels are in, `language` the one that is spoken. `duration_ms` is the
    programme's own, without head silence. `proposed` says that the introduction is only the summary.
    """

    slug: str
    guid: str
    reference: str
    title: str
    show: str
    date: dt.datetime
    interface: str
    language: str
    author: str
    speakers: tuple[Speaker, ...]
    duration_ms: int
    first_words: str
    last_words: str
    introduction: str
    proposed: bool
    close: str
    music: str
    licence: str
    summary: str
    expires: dt.date | None
    made_up: bool
    address: str
    files: tuple[File, ...]

    def of(self, station: str) -> tuple[File, ...]:
        """The files of one station."""
        return tuple(each for each in self.files if each.station == station)


def run_sheet(programme: Programme, files: tuple[File, ...]) -> Sheet:
    """The run sheet of a programme and the files made of it."""
    show, episode = programme.show, programme.cleared.episode
    end_ms = programme.timeline.duration_ms
    days = [day for day in (episode.on_air.expires, programme.cleared.until) if day]
    return Sheet(
        slug=episode.slug,
        guid=episode.guid,
        reference=reference(programme),
        title=episode.title,
        show=show.title,
        date=episode.date,
        interface=interface_of(show),
        language=programme.words.language or show.language_of(episode),
        author=show.author,
        speakers=tuple(Speaker(person.name, person.role.value) for person in episode.people),
        duration_ms=end_ms,
        first_words=first_words(programme.words, 0, end_ms),
        last_words=last_words(programme.words, 0, end_ms),
        introduction=episode.on_air.introduction or episode.summary,
        proposed=not episode.on_air.introduction and bool(episode.summary),
        close=episode.on_air.close,
        music="\n".join(_music(programme)),
        licence=episode.license or show.license,
        summary=episode.summary,
        expires=min(days, default=None),
        made_up=episode.made_up,
        address=f"{show.url.rstrip('/')}/episodes/{episode.slug}/",
        files=files,
    )


def _music(programme: Programme) -> list[str]:
    """Each piece of music with its rights, and what the producer says of it."""
    cues = rights.cue_sheet(programme.show, programme.timeline)
    lines = list(dict.fromkeys(each.credit for each in cues))
    lines += [programme.cleared.episode.on_air.music]
    return [line for line in lines if line] or [words_of(programme.show)["sheet.no_music"]]


def kind_of(file: File, interface: str) -> str:
    """What a file holds, in words: the programme, a part of it, the short cut."""
    return words_in(interface)[f"sheet.{file.kind}"].format(part=file.part)


def length_of(file: File, interface: str) -> str:
    """How long a file runs, and how much of it is silence before the first sound."""
    length = lasting(file.duration_ms, interface)
    if not file.head_ms:
        return length
    head = f"{file.head_ms / 1000:g}".replace(".", "," if interface == "fr" else ".")
    return words_in(interface)["sheet.with_head"].format(length=length, head=head)


def _own_length(sheet: Sheet) -> str:
    """How long the programme itself is, and that files which begin with silence run for longer."""
    length = lasting(sheet.duration_ms, sheet.interface)
    if not any(each.head_ms for each in sheet.files):
        return length
    return words_in(sheet.interface)["sheet.without_head"].format(length=length)


def facts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What the head of a run sheet says, label and text."""
    words = words_in(sheet.interface)
    yield words["sheet.reference"], sheet.reference
    yield words["sheet.duration"], _own_length(sheet)
    yield words["sheet.date"], day(sheet.date.date(), sheet.interface)
    until = day(sheet.expires, sheet.interface) if sheet.expires else words["sheet.no_expiry"]
    yield words["sheet.expires"], until
    introduction = "introduction_proposed" if sheet.proposed else "introduction"
    yield words[f"sheet.{introduction}"], sheet.introduction
    yield words["sheet.first_words"], sheet.first_words
    yield words["sheet.last_words"], sheet.last_words
    yield words["sheet.close"], sheet.close
    yield words["sheet.author"], sheet.author
    yield words["sheet.voices"], ", ".join(each.name for each in sheet.speakers)
    yield words["sheet.music"], sheet.music
    yield words["sheet.licence"], sheet.licence


def sums(digests: dict[str, str]) -> str:
    """`SHA256SUMS` as `sha256sum -c` reads it: digest, two spaces, name, in order of name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def sheet_json(sheet: Sheet) -> str:
    """The run sheet for programs: times in milliseconds, levels in LUFS, LU and dBTP."""
    data = {
        "reference": sheet.reference,
        "title": sheet.title,
        "show": sheet.show,
        "author": sheet.author,
        "date": sheet.date.isoformat(),
        "expires": sheet.expires.isoformat() if sheet.expires else None,
        "language": sheet.language,
        "duration_ms": sheet.duration_ms,
        "first_words": sheet.first_words,
        "last_words": sheet.last_words,
        "introduction": sheet.introduction,
        "introduction_is_summary": sheet.proposed,
        "close": sheet.close,
        "music": sheet.music,
        "licence": sheet.licence,
        "people": [{"name": each.name, "role": each.role} for each in sheet.speakers],
        "made_up": sheet.made_up,
        "page": sheet.address,
        "guid": sheet.guid,
        "files": [_file_data(each) for each in sheet.files],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _file_data(file: File) -> dict[str, Any]:
    level = file.loudness
    return {
        "name": file.name,
        "station": file.station,
        "format": file.format,
        "content": file.kind,
        "part": file.part or None,
        "head_silence_ms": file.head_ms,
        "duration_ms": file.duration_ms,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "integrated_lufs": round(level.integrated_lufs, 2),
        "target_lufs": file.target_lufs,
        "range_lu": round(level.range_lu, 2),
        "true_peak_dbtp": round(level.true_peak_dbtp, 2),
        "max_momentary_lufs": round(level.max_momentary_lufs, 2),
        "max_short_term_lufs": round(level.max_short_term_lufs, 2),
        "first_words": file.first_words,
        "last_words": file.last_words,
        "expires": file.expires.isoformat() if file.expires else None,
        "licence": file.licence,
        "momentary_lufs": list(file.contour),
    }


def sheet_csv(sheet: Sheet) -> str:
    """The run sheet for spreadsheets, one line per file, as one opens it in each country.

    In French fields end with a semicolon and numbers have a comma; a byte order mark says UTF-8.
    """
    french = sheet.interface == "fr"
    table = io.StringIO()
    lines = csv.writer(table, delimiter=";" if french else ",", lineterminator="\r\n")
    rows = [dict(_row(sheet, each)) for each in sheet.files]
    words = words_in(sheet.interface)
    lines.writerow([words[f"sheet.{key}"] for key in (rows[0] if rows else ())])
    for row in rows:
        lines.writerow([_cell(value, french) for value in row.values()])
    return "\ufeff" + table.getvalue()


def _row(sheet: Sheet, file: File) -> Iterator[tuple[str, str | float | int]]:
    level = file.loudness
    yield "reference", sheet.reference
    yield "show", sheet.show
    yield "title", sheet.title
    yield "kind", kind_of(file, sheet.interface)
    yield "station", file.station
    yield "file", file.name
    yield "format", file.format
    yield "file_duration", lasting(file.duration_ms, sheet.interface)
    yield "head", file.head_ms / 1000
    yield "date", sheet.date.date().isoformat()
    yield "expires", file.expires.isoformat() if file.expires else ""
    yield "author", sheet.author
    yield "voices", ", ".join(each.name for each in sheet.speakers)
    yield "first_words", file.first_words
    yield "last_words", file.last_words
    yield "introduction", sheet.introduction
    yield "close", sheet.close
    yield "music", sheet.music
    yield "licence", file.licence
    yield "level", round(level.integrated_lufs, 2)
    yield "range", round(level.range_lu, 2)
    yield "peak", round(level.true_peak_dbtp, 2)
    yield "momentary", round(level.max_momentary_lufs, 2)
    yield "short_term", round(level.max_short_term_lufs, 2)
    yield "size", file.bytes
    yield "checksum", file.sha256


def _cell(value: str | float, french: bool) -> str:
    if isinstance(value, str):
        # a spreadsheet takes what begins so for a formula
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return str(value).replace(".", ",") if french else str(value)
