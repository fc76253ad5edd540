"""Places in machine text: exact names, then names that sound the same, then names that nearly do.

A name that also means something else ("Saint-Jacques") needs its commune or two signs nearby; another
town's name, a street or a phrase such as "coquilles Saint-Jacques" takes the hit away. What a person
says sums up over the transcript, and each hit keeps its words, time, rule and score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from podcast.model import Evidence, Tag, TagState
from podcast.tag.gazetteer import Gazetteer, Name
from podcast.tag.speech import Patterns, spoken, words_of
from podcast.tag.territory import Area, Territory
from podcast.tag.words import SMALL, Token, said

__all__ = ["RELATIONS", "find_places"]

RELATIONS = ("lives", "grew_up", "established", "works")

AUTO, SUGGESTED = 0.8, 0.4
_BASE = {"name": 0.85, "heard": 0.8, "sound": 0.75, "near": 0.5, "nearer": 0.6}
_ORDINARY = {"name": 0.3, "heard": 0.3, "sound": 0.25}
# Small words inside the name of a town.
_LINKS = frozenset(("de", "d", "du", "des", "la", "les", "l", "en", "sur", "sous"))
_SEVERAL_NEAR = 0.7
_SPELT = ("name", "heard")
_SIGN, _ORDINARY_SIGN, _COMMUNE = 0.12, 0.25, 0.55
_WINDOW, _COMMUNE_WINDOW = 12, 30


@dataclass(frozen=True, slots=True)
class Hit:
    """One mention: tokens `start` to `end`, the rule that found it, its score, what is said of it."""

    area: Area
    start: int
    end: int
    rule: str
    score: float
    relations: tuple[str, ...] = ()


class _Signs:
    """The patterns of one language that speak for or against a place."""

    def __init__(self, language: str, territory: Territory) -> None:
        table = spoken(language)
        place, voice = table.get("place", {}), table.get("voice", {})
        own = {tuple(_words(each)) for ways in territory.communes.values() for each in ways}
        self.before = Patterns((each, True) for each in words_of(place, "before"))
        self.near = Patterns((each, name) for name, group in _groups(place, "signs") for each in group)
        self.relation = Patterns((each, name) for name, group in _groups(place, "relation") for each in group)
        veto = place.get("veto", {})
        veto = veto if isinstance(veto, dict) else {}
        self.head = frozenset(words_of(veto, "head"))
        self.denied = frozenset(words_of(veto, "denied"))
        self.stays = Patterns((each, True) for each in words_of(veto, "stays"))
        cities = [" ".join(_words(each)) for each in words_of(place, "cities")]
        self.city = Patterns((each, True) for each in cities if tuple(each.split()) not in own)
        self.other = Patterns((each, True) for each in words_of(voice, "other"))
        self.first = frozenset(words_of(voice, "first"))
        self.commune = Patterns(
            (" ".join(_words(way)), name) for name, ways in territory.communes.items() for way in ways
        )


def _groups(table: object, key: str) -> list[tuple[str, list[str]]]:
    value = table.get(key, {}) if isinstance(table, dict) else {}
    return [(name, words_of(value, name)) for name in value] if isinstance(value, dict) else []


def _words(text: str) -> list[str]:
    return text.replace("'", " ").replace("’", " ").replace("-", " ").split()


def find_places(words: Sequence[Token], territory: Territory, language: str) -> tuple[list[Tag], list[Token]]:
    """One tag for each place found, best first, and the words with every name of a place blanked out.

    A name tells nothing of a trade: "Saint-Jacques-de-Compostelle" is no compost.
    """
    finder = _Finder(words, territory, language)
    by_area: dict[str, list[Hit]] = defaultdict(list)
    for hit in finder.hits():
        by_area[hit.area.id].append(hit)
    tags = [tag for identifier, hits in by_area.items() if (tag := _tag(identifier, hits, words))]
    return sorted(tags, key=lambda tag: (-tag.score, tag.id)), finder.without_names()


def _tag(identifier: str, hits: list[Hit], words: Sequence[Token]) -> Tag | None:
    missing = 1.0
    relations: Counter[str] = Counter()
    for hit in hits:
        voice = words[hit.start].voice
        missing *= 1 - min(1.0, hit.score) * voice
        for relation in hit.relations:
            relations[relation] += round(100 * hit.score * voice)
    score = round(1 - missing, 3)
    if score < SUGGESTED:
        return None
    relation = max(RELATIONS, key=lambda name: (relations[name], -RELATIONS.index(name))) if relations else ""
    return Tag(
        kind="place",
        id=identifier,
        state=TagState.AUTO if score >= AUTO else TagState.SUGGESTED,
        score=score,
        relation=relation,
        evidence=tuple(_evidence(hit, words) for hit in hits),
    )


def _evidence(hit: Hit, words: Sequence[Token]) -> Evidence:
    found = words[hit.start : hit.end]
    voice = words[hit.start].voice
    return Evidence(said(found), found[0].start_ms, hit.rule, round(hit.score * voice, 3))


class _Finder:
    def __init__(self, words: Sequence[Token], territory: Territory, language: str) -> None:
        self.words = words
        self.folds = [token.fold for token in words]
        self.names = Gazetteer(territory, language)
        self.never = self.names.never(self.folds)
        self.found: list[Hit] = []
        self.signs = _Signs(language, territory)
        self.communes = {(i, i + n, name) for i, n, name in self.signs.commune.inside(self.folds)}
        self.communes |= set(self.names.communes(words))
        self.cities = [(i, i + n) for i, n, _ in self.signs.city.inside(self.folds)]

    def hits(self) -> list[Hit]:
        """The mentions that count, in time; where two overlap the longer and surer one stays."""
        found: list[Hit] = []
        for start, end, name in self.names.inside(self.words):
            if any(self._vetoed(start, end, span) for *span, area in self.never if area == name.area.id):
                continue
            if hit := self._judged(start, end, name):
                found.append(hit)
        self.found = _apart(found)
        return self.found

    def without_names(self) -> list[Token]:
        """The words, those of found places and of phrases that only look like one made empty."""
        spans = [(hit.start, hit.end) for hit in self.found] + [(a, b) for a, b, _ in self.never if b - a > 1]
        blank = {index for start, end in spans for index in range(start, end)}
        return [replace(word, fold="") if i in blank else word for i, word in enumerate(self.words)]

    def _vetoed(self, start: int, end: int, phrase: Sequence[int]) -> bool:
        """Whether a phrase that is no place overlaps a mention that is not longer and around it."""
        a, b = phrase
        around = start <= a and b <= end and end - start > b - a
        return a < end and start < b and not around

    def _judged(self, start: int, end: int, name: Name) -> Hit | None:
        if self._elsewhere(start, end, name) or self._denied(start) or self._denied_after(end):
            return None
        score = self._score(start, end, name)
        if self._others(start):
            score *= 0.6
        if score <= 0:
            return None
        return Hit(name.area, start, end, name.rule, round(score, 3), self._relations(start, end))

    def _score(self, start: int, end: int, name: Name) -> float:
        signs = self._signs(start, end)
        own = self._own_commune(start, end, name.area)
        if not name.ordinary:
            signs |= {"commune"} if own else set()
            if name.rule not in _SPELT and name.article and self.folds[start - 1 : start] == [name.article]:
                signs.add("article")
            base = _SEVERAL_NEAR if name.several and name.rule in ("near", "nearer") else _BASE[name.rule]
            score = min(0.97, base + _SIGN * len(signs))
            return score if name.rule in _SPELT or "capital" in signs else self._doubtful(score, signs, name)
        if name.shared and not own:
            return 0.0
        return min(0.97, _ORDINARY.get(name.rule, 0.0) + _ORDINARY_SIGN * len(signs) + _COMMUNE * own)

    def _doubtful(self, score: float, signs: set[str], name: Name) -> float:
        """A small-letter word that only sounds like a name may be any word: it needs signs.

        One that only nearly sounds so is never published on one mention alone.
        """
        if name.rule == "sound" or name.several:
            return score if signs else 0.0
        sure = "before" in signs or "commune" in signs
        return min(score, AUTO - 0.01) if len(signs) > 1 and sure else 0.0

    def _sentence(self, start: int, end: int, width: int) -> range:
        """The positions around a mention, at most `width` away, in its own sentence."""
        number = self.words[start].sentence
        low, high = max(0, start - width), min(len(self.words), end + width)
        while self.words[low].sentence != number:
            low += 1
        while self.words[high - 1].sentence != number:
            high -= 1
        return range(low, high)

    def _signs(self, start: int, end: int) -> set[str]:
        near = self._sentence(start, end, _WINDOW)
        around = [self.folds[i] if not start <= i < end else "" for i in near]
        found = {group for _, _, group in self.signs.near.inside(around)}
        first = self._before_article(start)
        if first >= 0 and any(first - n + 1 >= 0 and self._ends(first, n) for n in (1, 2)):
            found.add("before")
        if any(self.words[i].capital for i in range(start, end) if self.folds[i] not in SMALL):
            found.add("capital")
        return found

    def _ends(self, last: int, length: int) -> bool:
        """Whether a preposition of `length` words ends at `last`."""
        return any(n == length for n, _ in self.signs.before.at(self.folds, last - length + 1))

    def _before_article(self, start: int) -> int:
        """The position of the last word before the name and its article (-1: none in the sentence)."""
        number, at = self.words[start].sentence, start - 1
        while at >= 0 and self.folds[at] in ("la", "le", "les", "l") and self.words[at].sentence == number:
            at -= 1
        return at if at >= 0 and self.words[at].sentence == number else -1

    def _own_commune(self, start: int, end: int, area: Area) -> bool:
        low, high = max(0, start - _COMMUNE_WINDOW), end + _COMMUNE_WINDOW
        return any(
            name in area.communes and low <= a and b <= high and not (start <= a < end)
            for a, b, name in self.communes
        )

    def _elsewhere(self, start: int, end: int, name: Name) -> bool:
        """Another town's area, or a street or a person called so."""
        number = self.words[start].sentence
        for a, b in self.cities:
            if self.words[a].sentence == number and end <= a <= end + 2 and self._joined(end, a):
                return True
            if name.ordinary and self.words[a].sentence == number and 0 <= start - b <= 6:
                return True
        if not name.ordinary:
            return False
        if self._goes_on(end):
            return True
        before = self._before_article(start)
        while before > 0 and self.folds[before] in SMALL:
            before -= 1
        return before >= 0 and self.folds[before] in self.signs.head

    def _goes_on(self, end: int) -> bool:
        """Whether a longer name begins so: "Saint-Jacques-de-la-Lande"."""
        at = end
        while at < len(self.folds) and self.folds[at] in _LINKS:
            at += 1
        if at == end or at >= len(self.folds) or self.words[at].clause != self.words[end - 1].clause:
            return False
        return self.words[at].capital and all(a != at for a, _, _ in self.communes)

    def _joined(self, end: int, city: int) -> bool:
        return all(self.folds[i] in ("de", "d", "a", "en") for i in range(end, city)) and city > end

    def _denied(self, start: int) -> bool:
        before = self._before_article(start)
        if before < 0:
            return False
        sentence = self.words[start].sentence
        low = max(0, before - 4)
        near = [i for i in range(low, before + 1) if self.words[i].sentence == sentence]
        if not any(self.folds[i] in self.signs.denied for i in near):
            return False
        wide = [self.folds[i] for i in range(max(0, before - 7), before + 1)]
        return not any(self.signs.stays.inside(wide))

    def _denied_after(self, end: int) -> bool:
        """Whether the same sentence goes on with "je n'y ai jamais habité"."""
        after = range(end, min(len(self.words), end + _WINDOW))
        near = [self.folds[i] for i in after if self.words[i].sentence == self.words[end - 1].sentence]
        said = [
            near[i + 1 : i + 4] for i, word in enumerate(near) if word == "y" and near[i - 1 : i] == ["n"]
        ]
        if not any(self.signs.denied & set(words) for words in said):
            return False
        return not any(self.signs.stays.inside(near))

    def _others(self, start: int) -> bool:
        """Somebody else's place, in a sentence where nobody says I."""
        near = [self.folds[i] for i in self._sentence(start, start + 1, _WINDOW)]
        if not any(self.signs.other.inside(near)):
            return False
        return not ({"je", "j", "moi", "nous", "on"} & set(near))

    def _relations(self, start: int, end: int) -> tuple[str, ...]:
        """What the words of the mention's own sentence say of it, nearest first, at most two."""
        clause = self._sentence(start, end, _WINDOW)
        around = [self.folds[i] for i in clause]
        found: dict[str, int] = {}
        for at, length, relation in self.signs.relation.inside(around):
            place = clause.start + at
            gap = max(0, start - (place + length)) if place <= start else max(0, place - end) + 2
            if gap <= _WINDOW:
                found[relation] = min(gap, found.get(relation, gap))
        return tuple(sorted(found, key=lambda name: (found[name], RELATIONS.index(name))))[:1]


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """Overlapping mentions thinned out: the best score, then the longest, stays."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.score, hit.start - hit.end, hit.start, hit.area.id)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
