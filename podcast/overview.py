"""Where every episode stands: what is made, what is public, what waits and for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from podcast import rights
from podcast.errors import Remark
from podcast.graph import Entry
from podcast.model import Episode, Loudness, Tag, Transcript, Use
from podcast.stages import Paths, Plan, ask, give, load, no_extras, off_air

__all__ = ["Standing", "overview", "standing_to_data"]

State = Literal["published", "to build", "waiting", "refused", "broken"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One episode. Figures are None until they are measured; `reviewed` counts cues a person changed."""

    slug: str
    title: str
    state: State
    duration_ms: int | None = None
    loudness: Loudness | None = None
    words: int | None = None
    cues: int | None = None
    reviewed: int | None = None
    dropped: int | None = None
    tags: tuple[Tag, ...] = ()
    reasons: tuple[Exception, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())


def overview(plan: Plan, stale: Collection[str], entries: Collection[Entry]) -> list[Standing]:
    """Every episode, oldest first, then those whose files are wrong.

    `stale` names the episodes with something left to build; `entries` are the journal's.
    """
    remarks = {
        slug: tuple(remark for entry in entries if entry.episode == slug for remark in entry.remarks)
        for slug in {entry.episode for entry in entries}
    }
    found = [
        _standing(plan, episode, episode.slug in stale, remarks.get(episode.slug, ()))
        for episode in plan.show.episodes
    ]
    wrong = [Standing(each.slug, each.slug, "broken", reasons=each.errors) for each in plan.show.broken]
    return [*found, *wrong]


def _withheld(plan: Plan, episode: Episode, answer: rights.Cleared) -> Iterator[Remark]:
    """Why stations get nothing of a programme that is public, and why it has no soundbites."""
    if plan.show.stations:
        radio = ask(plan, episode, Use.RADIO)
        if isinstance(radio, rights.Refused) and not radio.later:
            yield off_air(radio)
    yield from (remark for _slug, remark in no_extras(give(plan, [answer])))


def _standing(plan: Plan, episode: Episode, stale: bool, remarks: tuple[Remark, ...]) -> Standing:
    paths = Paths(episode.slug)
    words = _made(plan, paths.programme, Transcript)
    answer = ask(plan, episode, Use.WEB)
    reasons: tuple[Exception, ...] = ()
    state: State = "to build" if stale else "published"
    if isinstance(answer, rights.Refused):
        state = "waiting" if answer.later else "refused"
        reasons = tuple(each.error for each in answer.reasons)
    else:
        remarks += tuple(_withheld(plan, episode, answer))
    segments = words.segments if words else ()
    return Standing(
        slug=episode.slug,
        title=episode.title,
        state=state,
        duration_ms=words.duration_ms if words else None,
        loudness=_made(plan, paths.levels, Loudness),
        words=sum(len(each.text.split()) for each in segments) if words else None,
        cues=len(segments) if words else None,
        reviewed=sum(each.origin == "person" for each in segments) if words else None,
        dropped=len(words.dropped) if words else None,
        tags=_made(plan, paths.tags, tuple[Tag, ...]) or (),
        reasons=reasons,
        remarks=remarks,
    )


def _made(plan: Plan, file: Any, kind: Any) -> Any:
    path = plan.show.root / file
    return load(path, kind) if path.exists() else None


def standing_to_data(standing: Standing) -> dict[str, Any]:
    """A standing as plain JSON data."""
    data = asdict(standing)
    data["reasons"] = [str(each) for each in standing.reasons]
    data["remarks"] = [str(each) for each in standing.remarks]
    return data
