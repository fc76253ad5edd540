"""Who speaks when in every recording of an episode, under the same letters in all of them."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.sound import RATE
from podcast.transcribe.voices.ears import LEAD, STEP
from podcast.transcribe.voices.grouping import centres
from podcast.transcribe.voices.listening import Heard

__all__ = ["Turn", "turns"]

# What a run must be to tell what a voice is like.
_TELLING_S: Final = 1.5
_LETTERS: Final = string.ascii_uppercase


@dataclass(frozen=True, slots=True)
class Turn:
    """One voice speaks: its label (A, B…), and when, in recording time. Two may overlap."""

    start_ms: int
    end_ms: int
    voice: str


def turns(recordings: Sequence[Heard], count: int) -> list[tuple[Turn, ...]]:
    """The turns of each recording, for at most `count` voices in all, named in the order they are heard.

    The same algorithm as pyannote.audio's pipeline where it is known how many speak at once: every window
    votes, and in each frame the voices with most votes are those that speak.
    """
    runs = [run for heard in recordings for run in heard.runs if run.voice is not None]
    telling = [run for run in runs if run.alone_s >= _TELLING_S] or runs
    if not telling:
        return [() for _ in recordings]
    prints = np.stack([run.voice for run in telling if run.voice is not None])
    middles = centres(prints, np.array([max(run.alone_s, 0.1) for run in telling]), min(count, len(_LETTERS)))
    found = [_spans(_active(heard, middles)) for heard in recordings]
    order = dict.fromkeys(voice for spans in found for _, _, voice in spans)
    letters = {voice: _LETTERS[index] for index, voice in enumerate(order)}
    return [tuple(Turn(start, end, letters[voice]) for start, end, voice in spans) for spans in found]


def _active(heard: Heard, middles: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which voice is heard in each frame, (frames, voices)."""
    votes = np.zeros((len(heard.windows), len(middles)), np.float32)
    for run in heard.runs:
        if run.voice is not None:
            votes[run.first : run.past, int((middles @ run.voice).argmax())] += run.active
    many = np.rint(heard.speaking / np.maximum(heard.windows, 1)).astype(int)
    order = np.argsort(-votes, axis=1, kind="stable")
    active = np.zeros(votes.shape, np.bool_)
    for rank in range(min(len(middles), int(many.max(initial=0)))):
        frames = np.flatnonzero(many > rank)
        ranked = order[frames, rank]
        active[frames, ranked] = votes[frames, ranked] > 0
    return active


def _spans(active: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Beginning and end in ms and the voice, in order."""
    spans = []
    for voice in range(active.shape[1]):
        column = np.concatenate(([False], active[:, voice], [False])).astype(np.int8)
        for first, past in np.flatnonzero(np.diff(column)).reshape(-1, 2).tolist():
            start_ms, end_ms = ((frame * STEP + LEAD) * 1000 // RATE for frame in (first, past))
            spans.append((start_ms, end_ms, voice))
    return sorted(spans)
