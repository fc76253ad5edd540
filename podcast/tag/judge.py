"""What a predicate says of a place: whether it ties its subject there, denies it, or leaves it open.

The verb that governs the place decides by its meaning, with its subject, its mood and whether it is denied:
"j'ai ouvert à …" ties, "j'ai refusé un poste à …", "ma sœur vit à …", "on m'a proposé …" and "je passe par
…" do not. Doubt is `open`: shown to the producer, never published.
"""

from __future__ import annotations

from podcast.tag.clause import TRADES, Predicate, Role
from podcast.tag.grammar import Form
from podcast.tag.holding import Holdings
from podcast.tag.subject import ARTICLES
from podcast.tag.ties import DENIED, OPEN, RELATIONS, Bond, relation_of, tied

__all__ = ["Judge"]

ELSEWHERE = ("refuse", "say", "mind", "pass", "leave")


class Judge(Holdings):
    """Judges predicates of a row of words."""

    def judged(self, said: Predicate, role: Role, *, last: bool) -> Bond:
        if self.embedded(said):
            return OPEN
        if said.subject == "other":
            return self.done_to_me(said)
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
        away = any(form.is_a(*ELSEWHERE) and not form.is_a("achieve") for form in chain)
        if away or self.maybe_no_more(said) or self._served(said):
            return OPEN
        if any(form.is_a("established") and "participle" in form.moods for form in chain):
            return tied("established") if role == "in" else OPEN  # "j'ai commencé par vendre … à …"
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
        words = self.folds[said.start : said.end]
        if governor.is_a("pass") or (governor.is_a("do") and self.grammar["noun.leisure"] & set(words)):
            return self._habit(said, governor)
        if self._is_helper(said, governor):
            return self._unknown(said, role)
        there = governor.is_a("put") and self.is_helped(said, "be")
        if there or governor.is_a("learn"):
            return tied("")
        if governor.is_a(*RELATIONS):
            if self._undergone(said, governor) or self.grammar["noun.trifle"] & {*words, *self.behind(said)}:
                return OPEN
            once = governor.is_a("works") and (self.one_time(said) or self.once(said))
            return OPEN if once else tied(relation_of(governor))
        return self._come_or_be(said, governor, role)

    def _undergone(self, said: Predicate, governor: Form) -> bool:
        """ "J'ai été opérée à …": others worked there."""
        been = any(self.folds[at] == "ete" for at, _ in said.verbs[:-1])
        return been and "participle" in governor.moods and governor.is_a("works")

    def _is_helper(self, said: Predicate, governor: Form) -> bool:
        """Whether "avoir" or "se … être" helps a verb no list knows: "on a cuisiné", "je me suis marié"."""
        at = said.verbs[-1][0]
        itself = governor.is_a("be") and self.folds[at - 1] in self.grammar["subject.others"]
        return (governor.is_a("have") or itself) and self.clauses.helped(at)

    def _come_or_be(self, said: Predicate, governor: Form, role: Role) -> Bond:
        alone = self.is_helped(said, "be") or not governor.is_a("light", "achieve", "refuse")
        if governor.is_a("arrive") and "participle" in governor.moods and self.perfect(said) and alone:
            return OPEN if self.once(said) else tied("lives")
        if governor.is_a("be"):
            return self._being(said, governor)
        if governor.is_a("lay"):
            return self.laying(said)
        if governor.is_a("light", "have", "find"):
            return OPEN if governor.moods == {"past"} else self.having(said)
        return OPEN if governor.is_a(*ELSEWHERE, "arrive") else self._unknown(said, role)

    def _habit(self, said: Predicate, governor: Form) -> Bond:
        """What is done anywhere ties where it is done again and again: "je dors à …"."""
        now = "fact" in governor.moods and not self.perfect(said) and not self.once(said)
        days = {"jour", "semaine", "journees", "journee"} & set(self.folds[said.start : said.end])
        if governor.is_a("spend") and days:
            return tied("works") if now else OPEN  # "je passe dix heures par jour à …"
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
        off = self.grammar["noun.errand"] & set(self.behind(said))
        if (
            self.once(said)
            or self.errand(said)
            or off
            or self.folds[said.end - 1] in self.grammar["noun.towards"]
        ):
            return OPEN
        return self._having_been(said) if "past" in governor.moods else tied("")

    def _having_been(self, said: Predicate) -> Bond:
        """ "J'étais caissière à …", "on était cinq dans un studio à …", "enfant, j'étais à …"."""
        words = self.folds[said.start : said.end]
        if self.grammar["noun.rooms"] & {*words, *self.behind(said)}:
            return tied("lives")
        after = self.folds[said.verbs[-1][0] + 1 : said.verbs[-1][0] + 2]
        alone = said.verbs[-1][0] + 2 >= said.end  # "on était cinq à … pour la manif"
        if not alone and after[0] in self.grammar["subject.one"] - {"un", "une", "des"}:
            return tied("lives")
        if self._had_a_trade(said):
            return tied("works")
        return tied("grew_up") if self.grammar["noun.child"] & set(words) else OPEN

    def _served(self, said: Predicate) -> bool:
        """ "Je me fais coiffer à …": others do it for the speaker, who comes for it."""
        for (at, form), (_, following) in zip(said.verbs, said.verbs[1:], strict=False):
            itself = self.folds[at - 1] in self.grammar["subject.objects"] or self.perfect(said)
            hangs = "infinitive" in following.moods and not following.is_a("put", "lives", "grew_up")
            if (
                form.is_a("do")
                and itself
                and hangs
                and {"me", "m", "nous"} & set(self.folds[said.start : at])
            ):
                return True
        return False

    def _had_a_trade(self, said: Predicate) -> bool:
        """ "J'étais caissière à …", not "j'étais heureuse à …"."""
        at = said.verbs[-1][0] + 1
        word = self.folds[at] if at < len(self.folds) else ""
        return word.endswith(TRADES) and word not in self.grammar["noun.feeling"]

    def _unknown(self, said: Predicate, role: Role) -> Bond:
        """A verb nobody has listed: a person who says "je répare des vélos à …" works there."""
        low, _ = self.clauses.sentence(said.start)
        if role == "in" and any(True for _ in self.grammar.young.inside(self.folds[low : said.end])):
            return tied("grew_up")
        done = said.verbs[-1][1] if said.verbs else None
        if done is None or not done.is_a("craft", "achieve") or self._is_helper(said, done):
            return OPEN
        gift = (
            done.is_a("give") and self.phrase[:1] == ["à"] and self.phrase[1:2] in (["un"], ["une"], ["des"])
        )
        if gift:
            return OPEN  # "je donne mes habits à une recyclerie de …"
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
        hung = any(form.is_a(*ELSEWHERE) and not form.is_a("achieve") for form in over)
        elsewhere = governor and governor.is_a(*ELSEWHERE) and not governor.is_a("established", "achieve")
        played = governor and governor.is_a("perform") and not self.habitual(said)
        if hung or played:
            return OPEN
        if said.noun not in self.grammar.nouns and self.errand(said):
            return OPEN  # "mes produits sont en vente à …"
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
