"""What takes distance from a place: somebody else, a denial, a wish, a way through, another town.

Such words anywhere around a mention make a passage doubtful that no clause ties, and some that follow a tie
take it back: "on m'a trouvé un local à …, et j'ai dit non".
"""

from __future__ import annotations

from collections.abc import Sequence

from podcast.tag.clause import Clauses
from podcast.tag.subject import ARTICLES

__all__ = ["Distance"]

# Verbs of somebody who is not there, or not yet, or only for an hour.
_DISTANT = ("pass", "mind", "say", "refuse", "leave", "waver")
_STAYING = ("established", "works", "craft", "lives", "achieve", "find", "arrive", "light")


class Distance:
    """Looks for such words; `stops` are the positions where other places are named."""

    def __init__(self, clauses: Clauses, stops: Sequence[int]) -> None:
        self.clauses, self.grammar = clauses, clauses.grammar
        self.words, self.folds = clauses.words, clauses.folds
        self.plain = [token.fold for token in clauses.words]  # as patterns are written
        self.stops = stops

    def says(self, name: str, words: Sequence[str]) -> bool:
        return any(True for _ in self.grammar.patterns[name].inside(words))

    def following(self, high: int) -> list[str]:
        if high >= len(self.words) or self.words[high].voice != self.words[high - 1].voice:
            return []
        return self.plain[slice(*self.clauses.sentence(high))]

    def taken_back(self, end: int) -> bool:
        """Whether what follows a mention takes back a tie: "…, et j'ai dit non", "…, j'y vais le samedi"."""
        if self.grammar.language != "fr":
            return False
        _, high = self.clauses.sentence(end - 1)
        return self.says("turned_down", [*self.plain[end:high], *self.following(high)])

    def visited(self, end: int) -> bool:
        """Whether what is said to be mine is only where I go: "ma salle de sport est à …, j'y vais"."""
        if self.grammar.language != "fr":
            return False
        low, high = self.clauses.sentence(end - 1)
        mine = bool(self.grammar["subject.my"] & set(self.folds[low:end]))
        return mine and self.says("visits", [*self.plain[end:high], *self.following(high)])

    def plainly_denied(self, low: int, high: int) -> bool:
        words = set(self.folds[low:high])
        return bool(self.grammar["subject.not"] & words and {"n", "ne"} & words)

    def somebody_close(self, start: int, high: int) -> bool:
        """Whether somebody close is the one spoken of: "serveuse à …, ma sœur …", not "ma mère m'a …"."""
        people = self.grammar["noun.people"]
        for at in range(start, high - 1):
            if self.folds[at] in self.grammar["subject.my"] and people & set(self.folds[at + 1 : at + 3]):
                return not {"m", "me", "nous"} & set(self.folds[at + 2 : at + 5])
        return False

    def distant(self, low: int, high: int, start: int, end: int) -> bool:
        grammar = self.grammar
        words, plain = self.folds[low:high], self.plain[low:high]
        if self.says("distance", plain) or self.says("distance", self.following(high)):
            return True
        if (grammar["subject.not"] | grammar["noun.wish"] | grammar["noun.leisure"]) & set(words) or any(
            True for _ in grammar.once.inside(plain)
        ):
            return True
        if any(self.clauses.is_if(at) for at in range(low, high)) or self._elsewhere(low, high, start, end):
            return True
        if any(
            self._somebody_else(at, low) for at in range(low, high) if at < start or self._pointed_at(at, end)
        ):
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
        taught = self.folds[at - 1 : at + 1] == ["la", "classe"]
        if self.folds[at] not in self.grammar["noun.people"] or at == low or taught:
            return False  # a sentence that begins "prof de maths à …" is of the speaker
        if not self._determined(at):
            return False  # "locataire, puis propriétaire, toujours à …"
        beside = {"avec", "de", "d", "des", "pour", "à", "aux", "chez", "du", "entre", "moi"}
        return not beside & set(self.folds[max(low, at - 3) : at])

    def _determined(self, at: int) -> bool:
        known = (
            self.grammar["subject.my"]
            | self.grammar["subject.their"]
            | self.grammar["subject.the"]
            | ARTICLES
        )
        return bool(known & set(self.folds[max(0, at - 2) : at]))

    def _pointed_at(self, at: int, end: int) -> bool:
        """Whether somebody named later is told of the place: "…, c'est ma sœur qui …", "…, elle y vit"."""
        near = self.folds[max(end, at - 5) : at + 4]
        return at >= end and bool({"c", "qui", "y", "ou", "là"} & set(near))

    def _unsettled(self, at: int) -> bool:
        form = self.clauses.verb(at)
        if form is None or ["veut", "dire"] in (self.folds[at : at + 2], self.folds[at - 1 : at + 1]):
            return False  # "ça veut dire …"
        if not form.moods - {"imagined", "future"}:
            return True
        if form.is_a("perform"):
            return not self.says("habit", self.plain[slice(*self.clauses.sentence(at))])
        if form.means == {"give"}:
            return True  # "j'ai prêté mon camion à …"
        return form.is_a(*_DISTANT) and not form.is_a(*_STAYING)
