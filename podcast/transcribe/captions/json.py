"""The podcast namespace's JSON transcript, version 1.0.0: times in seconds."""

from __future__ import annotations

import json
from collections import Counter

from podcast.model import Transcript
from podcast.transcribe.captions.announced import machine_made

__all__ = ["write"]


def write(transcript: Transcript) -> str:
    """A transcript as podcast JSON; `speaker` is left out where it is not known.

    One key more than the namespace names, which readers pass over: `speakersFound` counts the segments by
    how it was found who speaks (microphone, diarisation, person).
    A translation has three more: its languages, and whether a machine alone made some of it.
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
    whole = {"version": "1.0.0", **_translation(transcript), **found, "segments": segments}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _translation(transcript: Transcript) -> dict[str, object]:
    if not transcript.translated_from:
        return {}
    return {
        "language": transcript.language,
        "translatedFrom": transcript.translated_from,
        "machineTranslation": machine_made(transcript),
    }
