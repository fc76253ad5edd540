"""The names of a territory, found in a row of words by spelling, by sound and by near sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from podcast.tag.sound import distance, key, sound
from podcast.tag.speech import spoken, words_of
from podcast.tag.territory import Area, Territory
from podcast.tag.words import SMALL, Token, core, fold

__all__ = ["Gazetteer", "Name"]

# A near sound is tried only on keys long enough for one wrong letter not to make another word.
_NEAR, _LONG = 5, 9


@dataclass(frozen=True, slots=True)
class Name:
    """One way an area is named. `ordinary`: it means other things too; `shared`: other areas use it.

    `common` says that other towns have one too: an ordinary name, or one with an ordinary name in it and
    no town ("quartier Saint-Jacques"). `article` is the one it is said with, `several` says that it
    is more than one word.
    """

    area: Area
    rule: str
    ordinary: bool
    shared: bool = False
    article: str = ""
    several: bool = False
    common: bool = False


class Gazetteer:
    """All names of a territory as they sound in one language."""

    def __init__(self, territory: Territory, language: str) -> None:
        self.language = language
        self._empty = frozenset(words_of(spoken(language).get("place", {}), "empty"))
        self._exact: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self._keys: dict[str, list[Name]] = defaultdict(list)
        self._near: dict[str, set[str]] = defaultdict(set)
        self._never: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for area in territory.areas:
            for name, rule, ordinary in _ways(area, language):
                self._add(area, name, rule, ordinary)
            for phrase in area.never:
                self._never[tuple(_raw(phrase))].append(area.id)
        self._mark_shared()
        self._communes = {
            key(core(way), language): name for name, ways in territory.communes.items() for way in ways
        }
        self.longest = max((len(words) for words in self._exact), default=0) + 2

    def _add(self, area: Area, name: str, rule: str, ordinary: bool) -> None:
        words = core(name)
        first = _raw(name)[0]
        article, several = first if first in ("la", "le", "les") else "", len(words) > 1
        common = ordinary or _common(words, area)
        made = Name(area, rule, ordinary, article=article, several=several, common=common)
        if not any(other.area.id == area.id for other in self._exact[words]):
            self._exact[words].append(made)
        sounded_ways = {key(words, self.language), key(_inner(name), self.language)}
        if name.lower().startswith(("le ", "les ")):
            # "aux Pègues" in one word: the article's sound is written into the name
            sounded_ways.add(sound("aux", self.language) + key(words, self.language))
        for sounded in sorted(sounded_ways):
            if not any(other.area.id == area.id for other in self._keys[sounded]):
                self._keys[sounded].append(replace(made, rule="sound"))
            if not ordinary and len(sounded) >= _NEAR:
                for variant in _variants(sounded):
                    self._near[variant].add(sounded)

    def _mark_shared(self) -> None:
        for table in (self._exact, self._keys):
            for names in table.values():
                if len({name.area.id for name in names}) > 1:
                    names[:] = [replace(name, ordinary=True, shared=True, common=True) for name in names]

    def never(self, folds: Sequence[str]) -> list[tuple[int, int, str]]:
        """(start, end, area) of every phrase that looks like an area and is not."""
        found = []
        longest = max(map(len, self._never), default=0)
        for start in range(len(folds)):
            for end in range(start + 1, min(start + longest, len(folds)) + 1):
                for area in self._never.get(tuple(folds[start:end]), ()):
                    found.append((start, end, area))
        return found

    def communes(self, words: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
        """(start, end, commune) of every capitalised word that sounds like one of the communes."""
        for at, token in enumerate(words):
            name = self._communes.get(sound(token.fold, self.language)) if token.capital else None
            if name:
                yield at, at + 1, name

    def inside(self, words: Sequence[Token]) -> Iterator[tuple[int, int, Name]]:
        """(start, end, name) of everything that may be a name; the same words may give several."""
        empty = SMALL | self._empty
        sounds = [sound(token.fold, self.language) for token in words]
        for start, first in enumerate(words):
            if first.fold in empty:
                continue
            spelt: list[str] = []
            heard = whole = ""
            for end in range(start + 1, min(start + self.longest, len(words)) + 1):
                token = words[end - 1]
                if token.clause != first.clause:
                    break
                whole += sounds[end - 1]
                if token.fold in SMALL:
                    continue
                spelt.append(token.fold)
                heard += sounds[end - 1]
                if token.fold in empty:
                    continue
                for name in self._looked_up(tuple(spelt), heard, whole):
                    yield start, end, name

    def _looked_up(self, spelt: tuple[str, ...], heard: str, whole: str) -> Iterator[Name]:
        if spelt in self._exact:
            yield from self._exact[spelt]
            return
        keys = (heard,) if heard == whole else (heard, whole)
        same = [name for each in keys for name in self._keys.get(each, ())]
        yield from same
        if same:
            return
        for each in keys:
            for known in sorted(self._nearly(each)):
                rule = "nearer" if len(known) >= _LONG else "near"
                for name in self._keys[known]:
                    if not name.ordinary:
                        yield replace(name, rule=rule)

    def _nearly(self, heard: str) -> set[str]:
        if len(heard) < _NEAR - 1:
            return set()
        found: set[str] = set()
        for variant in _variants(heard):
            found |= self._near.get(variant, set())
        return {known for known in found if distance(heard, known, 1) <= 1}


def _ways(area: Area, language: str) -> Iterator[tuple[str, str, bool]]:
    ordinary = {core(name) for name in area.ordinary}
    sounds = {key(words, language) for words in ordinary}
    for name in (*area.names.values(), *area.aliases):
        if not (core(name) in ordinary or _plain(name, area)):
            yield name, "name", False
    for name in area.heard:
        yield name, "heard", key(core(name), language) in sounds
    for name in area.ordinary:
        yield name, "name", True


def _plain(name: str, area: Area) -> bool:
    """A name such as "Centre": one word for every town. It is found only as the file says."""
    return core(name) in {("centre",), ("centre", "ville"), ("nord",), ("sud",), ("est",), ("ouest",)}


def _common(words: tuple[str, ...], area: Area) -> bool:
    """Whether an ordinary name is part of this one, and no town that tells it apart."""
    towns = {word for commune in area.communes for word in core(commune)}
    parts = (set(core(name)) for name in area.ordinary)
    return not towns & set(words) and any(part < set(words) for part in parts)


def _inner(name: str) -> tuple[str, ...]:
    """The words of a name with the little words inside it, without those at its ends."""
    words = _raw(name)
    while words and words[0] in SMALL:
        words = words[1:]
    return tuple(words)


def _raw(name: str) -> list[str]:
    return [fold(word) for word in name.replace("'", " ").replace("’", " ").replace("-", " ").split()]


def _variants(sounded: str) -> Iterator[str]:
    """The key itself and the key with each one letter left out: two keys one edit apart share one."""
    yield sounded
    for index in range(len(sounded)):
        yield sounded[:index] + sounded[index + 1 :]
