"""The words a clause is read by in one language: subjects, prepositions, nouns, verbs by their meaning."""

from __future__ import annotations

import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from podcast.tag.conjugation import Mood, forms
from podcast.tag.speech import Patterns, words_of

__all__ = ["Form", "Grammar", "grammar"]

_ENDINGS: dict[str, dict[int, tuple[tuple[str, Mood], ...]]] = {
    "fr": {
        1: tuple((end, "past") for end in ("ais", "ait", "ions", "iez", "aient")),
        2: (
            *((end, "future") for end in ("ai", "as", "a", "ons", "ez", "ont")),
            *((end, "imagined") for end in ("ais", "ait", "ions", "iez", "aient")),
        ),
    },
    "en": {1: (("", "fact"), ("", "past")), 2: (("", "future"),)},
}

# Sets of little words that say something of a passage wherever they stand in it.
_KINDS = (
    "subject.my", "subject.their", "subject.objects", "subject.not", "subject.no_longer", "subject.if",
    "subject.here", "subject.there", "at.outside", "at.edge",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What a word may be as a verb: the meanings and the moods it may have."""

    means: frozenset[str]
    moods: frozenset[Mood]

    def is_a(self, *meanings: str) -> bool:
        return not self.means.isdisjoint(meanings)

    @property
    def finite(self) -> bool:
        return not self.moods.isdisjoint(("fact", "past", "future", "imagined"))


class Grammar:
    """The tables of `data/clause/<language>.toml`: sets of words by name, and every form of every verb."""

    def __init__(self, table: Mapping[str, dict[str, object]], language: str) -> None:
        self.language = language
        self._sets = {
            f"{group}.{name}": frozenset(words_of(table[group], name))
            for group in ("subject", "at", "noun", "modal")
            for name in table[group]
        }
        for name in ("noun.business", "noun.home", "noun.rooms", "noun.job"):
            self._sets[name] |= {word + "s" for word in self._sets[name]}
        self.once = Patterns((each, True) for each in words_of(table["noun"], "once"))
        self.young = Patterns((each, True) for each in words_of(table["noun"], "young"))
        self.own = Patterns((each, True) for each in words_of(table["noun"], "own"))
        self.patterns = {
            name: Patterns((each, True) for each in words_of(table["passage"], name))
            for name in table.get("passage", {})
        }
        # What is a noun where nobody stands right before it to do it.
        self.nouns = self["noun.business"] | self["noun.home"] | self["noun.job"] | self["noun.homonym"]
        self.verbs = _verbs(table, language)
        kinds: dict[str, list[str]] = defaultdict(list)
        for name, words in self._sets.items():
            if name.split(".")[0] in ("noun", "modal") or name in _KINDS:
                for word in words:
                    kinds[word].append(name)
        self._kinds = {word: tuple(names) for word, names in kinds.items()}

    def __getitem__(self, name: str) -> frozenset[str]:
        """A set of words by its table and name: `subject.first`, `at.inside`, `noun.people`…"""
        return self._sets[name]

    def kinds(self, word: str) -> tuple[str, ...]:
        """The sets a word is in, those of little words aside that say nothing by themselves."""
        return self._kinds.get(word, ())


def _verbs(table: Mapping[str, dict[str, object]], language: str) -> dict[str, Form]:
    means: dict[str, set[str]] = defaultdict(set)
    moods: dict[str, set[Mood]] = defaultdict(set)
    for meaning in table["verbs"]:
        for verb in words_of(table["verbs"], meaning):
            for form, mood in _forms(verb, table["irregular"], language):
                means[form].add(meaning)
                moods[form].add(mood)
    return {form: Form(frozenset(means[form]), frozenset(moods[form])) for form in means}


def _forms(verb: str, irregular: Mapping[str, object], language: str) -> Iterable[tuple[str, Mood]]:
    written = irregular.get(verb)
    return _written(verb, str(written), language) if written else forms(verb, language)


def _written(verb: str, text: str, language: str) -> Iterator[tuple[str, Mood]]:
    """The forms of an irregular verb: present / stem of the past / stem of the future / participles."""
    present, past, future, participles = (part.split() for part in text.split("/"))
    yield verb, "infinitive"
    if verb == "be":  # "I was in …" is over, "I lived in …" may not be
        past, ended = [], past
        yield from ((form, "past") for form in ended)
    yield from ((form, "fact") for form in present)
    yield from ((form, "participle") for form in participles)
    for number, stems in ((1, past), (2, future)):
        yield from ((stem + end, mood) for stem in stems for end, mood in _ENDINGS[language][number])


@functools.cache
def grammar(language: str) -> Grammar | None:
    """The grammar of a language, None where nobody has written one."""
    file = resources.files("podcast.tag").joinpath(f"data/clause/{language}.toml")
    if not (language.isalpha() and file.is_file()):
        return None
    return Grammar(tomllib.loads(file.read_text("utf-8")), language)
