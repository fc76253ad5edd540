"""How the command line talks: words on stderr, data on stdout, colours only on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from podcast.cli.messages import _, hint_of, language, text_of
from podcast.errors import ContentErrors, PodcastError, Remark
from podcast.show import find_root

__all__ = [
    "Voice",
    "awaited",
    "console",
    "data",
    "failure",
    "hint",
    "interrupted",
    "pass_voice",
    "remark",
    "root",
    "say",
    "sure",
]

# In a pipe nothing is cut: a table is as wide as what it holds.
_PIPED = 1000
console = Console(stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else _PIPED)


@dataclass(frozen=True, slots=True)
class Voice:
    """The options every command shares."""

    folder: str | None = None
    quiet: bool = False


pass_voice = click.make_pass_decorator(Voice, ensure=True)


def root(voice: Voice) -> Path:
    """The show's folder: the one named, else the one we are in."""
    return find_root(Path(voice.folder) if voice.folder else Path.cwd())


def say(template: str, **values: object) -> None:
    """A line for the producer."""
    console.print(escape(_(template, **values)))


def data(value: Mapping[str, Any] | list[Any]) -> None:
    """Data for a program, as JSON on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _near(values: Mapping[str, object]) -> dict[str, object]:
    """Paths as the producer would type them from here; here itself in full, since «.» names no folder."""
    here = Path.cwd()
    return {
        name: value.relative_to(here) if isinstance(value, Path) and here in value.parents else value
        for name, value in values.items()
    }


def failure(error: PodcastError, about: str = "") -> None:
    """An error: what happened, then what to type. `about` is the episode, where the sentence does not say."""
    if isinstance(error, ContentErrors):
        for each in error.errors:
            failure(each, about)
        return
    shown = type(error)(error.message, hint=error.hint, **_near(error.values))
    console.print(f"[bold red]✗[/] {_about(about)}{escape(text_of(shown))}")
    if shown.hint:
        hint(hint_of(shown))


def hint(text: str) -> None:
    """What to type, below what went wrong; `text` is in the producer's language already."""
    console.print(f"  [bold]→[/] {escape(text)}")


def remark(said: Remark, about: str = "") -> None:
    """Something worth knowing that stopped nothing. `about` is the episode, said once: a sentence that names
    it needs no other mention."""
    owner = "" if about in said.values.values() else about
    console.print(f"[yellow]![/] {_about(owner)}{escape(text_of(said))}")


def awaited(error: PodcastError) -> None:
    """What is refused today and needs nothing but time."""
    console.print(f"[cyan]·[/] {escape(text_of(error))}")


def _about(episode: str) -> str:
    return escape(_("{episode}: ", episode=episode)) if episode else ""


def sure(question: str, *, otherwise: str) -> None:
    """Ask once, in the producer's language; anything but a yes, and nobody there to answer, ends the command.

    `otherwise` is then its last sentence: nothing had begun that could go on from here. The exit code is
    that of a command stopped by hand, so that a script does not go on as if the answer had been yes.
    """
    shown = f"{_(question)} [{'o/N' if language() == 'fr' else 'y/N'}]"
    try:
        answer = click.prompt(shown, default="", show_default=False, err=True)
    except click.Abort:
        console.print()
        answer = ""
    if answer.strip().lower() not in ("y", "yes", "o", "oui"):
        say(otherwise)
        sys.exit(130)


def interrupted() -> None:
    """The last words after Ctrl-C."""
    console.print()
    say("Stopped. Nothing is lost: the same command goes on from here.")
