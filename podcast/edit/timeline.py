"""A portrait's timeline, the words carried along a timeline into programme time, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from podcast.model import (
    Clip,
    Dropped,
    Episode,
    Provenance,
    Segment,
    Show,
    Timeline,
    Transcript,
    Word,
    is_label,
)

__all__ = ["portrait", "programme_words", "provenance"]

_UNDERSTOOD_MS = 200

Passages = Mapping[Path, tuple[int, int]]
"""First and last millisecond used of each file, by its path relative to the root."""


def portrait(show: Show, episode: Episode, passages: Passages) -> Timeline:
    """The timeline nobody had to write: opening, the recordings in order, closing."""
    placed: list[Clip] = []
    at_ms = 0
    for clip in _wanted(show, episode, passages):
        placed.append(replace(clip, at_ms=at_ms))
        at_ms += clip.duration_ms
    return Timeline(tuple(placed))


def _wanted(show: Show, episode: Episode, passages: Passages) -> list[Clip]:
    clips = []
    if show.opening is not None:
        clips.append(Clip(show.opening, *passages[show.opening], 0, "opening"))
    for recording in episode.recordings:
        clips.append(
            Clip(
                recording.path, *passages[recording.path], 0, "recording", recording.channels, episode.denoise
            )
        )
    if show.closing is not None:
        clips.append(Clip(show.closing, *passages[show.closing], 0, "closing"))
    return clips


def programme_words(timeline: Timeline, transcripts: Mapping[Path, Transcript]) -> Transcript:
    """The transcript of a whole programme: each clip's cues, cut to the clip and moved to its place.

    `transcripts` are in recording time, by the recording's path; clips without one are silent text.
    A cue that reaches over a clip's edge is cut there, at a word. What is wholly outside is left out, and
    so is a word of which too little is heard to be understood.
    """
    spoken = [clip for clip in timeline.on("voice") if clip.source in transcripts]
    used = [(clip, transcripts[clip.source]) for clip in spoken]
    segments: list[Segment] = []
    dropped: list[Dropped] = []
    for clip, transcript in used:
        segments += [moved for each in transcript.segments if (moved := _segment(each, clip)) is not None]
        dropped += [
            replace(each, start_ms=_moved(each.start_ms, clip), end_ms=_moved(each.end_ms, clip))
            for each in transcript.dropped
            if each.end_ms > clip.start_ms and each.start_ms < clip.end_ms
        ]
    first = used[0][1] if used else Transcript("", 0, ())
    return Transcript(first.language, timeline.duration_ms, tuple(segments), first.stamp, tuple(dropped))


def provenance(
    timeline: Timeline, portraits: Mapping[str, tuple[Timeline, Transcript]]
) -> tuple[Provenance, ...]:
    """Where each quote of a documentary is heard in the portrait it comes from, in order.

    `portraits` have the timeline and the words in programme time of each, by slug.
    """
    quotes = [clip for clip in timeline.on("voice") if clip.episode]
    return tuple(
        Provenance(
            clip.at_ms, clip.at_ms + clip.duration_ms, clip.episode, _heard_at(clip, *portraits[clip.episode])
        )
        for clip in quotes
        if clip.episode in portraits
    )


def _heard_at(quote: Clip, portrait: Timeline, words: Transcript) -> int | None:
    """The beginning of the portrait's cue in which a quote begins."""
    for clip in portrait.on("voice"):
        if clip.source == quote.source and clip.start_ms < quote.end_ms and quote.start_ms < clip.end_ms:
            at_ms = _moved(quote.start_ms, clip)
            cues = [each.start_ms for each in words.segments if each.end_ms > at_ms]
            return min(cues, default=None)
    return None


def _moved(time_ms: int, clip: Clip) -> int:
    return min(max(time_ms, clip.start_ms), clip.end_ms) - clip.start_ms + clip.at_ms


def _segment(segment: Segment, clip: Clip) -> Segment | None:
    if segment.end_ms <= clip.start_ms or segment.start_ms >= clip.end_ms:
        return None
    words = tuple(
        Word(_moved(word.start_ms, clip), _moved(word.end_ms, clip), word.text, word.probability)
        for word in segment.words
        if _is_heard(word, clip)
    )
    if segment.words and not words:
        return None
    inside = segment.start_ms >= clip.start_ms and segment.end_ms <= clip.end_ms
    if clip.episode and is_label(segment.speaker):
        segment = replace(segment, speaker="")  # another portrait has a voice A as well
    if inside or not words:
        start_ms, end_ms = _moved(segment.start_ms, clip), _moved(segment.end_ms, clip)
        return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words)
    text = " ".join(word.text for word in words)
    return replace(segment, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, text=text, words=words)


def _is_heard(word: Word, clip: Clip) -> bool:
    """Whether enough of a word is in a clip to be understood: half of it, or 200 ms of a long one."""
    heard_ms = min(word.end_ms, clip.end_ms) - max(word.start_ms, clip.start_ms)
    return heard_ms > 0 and heard_ms >= min((word.end_ms - word.start_ms) / 2, _UNDERSTOOD_MS)
