"""What a question and its answer say together: "vous habitez où ? – À …", "vous êtes de … ? – Oui"."""

from __future__ import annotations

from dataclasses import replace

from podcast.tag.clause import Clauses, Role
from podcast.tag.judge import Judge
from podcast.tag.subject import Subject
from podcast.tag.ties import DENIED, OPEN, RELATIONS, Bond, relation_of, tied

__all__ = ["Asked"]


class Asked:
    """Reads the two voices of an interview together."""

    def __init__(self, clauses: Clauses, judge: Judge) -> None:
        self.clauses, self.grammar, self.judge = clauses, clauses.grammar, judge
        self.words, self.folds = clauses.words, clauses.folds

    def where(self, low: int, role: Role) -> Bond:
        """ "Vous habitez où ? – À …": the answer says the place, the question the verb."""
        if low == 0 or role == "outside":
            return OPEN
        asked, end = self.clauses.sentence(low - 1)
        words = self.folds[asked:end]
        yours = "your" if self.grammar.language == "en" else "votre"
        about = ("you", "thing", "mine")
        asks = yours in words or any(self._about(at, asked) in about for at in range(asked, end))
        agreed = self.words[low].fold in self.grammar["subject.yes"] | self.grammar["subject.no"]
        if not asks or not (agreed or self.grammar["subject.where"] & set(words)):
            return OPEN
        verbs = [form for _, form in self.clauses.verbs(asked, end)]
        if verbs and not any(form.is_a(*RELATIONS, "be", "comes") for form in verbs):
            return OPEN
        return tied(next((said for form in verbs if (said := relation_of(form))), ""))

    def _about(self, at: int, low: int) -> Subject | None:
        """Whom or what a pronoun of a question is about."""
        subject = self.clauses.subject(at)
        return subject if subject != "other" or at == low else self.clauses.noun(low, at)[0]

    def answered(self, at: int, role: Role, low: int, high: int) -> Bond:
        """What the other voice answers to "vous habitez à …"."""
        said = self.clauses.before(at, low)
        yours = said.subject == "it" and {"votre", "vos", "your"} & set(self.folds[low : said.start])
        if not (said.subject == "you" or yours) or role in ("outside", "people") or high >= len(self.words):
            return OPEN
        if self.judge.unreal(said) or self.judge.denied(said) or not said.verbs:
            return OPEN
        if not said.verbs[-1][1].is_a(*RELATIONS, "be", "arrive"):
            return OPEN
        answer = " ".join(token.fold for token in self.words[high : high + 3])
        if any(answer == word or answer.startswith(f"{word} ") for word in self.grammar["subject.no"]):
            return DENIED
        if any(answer == word or answer.startswith(f"{word} ") for word in self.grammar["subject.yes"]):
            return replace(tied(relation_of(said.verbs[-1][1])), answer=high)
        return OPEN
