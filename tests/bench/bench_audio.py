"""CPU seconds and peak memory of mastering, beside the programs people use for it. Not a test.

    python tests/bench/bench_audio.py [FILE] [--minutes 10] [--mono]

Every line is one child process measured by the kernel (its own time and that of the programs it
started), all in one run on one machine. Without FILE a speech-like 48 kHz 24-bit recording is made.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from podcast import tools
from podcast.audio import Codec, Delivery, Samples, decode, load_targets, master
from podcast.edit import mix
from podcast.model import Clip, Timeline

RATE = 48000
PYTHON = sys.executable


@dataclass(frozen=True)
class Spent:
    cpu_s: float
    wall_s: float
    memory_mb: float


def speech_like(seconds: int, channels: int) -> Iterator[Samples]:
    """Blocks of one second: two voices taking turns, vowels of three formants, breath, pauses, a room."""
    from scipy.signal import lfilter  # not ours to pay: mastering itself works without

    rng = np.random.default_rng(20240229)
    states = [np.zeros(2) for _ in range(3)]
    phase = 0.0
    for second in range(seconds):
        high = (second // 9) % 2
        pitch = (205.0 if high else 118.0) * (1 + 0.08 * np.sin(second)) * np.ones(RATE)
        turns = phase + np.cumsum(pitch) / RATE
        pulses = np.diff(np.floor(turns), prepend=np.floor(phase))
        phase = float(turns[-1] % 1)
        breath = rng.standard_normal(RATE) * 0.03
        vowel = np.zeros(RATE)
        for number, (hz, width) in enumerate(
            [(500 + 250 * rng.random(), 80), (1500 + 700 * rng.random(), 110), (2600, 160)]
        ):
            radius = np.exp(-np.pi * width / RATE)
            a = [1, -2 * radius * np.cos(2 * np.pi * hz / RATE), radius**2]
            filtered, states[number] = lfilter([1 - radius], a, pulses * 6 + breath, zi=states[number])
            vowel += filtered
        at = second + np.arange(RATE) / RATE
        syllables = np.clip(np.sin(2 * np.pi * 3.7 * at) + 0.35, 0, 1) * (0.0 if second % 9 == 8 else 1.0)
        dry = 0.25 * (0.5 if high else 1.0) * vowel * syllables
        room = rng.standard_normal((RATE, channels)) * 0.0006
        pan = np.array([1.0, 0.7] if high else [0.75, 1.0])[:channels]
        yield np.clip(dry[:, None] * pan + room, -0.98, 0.98).astype(np.float32)


def make_source(file: Path, minutes: float, channels: int) -> None:
    with soundfile.SoundFile(file, "w", RATE, channels, "PCM_24") as out:
        for block in speech_like(round(minutes * 60), channels):
            out.write(block)


def spent(arguments: Sequence[str]) -> Spent:
    """Run a program and read what it and its children used."""
    start = time.monotonic()
    child = subprocess.Popen(
        arguments,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "FFMPEG_PATH": tools.find().path},  # ffmpeg-normalize's name for it
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed with {child.returncode}")
    return Spent(used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024)


def ours(source: Path, folder: Path) -> None:
    """The whole road: the timeline of one recording, mixed, mastered, verified."""
    targets = load_targets()
    frames = sum(len(block) for block in decode(source).blocks()) if source.suffix != ".wav" else 0
    frames = frames or soundfile.info(source).frames * RATE // soundfile.info(source).samplerate
    timeline = Timeline((Clip(source, 0, frames * 1000 // RATE, 0),))
    made = master(
        mix(timeline, Path("/")),
        [
            Delivery(targets["podcast"], folder / "ours.mp3", Codec.MP3),
            Delivery(targets["broadcast"], folder / "ours.wav", Codec.WAV),
            Delivery(targets["broadcast"], folder / "ours.mp2", Codec.MP2),
        ],
    )
    for each in made:
        print(each.path.name, each.loudness)


def rivals(source: Path, folder: Path, channels: int) -> dict[str, list[list[str]]]:
    """What is compared, as command lines; several command lines are added up."""
    ffmpeg = tools.find()
    lame, twolame = ("96k", "192k") if channels == 1 else ("128k", "256k")
    read = [*ffmpeg.command("-threads", "1"), *ffmpeg.input(source)]
    mp3 = ["-c:a", "libmp3lame", "-b:a", lame, "-y", str(folder / "floor.mp3")]
    wav = ["-c:a", "pcm_s24le", "-y", str(folder / "floor.wav")]
    mp2 = ["-c:a", "mp2", "-b:a", twolame, "-y", str(folder / "floor.mp2")]
    normalize = [PYTHON, "-m", "ffmpeg_normalize", str(source), "-f", "-ar", str(RATE), "-tp", "-1"]
    one = [*normalize, "-t", "-16", "-c:a", "libmp3lame", "-b:a", lame, "-o", str(folder / "fn.mp3")]
    two = [*normalize, "-t", "-23", "-c:a", "pcm_s24le", "-o", str(folder / "fn.wav")]
    three = [*normalize, "-t", "-23", "-c:a", "mp2", "-b:a", twolame, "-o", str(folder / "fn.mp2")]
    mine = [PYTHON, __file__, str(source), "--ours", str(folder)]
    return {
        "podcast: MP3 + BWF + MP2, each verified": [mine],
        "ffmpeg: decode once, only encode the three": [[*read, *mp3, *wav, *mp2]],
        "ffmpeg: decode and LAME alone": [[*read, *mp3]],
        "ffmpeg-normalize: the MP3 alone": [one],
        "ffmpeg-normalize: three runs, the same three": [one, two, three],
    }


def added(runs: Sequence[Spent]) -> Spent:
    return Spent(
        sum(run.cpu_s for run in runs), sum(run.wall_s for run in runs), max(run.memory_mb for run in runs)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--mono", action="store_true")
    parser.add_argument("--only-ours", action="store_true", help="leave out ffmpeg-normalize")
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours is not None:
        ours(asked.file.resolve(), asked.ours)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = asked.file or folder / "source.wav"
        if asked.file is None:
            make_source(source, asked.minutes, 1 if asked.mono else 2)
        channels = min(2, decode(source).channels)
        results = {
            label: added([spent(command) for command in commands])
            for label, commands in rivals(source.resolve(), folder, channels).items()
            if not (asked.only_ours and "normalize" in label)
        }
    mine = next(iter(results.values()))
    print(f"{'':48}{'CPU s':>8}{'wall s':>8}{'MB':>8}{'ours ÷ this':>13}")
    for label, used in results.items():
        ratio = mine.cpu_s / used.cpu_s
        print(f"{label:48}{used.cpu_s:8.1f}{used.wall_s:8.1f}{used.memory_mb:8.0f}{ratio:13.2f}")


if __name__ == "__main__":
    main()
