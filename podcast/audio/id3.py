"""The ID3v2.4 tag of a finished MP3: names, artwork, lyrics and chapters."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutagen.id3 import (
    APIC,
    CHAP,
    CTOC,
    ID3,
    TALB,
    TCON,
    TDRC,
    TIT2,
    TLAN,
    TLEN,
    TPE1,
    USLT,
    CTOCFlags,
    Encoding,
    Frame,
    PictureType,
)
from mutagen.id3._tags import save_frame

from podcast import disk
from podcast.audio.picture import bare_picture
from podcast.model import Chapter

__all__ = ["Tags", "write_tags"]

# ISO 639-2 codes, which ID3 asks for, of the languages a show may be in; others are "und".
_LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld",
    "oc": "oci", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "tr": "tur", "uk": "ukr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows: `artist` is the guest, `album` the show, `language` an ISO 639-1 code.

    `chapters` are in programme time; `duration_ms` ends the last one.
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


class _InOrder(ID3):
    """mutagen's tag, written in the order the frames were added.

    mutagen sorts frames by length, which shuffles chapters, and players that read them in file order
    then show them out of time.
    """

    def _write(self, config: object) -> bytearray:
        return bytearray().join(save_frame(frame, config=config) for frame in self.values())


def write_tags(mp3: Path, tags: Tags) -> None:
    """Replace the tag of an MP3; the same tags give the same bytes.

    The artwork goes in without its metadata. Raises ContentError where it is neither JPEG nor PNG, or
    damaged.
    """
    frames = _frames(tags)
    with disk.replacing(mp3) as temporary:
        shutil.copyfile(mp3, temporary)
        written = _InOrder()
        written.delete(temporary)
        for frame in frames:
            written.add(frame)
        written.save(temporary, v1=0, v2_version=4, padding=lambda _: 0)


def _frames(tags: Tags) -> list[Frame]:
    language = _LANGUAGES.get(tags.language.partition("-")[0].lower(), "und")
    frames: list[Frame] = [
        TIT2(encoding=Encoding.UTF8, text=tags.title),
        TPE1(encoding=Encoding.UTF8, text=tags.artist),
        TALB(encoding=Encoding.UTF8, text=tags.album),
        TDRC(encoding=Encoding.UTF8, text=tags.date.isoformat()[:10]),
        TCON(encoding=Encoding.UTF8, text=tags.genre),
        TLAN(encoding=Encoding.UTF8, text=language),
        TLEN(encoding=Encoding.UTF8, text=str(tags.duration_ms)),
    ]
    frames += _chapters(tags)
    if tags.lyrics:
        frames.append(USLT(encoding=Encoding.UTF8, lang=language, desc="", text=tags.lyrics))
    if tags.artwork is not None:
        frames.append(_picture(tags.artwork))
    return frames


def _chapters(tags: Tags) -> list[Frame]:
    """CTOC and its CHAPs in time order, each ending where the next begins (ID3v2 chapters 1.0)."""
    chapters = sorted(tags.chapters, key=lambda chapter: chapter.start_ms)
    if not chapters:
        return []
    names = [f"chp{number}" for number in range(len(chapters))]
    ends_ms = [*(chapter.start_ms for chapter in chapters[1:]), tags.duration_ms]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    frames: list[Frame] = [CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[])]
    for name, chapter, end_ms in zip(names, chapters, ends_ms, strict=True):
        title = TIT2(encoding=Encoding.UTF8, text=chapter.title)
        times = {"start_time": chapter.start_ms, "end_time": max(end_ms, chapter.start_ms)}
        # All ones: the times are in milliseconds and there is no byte offset.
        offsets = {"start_offset": 0xFFFFFFFF, "end_offset": 0xFFFFFFFF}
        frames.append(CHAP(element_id=name, **times, **offsets, sub_frames=[title]))
    return frames


def _picture(artwork: Path) -> Frame:
    data = bare_picture(artwork.read_bytes(), artwork)
    kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return APIC(encoding=Encoding.LATIN1, mime=kind, type=PictureType.COVER_FRONT, desc="", data=data)
