"""The clause a name of a place stands in: its preposition, its verbs, and who is their subject.

The subject is the nearest one before the name, a pronoun or a noun before a verb, and what stands between
the two is the predicate. Where that is not to be seen the answer is "nobody", and nothing is published on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from podcast.tag.grammar import Form
from podcast.tag.subject import ARTICLES, Subject, Subjects
from podcast.tag.words import SMALL

__all__ = ["TRADES", "Clauses", "Predicate", "Role"]

# How French names people by what they do.
TRADES = ("eur", "euse", "iste", "trice", "ologue", "ien", "ienne", "ier", "iere", "ant", "ante")

Role = Literal["in", "from", "bare", "outside", "people"]


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of `subject` in the words from `start` to `end`: `verbs` by position, in order."""

    subject: Subject
    start: int
    end: int
    verbs: tuple[tuple[int, Form], ...]
    noun: str = ""


class Clauses(Subjects):
    """Reads clauses in a row of words."""

    def past_town(self, end: int) -> int:
        """After a name, the end of ", à Gerzat" that follows it."""
        known = self.grammar["at.inside"] | self.grammar["at.from"]
        if end + 1 < len(self.folds) and self.folds[end] in known:
            return self.ends_of.get(end + 1, end)
        return end

    def role(self, start: int, low: int) -> tuple[Role, int]:
        """How a name hangs on what is before it, and where that phrase begins."""
        at = self._bare(start, low)
        if at - 1 < low:
            return "bare", at
        last = self.folds[at - 1]
        if at in self.towns and self.words[at - 1].sentence == self.words[start].sentence:
            return self.role(self.towns[at], low)  # "à Clermont, quartier de la gare"
        if self._is_outside(at - 1, low):
            return "outside", at - 1
        if last in self.grammar["at.inside"]:
            return "in", at - 1
        if last in self.grammar["at.from"]:
            return self._of(at - 1, low)
        return "bare", at

    def _bare(self, start: int, low: int) -> int:
        """Before the name, its article and "le quartier de"."""
        at = start
        while at > low and self.folds[at - 1] in ARTICLES:
            at -= 1
        back = at
        while back > low and (self.folds[back - 1] in SMALL or self.folds[back - 1] in ARTICLES):
            back -= 1
        if back > low and self.folds[back - 1] in self.grammar["at.quarter"]:
            return self._bare(back - 1, low)
        return at

    def _is_outside(self, at: int, low: int) -> bool:
        """Whether "près de", "vers" or "comme à" is before the name."""
        back = at
        while back >= low and (self.folds[back] in self.grammar["at.inside"] | self.grammar["at.from"]):
            back -= 1
        if back < low or self.words[back].clause != self.words[at].clause:
            return False
        if self._on_the_way(back, low):
            return True
        only = {"n", "ne"} & set(self.folds[max(low, back - 6) : back])
        that = self.folds[back] in self.grammar["subject.that"]
        cleft = that and (bool(only) or self.folds[at] in self.grammar["at.from"])
        return self.folds[back] in self.grammar["at.outside"] and not cleft

    def _on_the_way(self, at: int, low: int) -> bool:
        """ "… un peu avant d'arriver à …": who gets there is not there."""
        form = self.grammar.verbs.get(self.folds[at])
        arrives = form is not None and "infinitive" in form.moods and form.is_a("arrive", "pass")
        return arrives and "avant" in self.folds[max(low, at - 2) : at]

    def _of(self, at: int, low: int) -> tuple[Role, int]:
        """What "de" hangs on: "au stade de", "le bar de", "une cliente de", or the verb itself."""
        far = self.grammar["noun.measure"] & set(self.folds[max(low, at - 2) : at])
        if far and not (far == {"pas"} and self.folds[at - 2] not in self.grammar["subject.one"]):
            return "outside", at  # "à deux pas de", but "je ne pars pas de"
        back = at - 1
        while back > max(low, at - 4) and not self._stops(back):
            back -= 1
        if self._others(back):
            return "people", back
        if self.folds[back] in self.grammar["at.inside"] and low <= back < at - 1:
            return ("outside" if self._is_outside(back, low) else "in"), back
        mine = self.folds[back + 1] in self.grammar["subject.my"] and self._own_noun(back, at)
        if self._off(back) and not mine:
            return "outside", back
        return ("in" if self._own_noun(back, at) else "from"), at

    def _stops(self, at: int) -> bool:
        """Whether what "de" hangs on ends here: a preposition, people, "la sortie", or a verb."""
        known = self.folds[at] in self.grammar["at.inside"] or self._others(at) or self._off(at)
        return known or self.verb(at) is not None or self.subject(at) is not None

    def _off(self, at: int) -> bool:
        beside = self.grammar["at.outside"] - {"que", "qu", "ou", "comme"}
        return self.folds[at] in self.grammar["at.edge"] | beside

    def _others(self, at: int) -> bool:
        word = self.folds[at]
        if word in self.grammar["noun.office"] and {"à", "dans"} & set(self.folds[max(0, at - 2) : at]):
            return False  # "à la mairie de …" is a place
        known = word in self.grammar["noun.people"] and word not in self.grammar["noun.own_of"]
        return known or self._tradesman(at)

    def _tradesman(self, at: int) -> bool:
        """ "Un tanneur de …", "chez des couturières de …": whoever is named by a trade, not the speaker."""
        if at < 2 or self.folds[at - 1] not in self.grammar["subject.one"] or self.is_be(at - 2):
            return False
        things = self.grammar["noun.business"] | self.grammar["noun.home"] | self.grammar["at.quarter"]
        word = self.folds[at].removesuffix("s")
        return word.endswith(TRADES[:7]) and not {word, self.folds[at]} & things

    def _own_noun(self, start: int, end: int) -> bool:
        nouns = self.grammar["noun.business"] | self.grammar["noun.home"]
        return any(word in nouns for word in self.folds[max(0, start) : end])

    def before(self, at: int, low: int) -> Predicate:
        """The predicate whose last words are before `at`."""
        for index in range(at - 1, low - 1, -1):
            subject = self.subject(index)
            if subject:
                return self._outer(self._predicate(subject, index, at, low), low)
            form = self.verb(index)
            if form is None or not form.finite or self._hangs(index, form, low):
                continue
            found = self._noun_subject(index, low)
            if found and self.grammar.language == "fr" and self.folds[index].endswith("ons"):
                found = ("i", "")  # "ma femme et moi habitons …"
            if found:
                return Predicate(found[0], self._back(index, low), at, self.verbs(index, at), found[1])
        return Predicate("nobody", low, at, self.verbs(low, at))

    def _back(self, at: int, low: int) -> int:
        """Where "ne" or another little word before a verb begins."""
        while at > low and self.folds[at - 1] in self.grammar["subject.clitics"]:
            at -= 1
        return at

    def _outer(self, said: Predicate, low: int) -> Predicate:
        """ "Le marché où je vends s'est tenu à …": the last verb is said of "le marché"."""
        if said.start == low or self.folds[said.start - 1] not in self._marks():
            return said
        groups = [at for at, form in said.verbs if form.finite and not self._helps_none(at, said.start)]
        joined = any(self.folds[at] in self.grammar["subject.joins"] for at in range(said.start, said.end))
        if len(groups) < 2 or joined:
            return said
        subject, noun = self.noun(max(low, said.start - 6), said.start - 1)
        return Predicate(subject, groups[-1], said.end, self.verbs(groups[-1], said.end), noun)

    def _marks(self) -> frozenset[str]:
        return (
            self.grammar["subject.that"] | self.grammar["subject.relative"] | {"dont", "lequel", "laquelle"}
        )

    def _helps_none(self, at: int, start: int) -> bool:
        """Whether a word that may be a finite verb is the participle of the one before."""
        form = self.grammar.verbs.get(self.folds[at])
        if form is None or "participle" not in form.moods:
            return False
        near = [self.grammar.verbs.get(word) for word in self.folds[max(start, at - 3) : at]]
        return any(each is not None and each.is_a("be", "have") for each in near)

    def after(self, start: int, high: int) -> Predicate | None:
        """The first predicate from `start` on, up to the next subject."""
        first = next((at for at in range(start, high) if self.subject(at)), None)
        if first is None:
            return None
        end = next((at for at in range(first + 1, high) if self.ends(first, at)), high)
        low, _ = self.sentence(start)
        return self._predicate(self.subject(first) or "other", first, end, low)

    def ends(self, first: int, at: int) -> bool:
        """Whether a new subject or a joining word ends at `at` the clause that began at `first`."""
        word = self.folds[at]
        if self.subject(at) and word != "nous":
            return True
        return word in self.grammar["subject.joins"] and at > first + 2

    def _predicate(self, subject: Subject, at: int, end: int, low: int) -> Predicate:
        noun = ""
        if subject == "other" and self.folds[at] in self.grammar["subject.third"]:
            subject, noun = self._taken_up(at, low)
        return Predicate(subject, at, end, self.verbs(at + 1, end), noun)

    def _taken_up(self, at: int, low: int) -> tuple[Subject, str]:
        """Whom "il" or "elle" takes up: "mon salon, il est à …", or of the sentence before."""
        people = self.grammar["noun.people"]
        places = self.grammar["noun.business"] | self.grammar["noun.home"]
        head = self.folds[low + 1 : min(at, low + 4)]
        kept = next((word for word in head if word in places), "")
        if kept and self.folds[low] in self.grammar["subject.my"] and not people & set(self.folds[low:at]):
            return "mine", kept  # "mon salon fête ses quinze ans, il …"
        for start in (low, max(0, low - 12)):
            told = any(self.subject(index) == "i" for index in range(start, at))
            subject, noun = self.noun(start, at, made=told)
            if subject != "other":
                return ("other", "") if people & set(self.folds[start:at]) else (subject, noun)
            if start == 0 or noun:
                break
        return "other", ""

    def _hangs(self, at: int, form: Form, low: int) -> bool:
        """Whether a word that may be a participle follows "avoir" or "être", or nothing at all."""
        if "infinitive" in form.moods and at and self.folds[at - 1] in self.grammar["noun.hang"]:
            return True
        if "participle" not in form.moods and "infinitive" not in form.moods:
            return self._subject_before(at, low)
        back = at - 1
        while back >= low and not self.subject(back) and back > at - 4:
            known = self.grammar.verbs.get(self.folds[back])
            if known and known.is_a("be", "have"):
                return True
            back -= 1
        return self._subject_before(at, low) or not self._noun_subject(at, low)

    def _subject_before(self, at: int, low: int) -> bool:
        """Whether a pronoun stands right before a verb, little words aside: it is met next."""
        back = at - 1
        while back >= low and not self.subject(back):
            if self.folds[back] not in self.grammar["subject.clitics"] | self.grammar["subject.not"]:
                return False
            back -= 1
        return back >= low

    def _noun_subject(self, at: int, low: int) -> tuple[Subject, str] | None:
        """The noun before a verb in its own part of the sentence; None where there is nothing there."""
        start = at
        while start > low and not self._begins(start - 1, at):
            start -= 1
        if start == at:
            return None
        if start > low + 1 and self.subject(start - 1) and self.folds[start - 2] in self._marks():
            return self.noun(max(low, start - 8), start - 2)  # "le marché où je vends s'est tenu …"
        if not any(self._is_noun(index) for index in range(start, at)):
            return None
        return self.noun(start, at)

    def _begins(self, at: int, verb: int) -> bool:
        joined = self.folds[at] in self.grammar["subject.joins"] | self.grammar["subject.that"]
        return joined or self.subject(at) is not None or (self.words[at].clause != self.words[verb].clause)

    def _is_noun(self, at: int) -> bool:
        grammar = self.grammar
        small = grammar["subject.clitics"] | grammar["subject.not"] | grammar["subject.no_longer"] | SMALL
        if self.folds[at] in grammar["noun.business"] | grammar["noun.home"] | grammar["noun.people"]:
            return True
        verb = self.grammar.verbs.get(self.folds[at])
        return self.folds[at] not in small and not verb and not self.folds[at].endswith("ment")

    def _exists(self, at: int) -> bool:
        """Whether "il n'y a", "il y avait", "there is": nothing is taken up."""
        after = self.grammar.verbs.get(self.folds[at + 1]) if at + 1 < len(self.folds) else None
        if self.grammar.language == "en":
            return self.is_be(at - 1) or self.is_be(at + 1)
        whose = self.folds[at - 2] if self.folds[at - 1] in ("n", "ne") else self.folds[at - 1]
        partly = self.folds[at + 1 : at + 2] == ["en"]  # "il n'y en avait pas"
        return whose in ("il", "qu") and (partly or (after is not None and after.is_a("have")))

    def sides(self, low: int, high: int) -> Iterator[int]:
        """Where "y", "there" or "c'est là que" stands for the place named before: the word it begins with."""
        for at in range(max(1, low), high):
            word = self.folds[at]
            if word in self.grammar["subject.there"] and not self._exists(at):
                yield at
            that = self.folds[at + 1 : at + 2] and self.folds[at + 1] in self.grammar["subject.that"]
            if self.words[at].text.lower() in ("où", "where") and self.subject(min(at + 1, high - 1)) == "i":
                yield at  # "…, au onzième, où j'habite"
                continue
            if word == "where" and self.is_be(at - 1):
                yield at
            elif word in self.grammar["subject.here"] and self.is_be(at - 1) and that:
                yield at + 1
