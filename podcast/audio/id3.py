"""The ID3v2.4 tag of MP3 and MP2: names, artwork, lyrics and chapters."""

from __future__ import annotations

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

from podcast.audio.tags import Tags

__all__ = ["write_id3"]

# ISO 639-2 codes, which ID3 asks for, of the languages a show may be in; others are "und".
_LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld",
    "oc": "oci", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "tr": "tur", "uk": "ukr",
}  # fmt: skip


class _InOrder(ID3):
    """mutagen's tag, written in the order the frames were added.

    mutagen sorts frames by length, which shuffles chapters, and players that read them in file order
    then show them out of time.
    """

    def _write(self, config: object) -> bytearray:
        return bytearray().join(save_frame(frame, config=config) for frame in self.values())


def write_id3(file: Path, tags: Tags) -> None:
    """Replace the tag of an MPEG file, in place. Raises ContentError for artwork that cannot be used."""
    frames = _frames(tags)
    written = _InOrder()
    written.delete(file)
    for frame in frames:
        written.add(frame)
    written.save(file, v1=0, v2_version=4, padding=lambda _: 0)


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
    if (picture := tags.picture()) is not None:
        cover = {"type": PictureType.COVER_FRONT, "desc": "", "data": picture.data}
        frames.append(APIC(encoding=Encoding.LATIN1, mime=picture.media_type, **cover))
    return frames


def _chapters(tags: Tags) -> list[Frame]:
    """CTOC and its CHAPs in time order (ID3v2 chapters 1.0)."""
    spans = list(tags.spans())
    if not spans:
        return []
    names = [f"chp{number}" for number in range(len(spans))]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    frames: list[Frame] = [CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[])]
    for name, (chapter, end_ms) in zip(names, spans, strict=True):
        title = TIT2(encoding=Encoding.UTF8, text=chapter.title)
        times = {"start_time": chapter.start_ms, "end_time": end_ms}
        # All ones: the times are in milliseconds and there is no byte offset.
        offsets = {"start_offset": 0xFFFFFFFF, "end_offset": 0xFFFFFFFF}
        frames.append(CHAP(element_id=name, **times, **offsets, sub_frames=[title]))
    return frames
