"""Word error rate and speed of the speech engines, file by file. Not a test.

    python tests/bench/bench_words.py [--model base] [--engine faster-whisper] [--peer MODEL.pt] [--names]

Every file whose exact text is known: the demonstration show's, and the recordings beside the
repository where they are. `--peer` runs openai-whisper itself, with word times, on the same files in
the same run. `--names` gives the names of the people, as a build does. Times are wall clock over the
recording's length, model loaded before.
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from podcast.ingest import probe
from podcast.show import load_show
from podcast.transcribe import Request, open_engine

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "recordings"


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording and what is said in it."""

    file: Path
    text: str
    language: str
    channels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


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
    show = load_show(ROOT)
    for episode in show.episodes:
        written = ROOT / "tests" / "demonstration" / f"{episode.slug}.txt"
        texts: dict[str, str] = {}
        for part in written.read_text("utf-8").split("# file: ")[1:]:
            name, _, body = part.partition("\n")
            lines = [line.partition(": ")[2] for line in body.splitlines() if ": " in line]
            texts[name.strip()] = " ".join(lines)
        names = tuple(person.name for person in episode.people)
        for recording in episode.recordings:
            language = show.language_of(episode, recording)
            file = ROOT / recording.path
            yield Sample(file, texts[recording.name], language, recording.channels, names)


def shared() -> Iterator[Sample]:
    """Recordings beside the repository that came with an exact text."""
    manifest = SHARED / "manifest.tsv"
    if manifest.exists():
        for line in manifest.read_text("utf-8").splitlines()[1:]:
            name, _, _, language, _, text, *_ = line.split("\t")
            if len(text) > 1:
                yield Sample(SHARED / name, text, language)


def seconds(sample: Sample) -> float:
    found, _ = probe(sample.file)
    return found.duration_ms / 1000


def ours(engine: str, model: str, names: bool) -> Callable[[Sample], str]:
    opened = open_engine(engine, model)

    def run(sample: Sample) -> str:
        expected = sample.names if names else ()
        request = Request(sample.language, int(seconds(sample) * 1000), sample.channels, expected)
        return opened.transcribe(sample.file, request, lambda _ms: None).text

    return run


def peer(model: str) -> Callable[[Sample], str]:
    import whisper

    loaded = whisper.load_model(model, device="cpu")

    def run(sample: Sample) -> str:
        found = loaded.transcribe(
            str(sample.file), language=sample.language, word_timestamps=True, fp16=False
        )
        return str(found["text"])

    return run


def measure(name: str, run: Callable[[Sample], str], samples: list[Sample]) -> None:
    wrong = said = 0
    took = lasts = 0.0
    for sample in samples:
        begun = time.perf_counter()
        written = run(sample)
        spent, length = time.perf_counter() - begun, seconds(sample)
        bad, count = errors(sample.text, written)
        wrong, said, took, lasts = wrong + bad, said + count, took + spent, lasts + length
        file = "/".join(sample.file.parts[-3:])
        print(f"{name:16} {100 * bad / count:6.1f} % {bad:4}/{count:<4} {spent / length:6.3f}  {file}")
    print(f"{name:16} {100 * wrong / said:6.1f} % {wrong:4}/{said:<4} {took / lasts:6.3f}  all\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--engine", default="faster-whisper")
    parser.add_argument("--model", default="base")
    parser.add_argument("--peer", default="", help="a model of openai-whisper to run beside it")
    parser.add_argument("--names", action="store_true")
    given = parser.parse_args()
    samples = [*demonstration(), *shared()]
    print(f"{'engine':16} {'errors':>8} {'words':>9} {'time':>7}  recording")
    measure(given.engine, ours(given.engine, given.model, given.names), samples)
    if given.peer:
        measure("openai-whisper", peer(given.peer), samples)


if __name__ == "__main__":
    main()
