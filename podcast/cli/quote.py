"""`podcast quote`: a passage found by its words, as the lines to paste into an edit.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from podcast import edit, transcribe
from podcast.cli import speak
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _
from podcast.edit import Found, Spoken
from podcast.errors import Remark, UsageProblem
from podcast.model import Episode, Show, Use
from podcast.show import load_show
from podcast.stages import Paths

__all__ = ["quote"]

_MANY = 20


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage of one recording, as it is said there."""

    episode: Episode
    name: str
    said: Spoken
    found: Found

    @property
    def words(self) -> str:
        return " ".join(each.text for each in self.said.words[self.found.first : self.found.last + 1])

    @property
    def start_ms(self) -> int:
        return self.said.words[self.found.first].start_ms

    @property
    def end_ms(self) -> int:
        return self.said.words[self.found.last].end_ms

    @property
    def speaker(self) -> str:
        return self.said.speakers[self.found.first]


@click.command(help=_("Find a passage by its words, and print the lines to paste into an edit.toml."))
@click.argument("said", nargs=-1, required=True, metavar="[EPISODE] WORDS")
@click.option("--search", is_flag=True, help=_("Look through the whole show."))
@click.option("--whole", is_flag=True, help=_("Whole sentences around the words."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def quote(voice: speak.Voice, /, said: tuple[str, ...], search: bool, whole: bool, as_json: bool) -> None:
    """Find a passage by its words."""
    show = load_show(speak.root(voice))
    episodes, words = _asked(show, said, search)
    heard = [each for episode in episodes for each in _heard(show, episode)]
    found = [
        _Passage(episode, name, spoken, edit.sentences(spoken, place) if whole or search else place)
        for episode, name, spoken in heard
        for place in edit.find(spoken, words)
    ]
    if not found:
        raise _not_said(heard, words, episodes)
    if as_json:
        speak.data([_told(each) for each in found[:_MANY]])
        return
    for each in found[:_MANY]:
        click.echo(_lines(each))
    if len(found) > _MANY:
        speak.say("{count} passages say so; the first {shown} are shown.", count=len(found), shown=_MANY)
    for episode in dict.fromkeys(each.episode.slug for each in found):
        _warn(show, episode)


def _asked(show: Show, said: tuple[str, ...], search: bool) -> tuple[list[Episode], str]:
    """Where to look, and for which words."""
    if search:
        return [each for each in show.episodes if each.recordings], " ".join(said)
    if len(said) < 2:
        raise UsageProblem(
            "which episode to look in is not said",
            hint='podcast quote EPISODE "words", or podcast quote --search "words" for the whole show',
        )
    return [episode_named(show, said[0])], " ".join(said[1:])


def _heard(show: Show, episode: Episode) -> Iterator[tuple[Episode, str, Spoken]]:
    """The corrected words of each recording, as they stand in its .vtt right now."""
    paths = Paths(episode.slug)
    for recording in episode.recordings:
        text, machine = show.root / paths.text(recording), paths.machine(recording)
        if text.exists() and (show.root / machine).exists():
            heard = transcribe.words_in(show.root, machine)
            corrected = transcribe.correct(heard, transcribe.text_in(text), text)
            yield episode, recording.name, edit.spoken(corrected)


def _not_said(heard: list[tuple[Episode, str, Spoken]], words: str, episodes: list[Episode]) -> UsageProblem:
    if not heard:
        return UsageProblem(
            "nothing of {slugs} has been transcribed yet",
            hint="podcast build",
            slugs=", ".join(each.slug for each in episodes) or "—",
        )
    near = [(each, place) for each in heard if (place := edit.nearest(each[2], words))]
    if not near:
        return UsageProblem(
            "nobody says «{words}»",
            hint="try fewer words: case, accents and signs do not matter, and … stands for any words between",
            words=words,
        )
    (episode, name, spoken), place = near[0]
    passage = _Passage(episode, name, spoken, place)
    return UsageProblem(
        "nobody says «{words}»; nearest is «{near}», in {slug} at {time}",
        hint='podcast quote {slug} "{near}"',
        words=words,
        near=passage.words,
        slug=episode.slug,
        time=edit.clock(passage.start_ms),
    )


def _lines(passage: _Passage) -> str:
    """A part of an edit.toml, with who speaks in a line of explanation."""
    return "\n".join(
        (
            *([f"# {passage.speaker}"] if passage.speaker else []),
            "[[part]]",
            f'quote = "{_source(passage)}"',
            # JSON's strings are TOML's too
            f"words = {json.dumps(passage.words.replace(chr(160), ' '), ensure_ascii=False)}",
            f'start = "{edit.clock(passage.start_ms)}"',
            f'end = "{edit.clock(passage.end_ms)}"',
            "",
        )
    )


def _source(passage: _Passage) -> str:
    alone = len(passage.episode.recordings) == 1
    return passage.episode.slug if alone else f"{passage.episode.slug}/{passage.name}"


def _told(passage: _Passage) -> dict[str, object]:
    return {
        "quote": _source(passage),
        "file": str(Path("episodes", passage.episode.slug, "recordings", passage.name)),
        "speaker": passage.speaker,
        "words": passage.words,
        "start_ms": passage.start_ms,
        "end_ms": passage.end_ms,
    }


def _warn(show: Show, slug: str) -> None:
    """Say beforehand who has not agreed to be quoted."""
    episode = show.episode(slug)
    for person in episode.people if episode else ():
        if Use.EXTRACTS not in person.consent.uses:
            speak.remark(
                Remark(
                    "{person} has not agreed to «{use}»: a documentary with this voice is refused",
                    {"person": person.name, "use": Use.EXTRACTS.value},
                ),
                slug,
            )
