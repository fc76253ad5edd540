"""The first lines of a show and of an episode, written for people to go on with, and recordings copied in.

Nothing that is there is ever written over.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel

from podcast.disk import write_bytes, write_text
from podcast.errors import UsageProblem
from podcast.model import Role, Use
from podcast.show.artwork import plain_artwork
from podcast.show.bring import bring, copy_whole, digest_of
from podcast.show.edit import EDIT_FILE
from podcast.show.fields import EpisodeFile, ShowFile
from podcast.show.load import SHOW_FILE, show_alone
from podcast.show.mistakes import checked
from podcast.show.names import NARRATION, RECORDINGS, feed_url, is_slug, show_guid, slug_of
from podcast.show.register import read_register
from podcast.show.source import source_of

__all__ = [
    "Added",
    "NewEpisode",
    "NewShow",
    "add_episode",
    "bring_territory",
    "new_show",
    "refuse_second_show",
]

_GITIGNORE = """\
# What podcast makes again
/.podcast/
/feed/
.part-*
"""


@dataclass(frozen=True, slots=True)
class NewShow:
    """What a show begins with; all of it can be changed later in `episodes/show.toml`."""

    title: str
    language: str
    author: str
    email: str
    url: str
    description: str
    territory: str = "none"


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """What an episode begins with. `uses` are what every person named has agreed to: none unless said.

    A `documentary` begins with an `edit.toml` as well, and its files are narration.
    """

    slug: str = ""
    files: tuple[Path, ...] = ()
    title: str = ""
    guid: str = ""
    date: date | datetime | None = None
    guests: tuple[str, ...] = ()
    interviewers: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    language: str = ""
    uses: tuple[Use, ...] = ()
    documentary: bool = False

    @property
    def sounds(self) -> str:
        """The folder its files go into."""
        return NARRATION if self.documentary else RECORDINGS


@dataclass(frozen=True, slots=True)
class Added:
    """What `add_episode` did. `copied` and `present` are file names in the episode's `recordings/`, or in
    `narration/` for a documentary."""

    slug: str
    created: bool
    copied: tuple[str, ...] = field(default=())
    present: tuple[str, ...] = field(default=())


def new_show(root: Path, settings: NewShow) -> None:
    """Make a show in `root`: show.toml, a plain artwork, .gitignore and README.md where there are none.

    Raises UsageProblem where there is a show already, or where a setting cannot be used.
    """
    refuse_second_show(root)
    document = tomlkit.parse(_template("show", settings.language, "toml"))
    document["title"] = settings.title
    document["language"] = settings.language
    document["author"] = settings.author
    document["email"] = settings.email
    document["url"] = settings.url
    document["guid"] = show_guid(feed_url(settings.url))
    document["description"] = settings.description
    document["artwork_alt"] = settings.title
    document["territory"] = settings.territory
    text = _usable(ShowFile, tomlkit.dumps(document), {})
    readme = _template("README", settings.language, "md")
    _where_absent(root / "episodes/artwork.png", plain_artwork(ShowFile.model_fields["accent"].default))
    _where_absent(root / ".gitignore", _GITIGNORE.encode())
    _where_absent(root / "README.md", readme.format(title=settings.title).encode())
    # Last, because a folder with show.toml is a show: a run that was killed before can be repeated.
    write_text(root / SHOW_FILE, text)


def bring_territory(root: Path, file: Path) -> str:
    """Copy a territory file into `episodes/` unless it is in the show already; its path as in show.toml.

    Raises UsageProblem where another file of that name is there, or the file cannot be read.
    """
    if file.resolve().is_relative_to(root.resolve()):
        return file.resolve().relative_to(root.resolve()).as_posix()
    target = root / "episodes" / file.name
    sha256 = digest_of(file)
    if target.exists() and digest_of(target) != sha256:
        raise UsageProblem(
            "{file} is not copied: another file of that name is there already ({target})",
            hint="rename {file}, then run the same command again",
            file=file,
            target=target,
        )
    copy_whole(file, target, sha256)
    return target.relative_to(root).as_posix()


def refuse_second_show(root: Path) -> None:
    """Raise UsageProblem where `root` is a show already."""
    if (root / SHOW_FILE).exists():
        raise UsageProblem(
            "{folder} already holds a show",
            hint="open {file} to change it, or choose another folder: podcast init FOLDER",
            folder=root,
            file=root / SHOW_FILE,
        )


def add_episode(root: Path, settings: NewEpisode) -> Added:
    """Copy recordings into `episodes/<slug>/recordings/` and write `episode.toml` where there is none.

    A documentary's go into `narration/`, and an `edit.toml` of explanations is written beside it.
    Each copy is read back and compared. Raises UsageProblem where a name or file cannot be used, or
    another recording of that name is there; then nothing was copied.
    """
    if not is_slug(settings.slug):
        raise UsageProblem(
            "«{slug}» cannot be an address: small letters without accents, digits and single hyphens",
            hint="choose another, for example: --slug {near}",
            slug=settings.slug,
            near=slug_of(settings.slug) or "mon-episode",
        )
    show = show_alone(root)
    _refuse_withdrawn(root, settings.slug)
    folder = root / "episodes" / settings.slug
    file = folder / "episode.toml"
    text = "" if file.exists() else _episode_text(settings, show.language)
    copied, present = bring(settings.files, folder / settings.sounds)
    if settings.documentary:
        _where_absent(folder / EDIT_FILE, _template("edit", show.language, "toml").encode())
    if text:
        write_text(file, text)
    return Added(settings.slug, bool(text), tuple(copied), tuple(present))


def _refuse_withdrawn(root: Path, slug: str) -> None:
    if any(each.slug == slug for each in read_register(root)):
        raise UsageProblem(
            "«{slug}» is the address of a programme that was withdrawn, and is not used again",
            hint="choose another name: podcast add FILE --slug NAME",
            slug=slug,
        )


def _template(name: str, language: str, suffix: str) -> str:
    spoken = "fr" if language.lower().startswith("fr") else "en"
    return resources.files("podcast.show").joinpath("new", f"{name}.{spoken}.{suffix}").read_text("utf-8")


def _where_absent(path: Path, data: bytes) -> None:
    if not path.exists():
        write_bytes(path, data)


def _usable(table: type[BaseModel], text: str, options: Mapping[str, str]) -> str:
    """`text`, once it is known to be read back without a mistake; `options` are named unlike their key."""
    _, errors = checked(table, source_of("", text), {})
    if errors:
        first = errors[0]
        values = {**first.values, "option": options.get(str(first.values["key"]), first.values["key"])}
        raise UsageProblem("what follows --{option} cannot be used", hint=first.hint, **values)
    return text


def _episode_text(settings: NewEpisode, language: str) -> str:
    document = tomlkit.parse(_template("episode", language, "toml"))
    document["title"] = settings.title
    document["date"] = settings.date
    document["guid"] = settings.guid
    if settings.language and settings.language != language:
        document["language"] = settings.language
    else:
        document.remove("language")
    document["place"] = list(settings.places)
    document["sector"] = list(settings.sectors)
    _people(document, settings)
    options = {"id": "place", "name": "guest"}
    nobody = "" if "people" in document else _template("people", language, "toml")
    return _usable(EpisodeFile, tomlkit.dumps(document).rstrip("\n") + "\n" + nobody, options)


def _people(document: Any, settings: NewEpisode) -> None:
    """One [[people]] table a person, each with the same explanations; none where nobody is named."""
    pattern = document["people"][0]
    document.remove("people")
    people = tomlkit.aot()
    named = [(name, Role.GUEST) for name in settings.guests]
    named += [(name, Role.INTERVIEWER) for name in settings.interviewers]
    named += [(name, Role.NARRATOR) for name in settings.narrators]
    for name, role in named:
        table = copy.deepcopy(pattern)
        table["name"] = name
        table["role"] = role.value
        table["uses"] = [use.value for use in settings.uses]
        people.append(table)
    if named:
        document.append("people", people)
