"""`podcast tag`: what places and sectors were found, why, and a producer's yes or no."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import click
from rich.markup import escape

from podcast import disk
from podcast.cli import speak
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _, hint_of, language, text_of
from podcast.cli.models import downloading
from podcast.cli.tag_lines import data_of, say_evidence, say_tags
from podcast.cli.transcribing import heard
from podcast.errors import (
    ContentError,
    ContentErrors,
    DiskFull,
    MissingTool,
    PodcastError,
    Remark,
    UsageProblem,
)
from podcast.model import Episode, Segment, Show, Tag, TagKind, TagState, Transcript
from podcast.show import judge_tag, learn_spelling, load_show, slug_of
from podcast.stages import Paths, load
from podcast.tag import (
    Reader,
    Reading,
    Territory,
    Window,
    check_territory,
    find_tags,
    load_sectors,
    load_territory,
    make_reader,
)

__all__ = ["tag"]

# Rules that know a place by its sound, rightly or not.
_BY_SOUND = ("sound", "near", "nearer")


@click.group(help=_("Places, sectors and themes: what was found, and your yes or no."))
def tag() -> None:
    """Places, sectors and themes."""


@tag.command(help=_("Find places and sectors in any text."))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@click.option(
    "--language",
    "spoken",
    callback=heard,
    metavar="CODE",
    help=_("The language of the text; else the show's."),
)
@click.option("--territory", "name", metavar="NAME", help=_("Look for the places of this territory."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def text(voice: speak.Voice, file: Path, spoken: str | None, name: str | None, as_json: bool) -> None:
    """Find places and sectors in any text."""
    root, show = _maybe_show(voice)
    territory = load_territory(name or (show.territory if show else "clermont"), root)
    said = _read(file)
    cue = Segment(0, 0, said)
    transcript = Transcript(spoken or (show.language if show else language()), 0, (cue,) if said else ())
    found, missing = _found(voice, transcript, territory)
    if transcript.language.partition("-")[0] not in load_sectors().languages():
        told = "there is no list of trades in «{language}»: only places are looked for, and only suggested"
        speak.remark(Remark(told, {"language": transcript.language}))
    _show_tags(found, territory, as_json)
    if missing:
        sys.exit(missing.exit_code)


@tag.command(help=_("Read a territory file through and say everything that is wrong in it."))
@click.argument("territory", metavar="TERRITORY")
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def check(voice: speak.Voice, territory: str, as_json: bool) -> None:
    """Read a territory file through."""
    here = Path.cwd() if (Path.cwd() / territory).is_file() else _maybe_show(voice)[0]
    mistakes = check_territory(territory, here)
    count = 0 if mistakes else len(load_territory(territory, here).areas)
    if as_json:
        told = [{"message": text_of(each), "hint": hint_of(each)} for each in mistakes]
        speak.data({"territory": territory, "places": count, "mistakes": told})
    elif mistakes:
        for each in mistakes:
            speak.failure(each)
    else:
        speak.say("{territory} can be used: {count} places", territory=territory, count=count)
    sys.exit(1 if mistakes else 0)


@tag.command(help=_("Every episode's tags: given, found, and proposed."))
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def suggest(voice: speak.Voice, slug: str | None, as_json: bool) -> None:
    """Every episode's tags: given, found, and proposed."""
    show = load_show(speak.root(voice))
    territory = load_territory(show.territory, show.root)
    built, code = _built(show, slug)
    if as_json:
        speak.data([{"episode": each, **data_of(tags)} for each, tags in built.items()])
        sys.exit(code)
    for each, tags in built.items():
        speak.console.print(f"[bold]{escape(each)}[/]")
        say_tags(tags, territory)
        waiting = [found.id for found in tags if found.state is TagState.SUGGESTED]
        if waiting:
            speak.say("  Yes or no: podcast tag accept {slug} {id}", slug=each, id=waiting[0])
    sys.exit(code)


def _built(show: Show, slug: str | None) -> tuple[dict[str, tuple[Tag, ...]], int]:
    """The tags of one episode or of all, and the exit code: one that cannot be told hides no other."""
    if slug:
        return {slug: _tags(show, episode_named(show, slug))}, 0
    found: dict[str, tuple[Tag, ...]] = {}
    failed: list[PodcastError] = []
    for each in sorted([*(each.slug for each in show.episodes), *(each.slug for each in show.broken)]):
        try:
            found[each] = _tags(show, episode_named(show, each))
        except PodcastError as error:
            failed.append(error)
            speak.failure(error)
    return found, max((each.exit_code for each in failed), default=0)


@tag.command(help=_("Why a tag was found: the words, when they are said, the rule and its score."))
@click.argument("slug")
@click.argument("id", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def explain(voice: speak.Voice, slug: str, id: str | None, as_json: bool) -> None:  # noqa: A002  # the word shown in the help
    """Why a tag was found."""
    show = load_show(speak.root(voice))
    territory = load_territory(show.territory, show.root)
    episode = episode_named(show, slug)
    tags = _tags(show, episode)
    named = _named(territory, id) if id else None
    chosen = [each for each in tags if named in (None, (each.kind, each.id))]
    if as_json:
        speak.data({"episode": slug, **data_of(chosen)})
        return
    if not chosen:
        speak.say(
            "Nothing in {slug} says {id}." if named else "Nothing was found in {slug}.", slug=slug, id=id
        )
    for each in chosen:
        say_tags((each,), territory)
        say_evidence(each, tags, episode.language)


@tag.command(help=_("Say yes to a tag: it is written into episode.toml."))
@click.argument("slug")
@click.argument("id")
@speak.pass_voice
def accept(voice: speak.Voice, slug: str, id: str) -> None:  # noqa: A002  # the word shown in the help
    """Say yes to a tag."""
    show = load_show(speak.root(voice))
    judged = _judge(show, slug, _named(load_territory(show.territory, show.root), id), accepted=True)
    # Beside a name that was heard right, a word like it may be any word: "pâturage" is no Patural.
    if all(why.rule in _BY_SOUND for why in judged.evidence):
        _learn(show, "heard", judged, _BY_SOUND)
    speak.say("Then: podcast build")


@tag.command(help=_("Say no to a tag: it is not found in this episode again."))
@click.argument("slug")
@click.argument("id")
@click.option(
    "--no-place", is_flag=True, help=_("The words found are no place: pass them over in every episode.")
)
@speak.pass_voice
def reject(voice: speak.Voice, slug: str, id: str, no_place: bool) -> None:  # noqa: A002  # the word shown in the help
    """Say no to a tag."""
    show = load_show(speak.root(voice))
    kind, identifier = _named(load_territory(show.territory, show.root), id)
    if no_place and kind != "place":
        raise UsageProblem(
            "--no-place is said of words taken for a place, and {id} is none",
            hint="podcast tag reject {slug} {id}",
            slug=slug,
            id=identifier,
        )
    judged = _judge(show, slug, (kind, identifier), accepted=False)
    if no_place:
        if not _learn(show, "never", judged, (*_BY_SOUND, "heard")):
            speak.say(
                "Nothing was heard by sound alone of {id}: there are no words to pass over.", id=identifier
            )
    elif misheard := dict.fromkeys(why.words for why in judged.evidence if why.rule in _BY_SOUND):
        speak.say(
            "If «{words}» is no place in any episode: podcast tag reject {slug} {id} --no-place",
            words=", ".join(misheard),
            slug=slug,
            id=identifier,
        )
    speak.say("Then: podcast build")


def _judge(show: Show, slug: str, named: tuple[TagKind, str], *, accepted: bool) -> Tag:
    """Write a yes or a no; the tag it is about, with its evidence where a build found some."""
    episode = episode_named(show, slug)
    kind, identifier = named
    known = [each for each in _tags(show, episode, missing=()) if (each.kind, each.id) == named]
    judged = known[0] if known else Tag(kind, identifier, TagState.SUGGESTED)
    file = f"episodes/{slug}/episode.toml"
    if not judge_tag(show.root, slug, judged, accepted=accepted):
        speak.say("{file} said so already", file=file)
    elif accepted:
        speak.say("{id} is written into {file}", id=identifier, file=file)
    else:
        speak.say("{id} is refused in {file}", id=identifier, file=file)
    return judged


def _learn(show: Show, kind: Literal["heard", "never"], found: Tag, rules: tuple[str, ...]) -> bool:
    """Keep what these rules heard of a place, to be known or passed over from now on; False where nothing."""
    words = dict.fromkeys(why.words.lower() for why in found.evidence if why.rule in rules)
    for each in words if found.kind == "place" else ():
        if learn_spelling(show.root, kind, found.id, each):
            speak.say("«{words}» is kept in episodes/aliases.toml", words=each)
    return bool(words)


def _named(territory: Territory, said: str) -> tuple[TagKind, str]:
    """The kind and id of an id, or of a name as it is shown. Raises UsageProblem with the nearest id."""
    taxonomy = load_sectors()
    lists: tuple[tuple[TagKind, dict[str, Iterable[str]]], ...] = (
        ("sector", {each.id: each.labels.values() for each in taxonomy.sectors}),
        ("theme", {each.id: each.labels.values() for each in taxonomy.themes}),
        ("place", {each.id: each.names.values() for each in territory.areas}),
    )
    every = [(kind, identifier, shown) for kind, names in lists for identifier, shown in names.items()]
    ways = {slug_of(way): (kind, identifier) for kind, identifier, shown in every for way in shown}
    ways |= {slug_of(identifier): (kind, identifier) for kind, identifier, _shown in every}
    if found := ways.get(slug_of(said)):
        return found
    near = difflib.get_close_matches(slug_of(said), ways, n=1)
    raise UsageProblem(
        "«{said}» is no place, sector or theme of this show",
        hint="did you mean “{near}”?" if near else "use one of: {ids}",
        said=said,
        near=ways[near[0]][1] if near else "",
        ids=", ".join(identifier for _kind, identifier, _shown in every),
    )


def _tags(show: Show, episode: Episode, missing: tuple[Tag, ...] | None = None) -> tuple[Tag, ...]:
    """The tags the last build settled on; without one, `missing`, or an error that says to build."""
    file = show.root / Paths(episode.slug).tags
    if file.exists():
        return load(file, tuple[Tag, ...])
    if missing is not None:
        return missing
    raise UsageProblem(
        "{slug} has not been built yet: nobody has read its transcript",
        hint="podcast build --only {slug}",
        slug=episode.slug,
    )


def _maybe_show(voice: speak.Voice) -> tuple[Path, Show | None]:
    """The show we are in, if we are in one: a text can be read anywhere.

    A show with mistakes is said, and passed over: whose places would be looked for cannot be known.
    """
    try:
        show = load_show(speak.root(voice))
    except UsageProblem:
        if voice.folder and not Path(voice.folder).is_dir():
            raise
        return Path(voice.folder) if voice.folder else Path.cwd(), None
    except (ContentError, ContentErrors) as error:
        speak.failure(error)
        speak.say("The places of clermont are looked for, since the show cannot be read.")
        return Path(voice.folder) if voice.folder else Path.cwd(), None
    return show.root, show


def _found(
    voice: speak.Voice, said: Transcript, territory: Territory
) -> tuple[tuple[Tag, ...], PodcastError | None]:
    """The tags of a text; what reads places is fetched where one is named, or why it cannot be."""
    readers: list[Reader] = []

    def read(window: Window) -> Reading:
        if not readers:
            with downloading("reader", quiet=voice.quiet) as told:
                readers.append(make_reader(told))
        return readers[0].read(window)

    try:
        return find_tags(said, territory, load_sectors(), frozenset(), read), None
    except (MissingTool, DiskFull) as error:
        speak.failure(error)
        return find_tags(said, territory, load_sectors(), frozenset()), error


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return disk.decoded(data, file).strip()
    except OSError as error:
        raise UsageProblem(
            "{file} cannot be read: {reason}",
            hint="check that the file is there and may be read",
            file=file,
            reason=error.strerror or str(error),
        ) from error


def _show_tags(found: tuple[Tag, ...], territory: Territory, as_json: bool) -> None:
    if as_json:
        speak.data(data_of(found))
    elif found:
        say_tags(found, territory)
    else:
        speak.say("No place and no sector found.")
