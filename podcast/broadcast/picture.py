"""Loudness over time as points to draw: the same in the run sheet's HTML and in its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Picture", "picture"]

# What is drawn around the target: enough under it for pauses, enough over it for bursts.
_UNDER_LU = 24.0
_OVER_LU = 12.0


@dataclass(frozen=True, slots=True)
class Picture:
    """Corners of the area under the curve, from lower left to lower right, and the height of the target.

    All within `width` by `height`, y downwards, to a tenth.
    """

    width: float
    height: float
    corners: tuple[tuple[float, float], ...]
    target_y: float

    @property
    def path(self) -> str:
        """The area as the path of an SVG."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.corners) + "z"


def picture(contour: Sequence[float], target_lufs: float, width: float, height: float) -> Picture:
    """Draw momentary loudness, one step for each value, from 24 LU under the target to 12 over it."""

    def y(level_lufs: float) -> float:
        share = (level_lufs - target_lufs + _UNDER_LU) / (_UNDER_LU + _OVER_LU)
        return round(height * (1 - min(max(share, 0.0), 1.0)), 1)

    corners = [(0.0, height)]
    for number, level in enumerate(contour):
        left, right = (round(width * at / len(contour), 1) for at in (number, number + 1))
        corners += [(left, y(level)), (right, y(level))]
    return Picture(width, height, (*corners, (width, height)), y(target_lufs))
