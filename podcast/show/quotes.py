"""From what a paper edit names to the recordings of the show: which one a quote means, who is heard in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from podcast.errors import ContentError
from podcast.model import Broken, Episode, Part, Quote, Quoted, Recording, Use, Withdrawn
from podcast.show.checks import same_name
from podcast.show.edit import EDIT_FILE
from podcast.show.values import closest

__all__ = ["with_quotes"]

_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class _Known:
    """Every episode there is to quote from, by slug."""

    episodes: Mapping[str, Episode]
    broken: frozenset[str]
    withdrawn: frozenset[str]


def with_quotes(
    episodes: Sequence[Episode], broken: Sequence[Broken], withdrawn: Sequence[Withdrawn]
) -> tuple[list[Episode], list[Broken]]:
    """The episodes with their quotes looked up; one that quotes what cannot be heard is a Broken."""
    known = _Known(
        {each.slug: each for each in episodes},
        frozenset(each.slug for each in broken),
        frozenset(each.slug for each in withdrawn),
    )
    found = [_looked_up(each, known) for each in episodes]
    return (
        [each for each in found if isinstance(each, Episode)],
        [each for each in found if isinstance(each, Broken)],
    )


def _looked_up(episode: Episode, known: _Known) -> Episode | Broken:
    if not episode.edit:
        return episode
    parts: list[Part] = []
    quoted: dict[str, Quoted] = {}
    errors: list[ContentError] = []
    for part in episode.edit:
        if not isinstance(part, Quote):
            parts.append(part)
            continue
        found = _recording(episode, part, known)
        if isinstance(found, ContentError):
            errors.append(found)
            continue
        parts.append(replace(part, recording=found.path))
        if part.episode != episode.slug:
            quoted.setdefault(part.episode, _heard(known.episodes[part.episode], part.line))
    if errors:
        return Broken(episode.slug, tuple(errors))
    return replace(episode, edit=tuple(parts), quoted=tuple(quoted.values()))


def _heard(source: Episode, line: int) -> Quoted:
    spoken = dict.fromkeys([source.language, *(each.language for each in source.recordings)])
    return Quoted(
        slug=source.slug,
        guid=source.guid,
        people=source.people,
        languages=tuple(each for each in spoken if each),
        line=line,
        embargo=next((each.day for each in source.embargoes if each.use is Use.EXTRACTS), None),
    )


def _recording(episode: Episode, quote: Quote, known: _Known) -> Recording | ContentError:
    """The recording a quote means, or what is wrong with it."""
    values = {"file": f"episodes/{episode.slug}/{EDIT_FILE}", "line": quote.line, "slug": quote.episode}
    source = known.episodes.get(quote.episode)
    if source is None:
        return _absent(quote.episode, known, values)
    if not source.recordings:
        return ContentError(
            "{file}, line {line}: «{slug}» is a documentary: it has no recordings of its own to quote",
            hint='quote the portraits that it is made of: podcast quote --search "words" finds the passage',
            **values,
        )
    name = quote.recording.name if quote.recording.name != "recordings" else ""
    names = [each.name for each in source.recordings]
    chosen = [each for each in source.recordings if not name or same_name(each.name) == same_name(name)]
    if len(chosen) == 1:
        return chosen[0]
    if not name:
        return ContentError(
            "{file}, line {line}: «{slug}» has several recordings, and which one is quoted is not said",
            hint='write one of: {names}, as in quote = "{slug}/{first}"',
            names=", ".join(names),
            first=names[0],
            **values,
        )
    return ContentError(
        "{file}, line {line}: «{slug}» has no recording «{name}»",
        hint='write one of: {names}, as in quote = "{slug}/{first}"',
        name=name,
        names=", ".join(names),
        first=names[0],
        **values,
    )


def _absent(slug: str, known: _Known, values: Mapping[str, object]) -> ContentError:
    if slug in known.withdrawn:
        return ContentError(
            "{file}, line {line}: «{slug}» was withdrawn: nothing of it may be heard any more",
            hint="remove the part at line {line}, and listen to what the narration says of it",
            **values,
        )
    if slug in known.broken:
        return ContentError(
            "{file}, line {line}: «{slug}» cannot be quoted while its own file has mistakes",
            hint="correct episodes/{slug}/episode.toml first: podcast status says what is wrong",
            **values,
        )
    near = closest(slug, known.episodes)
    if near:
        return ContentError(
            "{file}, line {line}: there is no episode «{slug}», did you mean «{near}»?",
            hint='write the name of its folder: quote = "{near}"',
            near=near,
            **values,
        )
    return ContentError(
        "{file}, line {line}: there is no episode «{slug}»",
        hint="write the name of a folder in episodes/: {slugs}",
        slugs=", ".join(sorted(known.episodes)[:_SHOWN]),
        **values,
    )
