"""File names that two stations, or two programmes of one station, would share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podcast.broadcast.names import stem
from podcast.broadcast.place import Place
from podcast.broadcast.station import Station
from podcast.broadcast.stations import Stations
from podcast.errors import ContentError
from podcast.model import Show
from podcast.rights import Cleared

__all__ = ["clashes"]


def clashes(stations: Stations, show: Show, cleared: Sequence[Cleared]) -> Iterator[ContentError]:
    """Every pattern that gives one name twice; case does not tell names apart, as on Windows and macOS."""
    for number, station in enumerate(stations.chosen):
        place = stations.places[station.id].at("file_name")
        names = {each.episode.slug: _name(station, show, each) for each in cleared}
        yield from _same_station(place, names)
        for other in stations.chosen[:number]:
            same = next(
                (name for each in cleared if (name := _name(other, show, each)) in names.values()), ""
            )
            if same:
                yield ContentError(
                    "{file}, line {line}: the stations «{other}» and «{station}» would both get a file"
                    " «{name}»",
                    hint="write in episodes/stations.toml under [{station}]:"
                    ' file_name = "{{date}}_{{slug}}_{station}"',
                    **place.values,
                    other=other.id,
                    name=same,
                )


def _name(station: Station, show: Show, cleared: Cleared) -> str:
    return f"{stem(station, show, cleared)}.{station.codec.value}".casefold()


def _same_station(place: Place, names: dict[str, str]) -> Iterator[ContentError]:
    first: dict[str, str] = {}
    for slug, name in names.items():
        if name in first:
            yield ContentError(
                "{file}, line {line}: the file name of the station «{station}» is «{name}» for {slug} and for"
                " {other}",
                hint='write in episodes/stations.toml under [{station}]: file_name = "{{date}}_{{slug}}"',
                **place.values,
                name=name,
                slug=first[name],
                other=slug,
            )
            return
        first[name] = slug
