"""Plain text: a paragraph each time the speaker changes or pauses long, the name before it."""

from __future__ import annotations

from podcast.model import Transcript

__all__ = ["write"]

_PARAGRAPH_PAUSE_MS = 2_000


def write(transcript: Transcript) -> str:
    """A transcript as paragraphs parted by an empty line."""
    paragraphs: list[str] = []
    speaker, end_ms = None, 0
    for segment in transcript.segments:
        if segment.speaker != speaker:
            name = f"{segment.speaker} : " if segment.speaker else ""
            paragraphs.append(name + segment.text)
        elif segment.start_ms - end_ms >= _PARAGRAPH_PAUSE_MS:
            paragraphs.append(segment.text)
        else:
            paragraphs[-1] += " " + segment.text
        speaker, end_ms = segment.speaker, segment.end_ms
    return "\n\n".join(paragraphs) + "\n" if paragraphs else ""
