"""CPU seconds and peak memory of an hour's documentary, beside the least it could cost and pydub. Not a test.

    python tests/bench/bench_mix.py [--minutes 60] [--rounds 1] [--no-pydub]

Sixty quotes from ten recordings at different levels, rates and formats, narration, room tone between them and
music that makes way for the voices, all made by the benchmark itself, in stereo because of the music. Ours is
mixed, mastered, encoded, decoded and measured again. The least is: every source decoded once and whole, and
one MP3 encoded. pydub does what it can of it: clips one after another with fades at a fixed gain, music
15 dB under all of it. Memory is that of a process and all it started, together.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile
from bench_audio import RATE, Spent, added, median, speech_like, spent

from podcast import tools
from podcast.audio import Codec, Delivery, Samples, load_targets, master
from podcast.edit import mix
from podcast.model import Clip, Timeline

PYTHON = sys.executable
RECORDINGS = 10
QUOTES = 60  # in an hour
# Of each recording: how loud, at what rate, in what format.
KINDS = (
    (1.0, 48000, "wav"), (0.3, 48000, "wav"), (0.05, 48000, "wav"), (0.6, 44100, "wav"), (0.2, 48000, "flac"),
    (0.8, 44100, "flac"), (0.4, 48000, "mp3"), (0.1, 44100, "mp3"), (0.5, 44100, "m4a"), (0.25, 48000, "wav"),
)  # fmt: skip


def ffmpeg(*arguments: str) -> None:
    command = tools.find().command(*arguments)
    made = tools.run(command)
    if made.code:
        raise SystemExit(f"{' '.join(command)}: {made.stderr}")


def make_sources(folder: Path, minutes: float) -> None:
    """Ten interviews, each a fifth of the programme long, a narrator, and ten minutes of music at most."""
    seconds = max(60, round(minutes * 60 / 5))
    voice = np.concatenate(list(speech_like(seconds, 1)))
    for number, (level, rate_hz, suffix) in enumerate(KINDS):
        turned = level * np.roll(voice, number * 7919 * 48)
        plain = folder / "plain.wav"
        soundfile.write(plain, turned, RATE, "PCM_24")
        ffmpeg(
            "-i", str(plain), "-ar", str(rate_hz), *_codec(suffix), "-y", str(folder / f"{number}.{suffix}")
        )
        plain.unlink()
    soundfile.write(folder / "narrator.wav", np.roll(voice, 13 * RATE), RATE, "PCM_24")
    with soundfile.SoundFile(folder / "music.flac", "w", 44100, 2, "PCM_16") as out:
        for block in music(min(600, seconds)):
            out.write(block)


def _codec(suffix: str) -> list[str]:
    return {"wav": ["-c:a", "pcm_s24le"], "mp3": ["-b:a", "128k"], "m4a": ["-c:a", "aac"]}.get(suffix, [])


def music(seconds: int) -> Iterator[Samples]:
    """Chords of eight partials that change every four seconds, a little different left and right."""
    for second in range(seconds):
        at = second + np.arange(44100) / 44100
        root = 110 * 2 ** ([0, 5, 7, 3][second // 4 % 4] / 12)
        sides = []
        for side in (0.0, 0.3):
            parts = [
                np.sin(2 * np.pi * root * n * (1 + 0.001 * side) * at + n * side) / n for n in range(1, 9)
            ]
            sides.append(0.1 * sum(parts) * (0.7 + 0.3 * np.sin(2 * np.pi * at / 4)))
        yield np.stack(sides, axis=1).astype(np.float32)


def documentary(folder: Path, minutes: float) -> Timeline:
    """Every minute: a quote, every third one announced; music under four minutes of every ten."""
    spare_ms = max(60, round(minutes * 60 / 5)) * 1000 - 46_000
    quotes = max(1, round(QUOTES * minutes / 60))
    clips: list[Clip] = []
    at_ms = 0
    for number in range(quotes):
        name = Path(f"{number % RECORDINGS}.{KINDS[number % RECORDINGS][2]}")
        first_ms = number * 97_003 % spare_ms
        if number % 3 == 0:
            first = number * 31_000 % spare_ms
            clips.append(Clip(Path("narrator.wav"), first, first + 40_000, at_ms, "narration"))
            at_ms += 40_700
        length_ms = 45_000
        clips.append(Clip(name, first_ms, first_ms + length_ms, at_ms, "quote"))
        at_ms += length_ms
        clips.append(
            Clip(name, first_ms + 8000, first_ms + 8900, at_ms - 40, "room", fade_in_ms=40, length_ms=1080)
        )
        at_ms += 1000
    for first_ms in range(0, at_ms, 600_000):
        length_ms = min(240_000, at_ms - first_ms, (max(60, round(minutes * 12)) - 1) * 1000)
        clips.append(
            Clip(
                Path("music.flac"), 0, length_ms, first_ms, "music",
                fade_in_ms=500, fade_out_ms=4000, duck_db=15.0,
            )
        )  # fmt: skip
    return Timeline(tuple(sorted(clips, key=lambda clip: clip.at_ms)))


def ours(folder: Path, minutes: float, codecs: Sequence[str]) -> None:
    """The whole road, as the build takes it."""
    timeline = documentary(folder, minutes)
    target = load_targets()["podcast"]
    made = master(
        mix(timeline, folder),
        [Delivery(target, folder / f"ours.{codec}", Codec(codec)) for codec in codecs],
    )
    assert all(target.met_by(each.loudness) for each in made)


def written(folder: Path, minutes: float) -> None:
    """The mix as a WAV, for the encoder alone."""
    mixed = mix(documentary(folder, minutes), folder)
    with soundfile.SoundFile(folder / "mixed.wav", "w", RATE, mixed.channels, "PCM_24") as out:
        for block in mixed.blocks():
            out.write(block * 2)


def with_pydub(folder: Path, minutes: float) -> None:
    """The same clips with pydub: whole files in memory, fades, one gain, music laid under."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    AudioSegment.converter = tools.find().path
    files = {}
    for file in [*(f"{number}.{kind[2]}" for number, kind in enumerate(KINDS)), "narrator.wav", "music.flac"]:
        plain = folder / f"{file}.pydub.wav"  # pydub wants ffprobe for all but WAV; ours has none
        ffmpeg("-i", str(folder / file), "-ar", str(RATE), "-c:a", "pcm_s16le", "-y", str(plain))
        files[Path(file)] = AudioSegment.from_wav(plain).set_channels(2)
    timeline = documentary(folder, minutes)
    programme = AudioSegment.silent(0, RATE).set_channels(2)
    for clip in timeline.on("voice"):
        piece = files[clip.source][clip.start_ms : clip.end_ms].fade_in(10).fade_out(10).apply_gain(3.0)
        programme += AudioSegment.silent(max(0, clip.at_ms - len(programme)), RATE) + piece
    for clip in timeline.on("music"):
        bed = files[clip.source][clip.start_ms : clip.end_ms].fade_in(500).fade_out(4000).apply_gain(-20.0)
        programme = programme.overlay(bed, position=clip.at_ms)
    programme.export(folder / "pydub.mp3", format="mp3", bitrate="128k")


def commands(folder: Path, minutes: float, *, pydub: bool) -> dict[str, list[list[str]]]:
    """What is compared; several command lines are added up."""
    mine = [PYTHON, __file__, "--minutes", str(minutes), "--folder", str(folder), "--do"]
    used = sorted(str(clip) for clip in {clip.source for clip in documentary(folder, minutes).clips})
    words = tools.find().command("-threads", "1")
    reads = [
        [*words, "-i", str(folder / file), "-ar", str(RATE), "-c:a", "pcm_f32le", "-f", "null", "-"]
        for file in used
    ]
    lame = [*words, "-i", str(folder / "mixed.wav"), "-c:a", "libmp3lame", "-b:a", "128k"]
    lame += ["-y", str(folder / "floor.mp3")]
    opus = [*words, "-i", str(folder / "mixed.wav"), "-c:a", "libopus", "-b:a", "80k"]
    opus += ["-y", str(folder / "floor.opus")]
    found = {
        "ours: mix, master, MP3, verify": [[*mine, "mp3"]],
        "least: sources decoded once, one MP3": [*reads, lame],
        "ours: the same with MP3 and Opus": [[*mine, "mp3", "opus"]],
        "least: the same with MP3 and Opus": [*reads, lame, opus],
        "ours: the mix alone": [[*mine, "mix"]],
    }
    if pydub:
        found["pydub: fixed gains, MP3"] = [[*mine, "pydub"]]
    return found


def child(folder: Path, minutes: float, what: Sequence[str]) -> None:
    if what == ["pydub"]:
        with_pydub(folder, minutes)
    elif what == ["mix"]:
        for _ in mix(documentary(folder, minutes), folder).blocks():
            pass
    elif what == ["written"]:
        written(folder, minutes)
    else:
        ours(folder, minutes, what)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument(
        "--rounds", type=int, default=1, help="so often, one after the other; the median counts"
    )
    parser.add_argument("--no-pydub", action="store_true")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--do", nargs="+", default=[], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.do:
        child(asked.folder, asked.minutes, asked.do)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_sources(folder, asked.minutes)
        print(f"{documentary(folder, asked.minutes).duration_ms / 60_000:.1f} minutes")
        written(folder, asked.minutes)
        rounds: dict[str, list[Spent]] = {}
        for _ in range(asked.rounds):
            for label, each in commands(folder, asked.minutes, pydub=not asked.no_pydub).items():
                rounds.setdefault(label, []).append(added([spent(command) for command in each]))
    report({label: median(runs) for label, runs in rounds.items()})


def report(results: dict[str, Spent]) -> None:
    print(f"\n{'':42}{'CPU s':>8}{'wall s':>8}{'MB':>8}")
    for label, used in results.items():
        print(f"{label:42}{used.cpu_s:8.1f}{used.wall_s:8.1f}{used.tree_mb:8.0f}")
    cpu = [used.cpu_s for used in results.values()]
    print(f"\nMP3: {cpu[0] / cpu[1]:.2f} x the least (wanted: 2.0 at most)")
    print(f"MP3 and Opus: {cpu[2] / cpu[3]:.2f} x the least")
    print(f"memory: {next(iter(results.values())).tree_mb:.0f} MB (wanted: 500 at most)")


if __name__ == "__main__":
    main()
