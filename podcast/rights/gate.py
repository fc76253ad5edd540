"""The gate: an episode and a use in, Cleared or Refused out.

`Cleared` cannot be made anywhere else: its constructor wants this module's own seal, and mypy reports
a publisher that is handed an Episode instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, final

from podcast.errors import RightsRefused
from podcast.model import Episode, Person, Use

__all__ = ["Cleared", "Refusal", "Refused", "clear"]


class _Seal:
    """Only this module holds the one instance."""


_SEAL: Final = _Seal()


@final
@dataclass(frozen=True, slots=True)
class Cleared:
    """An episode whose every voice has agreed to `use` on the day that was asked about."""

    episode: Episode
    use: Use
    until: date | None
    seal: _Seal = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("a Cleared is made by rights.clear and by nothing else")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not; `later` means that waiting is enough."""

    error: RightsRefused
    later: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An episode that may not be used so today, with every reason."""

    episode: Episode
    use: Use
    reasons: tuple[Refusal, ...]

    @property
    def later(self) -> bool:
        """True when nothing but an air date or a first day of consent is still to come."""
        return all(reason.later for reason in self.reasons)


def clear(episode: Episode, use: Use, now: date) -> Cleared | Refused:
    """Ask every person heard in `episode` whether `use` is allowed on the day `now`.

    An episode that names nobody is refused: a voice nobody vouches for is not published.
    """
    reasons = [*_nobody(episode), *_date(episode, now)]
    for person in episode.people:
        reasons += _asked(episode, person, use, now)
    if reasons:
        return Refused(episode, use, tuple(reasons))
    ends = [person.consent.until for person in episode.people if person.consent.until is not None]
    return Cleared(episode, use, min(ends, default=None), _SEAL)


def _nobody(episode: Episode) -> list[Refusal]:
    if episode.people:
        return []
    error = RightsRefused(
        "{slug} names nobody, so nobody has agreed to be heard",
        hint='add to episodes/{slug}/episode.toml: [[people]] name = "…" role = "guest" uses = ["web"]',
        slug=episode.slug,
    )
    return [Refusal(error)]


def _date(episode: Episode, now: date) -> list[Refusal]:
    if episode.date.date() <= now:
        return []
    error = RightsRefused(
        "{slug} goes out on {day}",
        hint="nothing to do: build again on that day",
        slug=episode.slug,
        day=episode.date.date().isoformat(),
    )
    return [Refusal(error, later=True)]


def _asked(episode: Episode, person: Person, use: Use, now: date) -> list[Refusal]:
    consent = person.consent
    said = {"slug": episode.slug, "person": person.name, "use": use.value}
    if use not in consent.uses:
        error = RightsRefused(
            "{slug} is not published: {person} has not agreed to the use «{use}»",
            hint="ask {person}, then add «{use}» to their uses in episodes/{slug}/episode.toml",
            **said,
        )
        return [Refusal(error)]
    if consent.starts is not None and now < consent.starts:
        error = RightsRefused(
            "{slug}: the consent of {person} starts on {day}",
            hint="nothing to do: build again on that day",
            **said,
            day=consent.starts.isoformat(),
        )
        return [Refusal(error, later=True)]
    if consent.until is not None and now > consent.until:
        error = RightsRefused(
            "{slug} is no longer published: the consent of {person} ended on {day}",
            hint="ask {person} again, then change «until» in episodes/{slug}/episode.toml",
            **said,
            day=consent.until.isoformat(),
        )
        return [Refusal(error)]
    return []
