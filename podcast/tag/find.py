"""Tags of a transcript, and what becomes of them beside those a person gave."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from podcast.model import Tag, TagState, Transcript
from podcast.tag.places import Reads, find_places
from podcast.tag.sectors import find_sectors, find_themes
from podcast.tag.taxonomy import Taxonomy
from podcast.tag.territory import Territory
from podcast.tag.words import tokens

__all__ = ["find_tags", "settle"]


def find_tags(
    transcript: Transcript,
    territory: Territory,
    taxonomy: Taxonomy,
    guests: frozenset[str],
    read: Reads | None = None,
) -> tuple[Tag, ...]:
    """Places, sectors and themes found in a transcript, `auto` or `suggested`, with their evidence.

    `guests` are the names of the people portrayed, as the transcript's speakers; empty when nobody
    knows who speaks, and every voice then counts the same. `read` is asked what is said around a place;
    without it places are only suggested. Nothing found gives an empty tuple.
    """
    words = tokens(transcript, guests)
    if not words:
        return ()
    spoken = Counter(token.language for token in words).most_common(1)[0][0]
    language = spoken.lower().partition("-")[0]
    places, others = find_places(words, territory, language, read)
    return (*places, *find_sectors(others, taxonomy, language), *find_themes(others, taxonomy, language))


def settle(given: tuple[Tag, ...], found: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """What a person gave, then what was found: given tags win, kind by kind.

    A given tag takes the evidence found for it and keeps its own relations: a person's tie to a place is
    told where a person wrote it. Beside a given tag of its kind a found one is at most
    suggested. Tags a person rejected are gone from the result.
    """
    by_key = {(tag.kind, tag.id): tag for tag in found}
    said = {(tag.kind, tag.id) for tag in given}
    kept = [tag for tag in given if tag.state is not TagState.REJECTED]
    kinds = {tag.kind for tag in kept if tag.state is TagState.GIVEN}
    settled = [_with_evidence(tag, by_key.get((tag.kind, tag.id))) for tag in kept]
    for tag in found:
        if (tag.kind, tag.id) in said:
            continue
        settled.append(replace(tag, state=TagState.SUGGESTED) if tag.kind in kinds else tag)
    return tuple(settled)


def _with_evidence(given: Tag, found: Tag | None) -> Tag:
    if found is None:
        return given
    return replace(given, evidence=given.evidence or found.evidence)
