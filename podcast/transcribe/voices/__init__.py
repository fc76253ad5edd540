"""Voices told apart by their sound, where there is no microphone for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from podcast.transcribe.sound import pieces
from podcast.transcribe.voices.ears import Ears, open_ears
from podcast.transcribe.voices.listening import Heard, listen
from podcast.transcribe.voices.turns import Turn, turns
from podcast.weights import SEGMENTATION, VOICE, VOICES, Progress, pull

__all__ = ["STAMP", "Ears", "Heard", "Turn", "listen", "make_ears", "turns", "turns_in"]

STAMP: Final = (SEGMENTATION.sha256, VOICE.sha256)
"""What tells voices apart: the digests of the weights."""
_BLOCK_S: Final = 20.0


def make_ears(on_progress: Progress, *, threads: int | None = None) -> Ears:
    """Have the weights on this machine and load them. Raises ModelMissing or DiskFull."""
    model = pull(VOICES, on_progress)
    return open_ears(model.path, (SEGMENTATION.name, VOICE.name), threads or min(4, os.cpu_count() or 1))


def turns_in(
    recordings: Sequence[Path], count: int, ears: Ears, on_progress: Callable[[int, int], None]
) -> list[tuple[Turn, ...]]:
    """Who speaks when in recordings that belong together, all channels mixed; at most `count` voices.

    `on_progress` gets a recording's place and the milliseconds of it that are done. Raises RecordingError
    where one cannot be decoded.
    """
    heard = []
    for place, recording in enumerate(recordings):

        def told(done_ms: int, place: int = place) -> None:
            on_progress(place, done_ms)

        heard.append(listen(pieces(recording, _BLOCK_S), ears, told))
    return turns(heard, count)
