"""Caption formats. To add one: a file with `write(transcript) -> str`, and a line in _WRITERS."""

from __future__ import annotations

from collections.abc import Callable

from podcast.model import Transcript
from podcast.transcribe.captions import json, srt, text, vtt
from podcast.transcribe.captions.announced import announced

__all__ = ["FORMATS"]

_Writer = Callable[[Transcript], str]
_WRITERS: dict[str, _Writer] = {
    "vtt": vtt.write,
    "srt": srt.write,
    "json": json.write,
    "txt": text.write,
}


def _announcing(write: _Writer) -> _Writer:
    return lambda transcript: write(announced(transcript))


FORMATS: dict[str, _Writer] = {suffix: _announcing(write) for suffix, write in _WRITERS.items()}
