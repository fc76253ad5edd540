"""Whether a passage as a whole ties the speaker to a place that no clause of it ties.

People do not choose their verbs from a list: "le fournil du Patural, c'est à nous", "mes nuits, je
les faisais dans un foyer du Patural", "locataire pendant vingt ans, toujours à …". Such a passage ties where
it says one thing that is the speaker's and nothing in it takes distance (`distance.py`).
"""

from __future__ import annotations

from podcast.tag.clause import TRADES, Role
from podcast.tag.distance import Distance
from podcast.tag.subject import ARTICLES
from podcast.tag.ties import OPEN, Bond, tied

__all__ = ["Passages"]

_MINE = frozenset(("mien", "mienne", "miens", "miennes", "nôtre", "nôtres"))


class Passages(Distance):
    """Reads what is said around a mention that no clause ties."""

    def of(self, start: int, end: int, role: Role) -> Bond:
        """The bond of a mention that no clause ties: a tie where nothing in its sentence takes distance."""
        if role in ("outside", "people") or self.grammar.language != "fr":
            return OPEN
        low, high = self.clauses.sentence(start)
        sure = self._surely(low, high, (start, end), role)
        if sure.kind == "tie":
            return sure
        found = self._belongs(low, high, (start, end), role)
        if found.kind != "tie" or self.distant(low, high, start, end):
            return OPEN
        return found

    def _surely(self, low: int, high: int, name: tuple[int, int], role: Role) -> Bond:
        """What ties whoever else is spoken of: a business taken over, an offer taken, somebody who stayed."""
        start, end = name
        if role == "in" and self.says("took_over", self.plain[end:high]):
            return tied("established")
        if self._no_subject(low, start) and self._fragment(low, start, high):
            away = self.distant(low, end, start, end) or self.somebody_close(end, high)
            return OPEN if away else tied("")
        stayed = self.says("stayed", self.plain[max(low, start - 5) : start]) or self._here(low, start, high)
        if stayed and self._speaks(low, high):
            return tied("lives")
        accepted = role == "in" and self._accepted(end, high) and not self.plainly_denied(low, start)
        return tied("established") if accepted else OPEN

    def _speaks(self, low: int, high: int) -> bool:
        return any(self.clauses.subject(at) == "i" for at in range(low, high))

    # what is the speaker's

    def _belongs(self, low: int, high: int, name: tuple[int, int], role: Role) -> Bond:
        start, end = name
        said, after = self.plain[low:high], self.plain[end:high]
        if self.says("ours", said) or self.says("ours", self.following(high)) or self._is_mine(low, high):
            return tied("established")
        speaks = self._speaks(low, high)
        own = role == "from" and self.grammar["noun.own_of"] & set(self.folds[low:start])
        if (speaks and self.says("grew_up", said)) or (own and self.says("voila", after)):
            return tied("grew_up")
        if speaks and self.says("as_base", after):
            return tied("lives")
        return self._done_there(low, high, name) if role == "in" else OPEN

    def _done_there(self, low: int, high: int, name: tuple[int, int]) -> Bond:
        """What is begun, made or done at the place, and is the speaker's."""
        start, end = name
        said = self.plain[low:high]
        if self.says("began", said) or self._theirs_after_all(low, start, end, high) or self._my_own_did(end):
            return tied("established")
        works = self._speaks(low, high) and self.says("works", said)
        return tied("works") if works else self._mine(low, start)

    def _theirs_after_all(self, low: int, start: int, end: int, high: int) -> bool:
        """ "Le fournil du Patural, je l'ai cofondé": what is named with the place is what I did."""
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
        return bool(
            that and after[1] in self.grammar["subject.my"] and self.grammar["noun.business"] & set(after[2:])
        )

    def _is_mine(self, low: int, high: int) -> bool:
        """ "…, c'est mon bureau", "…, et c'est devenu notre atelier"."""
        places = self.grammar["noun.business"] | self.grammar["noun.home"]
        for at in range(low, high - 1):
            if self.folds[at] in self.grammar["subject.my"] and places & set(self.folds[at + 1 : at + 4]):
                back = self.folds[max(low, at - 4) : at]
                if {"c", "devenu", "devenue"} & set(back) and {"est", "etait", "devenu", "devenue"} & set(
                    back[-2:]
                ):
                    return True
        return False

    def _fragment(self, low: int, start: int, high: int) -> bool:
        """ "Locataire depuis trois ans à …", "prof au collège de …, c'était moi", "vingt ans à …"."""
        if self.says("status", self.plain[low:start]):
            return True
        own = self._speaks(low, high) or bool(
            (self.grammar["subject.my"] | self.grammar["subject.objects"]) & set(self.folds[low:high])
        )
        word = self.folds[low]
        trade = word.endswith(TRADES) or word in self.grammar["noun.people"]
        lasted = self.grammar["noun.years"] & set(self.folds[low : min(low + 4, start)])
        mine = own or {"j", "je", "on", "nous"} & set(self.following(high))
        return bool((trade or lasted) and mine)

    def _accepted(self, end: int, high: int) -> bool:
        """ "… cherchait quelqu'un. J'ai dit oui": an offer taken, and no other: "j'ai signé à …"."""
        words = [*self.plain[end:high], *self.following(high)]
        inside = self.grammar["at.inside"]
        found = self.grammar.patterns["accepted"].inside(words)
        return any(
            {*words[at + length : at + length + 1]}.isdisjoint({*inside, "a"}) for at, length, _ in found
        )

    def _here(self, low: int, start: int, high: int) -> bool:
        """ "Ici, à …, je distribue des repas", "je fais partie des meubles, à …"."""
        if self.plainly_denied(low, high) or any(self.clauses.is_if(at) for at in range(low, high)):
            return False
        return (self.plain[low] == "ici" and start - low <= 5) or self.says("lives", self.plain[low:high])

    def _no_subject(self, low: int, start: int) -> bool:
        return not any(self.clauses.subject(at) for at in range(low, start))

    def _mine(self, low: int, start: int) -> Bond:
        """ "Mon camion est garé à …", "mes nuits, je les faisais à …": what is mine, then a verb."""
        places = self.grammar["noun.business"] | self.grammar["noun.job"]
        compared = {"comme", "que", "qu", "de", "à", "avec", "chez"}
        mine = next((at for at in range(low, start) if self.words[at].text.lower() in _MINE), low)
        if mine > low + 1 and self.folds[mine - 2] not in compared:
            return tied("established")  # "…, et la mienne se cache à …"
        for at in range(low, start):
            if self.folds[at] not in self.grammar["subject.my"]:
                continue
            if at > low and self.folds[at - 1] in self.grammar["at.from"] | self.grammar["at.inside"] | {
                "avec",
                "pour",
            }:
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
        if any(
            self.folds[at : at + 2] in (["à", "un"], ["à", "une"], ["à", "des"])
            for at in range(subject, start)
        ):
            return OPEN  # "chaque année on fait un don à une association de …"
        return tied("works") if self.says("habit", self.plain[low:high]) else OPEN
