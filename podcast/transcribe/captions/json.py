"""The podcast namespace's JSON transcript, version 1.0.0: times in seconds."""

from __future__ import annotations

import json
from collections import Counter

from podcast.model import Transcript

__all__ = ["write"]


def write(transcript: Transcript) -> str:
    """A transcript as podcast JSON; `speaker` is left out where it is not known.

    One key more than the namespace names, which readers pass over: `speakersFound` counts the segments by
    how it was found who speaks (microphone, diarisation, person).
    """
    ways = Counter(each.found for each in transcript.segments if each.found)
    segments = [
        {
            **({"speaker": each.speaker} if each.speaker else {}),
            "startTime": each.start_ms / 1000,
            "endTime": each.end_ms / 1000,
            "body": each.text,
        }
        for each in transcript.segments
    ]
    found = {"speakersFound": dict(sorted(ways.items()))} if ways else {}
    return (
        json.dumps({"version": "1.0.0", **found, "segments": segments}, ensure_ascii=False, indent=1) + "\n"
    )
