"""The map of a show: points of neighbourhoods on a plane, marked with how many portraits each has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from podcast.publish.item import Label

__all__ = ["Chart", "Mark", "Row", "chart_of", "rows_of"]

WIDTH = 800
SHORTEST = 420
TALLEST = 760
MARGIN = 80
NAME_CHARS, NAME_STEP, NAME_HALF = 34, 10.5, 12  # a name as the pages write it, in the units of the map
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
    """A place on the map, in the units of its view box."""

    number: int
    label: Label
    x: int
    y: int
    radius: int
    side: str = "after"  # of its name: after, before, above or below

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


def chart_of(rows: Sequence[Row]) -> Chart:
    """North up, the same scale both ways (equirectangular about the middle), north-west corner first."""
    points = [(row, *_km(row.label.point)) for row in rows if row.label.point is not None]
    if not points:
        return Chart(WIDTH, 0, (), (), 0, 0)
    east = [x for _, x, _ in points]
    north = [y for _, _, y in points]
    # at least two kilometres across, so that one street never fills the map
    per_km = min(
        (WIDTH - 2 * MARGIN) / max(max(east) - min(east), 2.0),
        (TALLEST - 2 * MARGIN) / max(max(north) - min(north), 2.0),
    )
    height = max(SHORTEST, round((max(north) - min(north)) * per_km) + 2 * MARGIN)
    middle_x, middle_y = (max(east) + min(east)) / 2, (max(north) + min(north)) / 2
    marks = [
        Mark(
            row.number,
            row.label,
            round(WIDTH / 2 + (x - middle_x) * per_km),
            round(height / 2 - (y - middle_y) * per_km),
            min(44, 20 + round(5 * math.log2(row.count))),
        )
        for row, x, y in points
    ]
    scale_km = max(step for step in (1, 2, 5, 10, 20, 50, 100) if step == 1 or step * per_km <= WIDTH / 3)
    return Chart(
        WIDTH,
        height,
        tuple(_named(_apart(marks))),
        _grid(height, scale_km * per_km),
        scale_km,
        round(scale_km * per_km),
    )


def _km(point: tuple[float, float] | None) -> tuple[float, float]:
    assert point is not None
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
        placed.append(Mark(mark.number, mark.label, x, mark.y, mark.radius))
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
