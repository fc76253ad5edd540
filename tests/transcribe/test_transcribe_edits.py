"""Any sequence of edits and new transcriptions: no word a person wrote is lost."""

import hashlib
import random
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.model import Segment, Transcript, Voice, Word
from podcast.transcribe import Turn, correct, draft, renew, to_json, told_apart, untouched
from podcast.transcribe.captions import vtt
from podcast.transcribe.captions.vtt import Cue
from podcast.transcribe.cues import cut

FILE = Path("a.vtt")
LENGTH_MS = 45_000
HEARD = ["bonjour", "merci", "vélo", "quartier", "la gothière", "c'est", "voilà.", "oui,", "non ?", "atelier"]


def machine(seed: int, speakers: tuple[str, ...]) -> Transcript:
    """A transcription of the same passage: words, times and cues differ with the seed."""
    chance = random.Random(seed)
    cues: list[Segment] = []
    for speaker in speakers:
        words, at_ms = [], chance.randrange(0, 900)
        while at_ms < LENGTH_MS - 2_000:
            long_ms = chance.randrange(120, 700)
            words.append(Word(at_ms, at_ms + long_ms, chance.choice(HEARD).split()[0], 0.9))
            at_ms += long_ms + chance.choice([0, 0, 40, 300, 1_500])
        cues += cut(words, speaker)
    cues.sort(key=lambda cue: (cue.start_ms, cue.end_ms, cue.speaker))
    return Transcript("fr", LENGTH_MS, tuple(cues))


def digest(transcript: Transcript) -> str:
    return hashlib.sha256(to_json(transcript).encode()).hexdigest()


class Desk:
    """A person at the caption file: what they type is written down here too."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.typed: set[str] = set()
        self.count = 0

    def _word(self) -> str:
        self.count += 1
        word = f"humain{self.count}"
        self.typed.add(word)
        return word

    def edit(self, kind: str, where: int) -> None:
        head, _, _ = self.text.partition("-->")
        head = head[: head.rfind("\n\n") + 2]
        cues = list(vtt.read(self.text, FILE))
        if not cues:
            return
        index = where % len(cues)
        cues[index : index + 2] = self._changed(kind, cues[index : index + 2])
        cues.sort(key=lambda cue: cue.start_ms)
        # A person may also write over their own words.
        self.typed &= {word for cue in cues for word in cue.text.split()}
        self.text = head + "\n".join(vtt.cue_text(cue) for cue in cues)

    def _changed(self, kind: str, some: list[Cue]) -> list[Cue]:
        first, rest = some[0], some[1:]
        words = first.text.split(" ")
        middle_ms = (first.start_ms + first.end_ms) // 2
        if kind == "replace":
            return [self._as(first, text=" ".join([self._word(), *words[1:]])), *rest]
        if kind == "add":
            return [self._as(first, text=f"{first.text} {self._word()}"), *rest]
        if kind == "speaker":
            return [self._as(first, text=f"{first.text} {self._word()}", speaker=f"Léa {self.count}"), *rest]
        if kind == "split" and len(words) > 1:
            half = len(words) // 2
            left = self._as(first, text=" ".join([*words[:half], self._word()]), end_ms=middle_ms)
            return [left, self._as(first, text=" ".join(words[half:]), start_ms=middle_ms), *rest]
        if kind == "join" and rest and rest[0].speaker == first.speaker:
            text = f"{first.text} {self._word()} {rest[0].text}"
            return [self._as(first, text=text, end_ms=max(first.end_ms, rest[0].end_ms))]
        return some

    @staticmethod
    def _as(
        cue: Cue, text: str, speaker: str = "", start_ms: int | None = None, end_ms: int | None = None
    ) -> Cue:
        return Cue(
            cue.start_ms if start_ms is None else start_ms,
            cue.end_ms if end_ms is None else end_ms,
            text,
            speaker or cue.speaker,
            cue.language,
            cue.name,
        )


edits = st.tuples(st.sampled_from(["replace", "add", "speaker", "split", "join"]), st.integers(0, 10_000))
again = st.tuples(st.just("again"), st.integers(0, 10_000))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.lists(st.one_of(edits, again), max_size=7))
def test_no_human_word_is_lost(seed: int, two: bool, steps: list[tuple[str, int]]) -> None:
    speakers = ("Simon", "Leïla") if two else ("",)
    now = machine(seed, speakers)
    desk = Desk(draft(now, digest(now)))
    for kind, number in steps:
        if kind == "again":
            new = machine(number, speakers)
            desk.text = renew(new, digest(new), now, desk.text, FILE)
            now = new
        else:
            desk.edit(kind, number)
        spoken = correct(now, desk.text, FILE)
        present = set(spoken.text.replace("\u00a0", " ").split())
        assert desk.typed <= present
        assert untouched(desk.text) or desk.typed or kind == "again"
        for segment in spoken.segments:
            assert [word.text for word in segment.words] and segment.start_ms <= segment.words[0].start_ms
            assert segment.words[-1].end_ms <= segment.end_ms
            assert all(a.end_ms <= b.start_ms for a, b in zip(segment.words, segment.words[1:], strict=False))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_untouched_text_is_always_the_newest_machines(old_seed: int, new_seed: int) -> None:
    old, new = machine(old_seed, ("",)), machine(new_seed, ("",))
    text = draft(old, digest(old))
    assert renew(new, digest(new), old, text, FILE) == draft(new, digest(new))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_one_correction_leaves_the_rest_to_the_machine(seed: int, where: int) -> None:
    old, new = machine(seed, ("",)), machine(seed + 1, ("",))
    desk = Desk(draft(old, digest(old)))
    desk.edit("replace", where)
    renewed = correct(new, renew(new, digest(new), old, desk.text, FILE), FILE)
    people = [segment for segment in renewed.segments if segment.origin == "person"]
    assert len(people) == 1
    machines = [w for s in renewed.segments if s.origin == "machine" for w in s.words]
    heard = [w for s in new.segments for w in s.words]
    assert set(machines) <= set(heard)
    assert len(machines) > len(heard) - 40


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_renewing_twice_changes_nothing(seed: int) -> None:
    old, new = machine(seed, ("",)), machine(seed + 1, ("",))
    desk = Desk(draft(old, digest(old)))
    desk.edit("add", seed)
    once = renew(new, digest(new), old, desk.text, FILE)
    assert renew(new, digest(new), new, once, FILE) == once


def test_a_search_and_replace_over_the_whole_file_is_a_normal_edit() -> None:
    old = machine(7, ("",))
    text = draft(old, digest(old)).replace("vélo", "bicyclette")
    corrected = correct(old, text, FILE)
    assert "vélo" not in corrected.text
    assert [w.start_ms for s in corrected.segments for w in s.words if w.text != "bicyclette"] == [
        w.start_ms for s in old.segments for w in s.words if w.text != "vélo"
    ]


NAMES = ("", "Simon Valette", "Leïla Montagner", "Léa")


def told(words: Transcript, turns: int, first: str, second: str) -> Transcript:
    """The same words with two voices told apart, in turns that begin where chance has it, named or not."""
    chance = random.Random(turns)
    edges = [0, *sorted(chance.sample(range(LENGTH_MS), 6)), LENGTH_MS]
    row = tuple(Turn(start, end, "AB"[at % 2]) for at, (start, end) in enumerate(pairwise(edges)))
    return told_apart(words, row, (Voice("A", first), Voice("B", second)))


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(
        st.one_of(
            edits,
            st.tuples(st.just("voices"), st.integers(0, 10_000)),
            st.tuples(st.just("names"), st.integers(0, len(NAMES) ** 2 - 1)),
        ),
        max_size=7,
    ),
)
def test_voices_and_names_lose_no_word_and_double_none(seed: int, steps: list[tuple[str, int]]) -> None:
    words = machine(seed, ("",))
    heard = [word for segment in words.segments for word in segment.words]
    turns, names = seed, ("", "")
    now = told(words, turns, *names)
    desk = Desk(draft(now, digest(now)))
    for kind, number in steps:
        if kind in ("voices", "names"):
            turns = number if kind == "voices" else turns
            if kind == "names":
                names = (NAMES[number // len(NAMES)], NAMES[number % len(NAMES)])
            new = told(words, turns, *names)
            desk.text = renew(new, digest(new), now, desk.text, FILE)
            now = new
        else:
            desk.edit(kind, number)
        spoken = correct(now, desk.text, FILE)
        assert desk.typed <= set(spoken.text.replace("\u00a0", " ").split())
        machines = [w for s in spoken.segments if s.origin == "machine" for w in s.words]
        assert len(set(machines)) == len(machines) <= len(heard)
        assert len([w for s in spoken.segments for w in s.words]) <= len(heard) + desk.count
