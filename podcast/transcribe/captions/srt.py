"""SubRip captions: at most two lines of 32 characters, the speaker's name on each change."""

from __future__ import annotations

from collections.abc import Iterator

from podcast.model import Segment, Transcript
from podcast.transcribe.captions.clock import hours
from podcast.transcribe.captions.lines import broken

__all__ = ["write"]

_WIDTH = 32
_LINES = 2


def write(transcript: Transcript) -> str:
    """A transcript as SRT; a cue of more than two lines is divided, its time by the characters said."""
    blocks = []
    speaker = ""
    for segment in transcript.segments:
        named = segment.speaker and segment.speaker != speaker
        speaker = segment.speaker or speaker
        blocks += list(_pieces(segment, f"{segment.speaker}: " if named else ""))
    return "\n".join(
        f"{number}\n{hours(start, ',')} --> {hours(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(blocks, start=1)
    )


def _pieces(segment: Segment, prefix: str) -> Iterator[tuple[int, int, str]]:
    lines = broken(prefix + segment.text, _WIDTH)
    pairs = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    whole = sum(len(line) for line in lines) or 1
    length_ms = segment.end_ms - segment.start_ms
    said = 0
    for pair in pairs:
        start_ms = segment.start_ms + length_ms * said // whole
        said += sum(len(line) for line in pair)
        yield start_ms, segment.start_ms + length_ms * said // whole, "\n".join(pair)
