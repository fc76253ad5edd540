"""The voices of a programme: each recording read once where it is used, and what that tells of its clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from podcast.audio import (
    VOICES_HZ,
    Balance,
    Cleaned,
    Levels,
    Opened,
    Pcm,
    Samples,
    Survey,
    balanced,
    decode,
    denoised,
    survey,
)
from podcast.edit.match import louder_lu, over_noise_lu
from podcast.errors import Remark
from podcast.model import Clip

__all__ = ["Voice", "cleaned", "opened", "voices"]

_STEP_MS: Final = 10
_LEAD_MS: Final = 500  # before a clip, until filters have settled: those against hum ring so long
# What is said before and after a quote tells more of its voices, and its pauses more of the noise.
_AROUND_MS: Final = 5_000

Stretch = tuple[int, int | None]
"""First and last millisecond read of a file; None: to its end."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One clip of a recording, cleaned and with its voices at one level.

    `energy` is its K energy per 10 ms as it comes out, `unusual_lu` how much louder it is than its recording,
    `over_noise_lu` than the noise there.
    """

    clip: Clip
    energy: Levels
    unusual_lu: float
    over_noise_lu: float
    _recording: Opened
    _hums: bool
    _balance: Balance
    _first: int  # its first frame, counted from the balance's first step

    @property
    def channels(self) -> int:
        return self._balance.channels

    def sound(self) -> Pcm:
        """The clip itself."""
        return self._balance.applied(self._cleaned(self.clip), self._first)

    def room(self, clip: Clip) -> Pcm:
        """Room tone of the same recording, as it sounds at that end of this clip which is nearer to it."""
        after = clip.at_ms >= self.clip.at_ms
        held = self._balance.held(len(self._balance.lines[0]) - 1 if after else 0)
        return held.applied(self._cleaned(clip))

    def _cleaned(self, clip: Clip) -> Pcm:
        return cleaned(clip, self._recording, hum=self._hums)


def cleaned(clip: Clip, file: Opened, *, corner_hz: float = VOICES_HZ, hum: bool = False) -> Pcm:
    """A clip's own stretch of its file, filtered as if all of the file had been."""
    lead_ms = min(_LEAD_MS, clip.start_ms)
    part = file.part(clip.start_ms - lead_ms, clip.end_ms)
    return Cleaned(part, corner_hz, hum, lead_ms * part.rate_hz // 1000)


def opened(clip: Clip, root: Path) -> Opened:
    """A clip's whole file, at 48 kHz. Raises RecordingError where it is missing or is not sound."""
    opening = denoised if clip.denoise else decode
    return opening(root / clip.source, every_channel=len(clip.speakers) > 1)


def voices(clips: Sequence[Clip], recording: Opened) -> tuple[tuple[Voice, ...], tuple[Remark, ...]]:
    """The clips that are taken from one recording, and what the recording has wrong with it.

    Reads what is used and a little around it, once. One microphone per voice wants the whole recording:
    whose microphone is whose cannot be told from one answer.
    """
    microphones = len(clips[0].speakers) > 1
    stretches: list[Stretch] = [(0, None)] if microphones else _stretches(clips)
    found = survey(_Spliced(tuple(recording.part(*each) for each in stretches), recording))
    balance = balanced(found, microphones=microphones)
    energy = balance.energy(found.grid)
    made = []
    for clip in clips:
        first_ms = _spliced_ms(clip.start_ms, stretches)
        first, last = first_ms // _STEP_MS, -(-(first_ms + clip.duration_ms) // _STEP_MS)
        own = energy[first:last].copy()
        made.append(
            Voice(
                clip,
                own,
                louder_lu(own, energy),
                over_noise_lu(own, energy),
                recording,
                found.hums,
                balance.part(first, last + 1),
                (first_ms - first * _STEP_MS) * recording.rate_hz // 1000,
            )
        )
    return tuple(made), _said(found, clips, stretches)


def _stretches(clips: Sequence[Clip]) -> list[Stretch]:
    """What is read for these clips, in order and apart, on the grid."""
    wanted = sorted(_around(clip) for clip in clips)
    joined = [wanted[0]]
    for first_ms, last_ms in wanted[1:]:
        if first_ms <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], last_ms)
        else:
            joined.append((first_ms, last_ms))
    return [*joined]


def _around(clip: Clip) -> tuple[int, int]:
    more_ms = _AROUND_MS if clip.kind == "quote" else 0
    first_ms = max(0, clip.start_ms - more_ms) // _STEP_MS * _STEP_MS
    length_ms = -(-(clip.end_ms + more_ms - first_ms) // _STEP_MS) * _STEP_MS
    return first_ms, first_ms + length_ms


def _spliced_ms(time_ms: int, stretches: Sequence[Stretch]) -> int:
    """Where a time of the file lies among the stretches laid end to end."""
    before_ms = 0
    for first_ms, last_ms in stretches:
        if last_ms is None or time_ms < last_ms:
            break
        before_ms += last_ms - first_ms
    return before_ms + time_ms - first_ms


def _said(found: Survey, clips: Sequence[Clip], stretches: Sequence[Stretch]) -> tuple[Remark, ...]:
    """What was found in the passages that are heard, at the recording's own times."""
    passages = [
        (_spliced_ms(clip.start_ms, stretches), clip.start_ms, clip.end_ms - clip.start_ms) for clip in clips
    ]
    heard = {
        start_ms + at_ms - first_ms
        for at_ms in found.clipped_ms
        for first_ms, start_ms, length_ms in passages
        if 0 <= at_ms - first_ms < length_ms
    }
    return replace(found, clipped_ms=tuple(sorted(heard))).remarks(clips[0].source.name)


@dataclass(frozen=True, slots=True)
class _Spliced:
    """Parts of one recording, one after the other."""

    parts: tuple[Pcm, ...]
    recording: Pcm

    @property
    def rate_hz(self) -> int:
        return self.recording.rate_hz

    @property
    def channels(self) -> int:
        return self.recording.channels

    def blocks(self) -> Iterator[Samples]:
        for part in self.parts:
            yield from part.blocks()
