"""`podcast chapters`: the chapters of a programme, as lines for its `episode.toml`."""

from __future__ import annotations

from dataclasses import asdict

import click

from podcast.cli import speak
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _
from podcast.errors import UsageProblem
from podcast.model import Chapter
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
    episode_named(show, episode)
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
        speak.say("No question of an interviewer is far enough from the next to make chapters.")
    elif marks[0].proposed:
        speak.say(
            "Proposed from the questions, and published so. To change them, put these lines at the end of"
            " episodes/{slug}/episode.toml and correct them there; chapters = false at its top leaves them"
            " out.",
            slug=episode,
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
