"""How well places and sectors are found, on passages of people nothing was made or taught with.

    python tests/bench/bench_tags.py [PART ...] [--wrong]

Prints precision, recall, coverage and top-3 with 95 % Wilson intervals, and the time a one-hour
transcript takes. `tests/tag/evaluation/README.md` says what the passages are. Each part is judged as written,
then with half of it as each engine heard it; `--wrong` lists what was missed or wrong: a part read so belongs
to building from then on.
"""

from __future__ import annotations

import functools
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from podcast.model import Segment, Tag, TagState, Transcript
from podcast.tag import Reader, Territory, find_tags, load_sectors, load_territory, make_reader

sys.path.insert(0, str(Path(__file__).parents[1] / "tag" / "evaluation"))

from marked import ANSWERS, read
from passages import FOLDER, Passage, heard, passages

# Passages and interviews in which every mention is marked, with the way a person is tied.
MARKED = ("thirteenth.tsv", "twelfth.tsv", "interviews.txt")


@dataclass(frozen=True, slots=True)
class Result:
    passage: Passage
    published: tuple[str, ...]
    proposed: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.published == ((self.passage.expected,) if self.passage.expected else ())


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
    return find_tags(transcript, territory, load_sectors(), frozenset(), reader().read)


@functools.cache
def reader() -> Reader:
    return make_reader(lambda _there, _all: None)


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
    words = " ".join(passage.text for passage in passages("building")).split()
    words = (words * (9600 // len(words) + 1))[:9600]
    cues = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return Transcript(
        "fr", 3_600_000, tuple(Segment(i * 4500, i * 4500 + 4400, cue) for i, cue in enumerate(cues))
    )


def main(arguments: Sequence[str]) -> None:
    chosen = [each for each in arguments if not each.startswith("-")]
    for part in chosen or ("tenth", "thirteenth", *MARKED):
        if part in MARKED:
            marked(part)
        else:
            judged(part, wrong="--wrong" in arguments)
    transcript = hour()
    for name in ("clermont", "ile-de-france"):
        territory = load_territory(name, Path())
        start = time.process_time()
        find_tags(transcript, territory, load_sectors(), frozenset(), reader().read)
        print(f"\none hour of speech, {name}: {time.process_time() - start:.2f} s of one core")


def marked(part: str) -> None:
    """Print the figures of a marked part: places of each passage or interview, and ways of being tied."""
    published = right = wanted = proposed = told = meant = agreed = 0
    territory, taxonomy = load_territory("clermont", Path()), load_sectors()
    every = list(read(FOLDER / part, "clermont"))
    for each in every:
        truth: dict[str, set[str]] = {}
        for mention, tie in zip(each.mentions, each.ties, strict=True):
            if tie:
                truth.setdefault(mention.area, set()).update(tie)
        tags = find_tags(each.transcript, territory, taxonomy, frozenset([ANSWERS]), reader().read)
        places = [tag for tag in tags if tag.kind == "place"]
        auto = [tag for tag in places if tag.state is TagState.AUTO]
        published, wanted = published + len(auto), wanted + len(truth)
        right += sum(tag.id in truth for tag in auto)
        proposed += sum(tag.id in truth for tag in places)
        for tag in auto:
            ways = truth.get(tag.id, set())
            told, meant = told + len(tag.relations), meant + len(ways)
            agreed += len(ways & set(tag.relations))
    print(f"\n{part}: {len(every)} of different persons, {wanted} places they are tied to")
    print(f"  precision of what is published       {wilson(right, published)}")
    print(f"  recall                               {wilson(right, wanted)}")
    print(f"  published or proposed                {wilson(proposed, wanted)}")
    print(f"  relations told that are right        {wilson(agreed, told)}")
    print(f"  relations that are told              {wilson(agreed, meant)}")


def judged(part: str, *, wrong: bool) -> None:
    """Print the figures of one part: as written, and with half of it as each engine heard it."""
    for engine in ("", *heard(part)):
        every = passages(part, engine)
        for task in ("place", "sector"):
            results = tried([passage for passage in every if passage.task == task])
            if not results:
                continue
            aloud = sum(each.passage.heard for each in results)
            how = f"{aloud} of them heard by {engine}" if aloud else "as written"
            print(f"\n{part}, {task}s: {len(results)} passages, {how}")
            for label, value in figures(results).items():
                print(f"  {label:36} {value}")
            for each in results if wrong else ():
                if not each.right:
                    print(f"  {each.passage.expected or '-':28} {each.published} {each.proposed}")
                    print(f"      {each.passage.text}")


if __name__ == "__main__":
    main(sys.argv[1:])
