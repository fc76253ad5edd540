"""A timeline as an audio workstation wants it: lanes of items that point into a folder of media.

Every format is written from a `Session`: adding one is a file with a function that turns a session into
text, and a line in `handover.FORMATS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from podcast.audio import Levels, ascii_text
from podcast.disk import is_device
from podcast.edit.duck import ducked
from podcast.model import Chapter, Clip, ClipKind, Excerpt, Timeline, Track, Transcript

__all__ = [
    "FRAMES_PER_MS",
    "MEDIA",
    "RATE_HZ",
    "Item",
    "Lane",
    "Level",
    "Media",
    "Session",
    "Stretch",
    "ducking",
    "lanes",
    "named",
    "safe_name",
    "stretches",
]

RATE_HZ: Final = 48000
FRAMES_PER_MS: Final = RATE_HZ // 1000
MEDIA: Final = "media"

# A handle as long as any recording.
_WHOLE_MS: Final = 1000 * 3600 * 1000
_TRACKS: Final[tuple[Track, ...]] = ("voice", "sound", "music", "room")
_WORDS: Final = 6
_NAME_LENGTH: Final = 80

_STEP_MS: Final = 10
_STRAIGHT_DB: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one source that goes into the folder, in the source's time.

    `end_ms` may lie past the source's end. Room tone has a length of its own, `length_ms`.
    """

    source: Path
    kind: ClipKind
    start_ms: int
    end_ms: int
    speakers: tuple[str, ...] = ()
    denoise: bool = False
    length_ms: int = 0


@dataclass(frozen=True, slots=True)
class Media:
    """One WAV file of the folder at 48 kHz: its frames, and where in its source it begins.

    `microphone` names the voice of a recording that has a microphone for each.
    """

    name: str
    source: Path
    start_ms: int
    frames: int
    channels: int
    microphone: str = ""
    kind: ClipKind = "recording"

    @property
    def path(self) -> str:
        """Relative to the folder, with the separator that every workstation takes."""
        return f"{MEDIA}/{self.name}"

    @property
    def duration_ms(self) -> int:
        return self.frames // FRAMES_PER_MS


@dataclass(frozen=True, slots=True)
class Item:
    """A clip in its place: `offset_ms` is where it begins in its media, `gain_db` what brings it to level."""

    clip: Clip
    media: Media
    offset_ms: int
    gain_db: float = 0.0
    name: str = ""

    @property
    def at_ms(self) -> int:
        return self.clip.at_ms

    @property
    def length_ms(self) -> int:
        """That of the clip, or what there is of it where the source ends before."""
        return max(0, min(self.clip.duration_ms, self.media.duration_ms - self.offset_ms))

    @property
    def end_ms(self) -> int:
        return self.at_ms + self.length_ms


@dataclass(frozen=True, slots=True)
class Level:
    """A point of a volume curve, straight in decibels from one to the next."""

    at_ms: int
    gain_db: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A track of the workstation: items in order, of which one may run into the next and no further.

    `volume` is the curve that lowers its music under voices.
    """

    track: Track
    number: int
    items: tuple[Item, ...]
    volume: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A programme for a workstation."""

    name: str
    title: str
    duration_ms: int
    lanes: tuple[Lane, ...]
    chapters: tuple[Chapter, ...] = ()
    notes: str = ""
    titles: Mapping[Track, str] = field(default_factory=dict)

    def title_of(self, lane: Lane) -> str:
        """What a lane is called: the track, its number where a track needs several, a microphone's voice."""
        title = self.titles.get(lane.track, lane.track)
        numbered = title if lane.number == 1 else f"{title} {lane.number}"
        voices = {item.media.microphone for item in lane.items}
        only = next(iter(voices)) if len(voices) == 1 else ""
        return f"{numbered} · {only}" if only else numbered


def stretches(timeline: Timeline, handles_ms: int | None) -> Mapping[Clip, Stretch]:
    """What of each source goes into the folder: what is heard, and `handles_ms` on both sides.

    Stretches that meet are one. Narration is taken whole, since it is replaced whole; so is everything
    where `handles_ms` is None. Room tone is repeated over the length it is needed for.
    """
    asked: dict[Stretch, list[Clip]] = {}
    for clip in timeline.clips:
        asked.setdefault(_wanted(clip, handles_ms), []).append(clip)
    found: dict[Clip, Stretch] = {}
    for one, clips in _joined(asked):
        found |= dict.fromkeys(clips, one)
    return found


def _wanted(clip: Clip, handles_ms: int | None) -> Stretch:
    if clip.kind == "room":
        return Stretch(
            clip.source, "room", clip.start_ms, clip.end_ms, clip.speakers, clip.denoise, clip.duration_ms
        )
    more_ms = _WHOLE_MS if handles_ms is None or clip.kind == "narration" else handles_ms
    start_ms = max(0, clip.start_ms - more_ms)
    return Stretch(clip.source, clip.kind, start_ms, clip.end_ms + more_ms, clip.speakers, clip.denoise)


def _joined(asked: Mapping[Stretch, Sequence[Clip]]) -> list[tuple[Stretch, list[Clip]]]:
    """Stretches of one source that meet, as one; of room tone the longest that is needed."""
    joined: list[tuple[Stretch, list[Clip]]] = []
    for one in sorted(asked, key=lambda each: (each.source.as_posix(), each.kind, each.start_ms)):
        for at, (other, clips) in enumerate(joined):
            if (both := _both(other, one)) is not None:
                joined[at] = both, [*clips, *asked[one]]
                break
        else:
            joined.append((one, list(asked[one])))
    return joined


def _both(one: Stretch, other: Stretch) -> Stretch | None:
    """Two stretches as one, where they are of one kind of one source and meet."""
    same = replace(one, start_ms=0, end_ms=0, length_ms=0) == replace(
        other, start_ms=0, end_ms=0, length_ms=0
    )
    if not same:
        return None
    if one.kind == "room":
        equal = (one.start_ms, one.end_ms) == (other.start_ms, other.end_ms)
        return replace(one, length_ms=max(one.length_ms, other.length_ms)) if equal else None
    if max(one.start_ms, other.start_ms) > min(one.end_ms, other.end_ms):
        return None
    return replace(one, start_ms=min(one.start_ms, other.start_ms), end_ms=max(one.end_ms, other.end_ms))


def lanes(items: Iterable[Item], spoken: Sequence[Excerpt] = ()) -> tuple[Lane, ...]:
    """Items laid on as few lanes as hold them, track by track in the order they are mixed.

    Two items share a lane where one follows the other, or runs into it by no more than half of either.
    """
    placed: dict[Track, list[list[Item]]] = {track: [] for track in _TRACKS}
    for item in sorted(items, key=lambda each: each.at_ms):
        if item.length_ms <= 0:
            continue
        own = placed[item.clip.track]
        for lane in own:
            if _fits(lane, item):
                lane.append(item)
                break
        else:
            own.append([item])
    return tuple(
        Lane(track, number, tuple(lane), ducking(lane, spoken))
        for track in _TRACKS
        for number, lane in enumerate(placed[track], start=1)
    )


def _fits(lane: Sequence[Item], item: Item) -> bool:
    last = lane[-1]
    overlap_ms = last.end_ms - item.at_ms
    if overlap_ms <= 0:
        return True
    over_two = len(lane) > 1 and lane[-2].end_ms > item.at_ms
    return not over_two and overlap_ms <= min(last.length_ms, item.length_ms) // 2


def ducking(items: Sequence[Item], spoken: Sequence[Excerpt]) -> tuple[Level, ...]:
    """The volume of a lane in time, as in the mix: down by its clips' `duck_db` while somebody speaks.

    Nothing where none of them makes way. `spoken` comes from the mix.
    """
    if not any(item.clip.duck_db for item in items):
        return ()
    levels: list[Level] = []
    for number, item in enumerate(items):
        end_ms = item.end_ms if number + 1 == len(items) else min(item.end_ms, items[number + 1].at_ms)
        gains = ducked(spoken, item.clip.duck_db, item.at_ms, item.length_ms)
        bent = _bends(20 * np.log10(gains))
        points = [Level(item.at_ms + at * _STEP_MS, level_db) for at, level_db in bent]
        levels += [point for point in points if point.at_ms <= end_ms]
    return tuple(levels)


def _bends(line_db: Levels) -> list[tuple[int, float]]:
    """Where a line of steps bends, with both its ends: straight in between."""
    bends = np.flatnonzero(np.abs(np.diff(line_db, 2)) > _STRAIGHT_DB) + 1
    return [(int(at), round(float(line_db[at]), 3)) for at in (0, *bends, len(line_db) - 1)]


def named(clip: Clip, words: Transcript | None) -> str:
    """What an item is called: whose it is, and its first words where they are known."""
    parts = clip.source.parts
    owner = clip.episode or clip.source.stem
    if clip.kind == "narration" or len(parts) < 2:
        owner = clip.source.stem
    if words is None or clip.track != "voice":
        return owner
    end_ms = clip.at_ms + clip.duration_ms
    said = [
        word.text
        for segment in words.segments
        for word in segment.words
        if clip.at_ms <= word.start_ms < end_ms
    ]
    if not said:
        return owner
    return f"{owner}: {' '.join(said[:_WORDS])}{'…' if len(said) > _WORDS else ''}"


def safe_name(text: str) -> str:
    """A file's name that every system takes: ASCII letters, figures, `-`, `_` and `.`, not too long."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_text(text)).strip("-. ")[:_NAME_LENGTH].rstrip("-. ")
    return f"_{plain}" if not plain or is_device(plain) else plain
