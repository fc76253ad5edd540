"""What is said around the name of a place, and whether it may still be published.

A name is refused when it is another town's, a person's or a thing's; it is doubted when the word before it is
not its own, when it is a street's, or when the town last spoken of is another one. A doubted mention is shown
to the producer and never published, however often it is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from podcast.tag.gazetteer import Name
from podcast.tag.sound import sound
from podcast.tag.speech import Patterns, spoken, words_of
from podcast.tag.territory import Territory
from podcast.tag.words import SMALL, Token, fold

__all__ = ["PLAIN", "Context", "Signs", "Verdict"]

Verdict = Literal["sure", "doubt", "no"]

# Small words inside the name of a town.
_LINKS = frozenset(("de", "d", "du", "des", "la", "les", "l", "en", "sur", "sous"))
# Words between a name and the town or region it is in.
_WITHIN = _LINKS | {"a", "dans", "le", "au", "aux"}
_AT = frozenset(("a", "en", "dans", "au", "aux"))
_ARTICLES = frozenset(("la", "le", "les", "l"))
# What stands before a name with each article; something else there says that it is not the name.
_TAKEN = {
    "la": frozenset(("la",)),
    "le": frozenset(("le", "au", "du")),
    "les": frozenset(("les", "aux", "au", "des")),
}
_LEADING = _ARTICLES | frozenset(
    ("un", "une", "des", "du", "au", "aux", "a", "de", "d", "en", "ma", "mon", "ce", "cette")
)
# Nobody says these before a saint's name that is a place: they are shells, a feast or a family.
_SAINTS = frozenset(("saint", "sainte"))
_NO_SAINT = frozenset(
    ("la", "les", "des", "aux", "une", "ces", "mes", "nos", "deux", "trois", "cinq", "six", "dix")
)
# Words every town has a quarter of.
PLAIN = frozenset(("quartier", "quartiers", "nord", "sud", "est", "ouest", "centre", "ville", "gare"))
# After these a word in small letters is a town too: "les quartiers nord amiens".
_TOWARDS = frozenset(("nord", "sud", "a", "de", "d", "en"))
_SUBJECTS = frozenset(("je", "j", "on", "nous", "moi", "i", "we"))
# Letters a town needs to be known by its sound.
_HEARD = 6
_NEAR, _FAR = 12, 40


class Signs:
    """The patterns of one language that speak for or against a place."""

    def __init__(self, language: str, territory: Territory) -> None:
        table = spoken(language)
        place = table.get("place", {})
        own = {tuple(_words(each)) for ways in territory.communes.values() for each in ways}
        self.before = Patterns((each, True) for each in words_of(place, "before"))
        self.near = Patterns((each, name) for name, group in _groups(place, "signs") for each in group)
        veto, doubt = _table(place, "veto"), _table(place, "doubt")
        self.head, self.person = frozenset(words_of(veto, "head")), frozenset(words_of(veto, "person"))
        self.empty = frozenset(words_of(place, "empty"))
        voice = table.get("voice", {})
        self.addressed, self.first = (frozenset(words_of(voice, name)) for name in ("addressed", "first"))
        cities = [" ".join(_words(each)) for each in words_of(place, "cities")]
        self.city = Patterns((each, True) for each in cities if tuple(each.split()) not in own)
        self.city_sounds = {sound(each, language) for each in map(fold, cities) if len(each) >= _HEARD} - {
            sound(fold(each), language) for ways in territory.communes.values() for each in ways
        }
        self.region = Patterns((" ".join(_words(each)), True) for each in words_of(place, "regions"))
        self.streets = frozenset(words_of(doubt, "streets"))
        self.commune = Patterns(
            (" ".join(_words(way)), name) for name, ways in territory.communes.items() for way in ways
        )


def _table(table: object, key: str) -> dict[str, object]:
    value = table.get(key, {}) if isinstance(table, dict) else {}
    return value if isinstance(value, dict) else {}


def _groups(table: object, key: str) -> list[tuple[str, list[str]]]:
    value = _table(table, key)
    return [(name, words_of(value, name)) for name in value]


def _words(text: str) -> list[str]:
    return text.replace("'", " ").replace("’", " ").replace("-", " ").split()


class Context:
    """Judges one mention at a time in a row of words; `communes` are the mentions of the show's own towns."""

    def __init__(self, words: Sequence[Token], signs: Signs, communes: set[tuple[int, int, str]]) -> None:
        self.words, self.signs, self.communes = words, signs, communes
        self.folds = [token.fold for token in words]
        self.own = {a: b for a, b, _ in communes}
        self.cities = [(i, i + n) for i, n, _ in signs.city.inside(self.folds) if self._town(i)]
        self.cities += [(i, i + 1) for i in range(len(words)) if self._sounds_like_a_town(i)]
        self.regions = [(i, i + n) for i, n, _ in signs.region.inside(self.folds) if self._town(i)]
        self.candidates: frozenset[int] = frozenset()

    def _town(self, at: int) -> bool:
        """Whether a word is the name of a town here: some are ordinary words too ("tours", "nice")."""
        written = self.words[at].text[0].isupper() or (at > 0 and self.folds[at - 1] in _TOWARDS)
        return at not in self.own and written

    def _sounds_like_a_town(self, at: int) -> bool:
        """Whether "à" or a capital comes with a word that only sounds like a town: "à perpignant"."""
        word = self.words[at]
        led = word.capital or (at > 0 and self.folds[at - 1] in ("a", "d"))
        if not led or len(word.fold) < _HEARD or at in self.own:
            return False
        return sound(word.fold, word.language) in self.signs.city_sounds

    def verdict(self, start: int, end: int, name: Name) -> Verdict:
        """Whether a mention of `name` at tokens `start` to `end` is one of that place, may be, or is not."""
        if self._elsewhere(start, end, name) or self._somebody(start, name):
            return "no"
        checks = (self._another_town, self._wrong_article, self._called, self._a_street)
        return "doubt" if any(check(start, end, name) for check in checks) else "sure"

    def before_article(self, start: int) -> int:
        """The position of the last word before the name and its article (-1: none in the sentence)."""
        at = start - 1
        while at >= 0 and self.folds[at] in _ARTICLES and self._together(at, start):
            at -= 1
        return at if at >= 0 and self._together(at, start) else -1

    # another town's

    def _elsewhere(self, start: int, end: int, name: Name) -> bool:
        for a, b in self.cities:
            if self._in_it(a, end):
                return True
            if (
                name.common
                and 0 <= start - b <= 6
                and self._together(a, start)
                and not self._own_next(end, name)
            ):
                return True
        return name.common and (self._goes_on(end) or self._head(start) or self._saint_things(start))

    def _own_next(self, end: int, name: Name) -> bool:
        """Whether the place's own town follows it: "au Breuil, à Aulnat"."""
        return any(town in name.area.communes and end <= a <= end + 2 for a, _, town in self.communes)

    def _in_it(self, town: int, end: int) -> bool:
        """Whether a town or region stands right after a name, little words between them aside."""
        near = end <= town <= end + 3 and self._together(town, end - 1)
        return near and all(self.folds[i] in _WITHIN for i in range(end, town))

    def _another_town(self, start: int, end: int, name: Name) -> bool:
        """An unknown town or a region right after the name; another town said shortly before."""
        if any(self._in_it(a, end) for a, _ in self.regions):
            return True
        at = end
        while at < len(self.folds) and self.folds[at] in ("a", "de", "d", "en") and self._together(at, start):
            at += 1
        linked = at > end or (name.common and self._one_breath(at, end - 1))
        return (linked and self._unknown(at, start)) or self._town_before(start, end, name)

    def _unknown(self, at: int, start: int) -> bool:
        """Whether a capital begins a name that is neither the show's own town nor one of its areas."""
        return (
            at < len(self.words)
            and self._together(at, start)
            and self.words[at].capital
            and at not in self.own
            and at not in self.candidates
        )

    def _town_before(self, start: int, end: int, name: Name) -> bool:
        if name.common:
            return self._last_town_is_another(start, end)
        for a, b in (*self.cities, *self.regions):
            if 0 <= start - b <= _NEAR and self._together(a, start):
                inside = bool({self.folds[i] for i in range(max(0, a - 2), a)} & _AT)
                if inside and not _SUBJECTS & set(self.folds[b:start]):
                    return True
        return False

    def _last_town_is_another(self, start: int, end: int) -> bool:
        """For a name many towns have: the last town named before it, or one later in its sentence."""
        mine = [(a, b) for a, b, _ in self.communes]
        if any(a < end + _NEAR and b > start - _NEAR and self._together(a, start) for a, b in mine):
            return False
        others = [*self.cities, *self.regions]
        others += [(i, i + 1) for i in range(max(1, start - _FAR), start) if self._said_at(i)]
        last = max((b for _, b in others if 0 <= start - b <= _FAR), default=-1)
        later = any(end <= a <= end + _NEAR and self._together(a, start) for a, _ in others)
        return later or last > max((b for _, b in mine if 0 <= start - b <= _FAR), default=-1)

    def _said_at(self, at: int) -> bool:
        """Whether "à" and a capital no list knows are a town: "à Lunel"."""
        return self.folds[at - 1] == "a" and self._together(at - 1, at) and self._unknown(at, at)

    def _goes_on(self, end: int) -> bool:
        """Whether a longer name begins so: "Saint-Jacques-de-la-Lande"."""
        at = end
        while at < len(self.folds) and self.folds[at] in _LINKS:
            at += 1
        if at == end or at >= len(self.folds) or not self._one_breath(at, end - 1):
            return False
        return self.words[at].capital and at not in self.own

    # something or somebody called so

    def _head(self, start: int) -> bool:
        """Whether a street, a church or a school of that name is meant."""
        return self._last_word(start) in self.signs.head

    def _somebody(self, start: int, name: Name) -> bool:
        return self._last_word(start) in self.signs.person

    def _last_word(self, start: int) -> str:
        before = self.before_article(start)
        while before > 0 and self.folds[before] in SMALL:
            before -= 1
        return self.folds[before] if before >= 0 and self._together(before, start) else ""

    def _saint_things(self, start: int) -> bool:
        return self.folds[start] in _SAINTS and start > 0 and self.folds[start - 1] in _NO_SAINT

    def _wrong_article(self, start: int, _end: int, name: Name) -> bool:
        """Whether the little word before the name is not the name's: "à Verne" is not "aux Vergnes"."""
        if not name.article or start == 0 or not self._one_breath(start, start - 1):
            return False
        last = self.folds[start - 1]
        return last in _LEADING and last not in _TAKEN[name.article]

    def _called(self, start: int, _end: int, name: Name) -> bool:
        """Whether a first name stands right before it, or an article that makes a thing of it."""
        if start == 0 or not self._one_breath(start, start - 1):
            return False
        last, at = self.words[start - 1], start - 1
        if name.several and not name.article and last.fold in ("une", "ma", "ta", "sa", "cette"):
            return True
        known = last.fold in SMALL or last.fold in self.signs.empty or last.fold in _LEADING
        if not last.text[0].isupper() or known or any(a <= at < b for a, b in self.own.items()):
            return False
        if any(True for _ in self.signs.near.at(self.folds, at)):
            return False
        return not any(at - n + 1 in self.candidates for n in range(1, 5))

    def _a_street(self, start: int, _end: int, _name: Name) -> bool:
        return self._last_word(start) in self.signs.streets

    def _together(self, one: int, other: int) -> bool:
        return self.words[one].sentence == self.words[other].sentence

    def _one_breath(self, one: int, other: int) -> bool:
        if max(one, other) >= len(self.words):
            return False
        return self.words[one].clause == self.words[other].clause
