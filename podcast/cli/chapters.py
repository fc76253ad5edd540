"""`podcast chapters`: the chapters of a programme, as lines for its `episode.toml`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from podcast.cli import speak
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _
from podcast.errors import UsageProblem
from podcast.model import Chapter, Episode, Role, Transcript
from podcast.show import load_show
from podcast.stages import Paths, load

__all__ = ["chapters"]


@click.command(help=_("The chapters of a programme, as lines for its episode.toml."))
@click.argument("episode")
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def chapters(voice: speak.Voice, episode: str, as_json: bool) -> None:
    """Print the chapters that were given, or those proposed from the interviewer's questions."""
    show = load_show(speak.root(voice))
    named = episode_named(show, episode)
    file = show.root / Paths(episode).marks
    if not file.exists():
        raise UsageProblem(
            "the chapters of {slug} are not known yet", hint="podcast build --only {slug}", slug=episode
        )
    marks = load(file, tuple[Chapter, ...])
    if as_json:
        speak.data([asdict(each) for each in marks])
        return
    for each in marks:
        click.echo(_lines(each))
    if not marks:
        _say_why_none(show.root, named)
    elif marks[0].proposed:
        speak.say(
            "Proposed from the questions, and published so. To change them, put these lines at the end of"
            " episodes/{slug}/episode.toml and correct them there; chapters = false at its top leaves them"
            " out.",
            slug=episode,
        )


def _say_why_none(root: Path, episode: Episode) -> None:
    """Why there is no chapter, and how to write some by hand."""
    asking = {person.name for person in episode.people if person.role is Role.INTERVIEWER}
    file = root / Paths(episode.slug).programme
    words = load(file, Transcript).segments if file.exists() else ()
    asked = [each.text for each in words if each.speaker in asking]
    if not episode.proposes:
        speak.say("No chapter is proposed: episodes/{slug}/episode.toml says chapters = false.",
                  slug=episode.slug)  # fmt: skip
    elif episode.edit:
        speak.say("No part of episodes/{slug}/edit.toml has a title: each title is a chapter.",
                  slug=episode.slug)  # fmt: skip
    elif not asking:
        speak.say(
            "Chapters are proposed from the questions of an interviewer, and episodes/{slug}/episode.toml"
            ' names none (role = "interviewer").',
            slug=episode.slug,
        )
    elif not asked:
        speak.say(
            "Chapters are proposed from the questions of {names}, and the transcript does not say when they"
            " are heard.",
            names=", ".join(sorted(asking)),
        )
    elif not any("?" in each for each in asked):
        speak.say("Nothing that {names} says in the transcript is a question to make a chapter of.",
                  names=", ".join(sorted(asking)))  # fmt: skip
    else:
        speak.say("The questions are too few, or too near each other, to make chapters of.")
    speak.say(
        "To write them yourself, put these lines at the end of episodes/{slug}/episode.toml, once for each"
        ' chapter:\n\n[[chapters]]\nat = "0:00"\ntitle = "…"\n\nThen: podcast build',
        slug=episode.slug,
    )


def _lines(chapter: Chapter) -> str:
    """A `[[chapters]]` table."""
    seconds, ms = divmod(chapter.start_ms, 1000)
    rest = f".{ms:03}".rstrip("0") if ms else ""
    clock = f"{seconds // 60}:{seconds % 60:02}{rest}" if seconds < 3600 else _long(seconds, rest)
    title = chapter.title.replace("\\", "\\\\").replace('"', '\\"')
    return f'[[chapters]]\nat = "{clock}"\ntitle = "{title}"\n'


def _long(seconds: int, rest: str) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{rest}"
