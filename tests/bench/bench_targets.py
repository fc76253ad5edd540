"""Real speech mastered to every target: what is wanted, our meter, ffmpeg's on the decoded file. Not a test.

    python tests/bench/bench_targets.py [FILE…]

Without FILE the recordings beside the repository, else the demonstration show's. A recording that cannot
be mastered shows the sentence that says why.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from real_recordings import REAL

from podcast import tools
from podcast.audio import Codec, Delivery, Mastered, load_targets, master
from podcast.edit import mix
from podcast.errors import PodcastError
from podcast.ingest import probe
from podcast.model import Clip, Timeline

ROOT = Path(__file__).parents[2]
SOUNDS = (".wav", ".mp3", ".flac")
WANTED = (
    ("podcast", Codec.MP3),
    ("podcast", Codec.OPUS),
    ("broadcast", Codec.WAV),
    ("broadcast", Codec.MP2),
    ("broadcast", Codec.FLAC),
    ("strict", Codec.WAV),
)


def by_ffmpeg(file: Path) -> tuple[float, float]:
    """Integrated loudness and true peak of the decoded file by ffmpeg's ebur128."""
    ffmpeg = tools.find()
    read = [ffmpeg.path, "-hide_banner", "-nostdin", *ffmpeg.input(file)]
    said = tools.run([*read, "-af", "ebur128=peak=true", "-f", "null", "-"]).stderr
    summary = said[said.rindex("Summary:") :]
    found = [re.search(rf"{name}:\s+(-?[\d.]+) ", summary) for name in ("I", "Peak")]
    lufs, peak = (float(each[1]) if each else float("nan") for each in found)
    return lufs, peak


def mastered(source: Path, folder: Path) -> list[tuple[Delivery, Mastered]]:
    targets = load_targets()
    deliveries = [
        Delivery(targets[target], folder / f"{target}.{codec}", codec, channels=0) for target, codec in WANTED
    ]
    timeline = Timeline((Clip(source, 0, probe(source)[0].duration_ms, 0),))
    return list(zip(deliveries, master(mix(timeline, Path("/")), deliveries), strict=True))


def main(files: Sequence[Path]) -> None:
    print(f"{'':34}{'':15}{'wanted':>16}{'our meter':>18}{'ffmpeg ebur128':>18}   LUFS, dBTP")
    missed = 0
    for source in files:
        with tempfile.TemporaryDirectory() as name:
            try:
                made = mastered(source.resolve(), Path(name))
            except PodcastError as error:
                print(f"{source.name[:32]:34}{error}")
                continue
            for delivery, result in made:
                lufs, peak = by_ffmpeg(result.path)
                target, got = delivery.target, result.loudness
                # ffmpeg prints tenths
                near = abs(lufs - target.integrated_lufs) <= target.tolerance_lu + 0.051
                met = target.met_by(got) and near and peak <= target.max_true_peak_dbtp + 0.051
                missed += not met
                wanted = f"{target.integrated_lufs:.1f} ≤ {target.max_true_peak_dbtp:.1f}"
                ours = f"{got.integrated_lufs:.2f} {got.true_peak_dbtp:.2f}"
                print(
                    f"{source.name[:32]:34}{target.name:10}{delivery.codec:5}{wanted:>16}{ours:>18}"
                    f"{f'{lufs:.1f} {peak:.1f}':>18}{'' if met else '   MISSED'}",
                    flush=True,
                )
    print(f"missed: {missed}")


if __name__ == "__main__":
    given = [Path(each) for each in sys.argv[1:]]
    beside = [each for each in sorted(REAL.glob("[ef][nr]/*.*")) if each.suffix in (".wav", ".mp3", ".flac")]
    main(given or beside or sorted(ROOT.glob("episodes/*/recordings/*.*")))
