"""What one mention says of speaker and place: a tie with its relations, a denial, or nothing sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from podcast.tag.grammar import Form

__all__ = ["DENIED", "OPEN", "RELATIONS", "Bond", "joined", "relation_of", "tied"]

Kind = Literal["tie", "denied", "open"]

# In the order a verb of several meanings is read by.
RELATIONS = ("grew_up", "established", "works", "lives")


@dataclass(frozen=True, slots=True)
class Bond:
    """What one mention says of speaker and place; `answer` is the word of the answer that said so."""

    kind: Kind
    relations: tuple[str, ...] = ()
    answer: int | None = None


OPEN, DENIED = Bond("open"), Bond("denied")


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
