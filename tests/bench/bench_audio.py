"""CPU seconds and peak memory of mastering, beside the programs people use for it. Not a test.

    python tests/bench/bench_audio.py [FILE] [--minutes 10] [--mono] [--rounds 3] [--long]

Every figure is that of child processes and all they start. What is compared runs in turns, round after
round, and medians are shown. Without FILE a speech-like 48 kHz 24-bit recording is made, in stereo and
then in mono. `--long` only masters three hours of it, and a WAV of more than 4 GB (96 kHz, 32 bit) into
another; it wants 30 GB of disk for as long as it runs. Memory is read from Linux's /proc.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile

from podcast import tools
from podcast.audio import Cart, Codec, Delivery, Samples, WaveTags, load_targets, master
from podcast.edit import mix
from podcast.model import Clip, Timeline

RATE = 48000
PYTHON = sys.executable
LONG_S = 3 * 3600


@dataclass(frozen=True)
class Spent:
    """`memory_mb` is the peak of the largest process, `tree_mb` that of all together."""

    cpu_s: float
    wall_s: float
    memory_mb: float
    tree_mb: float = 0.0


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


def make_long(file: Path, rate_hz: int, subtype: str) -> None:
    """Three hours in stereo: a minute of speech again and again; RF64 where WAV ends."""
    minute = np.concatenate(list(speech_like(60, 2)))
    minute = np.repeat(minute, rate_hz // RATE, axis=0)
    with soundfile.SoundFile(file, "w", rate_hz, 2, subtype, format="RF64") as out:
        for _ in range(LONG_S // 60):
            out.write(minute)


def tree(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for pid in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def memory_mb(pids: Sequence[int], file: str, field: str) -> list[float]:
    """One field of /proc of each process that is still there."""
    found = []
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
            found += [int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:")]
    return found


def spent(arguments: Sequence[str]) -> Spent:
    """Run a program and read what it and its children used."""
    start = time.monotonic()
    child = subprocess.Popen(
        arguments,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "FFMPEG_PATH": tools.find().path},  # ffmpeg-normalize's name for it
    )
    largest = together = 0.0
    while True:
        done, status, used = os.wait4(child.pid, os.WNOHANG)
        if done:
            break
        pids = tree(child.pid)
        largest = max([largest, *memory_mb(pids, "status", "VmHWM")])
        together = max(together, sum(memory_mb(pids, "smaps_rollup", "Pss")))
        time.sleep(0.25)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed with {child.returncode}")
    return Spent(used.ru_utime + used.ru_stime, time.monotonic() - start, largest, together)


def ours(source: Path, folder: Path, rate_hz: int, bits: int) -> None:
    """The whole road: the timeline of one recording, mixed, mastered, verified."""
    from podcast.ingest import probe

    targets = load_targets()
    length_ms = (
        soundfile.info(source).frames * 1000 // soundfile.info(source).samplerate
        if source.suffix == ".wav"
        else probe(source)[0].duration_ms
    )
    made_at = datetime(2026, 11, 24)  # noqa: DTZ001  # bext and cart hold local time without a zone
    label = Cart("A title", made_at, made_at)
    wave = WaveTags("A title", "A radio", "REF-1", made_at, "guid", cart=label)
    made = master(
        mix(Timeline((Clip(source, 0, length_ms, 0),)), Path("/")),
        [
            Delivery(targets["podcast"], folder / "ours.mp3", Codec.MP3),
            Delivery(
                targets["broadcast"], folder / "ours.wav", Codec.WAV, rate_hz=rate_hz, bits=bits, wave=wave
            ),
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
    return {
        "podcast: MP3 + BWF + MP2, each verified": [mine(source, folder)],
        "ffmpeg: decode once, only encode the three": [[*read, *mp3, *wav, *mp2]],
        "ffmpeg: decode and LAME alone": [[*read, *mp3]],
        "ffmpeg-normalize: the MP3 alone": [one],
        "ffmpeg-normalize: three runs, the same three": [one, two, three],
    }


def mine(source: Path, folder: Path, rate_hz: int = RATE, bits: int = 24) -> list[str]:
    return [PYTHON, __file__, str(source), "--ours", str(folder), str(rate_hz), str(bits)]


def added(runs: Sequence[Spent]) -> Spent:
    return Spent(
        sum(run.cpu_s for run in runs),
        sum(run.wall_s for run in runs),
        max(run.memory_mb for run in runs),
        max(run.tree_mb for run in runs),
    )


def median(runs: Sequence[Spent]) -> Spent:
    return Spent(
        statistics.median(run.cpu_s for run in runs),
        statistics.median(run.wall_s for run in runs),
        max(run.memory_mb for run in runs),
        max(run.tree_mb for run in runs),
    )


def shown(results: Mapping[str, Spent]) -> None:
    """The table; all ratios are to the first line."""
    mine = next(iter(results.values()))
    print(f"{'':48}{'CPU s':>8}{'wall s':>8}{'MB':>8}{'all MB':>8}{'ours ÷ this':>13}")
    for label, used in results.items():
        ratio = mine.cpu_s / used.cpu_s
        figures = f"{used.cpu_s:8.1f}{used.wall_s:8.1f}{used.memory_mb:8.0f}{used.tree_mb:8.0f}{ratio:13.2f}"
        print(f"{label:48}{figures}", flush=True)


def compared(source: Path, folder: Path, rounds: int) -> None:
    channels = min(2, soundfile.info(source).channels if source.suffix == ".wav" else 2)
    wanted = rivals(source.resolve(), folder, channels)
    runs: dict[str, list[Spent]] = {label: [] for label in wanted}
    for _ in range(rounds):
        alone: dict[tuple[str, ...], Spent] = {}  # the MP3 of ffmpeg-normalize counts in two lines
        for label, commands in wanted.items():
            for command in commands:
                if tuple(command) not in alone:
                    alone[tuple(command)] = spent(command)
            runs[label].append(added([alone[tuple(command)] for command in commands]))
    kbps = ("96", "192") if channels == 1 else ("128", "256")
    print(f"\n{source.name}: medians of {rounds} rounds; MP3 {kbps[0]} kb/s, MP2 {kbps[1]} kb/s, WAV 24 bit")
    shown({label: median(each) for label, each in runs.items()})


def long(folder: Path) -> None:
    """Three hours, and more than 4 GB."""
    made: dict[str, Spent] = {}
    for label, rate_hz, bits in (
        ("3 h, 48 kHz 24 bit to MP3 + BWF + MP2", RATE, 24),
        ("3 h, 96 kHz 32 bit to MP3 + BWF 96/32 + MP2", 96000, 32),
    ):
        source = folder / "long.wav"
        make_long(source, rate_hz, f"PCM_{bits}")
        made[label] = spent(mine(source, folder, rate_hz, bits))
        wave = soundfile.info(folder / "ours.wav")
        size = (folder / "ours.wav").stat().st_size
        print(f"read {source.stat().st_size / 2**30:.2f} GiB, written {size / 2**30:.2f} GiB of", end=" ")
        print(f"{wave.format} {wave.samplerate} Hz {wave.subtype}, {wave.frames / wave.samplerate:.3f} s")
        used = made[label]
        print(f"{used.cpu_s:.0f} CPU s, {used.memory_mb:.0f} MB, all {used.tree_mb:.0f} MB", flush=True)
    shown(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--mono", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--ours", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours is not None:
        ours(asked.file.resolve(), Path(asked.ours[0]), int(asked.ours[1]), int(asked.ours[2]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.long:
            long(folder)
        elif asked.file is not None:
            compared(asked.file, folder, asked.rounds)
        else:
            for channels in (1,) if asked.mono else (2, 1):
                source = folder / ("mono.wav" if channels == 1 else "stereo.wav")
                make_source(source, asked.minutes, channels)
                compared(source, folder, asked.rounds)


if __name__ == "__main__":
    main()
