"""`stations.toml`: the house's profiles and a show's own, read and checked against what can be made."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib import resources
from typing import Any

from podcast.audio import Codec
from podcast.broadcast.formats import format_error
from podcast.broadcast.names import FIELDS, pattern_fault
from podcast.broadcast.place import Place
from podcast.broadcast.station import Station, Window
from podcast.errors import ContentError
from podcast.model import Show
from podcast.show import SHOW_FILE, Source, is_slug, read_source, source_of

__all__ = ["STATIONS_FILE", "Stations", "load_stations"]

STATIONS_FILE = "episodes/stations.toml"

_CHUNKS = ("bext", "iXML", "cart")
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,2}):([0-5][0-9])(?:\.([0-9]{1,3}))?")
_DAYS = 36500

Check = Callable[[Any, Place], Any]


@dataclass(frozen=True, slots=True)
class Stations:
    """The stations a show delivers to, in its order, or every mistake in what was written about them."""

    chosen: tuple[Station, ...] = ()
    errors: tuple[ContentError, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


def load_stations(show: Show) -> Stations:
    """The stations named in `show.toml`, as `episodes/stations.toml` and the house describe them.

    A show's table completes or changes the house's of the same name. Nothing is raised: what is
    wrong is in `errors`, because it stops what goes to stations and nothing else.
    """
    if not show.stations:
        return Stations()
    house = source_of("stations.toml", _house())
    try:
        own = read_source(show.root, STATIONS_FILE) if (show.root / STATIONS_FILE).exists() else None
        named = read_source(show.root, SHOW_FILE)
    except ContentError as error:
        return Stations(errors=(error,))
    written = own or Source(STATIONS_FILE, {}, {})
    described, errors = _described(house, written)
    errors += [] if errors else list(_unknown(named, show.stations, described))
    if errors:
        return Stations(errors=tuple(errors))
    chosen = tuple(described[each] for each in dict.fromkeys(show.stations))
    return Stations(chosen, places={each.id: Place(written, each.id) for each in chosen})


def _house() -> str:
    return resources.files("podcast.broadcast").joinpath("stations.toml").read_text("utf-8")


def _described(house: Source, own: Source) -> tuple[dict[str, Station], list[ContentError]]:
    found: dict[str, Station] = {}
    errors: list[ContentError] = []
    for name in [*house.data, *(each for each in own.data if each not in house.data)]:
        source = own if name in own.data else house
        ours, theirs = house.data.get(name, {}), own.data.get(name, {})
        try:
            if not isinstance(theirs, dict) or not is_slug(name):
                raise _no_table(Place(source, name))
            found[name] = _station({**ours, **theirs}, Place(source, name))
        except ContentError as error:
            errors.append(error)
    return found, errors


def _no_table(place: Place) -> ContentError:
    return ContentError(
        "{file}, line {line}: «{station}» is no table of a station",
        hint="write [my-station] on a line, in small letters and hyphens, and its keys on the lines below",
        **place.values,
    )


def _station(table: Mapping[str, Any], place: Place) -> Station:
    """One table as a value. Raises ContentError for the first thing that is wrong with it."""
    known = [each.name for each in fields(Station) if each.name != "id"]
    for key in table:
        if key not in known:
            raise _unknown_key(place.at(key), known)
    if not str(table.get("name", "")).strip():
        raise ContentError(
            "{file}, line {line}: the station «{station}» has no name",
            hint='add below the line [{station}]: name = "…"',
            **place.values,
        )
    values = {key: _CHECKS[key](value, place.at(key)) for key, value in table.items()}
    station = Station(id=place.station, **values)
    if (error := format_error(station, place)) is not None:
        raise error
    return station


def _unknown_key(place: Place, known: Sequence[str]) -> ContentError:
    near = difflib.get_close_matches(place.key, known, n=1)
    return ContentError(
        "{file}, line {line}: a station has no «{key}»",
        hint="change it to «{near}», or remove the line; known here: {known}",
        **place.values,
        near=near[0] if near else known[0],
        known=", ".join(known),
    )


def _unknown(
    named: Source, wanted: Sequence[str], described: Mapping[str, Station]
) -> Iterator[ContentError]:
    for index, name in enumerate(wanted):
        if name not in described:
            yield ContentError(
                "{file}, line {line}: «{station}» is no station known here",
                hint="write one of {known}, or describe it in episodes/stations.toml under [{station}]",
                **Place(named, name).values | {"line": named.line(("stations", index))},
                known=", ".join(described),
            )


def _text(value: Any, place: Place) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ContentError(
            "{file}, line {line}: «{key}» of the station «{station}» should be text on one line",
            hint='write it between double quotes: {key} = "…"',
            **place.values,
        )
    return value.strip()


def _yes_or_no(value: Any, place: Place) -> bool:
    if not isinstance(value, bool):
        raise ContentError(
            "{file}, line {line}: «{key}» of the station «{station}» should be true or false",
            hint="write {key} = true or {key} = false, without quotes",
            **place.values,
        )
    return value


def _between(low: float, high: float) -> Check:
    whole = isinstance(low, int)

    def check(value: Any, place: Place) -> Any:
        number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not number or not low <= value <= high:
            raise ContentError(
                "{file}, line {line}: «{key}» of the station «{station}» should be a number"
                " from {low} to {high}",
                hint="write it without quotes: {key} = {low}",
                **place.values,
                low=low,
                high=high,
            )
        return value if whole else float(value)

    return check


def _codec(value: Any, place: Place) -> Codec:
    names = [each.value for each in Codec]
    if value not in names:
        raise ContentError(
            "{file}, line {line}: the station «{station}» asks for the codec «{found}», which is not"
            " known here",
            hint="write one of: {known}",
            **place.values,
            found=value,
            known=", ".join(names),
        )
    return Codec(value)


def _pattern(value: Any, place: Place) -> str:
    pattern = _text(value, place)
    fault = pattern_fault(pattern)
    said = {**place.values, "found": fault.found if fault else "", "known": ", ".join(FIELDS)}
    match fault.kind if fault else "" if pattern else "braces":
        case "folder":
            raise ContentError(
                "{file}, line {line}: the file name of the station «{station}» leaves its folder at"
                " «{found}»",
                hint='write a name alone, without / or ..: {key} = "{{date}}_{{slug}}"',
                **said,
            )
        case "field":
            raise ContentError(
                "{file}, line {line}: the file name of the station «{station}» has an unknown field"
                " {{{found}}}",
                hint="write fields among: {known}",
                **said,
            )
        case "form":
            raise ContentError(
                "{file}, line {line}: the field {{{found}}} in the file name of the station «{station}» is in"
                " a form that is not known",
                hint="write {{{found}}} alone, or for example {{date:%Y%m%d}} or {{number:03}}",
                **said,
            )
        case "braces":
            raise ContentError(
                "{file}, line {line}: the file name of the station «{station}» is empty or has a brace alone",
                hint='write a name with fields between braces: {key} = "{{date}}_{{slug}}"',
                **said,
            )
    return pattern


def _ms(value: Any) -> int | None:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    seconds = (int(found[1] or 0) * 60 + int(found[2])) * 60 + int(found[3])
    return seconds * 1000 + int((found[4] or "0").ljust(3, "0"))


def _window(value: Any, place: Place) -> Window:
    ends = [_ms(each) for each in value] if isinstance(value, list) else []
    pair = '["28:30", "28:59"]'
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise ContentError(
            "{file}, line {line}: «{key}» of the station «{station}» should be a shortest and a longest"
            " length",
            hint="write minutes and seconds: {key} = {form}",
            **place.values,
            form=f"[{pair}]" if place.key == "segments" else pair,
        )
    if ends[0] > ends[1] or ends[1] == 0:
        raise ContentError(
            "{file}, line {line}: «{key}» of the station «{station}» ends ({longest}) before it begins"
            " ({shortest})",
            hint='write the shortest length first: ["{longest}", "{shortest}"]',
            **place.values,
            shortest=value[0],
            longest=value[1],
        )
    return Window(ends[0], ends[1])


def _windows(value: Any, place: Place) -> tuple[Window, ...]:
    if not isinstance(value, list):
        raise ContentError(
            "{file}, line {line}: «{key}» of the station «{station}» should be a list of lengths",
            hint='write one pair for each part: {key} = [["4:00", "6:00"], ["5:00", "8:00"]]',
            **place.values,
        )
    return tuple(_window(each, place) for each in value)


def _chunks(value: Any, place: Place) -> tuple[str, ...]:
    # compared one by one: a list within the list cannot be in a set
    chunks = [each for each in value if each in _CHUNKS] if isinstance(value, list) else []
    if value != [] and (chunks != value or not {"bext", "iXML"} <= set(chunks)):
        raise ContentError(
            "{file}, line {line}: the station «{station}» asks for chunks that are not made",
            hint='write {key} = ["bext", "iXML"], {key} = ["bext", "iXML", "cart"] or {key} = []',
            **place.values,
        )
    return tuple(each for each in _CHUNKS if each in chunks)


# -14 is as loud as any radio on the web asks for, -31 as soft as any speech is delivered.
_CHECKS: dict[str, Check] = {
    "name": _text,
    "integrated_lufs": _between(-31.0, -14.0),
    "tolerance_lu": _between(0.1, 2.0),
    "max_true_peak_dbtp": _between(-9.0, -0.5),
    "codec": _codec,
    "rate_hz": _between(8000, 192000),
    "bits": _between(16, 32),
    "bit_rate_kbps": _between(0, 510),
    "channels": _between(0, 2),
    "file_name": _pattern,
    "head_silence_ms": _between(0, 10000),
    "duration": _window,
    "segments": _windows,
    "chunks": _chunks,
    "tags": _yes_or_no,
    "expires_after_days": _between(0, _DAYS),
    "licence": _text,
    "introduction": _yes_or_no,
}
