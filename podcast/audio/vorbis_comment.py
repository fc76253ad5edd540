"""The comments of FLAC and Opus (Vorbis comment, RFC 9639 and RFC 7845): names, artwork, lyrics, chapters."""

from __future__ import annotations

import base64
from pathlib import Path

from mutagen.flac import FLAC, Picture
from mutagen.id3 import PictureType
from mutagen.oggopus import OggOpus

from podcast.audio.tags import Tags

__all__ = ["write_flac", "write_opus"]


def write_flac(file: Path, tags: Tags) -> None:
    """Replace the comments and pictures of a FLAC file, in place.

    Raises ContentError for artwork that cannot be used.
    """
    picture = _picture(tags)
    flac = FLAC(file)
    flac.clear_pictures()
    for name in list(flac.keys()):
        del flac[name]
    for name, value in _comments(tags):
        flac[name] = value
    if picture is not None:
        flac.add_picture(picture)
    flac.save(padding=lambda _: 0)


def write_opus(file: Path, tags: Tags) -> None:
    """Replace the comments of an Opus file, in place; its picture is one of them.

    Raises ContentError for artwork that cannot be used.
    """
    picture = _picture(tags)
    opus = OggOpus(file)
    for name in list(opus.keys()):
        del opus[name]
    for name, value in _comments(tags):
        opus[name] = value
    if picture is not None:
        opus["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture.write()).decode("ascii")
    opus.save(padding=lambda _: 0)


def _comments(tags: Tags) -> list[tuple[str, str]]:
    """Names and values in a fixed order; chapters as players read them, CHAPTER000 and CHAPTER000NAME."""
    said = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "DATE": tags.date.isoformat()[:10],
        "GENRE": tags.genre,
        "LANGUAGE": tags.language,
        "LYRICS": tags.lyrics,
    }
    for number, (chapter, _) in enumerate(tags.spans()):
        seconds, ms = divmod(chapter.start_ms, 1000)
        said[f"CHAPTER{number:03}"] = (
            f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
        )
        said[f"CHAPTER{number:03}NAME"] = chapter.title
    return [(name, value) for name, value in said.items() if value]


def _picture(tags: Tags) -> Picture | None:
    artwork = tags.picture()
    if artwork is None:
        return None
    picture = Picture()
    picture.type, picture.mime, picture.data = PictureType.COVER_FRONT, artwork.media_type, artwork.data
    return picture
