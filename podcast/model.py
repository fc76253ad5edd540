"""The nouns every room shares: frozen values, each name carrying its unit.

Times are integer milliseconds; `_db`, `_lufs`, `_lu`, `_dbtp` are levels; ids are plain strings.
Nothing here reads a file, looks at a clock or knows how a value is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from podcast.agreement import (
    Accessibility,
    Consent,
    Directory,
    Embargo,
    Legal,
    Mention,
    Music,
    Targets,
    Use,
    Withdrawn,
)
from podcast.montage import (
    EXTRA_MS,
    Chapter,
    Clip,
    ClipKind,
    Excerpt,
    Extra,
    ExtraKind,
    ExtraShape,
    MusicBed,
    Narration,
    OnAir,
    Part,
    Pause,
    Provenance,
    Quote,
    Sound,
    Timeline,
    Title,
    Track,
)
from podcast.spoken import Casting, Dropped, EngineStamp, Found, Segment, Transcript, Voice, Word, is_label

__all__ = [
    "EXTRA_MS",
    "Accessibility",
    "Broken",
    "Casting",
    "Chapter",
    "Clip",
    "ClipKind",
    "Consent",
    "Directory",
    "Dropped",
    "Embargo",
    "EngineStamp",
    "Episode",
    "Evidence",
    "Excerpt",
    "Extra",
    "ExtraKind",
    "ExtraShape",
    "Found",
    "Legal",
    "Loudness",
    "Mention",
    "Music",
    "MusicBed",
    "Narration",
    "OnAir",
    "Part",
    "Pause",
    "Person",
    "Provenance",
    "Quote",
    "Quoted",
    "Recording",
    "Role",
    "Segment",
    "Show",
    "Sound",
    "Tag",
    "TagKind",
    "TagState",
    "Targets",
    "Timeline",
    "Title",
    "Track",
    "Transcript",
    "Use",
    "Voice",
    "Withdrawn",
    "Word",
    "is_label",
]


class Role(StrEnum):
    """What a person does in a programme; the guest is the one portrayed."""

    GUEST = "guest"
    INTERVIEWER = "interviewer"
    NARRATOR = "narrator"
    AUTHOR = "author"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Person:
    """A voice in a programme. `shown` is the name given in public, where it is not `name`.

    `made_up` marks the invented persons of a demonstration.
    """

    name: str
    role: Role = Role.GUEST
    consent: Consent = field(default_factory=Consent)
    made_up: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """One original under `episodes/<slug>/recordings/`.

    `path` is relative to the show's root. `channels` names the speaker of each channel when there is one
    microphone per channel, else it is empty. `incomplete` is the producer's word that a file cut short
    is to be used as it is; `trim` takes long silences at its ends out of the programme.
    """

    path: Path
    channels: tuple[str, ...] = ()
    language: str = ""
    incomplete: bool = False
    trim: bool = True

    @property
    def name(self) -> str:
        return self.path.name


TagKind = Literal["place", "sector", "theme"]


class TagState(StrEnum):
    """Who put a tag: a person (`given`), the finder above or below its threshold, or a person's no."""

    GIVEN = "given"
    AUTO = "auto"
    SUGGESTED = "suggested"
    REJECTED = "rejected"

    @property
    def published(self) -> bool:
        return self in (TagState.GIVEN, TagState.AUTO)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a tag was found: the words as transcribed, when they are said, the rule and its weight.

    `tie` (places): how likely it was read that the words tie the speaker to the place, 0 to 1.
    """

    words: str
    start_ms: int
    rule: str
    score: float
    tie: float | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A place, sector or theme of an episode. `relations` (places): lives, grew_up, established, works."""

    kind: TagKind
    id: str
    state: TagState
    score: float = 1.0
    relations: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Loudness:
    """Figures of EBU R 128 for one file; -inf where nothing passes the gate."""

    integrated_lufs: float
    max_momentary_lufs: float
    max_short_term_lufs: float
    range_lu: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Quoted:
    """A programme that another one takes passages from: who is heard in it, in which languages.

    `line` is where `edit.toml` first quotes it; `embargo` the first day extracts of it may be heard.
    """

    slug: str
    guid: str
    people: tuple[Person, ...]
    languages: tuple[str, ...] = ()
    line: int = 1
    embargo: date | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One programme as its producer wrote it in `episodes/<slug>/`.

    `places`, `sectors` and `themes` hold what a person gave and, as rejected, what a person refused.
    `embargoes` are first days of a use, where they are not that of `date`. `mentions` are the speakers
    named in its transcripts; `lines` says where its texts begin in `episode.toml`. Without `chapters`
    some are proposed from the interviewer's questions, unless `proposes` is False. `translations` are the
    languages its words are to be given in beside its own, where they are not the show's.

    A documentary has an `edit`: its parts in the order of `edit.toml`, with `gap_ms` between two voices;
    `narration` are the files that its narrator has recorded, `quoted` the programmes it takes passages from.
    """

    slug: str
    title: str
    date: datetime
    guid: str
    folder: Path
    recordings: tuple[Recording, ...]
    people: tuple[Person, ...] = ()
    summary: str = ""
    notes: str = ""
    language: str = ""
    number: int | None = None
    season: int | None = None
    explicit: bool = False
    places: tuple[Tag, ...] = ()
    sectors: tuple[Tag, ...] = ()
    themes: tuple[Tag, ...] = ()
    artwork: Path | None = None
    artwork_alt: str = ""
    chapters: tuple[Chapter, ...] = ()
    license: str = ""
    denoise: bool = False
    on_air: OnAir = field(default_factory=OnAir)
    short: Excerpt | None = None
    extras: tuple[Extra, ...] = ()
    embargoes: tuple[Embargo, ...] = ()
    music: tuple[Music, ...] = ()
    mentions: tuple[Mention, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    edit: tuple[Part, ...] = ()
    gap_ms: int = 350
    narration: tuple[Recording, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    casting: Casting = field(default_factory=Casting)
    proposes: bool = True
    translations: tuple[str, ...] | None = None

    @property
    def voices(self) -> int:
        """How many voices are heard in its recordings."""
        speaking = (Role.GUEST, Role.INTERVIEWER, Role.NARRATOR)
        return self.casting.count or sum(person.role in speaking for person in self.people)

    @property
    def heard(self) -> tuple[Recording, ...]:
        """What the engine has to hear for this programme: its recordings, and its narration."""
        return (*self.recordings, *self.narration)

    @property
    def everyone(self) -> tuple[Person, ...]:
        """Its own people, then those who are quoted, each name once."""
        quoted = (person for each in self.quoted for person in each.people)
        found: dict[str, Person] = {}
        for person in (*self.people, *quoted):
            found.setdefault(person.name, person)
        return tuple(found.values())

    @property
    def guests(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role is Role.GUEST)

    @property
    def made_up(self) -> bool:
        return any(person.made_up for person in self.people)


@dataclass(frozen=True, slots=True)
class Broken:
    """An episode whose own files are wrong: its errors are said, what it published before stays."""

    slug: str
    errors: tuple[Exception, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """A whole show: `episodes/show.toml` and its episodes, oldest first."""

    root: Path
    title: str
    language: str
    author: str
    email: str
    url: str
    description: str
    category: tuple[str, ...]
    guid: str
    artwork: Path | None
    artwork_alt: str = ""
    explicit: bool = False
    copyright: str = ""
    license: str = ""
    territory: str = "clermont"
    engine: str = "faster-whisper"
    model: str = "base"
    timezone: str = "Europe/Paris"
    silence_ms: int = 500
    diarisation: bool = False
    vocabulary: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    opening: Path | None = None
    closing: Path | None = None
    stations: tuple[str, ...] = ()
    accent: str = "#b3261e"
    about: str = ""
    hub: str = ""
    new_feed_url: str = ""
    legal: Legal = field(default_factory=Legal)
    privacy: str = ""
    accessibility: Accessibility = field(default_factory=Accessibility)
    directory: Directory = field(default_factory=Directory)
    music: tuple[Music, ...] = ()
    targets: Targets = field(default_factory=Targets)
    withdrawn: tuple[Withdrawn, ...] = ()
    episodes: tuple[Episode, ...] = ()
    broken: tuple[Broken, ...] = ()

    def episode(self, slug: str) -> Episode | None:
        return next((episode for episode in self.episodes if episode.slug == slug), None)

    def language_of(self, episode: Episode, recording: Recording | None = None) -> str:
        """The language words are expected in: recording over episode over show."""
        return (recording.language if recording else "") or episode.language or self.language
