"""The film of an extra, H.264 and AAC in MP4: still layers that ffmpeg lays over each other.

The pictures are decoded once and repeated; what moves is only where they lie. One thread and no dates, so
that the same layers give the same file with the same ffmpeg.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from podcast import disk, tools
from podcast.errors import PodcastError
from podcast.publish.audiogram import Heard, Layers, layers_of
from podcast.publish.text import clean_line

__all__ = ["FILM_NEEDS", "write_film"]

FILM_NEEDS: Final = ("libx264", "aac")
"""The encoders that an ffmpeg has to have."""
_FPS = 25
# Colours of high-definition video (ITU-R BT.709), said in the file as well.
_FRAMES = f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=loop=-1:size=1,setpts=N/({_FPS}*TB)"
_SAID = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


def write_film(target: Path, heard: Heard, sound: Path) -> None:
    """Write the film of an extra with the sound of a file, which is as long.

    Raises PodcastError where ffmpeg cannot write it, MissingTool where it is not there.
    """
    layers = layers_of(heard)
    with disk.replacing(target) as film:
        pictures = [film.with_suffix(f".{name}.png") for name in ("ground", "rest", "sheet")]
        try:
            for file, data in zip(pictures, (layers.ground, layers.rest, layers.sheet), strict=True):
                file.write_bytes(data)
            result = tools.run(_command(film, heard, layers, [*pictures, sound]))
        finally:
            for file in pictures:
                file.unlink(missing_ok=True)
        if result.code != 0:
            raise PodcastError(
                "{file} could not be written: {reason}",
                hint="podcast doctor",
                file=target.name,
                reason=result.stderr.strip().rpartition("\n")[2] or "ffmpeg stopped",
            )


def _command(film: Path, heard: Heard, layers: Layers, inputs: Sequence[Path]) -> list[str]:
    seconds = f"{heard.duration_ms / 1000:.3f}"
    opened = [word for file in inputs for word in ("-i", f"file:{file}")]
    return tools.find().command(
        *opened,
        *("-filter_complex_threads", "1", "-filter_complex", _filters(layers, seconds)),
        *("-map", "[film]", "-map", "3:a:0", "-t", seconds, "-r", str(_FPS)),
        *(
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-tune",
            "stillimage",
            "-crf",
            "21",
            "-g",
            str(10 * _FPS),
        ),
        *("-profile:v", "high", "-pix_fmt", "yuv420p", "-threads", "1", "-g", str(10 * _FPS)),
        *("-c:a", "aac", "-b:a", "160k", "-ar", "48000"),
        *(
            "-map_metadata",
            "-1",
            "-metadata",
            f"title={clean_line(heard.extra.title)}",
            "-movflags",
            "+faststart",
        ),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", "mp4", "-y", f"file:{film}"),
    )


def _filters(layers: Layers, seconds: str) -> str:
    """The ground, over it what is left of the unplayed waveform, over that the caption of the moment.

    Even positions only: a pixel of colour is two of light.
    """
    played = f"2*floor({layers.wave_width}*t/{seconds}/2)"
    (left, top), (under, below) = layers.rest_at, layers.sheet_at
    return ";".join(
        [
            f"[0:v]{_FRAMES}[ground]",
            f"[1:v]{_FRAMES},crop=w={layers.wave_width}:h=ih:x='{played}':y=0[rest]",
            f"[2:v]{_FRAMES},crop=w=iw:h={layers.strip}:x=0:y='{_row(layers)}'[caption]",
            f"[ground][rest]overlay=x='{left}+{played}':y={top}:format=yuv420[heard]",
            f"[heard][caption]overlay=x={under}:y={below}:format=yuv420,{_SAID}[film]",
        ]
    )


def _row(layers: Layers) -> str:
    """The top of the strip that is seen at `t`: each change adds its step from the moment it comes."""
    terms, before = [], 0
    for start_ms, strip in layers.changes:
        terms.append(f"{(strip - before) * layers.strip}*gte(t,{start_ms / 1000:.3f})")
        before = strip
    return "+".join(terms) or "0"
