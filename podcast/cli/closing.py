"""The last lines of a build: what was done, what is public, what is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from podcast.cli import speak
from podcast.graph import Outcome
from podcast.model import Show
from podcast.pipeline import Build
from podcast.stages import RADIO, Paths

__all__ = ["say_parcels", "say_result"]

# What stations do not get and what is not cut out is said with its error; listeners have the programme.
_BESIDE = ("broadcast", "extra")
# What shows an episode to listeners: made now, it is not as the last build left it.
_SHOWN = ("item", "page")


def say_result(show: Show, design: Build, outcome: Outcome) -> None:
    """How much was done, which episodes are as they should be, and where the others stand."""
    stuck = [*(each.task for each in outcome.failed), *(each.task for each in outcome.blocked)]
    blocked = {task.episode for task in stuck if task.episode and task.stage not in _BESIDE}
    blocked |= {each.slug for each in design.broken}
    total = len(show.episodes) + len(show.broken)
    later = {each.episode.slug for each in design.refused}
    made = {each.slug for each in show.episodes if _is_public(show.root, each.slug)}
    public = len(made - blocked - later)
    if outcome.ran or outcome.pruned or outcome.failed:
        _say_tasks(len(outcome.ran), outcome.fresh)
    elif blocked or later:
        speak.say("Nothing to do but what is said above.")
    else:
        speak.say("Nothing to do: everything is as it should be.")
    speak.say("{public} of {total} episodes are up to date in feed/.", public=public, total=total)
    _say_blocked(show.root, blocked, {task.episode for task in outcome.ran if task.stage in _SHOWN})
    if refused := {each.episode.slug for each in design.refused if not each.later} - blocked:
        speak.say("Refused, for the reasons above: {slugs}.", slugs=_listed(refused))
    if not total:
        speak.say("Bring a first recording in: podcast add FILE --title … --guest …")
    elif outcome.ran and public:
        speak.say("Look at it: podcast serve")


def _say_tasks(done: int, fresh: int) -> None:
    if not done:
        speak.say("No task done, {fresh} had nothing to do.", fresh=fresh)
    elif done == 1:
        speak.say("1 task done, {fresh} had nothing to do.", fresh=fresh)
    else:
        speak.say("{done} tasks done, {fresh} had nothing to do.", done=done, fresh=fresh)


def _say_blocked(root: Path, blocked: Collection[str], shown: Collection[str]) -> None:
    """The episodes something failed in: what listeners have of them is never left to be guessed.

    `shown` are those of which something public was made in this build.
    """
    public = {slug for slug in blocked if _is_public(root, slug)}
    renewed = public.intersection(shown)
    if unbuilt := {*blocked} - renewed:
        speak.say("Not built: {slugs}.", slugs=_listed(unbuilt))
    if kept := public - renewed:
        speak.say("Stays published as it was last built: {slugs}.", slugs=_listed(kept))
    if renewed:
        speak.say("Published all the same, without what failed: {slugs}.", slugs=_listed(renewed))


def say_parcels(root: Path, stations: Sequence[str]) -> None:
    """Where the zip of each of these stations lies, or that there is none.

    Why was said by the build that tried to make its files, which need not be this one.
    """
    for station in dict.fromkeys(stations):
        file = RADIO / f"{station}.zip"
        if (root / file).is_file():
            speak.say("Everything for the station «{station}»: {file}", station=station, file=file)
        else:
            speak.say("No zip for the station «{station}»: podcast status says why.", station=station)


def _listed(slugs: Collection[str]) -> str:
    return ", ".join(sorted(slugs))


def _is_public(root: Path, slug: str) -> bool:
    return all((root / file).exists() for file in (Paths(slug).item, Paths(slug).page))
