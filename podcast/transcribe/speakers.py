"""Whose each word is: by its microphone, or by the voices that were told apart by their sound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from podcast.model import Segment, Transcript, Voice, Word
from podcast.transcribe.cues import cut
from podcast.transcribe.voices import Turn

__all__ = ["Part", "by_microphone", "parts", "told_apart"]

# What it costs to go from one voice to another between two words, in words that are then somebody
# else's: little after a sentence or a pause, much inside a sentence, where a model's word times wander.
_AT_A_PAUSE: Final = 0.2
_IN_A_SENTENCE: Final = 1.2
_PAUSE_MS: Final = 300
_SENTENCE_ENDS: Final = (".", "?", "!", "…")
# A word that nobody's turn covers is rather the nearest voice's.
_NEAR_MS: Final = 500
_FIRST_WORDS: Final = 8


def by_microphone(heard: Transcript) -> Transcript:
    """The transcript of a recording with one microphone per channel: each name is certain."""
    cues = (replace(each, found="microphone" if each.speaker else "") for each in heard.segments)
    return replace(heard, segments=tuple(cues))


def told_apart(heard: Transcript, turns: Sequence[Turn], cast: Sequence[Voice]) -> Transcript:
    """A transcript with a voice for each word, and its cues cut again where another voice begins.

    The voices that make the fewest changes inside sentences and the least contradiction to the turns.
    """
    words = [word for segment in heard.segments for word in segment.words]
    if not words or not turns:
        return replace(heard, voices=tuple(cast))
    names = {each.label: each.shown for each in cast}
    spoken = zip(words, _labels(words, turns), strict=True)
    cues: list[Segment] = []
    for label, run in groupby(spoken, key=lambda pair: pair[1]):
        cues += cut((word for word, _ in run), names.get(label, label))
    segments = tuple(replace(each, found="diarisation") for each in cues)
    return replace(heard, segments=segments, voices=tuple(cast))


def _labels(words: Sequence[Word], turns: Sequence[Turn]) -> list[str]:
    """The best row of voices, one a word (Viterbi)."""
    voices = sorted({turn.voice for turn in turns})
    doubts = list(_doubts(words, turns, voices))
    cost = doubts[0]
    came: list[list[int]] = []
    for (before, word), doubt in zip(pairwise(words), doubts[1:], strict=True):
        change = _cost_of_change(before, word)
        best = min(range(len(voices)), key=cost.__getitem__)
        came.append([at if cost[at] <= cost[best] + change else best for at in range(len(voices))])
        cost = [min(cost[at], cost[best] + change) + doubt[at] for at in range(len(voices))]
    at = min(range(len(voices)), key=cost.__getitem__)
    row = [at]
    for back in reversed(came):
        at = back[at]
        row.append(at)
    return [voices[at] for at in reversed(row)]


def _cost_of_change(before: Word, word: Word) -> float:
    pause = word.start_ms - before.end_ms >= _PAUSE_MS or before.text.endswith(_SENTENCE_ENDS)
    return _AT_A_PAUSE if pause else _IN_A_SENTENCE


def _doubts(words: Sequence[Word], turns: Sequence[Turn], voices: Sequence[str]) -> Iterator[list[float]]:
    """For each word and voice, from 0 (it covers as much of the word as any) to 1."""
    longest_ms = max(turn.end_ms - turn.start_ms for turn in turns)
    starts = [turn.start_ms for turn in turns]
    for word in words:
        first = bisect_left(starts, word.start_ms - longest_ms - _NEAR_MS)
        past = bisect_left(starts, word.end_ms + _NEAR_MS)
        covered = dict.fromkeys(voices, 0.0)
        near = dict.fromkeys(voices, 0.0)
        for turn in turns[first:past]:
            gap_ms = max(turn.start_ms - word.end_ms, word.start_ms - turn.end_ms)
            share = -gap_ms / max(word.end_ms - word.start_ms, 1)
            covered[turn.voice] = min(1.0, covered[turn.voice] + max(0.0, min(share, 1.0)))
            near[turn.voice] = max(near[turn.voice], 0.5 * (1 - max(gap_ms, 0) / _NEAR_MS))
        told = covered if max(covered.values()) > 0 else near
        most = max(told.values())
        yield [most - told[voice] for voice in voices]


@dataclass(frozen=True, slots=True)
class Part:
    """What one voice has in a programme: how long it speaks, and its first words."""

    label: str
    spoken_ms: int
    begins: str


def parts(transcripts: Sequence[Transcript], labels: Sequence[str]) -> tuple[Part, ...]:
    """Each voice's part over all recordings, for a person to know it by."""
    found = []
    for label in labels:
        cues = [cue for each in transcripts for cue in each.segments if cue.speaker == label]
        words = " ".join(cue.text for cue in cues).split()
        begins = " ".join(words[:_FIRST_WORDS]).rstrip(",;:.…") + ("…" if len(words) > _FIRST_WORDS else "")
        found.append(Part(label, sum(cue.end_ms - cue.start_ms for cue in cues), begins))
    return tuple(found)
