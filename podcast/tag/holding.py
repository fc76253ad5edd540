"""What somebody has, buys, lays down or is given at a place: a local ties them there, a client does not."""

from __future__ import annotations

from collections.abc import Sequence

from podcast.tag.clause import Predicate
from podcast.tag.grammar import Form
from podcast.tag.mood import Moods
from podcast.tag.subject import ARTICLES
from podcast.tag.ties import OPEN, Bond, relation_of, tied

__all__ = ["Holdings"]


class Holdings(Moods):
    """Judges predicates by their object."""

    def having(self, said: Predicate) -> Bond:
        """ "J'ai mon atelier", "j'ai trouvé un local", "le garage, je l'ai monté" – not "j'ai un client"."""
        last, governor = said.verbs[-1]
        if governor.is_a("settle") and governor.moods & {"participle", "infinitive"} and last + 1 == said.end:
            return tied("lives")
        after = self.folds[last + 1] if last + 1 < len(self.folds) else ""
        if governor.is_a("take") and after in self.grammar["subject.the"] and not self.perfect(said):
            return OPEN  # "je prends le café à …"
        told = [form for _, form in said.verbs[:-1]]
        before = any(form.moods == {"past"} for form in told) and governor.is_a(
            "find", "settle", "take", "give"
        )
        if before or self.once(said) or self._at_somebody_s(said):
            return OPEN  # "j'avais trouvé un local à …" may have come to nothing
        low, _ = self.clauses.sentence(said.start)
        words = self.folds[said.start : said.end]
        clitic = {"l", "la", "le", "les"} & set(words[1:4])
        whose = self.folds[said.start - 1] in self.grammar["subject.that"] and said.start > low
        taken_up = self.folds[low : said.start] if clitic or whose else []
        for objects in (words, taken_up, self.behind(said)):
            if self._somebody(objects) and objects is not taken_up:
                return OPEN
            noun = next((word for word in objects if word in self.grammar["noun.business"]), "")
            noun = noun or next((word for word in objects if word in self.grammar["noun.home"]), "")
            bought = governor.is_a("take", "settle", "find") and not self.grammar["noun.job"] & set(objects)
            if noun or (not bought and any(word in self.grammar["subject.my"] for word in objects)):
                return tied(self.noun_relation(noun))
        return OPEN

    def _at_somebody_s(self, said: Predicate) -> bool:
        """ "J'ai monté une cuisine à …, chez un retraité"."""
        _, high = self.clauses.sentence(said.start)
        after = self.folds[self.past : high]
        one = self.grammar["subject.one"]
        return any(
            word == "chez" and after[at + 1 : at + 2] and after[at + 1] in one
            for at, word in enumerate(after)
        )

    def _somebody(self, words: Sequence[str]) -> bool:
        """Whether people are spoken of, other than "avec mon frère"."""
        people = self.grammar["noun.people"]
        return any(
            word in people and not {"avec", "with"} & set(words[max(0, at - 2) : at])
            for at, word in enumerate(words)
        )

    def noun_relation(self, noun: str) -> str:
        if noun in self.grammar["noun.child"] - self.grammar["noun.business"]:
            return "grew_up"
        return "lives" if noun in self.grammar["noun.home"] - self.grammar["noun.business"] else "established"

    def laying(self, said: Predicate) -> Bond:
        """ "J'ai posé mes valises à …", "je me suis posé à …"; "on pose des fenêtres à …" is no tie."""
        words = set(self.folds[said.start : said.end]) | set(self.behind(said))
        before = self.folds[said.start : said.verbs[-1][0]]
        itself = bool((self.grammar["subject.others"] | {"s", "se"}) & set(before[1:]))
        if itself or self.grammar["noun.bags"] & words:
            return tied("lives")
        return self.having(said) if "l" in words else OPEN  # "mon cabinet, je l'ai posé à …"

    def done_to_me(self, said: Predicate) -> Bond:
        """ "Mes parents m'ont élevé à …", "on m'a attribué un local à …"."""
        words = self.folds[max(0, said.start - 2) : said.end]
        verbs = [form for _, form in said.verbs]
        if not verbs or not any(word in self.grammar["subject.objects"] for word in words):
            return OPEN
        if self.unreal(said) or self.denied(said) or any(f.is_a("refuse", "say", "mind") for f in verbs):
            return OPEN
        if {"son", "sa", "ses", "leur", "leurs"} & set(self.folds[said.verbs[-1][0] : said.end]):
            return OPEN  # "mon cousin nous a prêté son box à …"
        return self._put_there(said, verbs[-1])

    def _put_there(self, said: Predicate, verb: Form) -> Bond:
        """By the meaning of what others did to the speaker."""
        if verb.is_a("put"):
            return tied("")
        if verb.is_a("grew_up", "lives"):
            return tied(relation_of(verb))
        if verb.is_a("established") and self.perfect(said):
            return tied("lives")  # "on nous a installés à …"
        if verb.is_a("take") and self._taken_on(said):
            return tied("works")
        return self.having(said) if verb.is_a("give") else OPEN

    def _taken_on(self, said: Predicate) -> bool:
        """ "On m'a pris tout de suite dans un garage de …", not "on m'a pris mon sac"."""
        last = said.verbs[-1][0]
        taken = ARTICLES | self.grammar["subject.my"] | self.grammar["subject.one"]
        inside = self.grammar["noun.business"] & set(self.folds[said.start : self.past])
        return self.perfect(said) and bool(inside) and self.folds[last + 1] not in taken

    def come_and_see(self, said: Predicate) -> Bond:
        """ "Vous me trouverez à …", "vous trouverez notre serre à …"."""
        words = self.folds[said.start : said.end]
        found = any(form.is_a("find") for _, form in said.verbs)
        me = any(word in self.grammar["subject.objects"] for word in words[1:])
        low, _ = self.clauses.sentence(said.start)
        told = self.folds[low : said.start] if {"le", "la", "les"} & set(words[1:3]) else []
        mine = any(word in self.grammar["subject.my"] for word in (*told, *words))
        ours = (
            mine
            and not self.grammar["noun.people"] & set(told)
            and not self.grammar["noun.people"] & set(words)
        )
        return tied("established") if found and (me or ours) and not self.denied(said) else OPEN
