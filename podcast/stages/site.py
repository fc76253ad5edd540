"""The stages that make the show public as a whole, from the records of its programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from podcast import disk
from podcast.errors import PodcastError
from podcast.graph import Context, Task
from podcast.model import Use
from podcast.publish import (
    MAP_FILE,
    SEARCH,
    Item,
    appearance,
    build_search,
    item_from_json,
    site_files,
    withdrawn_page,
    write_feed,
)
from podcast.rights import Cleared, Permit, Refused, clear, renew
from podcast.stages.paths import FEED, Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.store import load

__all__ = ["feeds", "held", "neutral", "pages", "search"]


def held(plan: Plan, refused: Sequence[Refused]) -> list[Cleared]:
    """The programmes that cannot be made anew today and whose publication is still allowed.

    They stay as they were published: a slip in a file or in a speaker's name takes nothing off the air,
    nor does music whose rights nobody has written down yet.
    """
    standing = (replace(each.episode, mentions=()) for each in refused if each.standing)
    answers = [
        *(
            renew(permit, Use.WEB, plan.now, plan.show)
            for each in plan.show.broken
            if (permit := _permit(plan, each.slug))
        ),
        *(clear(episode, Use.WEB, plan.now) for episode in standing),
    ]
    allowed = [answer for answer in answers if isinstance(answer, Cleared)]
    return [
        each
        for each in allowed
        if _says_no_more(_permit(plan, each.episode.slug), each) and _gives_no_more(plan, each)
    ]


def _permit(plan: Plan, slug: str) -> Permit | None:
    file = plan.show.root / Paths(slug).permit
    try:
        return load(file, Permit) if file.exists() else None
    except PodcastError:
        return None  # a damaged permit permits nothing


def _gives_no_more(plan: Plan, cleared: Cleared) -> bool:
    """Nothing is given away of it that may not be today: its page cannot be made anew without."""
    there = (plan.show.root / Paths(cleared.episode.slug).clips).exists()
    return not there or isinstance(clear(cleared.episode, Use.EXTRACTS, plan.now), Cleared)


def _says_no_more(permit: Permit | None, cleared: Cleared) -> bool:
    """What is published gives no name and no picture that may not be given today."""
    if permit is None:
        return False
    names = {person.name for person in cleared.episode.people}
    # Another picture today takes nothing back; none at all may be a person's no.
    shown = permit.artwork is None or cleared.episode.artwork is not None
    return shown and {each.name for each in permit.people} <= names


def _records(cleared: Sequence[Cleared]) -> tuple[Path, ...]:
    return tuple(Paths(each.episode.slug).item for each in cleared)


def _items(root: Path, cleared: Sequence[Cleared]) -> list[Item]:
    """The records that are there: a programme whose build failed keeps the one it had."""
    files = ((each, root / Paths(each.episode.slug).item) for each in cleared)
    return [item_from_json(file.read_text("utf-8"), each) for each, file in files if file.exists()]


def _pictures(plan: Plan, cleared: Sequence[Cleared]) -> tuple[Path, ...]:
    pictures = (plan.show.artwork, *(each.episode.artwork for each in cleared))
    return tuple(dict.fromkeys(picture for picture in pictures if picture))


def _said(plan: Plan, cleared: Sequence[Cleared]) -> dict[str, object]:
    show = plan.public_show
    return {
        "show": fingerprint(show),
        "cleared": [each.episode.slug for each in cleared],
        "release": plan.release,
        "looks": appearance(),
    }


def feeds(plan: Plan, cleared: Sequence[Cleared]) -> Task:
    """`feed.xml`, from the records of every programme that is cleared and made."""

    def action(context: Context) -> None:
        disk.write_bytes(
            context.root / FEED / "feed.xml", write_feed(plan.show, _items(context.root, cleared))
        )

    return Task(
        name="feed",
        stage="feed",
        episode="",
        action=action,
        optional=_records(cleared),
        outputs=(FEED / "feed.xml",),
        settings=_said(plan, cleared),
    )


def pages(plan: Plan, cleared: Sequence[Cleared]) -> Task:
    """Every page that is about more than one programme; which places have one is known when it runs."""

    def action(context: Context) -> None:
        for name, data in site_files(plan.show, _items(context.root, cleared)).items():
            disk.write_bytes(context.root / FEED / name, data)
            context.made(FEED / name)

    return Task(
        name="pages",
        stage="pages",
        episode="",
        action=action,
        optional=(*_records(cleared), *_pictures(plan, cleared), MAP_FILE),
        outputs=(FEED / "index.html",),  # always made, and read by the search index
        settings=_said(plan, cleared),
        version=2,  # artwork goes out without its metadata
    )


def neutral(plan: Plan) -> Mapping[Path, str]:
    """What stays at the addresses of programmes that were taken back: pages that say so and no more."""
    slugs = [each.slug for each in plan.show.withdrawn if each.published]
    return {Paths(slug).page: withdrawn_page(plan.show, slug) for slug in slugs}


def search(plan: Plan, cleared: Sequence[Cleared]) -> Task:
    """The index the search page looks in, made from the episodes' pages as they are."""

    def action(context: Context) -> None:
        build_search(context.root / FEED)
        index = context.root / FEED / SEARCH
        for file in sorted(path for path in index.rglob("*") if path.is_file()):
            context.made(file.relative_to(context.root))

    return Task(
        name="search",
        stage="search",
        episode="",
        action=action,
        # a long transcript goes on in pages of its own: what they are made from stands for them
        optional=(*(file for each in cleared for file in _searched(each)), FEED / "index.html"),
        settings=_said(plan, cleared),
    )


def _searched(cleared: Cleared) -> tuple[Path, ...]:
    paths = Paths(cleared.episode.slug)
    return paths.page, paths.item, paths.programme
