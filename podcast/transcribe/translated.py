"""A translation beside the words that were said: whose voice each passage is."""

from __future__ import annotations

from dataclasses import replace

from podcast.model import Segment, Transcript

__all__ = ["voiced"]


def voiced(translation: Transcript, said: Transcript) -> Transcript:
    """The translation, each passage of no known voice given to the one that speaks most during it.

    Both are of one recording, in its time; `said` are the words in the language spoken.
    """
    segments = tuple(each if each.speaker else _given(each, said) for each in translation.segments)
    return replace(translation, segments=segments, voices=said.voices)


def _given(segment: Segment, said: Transcript) -> Segment:
    def shared_ms(other: Segment) -> int:
        return min(other.end_ms, segment.end_ms) - max(other.start_ms, segment.start_ms)

    nearest = max(said.segments, key=shared_ms, default=None)
    if nearest is None or shared_ms(nearest) <= 0:
        return segment
    return replace(segment, speaker=nearest.speaker, found=nearest.found)
