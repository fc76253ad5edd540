"""`podcast withdraw`: a programme is taken back, at once and for good."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from podcast import graph, pipeline, rights, stages
from podcast.cli import speak
from podcast.cli.building import lay_out, leave_neutral
from podcast.cli.episodes import no_episode
from podcast.cli.messages import _
from podcast.errors import PodcastError, UsageProblem
from podcast.graph import Failed, Workshop
from podcast.model import Person, Role, Show, Withdrawn
from podcast.rights import Permit
from podcast.show import REGISTER, guid_digest, is_slug, load_show, note_withdrawal
from podcast.stages import STATE, Paths, Plan

__all__ = ["withdraw"]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a programme that may not even be readable any more."""

    slug: str
    people: tuple[Person, ...]
    guid: str
    published: bool
    stations: tuple[str, ...]
    remembered: bool = True


@click.command(help=_("Take a programme back: nothing of it stays public, and no build brings it back."))
@click.argument("slug", metavar="EPISODE")
@click.option("--reason", required=True, metavar="TEXT", help=_("Why, without a name: it is kept."))
@click.option("--person", metavar="NAME", help=_("Who asked for it; the name is not kept."))
@click.option("--erase", is_flag=True, help=_("Delete the originals and the texts as well."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@speak.pass_voice
def withdraw(voice: speak.Voice, /, slug: str, reason: str, **options: object) -> None:
    """Take a programme back."""
    person, erase = str(options["person"] or ""), bool(options["erase"])
    root = speak.root(voice)
    show = load_show(root)
    known = _known(root, show, slug)
    _check(known, reason, person)
    # Before anything is taken away: whatever a build lacks is said now.
    plan = lay_out(root, None, lambda _done, _total: None)
    documentaries = _documentaries(root, show, slug)
    _announce(known, person, documentaries)
    if erase:
        for file in stages.own_files(root, known.slug):
            speak.say("To be deleted for good: {file}", file=file)
    if not options["yes"]:
        speak.sure("Withdraw it?", otherwise="Nothing was withdrawn.")
    now = datetime.now(ZoneInfo(show.timezone)).date()
    digest = guid_digest(known.guid) if known.guid else ""
    note_withdrawal(root, Withdrawn(slug, now, digest, known.published, reason.strip(), known.stations))
    also_sent = {each: stages.sent_to(root, each) for each in documentaries}
    files, failed = _take_away(root, (slug, *documentaries), replace(plan, show=load_show(root)))
    if erase:
        stages.drop(root, stages.own_files(root, slug))
    speak.say("{slug} is withdrawn: {count} files removed from feed/ and .podcast/.", slug=slug, count=files)
    _conclude(root, load_show(root), known, erase)
    _others(load_show(root), known, person, also_sent)
    for each in failed:
        if isinstance(each.error, PodcastError):
            speak.failure(each.error, each.task.episode)
    sys.exit(1 if failed else 0)


def _known(root: Path, show: Show, slug: str) -> _Known:
    """From the episode, else from what it was published under, else from what can be read of its file."""
    there = [each.slug for each in show.episodes]
    there += [each.slug for each in show.broken]
    there += [each.slug for each in show.withdrawn]
    # Before any path is made of it: a name with dots or slashes leads elsewhere.
    if not is_slug(slug) or (slug not in there and not stages.was_published(root, slug)):
        raise no_episode(slug, sorted(there))
    episode, published = show.episode(slug), stages.was_published(root, slug)
    stations, remembered = stages.sent_to(root, slug), stages.is_remembered(root, slug)
    if not remembered:
        # Too much said to the public and to stations does less harm than too little.
        published, stations = True, tuple(sorted({*stations, *show.stations}))
    if episode is not None:
        return _Known(slug, episode.people, episode.guid, published, stations, remembered)
    if (permit := _permit(root / Paths(slug).permit)) is not None:
        return _Known(slug, permit.people, permit.guid, published, stations, remembered)
    return _Known(slug, (), _guid(root, slug), published, stations, remembered)


def _permit(file: Path) -> Permit | None:
    """A damaged permit tells nothing."""
    try:
        return stages.load(file, Permit) if file.exists() else None
    except (PodcastError, ValueError):
        return None


def _guid(root: Path, slug: str) -> str:
    try:
        found = tomllib.loads((root / "episodes" / slug / "episode.toml").read_text("utf-8-sig")).get("guid")
    except (OSError, ValueError):
        return ""
    return found if isinstance(found, str) else ""


def _check(known: _Known, reason: str, person: str) -> None:
    names = [each.name for each in known.people]
    mask = rights.mask_of(known.people)
    if person and known.people and mask.name(person) is None:
        raise UsageProblem(
            "«{person}» is not one of the people of {slug}",
            hint="write one of: {names}",
            person=person,
            slug=known.slug,
            names=", ".join(names),
        )
    found = rights.name_in(reason, known.people)
    if not reason.strip() or found:
        raise UsageProblem(
            "the reason is kept, so it says no name: «{found}»" if found else "the reason is empty",
            hint='write it without a name: --reason "at the request of the person"',
            found=found,
        )


def _announce(known: _Known, person: str, documentaries: tuple[str, ...]) -> None:
    """Before asking: what goes, and what cannot be had otherwise."""
    if person and len(known.people) > 1:
        speak.say(
            "{person} is not the only voice in {slug}, and a voice cannot be cut out of a conversation:"
            " the whole programme will go.",
            person=person,
            slug=known.slug,
        )
    speak.say(
        "Sound, page, transcript, chapters, search entry, feed item and packages of {slug} will be removed,"
        " its guid will never be used again, and no build will bring it back.",
        slug=known.slug,
    )
    if documentaries:
        speak.say(
            "Documentaries that quote it will go off the air too: {slugs}.", slugs=", ".join(documentaries)
        )


def _documentaries(root: Path, show: Show, slug: str) -> tuple[str, ...]:
    """The documentaries that quote a programme, as they are written today or were when published."""
    found = {each.slug for each in show.episodes if slug in {source.slug for source in each.quoted}}
    for each in show.broken:
        permit = _permit(root / Paths(each.slug).permit)
        if permit is not None and slug in {source.slug for source in permit.quoted}:
            found.add(each.slug)
    return tuple(sorted(found - {slug}))


def _take_away(root: Path, slugs: tuple[str, ...], plan: Plan) -> tuple[int, list[Failed]]:
    """Everything the machine keeps goes; what is about several programmes is made again without it.

    `slugs` are the programme and the documentaries that its voices are heard in.
    """
    settings = graph.Settings(root, STATE, (), 1, lambda _event: None)
    with graph.workshop(settings) as workshop:
        gone = sorted({file for slug in slugs for file in stages.traces(root, slug)})
        stages.drop(root, gone)
        zips = frozenset(file.stem for file in gone if file.suffix == ".zip")
        design = pipeline.design(replace(plan, parcels=zips))
        outcome = _remake(design, workshop, slugs)
        leave_neutral(root, design)
        for slug in slugs:
            stages.forget(workshop, slug)
    return sum(not (root / file).exists() for file in gone), outcome


def _remake(design: pipeline.Build, workshop: Workshop, slugs: tuple[str, ...]) -> list[Failed]:
    """Pages and feeds of the whole show, and the pages that had a way to this one.

    Nothing else is built: what waits for a build may take hours, and a person is waiting.
    """
    graph.prune(design.tasks, lambda entry: entry.episode not in ("", *slugs), workshop)
    made = [
        task
        for task in design.tasks
        if not task.episode or (task.stage == "page" and workshop.journal.get(task.name) is not None)
    ]
    writes = {path for task in made for path in task.writes}
    ready = [
        task for task in made if all((workshop.root / path).exists() for path in {*task.inputs} - writes)
    ]
    return graph.build(ready, workshop).failed


def _conclude(root: Path, show: Show, known: _Known, erase: bool) -> None:
    if not known.remembered:
        speak.say(
            "What was public of {slug}, and which stations have it, is not known here any more: it counts as"
            " public, and every station of the show as one to ask.",
            slug=known.slug,
        )
    register = next(each for each in show.withdrawn if each.slug == known.slug)
    if register.published:
        speak.say("A page that says so, and nothing else, stays at {file}.", file=Paths(known.slug).page)
    for station in register.stations:
        speak.say(
            # a profile may be one station's, or a format that several take
            "Ask the radio stations that were given a file «{station}» to delete it: one was made."
            if known.remembered
            else "Ask the radio stations that are given files «{station}» whether they have one of it, and to"
            " delete that.",
            station=station,
        )
    for folder in stages.copies_of(root, known.slug):
        speak.say("Delete {folder}: it holds a copy for an audio workstation.", folder=folder)
    stages.forget_copies(root, known.slug)
    if not erase and stages.own_files(root, known.slug):
        speak.say(
            "The originals and the texts stay in episodes/{slug}/ and transcripts/{slug}/, and are published"
            " nowhere; to delete them: podcast withdraw {slug} --erase --reason …",
            slug=known.slug,
        )
    speak.say(
        "It is written down in {file}. Now send feed/ out again: podcast publish DEST", file=root / REGISTER
    )
    speak.say("Copies that people, apps, stations or backups hold are not reached from here.")


def _others(show: Show, known: _Known, person: str, documentaries: Mapping[str, tuple[str, ...]]) -> None:
    """Where else the voice is heard: in documentaries and at the stations that have them, and in programmes
    of its own."""
    for slug, stations in documentaries.items():
        speak.say(
            "{file} quotes this voice: that documentary is off the air too, until its lines are taken out.",
            file=f"episodes/{slug}/edit.toml",
        )
        for station in stations:
            speak.say(
                "Ask the radio stations that were given a file «{station}» of {slug} to delete it as well: it"
                " quotes this voice.",
                station=station,
                slug=slug,
            )
    names = {person} if person else {each.name for each in known.people if each.role is Role.GUEST}
    for episode in show.episodes:
        for each in episode.people:
            if each.name in names:
                speak.say("{person} is also heard in {slug}.", person=each.name, slug=episode.slug)
