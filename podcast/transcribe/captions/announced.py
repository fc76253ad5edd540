"""A translation says in its own text that it is one: few apps show what stands beside it."""

from __future__ import annotations

from dataclasses import replace

from podcast.model import Transcript

__all__ = ["announced", "machine_made"]

_MACHINE, _CHECKED = "[Machine translation]", "[Translation]"


def machine_made(transcript: Transcript) -> bool:
    """Whether some of a translation is the machine's alone."""
    return any(each.origin == "machine" for each in transcript.segments)


def announced(transcript: Transcript) -> Transcript:
    """The transcript; of a translation, with a mark before its first words."""
    if not (transcript.translated_from and transcript.segments):
        return transcript
    first, *rest = transcript.segments
    mark = _MACHINE if machine_made(transcript) else _CHECKED
    return replace(transcript, segments=(replace(first, text=f"{mark} {first.text}"), *rest))
