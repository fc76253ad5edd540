"""Places in machine text: exact names, then names that sound the same, then names that nearly do.

A name that also means something else ("Saint-Jacques") needs its commune or two signs nearby; what is said
around a name may refuse it or put it in doubt (`context.py`). Whether the person is tied to the place is
read in what is said around each mention (`reader/`). What a person says sums up over the transcript, and each
hit keeps its words, time, rule and score. Hits in doubt, and hits nobody has read, publish nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from podcast.model import Evidence, Tag, TagState
from podcast.tag.context import PLAIN, Context, Signs
from podcast.tag.gazetteer import Gazetteer, Name
from podcast.tag.reader import RELATIONS, Reading
from podcast.tag.territory import Area, Territory
from podcast.tag.window import Mention, Window, window
from podcast.tag.words import GUEST, SMALL, Token, said

__all__ = ["MEASURED", "TIED", "Reads", "find_places", "mentions_in"]

Reads: TypeAlias = Callable[[Window], Reading]

AUTO, SUGGESTED = 0.8, 0.4
TIED = 0.9
"""How likely a tie must be for a mention to be published (what that brings: `tests/tag/evaluation/`)."""
MEASURED = ("fr", "en")
"""Languages whose reading was measured; in others places are only suggested."""
# Mentions of an area that are read, and ties that are enough: an hour on one quarter may have a hundred.
_READ, _ENOUGH = 6, 2
_BASE = {"name": 0.85, "heard": 0.8, "sound": 0.75, "near": 0.5, "nearer": 0.6}
_ORDINARY = {"name": 0.3, "heard": 0.3, "sound": 0.25}
_SEVERAL_NEAR = 0.7
_SPELT = ("name", "heard")
_NEGATING = frozenset(("ne", "n"))
# Signs of a place people live in, where a trade may be anything.
_LIVED = frozenset(("quarter", "transport", "life", "landmark", "being"))
_SIGN, _ORDINARY_SIGN, _COMMUNE = 0.12, 0.25, 0.55
_WINDOW, _COMMUNE_WINDOW = 12, 30


@dataclass(frozen=True, slots=True)
class Hit:
    """One mention: tokens `start` to `end`, the rule that found it, its score, what is read of it.

    `sure` is false where the words around it make it doubtful: such mentions publish nothing.
    """

    area: Area
    start: int
    end: int
    rule: str
    score: float
    sure: bool
    voice: float = GUEST
    reading: Reading | None = None

    @property
    def tied(self) -> bool:
        return self.sure and self.reading is not None and self.reading.tie >= TIED

    @property
    def weight(self) -> float:
        """The score, less where the one who asks says it and nothing ties the guest there."""
        return self.score if self.tied else self.score * self.voice


def find_places(
    words: Sequence[Token], territory: Territory, language: str, read: Reads | None
) -> tuple[list[Tag], list[Token]]:
    """One tag for each place found, best first, and the words with every name of a place blanked out.

    A name tells nothing of a trade: "Saint-Jacques-de-Compostelle" is no compost. Where nothing reads, every
    place is only suggested.
    """
    finder = _Finder(words, territory, language)
    by_area = _read(words, finder.hits(), read)
    tags = [tag for identifier, found in by_area.items() if (tag := _tag(identifier, found, words))]
    return sorted(tags, key=lambda tag: (-tag.score, tag.id)), finder.without_names()


def mentions_in(words: Sequence[Token], territory: Territory, language: str) -> list[Mention]:
    """Every mention found, those in doubt included: what the reader is taught with is cut there."""
    return [_mention(hit) for hit in _Finder(words, territory, language).hits()]


def _mention(hit: Hit) -> Mention:
    return Mention(hit.start, hit.end, hit.area.id)


def _read(words: Sequence[Token], hits: Sequence[Hit], read: Reads | None) -> dict[str, list[Hit]]:
    """The mentions of each area, the first few of those that may count read."""
    mentions = [_mention(hit) for hit in hits]
    by_area: dict[str, list[Hit]] = defaultdict(list)
    for number, hit in enumerate(hits):
        found = by_area[hit.area.id]
        wanted = read if hit.sure and not _enough(found) else None
        found.append(replace(hit, reading=wanted(window(words, mentions, number))) if wanted else hit)
    return by_area


def _enough(hits: Sequence[Hit]) -> bool:
    tied = [hit for hit in hits if hit.tied]
    certain = len(tied) >= _ENOUGH and _together(tied) >= AUTO
    return certain or sum(hit.reading is not None for hit in hits) >= _READ


def _together(hits: Iterable[Hit]) -> float:
    """How sure several mentions are, each for itself."""
    return round(1 - math.prod(1 - hit.weight for hit in hits), 3)


def _tag(identifier: str, hits: list[Hit], words: Sequence[Token]) -> Tag | None:
    score, tied = _together(hits), [hit for hit in hits if hit.tied]
    if score < SUGGESTED:
        return None
    relations = {name for hit in tied if hit.reading for name in hit.reading.relations}
    return Tag(
        kind="place",
        id=identifier,
        state=TagState.AUTO if _together(tied) >= AUTO else TagState.SUGGESTED,
        score=score,
        relations=tuple(sorted(relations, key=RELATIONS.index)),
        evidence=tuple(_evidence(hit, words) for hit in hits),
    )


def _evidence(hit: Hit, words: Sequence[Token]) -> Evidence:
    found = words[hit.start : hit.end]
    tie = hit.reading.tie if hit.reading else None
    return Evidence(said(found), found[0].start_ms, hit.rule, round(hit.weight, 3), tie)


class _Finder:
    def __init__(self, words: Sequence[Token], territory: Territory, language: str) -> None:
        self.words, self.language = words, language
        self.folds = [token.fold for token in words]
        self.names = Gazetteer(territory, language)
        self.never = self.names.never(self.folds)
        self.found: list[Hit] = []
        self.signs = Signs(language, territory)
        communes = {(i, i + n, name) for i, n, name in self.signs.commune.inside(self.folds)}
        self.communes = communes | set(self.names.communes(words))
        self.context = Context(words, self.signs, self.communes)

    def hits(self) -> list[Hit]:
        """The mentions that count, in time; where two overlap the longer and surer one stays."""
        found: list[Hit] = []
        named = [(a, b, name) for a, b, name in self.names.inside(self.words) if not self._in_a_town(a, b)]
        self.context.candidates = frozenset(start for start, _, _ in named)
        for start, end, name in named:
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

    def _in_a_town(self, start: int, end: int) -> bool:
        """Whether the words are part of a town's own name: there is no area in "Cournon-d'Auvergne"."""
        return any(a <= start and end <= b and end - start < b - a for a, b, _ in self.communes)

    def _judged(self, start: int, end: int, name: Name) -> Hit | None:
        verdict = self.context.verdict(start, end, name)
        if verdict == "no":
            return None
        signs = frozenset(self._signs(start, end))
        score = self._score(start, end, name, signs)
        if score <= 0:
            return None
        if verdict == "doubt":
            score = min(score, AUTO - 0.01)
        measured = self.words[start].language.lower().partition("-")[0] in MEASURED
        sure = (
            verdict == "sure"
            and measured
            and self._known(start, name, signs)
            and self._of_the_guest(start, end)
        )
        return Hit(name.area, start, end, name.rule, round(score, 3), sure, self.words[start].voice)

    def _of_the_guest(self, start: int, end: int) -> bool:
        """Whether the guest says it, or the one who asks says it of the guest, who answers.

        The sentence may then speak of nobody but the guest; one that speaks of neither stands in a turn that
        does so.
        """
        voice = self.words[start].voice
        if voice >= GUEST:
            return True
        first = last = start
        while first > 0 and self.words[first - 1].voice == voice:
            first -= 1
        while last < len(self.words) and self.words[last].voice == voice:
            last += 1
        if last == len(self.words):
            return False
        sentence = {self._meant(at) for at in self._sentence(start, end, last - first)} - {""}
        return (sentence or {self._meant(at) for at in range(first, last)} - {""}) == {"guest"}

    def _meant(self, at: int) -> str:
        """Whom a pronoun of the one who asks means, "guest" or "self"; neither in "je (ne) vous reçois"."""
        around = [self.folds[i] for i in range(max(0, at - 2), at + 3) if 0 <= i < len(self.folds)]
        word, place = self.folds[at], min(at, 2)
        before = [each for each in around[:place] if each not in _NEGATING][-1:]
        after = [each for each in around[place + 1 :] if each not in _NEGATING][:1]
        if word in self.signs.first:
            return "" if self.signs.addressed.intersection(after) else "self"
        if word in self.signs.addressed:
            return "" if self.signs.first.intersection(before) else "guest"
        return ""

    def _score(self, start: int, end: int, name: Name, signs: frozenset[str]) -> float:
        own = self._own_commune(start, end, name.area)
        if name.ordinary:
            return self._ordinary(signs, own, name, self.folds[start])
        said = self.folds[start - 1 : start]
        signs |= {"commune"} if own else frozenset()
        signs |= {"article"} if name.article and said == [name.article] else frozenset()
        official = {"written"} if self._written(start, name) else frozenset()
        base = _SEVERAL_NEAR if name.several and name.rule in ("near", "nearer") else _BASE[name.rule]
        return self._doubtful(min(0.97, base + _SIGN * len(signs)), signs | official, name)

    def _ordinary(self, signs: frozenset[str], own: bool, name: Name, first: str) -> float:
        """A name that means other things too: its commune, or signs that speak of a place to live in."""
        score = min(0.97, _ORDINARY.get(name.rule, 0.0) + _ORDINARY_SIGN * len(signs) + _COMMUNE * own)
        if own:
            return score
        if name.shared:
            return 0.0
        return score if self._stands_alone(signs, name, first) else min(score, AUTO - 0.01)

    def _stands_alone(self, signs: frozenset[str], name: Name, first: str) -> bool:
        """Whether a name that means other things too is the place's even where no commune says so."""
        many = bool(name.article) or first in PLAIN
        return not many and (
            "capital" in signs or name.several or ("before" in signs and bool(signs & _LIVED))
        )

    def _known(self, start: int, name: Name, signs: frozenset[str]) -> bool:
        """Whether a mention may be published: what may be something else is no surer for being repeated.

        A name that means other things too may, once somebody has named its commune.
        """
        if not name.ordinary or any(town in name.area.communes for _, _, town in self.communes):
            return True
        return self._stands_alone(signs, name, self.folds[start])

    def _doubtful(self, score: float, signs: frozenset[str], name: Name) -> float:
        """A small-letter word that only sounds like a name may be any word: it needs signs.

        One that only nearly sounds so is never published on one mention alone without its commune.
        """
        if name.rule in _SPELT:
            # "les vernes" are trees too; "la gotière" is no other word
            own = "article" in signs and name.article != "les"
            known = own or bool({"capital", "written", "before"} & signs) or len(signs) > 1
            return score if known else min(score, AUTO - 0.01)
        if name.rule == "near" and not name.several and "commune" not in signs:
            score = min(score, AUTO - 0.01)
        if "capital" in signs:
            return score
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
        first = self.context.before_article(start)
        if first >= 0 and any(first - n + 1 >= 0 and self._ends(first, n) for n in (1, 2)):
            found.add("before")
        if any(self.words[i].capital for i in range(start, end) if self.folds[i] not in SMALL):
            found.add("capital")
        return found

    def _written(self, start: int, name: Name) -> bool:
        """Whether the official spelling begins a sentence with its capital."""
        return name.rule == "name" and self.words[start].text[0].isupper()

    def _ends(self, last: int, length: int) -> bool:
        """Whether a preposition of `length` words ends at `last`."""
        return any(n == length for n, _ in self.signs.before.at(self.folds, last - length + 1))

    def _own_commune(self, start: int, end: int, area: Area) -> bool:
        low, high = max(0, start - _COMMUNE_WINDOW), end + _COMMUNE_WINDOW
        return any(
            name in area.communes and low <= a and b <= high and not (start <= a < end)
            for a, b, name in self.communes
        )


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """Overlapping mentions thinned out: the best score, then the longest, stays."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.score, hit.start - hit.end, hit.start, hit.area.id)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
