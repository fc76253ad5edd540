"""`podcast transcript`: what people made of the machine's text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from rich.markup import escape

from podcast import transcribe
from podcast.cli import speak
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _
from podcast.model import Episode, Show
from podcast.show import TRANSLATED, load_show
from podcast.stages import Paths, load
from podcast.transcribe import Change, Conflict

__all__ = ["transcript"]


@click.group(help=_("The text of the recordings: what people changed in it."))
def transcript() -> None:
    """What people made of the machine's text."""


@transcript.command(help=_("Show every passage a person wrote beside what the machine heard there."))
@click.argument("episode", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def diff(voice: speak.Voice, episode: str | None, as_json: bool) -> None:
    """Show what people changed, and where the machine now disagrees."""
    show = load_show(speak.root(voice))
    found = [row for each in _chosen(show, episode) for row in _rows(show, each)]
    if as_json:
        speak.data(
            [
                {
                    "file": str(file),
                    "changes": [asdict(change) for change in changes],
                    "conflicts": [asdict(conflict) for conflict in conflicts],
                }
                for file, changes, conflicts in found
            ]
        )
        return
    for file, changes, conflicts in found:
        _tell(file, changes, conflicts)
    if not any(changes for _file, changes, _conflicts in found):
        speak.say("Nobody has changed the machine's text yet.")


def _chosen(show: Show, slug: str | None) -> list[Episode]:
    return list(show.episodes) if slug is None else [episode_named(show, slug)]


Row = tuple[Path, tuple[Change, ...], tuple[Conflict, ...]]


def _rows(show: Show, episode: Episode) -> Iterator[Row]:
    paths = Paths(episode.slug)
    for recording, into in itertools.product(episode.heard, ("", *TRANSLATED)):
        text, machine = paths.text(recording, into), paths.machine(recording, into)
        if (show.root / text).exists() and (show.root / machine).exists():
            written = transcribe.text_in(show.root / text)
            heard = transcribe.words_in(show.root, machine)
            changes = transcribe.changes(heard, written, show.root / text)
            yield text, changes, _open_conflicts(show.root / paths.conflicts(recording, into), changes)


def _open_conflicts(file: Path, changes: tuple[Change, ...]) -> tuple[Conflict, ...]:
    """The disputed passages whose words still stand as the person wrote them."""
    known = load(file, tuple[Conflict, ...]) if file.exists() else ()
    standing = " ".join(change.written for change in changes)
    return tuple(conflict for conflict in known if conflict.written in standing)


def _tell(file: Path, changes: tuple[Change, ...], conflicts: tuple[Conflict, ...]) -> None:
    if changes:
        speak.console.print(f"[bold]{escape(str(file))}[/]")
    for change in changes:
        moment = f"{change.start_ms // 60000}:{change.start_ms // 1000 % 60:02}"
        speak.console.print(f"  {moment} [red]- {escape(change.heard)}[/]")
        speak.console.print(f"  {' ' * len(moment)} [green]+ {escape(change.written)}[/]")
    for conflict in conflicts:
        speak.say(
            "  the machine heard «{before}» there, now it hears «{now}»; you wrote «{written}», which stands",
            before=conflict.heard_before,
            now=conflict.heard_now,
            written=conflict.written,
        )
