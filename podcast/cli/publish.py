"""`podcast publish`: feed/ goes out, once the law's pages are filled in and every voice is in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from podcast import disk, graph, pipeline
from podcast.cli import speak
from podcast.cli.building import keeper, lay_out
from podcast.cli.messages import _
from podcast.errors import ContentError, PodcastError, RightsRefused
from podcast.graph import Task
from podcast.model import Show
from podcast.publish import copy_out, is_remote, ping, rsync_out, take_back
from podcast.rights import unsigned
from podcast.show import SHOW_FILE
from podcast.stages import FEED, PUBLISHED, STATE, VOICES, Paths

__all__ = ["publish"]


@click.command(help=_("Send feed/ out: to a folder, or to another machine with rsync."))
@click.argument("destination", metavar="DEST")
@speak.pass_voice
def publish(voice: speak.Voice, destination: str) -> None:
    """Send feed/ out."""
    root = speak.root(voice)
    plan = lay_out(root, None, lambda _done, _total: None)
    design = pipeline.design(plan)
    if found := list(_reasons(root, plan.show, design)):
        _take_back(root, plan.show, destination)
        _refuse(found)
    _send(root, plan.show, destination)
    _remember(root, plan.show)
    if plan.show.hub:
        ping(plan.show)
        speak.say("{hub} was told that the feed is new.", hub=plan.show.hub)


def _send(root: Path, show: Show, destination: str) -> None:
    if is_remote(destination):
        rsync_out(root / FEED, destination)
        speak.say("feed/ was sent to {destination}.", destination=destination)
        return
    sent = copy_out(root / FEED, Path(destination), show.guid)
    speak.say(
        "{copied} files copied to {destination}, {same} were there already, {removed} removed.",
        copied=sent.copied,
        same=sent.same,
        removed=sent.removed,
        destination=destination,
    )


def _remember(root: Path, show: Show) -> None:
    """Keep which guid each programme was published under: `podcast check` holds the next feed against it."""
    there = {each.slug: each.guid for each in show.episodes if (root / Paths(each.slug).page).exists()}
    gone = {each.slug for each in show.withdrawn}
    known = {slug: guid for slug, guid in _remembered(root).items() if slug not in gone}
    text = json.dumps(known | there, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    disk.write_text(root / PUBLISHED, text)


def _remembered(root: Path) -> dict[str, str]:
    """What was sent out before: a programme whose file cannot be read today is still out there."""
    try:
        found = json.loads((root / PUBLISHED).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(slug): str(guid) for slug, guid in found.items()} if isinstance(found, dict) else {}


def _take_back(root: Path, show: Show, destination: str) -> None:
    """Whoever took their voice back does not wait for what keeps the rest from going out."""
    if gone := [each.slug for each in show.withdrawn]:
        take_back(root / FEED, destination, show.guid, gone)
        speak.say(
            "What was withdrawn ({slugs}) is gone from {destination}; lists and search there name it until"
            " the rest goes out too, which it may not yet:",
            slugs=", ".join(gone),
            destination=destination,
        )


def _refuse(found: Sequence[PodcastError]) -> None:
    """Say every reason why feed/ may not go out as it is; the last one is raised."""
    for each in found[:-1]:
        speak.failure(each)
    raise found[-1]


def _reasons(root: Path, show: Show, design: pipeline.Build) -> Iterator[PodcastError]:
    if not (root / FEED / "feed.xml").exists() or _outdated(root, design):
        yield RightsRefused(
            "feed/ is not what may be public today",
            hint="podcast build, then run the same command again",
        )
    if missing := _notices(show):
        yield ContentError(
            "{file} does not say who answers for the site, and the law asks for it: {missing}",
            hint="write these keys at the end of {file}; [legal] is a line of its own above its keys",
            file=SHOW_FILE,
            line=1,
            missing=", ".join(missing),
        )
    for slug, person in _unsigned(root, show):
        yield RightsRefused(
            "{slug}: no signed form is filed for {person}",
            hint="podcast consent form {slug}; once it is signed: podcast consent add {slug} SCAN --person"
            ' "{person}"',
            slug=slug,
            person=person,
        )


def _notices(show: Show) -> list[str]:
    """The settings of the law's pages that nobody has filled in yet."""
    missing = [f"[legal] {name}" for name in show.legal.missing]
    missing += [] if show.privacy else ["[privacy] contact"]
    return missing + ([] if show.accessibility.contact else ["[accessibility] contact"])


def _outdated(root: Path, design: pipeline.Build) -> bool:
    """Whether something lies in feed/ that a build would take away or make otherwise today."""
    journal, digests = graph.observatory(root, STATE)
    names, keep = {task.name for task in design.tasks}, keeper(design)
    over = (entry for entry in journal if entry.task not in names and not keep(entry))
    files = (Path(name) for entry in over for name in entry.outputs)
    gone = any(file.is_relative_to(FEED) and (root / file).exists() for file in files)
    if gone or not all((root / page).exists() for page in design.neutral):
        return True
    return bool(_strays(root, design, journal)) or _to_be_remade(root, design.tasks, journal, digests)


def _strays(root: Path, design: pipeline.Build, journal: graph.Journal) -> set[Path]:
    """What lies in the voices' folders of feed/ and nobody makes: .podcast/ was lost since it was made."""
    there = {path.relative_to(root) for each in VOICES for path in (root / each).rglob("*") if path.is_file()}
    ours = {path for task in design.tasks for path in task.outputs} | set(design.neutral)
    ours |= {Path(name) for entry in journal for name in entry.outputs}
    return {path for path in there - ours if not any(part.startswith(".") for part in path.parts)}


def _to_be_remade(root: Path, tasks: Sequence[Task], journal: graph.Journal, digests: graph.Digests) -> bool:
    """Whether a file in feed/ is not what a build would make: a name may have been hidden since.

    Of a programme that has nothing in feed/, as one that cannot be built, nothing can be out of date.
    """

    def public(task: Task) -> bool:
        entry = journal.get(task.name)
        names = {*task.outputs, *(Path(name) for name in (entry.outputs if entry else ()))}
        return any(path.is_relative_to(FEED) and (root / path).exists() for path in names)

    shown = {task.episode for task in tasks if public(task)}
    asked = [task for task in tasks if not task.episode or task.episode in shown]
    return any(public(task) for task, _reason in graph.foresee(asked, journal, digests))


def _unsigned(root: Path, show: Show) -> Iterator[tuple[str, str]]:
    """The people of what is public for whom there is no signed form."""
    for episode in show.episodes:
        if (root / Paths(episode.slug).page).exists():
            yield from ((episode.slug, person.name) for person in unsigned(episode))
