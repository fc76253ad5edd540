"""What a predicate says of a place: whether it ties its subject there, denies it, or leaves it open.

The verb that governs the place decides by its meaning, with its subject, its mood and whether it is denied:
"j'ai ouvert à …" ties, "j'ai refusé un poste à …", "ma sœur vit à …", "on m'a proposé …" and "je passe par
…" do not. Doubt is `open`: shown to the producer, never published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from podcast.tag.clause import Predicate, Role
from podcast.tag.grammar import Form
from podcast.tag.mood import Moods
from podcast.tag.subject import ARTICLES

__all__ = ["DENIED", "ELSEWHERE", "OPEN", "RELATIONS", "Bond", "Judge", "joined", "relation_of", "tied"]

Kind = Literal["tie", "denied", "open"]

# In the order a verb of several meanings is read by.
RELATIONS = ("grew_up", "established", "works", "lives")
ELSEWHERE = ("refuse", "say", "mind", "pass", "leave")


@dataclass(frozen=True, slots=True)
class Bond:
    """What one mention says of speaker and place; `answer` is the word of the answer that said so."""

    kind: Kind
    relations: tuple[str, ...] = ()
    answer: int | None = None


OPEN, DENIED = Bond("open"), Bond("denied")


class Judge(Moods):
    """Judges predicates of a row of words."""

    def judged(self, said: Predicate, role: Role, *, last: bool) -> Bond:
        if self.embedded(said):
            return OPEN
        if said.subject == "other":
            return self._done_to_me(said)
        if said.subject == "you":
            return self.come_and_see(said)
        if self.unreal(said):
            stays = self.denied(said) and any(form.is_a("leave") for _, form in said.verbs)
            return tied("lives") if stays else OPEN
        if said.subject in ("mine", "thing"):
            return self._of_thing(said, role)
        return self._of_me(said, role, last=last)

    def _of_me(self, said: Predicate, role: Role, *, last: bool) -> Bond:
        """What "je", "on" or "nous" do there."""
        governor, chain = self.governor(said, last=last)
        if self.denied(said):
            leaving = any(form.is_a("leave") for _, form in said.verbs)
            wavering = any(form.is_a("waver") for form in chain)
            if not wavering:
                return tied("lives") if leaving else DENIED
            chain = []
        if governor is None:
            return self._unknown(said, role)
        if any(form.is_a(*ELSEWHERE) and not form.is_a("achieve") for form in chain):
            return OPEN
        if self.maybe_no_more(said):
            return OPEN
        hangs = bool(chain) and "infinitive" in governor.moods and not governor.moods & {"fact", "participle"}
        if hangs and not chain[-1].is_a("achieve"):
            return OPEN
        return self._of_verb(said, governor, role)

    def governor(self, said: Predicate, *, last: bool) -> tuple[Form | None, list[Form]]:
        """The verb that governs the place, and the verbs it hangs on."""
        verbs = [form for at, form in said.verbs if not self._of_a_noun(at, form)]
        if not verbs:
            return None, []
        if last:
            return verbs[-1], verbs[:-1]
        for number, form in enumerate(verbs):
            if form.is_a("learn") and "participle" in form.moods:
                return form, verbs[:number]  # "j'y ai appris à nager"
            helps = form.is_a("be", "have") or form.is_a("achieve")
            if not helps or number + 1 == len(verbs):
                return form, verbs[:number]
            following = verbs[number + 1]
            if not following.moods & {"participle", "infinitive"}:
                return form, verbs[:number]
        return verbs[-1], verbs[:-1]

    def _of_a_noun(self, at: int, form: Form) -> bool:
        """Whether an infinitive hangs on a noun: "du lin à tisser"."""
        hangs = "infinitive" in form.moods and self.folds[at - 1] == "à"
        return hangs and self.clauses.verb(at - 2) is None and not self.clauses.subject(at - 2)

    def _of_verb(self, said: Predicate, governor: Form, role: Role) -> Bond:
        """A verb said of the speaker, nothing against it: its own meaning is left."""
        if role == "bare" and not governor.is_a("lives"):
            return OPEN
        if role == "from":
            return self._from(said, governor)
        if governor.is_a("move"):
            return tied("lives")
        if self.errand(said) and not governor.is_a("lives"):
            return OPEN
        return tied("grew_up") if self._small(said, governor) else self._meant(said, governor, role)

    def _meant(self, said: Predicate, governor: Form, role: Role) -> Bond:
        """By the meaning of the verb, the surest first."""
        if governor.is_a("spend") and {"jour", "semaine", "journees", "journee"} & set(self.folds[said.start : said.end]):
            return OPEN if self.perfect(said) else tied("works")
        if governor.is_a("do") and self.grammar["noun.leisure"] & set(self.folds[said.start : said.end]):
            return OPEN
        if governor.is_a("pass"):
            return self._habit(said, governor)
        if self._is_helper(said, governor):
            return self._unknown(said, role)
        there = governor.is_a("put") and self.is_helped(said, "be")
        if there or governor.is_a("learn"):
            return tied("")
        if governor.is_a(*RELATIONS):
            once = governor.is_a("works") and (self.one_time(said) or self.once(said))
            return OPEN if once else tied(relation_of(governor))
        return self._come_or_be(said, governor, role)

    def _is_helper(self, said: Predicate, governor: Form) -> bool:
        """Whether "avoir" or "se … être" helps a verb no list knows: "on a cuisiné", "je me suis marié"."""
        at = said.verbs[-1][0]
        itself = governor.is_a("be") and self.folds[at - 1] in self.grammar["subject.others"]
        return (governor.is_a("have") or itself) and self.clauses.helped(at)

    def _come_or_be(self, said: Predicate, governor: Form, role: Role) -> Bond:
        if governor.is_a("arrive") and "participle" in governor.moods and self.is_helped(said, "be"):
            return OPEN if self.once(said) else tied("lives")
        if governor.is_a("be"):
            return self._being(said, governor)
        if governor.is_a("lay"):
            return self._laying(said)
        if governor.is_a("light", "have", "find"):
            return OPEN if governor.moods == {"past"} else self.having(said)
        return OPEN if governor.is_a(*ELSEWHERE, "arrive") else self._unknown(said, role)

    def _laying(self, said: Predicate) -> Bond:
        """ "J'ai posé mes valises à …", "je me suis posé à …"; "on pose des fenêtres à …" is no tie."""
        words = set(self.folds[said.start : said.end]) | set(self.behind(said))
        before = self.folds[said.start : said.verbs[-1][0]]
        itself = bool(self.grammar["subject.others"] & set(before[1:]))
        if itself or self.grammar["noun.bags"] & words:
            return tied("lives")
        return self.having(said) if "l" in words else OPEN  # "mon cabinet, je l'ai posé à …"

    def _habit(self, said: Predicate, governor: Form) -> Bond:
        """What is done anywhere ties where it is done again and again: "je dors à …"."""
        now = "fact" in governor.moods and not self.perfect(said) and not self.once(said)
        stall = self.grammar["noun.stall"] & set(self.folds[said.start : said.end + 3])
        if governor.is_a(*RELATIONS):
            return tied(relation_of(governor)) if now else OPEN
        return tied("works") if now and stall and governor.is_a("leave") else OPEN

    def _small(self, said: Predicate, governor: Form) -> bool:
        """ "J'ai passé mon enfance à …", "j'allais à l'école à …", "gamin, je jouais à …"."""
        words = self.folds[said.start : said.end]
        if governor.is_a("spend") and self.grammar["noun.years"] & set(words):
            return True
        past = "past" in governor.moods or any("past" in form.moods for _, form in said.verbs)
        done = past or self.perfect(said) or self.clauses.helped(said.verbs[-1][0])
        if self.grammar["noun.school"] & set(self.phrase) and done:
            return True
        if self.once(said):
            return False
        schooled = (past and governor.is_a("pass")) or (self.perfect(said) and governor.is_a("do", "pass"))
        if schooled and self.grammar["noun.school"] & set(words):
            return True
        low, _ = self.clauses.sentence(said.start)
        mind = governor.is_a("mind", "say", "refuse")
        return past and not mind and any(True for _ in self.grammar.young.inside(self.folds[low : said.end]))

    def _from(self, said: Predicate, governor: Form) -> Bond:
        """ "Je suis de …", "je viens des …", "un enfant de …", "j'ai repris le bar de …"."""
        between = self.folds[said.verbs[-1][0] + 1 : said.end]
        kind = set(between) & (self.grammar["noun.own_of"])
        if governor.is_a("be") and (kind or len(between) <= 1) and "fact" in governor.moods:
            return tied("grew_up")
        article = between[:1] and between[0] in self.grammar["noun.article"]
        if (
            governor.is_a("be")
            and article
            and len(between) < 5
            and not self.grammar["noun.people"] & set(between)
        ):
            return tied("works")
        if governor.is_a("established") and between[:1] and between[0] in ARTICLES:
            return OPEN if self.unreal(said) else tied("established")  # "j'ai tenu la buvette de …"
        if governor.is_a("put", "lives") and self.is_helped(said, "be"):
            return tied("works")  # "j'ai été élue présidente du conseil de …"
        comes = self.folds[said.verbs[-1][0]] in ("viens", "venons", "vient", "come", "comes")
        return tied("grew_up") if comes and not between else OPEN

    def _being(self, said: Predicate, governor: Form) -> Bond:
        words = self.folds[said.start : said.end]
        if self.once(said):
            return OPEN
        off = self.grammar["noun.errand"] & set(self.behind(said))
        if self.errand(said) or off or self.folds[said.end - 1] in self.grammar["noun.towards"]:
            return OPEN
        if "past" in governor.moods:
            if self.grammar["noun.rooms"] & {*words, *self.behind(said)}:
                return tied("lives")
            return tied("grew_up") if self.grammar["noun.child"] & set(words) else OPEN
        return tied("")

    def having(self, said: Predicate) -> Bond:
        """ "J'ai mon atelier", "j'ai trouvé un local", "le garage, je l'ai monté" – not "j'ai un client"."""
        last, governor = said.verbs[-1]
        if governor.is_a("settle") and governor.moods & {"participle", "infinitive"} and last + 1 == said.end:
            return tied("lives")
        after = self.folds[last + 1] if last + 1 < len(self.folds) else ""
        if governor.is_a("take") and after in self.grammar["subject.the"] and not self.perfect(said):
            return OPEN  # "je prends le café à …"
        told = [form for _, form in said.verbs[:-1]]
        before = any(form.moods == {"past"} for form in told) and governor.is_a("find", "settle", "take", "give")
        if before or self._at_somebody_s(said):
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
        return any(word == "chez" and after[at + 1 : at + 2] and after[at + 1] in one for at, word in enumerate(after))

    def _somebody(self, words: Sequence[str]) -> bool:
        """Whether people are spoken of, other than "avec mon frère"."""
        people = self.grammar["noun.people"]
        return any(
            word in people and not {"avec", "with"} & set(words[max(0, at - 2) : at])
            for at, word in enumerate(words)
        )

    def _unknown(self, said: Predicate, role: Role) -> Bond:
        """A verb nobody has listed: a person who says "je répare des vélos à …" works there."""
        low, _ = self.clauses.sentence(said.start)
        if role == "in" and any(True for _ in self.grammar.young.inside(self.folds[low : said.end])):
            return tied("grew_up")
        done = said.verbs[-1][1] if said.verbs else None
        if done is None or not done.is_a("craft", "achieve") or self._is_helper(said, done):
            return OPEN
        if role != "in" or self.once(said) or self._one_time_or_past(said):
            return OPEN
        return tied("")

    def _one_time_or_past(self, said: Predicate) -> bool:
        """Of an unlisted verb: done once, or often but long ago. "On l'a planté", "mon premier film" last."""
        words = self.folds[said.start : said.end]
        if not said.verbs:
            return any(word.endswith(("ais", "ait", "aient", "ions")) for word in words[1:3])
        if said.verbs[-1][1].moods == {"past"}:
            low, high = self.clauses.sentence(said.start)
            away = self.grammar["noun.errand"] & set(self.folds[low:high])
            return not said.verbs[-1][1].is_a("craft") or bool(away)
        if said.verbs[-1][1].moods == {"infinitive"}:
            return False
        if not said.verbs[-1][1].is_a("have", "be") and not self.perfect(said):
            return False
        mine = self.grammar["subject.my"] & set(words)
        grammar = self.grammar
        places = grammar["noun.business"] | grammar["noun.home"] | grammar["noun.first"] | grammar["noun.job"]
        clitic = {"l", "la", "le", "les"} & set(words[1:3])
        return (
            not clitic and not self.grammar["noun.years"] & set(words) and not (mine and places & set(words))
        )

    def _of_thing(self, said: Predicate, role: Role) -> Bond:
        """What is said of "mon salon" or "l'atelier"."""
        governor = said.verbs[-1][1] if said.verbs else None
        if self.denied(said):
            return tied("established") if governor and governor.is_a("leave") else DENIED
        if said.noun in self.grammar["noun.years"] and role == "in":
            return tied("grew_up")  # "mon enfance s'est passée à …"
        starts = role == "from" and governor is not None and governor.is_a("established")
        over = [form for _, form in said.verbs[:-1]]
        if any(form.is_a(*ELSEWHERE) and not form.is_a("achieve") for form in over):
            return OPEN
        elsewhere = governor and governor.is_a(*ELSEWHERE) and not governor.is_a("established", "achieve")
        if governor and governor.is_a("perform") and not self.habitual(said):
            return OPEN
        if elsewhere or (role != "in" and not starts) or self._gone_or_alive(said, governor):
            return OPEN
        return tied(self.noun_relation(said.noun))

    def _gone_or_alive(self, said: Predicate, governor: Form | None) -> bool:
        """Whether it was there, is there for an errand, or is somebody: who lives or works is a person."""
        if governor is None or said.noun in self.grammar["noun.errand"]:
            return governor is not None
        if governor.is_a("be") and governor.moods == {"past"}:
            return True
        things = self.grammar["noun.business"] | self.grammar["noun.home"] | self.grammar["noun.child"]
        return governor.is_a("lives", "grew_up", "works", "arrive") and said.noun not in things

    def noun_relation(self, noun: str) -> str:
        if noun in self.grammar["noun.child"] - self.grammar["noun.business"]:
            return "grew_up"
        return "lives" if noun in self.grammar["noun.home"] - self.grammar["noun.business"] else "established"

    def _done_to_me(self, said: Predicate) -> Bond:
        """ "Mes parents m'ont élevé à …", "on m'a attribué un local à …"."""
        words = self.folds[max(0, said.start - 2) : said.end]
        verbs = [form for _, form in said.verbs]
        if not verbs or not any(word in self.grammar["subject.objects"] for word in words):
            return OPEN
        if self.unreal(said) or self.denied(said) or any(f.is_a("refuse", "say", "mind") for f in verbs):
            return OPEN
        if not verbs[-1].is_a("give", "put", "grew_up", "lives", "established", "take") or verbs[-1].is_a("say"):
            return OPEN
        if verbs[-1].is_a("put"):
            return tied("")
        if verbs[-1].is_a("grew_up", "lives"):
            return tied(relation_of(verbs[-1]))
        if verbs[-1].is_a("established") and self.perfect(said):
            return tied("lives")  # "on nous a installés à …"
        if verbs[-1].is_a("take") and self._taken_on(said):
            return tied("works")
        return self.having(said) if verbs[-1].is_a("give") else OPEN

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
        ours = mine and not self.grammar["noun.people"] & set(told) and not self.grammar["noun.people"] & set(words)
        return tied("established") if found and (me or ours) and not self.denied(said) else OPEN


def tied(relation: str) -> Bond:
    """A tie, of one relation or of none that is said."""
    return Bond("tie", (relation,) if relation else ())


def joined(found: Sequence[Bond]) -> Bond:
    """Several bonds of one mention, in the order they are said: a later denial wins, and ties add up."""
    if any(bond.kind == "denied" for bond in found):
        return DENIED
    ties = [bond for bond in found if bond.kind == "tie"]
    said = tuple(dict.fromkeys(relation for bond in ties for relation in bond.relations))
    return Bond("tie", said) if ties else OPEN


def relation_of(form: Form) -> str:
    """The relation a verb means, or an empty string."""
    return next((each for each in RELATIONS if each in form.means), "")
