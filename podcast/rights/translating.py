"""In which other languages a programme's words may be given."""

from __future__ import annotations

from collections.abc import Iterator

from podcast.model import Episode, Show

__all__ = ["Ungiven", "translations", "ungiven"]

Ungiven = tuple[str, str, tuple[str, ...]]
"""A language, the person who does not want their words in it, and the languages they agreed to."""


def translations(show: Show, episode: Episode) -> tuple[str, ...]:
    """The languages that are asked for and that everyone who is heard agreed to.

    Programmes that are in one of them already have no translation into it.
    """
    refused = {language for language, _, _ in ungiven(show, episode)}
    return tuple(each for each in _wanted(show, episode) if each not in refused)


def ungiven(show: Show, episode: Episode) -> Iterator[Ungiven]:
    """Whose `languages` keep the programme from being translated, the first for each language."""
    for language in _wanted(show, episode):
        for person in episode.everyone:
            agreed = person.consent.languages
            if agreed and language not in {_base(each) for each in agreed}:
                yield language, person.name, agreed
                break


def _wanted(show: Show, episode: Episode) -> Iterator[str]:
    wanted = show.translations if episode.translations is None else episode.translations
    yield from (each for each in wanted if _spoken(show, episode) != {each})


def _spoken(show: Show, episode: Episode) -> set[str]:
    """The languages heard in a programme."""
    own = {_base(show.language_of(episode, each)) for each in episode.heard}
    quoted = {_base(language) for each in episode.quoted for language in each.languages}
    return own | quoted or {_base(show.language_of(episode))}


def _base(language: str) -> str:
    return language.partition("-")[0].lower()
