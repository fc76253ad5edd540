"""The whole build on one screen: the rooms in order, as tasks.

Recordings become words and sound, words and sound become a programme, and what its voices have agreed
to becomes public. Everything above the gate is private work; everything below it takes a Cleared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podcast import stages
from podcast.graph import Task
from podcast.model import Broken, Episode, Use
from podcast.rights import Cleared, Refused, translations
from podcast.stages import Airing, Beside, Giving, Plan

__all__ = ["Build", "design"]


@dataclass(frozen=True, slots=True)
class Build:
    """Every task of a show, what the gate refused, and the episodes whose files are held as they are.

    `neutral` are the pages that stay where a programme was taken back: kept outside the journal, which
    would tell of it.
    """

    tasks: tuple[Task, ...]
    refused: tuple[Refused, ...]
    broken: tuple[Broken, ...]
    held: frozenset[str]
    on_air: Airing
    giving: Giving
    neutral: Mapping[Path, str]


def design(plan: Plan) -> Build:
    """Lay out the build of `plan.show` on the day `plan.now`."""
    answers = [stages.ask(plan, episode, Use.WEB) for episode in plan.show.episodes]
    cleared = [answer for answer in answers if isinstance(answer, Cleared)]
    held = stages.held(plan, [answer for answer in answers if isinstance(answer, Refused)])
    on_air = stages.airing(plan, answers, held)
    giving = stages.give(plan, cleared)
    into = stages.translating(plan)
    tasks = [
        *(task for episode in plan.show.episodes for task in _private(plan, episode, into)),
        *(task for place in _in_a_row(cleared, held) for task in _public(plan, giving, *place)),
        *_whole(plan, [*cleared, *held]),
        *stages.broadcasts(plan, on_air),
    ]
    return Build(
        tasks=tuple(tasks),
        refused=tuple(answer for answer in answers if isinstance(answer, Refused)),
        broken=plan.show.broken,
        held=frozenset(each.episode.slug for each in held),
        on_air=on_air,
        giving=giving,
        neutral=stages.neutral(plan),
    )


def _private(plan: Plan, episode: Episode, translating: Mapping[Path, tuple[str, ...]]) -> Iterator[Task]:
    if episode.recordings:
        yield stages.originals(episode)
    for recording in episode.heard:
        yield stages.probe(plan, episode, recording)
        yield stages.trim(plan, episode, recording)
        for into in ("", *translating.get(recording.path, ())):
            yield stages.transcribe(plan, episode, recording, into)
    yield from stages.speakers(plan, episode)
    for recording in episode.heard:
        for into in ("", *translating.get(recording.path, ())):
            yield stages.draft(episode, recording, into)
            yield stages.correct(episode, recording, into)
    yield from stages.around(plan, episode)
    yield stages.timeline(plan, episode)
    yield stages.programme(plan, episode)
    for into in translations(plan.show, episode):
        yield stages.translation(plan, episode, into)
    yield stages.mark(episode)
    yield stages.master(plan, episode)
    yield stages.tag(plan, episode)


def _in_a_row(cleared: list[Cleared], held: list[Cleared]) -> Iterator[tuple[Cleared, Beside]]:
    """Each programme to be made, with the public ones it leads to."""
    public = sorted([*cleared, *held], key=lambda each: (each.episode.date, each.episode.slug))
    yield from ((each, stages.beside(each, public)) for each in public if each in cleared)


def _public(plan: Plan, giving: Giving, cleared: Cleared, beside: Beside) -> Iterator[Task]:
    yield stages.media(plan, cleared)
    yield stages.captions(plan, cleared)
    for into in translations(plan.show, cleared.episode):
        yield stages.captions(plan, cleared, into)
        yield stages.translated_page(plan, cleared, into)
    yield from stages.extras(plan, giving, cleared.episode.slug)
    yield stages.item(plan, cleared, giving.of(cleared.episode.slug))
    yield stages.page(plan, cleared, beside)
    yield stages.card(plan, cleared)
    yield stages.paper(plan, cleared)
    yield stages.chapters(plan, cleared)


def _whole(plan: Plan, cleared: list[Cleared]) -> Iterator[Task]:
    yield stages.feeds(plan, cleared)
    yield stages.pages(plan, cleared)
    yield stages.search(plan, cleared)
