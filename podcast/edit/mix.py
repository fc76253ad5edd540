"""A timeline as sound: its clips in their places, sample by sample, at 48 kHz."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from podcast.audio import Cleaned, Downmixed, Pcm, Samples, decode, denoised, levelled, survey
from podcast.errors import Remark
from podcast.model import Clip, Timeline

__all__ = ["Mixed", "mix"]

_RATE_HZ = 48000
_FRAMES_PER_MS = _RATE_HZ // 1000
_FADE_MS = 10  # long enough that a cut does not click, short enough to keep a consonant
_BLOCK = 400 * _FRAMES_PER_MS
_DC_HZ = 10.0  # below any music: takes the offset out and nothing else


def mix(timeline: Timeline, root: Path) -> Mixed:
    """Render a timeline: mono where every source is mono or has one microphone per voice, else stereo.

    Sources are resampled to 48 kHz. Recordings are read once beforehand, then high-passed at 80 Hz, freed
    of mains hum where there is some, and their voices brought to one level; the opening and closing are
    only freed of DC. A source shorter than its clip is followed by silence, so the length is the
    timeline's to the sample. Raises RecordingError for a source that is missing or is not sound.
    """
    placed = tuple(_placed(clip, root) for clip in timeline.clips)
    channels = max((each.sound.channels for each in placed), default=1)
    said = {str(remark): remark for each in placed for remark in each.remarks}
    return Mixed(placed, timeline.duration_ms * _FRAMES_PER_MS, channels, tuple(said.values()))


def _placed(clip: Clip, root: Path) -> _Placed:
    """A clip with its sound, cleaned and levelled, mono or stereo."""
    microphones = len(clip.speakers) > 1
    opened = denoised if clip.denoise else decode
    cut = opened(root / clip.source, start_ms=clip.start_ms, end_ms=clip.end_ms, every_channel=microphones)
    if clip.kind != "recording":
        return _Placed(clip, Cleaned(cut, _DC_HZ))
    found = survey(cut)
    sound = levelled(Cleaned(cut, hum=found.hums), found, microphones=microphones)
    return _Placed(clip, sound, found.remarks(clip.source.name))


@dataclass(frozen=True, slots=True)
class _Placed:
    clip: Clip
    sound: Pcm
    remarks: tuple[Remark, ...] = ()

    @property
    def first(self) -> int:
        return self.clip.at_ms * _FRAMES_PER_MS

    @property
    def frames(self) -> int:
        return self.clip.duration_ms * _FRAMES_PER_MS

    def blocks(self, channels: int) -> Iterator[Samples]:
        """Exactly `frames` frames, faded in and out at the edges."""
        done = 0
        for block in Downmixed(self.sound, channels).blocks():
            wanted = block[: self.frames - done]
            if len(wanted):
                yield wanted * _fade(done, len(wanted), self.frames)
            done += len(wanted)
        while done < self.frames:
            silence = min(_BLOCK, self.frames - done)
            yield np.zeros((silence, channels), np.float32)
            done += silence


def _fade(first: int, count: int, frames: int) -> Samples:
    """The gain, (count, 1), of frames `first` on in a clip of `frames`: linear ramps at both edges."""
    length = _FADE_MS * _FRAMES_PER_MS
    if first >= length and first + count <= frames - length:
        return np.ones((1, 1), np.float32)
    at = np.arange(first, first + count, dtype=np.float32)
    gain: Samples = np.clip(np.minimum(at + 0.5, frames - at - 0.5) / length, 0.0, 1.0)[:, None]
    return gain


class _Waiting:
    """One clip being read: gives as many frames as are asked for."""

    def __init__(self, placed: _Placed, channels: int) -> None:
        self.first = placed.first
        self.end = placed.first + placed.frames
        self._blocks = placed.blocks(channels)
        self._kept = np.zeros((0, channels), np.float32)

    def take(self, frames: int) -> Samples:
        parts = [self._kept] if len(self._kept) else []
        have = len(self._kept)
        while have < frames:
            parts.append(next(self._blocks))
            have += len(parts[-1])
        joined = np.concatenate(parts) if len(parts) > 1 else parts[0]
        self._kept = joined[frames:]
        return joined[:frames]


@dataclass(frozen=True, slots=True)
class Mixed:
    """A rendered timeline, and what its recordings had wrong with them."""

    placed: tuple[_Placed, ...]
    frames: int
    channels: int
    remarks: tuple[Remark, ...] = ()
    rate_hz: int = _RATE_HZ

    def blocks(self) -> Iterator[Samples]:
        waiting = [_Waiting(each, self.channels) for each in self.placed if each.frames]
        for start in range(0, self.frames, _BLOCK):
            end = min(start + _BLOCK, self.frames)
            block = np.zeros((end - start, self.channels), np.float32)
            for clip in waiting:
                first, last = max(start, clip.first), min(end, clip.end)
                if first < last:
                    block[first - start : last - start] += clip.take(last - first)
            waiting = [clip for clip in waiting if clip.end > end]
            yield block
