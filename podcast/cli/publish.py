"""`podcast publish`: feed/ goes out, once the law's pages are filled in and every voice is in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from podcast import disk, graph, pipeline
from podcast.cli import speak
from podcast.cli.building import keeper, lay_out
from podcast.cli.messages import _
from podcast.errors import ContentError, PodcastError, RightsRefused
from podcast.model import Show
from podcast.publish import copy_out, is_remote, rsync_out
from podcast.show import SHOW_FILE
from podcast.stages import FEED, PUBLISHED, STATE, Paths

__all__ = ["publish"]


@click.command(help=_("Send feed/ out: to a folder, or to another machine with rsync."))
@click.argument("destination", metavar="DEST")
@speak.pass_voice
def publish(voice: speak.Voice, destination: str) -> None:
    """Send feed/ out."""
    root = speak.root(voice)
    plan = lay_out(root, None, lambda _done, _total: None)
    design = pipeline.design(plan)
    _refuse(root, plan.show, design)
    if is_remote(destination):
        rsync_out(root / FEED, destination)
        _remember(root, plan.show)
        speak.say("feed/ was sent to {destination}.", destination=destination)
        return
    sent = copy_out(root / FEED, Path(destination), plan.show.guid)
    _remember(root, plan.show)
    speak.say(
        "{copied} files copied to {destination}, {same} were there already, {removed} removed.",
        copied=sent.copied,
        same=sent.same,
        removed=sent.removed,
        destination=destination,
    )


def _remember(root: Path, show: Show) -> None:
    """Keep which guid each programme was published under: `podcast check` holds the next feed against it."""
    public = {each.slug: each.guid for each in show.episodes if (root / Paths(each.slug).page).exists()}
    text = json.dumps(public, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    disk.write_text(root / PUBLISHED, text)


def _refuse(root: Path, show: Show, design: pipeline.Build) -> None:
    """Say every reason why feed/ may not go out as it is; the last one is raised."""
    found = list(_reasons(root, show, design))
    for each in found[:-1]:
        speak.failure(each)
    if found:
        raise found[-1]


def _reasons(root: Path, show: Show, design: pipeline.Build) -> Iterator[PodcastError]:
    if missing := _notices(show):
        yield ContentError(
            "{file} does not say who answers for the site, and the law asks for it: {missing}",
            hint="write these keys at the end of {file}; [legal] is a line of its own above its keys",
            file=SHOW_FILE,
            line=1,
            missing=", ".join(missing),
        )
    if not (root / FEED / "feed.xml").exists() or _outdated(root, design):
        yield RightsRefused(
            "feed/ is not what may be public today",
            hint="podcast build, then run the same command again",
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
    """Whether something lies in feed/ that a build would take away, or a page is not there yet."""
    journal, _digests = graph.observatory(root, STATE)
    names, keep = {task.name for task in design.tasks}, keeper(design)
    over = (entry for entry in journal if entry.task not in names and not keep(entry))
    files = (Path(name) for entry in over for name in entry.outputs)
    gone = any(file.is_relative_to(FEED) and (root / file).exists() for file in files)
    return gone or not all((root / page).exists() for page in design.neutral)


def _unsigned(root: Path, show: Show) -> Iterator[tuple[str, str]]:
    """The people of what is public for whom there is no signed form; invented persons sign none."""
    for episode in show.episodes:
        if (root / Paths(episode.slug).page).exists():
            for person in episode.people:
                if person.consent.evidence is None and not person.made_up:
                    yield episode.slug, person.name
