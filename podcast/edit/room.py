"""Room tone for as long as it is wanted, from the second or so that there is of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from podcast.audio import Pcm, Samples

__all__ = ["Repeated"]

_GOLDEN: Final = (5**0.5 - 1) / 2  # squares times this fall into no rhythm, modulo 1
_VARIED: Final = 0.8  # of the room there is: a passage never begins where the one before is being left


@dataclass(frozen=True, slots=True)
class Repeated:
    """A short stretch of steady sound made `frames` long.

    A stretch that is long enough is heard as it is. Else passages of two thirds of it follow each other
    with equal-power crossfades, each from another place in it, so that no rhythm is heard.
    """

    source: Pcm
    frames: int

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    @property
    def channels(self) -> int:
        return self.source.channels

    def blocks(self) -> Iterator[Samples]:
        blocks = list(self.source.blocks())
        if not blocks:
            return
        stretch = np.concatenate(blocks)
        if len(stretch) >= self.frames or len(stretch) < 3:
            yield stretch[: self.frames]
            return
        yield from self._passages(stretch)

    def _passages(self, stretch: Samples) -> Iterator[Samples]:
        """Thirds: how the passage before ends, under how the next one begins."""
        third = len(stretch) // 3
        rise = np.sin(np.pi / 2 * (np.arange(third, dtype=np.float32) + 0.5) / third)[:, None]
        ending = stretch[third : 2 * third]
        yield stretch[:third]
        for number in range(1, -(-self.frames // third)):
            first = int(number * number * _GOLDEN % 1 * _VARIED * third)
            yield ending * rise[::-1] + stretch[first : first + third] * rise
            ending = stretch[first + third : first + 2 * third]
