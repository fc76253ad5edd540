"""The verbs of a clause and who may be their subject: pronouns, and nouns with their article.

No parser is needed for this much. A word is a verb where the list knows it and no article stands before it;
"nous" is a subject where nothing makes it an object; "mon atelier" is the speaker's, "l'atelier" that of the
trade spoken of, "ma sœur" and "un atelier" are somebody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from podcast.tag.conjugation import Mood
from podcast.tag.grammar import Form, Grammar
from podcast.tag.words import Token

__all__ = ["ARTICLES", "Subject", "Subjects"]

Subject = Literal["i", "mine", "thing", "you", "it", "other", "nobody"]

ARTICLES = frozenset(("la", "le", "les", "l", "the"))
# "À" and "né" are told from "a" and "ne" by their accents alone.
_ACCENTED = frozenset(("à", "né"))
_PARTICIPLE = ("é", "ée", "és", "ées")
_SHORT = ("ait", "it", "is", "u", "us", "ue", "i", "ie", "ert", "int")
_NO_PARTICIPLE = frozenset(
    ("tous", "plus", "puis", "depuis", "aussi", "ici", "lui", "du", "petit", "gratuit")
)
_HUNG: frozenset[Mood] = frozenset(("participle",))
_THIRD = frozenset(("a", "ont", "avait", "avaient", "est", "etait", "aura", "auraient", "aurait"))


class Subjects:
    """Verbs and subjects in a row of words; `towns` are where a town's own name begins and ends."""

    def __init__(self, words: Sequence[Token], grammar: Grammar, towns: Sequence[tuple[int, int]]) -> None:
        self.words, self.grammar = words, grammar
        accents = any(token.text.lower() == "à" for token in words)
        self.folds = [_word(words, at, accents) for at in range(len(words))]
        self.towns = {end: start for start, end in towns}
        self.ends_of = dict(towns)

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence of a word begins and ends."""
        number, low, high = self.words[at].sentence, at, at
        while low > 0 and self.words[low - 1].sentence == number:
            low -= 1
        while high < len(self.words) and self.words[high].sentence == number:
            high += 1
        return low, high

    def verb(self, at: int) -> Form | None:
        """A word as a verb, None where it is none, or a noun after its article."""
        form = self.grammar.verbs.get(self.folds[at])
        if form is None or at == 0:
            return form
        before = self.folds[at - 1]
        hangs = before in self.grammar["noun.hang"] and "infinitive" in form.moods
        if hangs or (before == "en" and self.folds[at].endswith("ant")):
            return form
        article = before in ARTICLES and not self._is_clitic(at - 1)
        if article or before in self.grammar["noun.after"]:
            return None
        if self.words[at].text.lower().endswith(_PARTICIPLE):
            return Form(form.means, _HUNG) if self._follows_helper(at) else None
        return form if self._is_done(at, form) else None

    def _is_done(self, at: int, form: Form) -> bool:
        """Whether a word that is a noun as well ("cuisine", "garde") has somebody before it who does it."""
        noun = self.folds[at] in self.grammar.nouns
        if (form.means - {"craft"} and not noun) or "infinitive" in form.moods or not form.finite:
            return True
        grammar, before = self.grammar, self.folds[at - 1]
        little = (
            grammar["subject.clitics"]
            | grammar["subject.not"]
            | grammar["subject.first"]
            | grammar["subject.third"]
        )
        if noun:
            return before in little  # "une micro-crèche", but "je crèche"
        doers = (
            grammar["noun.people"]
            | grammar["noun.business"]
            | grammar["subject.second"]
            | grammar["subject.relative"]
        )
        return (
            before in little | doers
            or before in grammar["subject.often"]
            or self.words[at - 1].text[0].isupper()
        )

    def _follows_helper(self, at: int) -> bool:
        """Whether "avoir" or "être" is shortly before, or the clause begins here: "le marché" is no verb."""
        back = at - 1
        while back >= 0 and back > at - 5 and self.words[back].clause == self.words[at].clause:
            known = self.grammar.verbs.get(self.folds[back])
            if known and known.is_a("be", "have"):
                return True
            back -= 1
        return back == at - 1

    def helped(self, at: int) -> bool:
        """Whether a participle of any verb follows "avoir" or "être": "on a cuisiné"."""
        for index in range(at + 1, min(at + 4, len(self.words))):
            if self.folds[index] in self.grammar["noun.after"] | ARTICLES:
                return False
            text = self.words[index].text.lower()
            short = index == at + 1 and text.endswith(_SHORT) and text not in _NO_PARTICIPLE
            if text.endswith(_PARTICIPLE) or short:
                return True
        return False

    def _is_clitic(self, at: int) -> bool:
        """Whether "le", "la" or "l'" stands for something: after a subject or another little word."""
        if at == 0:
            return False
        before = self.folds[at - 1]
        known = self.grammar["subject.clitics"] - ARTICLES
        after = self.grammar.verbs.get(self.folds[at + 1])
        hangs = before in self.grammar["noun.hang"] and after is not None and "infinitive" in after.moods
        return before in known or before == "qui" or hangs or self.subject(at - 1) is not None

    def verbs(self, start: int, end: int) -> tuple[tuple[int, Form], ...]:
        return tuple((at, form) for at in range(start, end) if (form := self.verb(at)))

    def subject(self, at: int) -> Subject | None:
        """The subject a pronoun is, None where the word is none (or an object: "on nous a dit")."""
        word, grammar = self.folds[at], self.grammar
        after = self.folds[at + 1] if at + 1 < len(self.folds) else ""
        if word in ("nous", "vous", "elle", "elles", "you", "it", "that", "ce", "this") and self._object(at):
            return None
        if word in grammar["subject.first"]:
            return "other" if word == "on" and after in grammar["subject.others"] else "i"
        if word in grammar["subject.second"]:
            return "you"
        return self._antecedent(at) if word in grammar["subject.relative"] else self._third(at)

    def _third(self, at: int) -> Subject | None:
        word, grammar = self.folds[at], self.grammar
        if word in grammar["subject.impersonal"] and self.is_be(at + 1):
            return "it"
        return "other" if word in grammar["subject.third"] and not self._ago(at) else None

    def is_be(self, at: int) -> bool:
        form = self.grammar.verbs.get(self.folds[at]) if at < len(self.folds) else None
        return bool(form and form.is_a("be"))

    def _object(self, at: int) -> bool:
        """Whether "nous", "vous", "elle", "it" is no subject: after another one, or after a preposition."""
        if self.folds[at] in ("ce", "that", "this"):
            return not self.is_be(at + 1)
        after = self.grammar.verbs.get(self.folds[at + 1]) if at + 1 < len(self.folds) else None
        hangs = after is not None and (not after.finite or self.folds[at + 1] in _THIRD)
        if self.folds[at] in ("nous", "vous") and hangs:
            return True  # "la mairie voulait nous reloger", "elle nous a logés"
        if at == 0:
            return False
        before = self.folds[at - 1]
        grammar = self.grammar
        others = (
            grammar["subject.first"]
            | grammar["subject.third"]
            | grammar["subject.second"]
            | grammar["subject.relative"]
        )
        preposition = grammar["at.inside"] | grammar["at.from"] | grammar["at.outside"] | {"avec", "with"}
        form = self.verb(at - 1) if self.grammar.language == "en" else None
        verb = form is not None and not form.is_a("be", "have", "do")
        mine = (
            before in ("que", "qu", "ou", "comme", "avant", "apres", "or") and self.grammar.language == "fr"
        )
        return (before in others or before in preposition or verb or before == "ne") and not mine

    def _ago(self, at: int) -> bool:
        """Whether "il y a dix ans" begins here: a time, and no subject."""
        near = self.folds[at + 1 : at + 7]
        times = ("ans", "an", "mois", "jours", "semaines", "longtemps", "annees")
        return near[:2] == ["y", "a"] and any(word in times for word in near)

    def _antecedent(self, at: int) -> Subject:
        """Whom "qui" stands for: the noun or pronoun right before it."""
        before = self.folds[at - 1] if at else ""
        if before in self.grammar["subject.self"]:
            return "i"
        low, _ = self.sentence(at)
        return self.noun(max(low, at - 5), at)[0]

    def noun(self, start: int, end: int, *, made: bool = False) -> tuple[Subject, str]:
        """Whose the last noun between two positions is: mine, the trade's, or somebody else's.

        With `made`, "une association" counts as the trade's: somebody has just told of making it.
        """
        people, business = self.grammar["noun.people"], self.grammar["noun.business"]
        for at in range(end - 1, start - 1, -1):
            near = self.folds[at + 1 : min(end, at + 4)]
            word = self.folds[at]
            if word in self.grammar["subject.my"] and near:
                if people & set(near[:2]):
                    return "other", near[0]
                kept = next((each for each in near if each in business), near[0])
                return ("other" if self.grammar["noun.other_time"] & set(near) else "mine"), kept
            if word in self.grammar["subject.the"] and business & set(near[:2]):
                return ("other" if people & set(self.folds[at:end]) else "thing"), near[0]
            if word in self.grammar["subject.their"] and near:
                ours = made and word in self.grammar["subject.one"] and business & set(near[:2])
                low, _ = self.sentence(at)
                if word in ("son", "sa", "ses", "its") and near[0] in business and at > low:
                    return self.noun(low, at)  # "la fanfare … son siège"
                return ("thing" if ours else "other"), near[0]
        return "other", ""

    def is_if(self, at: int) -> bool:
        """Whether a condition begins here: "si", "s'il", "if"."""
        word, after = self.folds[at], self.folds[at + 1 : at + 2]
        return word in self.grammar["subject.if"] and (word != "s" or after in (["il"], ["ils"]))


def _word(words: Sequence[Token], at: int, accents: bool) -> str:
    """A folded word; the preposition "à" keeps its accent, also where a machine wrote none."""
    token = words[at]
    if token.language != "fr" or token.fold not in ("a", "ne"):
        return token.fold
    low = token.text.lower()
    if low in _ACCENTED:
        return low
    if accents:
        return token.fold
    after = words[at + 1].text.lower() if at + 1 < len(words) else ""
    part = after.endswith(("é", "ée", "és", "ées", "i", "is", "it", "u", "us", "ert", "ait", "eu"))
    alone = at == 0 or words[at - 1].fold in ("je", "suis", "est", "habite", "habitons", "vis", "vit")
    return "à" if token.fold == "a" and (alone or not (part or _spoken(words[at - 1].fold))) else token.fold


def _spoken(word: str) -> bool:
    return word in ("il", "elle", "on", "y", "m", "l", "n", "nous", "t", "qui", "ca", "en", "lui", "leur")
