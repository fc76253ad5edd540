"""Tags as a terminal shows them and as a program gets them: names, ties and rules in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, get_args

from rich.markup import escape

from podcast.cli import speak
from podcast.cli.messages import _, decimal, language, plain
from podcast.model import Evidence, Tag, TagKind, TagState
from podcast.tag import MEASURED, TIED, Territory, load_sectors

__all__ = ["data_of", "say_evidence", "say_tags"]

_KINDS: tuple[TagKind, ...] = get_args(TagKind)
_PLURALS = {"place": "places", "sector": "sectors", "theme": "themes"}
# How a person is tied to a place, and the rules that found a tag, in words.
_SAID = {
    "lives": "lives there",
    "grew_up": "grew up there",
    "established": "is established there",
    "works": "works there",
    "name": "exact name",
    "heard": "known spelling",
    "sound": "same sound",
    "near": "near sound",
    "nearer": "very near sound",
    "word": "word of the trade",
    "own": "said of one's own trade",
    "first": "said in the first person",
    "met": "trade of somebody met",
    "past": "trade of before",
    "other": "trade of a relative",
    "not": "denied",
    "saying": "a saying",
    "theme": "word of the theme",
    "quoted": "portrait quoted",
}
_MARKS = {TagState.GIVEN: "●", TagState.AUTO: "○", TagState.SUGGESTED: "?", TagState.REJECTED: "✗"}


def data_of(tags: Iterable[Tag]) -> dict[str, Any]:
    """Tags by kind, for JSON."""
    every = tuple(tags)
    return {
        _PLURALS[kind]: [
            {key: value for key, value in asdict(each).items() if key != "kind"}
            for each in every
            if each.kind == kind
        ]
        for kind in _KINDS
    }


def say_tags(tags: Iterable[Tag], territory: Territory) -> None:
    """A line for each tag: its state, its name in the producer's language, its ties and its score."""
    spoken, taxonomy = language(), load_sectors()
    for each in tags:
        if each.kind == "place":
            area = territory.get(each.id)
            name = f"{area.name(spoken)} ({area.commune})" if area else each.id
        else:
            name = taxonomy.label(each.id, spoken)
        relations = "".join(f", {plain(_SAID[relation])}" for relation in each.relations)
        state = f"{_MARKS[each.state]} {_(each.state.value):10}"
        speak.console.print(escape(f"  {state} {each.id:28} {name}{relations}  {decimal(each.score, 2)}"))


def say_evidence(tag: Tag, tags: Iterable[Tag], spoken: str) -> None:
    """The words that led to a tag, and why it waits where it does; `tags` are all of its episode."""
    for why in tag.evidence:
        speak.console.print(escape(_line(why)))
    if tag.state is TagState.SUGGESTED:
        speak.say("     Only suggested: {reason}", reason=_(_doubt(tag, tags, spoken)))


def _line(why: Evidence) -> str:
    minutes, seconds = divmod(why.start_ms // 1000, 60)
    line = _(
        "     {at}  «{words}»  {rule}  {score}",
        at=f"{minutes}:{seconds:02}",
        words=why.words,
        rule=plain(_SAID.get(why.rule, why.rule)),
        score=decimal(why.score, 2),
    )
    return line if why.tie is None else line + _("; a tie of the speaker: {tie}", tie=decimal(why.tie, 2))


def _doubt(tag: Tag, tags: Iterable[Tag], spoken: str) -> str:
    """Why a tag waits for a producer's word."""
    if any(each.kind == tag.kind and each.state is TagState.GIVEN for each in tags):
        return "you gave another one"
    if tag.kind == "theme":
        return "it is said too seldom"
    if tag.kind == "sector":
        return "the words do not decide between this one and others"
    ties = [why.tie for why in tag.evidence if why.tie is not None]
    if spoken.lower().partition("-")[0] not in MEASURED:
        return "places are read in French and English"
    if ties and max(ties) < TIED:
        return "nothing said around it ties the speaker to it surely enough"
    return "the name is not sure enough"
