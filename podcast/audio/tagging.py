"""Tags put into finished files, the sound left as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from podcast import disk
from podcast.audio.id3 import write_id3
from podcast.audio.tags import Tags
from podcast.audio.vorbis_comment import write_flac, write_opus

__all__ = ["write_tags"]

_WRITERS = {".mp3": write_id3, ".mp2": write_id3, ".flac": write_flac, ".opus": write_opus}


def write_tags(file: Path, tags: Tags) -> None:
    """Replace the tags of an MP3, MP2, FLAC or Opus file; the same tags give the same bytes.

    The artwork goes in without its metadata. Raises ContentError where it is neither JPEG nor PNG, or
    damaged; the file is then as it was.
    """
    write = _WRITERS[file.suffix]
    with disk.replacing(file) as temporary:
        shutil.copyfile(file, temporary)
        write(temporary, tags)
