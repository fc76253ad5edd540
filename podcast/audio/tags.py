"""What a finished file says of itself, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

from podcast.audio.picture import bare_picture
from podcast.model import Chapter

__all__ = ["Artwork", "Tags"]


@dataclass(frozen=True, slots=True)
class Artwork:
    """A picture without its metadata, and its media type."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows: `artist` is the guest, `album` the show, `language` an ISO 639-1 code.

    `chapters` are in programme time; `duration_ms` ends the last one. What is empty is not written.
    """

    title: str
    artist: str
    album: str
    date: date
    language: str
    duration_ms: int
    genre: str = "Podcast"
    artwork: Path | None = None
    lyrics: str = ""
    chapters: tuple[Chapter, ...] = ()

    def spans(self) -> Iterator[tuple[Chapter, int]]:
        """The chapters in time order, each with the millisecond at which it ends: where the next begins."""
        chapters = sorted(self.chapters, key=lambda chapter: chapter.start_ms)
        for chapter, after in zip_longest(chapters, chapters[1:]):
            yield chapter, max(after.start_ms if after else self.duration_ms, chapter.start_ms)

    def picture(self) -> Artwork | None:
        """The artwork as it may go out. Raises ContentError where it is neither JPEG nor PNG, or damaged."""
        if self.artwork is None:
            return None
        data = bare_picture(self.artwork.read_bytes(), self.artwork)
        return Artwork(data, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg")
