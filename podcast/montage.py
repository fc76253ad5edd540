"""The nouns of a programme laid out in time, and of one that was laid out by hand in `edit.toml`.

Part of `model`, which hands them on: rooms import them from there. The words are those of
OpenTimelineIO: a timeline has tracks, tracks have clips and gaps, and a transition is where one clip runs
into the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

__all__ = [
    "EXTRA_MS",
    "Chapter",
    "Clip",
    "ClipKind",
    "Excerpt",
    "Extra",
    "ExtraKind",
    "ExtraShape",
    "MusicBed",
    "Narration",
    "OnAir",
    "Part",
    "Pause",
    "Provenance",
    "Quote",
    "Sound",
    "Timeline",
    "Title",
    "Track",
]

ClipKind = Literal["recording", "opening", "closing", "quote", "narration", "sound", "music", "room"]
Track = Literal["voice", "sound", "music", "room"]
ExtraKind = Literal["soundbite", "trailer"]
ExtraShape = Literal["square", "vertical"]
EXTRA_MS: Final = (15_000, 120_000)
"""The shortest and the longest extra (podcast namespace, `soundbite`: 15 to 120 seconds)."""

_TRACKS: Final[dict[ClipKind, Track]] = {
    "recording": "voice",
    "quote": "voice",
    "narration": "voice",
    "opening": "sound",
    "closing": "sound",
    "sound": "sound",
    "music": "music",
    "room": "room",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named point of a programme, in programme time. In a documentary `episode` is the slug of the portrait
    that is heard there, `place` the id of its neighbourhood. `proposed` ones were found by the machine."""

    start_ms: int
    title: str
    episode: str = ""
    place: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a programme, in programme time."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Extra:
    """A soundbite or the trailer of a programme, 15 to 120 s that are also given away on their own.

    It is a passage of the programme, by its times (in programme time) or by the `words` it holds, or, for a
    trailer, a `file` of its own with its `captions` (both relative to the show's root). `name` is that of
    its files, `shape` that of its picture and its film. `season` is the one that a trailer announces.
    """

    kind: ExtraKind
    name: str
    title: str
    start_ms: int | None = None
    end_ms: int | None = None
    words: str = ""
    file: Path | None = None
    captions: Path | None = None
    shape: ExtraShape = "square"
    season: int | None = None


@dataclass(frozen=True, slots=True)
class OnAir:
    """What an episode's producer writes for the radio stations that air it.

    `introduction` is read before the programme (the "lancement"), `close` after it (the "pied");
    `music` names the music heard and its rights. `expires` is the last day it may air. `breaks_ms` are
    where it may be cut into segments, in programme time.
    """

    introduction: str = ""
    close: str = ""
    music: str = ""
    expires: date | None = None
    breaks_ms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Clip:
    """A passage of one file placed in a programme.

    `source` is relative to the show's root; `start_ms`/`end_ms` are in the source's time;
    `at_ms` is where it starts in the programme. `speakers` names each channel's voice when there is
    one microphone per channel. `episode` is the slug of the programme a quote is taken from.

    A clip fades in and out over `fade_in_ms` and `fade_out_ms`, with equal power where it runs into another
    one. `gain_db` comes on top of the level its kind is brought to. Music, and a sound under voices, is
    lowered by `duck_db` while somebody speaks. Room tone is `length_ms` long in the programme, whatever the
    length of the stretch that it repeats.
    """

    source: Path
    start_ms: int
    end_ms: int
    at_ms: int
    kind: ClipKind = "recording"
    speakers: tuple[str, ...] = ()
    denoise: bool = False
    episode: str = ""
    gain_db: float = 0.0
    fade_in_ms: int = 10
    fade_out_ms: int = 10
    duck_db: float = 0.0
    length_ms: int = 0

    @property
    def duration_ms(self) -> int:
        return self.length_ms or self.end_ms - self.start_ms

    @property
    def track(self) -> Track:
        return _TRACKS[self.kind]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole programme: its clips in order of `at_ms`. It alone drives audio, captions and chapters."""

    clips: tuple[Clip, ...]
    chapters: tuple[Chapter, ...] = ()

    @property
    def duration_ms(self) -> int:
        return max((clip.at_ms + clip.duration_ms for clip in self.clips), default=0)

    def on(self, track: Track) -> tuple[Clip, ...]:
        """The clips of one track, in order."""
        return tuple(clip for clip in self.clips if clip.track == track)

    def gaps(self, track: Track) -> tuple[Excerpt, ...]:
        """Where nothing is on a track, from the beginning to the end of the programme."""
        found, end_ms = [], 0
        for clip in self.on(track):
            if clip.at_ms > end_ms:
                found.append(Excerpt(end_ms, clip.at_ms))
            end_ms = max(end_ms, clip.at_ms + clip.duration_ms)
        return (*found, Excerpt(end_ms, self.duration_ms)) if end_ms < self.duration_ms else tuple(found)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a passage of a documentary comes from: heard from `start_ms` to `end_ms`, and in the portrait
    `episode` in the cue that begins at `source_ms` of its own programme time (None where it is not in it)."""

    start_ms: int
    end_ms: int
    episode: str
    source_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A chapter begins."""

    line: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage of a recording: by its words, which times tell apart where they are said twice, or by its
    times alone (in the recording). `recording` is relative to the show's root."""

    line: int
    episode: str
    recording: Path
    words: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    snap: bool = True
    gain_db: float = 0.0
    crossfade_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """A file that a narrator has recorded for this programme; it may be recorded again."""

    line: int
    recording: Path
    gain_db: float = 0.0
    crossfade_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """An ambience or an effect, heard alone or, with `under`, while what follows goes on."""

    line: int
    file: Path
    start_ms: int = 0
    end_ms: int | None = None
    under: bool = False
    gain_db: float = 0.0
    crossfade_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicBed:
    """Music that begins here, is heard alone for `alone_ms`, and goes on under what follows.

    It lasts `length_ms`, else until the next music, the end of its file or that of the programme.
    """

    line: int
    file: Path
    start_ms: int = 0
    length_ms: int | None = None
    alone_ms: int = 0
    fade_in_ms: int = 500
    fade_out_ms: int = 2000
    duck_db: float = 15.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nobody speaks; the room of the voice before goes on."""

    line: int
    length_ms: int


Part = Title | Quote | Narration | Sound | MusicBed | Pause
"""One line of a paper edit; `line` is where it stands in `edit.toml`."""
