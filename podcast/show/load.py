"""`episodes/show.toml` and every `episodes/<slug>/episode.toml`, as the frozen values of `model`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, tzinfo
from pathlib import Path, PurePosixPath
from typing import Final
from zoneinfo import ZoneInfo

from podcast.errors import ContentError, ContentErrors, UsageProblem
from podcast.model import (
    Accessibility,
    Broken,
    Episode,
    Excerpt,
    Legal,
    OnAir,
    Recording,
    Show,
    Tag,
    TagKind,
    TagState,
)
from podcast.show.checks import below, episode_checks, is_file, same_name, show_checks
from podcast.show.edit import EDIT_FILE, edited, read_edit
from podcast.show.extras import extra_checks, extra_lines, extras_of
from podcast.show.fields import (
    EpisodeFile,
    PlaceTable,
    RadioTable,
    RecordingTable,
    ShortTable,
    ShowFile,
)
from podcast.show.mistakes import checked
from podcast.show.names import RECORDINGS, episode_guid, feed_url, is_slug, show_guid, slug_of
from podcast.show.nouns import chapters_of, directory_of, embargoes_of, music_of, person_of, targets_of
from podcast.show.places import mentions, text_lines
from podcast.show.quotes import with_quotes
from podcast.show.register import read_register, taken_back
from podcast.show.source import Source, read_source
from podcast.show.speakers import casting_of, named, speaker_checks, speaker_lines

__all__ = ["SHOW_FILE", "find_root", "is_recording_name", "load_show", "show_alone"]

SHOW_FILE: Final = "episodes/show.toml"
# A date without an hour goes out before the morning's listeners get up.
_MORNING: Final = time(6)
# What a Show holds in another shape than the file.
_SPELLED: Final = {
    "guid",
    "category",
    "vocabulary",
    "stations",
    "music",
    "targets",
    "directory",
    "hub",
    "new_feed_url",
    "legal",
    "privacy",
    "accessibility",
    "artwork",
    "opening",
    "closing",
}
_NOT_RECORDINGS: Final = (".txt", ".md", ".toml")


def find_root(start: Path) -> Path:
    """The show that `start` is in: the nearest folder upwards with `episodes/show.toml`.

    Raises UsageProblem where there is none.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if is_file(folder / SHOW_FILE):
            return folder
    raise UsageProblem(
        "{folder} is not in a show: there is no episodes/show.toml here or above",
        hint="go to the show's folder, or make a new show here: podcast init",
        folder=start,
    )


def load_show(root: Path) -> Show:
    """Read a whole show.

    Mistakes in `show.toml` raise ContentErrors with all of them; mistakes in one episode make it a
    Broken in `show.broken`. Paths in the values are relative to `root`. Episodes are oldest first; those
    that the register of withdrawals names are not read at all.
    """
    show = replace(show_alone(root), withdrawn=read_register(root))
    gone = {each.slug for each in show.withdrawn}
    found = [_episode(root, show, folder.name) for folder in _folders(root) if folder.name not in gone]
    episodes = [each for each in found if isinstance(each, Episode)]
    broken = [each for each in found if isinstance(each, Broken)]
    single, doubled = _single_guids(root, episodes)
    broken += doubled
    whole, misquoting = with_quotes(single, broken, show.withdrawn)
    return replace(
        show,
        episodes=tuple(sorted(whole, key=lambda each: (each.date, each.slug))),
        broken=tuple(sorted([*broken, *misquoting], key=lambda each: each.slug)),
    )


def show_alone(root: Path) -> Show:
    """`show.toml` without the episodes. Raises ContentErrors."""
    try:
        source = read_source(root, SHOW_FILE)
    except ContentError as error:
        raise ContentErrors.of(SHOW_FILE, [error]) from error
    table, errors = checked(ShowFile, source, {})
    errors += show_checks(root, source)
    if errors or table is None:
        raise ContentErrors.of(SHOW_FILE, _in_order(errors))
    here = PurePosixPath("episodes")
    return Show(
        root=root,
        guid=table.guid or show_guid(feed_url(table.url)),
        category=tuple(table.category),
        vocabulary=tuple(table.vocabulary),
        stations=tuple(table.stations),
        music=music_of(here, table.music),
        targets=targets_of(table.targets),
        directory=directory_of(table.directory),
        hub=table.hub or "",
        new_feed_url=table.new_feed_url or "",
        legal=Legal(**table.legal.model_dump()),
        privacy=table.privacy.contact,
        accessibility=Accessibility(**table.accessibility.model_dump()),
        artwork=_path(here, table.artwork),
        opening=_path(here, table.opening),
        closing=_path(here, table.closing),
        **table.model_dump(exclude=_SPELLED),
    )


def _path(folder: PurePosixPath, name: str) -> Path | None:
    return below(folder, name) if name else None


def _in_order(errors: list[ContentError]) -> list[ContentError]:
    return sorted(errors, key=lambda each: int(str(each.values.get("line", 1))))


def _folders(root: Path) -> list[Path]:
    """What looks like an episode: a folder with an `episode.toml`, an `edit.toml` or with recordings."""
    return sorted(
        folder
        for folder in (root / "episodes").iterdir()
        if not folder.name.startswith(".") and folder.is_dir() and _holds_one(folder)
    )


def _holds_one(folder: Path) -> bool:
    try:
        files = (folder / "episode.toml", folder / EDIT_FILE)
        return any(file.exists() for file in files) or (folder / RECORDINGS).is_dir()
    except OSError:  # nobody may look into it: an episode until somebody may
        return True


def _episode(root: Path, show: Show, slug: str) -> Episode | Broken:
    try:
        return _read_episode(root, show, slug)
    except OSError as error:
        unread = ContentError(
            "{file} cannot be read: {reason}",
            hint="check that the file is there and may be read",
            file=_printable(f"episodes/{slug}"),
            line=1,
            reason=error.strerror or str(error),
        )
        return Broken(_printable(slug), (unread,))


def _read_episode(root: Path, show: Show, slug: str) -> Episode | Broken:
    names, errors = _recording_names(root, slug)
    errors += _slug_errors(slug)
    try:
        source = _source(root, slug)
    except ContentError as error:
        return Broken(_printable(slug), (*errors, error))
    proposed = {"guid": f'"{episode_guid(show.guid, slug)}"'}
    table, wrong = checked(EpisodeFile, source, proposed)
    more = (*episode_checks(root, source, names), *extra_checks(root, source), *speaker_checks(source))
    errors += _in_order([*wrong, *more])
    errors += _silent(root, slug, names)
    errors += taken_back(show.withdrawn, source)
    edit, unsaid = read_edit(root, slug)
    errors += unsaid
    if errors or table is None:
        return Broken(_printable(slug), tuple(errors))
    episode = _value(show, slug, table, names)
    if edit is not None:
        episode, doubled = edited(episode, *edit)
        if doubled:
            return Broken(_printable(slug), tuple(doubled))
    heard = [each.name for each in episode.heard]
    lines = (*text_lines(source), *extra_lines(source), *speaker_lines(source))
    return replace(episode, mentions=(*named(source), *mentions(root, slug, heard)), lines=lines)


def _source(root: Path, slug: str) -> Source:
    file = f"episodes/{slug}/episode.toml"
    if not (root / file).exists():
        raise ContentError(
            "episodes/{slug} has no episode.toml",
            hint='describe the episode: podcast add --slug {slug} --title "…" --guest "…"',
            slug=_printable(slug),
            file=_printable(file),
            line=1,
        )
    return read_source(root, file)


def _slug_errors(slug: str) -> list[ContentError]:
    if is_slug(slug):
        return []
    return [
        ContentError(
            "episodes/{slug}: a folder's name becomes an address: small letters without accents, digits"
            " and single hyphens",
            hint="rename the folder, for example to «{near}»",
            slug=_printable(slug),
            near=slug_of(slug) or "mon-episode",
            file=_printable(f"episodes/{slug}"),
            line=1,
        )
    ]


def _printable(name: str) -> str:
    """A file name that was not written in UTF-8 cannot be shown as it is."""
    return name.encode("utf-8", "backslashreplace").decode()


def is_recording_name(name: str) -> bool:
    """Whether a file in `recordings/` is one: not hidden, not a checksum list, not a text."""
    return not (name.startswith(".") or name == "SHA256SUMS" or Path(name).suffix.lower() in _NOT_RECORDINGS)


def _recording_names(root: Path, slug: str) -> tuple[list[str], list[ContentError]]:
    """File names in order (`2.wav` before `10.wav`), and those that nothing could be done with."""
    folder = root / "episodes" / slug / RECORDINGS
    if not folder.is_dir():
        return [], []
    names = [path.name for path in folder.iterdir() if path.is_file() and is_recording_name(path.name)]
    wrong = [name for name in names if not name.isprintable()]
    errors = [
        ContentError(
            "episodes/{slug}/recordings: the file name «{name}» cannot be read",
            hint="rename the file, without line breaks or unusual characters",
            slug=_printable(slug),
            name=_printable(name),
            file=_printable(f"episodes/{slug}/{RECORDINGS}"),
            line=1,
        )
        for name in sorted(wrong)
    ]
    return sorted((name for name in names if name not in wrong), key=_as_read), errors


def _as_read(name: str) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"([0-9]+)", same_name(name))
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts], name


def _silent(root: Path, slug: str, names: list[str]) -> list[ContentError]:
    if names or (root / "episodes" / slug / EDIT_FILE).exists():
        return []
    return [
        ContentError(
            "episodes/{slug} has no recording",
            hint="bring one: podcast add FILE --slug {slug}",
            slug=_printable(slug),
            file=_printable(f"episodes/{slug}/{RECORDINGS}"),
            line=1,
        )
    ]


def _value(show: Show, slug: str, table: EpisodeFile, names: list[str]) -> Episode:
    folder = PurePosixPath("episodes", slug)
    return Episode(
        slug=slug,
        title=table.title,
        date=_moment(table.date, ZoneInfo(show.timezone)),
        guid=table.guid,
        folder=Path(folder),
        recordings=_recordings(folder, table.recordings, names),
        people=tuple(person_of(folder, each) for each in table.people),
        summary=table.summary,
        notes=table.notes,
        language=table.language or show.language,
        number=table.number,
        season=table.season,
        explicit=show.explicit if table.explicit is None else table.explicit,
        places=(
            *_places(table.place),
            *(Tag("place", each, TagState.REJECTED) for each in table.not_place),
        ),
        sectors=_tags("sector", table.sector, table.not_sector),
        themes=_tags("theme", table.theme, table.not_theme),
        artwork=_path(folder, table.artwork),
        artwork_alt=table.artwork_alt,
        chapters=chapters_of(table),
        proposes=table.chapters is None,
        translations=table.translations,
        casting=casting_of(show, table),
        license=table.license,
        denoise=table.denoise,
        on_air=_on_air(table.radio),
        embargoes=embargoes_of(table.embargo),
        music=music_of(folder, table.music),
        short=_short(table.short),
        extras=extras_of(folder, table),
    )


def _places(tables: Iterable[PlaceTable]) -> Iterator[Tag]:
    """One tag for each id: what is said of a place in several tables adds up."""
    relations: dict[str, dict[str, None]] = {}
    for each in tables:
        relations.setdefault(each.id, {}).update(dict.fromkeys(each.relation))
    return (Tag("place", area, TagState.GIVEN, relations=tuple(some)) for area, some in relations.items())


def _on_air(table: RadioTable) -> OnAir:
    breaks_ms = tuple(sorted(set(table.breaks)))
    return OnAir(table.introduction, table.close, table.music, table.expires, breaks_ms)


def _short(table: ShortTable | None) -> Excerpt | None:
    return Excerpt(table.start, table.end) if table else None


def _tags(kind: TagKind, given: list[str], rejected: list[str]) -> tuple[Tag, ...]:
    return (
        *(Tag(kind, each, TagState.GIVEN) for each in given),
        *(Tag(kind, each, TagState.REJECTED) for each in rejected),
    )


def _moment(when: date | datetime, zone: tzinfo) -> datetime:
    if not isinstance(when, datetime):
        when = datetime.combine(when, _MORNING)
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _recordings(
    folder: PurePosixPath, listed: list[RecordingTable], names: list[str]
) -> tuple[Recording, ...]:
    """The recordings that are listed, in that order, then the others by file name."""
    on_disk = {same_name(name): name for name in names}
    said = {on_disk[same_name(each.file)]: each for each in listed}
    first = [
        Recording(
            Path(folder, RECORDINGS, name),
            tuple(table.channels),
            table.language,
            table.incomplete,
            table.trim,
        )
        for name, table in said.items()
    ]
    return (*first, *(Recording(Path(folder, RECORDINGS, name)) for name in names if name not in said))


def _single_guids(root: Path, episodes: list[Episode]) -> tuple[list[Episode], list[Broken]]:
    """A guid is one episode's for ever: where two have the same, neither is published."""
    by_guid: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        by_guid[episode.guid].append(episode)
    single = [group[0] for group in by_guid.values() if len(group) == 1]
    return single, [
        Broken(episode.slug, (_doubled(root, episode, [e for e in group if e is not episode]),))
        for group in by_guid.values()
        if len(group) > 1
        for episode in group
    ]


def _doubled(root: Path, episode: Episode, others: list[Episode]) -> ContentError:
    file = f"episodes/{episode.slug}/episode.toml"
    return ContentError(
        "{file}, line {line}: this guid is also that of {others}",
        hint="keep it where the episode was published first; give the other one a new guid",
        file=file,
        line=read_source(root, file).line(("guid",)),
        others=", ".join(other.slug for other in others),
    )
