"""The record of one published programme: everything the feed and the pages say about it.

An `Item` is made from a Cleared and what the build measured, kept as `.podcast/items/<slug>.json`, and
read back with a Cleared of the same programme: nothing here or above can publish an Episode.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from podcast.errors import PodcastError, RightsRefused
from podcast.model import Chapter, ExtraKind, ExtraShape, Loudness, Role, Show, Transcript, Use
from podcast.publish.artwork import artwork_name
from podcast.publish.text import as_text, clean, clean_line, cut_chars
from podcast.rights import Cleared

__all__ = [
    "Call",
    "Item",
    "Label",
    "Made",
    "MadeExtra",
    "Translation",
    "Voice",
    "artwork_of",
    "describe",
    "item_from_json",
    "item_to_json",
]

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A published tag with its names: `kind` is place, sector or theme.

    `point` is (latitude, longitude) inside the area; `approximate` says that it is the commune's.
    `relations` (places) are some of lives, grew_up, established, works; `country` an ISO 3166 code.
    """

    id: str
    name_fr: str
    name_en: str
    kind: str
    commune: str = ""
    point: tuple[float, float] | None = None
    approximate: bool = False
    relations: tuple[str, ...] = ()
    country: str = ""

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True, slots=True)
class Voice:
    """A person as shown to the public."""

    name: str
    role: Role
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """An organisation a listener may turn to; `link` is an address of the web or of mail, or empty."""

    name: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeExtra:
    """A soundbite or a trailer whose files are made: `clips/<slug>/<name>` and an ending each.

    `start_ms` is where it is in the programme, None for a trailer with a sound of its own, whose `text` is
    what is said in it. `film_bytes` is 0 where no film could be made, `captions` says that there are some.
    """

    kind: ExtraKind
    name: str
    title: str
    start_ms: int | None
    duration_ms: int
    mp3_bytes: int
    film_bytes: int = 0
    captions: bool = False
    text: str = ""
    shape: ExtraShape = "square"
    season: int | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """A programme's words in another language: `cues_reviewed` of its `cues` are a person's."""

    language: str
    cues: int
    cues_reviewed: int

    @property
    def checked(self) -> bool:
        """Whether nothing of it is the machine's alone."""
        return self.cues_reviewed == self.cues


@dataclass(frozen=True, slots=True)
class Made:
    """What the build knows of one programme, in programme time.

    `mp3_bytes`, `mp3_sha256` and their like for Opus are those of the published files; `peaks` are 0 to
    100, evenly spread over the programme; `labels` come from `labels_of`, `calls` from `calls_of`; `music`
    has a line of credit for each piece that is heard; `extras` are those whose files are there.
    """

    transcript: Transcript
    duration_ms: int
    mp3_bytes: int
    mp3_sha256: str
    opus_bytes: int = 0
    opus_sha256: str = ""
    labels: tuple[Label, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    loudness: Loudness | None = None
    peaks: tuple[int, ...] = ()
    calls: tuple[Call, ...] = ()
    music: tuple[str, ...] = ()
    extras: tuple[MadeExtra, ...] = ()
    translations: tuple[Transcript, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One published programme. `cues_reviewed` of its `cues` have been confirmed by a person.

    `artwork` is a path below `feed/`, empty where the show's own is used. `made_up` is true where
    the voices are synthetic and the persons invented.
    """

    cleared: Cleared = field(repr=False, compare=False)
    slug: str
    guid: str
    title: str
    date: datetime
    language: str
    summary: str
    notes: str
    voices: tuple[Voice, ...]
    labels: tuple[Label, ...]
    chapters: tuple[Chapter, ...]
    duration_ms: int
    mp3_bytes: int
    mp3_sha256: str
    opus_bytes: int
    opus_sha256: str
    cues: int
    cues_reviewed: int
    words: int
    engine: str
    license: str
    number: int | None
    season: int | None
    explicit: bool
    made_up: bool
    artwork: str
    artwork_alt: str
    integrated_lufs: float | None
    peaks: tuple[int, ...]
    calls: tuple[Call, ...] = ()
    music: tuple[str, ...] = ()
    extras: tuple[MadeExtra, ...] = ()
    translations: tuple[Translation, ...] = ()

    def __post_init__(self) -> None:
        if self.cleared.use is not Use.WEB:
            raise RightsRefused(
                "{slug} was cleared for «{use}», and publishing needs «web»",
                slug=self.slug,
                use=self.cleared.use.value,
            )

    @property
    def page(self) -> str:
        return f"episodes/{self.slug}/index.html"

    @property
    def folder(self) -> str:
        return f"episodes/{self.slug}/"

    @property
    def embed(self) -> str:
        return f"embed/{self.slug}/index.html"

    @property
    def media(self) -> str:
        return f"media/{self.slug}.mp3"

    @property
    def opus(self) -> str:
        return f"media/{self.slug}.opus"

    @property
    def card(self) -> str:
        return f"episodes/{self.slug}/card.png"

    @property
    def chapters_file(self) -> str:
        return f"chapters/{self.slug}.json"

    @property
    def places(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels if label.kind == "place")

    @property
    def sectors(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels if label.kind == "sector")

    @property
    def guests(self) -> tuple[Voice, ...]:
        return tuple(voice for voice in self.voices if voice.role is Role.GUEST)

    @property
    def soundbites(self) -> tuple[MadeExtra, ...]:
        return tuple(each for each in self.extras if each.kind == "soundbite")

    @property
    def trailer(self) -> MadeExtra | None:
        return next((each for each in self.extras if each.kind == "trailer"), None)

    def clip(self, extra: MadeExtra, suffix: str) -> str:
        """The path of a file of an extra: mp3, png, mp4, vtt or srt."""
        return f"clips/{self.slug}/{extra.name}.{suffix}"

    def carries(self, label: Label) -> bool:
        return any((each.kind, each.id) == (label.kind, label.id) for each in self.labels)

    def transcript(self, suffix: str, into: str = "") -> str:
        """The path of a transcript file (vtt, srt, json, txt, html or pdf), or of a translation's."""
        return f"transcripts/{self.slug}.{f'{into}.' if into else ''}{suffix}"

    def translated(self, into: str) -> str:
        """The folder of the page on which it is read in another language."""
        return f"{self.folder}{into}/"


def describe(show: Show, cleared: Cleared, made: Made) -> Item:
    """What is published of a programme. Raises RightsRefused when it was cleared for another use."""
    episode = cleared.episode
    segments = made.transcript.segments
    stamp = made.transcript.stamp
    return Item(
        cleared=cleared,
        slug=episode.slug,
        guid=episode.guid,
        title=clean_line(episode.title),
        date=_dated(show, episode.date),
        language=made.transcript.language or episode.language or show.language,
        summary=clean_line(episode.summary) or cut_chars(as_text(episode.notes), 300),
        notes=clean(episode.notes).strip(),
        voices=tuple(Voice(clean_line(each.name), each.role, each.made_up) for each in episode.people),
        labels=made.labels,
        chapters=tuple(replace(each, title=clean_line(each.title)) for each in made.chapters),
        duration_ms=made.duration_ms,
        mp3_bytes=made.mp3_bytes,
        mp3_sha256=made.mp3_sha256,
        opus_bytes=made.opus_bytes,
        opus_sha256=made.opus_sha256,
        cues=len(segments),
        cues_reviewed=sum(each.origin == "person" for each in segments),
        words=sum(len(each.text.split()) for each in segments),
        engine=f"{stamp.engine} {stamp.version}, {stamp.model}" if stamp else "",
        license=episode.license or show.license,
        number=episode.number,
        season=episode.season,
        explicit=episode.explicit or show.explicit,
        made_up=episode.made_up,
        artwork=artwork_of(cleared),
        artwork_alt=clean_line(episode.artwork_alt),
        integrated_lufs=round(made.loudness.integrated_lufs, 2) if made.loudness else None,
        peaks=made.peaks,
        calls=made.calls,
        music=tuple(clean_line(each) for each in made.music),
        extras=tuple(replace(each, title=clean_line(each.title)) for each in made.extras),
        translations=tuple(_translation(each) for each in made.translations if each.segments),
    )


def _translation(words: Transcript) -> Translation:
    segments = words.segments
    return Translation(words.language, len(segments), sum(each.origin == "person" for each in segments))


def _dated(show: Show, date: datetime) -> datetime:
    return date if date.tzinfo else date.replace(tzinfo=ZoneInfo(show.timezone))


def artwork_of(cleared: Cleared) -> str:
    """The path below `feed/` of a programme's own artwork, empty where it has none."""
    episode = cleared.episode
    return f"episodes/{episode.slug}/{artwork_name(episode.artwork)}" if episode.artwork else ""


def item_to_json(item: Item) -> str:
    """The record as text, the same bytes for the same record; the permission itself is not kept."""
    # asdict would copy the Cleared, and with it the whole Episode
    kept = {each.name: getattr(item, each.name) for each in fields(item) if each.name != "cleared"}
    kept["format"] = FORMAT
    return json.dumps(kept, default=_plain, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # the zone's name is lost and its offset kept: that is all a feed needs
        return value.isoformat()
    return asdict(value)


def item_from_json(text: str, cleared: Cleared) -> Item:
    """A record read back for a programme that is cleared today.

    Raises PodcastError where the text is not a record of this version or is another programme's.
    """
    slug = cleared.episode.slug
    try:
        record = json.loads(text)
        if record.pop("format") != FORMAT or record["slug"] != slug:
            raise ValueError("format or slug")
        return Item(cleared=cleared, **(record | _nouns(record)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PodcastError(
            "the record of what was published of {slug} cannot be used: {reason}",
            hint="podcast build --force --only {slug}",
            slug=slug,
            reason=str(error),
        ) from error


def _nouns(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "date": datetime.fromisoformat(record["date"]),
        "voices": tuple(
            Voice(each["name"], Role(each["role"]), each["made_up"]) for each in record["voices"]
        ),
        "labels": tuple(_label(each) for each in record["labels"]),
        "chapters": tuple(Chapter(**each) for each in record["chapters"]),
        "peaks": tuple(record["peaks"]),
        "calls": tuple(Call(**each) for each in record.get("calls", ())),
        "music": tuple(record.get("music", ())),
        "extras": tuple(MadeExtra(**each) for each in record.get("extras", ())),
        "translations": tuple(Translation(**each) for each in record.get("translations", ())),
    }


def _label(record: dict[str, Any]) -> Label:
    point = record["point"]
    alone = record.pop("relation", "")  # records made before a place could have several
    relations = tuple(record.pop("relations", ())) or ((alone,) if alone else ())
    known = {"point": (point[0], point[1]) if point else None, "relations": relations}
    return Label(**(record | known))
