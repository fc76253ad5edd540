"""How well places and sectors are found, on passages of people the rules were not made with.

    python tests/bench/bench_tags.py [PART ...] [--wrong]

Prints precision, recall, coverage and top-3 with 95 % Wilson intervals, and the time a one-hour
transcript takes. `tests/tag/evaluation/README.md` says what the passages are. `--wrong` lists what
was missed or wrong: a part read so belongs to building from then on.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from podcast.model import Segment, Tag, TagState, Transcript
from podcast.tag import Territory, find_tags, load_sectors, load_territory

PARTS = (
    "building", "second", "testing", "unseen", "fresh", "last",
    "clause", "frozen", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "eleventh", "tenth",
)  # fmt: skip
HERE = Path(__file__).parents[1] / "tag" / "evaluation"


@dataclass(frozen=True, slots=True)
class Passage:
    """What one person said once; `expected` is the id, or empty where nothing may be published."""

    person: str
    task: str
    territory: str
    language: str
    expected: str
    text: str
    heard: bool


@dataclass(frozen=True, slots=True)
class Result:
    passage: Passage
    published: tuple[str, ...]
    proposed: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.published == ((self.passage.expected,) if self.passage.expected else ())


def passages(part: str, *, written: bool = False) -> list[Passage]:
    """One part of the set: as the engine heard it where a voice read it, else as written."""
    heard = {} if written else _heard(part)
    found = []
    for number, line in enumerate((HERE / f"{part}.tsv").read_text("utf-8").splitlines(), 1):
        if number == 1:
            continue
        person, task, territory, expected, text = line.split("\t")
        said = heard.get(number, text)
        name, _, language = territory.partition("/")
        wanted = "" if expected == "-" else expected
        found.append(Passage(person, task, name, language or "fr", wanted, said, number in heard))
    return found


def _heard(part: str) -> dict[int, str]:
    file = HERE / "heard.tsv"
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()[1:]] if file.exists() else []
    return {int(row[1]): row[3] for row in rows if row[0] == part}


def tried(every: Sequence[Passage]) -> list[Result]:
    """What is published and proposed for each passage."""
    territories = {name: load_territory(name, Path()) for name in ("clermont", "ile-de-france")}
    results = []
    for passage in every:
        tags = [tag for tag in found(passage, territories[passage.territory]) if tag.kind == passage.task]
        published = tuple(tag.id for tag in tags if tag.state is TagState.AUTO)
        results.append(Result(passage, published, tuple(tag.id for tag in tags)))
    return results


def found(passage: Passage, territory: Territory) -> tuple[Tag, ...]:
    transcript = Transcript(passage.language, 10_000, (Segment(0, 10_000, passage.text),))
    return find_tags(transcript, territory, load_sectors(), frozenset())


def wilson(good: int, of: int, z: float = 1.96) -> str:
    """A share with its 95 % Wilson score interval."""
    if not of:
        return "none"
    share = good / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{share:.3f} ({good}/{of}; 95 %: {low:.3f}–{high:.3f})"


def figures(results: Sequence[Result]) -> dict[str, str]:
    """Every figure of one task: the published tags, the passages that have one, the proposals."""
    tags = [(result, tag) for result in results for tag in result.published]
    right = sum(tag == result.passage.expected for result, tag in tags)
    wanted = [result for result in results if result.passage.expected]
    count: Callable[[Callable[[Result], bool]], int] = lambda test: sum(test(each) for each in wanted)  # noqa: E731
    return {
        "precision of what is published": wilson(right, len(tags)),
        "recall": wilson(count(lambda each: each.passage.expected in each.published), len(wanted)),
        "coverage (anything published)": wilson(count(lambda each: bool(each.published)), len(wanted)),
        "top-3 (published or proposed)": wilson(
            count(lambda each: each.passage.expected in each.proposed[:3]), len(wanted)
        ),
        "nothing published where nothing is": wilson(
            sum(not r.published for r in results if not r.passage.expected), len(results) - len(wanted)
        ),
    }


def hour() -> Transcript:
    """An hour of speech (9,600 words) made of the building part's passages."""
    words = " ".join(passage.text for passage in passages("building", written=True)).split()
    words = (words * (9600 // len(words) + 1))[:9600]
    cues = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return Transcript(
        "fr", 3_600_000, tuple(Segment(i * 4500, i * 4500 + 4400, cue) for i, cue in enumerate(cues))
    )


def main(arguments: Sequence[str]) -> None:
    for part in [each for each in PARTS if each in arguments] or ("eighth",):
        judged(part, wrong="--wrong" in arguments)
    transcript = hour()
    for name in ("clermont", "ile-de-france"):
        territory = load_territory(name, Path())
        start = time.process_time()
        find_tags(transcript, territory, load_sectors(), frozenset())
        print(f"\none hour of speech, {name}: {time.process_time() - start:.2f} s of one core")


def judged(part: str, *, wrong: bool) -> None:
    """Print the figures of one part: all of it, as heard and as written."""
    every = passages(part)
    for task in ("place", "sector"):
        results = tried([passage for passage in every if passage.task == task])
        if not results:
            continue
        for name, some in (
            ("all", results),
            ("as heard by the engine", [each for each in results if each.passage.heard]),
            ("as written", [each for each in results if not each.passage.heard]),
        ):
            print(f"\n{part}, {task}s, {name}: {len(some)} passages")
            for label, value in figures(some).items():
                print(f"  {label:36} {value}")
        if wrong:
            for each in results:
                if not each.right:
                    print(f"  {each.passage.expected or '-':28} {each.published} {each.proposed}")
                    print(f"      {each.passage.text}")


if __name__ == "__main__":
    main(sys.argv[1:])
