"""The sound an engine hears: one channel at 16 kHz, mono, 32-bit float, read in pieces.

A whole programme is never in memory: `pieces` gives it in blocks, `levels` keeps one figure per 50 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from podcast import tools
from podcast.errors import RecordingError

__all__ = ["RATE", "STEP_MS", "Samples", "levels", "pieces", "powers"]

Samples: TypeAlias = NDArray[np.float32]

RATE = 16_000
STEP_MS = 50
_STEP = RATE * STEP_MS // 1000


def pieces(recording: Path, seconds: float, *, channel: int | None = None) -> Iterator[Samples]:
    """Give a recording's sound in blocks of `seconds`; all channels mixed, or one channel alone.

    Blocks are 1-D, full scale ±1. Raises RecordingError when ffmpeg can make nothing of the file.
    """
    ffmpeg = tools.find()
    one = ["-ac", "1"] if channel is None else ["-af", f"pan=mono|c0=c{channel}"]
    command = ffmpeg.command(
        *ffmpeg.input(recording), *("-map", "0:a:0"), *one, *("-ar", str(RATE), "-f", "f32le", "pipe:1")
    )
    size = int(seconds * RATE) * 4
    with tools.start(command) as running:
        while block := running.stdout.read(size):
            samples = np.frombuffer(block[: len(block) // 4 * 4], dtype="<f4").astype(np.float32)
            # A float recording may hold what is no number; one such sample would cost every word around it.
            yield np.nan_to_num(samples, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        if running.wait() != 0:
            raise RecordingError(
                "{file} cannot be read as a recording: {reason}",
                hint="listen to the file; export it again as WAV, FLAC or MP3",
                file=recording,
                reason=_first(running.stderr),
            )


def _first(messages: str) -> str:
    """The first thing ffmpeg said, without the address of the part that said it."""
    lines = [re.sub(r"^\[[^]]*\] ", "", line).strip() for line in messages.splitlines()]
    return next((line for line in lines if line), "ffmpeg stopped")


def levels(recording: Path, channels: int) -> NDArray[np.float32]:
    """Mean power of each channel in dBFS, one row a channel, one column per `STEP_MS`."""
    rows = []
    for channel in range(channels):
        parts = [powers(block) for block in pieces(recording, 60.0, channel=channel)]
        rows.append(np.concatenate(parts) if parts else np.zeros(0, np.float32))
    width = max((len(row) for row in rows), default=0)
    return np.stack([np.pad(row, (0, width - len(row)), constant_values=-120.0) for row in rows])


def powers(block: Samples) -> NDArray[np.float32]:
    """Mean power of a block in dBFS, one figure per `STEP_MS`; what is left at its end counts as one."""
    steps = np.pad(block, (0, -len(block) % _STEP)).reshape(-1, _STEP).astype(np.float64)
    power: NDArray[np.float64] = np.mean(steps * steps, axis=1)
    decibels: NDArray[np.float32] = (10 * np.log10(power + 1e-12)).astype(np.float32)
    return decibels
