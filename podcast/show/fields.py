"""What `show.toml` and `episode.toml` may hold: the allow-list of keys. What is not here is refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from podcast.model import Role
from podcast.show.languages import Spoken, Translations
from podcast.show.values import (
    Category,
    Colour,
    Country,
    Day,
    Description,
    Email,
    EpisodeGuid,
    Filled,
    Id,
    Instant,
    Isrc,
    Language,
    LevelWord,
    Line,
    Moment,
    Number,
    PodcastGuid,
    Prose,
    RelationWord,
    RestrictionWord,
    RoleWord,
    Rrule,
    Sha256,
    ShapeWord,
    Slug,
    Timezone,
    Url,
    UseWord,
    Voices,
    as_chapters,
    as_list,
    as_places,
)

__all__ = [
    "DirectoryTable",
    "EpisodeFile",
    "MusicTable",
    "PersonTable",
    "RecordingTable",
    "RegisterFile",
    "ShowFile",
    "SoundbiteTable",
    "Table",
    "TargetsTable",
    "TrailerTable",
    "WithdrawnTable",
]


class Table(BaseModel):
    """Strict: a number is not text, and a key that is not declared is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PlaceTable(Table):
    """A neighbourhood the guest lives in, grew up in, is established in or works in."""

    id: Id
    relation: Annotated[list[RelationWord], BeforeValidator(as_list)] = Field(default_factory=list)


class PersonTable(Table):
    """`[[people]]`: a voice, and what it agreed to."""

    name: Filled
    role: RoleWord = Role.GUEST.value
    uses: list[UseWord] = Field(default_factory=list)
    starts: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    restrictions: list[RestrictionWord] = Field(default_factory=list)
    languages: list[Language] = Field(default_factory=list)
    minor: bool = False
    guardian: Line = ""
    evidence: Line = ""
    evidence_sha256: Sha256 = ""
    made_up: bool = False
    shown: Line = ""


class RecordingTable(Table):
    """`[[recordings]]`: what cannot be heard in a recording itself."""

    file: Filled
    channels: list[Filled] = Field(default_factory=list)
    language: Spoken = ""
    incomplete: bool = False
    trim: bool = True


class ChapterTable(Table):
    """`[[chapters]]`: a named point, in programme time."""

    at: Instant
    title: Filled


class RadioTable(Table):
    """`[radio]`: what stations are told beside the programme itself."""

    introduction: Prose = ""
    close: Prose = ""
    music: Prose = ""
    expires: Day | None = None
    breaks: list[Instant] = Field(default_factory=list)


class ShortTable(Table):
    """`[short]`: a shorter cut for stations, in programme time."""

    start: Instant
    end: Instant


class SoundbiteTable(Table):
    """`[[soundbites]]`: a passage to give away on its own, by its times or by the words it holds."""

    title: Filled
    start: Instant | None = None
    end: Instant | None = None
    words: Filled = ""
    shape: ShapeWord = "square"


class TrailerTable(SoundbiteTable):
    """`[trailer]`: what makes people want to hear the show, or a season of it; a passage, or a file."""

    file: Filled = ""
    captions: Filled = ""
    season: Number | None = None


class EmbargoTable(Table):
    """`[embargo]`: the first day of a use, where it is not that of `date`."""

    web: Day | None = None
    radio: Day | None = None
    events: Day | None = None
    archive: Day | None = None
    extracts: Day | None = None


class MusicTable(Table):
    """`[[music]]`: a piece of music or a sound that is used, and by what right."""

    file: Filled
    title: Filled
    authors: Annotated[list[Filled], BeforeValidator(as_list), Field(min_length=1)]
    performers: Annotated[list[Filled], BeforeValidator(as_list)] = Field(default_factory=list)
    label: Line = ""
    license: Filled
    isrc: Isrc = ""


class WithdrawnTable(Table):
    """`[[withdrawn]]`: a programme that was taken back."""

    slug: Slug
    day: Day
    guid_sha256: Sha256 = ""
    published: bool = True
    reason: Line = ""
    stations: list[Line] = Field(default_factory=list)


class RegisterFile(Table):
    """`episodes/withdrawn.toml`."""

    withdrawn: list[WithdrawnTable] = Field(default_factory=list)


class EpisodeFile(Table):
    """`episodes/<slug>/episode.toml`."""

    title: Filled
    date: Moment
    guid: EpisodeGuid
    number: Number | None = None
    season: Number | None = None
    summary: Prose = ""
    notes: Prose = ""
    language: Spoken = ""
    explicit: bool | None = None
    place: Annotated[list[PlaceTable], BeforeValidator(as_places)] = Field(default_factory=list)
    sector: Annotated[list[Id], BeforeValidator(as_list)] = Field(default_factory=list)
    theme: Annotated[list[Id], BeforeValidator(as_list)] = Field(default_factory=list)
    # what was found in the interview and a producer refused
    not_place: Annotated[list[Id], BeforeValidator(as_list)] = Field(default_factory=list)
    not_sector: Annotated[list[Id], BeforeValidator(as_list)] = Field(default_factory=list)
    not_theme: Annotated[list[Id], BeforeValidator(as_list)] = Field(default_factory=list)
    artwork: Line = ""
    artwork_alt: Line = ""
    license: Line = ""
    denoise: bool = False
    translations: Translations | None = None
    diarisation: bool | None = None
    voices: Voices = 0
    speakers: dict[str, Filled] = Field(default_factory=dict)
    # none given: proposed from the questions; false or an empty list: no chapters at all
    chapters: Annotated[list[ChapterTable] | None, BeforeValidator(as_chapters)] = None
    people: list[PersonTable] = Field(default_factory=list)
    recordings: list[RecordingTable] = Field(default_factory=list)
    radio: RadioTable = Field(default_factory=RadioTable)
    short: ShortTable | None = None
    soundbites: list[SoundbiteTable] = Field(default_factory=list)
    trailer: TrailerTable | None = None
    embargo: EmbargoTable = Field(default_factory=EmbargoTable)
    music: list[MusicTable] = Field(default_factory=list)


class TargetsTable(Table):
    """`[targets]`: what the show means to make in a year, also by place and by sector."""

    portraits: Number | None = None
    documentaries: Number | None = None
    minutes: Number | None = None
    places: dict[str, Number] = Field(default_factory=dict)
    sectors: dict[str, Number] = Field(default_factory=dict)


class LegalTable(Table):
    """`[legal]`: who answers for the site."""

    publisher: Line = ""
    address: Prose = ""
    director: Line = ""
    contact: Line = ""
    host: Line = ""
    host_address: Prose = ""


class PrivacyTable(Table):
    """`[privacy]`: who answers people who ask about what is kept of them."""

    contact: Line = ""


class AccessibilityTable(Table):
    """`[accessibility]`: what was audited, when and by whom."""

    contact: Line = ""
    level: LevelWord = "none"
    audited: Day | None = None
    auditor: Line = ""
    rate_percent: Annotated[int, Field(ge=1, le=100)] | None = None


class FundingTable(Table):
    """`[[directory.funding]]`: where to give, and the words that ask for it."""

    url: Url
    text: Filled


class PodrollTable(Table):
    """`[[directory.podroll]]`: another show that is recommended, by its `podcast:guid`."""

    guid: PodcastGuid
    url: Url
    title: Filled


class DirectoryTable(Table):
    """`[directory]`: what directories are told of the show beside what they need."""

    place: Line = ""
    country: Country = ""
    rhythm: Line = ""
    rrule: Rrule = ""
    funding: list[FundingTable] = Field(default_factory=list)
    podroll: list[PodrollTable] = Field(default_factory=list)


class ShowFile(Table):
    """`episodes/show.toml`."""

    title: Filled
    language: Spoken
    author: Filled
    email: Email
    url: Url
    description: Description
    category: Category
    guid: PodcastGuid = ""
    artwork: Line = ""
    artwork_alt: Line = ""
    explicit: bool = False
    copyright: Line = ""
    license: Line = ""
    territory: Filled = "clermont"  # an id, or a file of the show's own
    engine: Filled = "faster-whisper"
    model: Filled = "base"
    timezone: Timezone = "Europe/Paris"
    silence_ms: int = Field(500, ge=0, le=60_000)  # how much silence stays at both ends of a recording
    translations: Translations = ()
    diarisation: bool = False  # tell voices apart by their sound where they have no microphone each
    vocabulary: list[Filled] = Field(default_factory=list)
    opening: Line = ""
    closing: Line = ""
    stations: list[Id] = Field(default_factory=list)
    music: list[MusicTable] = Field(default_factory=list)
    targets: TargetsTable = Field(default_factory=TargetsTable)
    about: Prose = ""
    hub: Url | None = None
    new_feed_url: Url | None = None
    legal: LegalTable = Field(default_factory=LegalTable)
    privacy: PrivacyTable = Field(default_factory=PrivacyTable)
    directory: DirectoryTable = Field(default_factory=DirectoryTable)
    accessibility: AccessibilityTable = Field(default_factory=AccessibilityTable)
    accent: Colour = "#b3261e"
