"""Where ffmpeg is, which one it is, and the only ways we let it open a file.

The ffmpeg on PATH is taken first, else the one in the `imageio-ffmpeg` wheel: a machine with Python
alone works. `PODCAST_FFMPEG` names another.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from podcast.errors import MissingTool
from podcast.tools import process

__all__ = ["SAFE_INPUT", "Ffmpeg", "find"]

# A recording is one local file. Playlists (hls, dash, concat, sdp…) are formats that open other files
# or addresses, so only formats that carry their own sound are allowed, over no protocol but `file`.
_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,gsm,iff,loas,matroska,webm,"
    "mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,mpc8,mpeg,mpegts,mxf,nut,oga,ogg,oma,rf64,rm,sox,spx,"
    "tta,voc,w64,wav,wv,xwma"
)
SAFE_INPUT: tuple[str, ...] = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS)


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """A working ffmpeg; `version` is its own first line's word, part of every fingerprint."""

    path: str
    version: str

    def command(self, *arguments: str) -> list[str]:
        """Arguments for a quiet run that never asks a question and never reads our terminal."""
        return [self.path, "-hide_banner", "-nostdin", "-loglevel", "error", *arguments]

    def encodes(self, *names: str) -> bool:
        """Whether it has all of these encoders."""
        return set(names) <= _encoders(self.path)

    def input(self, file: Path) -> list[str]:
        """`-i` for one file, opened as a recording and as nothing else.

        The `file:` prefix keeps a name such as `http:x.wav` or `-y.wav` a file name.
        """
        return [*SAFE_INPUT, "-i", f"file:{file}"]


@functools.cache
def find() -> Ffmpeg:
    """Find ffmpeg once per run. Raises MissingTool with what to install."""
    path = os.environ.get("PODCAST_FFMPEG") or shutil.which("ffmpeg") or _bundled()
    if path is None:
        raise MissingTool(
            "ffmpeg was not found, on PATH or in the imageio-ffmpeg package",
            hint="python -m pip install imageio-ffmpeg",
        )
    first = process.run([path, "-version"]).stdout.decode("utf-8", "replace").partition("\n")[0]
    found = re.match(r"ffmpeg version (\S+)", first)
    if found is None:
        raise MissingTool(
            "{path} does not answer like ffmpeg",
            hint="podcast doctor",
            path=path,
        )
    return Ffmpeg(path, found[1])


@functools.cache
def _encoders(path: str) -> frozenset[str]:
    """The names in the second column of `ffmpeg -encoders`."""
    lines = process.run([path, "-hide_banner", "-encoders"]).stdout.decode("utf-8", "replace").splitlines()
    return frozenset(words[1] for line in lines if len(words := line.split()) > 1)


def _bundled() -> str | None:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None
