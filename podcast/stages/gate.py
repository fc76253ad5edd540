"""The gate as a build asks it: the people heard, and whose music is heard with them."""

from __future__ import annotations

from podcast import rights
from podcast.model import Episode, Use
from podcast.rights import Cleared, Refusal, Refused
from podcast.stages.documentary import scored
from podcast.stages.plan import Plan

__all__ = ["ask"]


def ask(plan: Plan, episode: Episode, use: Use) -> Cleared | Refused:
    """Whether `episode` may be used so on the day of the plan: people first, then music and sounds."""
    answer = rights.clear(episode, use, plan.now, plan.show.music)
    errors = rights.unlicensed(plan.show, scored(plan, episode))
    if isinstance(answer, Refused) or not errors:
        return answer
    return Refused(episode, use, tuple(Refusal(error) for error in errors), standing=True)
