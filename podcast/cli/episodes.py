"""The episode a producer names: found, or said in one sentence that it is not there."""

from __future__ import annotations

from collections.abc import Iterable

from podcast.errors import ContentError, ContentErrors, UsageProblem
from podcast.model import Episode, Show

__all__ = ["episode_named", "no_episode"]


def episode_named(show: Show, slug: str) -> Episode:
    """The episode of that name.

    Raises ContentErrors with every mistake where its file cannot be read today, UsageProblem where there is
    none.
    """
    if episode := show.episode(slug):
        return episode
    for broken in show.broken:
        if broken.slug == slug:
            errors = [each for each in broken.errors if isinstance(each, ContentError)]
            raise ContentErrors.of(f"episodes/{slug}", errors)
    raise no_episode(slug, (each.slug for each in show.episodes))


def no_episode(slug: str, there: Iterable[str]) -> UsageProblem:
    """That no episode is called so, and which there are."""
    return UsageProblem(
        "«{slug}» is no episode of this show",
        hint="write one of: {slugs}",
        slug=slug,
        slugs=", ".join(there) or "—",
    )
