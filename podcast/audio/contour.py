"""Loudness over time, in few enough steps to draw beside a target."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from podcast.audio.loudness import energy_grid, to_lufs, windows
from podcast.audio.pcm import reopen

__all__ = ["contour"]

_MOMENTARY = 40  # steps of the 10 ms grid, 0.4 s (EBU Tech 3341, 2.2)
_FLOOR_LUFS = -70.0  # the absolute gate: what is under it is drawn as silence


def contour(file: Path, steps: int) -> tuple[float, ...]:
    """The highest momentary loudness in each of `steps` equal stretches of a finished file.

    LUFS to one decimal, never under -70; fewer steps where the file is shorter than they are.
    """
    grid = energy_grid(reopen(file))
    if len(grid) < _MOMENTARY:
        return ()
    momentary = windows(np.pad(grid, (_MOMENTARY - 1, 0)), _MOMENTARY)
    parts = np.array_split(momentary, min(steps, len(momentary)))
    loudest = np.maximum(to_lufs(np.array([part.max() for part in parts])), _FLOOR_LUFS)
    return tuple(round(float(each), 1) for each in loudest)
