"""The outlines of neighbourhoods that a show brings: `episodes/map.geojson` (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from podcast.errors import ContentError
from podcast.model import Show

__all__ = ["MAP_FILE", "Outline", "outlines_of"]

MAP_FILE: Final = Path("episodes/map.geojson")
_LARGEST_BYTES = 20_000_000

Outline = tuple[tuple[tuple[float, float], ...], ...]
"""The rings of an area, outer ones and holes alike, as (latitude, longitude)."""


def outlines_of(show: Show) -> Mapping[str, Outline]:
    """The outline of each area by its id; none where the show brings no map.

    Raises ContentError where the file is no GeoJSON, or holds something that is no longitude or latitude.
    """
    file = show.root / MAP_FILE
    if not file.is_file():
        return {}
    try:
        if file.stat().st_size > _LARGEST_BYTES:
            raise ValueError(f"> {_LARGEST_BYTES // 1_000_000} MB")
        found = json.loads(file.read_text("utf-8"))
        return dict(_features(found))
    except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError) as error:
        raise ContentError(
            "{file} is not a map in GeoJSON: {reason}",
            hint="export the neighbourhoods as GeoJSON in WGS 84, each with the id of its area,"
            " or remove the file: points are then drawn",
            file=MAP_FILE,
            line=1,
            reason=f"{type(error).__name__}: {error}",
        ) from error


def _features(whole: Any) -> Iterator[tuple[str, Outline]]:
    for feature in whole["features"]:
        geometry = feature["geometry"] or {}
        name = feature.get("id", (feature.get("properties") or {}).get("id"))
        if name is not None and geometry.get("type") in ("Polygon", "MultiPolygon"):
            shapes = geometry["coordinates"]
            polygons = [shapes] if geometry["type"] == "Polygon" else shapes
            yield str(name), tuple(_ring(ring) for polygon in polygons for ring in polygon)


def _ring(ring: Any) -> tuple[tuple[float, float], ...]:
    points = tuple((float(each[1]), float(each[0])) for each in ring)
    for latitude, longitude in points:
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValueError(f"{longitude}, {latitude}")
    return points
