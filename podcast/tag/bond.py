"""Whether what is said around the name of a place ties the speaker to it, and how.

The clause it stands in is judged (`judge.py`), then the one after a name that comes first ("aux Vergnes, j'ai
…"), whatever takes the place up again ("j'y habite", "c'est là que …"), and the answer to a question. What
is open then is read as a whole (`passage.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from podcast.tag.asked import Asked
from podcast.tag.clause import Clauses, Predicate, Role
from podcast.tag.judge import Judge
from podcast.tag.passage import Passages
from podcast.tag.ties import DENIED, OPEN, RELATIONS, Bond, joined, relation_of, tied

__all__ = ["Bonds"]

# How far "j'y habite" may be from the name it takes up, in words.
_TAKEN_UP = 30


class Bonds:
    """Judges mentions in a row of words; `stops` are the positions where other places are named."""

    def __init__(self, clauses: Clauses, stops: Sequence[int]) -> None:
        self.clauses, self.grammar = clauses, clauses.grammar
        self.words, self.folds = clauses.words, clauses.folds
        self.judge = Judge(clauses)
        self.stops = sorted(stops)
        self.asked = Asked(clauses, self.judge)
        self.passages = Passages(clauses, self.stops)

    def of(self, start: int, end: int) -> Bond:
        """The bond of a mention from token `start` to `end`."""
        low, high = self.clauses.sentence(start)
        role, at = self.clauses.role(start, low)
        self.judge.past = self.clauses.past_town(end)
        self.judge.phrase = self.folds[at:start]
        away = role in ("outside", "people") and self.folds[end : end + 1] != ["ou"]
        there = OPEN if away else self._taken_up(end)
        behind = self._behind(end, high) if role == "in" else OPEN
        if self.folds[self.judge.past : self.judge.past + 1] and self._not_that_one():
            return OPEN
        found = (behind, self._left(at, role, low), self._right(at, end, role), there)
        later = DENIED in found and there.kind == "tie"
        bond = there if later else joined(found)  # "jamais remis les pieds à …, et voilà que j'y dirige …"
        if bond.kind == "tie" and (self.passages.taken_back(end) or self.passages.visited(end)):
            return OPEN
        if bond.kind != "open":
            return bond
        bond = self.asked.answered(at, role, low, high)
        return bond if bond.kind != "open" else self.passages.of(start, end, role)

    # the clause the name is in

    def _left(self, at: int, role: Role, low: int) -> Bond:
        said = self.clauses.before(at, low)
        if role in ("people", "outside"):
            return self._towards(said, at) if role == "outside" else OPEN
        if said.subject == "it":
            mine = self._at_mine(said, at, role)
            return mine if mine.kind == "tie" else self._it_is(said, at, low)
        if said.subject == "nobody":
            return self._verbless(said, at, role)
        if self._apart(said, at):
            return OPEN
        if said.subject == "other" and self._me_too():
            said = replace(said, subject="i")
        home = self.folds[max(said.start, at - 2) : at] in (["chez", "moi"], ["chez", "nous"])
        at_home = home and role == "in" and self._still(said)  # "…, chez nous, à …"
        bond = tied("lives") if at_home else self.judge.judged(said, role, last=True)
        return self._at_mine(said, at, role) if bond.kind == "open" else bond

    def _not_that_one(self) -> bool:
        """ "…, pas celui d'ici"."""
        after = self.folds[self.judge.past : self.judge.past + 2]
        return after[0] in self.grammar["subject.not"] and after[1:] in (
            ["celui"],
            ["celle"],
            ["ceux"],
            ["the"],
        )

    def _me_too(self) -> bool:
        """ "Ma famille vient de …, et moi aussi"."""
        after = self.folds[self.judge.past : self.judge.past + 4]
        own = self.grammar["subject.self"]
        return any(word in own and after[at + 1 : at + 2] == ["aussi"] for at, word in enumerate(after))

    def _at_mine(self, said: Predicate, at: int, role: Role) -> Bond:
        """ "…, dans mon atelier, à …": whatever is done there, and whoever does it."""
        mine = self.grammar["subject.my"]
        back = next((i for i in range(at - 1, max(said.start, at - 5), -1) if self.folds[i] in mine), None)
        if back is None or role != "in":
            return OPEN
        subject, noun = self.clauses.noun(back, at)
        inside = self.grammar["at.inside"] | {"par", "devant"}
        if said.subject == "other" and self.folds[back - 1] not in inside:
            return OPEN
        places = self.grammar["noun.business"] | self.grammar["noun.home"]
        kept = subject == "mine" and noun in places and self._still(said)
        return tied(self.judge.noun_relation(noun)) if kept else OPEN

    def _still(self, said: Predicate) -> bool:
        """Whether a predicate is told as true and as lasting."""
        if self.judge.denied(said) or self.judge.unreal(said) or self.judge.once(said):
            return False
        if any(form.is_a("mind", "refuse", "leave") or form.means == {"give"} for _, form in said.verbs):
            return False
        last = [form for _, form in said.verbs[-1:]]
        return not any(form.moods == {"past"} and form.is_a("be", "have") for form in last)

    def _apart(self, said: Predicate, at: int) -> bool:
        """Whether another place named between the verb and this one is where it happens."""
        return any(said.start < stop < at - 3 for stop in self.stops)

    def _towards(self, said: Predicate, at: int) -> Bond:
        """ "On a quitté la ville pour le Patural" goes there."""
        if said.subject != "i" or self.judge.denied(said) or self.judge.unreal(said) or not said.verbs:
            return OPEN
        left = any(form.is_a("leave") for _, form in said.verbs) and self.folds[at] in ("pour", "for")
        back = "back" in self.folds[said.start : at] and said.verbs[-1][1].is_a("comes", "arrive", "move")
        moved = (back or said.verbs[-1][1].is_a("move", "settle")) and self.folds[at] == "to"
        chain = [form for _, form in said.verbs[:-1]]
        if (left or moved) and not any(form.is_a("mind", "say", "refuse") for form in chain):
            return tied("lives")
        return OPEN

    def _verbless(self, said: Predicate, at: int, role: Role) -> Bond:
        """ "Né à …", "mon atelier, à …", "moi, c'est …": no subject is said."""
        if self.judge.denied(said) or self.judge.unreal(said):
            return OPEN
        if any(i + n == at - said.start for i, n, _ in self.grammar.own.inside(self.folds[said.start : at])):
            return tied("lives")  # "chez nous, à …"
        if any(form.is_a("find") for _, form in said.verbs):
            return self.judge.come_and_see(said)  # "venez me voir à …"
        answers = not said.verbs and at - said.start <= 2
        answer = self.asked.where(said.start, role) if answers else OPEN
        return answer if answer.kind == "tie" or role == "from" else self._fragment(said, at, role)

    def _fragment(self, said: Predicate, at: int, role: Role) -> Bond:
        governor = said.verbs[-1][1] if said.verbs else None
        if any(form.finite and "participle" not in form.moods for _, form in said.verbs[:-1]):
            return OPEN  # "ses fils, eux, ont grandi à …"
        if governor and "participle" in governor.moods and governor.is_a(*RELATIONS, "arrive"):
            return tied(relation_of(governor))
        subject, noun = self.clauses.noun(max(said.start, at - 8), at)
        people = self.grammar["noun.people"] & set(self.folds[said.start : at])
        mine = subject == "mine" and not people and role == "in" and not said.verbs
        return tied(self.judge.noun_relation(noun)) if mine else OPEN

    def _it_is(self, said: Predicate, at: int, low: int) -> Bond:
        """ "Mon salon, c'est à …", "moi, c'est …", "c'est chez nous, …"."""
        before = self.folds[low : said.start]
        if self.judge.denied(said) or self.judge.unreal(said):
            return DENIED if self.judge.denied(said) else OPEN
        if any(True for _ in self.grammar.own.inside(before)) or before[-1:] in (["moi"], ["nous"]):
            return tied("lives")
        subject, noun = self.clauses.noun(low, said.start)
        if self.grammar["noun.errand"] & set(before):
            return OPEN  # "mes livraisons, c'est surtout …"
        if subject in ("mine", "thing") and not self.grammar["noun.people"] & set(before):
            return tied(self.judge.noun_relation(noun))
        return OPEN if before or not low else self._said_before(low)

    def _said_before(self, low: int) -> Bond:
        """ "Je coiffe dans une grange. C'est à …": the sentence before says what is there."""
        start, end = self.clauses.sentence(low - 1)
        said = self.clauses.after(start, end)
        return self.judge.judged(said, "in", last=False) if said and said.subject == "i" else OPEN

    # the clause after a name that comes first

    def _right(self, at: int, end: int, role: Role) -> Bond:
        """ "Aux Vergnes, j'ai mon atelier", "c'est à Champratel que j'habite", "La Gauthière m'a fait"."""
        low, high = self.clauses.sentence(end - 1)
        if role in ("outside", "people") or not self._comes_first(at, end, low, high):
            return OPEN
        made = self._made_me(end, high)
        if made or role == "bare":
            bare = made or self._is_my_own(end, high)
            return (bare if role == "bare" else OPEN) if bare.kind == "tie" else self._then(end, high, role)
        return self._then(end, high, role)

    def _then(self, end: int, high: int, role: Role) -> Bond:
        """What the first predicate after the name says of it."""
        if self._made_me(end, high):
            return OPEN
        said = self.clauses.after(end, high)
        if said is None or said.start - end > 8 or any(said.start < stop < said.end for stop in self.stops):
            return OPEN
        it_is = said.subject == "it" and role == "in" and said.end < high
        if it_is and self.clauses.subject(said.end) == "i":
            after = self.clauses.after(said.end, high)  # "c'est moi qui …"
            return self.judge.judged(after, role, last=False) if after else OPEN
        if said.subject == "it":
            return self._it_is_mine(said)
        return self.judge.judged(said, role, last=False) if role == "in" else OPEN

    def _behind(self, end: int, high: int) -> Bond:
        """ "À La Gauthière, dans mon garage"."""
        at = self.clauses.past_town(end)
        if at + 2 >= high or self.folds[at] not in self.grammar["at.inside"]:
            return OPEN
        if self.folds[at + 1] not in self.grammar["subject.my"]:
            return OPEN
        noun = self.folds[at + 2]
        places = self.grammar["noun.business"] | self.grammar["noun.home"]
        return tied(self.judge.noun_relation(noun)) if noun in places else OPEN

    def _comes_first(self, at: int, end: int, low: int, high: int) -> bool:
        said = self.clauses.before(at, low)
        after = self.grammar["subject.that"] | self.grammar["subject.relative"]
        end = self.clauses.past_town(end)
        cleft = self.folds[end : end + 1] and self.folds[end] in after
        if said.subject == "it" and cleft:
            return True
        begins = at == low or self.words[at - 1].clause != self.words[at].clause
        opens = all(word in self.grammar["subject.opens"] for word in self.folds[low:at])
        return begins or (said.subject == "nobody" and opens)

    def _made_me(self, end: int, high: int) -> Bond | None:
        """ "Champratel m'a tout donné", "c'est La Gauthière qui m'a fait"."""
        near = self.folds[end : min(high, end + 3)]
        if near[:1] and near[0] in self.grammar["subject.relative"]:
            near = near[1:]
        if len(near) < 2 or near[0] not in ("m",):
            return None
        verbs = self.clauses.verbs(end, min(high, end + 6))
        given = any(form.is_a("give", "grew_up") for _, form in verbs)
        return tied("grew_up") if given and not self._plain_not(end, high) else OPEN

    def _is_my_own(self, end: int, high: int) -> Bond:
        """ "La Gauthière est mon quartier", "La Gauthière is my home"."""
        near = self.folds[end : min(high, end + 6)]
        be = self.grammar.verbs.get(near[0]) if near else None
        if be is None or not be.is_a("be") or self._plain_not(end, min(high, end + 3)):
            return OPEN
        return tied("lives") if any(True for _ in self.grammar.own.inside(near)) else OPEN

    def _plain_not(self, start: int, end: int) -> bool:
        return any(word in self.grammar["subject.not"] for word in self.folds[start:end])

    def _it_is_mine(self, said: Predicate) -> Bond:
        """ "…, c'est mon quartier", "…, c'est là que j'ai grandi"."""
        words = self.folds[said.start : said.end]
        own = any(True for _ in self.grammar.own.inside(words))
        if self.judge.denied(said):
            return DENIED if own else OPEN  # "c'était pas cher" says nothing of whose it is
        if self.judge.unreal(said):
            return OPEN
        if own:
            return tied("lives")
        pointing = any(word in self.grammar["subject.here"] for word in words)
        _, high = self.clauses.sentence(said.start)
        after = self.clauses.after(said.end, high)
        if pointing and after and self.folds[said.end - 1] in self.grammar["subject.that"]:
            return self.judge.judged(after, "in", last=False)
        return OPEN

    # what takes the place up again

    def _taken_up(self, end: int) -> Bond:
        """The first bond of "y" or "there" after the mention, before another place is named."""
        limit = min(len(self.words), end + _TAKEN_UP)
        limit = min([limit, *(stop for stop in self.stops if end <= stop)])
        found = []
        for at in self.clauses.sides(end, limit):
            low, high = self.clauses.sentence(at)
            if self.words[at].sentence > self.words[end - 1].sentence + 1:
                break
            if self.words[at].text.lower() in ("où", "where") and self._something_said(end, at):
                continue
            found.append(self._there(at, max(low, end), high))
        return joined([*found, *self._right_there(end, limit)])

    def _something_said(self, start: int, end: int) -> bool:
        """Whether a verb stands between: "…, c'est un hameau où j'achète" is of the hamlet."""
        if self.folds[end] not in self.grammar["subject.that"] or self.folds[end - 1] in ("s", "is", "là"):
            return False
        return any(self.clauses.verb(at) or self.clauses.subject(at) for at in range(start, end - 2))

    def _right_there(self, end: int, limit: int) -> Iterator[Bond]:
        """ "…, et mon atelier est juste là", "…, j'ai grandi là"."""
        for at in range(end, limit):
            low, _ = self.clauses.sentence(at)
            if self.words[at].text.lower() not in ("là", "ici", "here") or low > end:
                continue
            said = self.clauses.before(at, max(low, end))
            if self.grammar["noun.measure"] & set(self.folds[at - 3 : at]):
                continue
            if said.subject == "i" and self.folds[at - 1] in self.grammar["at.from"] and said.verbs:
                comes = said.verbs[-1][1].is_a("comes", "be") and not self.judge.denied(said)
                yield tied("grew_up") if comes else OPEN  # "…, je viens de là"
                continue
            governed = bool(said.verbs) and at == said.verbs[-1][0] + 1
            if governed or said.subject in ("mine", "thing"):
                bond = self.judge.judged(said, "in", last=True)
                yield OPEN if said.subject == "i" and said.verbs[-1][1].is_a("be") else bond

    def _there(self, at: int, low: int, high: int) -> Bond:
        """What the clause around "y" says of the place."""
        if self.grammar.language == "en":
            said = self.clauses.before(at, low)
            return self.judge.judged(said, "in", last=True) if said.subject != "nobody" else OPEN
        back = range(at - 1, max(low, at - 4) - 1, -1)
        pointed = self.folds[at] in self.grammar["subject.that"]
        subject = at if pointed else next((i for i in back if self.clauses.subject(i)), None)
        if subject is None:
            return OPEN
        after = self.clauses.after(subject, high)
        return self.judge.judged(after, "in", last=False) if after else OPEN
