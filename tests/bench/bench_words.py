"""Word error rate, time and memory of the speech engines, side by side on the same weights. Not a test.

    python tests/bench/bench_words.py [speed] [files] [long] [--runs 3] [--threads N] [--hours 2]

`speed`: ten minutes of French (the demonstration show's recordings, then the same through a telephone)
by our engine and by openai-whisper as its own command runs it, alternately, with base; then small by
ours. `files`: word error rates file by file, of every recording whose exact text is known: the
demonstration show's, with and without the names a build expects in it, and the recordings beside the
repository where they are. `long`: peak memory over
the length of a recording. Each run is a process of its own, so that its CPU seconds and its peak
memory are its own; the model is loaded before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from real_recordings import REAL

from podcast.cli.building import lay_out
from podcast.errors import MissingTool
from podcast.ingest import probe
from podcast.tools import find
from podcast.transcribe import Request, make_ready, open_engine

ROOT = Path(__file__).parents[2]
PARTS = ("speed", "files", "long")
TELEPHONE = "highpass=f=300,lowpass=f=3400,aresample=8000,acompressor"


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording and what is said in it."""

    file: Path
    text: str
    language: str
    channels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What one process found and used."""

    texts: tuple[str, ...]
    wall_s: tuple[float, ...]
    cpu_s: tuple[float, ...]
    peak_mb: int


def words(text: str) -> list[str]:
    """Words for comparison: lower case, no signs."""
    return re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", text).casefold().replace("’", "'")).split()


def errors(said: str, written: str) -> tuple[int, int]:
    """Words wrong, missing or too many, and words said."""
    reference, found = words(said), words(written)
    row = list(range(len(found) + 1))
    for index, word in enumerate(reference, start=1):
        above, row[0] = row[0], index
        for at, other in enumerate(found, start=1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (word != other))
    return row[-1], len(reference)


def demonstration() -> Iterator[Sample]:
    """The demonstration show's recordings with the texts they were made from."""
    plan = lay_out(ROOT, date.today(), lambda _done, _total: None)  # noqa: DTZ011
    show = plan.show
    for episode in show.episodes:
        written = ROOT / "tests" / "demonstration" / f"{episode.slug}.txt"
        texts: dict[str, str] = {}
        for part in written.read_text("utf-8").split("# file: ")[1:]:
            name, _, body = part.partition("\n")
            lines = [line.partition(": ")[2] for line in body.splitlines() if ": " in line]
            texts[name.strip()] = " ".join(lines)
        names = plan.vocabulary(episode)
        for recording in episode.recordings:
            language = show.language_of(episode, recording)
            file = ROOT / recording.path
            yield Sample(file, texts[recording.name], language, recording.channels, names)


def shared() -> Iterator[Sample]:
    """Recordings beside the repository that came with an exact text."""
    manifest = REAL / "manifest.tsv"
    if manifest.exists():
        for line in manifest.read_text("utf-8").splitlines()[1:]:
            name, _, _, language, _, text, *_ = line.split("\t")
            if len(text) > 1:
                yield Sample(REAL / name, text, language)


def joined(samples: Sequence[Sample], target: Path, times: int = 1) -> Sample:
    """One mono recording of all samples in a row, at 16 kHz, clean and then through a telephone."""
    inputs = [part for sample in samples for part in ("-i", str(sample.file))]
    every = range(len(samples))
    clean = ";".join(f"[{i}:a]aresample=16000,aformat=channel_layouts=mono,asplit[a{i}][b{i}]" for i in every)
    far = ";".join(f"[b{i}]{TELEPHONE},aresample=16000[t{i}]" for i in every)
    row = "".join(f"[a{i}]" for i in every) + "".join(f"[t{i}]" for i in every)
    graph = f"{clean};{far};{row}concat=n={2 * len(samples)}:v=0:a=1"
    ffmpeg(*inputs, "-filter_complex", graph, str(target))
    text = " ".join(sample.text for sample in samples)
    if times > 1:
        whole = target.with_name(f"times-{times}-{target.name}")
        ffmpeg("-stream_loop", str(times - 1), "-i", str(target), "-c", "copy", str(whole))
        target = whole
    return Sample(target, " ".join([text, text] * times), samples[0].language)


def ffmpeg(*arguments: str) -> None:
    subprocess.run([find().path, "-v", "error", "-nostdin", "-y", *arguments], check=True)


def seconds(sample: Sample) -> float:
    found, _ = probe(sample.file)
    return found.duration_ms / 1000


def ours(engine: str, model: str, threads: int) -> Callable[[Sample], str]:
    """The engine as a build uses it."""
    opened = open_engine(engine, model, threads=threads)

    def run(sample: Sample) -> str:
        request = Request(sample.language, round(seconds(sample) * 1000), sample.channels, sample.names)
        return opened.transcribe(sample.file, request, lambda _ms: None).text

    return run


def peer(_engine: str, model: str, threads: int) -> Callable[[Sample], str]:
    """openai-whisper on the same weights, with the settings of its own command, and word times."""
    from podcast.transcribe.openai_whisper import open_model

    loaded = open_model(model, threads)._loaded

    def run(sample: Sample) -> str:
        heard = loaded.transcribe(
            str(sample.file),
            language=sample.language,
            beam_size=5,
            best_of=5,
            temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
            word_timestamps=True,
            fp16=False,
        )
        return str(heard["text"])

    return run


KINDS: dict[str, Callable[[str, str, int], Callable[[Sample], str]]] = {
    "faster-whisper": ours,
    "openai-whisper": ours,
    "peer": peer,
}


def work(order: str) -> None:
    """The process of one run: what was asked comes as JSON, what was found goes out as JSON."""
    asked = json.loads(order)
    run = KINDS[asked["kind"]](asked["kind"], asked["model"], asked["threads"])
    texts, wall_s, cpu_s = [], [], []
    for each in asked["samples"]:
        sample = Sample(
            Path(each["file"]), "", each["language"], tuple(each["channels"]), tuple(each["names"])
        )
        begun, used = time.perf_counter(), _cpu_s()
        texts.append(run(sample))
        wall_s.append(time.perf_counter() - begun)
        cpu_s.append(_cpu_s() - used)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump(asdict(Run(tuple(texts), tuple(wall_s), tuple(cpu_s), peak_mb)), sys.stdout)


def _cpu_s() -> float:
    """This process and the ffmpeg it starts."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def measure(kind: str, model: str, threads: int, samples: Sequence[Sample]) -> Run:
    """Run one engine over samples in a process of its own."""
    # Hours of text are more than an argument may hold, and no engine is told what is said.
    orders = [asdict(replace(each, text="")) for each in samples]
    asked = {"kind": kind, "model": model, "threads": threads, "samples": orders}
    with tempfile.TemporaryDirectory() as folder:
        # openai-whisper starts a program called ffmpeg: the one we use.
        Path(folder, "ffmpeg").symlink_to(find().path)
        done = subprocess.run(
            [sys.executable, __file__, "--work", json.dumps(asked, default=str)],
            env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found = json.loads(done.stdout)
    return Run(tuple(found["texts"]), tuple(found["wall_s"]), tuple(found["cpu_s"]), found["peak_mb"])


def speed(runs: int, threads: int, folder: Path) -> None:
    """Time beside openai-whisper on ten minutes, and of small beside the recording's length."""
    programme = joined(list(demonstration()), folder / "ten-minutes.wav")
    length = seconds(programme)
    print(f"{length:.0f} s of French: the demonstration's recordings, then the same through a telephone;")
    print(f"beam 5, word times, {threads} threads each; medians of {runs} alternating runs, load {load()}\n")
    plan = [("faster-whisper", "base"), ("peer", "base"), ("faster-whisper", "small")]
    if not (find_spec("whisper") and find_spec("torch")):
        print("openai-whisper is not installed: python -m pip install torch==2.13.0 openai-whisper")
        plan.remove(("peer", "base"))
    done: dict[tuple[str, str], list[Run]] = {each: [] for each in plan}
    for _ in range(runs):
        for each in plan:
            done[each].append(measure(*each, threads, [programme]))
            # At once, so that a run that is broken off leaves what it has measured.
            tell(f"  {each[0]} {each[1]}", done[each][-1:], programme.text, length)
    print(
        f"{'engine':24} {'errors':>16} {'CPU s':>8} {'wall s':>8} {'CPU/length':>10} {'wall/length':>11}"
        f" {'peak':>8}"
    )
    for each in plan:
        tell(f"{each[0]} {each[1]}", done[each], programme.text, length)
    if len(plan) == 3:
        mine, theirs = done[plan[0]], done[plan[1]]
        for name in ("cpu_s", "wall_s"):
            ratio = middle(mine, name) / middle(theirs, name)
            print(f"time of openai-whisper's ({name.partition('_')[0]}): {ratio:.2f} (wanted ≤ 0.45)")
        worse = rate(programme.text, mine[0].texts[0]) - rate(programme.text, theirs[0].texts[0])
        print(f"error rate beside openai-whisper's: {worse:+.1f} points (wanted ≤ +0.5)")


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def middle(runs: Sequence[Run], name: str) -> float:
    return float(statistics.median(sum(getattr(each, name)) for each in runs))


def rate(said: str, written: str) -> float:
    wrong, count = errors(said, written)
    return 100 * wrong / count


def tell(name: str, runs: Sequence[Run], said: str, length: float) -> None:
    wrong, count = errors(said, runs[0].texts[0])
    cpu_s, wall_s = middle(runs, "cpu_s"), middle(runs, "wall_s")
    peak = max(each.peak_mb for each in runs)
    same = "" if len({each.texts for each in runs}) == 1 else "  other words in each run"
    print(
        f"{name:24} {100 * wrong / count:5.1f} % {wrong:4}/{count:<4} {cpu_s:7.1f} {wall_s:8.1f} "
        f"{cpu_s / length:10.3f} {wall_s / length:11.3f} {peak:5} MB{same}",
        flush=True,
    )


def files(threads: int) -> None:
    """Word error rates file by file."""
    own = list(demonstration())
    samples = [*own, *shared()]
    bare = [replace(each, names=()) for each in samples]
    plan = {
        "base": ("faster-whisper", "base", bare),
        "base, with names": ("faster-whisper", "base", samples),
        "small": ("faster-whisper", "small", bare),
        "small, with names": ("faster-whisper", "small", samples),
    }
    if find_spec("whisper") and find_spec("torch"):
        plan["openai-whisper base"] = ("peer", "base", bare)
    found = [measure(kind, model, threads, each) for kind, model, each in plan.values()]
    print("".join(f"{name:>22}" for name in plan) + "  recording")
    rows = [[errors(sample.text, run.texts[at]) for run in found] for at, sample in enumerate(samples)]
    for sample, row in zip(samples, rows, strict=True):
        print(f"{_rates(row)}  {'/'.join(sample.file.parts[-3:])}")
    print(f"{_rates(_sum(rows[: len(own)]))}  the demonstration")
    print(f"{_rates(_sum(rows))}  all")


def _sum(rows: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    return [
        (sum(wrong for wrong, _ in column), sum(n for _, n in column)) for column in zip(*rows, strict=True)
    ]


def _rates(row: Sequence[tuple[int, int]]) -> str:
    return "".join(f"{100 * wrong / count:8.1f} % {wrong:4}/{count:<6}" for wrong, count in row)


def long(threads: int, hours: float, folder: Path) -> None:
    """Peak memory over the length of a recording."""
    print(f"{'length':>8} {'peak':>8} {'CPU/length':>10}")
    samples = list(demonstration())
    once = joined(samples, folder / "once.wav")
    for times in (1, round(hours * 3600 / seconds(once))):
        sample = joined(samples, folder / "once.wav", times)
        run, length = measure("faster-whisper", "base", threads, [sample]), seconds(sample)
        print(f"{length / 60:5.0f} min {run.peak_mb:5} MB {run.cpu_s[0] / length:10.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work)
        return
    try:
        for model in ("base", "small"):
            make_ready("faster-whisper", model, lambda _done, _total: None)
    except MissingTool as error:
        sys.exit(str(error))
    with tempfile.TemporaryDirectory() as folder:
        for part in given.parts or PARTS[:2]:
            if part == "speed":
                speed(given.runs, given.threads, Path(folder))
            elif part == "files":
                files(given.threads)
            elif part == "long":
                long(given.threads, given.hours, Path(folder))
            else:
                sys.exit(f"there is no part called {part}; there are {', '.join(PARTS)}")
            print(flush=True)


if __name__ == "__main__":
    main()
