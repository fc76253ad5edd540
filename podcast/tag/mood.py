"""Whether a predicate is told as true: denied, imagined, still to come, over, or done only once."""

from __future__ import annotations

from podcast.tag.clause import Clauses, Predicate

__all__ = ["Moods"]


class Moods:
    """Looks at predicates of a row of words; what is behind a mention counts from `past` on."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses, self.grammar = clauses, clauses.grammar
        self.words, self.folds = clauses.words, clauses.folds
        self.past = 0  # the end of the mention that is judged
        self.phrase: list[str] = []  # what stands between its preposition and its name: "à l'école des …"

    def unreal(self, said: Predicate) -> bool:
        """Whether the predicate is imagined, still to come, or under "si"."""
        words = self.folds[said.start : said.end]
        modal = self.grammar["modal.imagined"] | self.grammar["modal.future"]
        if any(word in modal for word in words):
            return True
        if any(not form.moods - {"imagined", "future"} for _, form in said.verbs):
            return True
        low, _ = self.clauses.sentence(said.start)
        return any(self.clauses.is_if(at) for at in range(low, said.start))

    def denied(self, said: Predicate) -> bool:
        words = self.folds[said.start : said.end]
        for at, word in enumerate(words):
            after = words[at + 1 : at + 2]
            if at and words[at - 1] == "ne":
                continue  # "le seul à ne pas parler": the infinitive is denied, not the verb it hangs on
            if word in self.grammar["subject.not"] and after not in (
                ["seulement"],
                ["loin"],
                ["que"],
                ["only"],
                ["far"],
            ):
                return True
            if word in self.grammar["subject.no_longer"] and {"n", "ne"} & set(words[:at]):
                return True
        return False

    def maybe_no_more(self, said: Predicate) -> bool:
        """Whether "plus" follows the verb: without "ne" it is more, or no more."""
        return any(self.folds[at + 1 : at + 2] == ["plus"] for at, _ in said.verbs)

    def embedded(self, said: Predicate) -> bool:
        """Whether it is what somebody thinks, says or wishes: "on me dit que j'habite …"."""
        at = said.start - 1
        low, _ = self.clauses.sentence(said.start)
        if at < low:
            return False
        bare = self.clauses.verb(at) if self.grammar.language == "en" else None
        if bare and bare.is_a("mind", "say"):
            return True
        if self.folds[at] not in self.grammar["subject.that"] - {"ou"} or self.folds[at - 1] == "voila":
            return False
        over = self.clauses.before(at, low)
        return any(form.is_a("mind", "say") for _, form in over.verbs)

    def once(self, said: Predicate) -> bool:
        """Whether it was on one day, or as a guest."""
        words = [token.fold for token in self.words[said.start : self.clause_end(said)]]
        return any(words[at + n : at + n + 1] != ["par"] for at, n, _ in self.grammar.once.inside(words))

    def habitual(self, said: Predicate) -> bool:
        """Whether the sentence says that it is done again and again."""
        low, high = self.clauses.sentence(said.start)
        habit = self.grammar.patterns.get("habit")
        return habit is not None and any(True for _ in habit.inside(self.folds[low:high]))

    def one_time(self, said: Predicate) -> bool:
        """Whether it was done once: "j'ai donné un concert à …"."""
        last = said.verbs[-1][0]
        after = self.folds[last + 1 : min(last + 2, said.end)]
        return self.perfect(said) and bool(after) and after[0] in self.grammar["subject.one"]

    def is_helped(self, said: Predicate, helper: str) -> bool:
        return any(form.is_a(helper) for _, form in said.verbs[:-1])

    def perfect(self, said: Predicate) -> bool:
        return any(form.is_a("have", "be") for _, form in said.verbs[:-1])

    def errand(self, said: Predicate) -> bool:
        """Whether it is for an hour or a week, or at somebody else's: "en stage", "chez un grossiste"."""
        for at in range(said.start, said.end):
            word, before, after = self.folds[at], self.folds[at - 1], self.folds[at + 1 : at + 2]
            if word in self.grammar["noun.errand"] and before not in ("d", "de"):
                return True
            employed = any(form.is_a("be", "works") for _, form in said.verbs[-1:])
            if word == "chez" and after and after[0] not in self.grammar["subject.self"] and not employed:
                return True
        return False

    def clause_end(self, said: Predicate) -> int:
        """Where the object may end: "on a acheté aux Chapelles un terrain"."""
        _, high = self.clauses.sentence(said.start)
        start = self.past if said.end <= self.past <= high else said.end
        return next((at for at in range(start, high) if self.clauses.ends(start, at)), high)

    def behind(self, said: Predicate) -> list[str]:
        """The words after the place up to the next clause: "on a acheté aux Chapelles un terrain"."""
        start = self.past if said.end <= self.past else said.end
        return self.folds[start : self.clause_end(said)]
