"""Caption formats. To add one: a file with `write(transcript) -> str`, and a line in FORMATS."""

from __future__ import annotations

from collections.abc import Callable

from podcast.model import Transcript
from podcast.transcribe.captions import json, srt, text, vtt

__all__ = ["FORMATS"]

FORMATS: dict[str, Callable[[Transcript], str]] = {
    "vtt": vtt.write,
    "srt": srt.write,
    "json": json.write,
    "txt": text.write,
}
