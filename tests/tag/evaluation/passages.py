"""The passages of the evaluation, with what is expected of each, as written or as an engine heard them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from marked import MARK, area_of, without_marks

FOLDER = Path(__file__).parent
PARTS = (
    "building", "second", "testing", "unseen", "fresh", "last",
    "clause", "frozen", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "eleventh", "tenth", "thirteenth",
)  # fmt: skip


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


def passages(part: str, engine: str = "") -> list[Passage]:
    """One part of the set: as `engine` heard it where a voice read it, else as written."""
    aloud = heard(part).get(engine, {})
    found = []
    for number, line in enumerate((FOLDER / f"{part}.tsv").read_text("utf-8").splitlines(), 1):
        person, *middle, text = line.split("\t")
        if middle and number == 1:
            continue
        task, territory, expected = middle or ("place", "clermont", tied_in(text))
        said = aloud.get(number, without_marks(text))
        name, _, language = territory.partition("/")
        wanted = "" if expected == "-" else expected
        found.append(Passage(person, task, name, language or "fr", wanted, said, number in aloud))
    return found


def tied_in(text: str) -> str:
    """The one area the person is tied to in a passage with marks, or "-"."""
    tied = {area_of(mark[2], "clermont") for mark in MARK.finditer(text) if mark[1].startswith("+")}
    return tied.pop() if len(tied) == 1 else "-"


@functools.cache
def heard(part: str) -> dict[str, dict[int, str]]:
    """What each engine heard of a part: line to words."""
    found: dict[str, dict[int, str]] = {}
    for line in (FOLDER / "heard.tsv").read_text("utf-8").splitlines()[1:]:
        own, number, _, engine, said = line.split("\t")
        if own == part:
            found.setdefault(engine, {})[int(number)] = said
    return found
