"""A timeline as sound: its clips in their places, sample by sample, at 48 kHz."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podcast.audio import Balance, Downmixed, Levels, Opened, Pcm, Samples, energy_grid
from podcast.edit.duck import ducked, joined, speech
from podcast.edit.match import sound_gain_db, voice_gain_db
from podcast.edit.room import Repeated
from podcast.edit.voices import Voice, cleaned, opened, voices
from podcast.errors import Remark
from podcast.model import Clip, Excerpt, Timeline

__all__ = ["Mixed", "Placed", "mix"]

_RATE_HZ: Final = 48000
_FRAMES_PER_MS: Final = _RATE_HZ // 1000
_BLOCK: Final = 800 * _FRAMES_PER_MS
_DC_HZ: Final = 10.0  # below any music: takes the offset out and nothing else

_File = tuple[Path, bool, bool]
"""What is opened once: a file, whether it is denoised, whether it has one microphone per voice."""


def mix(timeline: Timeline, root: Path) -> Mixed:
    """Render a timeline: mono where every source is mono or has one microphone per voice, else stereo.

    Sources are resampled to 48 kHz. What is used of a recording is read once beforehand; then it is
    high-passed at 80 Hz and freed of mains hum where there is some, and its voices are brought to one level,
    which is that of the other recordings too. Music and sounds are freed of DC and brought to their place
    behind the voices. A clip's own gain comes on top.

    A source shorter than its clip is followed by silence, so the length is the timeline's to the sample.
    Raises RecordingError for a source that is missing or is not sound.
    """
    files: dict[_File, Opened] = {}
    for clip in timeline.clips:
        if _file(clip) not in files:
            files[_file(clip)] = opened(clip, root)
    heard, remarks = _heard(timeline.on("voice"), files)
    desk = _Desk(files, heard, _channels(timeline, files, heard))
    placed = tuple(desk.placed(clip) for clip in timeline.clips if clip.duration_ms)
    spoken = desk.spoken if any(clip.duck_db for clip in timeline.clips) else ()
    return Mixed(placed, timeline.duration_ms * _FRAMES_PER_MS, desk.channels, remarks, spoken)


def _file(clip: Clip) -> _File:
    return clip.source, clip.denoise, len(clip.speakers) > 1


def _heard(
    clips: Sequence[Clip], files: Mapping[_File, Opened]
) -> tuple[dict[Clip, Voice], tuple[Remark, ...]]:
    """Every clip of a voice, recording by recording, and what the recordings have wrong with them."""
    by_file: dict[_File, list[Clip]] = {}
    for clip in clips:
        by_file.setdefault(_file(clip), []).append(clip)
    found: dict[Clip, Voice] = {}
    said: dict[str, Remark] = {}
    for file, used in by_file.items():
        made, remarks = voices(used, files[file])
        found |= dict(zip(used, made, strict=True))
        said |= {str(remark): remark for remark in remarks}
    return found, tuple(said.values())


def _channels(timeline: Timeline, files: Mapping[_File, Opened], heard: Mapping[Clip, Voice]) -> int:
    spoken = [voice.channels for voice in heard.values()]
    others = [files[_file(clip)].channels for clip in (*timeline.on("sound"), *timeline.on("music"))]
    return max([*spoken, *others], default=1)


@dataclass
class _Desk:
    """Puts every clip through what its kind asks for; nothing is open until somebody listens."""

    files: Mapping[_File, Opened]
    heard: Mapping[Clip, Voice]
    channels: int

    def placed(self, clip: Clip) -> Placed:
        """A clip with its sound and the gain it is heard with."""
        match clip.track:
            case "voice":
                sound, gain_db = self.heard[clip].sound(), self._voice_db(self.heard[clip])
            case "room":
                sound, gain_db = self._room(clip)
            case "sound" | "music":
                sound = cleaned(clip, self.files[_file(clip)], corner_hz=_DC_HZ)
                gain_db = self._sound_db(clip, sound)
        return Placed(clip, sound, gain_db, self.spoken if clip.duck_db else ())

    def _voice_db(self, voice: Voice) -> float:
        gain_db = voice_gain_db(voice.energy, voice.unusual_lu, voice.over_noise_lu)
        return gain_db - self._doubled_db(voice)

    def _sound_db(self, clip: Clip, sound: Pcm) -> float:
        return sound_gain_db(energy_grid(sound), clip.kind) - self._doubled_db(sound)

    def _doubled_db(self, sound: Voice | Pcm) -> float:
        """How much louder mono is when it is heard on two loudspeakers (BS.1770-4 adds their energies)."""
        return float(10 * np.log10(self.channels / sound.channels))

    def _room(self, clip: Clip) -> tuple[Pcm, float]:
        """Room tone with the gains of the voice next to it; as it is where its recording is not heard."""
        frames = clip.duration_ms * _FRAMES_PER_MS
        beside = [voice for other, voice in self.heard.items() if _file(other) == _file(clip)]
        if not beside:
            return Repeated(cleaned(clip, self.files[_file(clip)]), frames), 0.0
        voice = min(beside, key=lambda voice: _apart_ms(voice.clip, clip))
        return Repeated(voice.room(clip), frames), self._voice_db(voice)

    @cached_property
    def spoken(self) -> tuple[Excerpt, ...]:
        """When somebody speaks in the programme."""
        found: list[Excerpt] = []
        for voice in self.heard.values():
            found += speech(voice.energy, voice.over_noise_lu, voice.clip.at_ms)
        return joined(found)


def _apart_ms(one: Clip, other: Clip) -> int:
    """How far two clips are from each other; negative where they overlap."""
    last_ms = min(one.at_ms + one.duration_ms, other.at_ms + other.duration_ms)
    return max(one.at_ms, other.at_ms) - last_ms


@dataclass(frozen=True, slots=True)
class Placed:
    """A clip and its sound, of which nothing is open yet.

    `matched_db` brings it to its level; it goes down for what is `spoken`.
    """

    clip: Clip
    sound: Pcm
    matched_db: float
    spoken: tuple[Excerpt, ...]

    @property
    def first(self) -> int:
        return self.clip.at_ms * _FRAMES_PER_MS

    @property
    def frames(self) -> int:
        return self.clip.duration_ms * _FRAMES_PER_MS

    def blocks(self, channels: int) -> Generator[Samples, None, None]:
        """Exactly `frames` frames, faded in and out at the edges."""
        done = 0
        for block in Downmixed(self._ducked(), channels).blocks():
            wanted = block[: self.frames - done]
            yield wanted * self._gain(done, len(wanted))
            done += len(wanted)
            if done == self.frames:
                return
        while done < self.frames:
            silence = min(_BLOCK, self.frames - done)
            yield np.zeros((silence, channels), np.float32)
            done += silence

    def _ducked(self) -> Pcm:
        if not self.spoken:
            return self.sound
        line = ducked(self.spoken, self.clip.duck_db, self.clip.at_ms, self.clip.duration_ms)
        routes = tuple((channel, channel, 0) for channel in range(self.sound.channels))
        return Balance(self.sound.channels, (line,), routes).applied(self.sound)

    def _gain(self, first: int, count: int) -> Samples:
        """The gain of `count` frames from `first` on, (count, 1) or (1, 1): quarter sines at both edges.

        Where one clip fades out as long as the next one fades in, their powers add up to one.
        """
        before, after = (ms * _FRAMES_PER_MS for ms in (self.clip.fade_in_ms, self.clip.fade_out_ms))
        gain = np.full((1, 1), 10 ** ((self.matched_db + self.clip.gain_db) / 20))
        if first < before:
            gain = gain * _rise(np.arange(first, first + count), before)
        if first + count > self.frames - after:
            gain = gain * _rise(self.frames - 1 - np.arange(first, first + count), after)
        return gain.astype(np.float32)


def _rise(at: NDArray[np.int64], length: int) -> Levels:
    """The gain, (frames, 1), of frames that are `at` from the edge where it is nothing."""
    return np.asarray(np.sin(np.pi / 2 * np.minimum((at[:, None] + 0.5) / length, 1.0)))


def _add(block: Samples, taken: Samples) -> None:
    """Add channel by channel: a clip's channels lie one after the other, a block's side by side."""
    for channel in range(block.shape[1]):
        block[:, channel] += taken[:, channel]


class _Waiting:
    """One clip being read: gives as many frames as are asked for."""

    def __init__(self, placed: Placed, channels: int) -> None:
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

    def close(self) -> None:
        """Close the clip's file."""
        self._blocks.close()


@dataclass(frozen=True, slots=True)
class Mixed:
    """A rendered timeline, and what its recordings had wrong with them.

    A clip's file is open only while the clip is heard. `spoken` is what music makes way for.
    """

    placed: tuple[Placed, ...]
    frames: int
    channels: int
    remarks: tuple[Remark, ...] = ()
    spoken: tuple[Excerpt, ...] = ()
    rate_hz: int = _RATE_HZ

    def bare(self, clip: Clip) -> Mixed:
        """One clip alone as it is in the mix, but for its fades, its own gain and what it is lowered by."""
        placed = next(each for each in self.placed if each.clip == clip)
        bare = replace(clip, at_ms=0, gain_db=0.0, fade_in_ms=0, fade_out_ms=0, duck_db=0.0)
        return Mixed((replace(placed, clip=bare, spoken=()),), placed.frames, self.channels)

    def blocks(self) -> Iterator[Samples]:
        ahead = sorted(self.placed, key=lambda placed: placed.first, reverse=True)
        heard: list[_Waiting] = []
        for start in range(0, self.frames, _BLOCK):
            end = min(start + _BLOCK, self.frames)
            while ahead and ahead[-1].first < end:
                heard.append(_Waiting(ahead.pop(), self.channels))
            block = np.zeros((end - start, self.channels), np.float32)
            for clip in heard:
                first, last = max(start, clip.first), min(end, clip.end)
                _add(block[first - start : last - start], clip.take(last - first))
            for clip in heard:
                if clip.end <= end:
                    clip.close()
            heard = [clip for clip in heard if clip.end > end]
            yield block
