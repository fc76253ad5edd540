"""The map of a show: neighbourhoods on a plane, marked with how many portraits each has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from podcast.publish.item import Label
from podcast.publish.outlines import Outline

__all__ = ["Chart", "Mark", "Row", "chart_of", "rows_of"]

WIDTH = 800
SHORTEST = 420
TALLEST = 760
MARGIN = 80
NAME_CHARS, NAME_STEP, NAME_HALF = 34, 10.5, 12  # a name as the pages write it, in the units of the map
NO_OUTLINES: Mapping[str, Outline] = MappingProxyType({})
KM_PER_DEGREE = 111.32  # of latitude, WGS 84, near enough for a town


_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the list beside the map; `number` is what its mark shows."""

    number: int
    label: Label
    count: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map, in the units of its view box; `area` is its outline as the path of an SVG."""

    number: int
    label: Label
    x: int
    y: int
    radius: int
    side: str = "after"  # of its name: after, before, above or below
    area: str = ""

    @property
    def name_x(self) -> int:
        return self.x + (self.radius + 10) * {"after": 1, "before": -1}.get(self.side, 0)

    @property
    def name_y(self) -> int:
        return self.y + (self.radius + 16) * {"above": -1, "below": 1}.get(self.side, 0)

    def name_box(self, side: str) -> _Box:
        """What its name covers on a side: left, top, right, bottom."""
        at = replace(self, side=side)
        wide = round(min(len(self.label.name_fr), NAME_CHARS) * NAME_STEP)
        left = {"after": at.name_x, "before": at.name_x - wide}.get(side, at.name_x - wide // 2)
        return (left, at.name_y - NAME_HALF, left + wide, at.name_y + NAME_HALF)


@dataclass(frozen=True, slots=True)
class Chart:
    """A map: its marks, a grid of whole kilometres, and a scale bar."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    scale_km: int
    scale_px: int


def rows_of(places: Sequence[tuple[Label, int]]) -> list[Row]:
    """Places numbered in the order given."""
    return [Row(number, label, count) for number, (label, count) in enumerate(places, 1)]


def chart_of(rows: Sequence[Row], outlines: Mapping[str, Outline] = NO_OUTLINES) -> Chart:
    """North up, the same scale both ways (equirectangular about the middle), north-west corner first.

    A place has its outline where there is one, and its mark at its point, else in the outline's middle.
    """
    points = [(row, *_km(point)) for row in rows if (point := _point(row.label, outlines)) is not None]
    if not points:
        return Chart(WIDTH, 0, (), (), 0, 0)
    drawn = [_km(point) for row, _, _ in points for ring in outlines.get(row.label.id, ()) for point in ring]
    view = _view([(x, y) for _, x, y in points] + drawn)
    marks = [
        Mark(
            row.number,
            row.label,
            round(view.across(x)),
            round(view.down(y)),
            min(44, 20 + round(5 * math.log2(row.count))),
            area=_path(outlines.get(row.label.id, ()), view),
        )
        for row, x, y in points
    ]
    per_km = view.per_km
    scale_km = max(step for step in (1, 2, 5, 10, 20, 50, 100) if step == 1 or step * per_km <= WIDTH / 3)
    return Chart(
        WIDTH,
        view.height,
        tuple(_named(_apart(marks))),
        _grid(view.height, scale_km * per_km),
        scale_km,
        round(scale_km * per_km),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """From kilometres to the units of the view box."""

    middle_x: float
    middle_y: float
    per_km: float
    height: int

    def across(self, x: float) -> float:
        return WIDTH / 2 + (x - self.middle_x) * self.per_km

    def down(self, y: float) -> float:
        return self.height / 2 - (y - self.middle_y) * self.per_km


def _view(shown: Sequence[tuple[float, float]]) -> _View:
    east, north = [x for x, _ in shown], [y for _, y in shown]
    # at least two kilometres across, so that one street never fills the map
    per_km = min(
        (WIDTH - 2 * MARGIN) / max(max(east) - min(east), 2.0),
        (TALLEST - 2 * MARGIN) / max(max(north) - min(north), 2.0),
    )
    height = max(SHORTEST, round((max(north) - min(north)) * per_km) + 2 * MARGIN)
    return _View((max(east) + min(east)) / 2, (max(north) + min(north)) / 2, per_km, height)


def _point(label: Label, outlines: Mapping[str, Outline]) -> tuple[float, float] | None:
    if label.point is not None:
        return label.point
    points = [point for ring in outlines.get(label.id, ()) for point in ring]
    if not points:
        return None
    south, north = min(y for y, _ in points), max(y for y, _ in points)
    west, east = min(x for _, x in points), max(x for _, x in points)
    return (south + north) / 2, (west + east) / 2


def _path(outline: Outline, view: _View) -> str:
    """Rings as one path in whole units; points nearer than two units to the last one are left out."""
    drawn = []
    for ring in outline:
        kept: list[tuple[int, int]] = []
        for x, y in map(_km, ring):
            point = round(view.across(x)), round(view.down(y))
            if not kept or math.dist(point, kept[-1]) >= 2:
                kept.append(point)
        if len(kept) > 2:
            drawn.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "z")
    return "".join(drawn)


def _km(point: tuple[float, float]) -> tuple[float, float]:
    latitude, longitude = point
    # every point of a territory uses one parallel's width, or straight roads would bend
    return longitude * KM_PER_DEGREE * math.cos(math.radians(round(latitude))), latitude * KM_PER_DEGREE


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Marks that would cover each other step aside to the right, the later ones further."""
    placed: list[Mark] = []
    for mark in marks:
        x = mark.x
        while any(math.hypot(x - other.x, mark.y - other.y) < mark.radius + other.radius for other in placed):
            x += 8
        placed.append(replace(mark, x=x))
    return placed


def _named(marks: Sequence[Mark]) -> list[Mark]:
    """Names on the side where they cover no mark and no name set before, else on the first."""
    taken = [
        (mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)
        for mark in marks
    ]
    named = []
    for mark in marks:
        sides = ("before", "after") if mark.x > WIDTH * 0.55 else ("after", "before")
        free = [side for side in (*sides, "below", "above") if _free(mark.name_box(side), taken)]
        side = free[0] if free else sides[0]
        taken.append(mark.name_box(side))
        named.append(replace(mark, side=side))
    return named


def _free(box: _Box, taken: Sequence[_Box]) -> bool:
    left, top, right, bottom = box
    inside = left >= 0 and right <= WIDTH
    return inside and all(
        right < other[0] or other[2] < left or bottom < other[1] or other[3] < top for other in taken
    )


def _grid(height: int, step: float) -> tuple[str, ...]:
    down = (f"M{round(i * step)} 0V{height}" for i in range(1, int(WIDTH / step) + 1))
    along = (f"M0 {round(i * step)}H{WIDTH}" for i in range(1, int(height / step) + 1))
    return (*down, *along)
