"""Whether a passage as a whole ties the speaker to a place that no clause of it ties.

People do not choose their verbs from a list: "le fournil du Patural, c'est à nous", "mes nuits, je les faisais dans
un foyer du Patural", "locataire pendant vingt ans, toujours à …". Such a passage ties where it says one thing that is the
speaker's and nothing in it takes distance: nobody else, no denial, no wish, no way through, no other town.
"""

from __future__ import annotations

from collections.abc import Sequence

from podcast.tag.clause import Clauses, Role
from podcast.tag.judge import OPEN, Bond, tied
from podcast.tag.subject import ARTICLES

__all__ = ["Passages"]

# Verbs of somebody who is not there, or not yet, or only for an hour.
_DISTANT = ("pass", "mind", "say", "refuse", "leave", "waver")
# How French names people by what they do, without an article where they speak of themselves.
_TRADES = ("eur", "euse", "ier", "iere", "iste", "trice", "ologue", "ien", "ienne", "ant", "ante", "ateur")
_STAYING = ("established", "works", "craft", "lives", "achieve", "find", "arrive", "light")


class Passages:
    """Reads what is said around a mention; `stops` are the positions where other places are named."""

    def __init__(self, clauses: Clauses, stops: Sequence[int]) -> None:
        self.clauses, self.grammar = clauses, clauses.grammar
        self.words, self.folds = clauses.words, clauses.folds
        self.plain = [token.fold for token in clauses.words]  # as patterns are written
        self.stops = stops

    def of(self, start: int, end: int, role: Role) -> Bond:
        """The bond of a mention that no clause ties: a tie where nothing in its sentence takes distance."""
        if role in ("outside", "people") or self.grammar.language != "fr":
            return OPEN
        low, high = self.clauses.sentence(start)
        if role == "in" and self._says("took_over", self.plain[end:high]):
            return tied("established")
        before = self.plain[low:start]
        if role in ("in", "from") and self._no_subject(low, start) and self._says("status", before):
            return OPEN if self._distant(low, end, start, end) else tied("")
        found = self._belongs(low, high, (start, end), role)
        if found.kind != "tie" or self._distant(low, high, start, end):
            return OPEN
        return found

    def taken_back(self, end: int) -> bool:
        """Whether what follows a mention takes back a tie: "…, et j'ai dit non", "…, j'y vais le samedi"."""
        if self.grammar.language != "fr":
            return False
        _, high = self.clauses.sentence(end - 1)
        return self._says("turned_down", [*self.plain[end:high], *self._next(high)])

    def visited(self, end: int) -> bool:
        """Whether what is said to be mine is only where I go: "ma salle de sport est à …, j'y vais le soir"."""
        if self.grammar.language != "fr":
            return False
        low, high = self.clauses.sentence(end - 1)
        mine = bool(self.grammar["subject.my"] & set(self.folds[low:end]))
        return mine and self._says("visits", [*self.plain[end:high], *self._next(high)])

    # what is the speaker's

    def _belongs(self, low: int, high: int, name: tuple[int, int], role: Role) -> Bond:
        start, end = name
        said = self.plain[low:high]
        following = self._next(high)
        if self._says("ours", said) or self._says("ours", following) or self._is_mine(low, high):
            return tied("established")
        speaks = any(self.clauses.subject(at) == "i" for at in range(low, high))
        if speaks and self._says("grew_up", said):
            return tied("grew_up")
        if role == "in" and self._says("began", said):
            return tied("established")
        if role in ("in", "from") and self._no_subject(low, start) and self._named_by_trade(low, speaks):
            return tied("")
        if role != "in":
            return OPEN
        if self._theirs_after_all(low, start, end, high) or self._my_own_did(end):
            return tied("established")
        return tied("works") if speaks and self._says("works", said) else self._mine(low, start)

    def _theirs_after_all(self, low: int, start: int, end: int, high: int) -> bool:
        """ "Le fournil du Patural, je l'ai cofondé": what the place is named with is the object of what I did."""
        if not self.grammar["noun.business"] & set(self.folds[low:start]) or self.folds[low] not in ARTICLES:
            return False
        said = self.clauses.after(end, high)
        if said is None or said.subject != "i" or not said.verbs:
            return False
        object_ = ARTICLES & set(self.folds[said.start + 1 : said.start + 3])
        return bool(object_) and said.verbs[-1][1].is_a("established", "craft", "works")

    def _my_own_did(self, end: int) -> bool:
        """ "C'est dans une cave de … que mon groupe a répété"."""
        after = self.folds[end : end + 5]
        that = after[:1] and after[0] in self.grammar["subject.that"]
        return bool(that and after[1] in self.grammar["subject.my"] and self.grammar["noun.business"] & set(after[2:]))

    def _is_mine(self, low: int, high: int) -> bool:
        """ "…, c'est mon bureau", "…, et c'est devenu notre atelier"."""
        places = self.grammar["noun.business"] | self.grammar["noun.home"]
        for at in range(low, high - 1):
            if self.folds[at] in self.grammar["subject.my"] and places & set(self.folds[at + 1 : at + 4]):
                back = self.folds[max(low, at - 4) : at]
                if {"c", "devenu", "devenue"} & set(back) and {"est", "etait", "devenu", "devenue"} & set(back[-2:]):
                    return True
        return False

    def _named_by_trade(self, low: int, speaks: bool) -> bool:
        """ "Prof de maths au collège de …, voilà ce que je faisais"."""
        word = self.folds[low]
        named = word.endswith(_TRADES) or word in self.grammar["noun.people"]
        return named and speaks

    def _next(self, high: int) -> list[str]:
        if high >= len(self.words) or self.words[high].voice != self.words[high - 1].voice:
            return []
        return self.plain[slice(*self.clauses.sentence(high))]

    def _says(self, name: str, words: Sequence[str]) -> bool:
        return any(True for _ in self.grammar.patterns[name].inside(words))

    def _no_subject(self, low: int, start: int) -> bool:
        return not any(self.clauses.subject(at) for at in range(low, start))

    def _mine(self, low: int, start: int) -> Bond:
        """ "Mon camion est garé à …", "mes nuits, je les faisais à …": what is mine, and a verb in between."""
        places = self.grammar["noun.business"] | self.grammar["noun.job"]
        for at in range(low, start):
            if self.folds[at] not in self.grammar["subject.my"]:
                continue
            if at > low and self.folds[at - 1] in self.grammar["at.from"] | self.grammar["at.inside"] | {"avec", "pour"}:
                continue
            if places & set(self.folds[at + 1 : at + 4]):
                return tied("established")
        return self._habit(low, start)

    def _habit(self, low: int, start: int) -> Bond:
        """ "Tous les samedis, j'épluche des légumes à …": what somebody does again and again is work."""
        subject = next((at for at in range(start - 1, low - 1, -1) if self.clauses.subject(at)), None)
        if subject is None or self.clauses.subject(subject) != "i":
            return OPEN
        _, high = self.clauses.sentence(start)
        return tied("works") if self._says("habit", self.plain[low:high]) else OPEN

    # what takes distance

    def _distant(self, low: int, high: int, start: int, end: int) -> bool:
        grammar = self.grammar
        words, plain = self.folds[low:high], self.plain[low:high]
        if self._says("distance", plain) or self._says("distance", self._next(high)):
            return True
        if (grammar["subject.not"] | grammar["noun.wish"] | grammar["noun.leisure"]) & set(words) or any(True for _ in grammar.once.inside(plain)):
            return True
        if any(self.clauses.is_if(at) for at in range(low, high)) or self._elsewhere(low, high, start, end):
            return True
        if any(self._somebody_else(at, low) for at in range(low, high) if not start <= at < end):
            return True
        return any(self._unsettled(at) for at in range(low, high) if not start <= at < end)

    def _elsewhere(self, low: int, high: int, start: int, end: int) -> bool:
        """Whether another place is named in the sentence."""
        return any(low <= stop < high and not start <= stop < end for stop in self.stops)

    def _somebody_else(self, at: int, low: int) -> bool:
        """Whether people are spoken of who are not only there with the speaker, or spoken to."""
        subject = self.clauses.subject(at)
        marker = self.folds[at + 1 : at + 2]
        if subject == "you" and marker and marker[0] in ("vois", "voyez", "sais", "savez"):
            return False  # "tu vois les tours de …"
        if subject == "you" or (subject == "other" and self.folds[at] in ("elle", "ils", "elles")):
            return True
        if self.folds[at] not in self.grammar["noun.people"] or at == low:
            return False  # a sentence that begins "prof de maths à …" is of the speaker
        beside = {"avec", "de", "d", "des", "pour", "à", "aux", "chez", "du", "entre", "moi"}
        return not beside & set(self.folds[max(low, at - 3) : at])

    def _unsettled(self, at: int) -> bool:
        form = self.clauses.verb(at)
        if form is None:
            return False
        if not form.moods - {"imagined", "future"}:
            return True
        if form.is_a("perform"):
            return not self._says("habit", self.plain[slice(*self.clauses.sentence(at))])
        if form.means == {"give"}:
            return True  # "j'ai prêté mon camion à …"
        return form.is_a(*_DISTANT) and not form.is_a(*_STAYING)
