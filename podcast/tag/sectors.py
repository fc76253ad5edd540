"""Sectors and themes from words: what a person says of their own trade, summed over the transcript.

A word of a trade counts by what stands around it: said in the first person it weighs more; a trade of
before, of somebody else, of a neighbour or in a saying weighs little. One sector is `auto` when it
stands clear of the next; else up to three are suggested.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podcast.model import Evidence, Tag, TagKind, TagState
from podcast.tag.sound import sound
from podcast.tag.speech import Patterns, spoken, words_of
from podcast.tag.taxonomy import Taxonomy
from podcast.tag.words import Token, said

__all__ = ["find_sectors", "find_themes"]

_TRADE, _VERB, _SIGN = 2.0, 1.8, 0.6
_OWN, _FIRST, _PLAIN, _MET, _USED, _PAST, _OTHER, _NOT, _SAYING = (
    1.6,
    1.2,
    0.9,
    0.35,
    0.35,
    0.3,
    0.2,
    0.1,
    0.05,
)

AUTO, CLEAR, SUGGESTED = 2.6, 1.5, 0.5
# Letters a word needs to be known by its sound alone.
_HEARD = 6
_SEVERAL = frozenset(("des", "les", "aux", "deux", "trois", "quatre", "plusieurs", "d"))
_SUGGESTIONS, _SHARE = 3, 0.15
_THEME_AUTO, _THEME_SUGGESTED = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class _Hit:
    pattern: str
    start: int
    length: int
    weight: float
    rule: str


class _Lexicon:
    """The word patterns of one language: sectors, themes, and the circumstances that weigh them."""

    def __init__(self, taxonomy: Taxonomy, language: str) -> None:
        self.sectors: Patterns[tuple[str, str, float]] = Patterns(
            (
                (pattern, (sector.id, pattern, weight))
                for sector in taxonomy.sectors
                for table, weight in ((sector.trade, _TRADE), (sector.sign, _SIGN), (sector.verb, _VERB))
                for pattern in table.get(language, ())
            ),
            plurals=True,
        )
        self.themes: Patterns[tuple[str, str]] = Patterns(
            (
                (pattern, (theme.id, pattern))
                for theme in taxonomy.themes
                for pattern in theme.words.get(language, ())
            ),
            plurals=True,
        )
        self.heard = _by_sound(taxonomy, language)
        table = spoken(language)
        trade, voice = table.get("trade", {}), table.get("voice", {})
        self.kinds: Patterns[str] = Patterns(
            (pattern, name)
            for name, patterns in (
                ("own", trade.get("own")),
                ("past", trade.get("past")),
                ("met", trade.get("met")),
                ("saying", trade.get("sayings")),
                ("used", trade.get("used")),
                ("other", voice.get("other")),
                ("first", voice.get("first")),
                ("not", voice.get("negation")),
            )
            for pattern in (patterns if isinstance(patterns, list) else [])
        )
        self.customers = frozenset(words_of(trade, "customers"))
        self.doers = frozenset(words_of(trade, "doers"))
        self.between = frozenset(words_of(trade, "between"))
        self.beside = frozenset(words_of(trade, "beside"))


@functools.lru_cache(maxsize=8)
def _lexicon(taxonomy: Taxonomy, language: str) -> _Lexicon:
    return _Lexicon(taxonomy, language)


def find_sectors(words: Sequence[Token], taxonomy: Taxonomy, language: str) -> list[Tag]:
    """At most three sectors, best first: one auto where it is clear, the others suggested."""
    if language not in taxonomy.languages():
        return []
    lexicon = _lexicon(taxonomy, language)
    weigh = _Weigher(words, lexicon)
    hits: dict[str, list[_Hit]] = defaultdict(list)
    for start, length, (sector, pattern, weight) in _words_of_trades(weigh.folds, lexicon):
        if words[start].sentence != words[start + length - 1].sentence:
            continue
        if weight == _VERB and not weigh.done_by_me(start):
            weight = _SIGN  # noqa: PLW2901  # the same word, said of somebody else
        factor, rule = weigh(start, length)
        hits[sector].append(_Hit(pattern, start, length, weight * factor * words[start].voice, rule))
    hits = {sector: _once(found) for sector, found in hits.items()}
    scores = {sector: _sum(found) for sector, found in hits.items()}
    ranked = sorted(scores, key=lambda sector: (-scores[sector], sector))
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    tags = []
    for place, sector in enumerate(ranked[:_SUGGESTIONS]):
        if scores[sector] < max(SUGGESTED, _SHARE * scores[ranked[0]]):
            break
        clear = place == 0 and scores[sector] >= AUTO and scores[sector] >= CLEAR * second
        tags.append(_tag("sector", sector, clear, scores[sector], _evidence(hits[sector], words)))
    return tags


def _words_of_trades(
    folds: Sequence[str], lexicon: _Lexicon
) -> Iterator[tuple[int, int, tuple[str, str, float]]]:
    """(start, length, (sector, pattern, weight)) by spelling, else by sound for names of trades."""
    for start in range(len(folds)):
        spelt = list(lexicon.sectors.at(folds, start))
        for length, value in spelt:
            yield start, length, value
        if not spelt and len(folds[start]) >= _HEARD:
            for value in lexicon.heard.get(_levelled(folds[start]), ()):
                yield start, 1, value


def _levelled(word: str) -> str:
    """A word's sound, "boulanger" and "boulangé" alike: folded words have lost the accent."""
    return sound(word, "fr").rstrip("E")


def _by_sound(taxonomy: Taxonomy, language: str) -> dict[str, list[tuple[str, str, float]]]:
    """French names of trades by how they sound: an engine writes "oberge"."""
    found: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for sector in taxonomy.sectors if language == "fr" else ():
        for pattern in sector.trade.get(language, ()):
            word = pattern.removesuffix("*")
            if " " not in word and len(word) >= _HEARD:
                found[_levelled(word)].append((sector.id, pattern, _TRADE))
    return found


def find_themes(words: Sequence[Token], taxonomy: Taxonomy, language: str) -> list[Tag]:
    """Themes spoken of: auto when two or more of their words are said, else suggested."""
    lexicon = _lexicon(taxonomy, language)
    weigh = _Weigher(words, lexicon)
    hits: dict[str, list[_Hit]] = defaultdict(list)
    for start, length, (theme, pattern) in lexicon.themes.inside(weigh.folds):
        if words[start].sentence == words[start + length - 1].sentence:
            factor = 0.2 if weigh.kind(start, length) in ("not", "saying") else 1.0
            hits[theme].append(_Hit(pattern, start, length, factor * words[start].voice, "theme"))
    tags = []
    for theme, found in hits.items():
        score = _sum(found)
        if score >= _THEME_SUGGESTED:
            tags.append(_tag("theme", theme, score >= _THEME_AUTO, score, _evidence(found, words)))
    return sorted(tags, key=lambda tag: (-tag.score, tag.id))


def _once(hits: Sequence[_Hit]) -> list[_Hit]:
    """Each word counts once for a sector: the weightiest pattern, then the longest, stays."""
    kept: list[_Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (-hit.weight, -hit.length, hit.start, hit.pattern)):
        place = range(hit.start, hit.start + hit.length)
        if taken.isdisjoint(place):
            kept.append(hit)
            taken.update(place)
    return sorted(kept, key=lambda hit: hit.start)


def _sum(hits: Sequence[_Hit]) -> float:
    """The best weight of each pattern, a little more each time it is said again."""
    best: dict[str, float] = {}
    times: dict[str, float] = defaultdict(float)
    for hit in hits:
        best[hit.pattern] = max(best.get(hit.pattern, 0.0), hit.weight)
        times[hit.pattern] += hit.weight
    return sum(top * (1 + 0.4 * math.log2(times[pattern] / top)) for pattern, top in best.items() if top > 0)


def _tag(kind: TagKind, identifier: str, auto: bool, score: float, evidence: tuple[Evidence, ...]) -> Tag:
    return Tag(
        kind, identifier, TagState.AUTO if auto else TagState.SUGGESTED, round(score, 3), evidence=evidence
    )


def _evidence(hits: Sequence[_Hit], words: Sequence[Token]) -> tuple[Evidence, ...]:
    """The ten mentions that weigh most, in time."""
    most = sorted(hits, key=lambda hit: (-hit.weight, hit.start))[:10]
    return tuple(
        Evidence(
            said(words[hit.start : hit.start + hit.length]),
            words[hit.start].start_ms,
            hit.rule,
            round(hit.weight, 3),
        )
        for hit in sorted(most, key=lambda hit: hit.start)
    )


_FACTORS = {
    "saying": _SAYING,
    "not": _NOT,
    "other": _OTHER,
    "past": _PAST,
    "met": _MET,
    "used": _USED,
    "own": _OWN,
    "first": _FIRST,
}


class _Weigher:
    """What a word counts for, from the clause it stands in."""

    def __init__(self, words: Sequence[Token], lexicon: _Lexicon) -> None:
        self.words = words
        self.folds = [token.fold for token in words]
        self._lexicon = lexicon
        self._clauses: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for start, length, kind in lexicon.kinds.inside(self.folds):
            self._clauses[words[start].clause].append((start, length, kind))

    def __call__(self, start: int, length: int) -> tuple[float, str]:
        kind = self.kind(start, length)
        return _FACTORS.get(kind, _PLAIN), kind or "word"

    def done_by_me(self, verb: int) -> bool:
        """Whether "je", "on" or "nous" is right before a verb, little words between them aside."""
        at = verb - 1
        while at >= 0 and self.folds[at] in self._lexicon.between:
            at -= 1
        return (
            at >= 0
            and self.folds[at] in self._lexicon.doers
            and self.words[at].sentence == self.words[verb].sentence
        )

    def kind(self, start: int, length: int) -> str:
        """The circumstance that decides; those that take weight away come first."""
        if self.folds[start] in self._lexicon.customers and start and self.folds[start - 1] in _SEVERAL:
            return "met"
        found = {
            kind
            for at, n, kind in self._clauses[self.words[start].clause]
            if self._holds(kind, range(at, at + n), range(start, start + length))
        }
        return next((kind for kind in _FACTORS if kind in found), "")

    def _holds(self, kind: str, sign: range, word: range) -> bool:
        """Whether a sign in the word's clause speaks of that word."""
        if kind == "saying":
            return sign.start <= word.start and word.stop <= sign.stop
        if sign.start > word.start:
            return False
        if kind == "met":
            return 0 <= word.start - sign.stop <= 3
        if kind == "not":
            return word.start - sign.stop >= 0 and word.start - sign.start <= 6
        if kind == "other":
            return self._subject(sign, word)
        return True

    def _subject(self, person: range, word: range) -> bool:
        """Whether somebody close is the one who does it, not beside, and I come no more in between."""
        if person.start and self.folds[person.start - 1] in self._lexicon.beside:
            return False
        return not {"je", "j", "moi", "nous", "i", "we"} & set(self.folds[person.stop : word.start])
