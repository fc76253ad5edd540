"""Where every file of a show lies, relative to its root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from podcast.ingest import SUMS
from podcast.model import Recording

__all__ = ["FEED", "ITEMS", "KEPT", "MACHINE_FOLDERS", "PUBLISHED", "RADIO", "STATE", "VOICES", "Paths"]

STATE = Path(".podcast")
FEED = Path("feed")
RADIO = FEED / "radio"
ITEMS = STATE / "items"
# The guid of each programme as it was last sent out, by slug.
PUBLISHED = STATE / "published-guids.json"

# What the build sweeps and prunes; all else is people's.
MACHINE_FOLDERS = (STATE, FEED, Path("transcripts"))

# Where each episode's own public files lie: what nobody makes there any more goes before all else.
VOICES = tuple(FEED / name for name in ("media", "transcripts", "chapters", "clips", "episodes", "radio"))
# In feed/, not made by a build: said there, or asked for by the host that serves it.
KEPT = (FEED / "README.md", FEED / "CNAME")


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one episode. Raises ValueError for a slug that would lead out of its folders.

    `into` is a language that words are translated into; without it they are those that are said.
    """

    slug: str

    def __post_init__(self) -> None:
        if Path(self.slug).name != self.slug or not self.slug.strip("."):
            raise ValueError(f"no folder of an episode: {self.slug!r}")

    @property
    def recordings(self) -> Path:
        return Path("episodes") / self.slug / "recordings"

    @property
    def sums(self) -> Path:
        return self.recordings / SUMS

    @property
    def work(self) -> Path:
        return STATE / "making" / self.slug

    @property
    def originals(self) -> Path:
        return self.work / "originals.json"

    def checked(self, file: Path) -> tuple[Path, ...]:
        """What vouches that a recording is the original; music and narration may be replaced."""
        return (self.originals,) if file.is_relative_to(self.recordings) else ()

    def probe(self, file: Path) -> Path:
        """A recording's by its name; that of the show's own sounds by their path: names may be equal."""
        if file.is_relative_to(self.recordings):
            return self.work / f"{file.name}.probe.json"
        return self.work / "around" / f"{file.as_posix()}.probe.json"

    def ends(self, recording: Recording) -> Path:
        """The part of the recording that is used."""
        return self.work / f"{recording.path.name}.ends.json"

    def heard(self, recording: Recording, into: str = "") -> Path:
        """What the engine heard, before it meets what people wrote."""
        return self.work / f"{_called(recording, into)}.heard.json"

    def turns(self, recording: Recording) -> Path:
        """Who speaks when, by the sound of the voices."""
        return self.work / f"{recording.path.name}.turns.json"

    @property
    def cast(self) -> Path:
        """The voices of all recordings, with the names they were given."""
        return self.work / "voices.json"

    def conflicts(self, recording: Recording, into: str = "") -> Path:
        """Where a person's words stand against what the machine hears now."""
        return self.work / f"{_called(recording, into)}.conflicts.json"

    def words(self, recording: Recording, into: str = "") -> Path:
        """The corrected transcript, in recording time."""
        return self.work / f"{_called(recording, into)}.words.json"

    def machine(self, recording: Recording, into: str = "") -> Path:
        return Path("transcripts") / self.slug / f"{_called(recording, into)}.json"

    def text(self, recording: Recording, into: str = "") -> Path:
        return Path("transcripts") / self.slug / f"{_called(recording, into)}.vtt"

    @property
    def timeline(self) -> Path:
        return self.work / "timeline.json"

    @property
    def programme(self) -> Path:
        return self.work / "programme.json"

    def translation(self, into: str) -> Path:
        """The programme's words in another language."""
        return self.work / f"programme.{into}.json"

    @property
    def provenance(self) -> Path:
        """Which portrait each passage of a documentary comes from."""
        return self.work / "provenance.json"

    @property
    def marks(self) -> Path:
        """The programme's chapters, whoever made them."""
        return self.work / "chapters.json"

    @property
    def tags(self) -> Path:
        return self.work / "tags.json"

    @property
    def master(self) -> Path:
        return self.work / "programme.mp3"

    @property
    def opus(self) -> Path:
        return self.work / "programme.opus"

    @property
    def levels(self) -> Path:
        return self.work / "levels.json"

    @property
    def media(self) -> Path:
        return FEED / "media" / f"{self.slug}.mp3"

    @property
    def media_opus(self) -> Path:
        return FEED / "media" / f"{self.slug}.opus"

    @property
    def card(self) -> Path:
        return FEED / "episodes" / self.slug / "card.png"

    @property
    def chapters(self) -> Path:
        return FEED / "chapters" / f"{self.slug}.json"

    @property
    def clips(self) -> Path:
        """The soundbites and the trailer of the programme."""
        return FEED / "clips" / self.slug

    def sheet(self, name: str) -> Path:
        """What is published of the extra of that name, once its files are there."""
        return self.work / "extras" / f"{name}.json"

    def captions(self, suffix: str, into: str = "") -> Path:
        return FEED / "transcripts" / f"{self.slug}.{f'{into}.' if into else ''}{suffix}"

    @property
    def page(self) -> Path:
        return FEED / "episodes" / self.slug / "index.html"

    def translated_page(self, into: str) -> Path:
        return FEED / "episodes" / self.slug / into / "index.html"

    @property
    def radio(self) -> Path:
        """What stations get of the programme."""
        return RADIO / self.slug

    @property
    def on_air(self) -> Path:
        """The record of what stations get."""
        return STATE / "radio" / f"{self.slug}.json"

    @property
    def item(self) -> Path:
        return ITEMS / f"{self.slug}.json"

    @property
    def permit(self) -> Path:
        """Whose consent the publication stands on, so that it is asked again at every build."""
        return ITEMS / f"{self.slug}.permit.json"


def _called(recording: Recording, into: str) -> str:
    """What the texts of a recording are called: its file name, and the language they are translated into."""
    return f"{recording.path.name}.{into}" if into else recording.path.name
