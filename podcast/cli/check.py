"""`podcast check`: is what was built right, and would every app and directory take it?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from podcast import check as lint
from podcast.check import Finding
from podcast.cli import speak
from podcast.cli.messages import _
from podcast.errors import PodcastError, UsageProblem
from podcast.show import load_show
from podcast.stages import FEED, PUBLISHED

__all__ = ["check"]


@click.command(help=_("Look whether what was built is right; with FILE or URL, whether that feed is."))
@click.argument("place", required=False, metavar="[FILE|URL]")
@click.option("--strict", is_flag=True, help=_("Warnings fail too."))
@click.option("--quick", is_flag=True, help=_("Do not decode the sound to measure its length."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def check(voice: speak.Voice, place: str | None, strict: bool, quick: bool, as_json: bool) -> None:
    """Say every rule that is broken; leave with 1 where an error is among them."""
    found = lint.check_feed(lint.fetch(place), place) if place else _own(voice, listen=not quick)
    errors = sum(each.rule.level == "error" for each in found)
    if as_json:
        speak.data([_data(each) for each in found])
    else:
        for each in found:
            _say(each)
        if not voice.quiet:
            speak.say("{errors} errors, {warnings} warnings.", errors=errors, warnings=len(found) - errors)
    sys.exit(1 if errors or (strict and found) else 0)


def _own(voice: speak.Voice, *, listen: bool) -> list[Finding]:
    root = speak.root(voice)
    folder = root / FEED
    if not (folder / "feed.xml").is_file():
        raise UsageProblem(
            "there is nothing to check yet in {folder}", hint="make it first: podcast build", folder=folder
        )
    return lint.check_show(load_show(root), folder, _published(root), listen=listen)


def _published(root: Path) -> dict[str, str]:
    """The guids of the last publication by slug; none where nothing was published from this machine."""
    file = root / PUBLISHED
    try:
        return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}
    except (ValueError, TypeError) as error:
        raise PodcastError(
            "{file} is damaged", hint="delete it: podcast publish writes it again", file=file
        ) from error


def _say(found: Finding) -> None:
    sign = "[bold red]✗[/]" if found.rule.level == "error" else "[yellow]![/]"
    sentence = escape(_(found.rule.message, **found.values))
    speak.console.print(f"{sign} {found.rule.code} {escape(found.place)} — {sentence}")
    speak.console.print(f"  [bold]→[/] {escape(_(found.rule.fix, **found.values))}")


def _data(found: Finding) -> dict[str, Any]:
    return {
        "code": found.rule.code,
        "level": found.rule.level,
        "message": _(found.rule.message, **found.values),
        "file": found.file,
        "line": found.line or None,
        "fix": _(found.rule.fix, **found.values),
    }
