"""`podcast init` and `podcast add`: the first lines of a show and of an episode."""

from __future__ import annotations

import difflib
import os
import shlex
import sys
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from podcast.cli import speak
from podcast.cli.messages import _, language
from podcast.errors import RecordingError, UsageProblem
from podcast.ingest import look
from podcast.model import Show, Use
from podcast.show import (
    Added,
    NewEpisode,
    NewShow,
    add_episode,
    bring_territory,
    new_show,
    refuse_second_show,
    show_alone,
    slug_of,
)
from podcast.tag import BUILT_IN, NO_TERRITORY, load_sectors, load_territory

__all__ = ["add", "init", "uses_option"]

_DESCRIPTIONS = {"fr": "Des entretiens enregistrés par {author}.", "en": "Interviews recorded by {author}."}
_SHOWN = 20  # ids that one hint names


@click.command(help=_("Make a new show in a folder."))
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--title", metavar="TEXT", help=_("What the show is called."))
@click.option("--language", "spoken", metavar="CODE", help=_("The language spoken: fr, en…"))
@click.option("--author", metavar="TEXT", help=_("Who makes it."))
@click.option("--email", metavar="ADDRESS", help=_("A shared mailbox; it is printed in the feed."))
@click.option("--url", metavar="URL", help=_("The address where feed/ will be served."))
@click.option(
    "--territory", default=NO_TERRITORY, metavar="NAME", help=_("Its neighbourhoods: a name or a file.")
)
def init(folder: Path, spoken: str | None, territory: str, **options: str | None) -> None:
    """Make a new show in a folder."""
    refuse_second_show(folder)
    load_territory(territory, Path.cwd())  # what is wrong in it is said before anything is written
    spoken = spoken or language()
    said = _answers(options)
    description = _DESCRIPTIONS["fr" if spoken.startswith("fr") else "en"].format(author=said["author"])
    if territory not in (*BUILT_IN, NO_TERRITORY):
        territory = bring_territory(folder, Path(territory))
    new_show(folder, NewShow(language=spoken, description=description, territory=territory, **said))
    speak.say("{file} describes your show; change it as you like.", file=folder / "episodes/show.toml")
    if folder.resolve() == Path.cwd().resolve():
        speak.say("Next: podcast add interview.wav --title … --guest …")
    else:
        speak.say("Next: cd {folder}", folder=shlex.quote(str(folder)))
        speak.say("Then: podcast add interview.wav --title … --guest …")


def _answers(options: dict[str, str | None]) -> dict[str, str]:
    """What the options say; the rest is asked where somebody is there to answer."""
    missing = [name for name, value in options.items() if not value]
    if missing and not sys.stdin.isatty():
        raise UsageProblem(
            "a new show needs {missing}",
            hint='podcast init FOLDER --title "…" --author "…" --email contact@… --url https://…',
            missing=", ".join(f"--{name}" for name in missing),
        )
    asked = {"title": _("Title"), "author": _("Author"), "email": _("E-mail"), "url": _("Address (url)")}
    return {name: value or click.prompt(asked[name], err=True) for name, value in options.items()}


def _uses(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> tuple[Use, ...]:
    words = [word.strip() for part in value for word in part.split(",") if word.strip()]
    for word in words:
        if word not in list(Use):
            raise UsageProblem(
                "«{word}» is not a use that somebody can agree to",
                hint="write some of: {known}",
                word=word,
                known=", ".join(Use),
            )
    return tuple(dict.fromkeys(Use(word) for word in words))


uses_option = click.option(
    "--uses", multiple=True, callback=_uses, metavar="LIST", help=_("What they agreed to: web,radio…")
)


@click.command(help=_("Bring recordings in: a new episode, or more for one that is there."))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--slug", default="", metavar="NAME", help=_("The episode's folder; else made from the title."))
@click.option("--title", default="", metavar="TEXT", help=_("The episode's title."))
@click.option("--guest", "guests", multiple=True, metavar="NAME", help=_("Who is portrayed."))
@click.option("--interviewer", "interviewers", multiple=True, metavar="NAME", help=_("Who asks."))
@click.option("--narrator", "narrators", multiple=True, metavar="NAME", help=_("Who narrates."))
@click.option(
    "--documentary", is_flag=True, help=_("A programme made of passages of others: FILE is narration.")
)
@click.option("--place", "places", multiple=True, metavar="PLACE", help=_("The neighbourhood: id or name."))
@click.option("--sector", "sectors", multiple=True, metavar="SECTOR", help=_("The trade: id or name."))
@click.option("--language", default="", metavar="CODE", help=_("The language spoken, if not the show's."))
@uses_option
@speak.pass_voice
def add(voice: speak.Voice, /, files: tuple[Path, ...], **options: object) -> None:
    """Bring recordings in."""
    root = speak.root(voice)
    _refuse_soundless(files)
    wish = _titled(NewEpisode(files=files, **options))  # type: ignore[arg-type]  # click has checked them
    if (root / "episodes" / wish.slug / "episode.toml").exists():
        known = ("slug", "documentary")
        beyond = [f"--{name}" for name, value in options.items() if value and name not in known]
        _only_recordings(wish, beyond)
        wish = NewEpisode(wish.slug, files, documentary=wish.documentary)
        _tell(add_episode(root, wish), wish)
        return
    show = show_alone(root)
    now = datetime.now(ZoneInfo(show.timezone))
    wish = replace(
        wish,
        guid=str(uuid.uuid4()),
        date=now.date(),
        places=tuple(_place(show, each) for each in wish.places),
        sectors=tuple(_sector(show, each) for each in wish.sectors),
    )
    _tell(add_episode(root, wish), wish)


def _refuse_soundless(files: Iterable[Path]) -> None:
    """Say now what a build would say later; a file that cannot be opened is spoken of where it is copied."""
    for file in files:
        if not (file.is_file() and os.access(file, os.R_OK)):
            continue
        try:
            look(file)
        except RecordingError as error:
            raise type(error)(
                error.message,
                hint="nothing was copied: give a sound or video file, or copy this one again from the"
                " recorder, then run the same command again",
                **error.values,
            ) from error


def _titled(wish: NewEpisode) -> NewEpisode:
    """A title from the guest, else the folder or file; a folder from the title."""
    stem = wish.files[0].stem if wish.files else ""
    title = wish.title or ", ".join(wish.guests) or wish.slug or stem
    if not title:
        raise UsageProblem(
            "podcast add needs a recording", hint='podcast add interview.wav --title "…" --guest "…"'
        )
    return replace(wish, title=title, slug=wish.slug or slug_of(title))


def _only_recordings(wish: NewEpisode, beyond: list[str]) -> None:
    if beyond or not wish.files:
        raise UsageProblem(
            "episodes/{slug} is there already: only recordings can be added to it",
            hint="podcast add FILE --slug {slug}; to change the rest, open episodes/{slug}/episode.toml",
            slug=wish.slug,
        )


def _place(show: Show, said: str) -> str:
    """The id of a neighbourhood given by its id or one of its names."""
    territory = load_territory(show.territory, show.root)
    areas = territory.areas or (territory.area(said),)  # without any, that says what to type
    names = {area.id: (area.id, *area.names.values(), *area.aliases) for area in areas}
    return _id(said, names, "«{said}» is not one place of the territory «{list}»", show.territory)


def _sector(show: Show, said: str) -> str:
    """The id of a sector given by its id or one of its labels."""
    names = {each.id: (each.id, *each.labels.values()) for each in load_sectors().sectors}
    return _id(said, names, "«{said}» is not one of the sectors", "")


def _id(said: str, names: Mapping[str, Iterable[str]], message: str, where: str) -> str:
    wanted = slug_of(said)
    keys = [(slug_of(name), key) for key, known in names.items() for name in known]
    found = sorted({key for name, key in keys if name == wanted})
    if len(found) == 1:
        return found[0]
    near = difflib.get_close_matches(wanted, [name for name, _key in keys], n=5)
    meant = found or sorted({key for name, key in keys if name in near}) or list(names)
    raise UsageProblem(
        message,
        hint="write one of: {known}",
        said=said,
        list=where,
        known=", ".join(meant[:_SHOWN]) + (", …" if len(meant) > _SHOWN else ""),
    )


def _tell(added: Added, wish: NewEpisode) -> None:
    for name in added.present:
        speak.say("{name} was there already.", name=name)
    for name in added.copied:
        place = f"episodes/{added.slug}/{wish.sounds}/"
        speak.say("{name} copied to {folder}.", name=name, folder=place)
    if added.created and not (wish.guests or wish.interviewers or wish.narrators):
        speak.say(
            "Next: say in episodes/{slug}/episode.toml who is heard and what they agreed to: its last lines"
            " wait for it.",
            slug=added.slug,
        )
    elif added.created and not wish.uses:
        speak.say("Next: write in episodes/{slug}/episode.toml who agreed to what.", slug=added.slug)
    elif added.created:
        heard = ", ".join((*wish.guests, *wish.interviewers, *wish.narrators))
        speak.say(
            "Written as agreed to by {people}: {uses}.",
            people=heard,
            uses=", ".join(each.value for each in wish.uses),
        )
    if wish.documentary:
        file = f"episodes/{added.slug}/edit.toml"
        speak.say('Next: write in {file} what is heard; podcast quote --search "words" helps.', file=file)
    speak.say("Then: podcast build")
