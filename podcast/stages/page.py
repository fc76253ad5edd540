"""The page of one programme: with ways to those before and after it, and to those it shares passages with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podcast import disk
from podcast.graph import Context, Task
from podcast.model import Provenance, Transcript
from podcast.publish import Item, Neighbours, Whence, episode_pages, item_from_json, passage_address
from podcast.rights import Cleared
from podcast.stages.paths import FEED, Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.publication import said, spoken
from podcast.stages.store import load

__all__ = ["Beside", "beside", "page"]


@dataclass(frozen=True, slots=True)
class Beside:
    """The public programmes a page leads to: before and after it by date, those it quotes, and the
    documentaries that quote it, each with all that it quotes."""

    older: Cleared | None = None
    newer: Cleared | None = None
    quoted: tuple[Cleared, ...] = ()
    quoting: tuple[tuple[Cleared, tuple[Cleared, ...]], ...] = ()

    @property
    def all(self) -> tuple[Cleared, ...]:
        near = [each for each in (self.older, self.newer) if each]
        docs = [each for documentary, quoted in self.quoting for each in (documentary, *quoted)]
        by_slug = {each.episode.slug: each for each in [*near, *self.quoted, *docs]}
        return tuple(by_slug.values())


def beside(cleared: Cleared, public: Sequence[Cleared]) -> Beside:
    """What `cleared` has beside it among all `public` programmes, which are in order of date."""
    slugs = [each.episode.slug for each in public]
    slug = cleared.episode.slug
    at = slugs.index(slug)
    return Beside(
        public[at - 1] if at else None,
        public[at + 1] if at + 1 < len(public) else None,
        _quoted(cleared, public),
        tuple(
            (each, _quoted(each, public))
            for each in public
            if slug in {source.slug for source in each.episode.quoted}
        ),
    )


def _quoted(cleared: Cleared, public: Sequence[Cleared]) -> tuple[Cleared, ...]:
    sources = {each.slug for each in cleared.episode.quoted}
    return tuple(each for each in public if each.episode.slug in sources)


def page(plan: Plan, cleared: Cleared, beside: Beside) -> Task:
    """The episode's own page, with ways to the programmes `beside` it."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)
    others = tuple(each for each in beside.all if each.episode.slug != episode.slug)

    def action(context: Context) -> None:
        record = item_from_json((context.root / paths.item).read_text("utf-8"), cleared)
        neighbours = Neighbours(
            _record(context, beside.older),
            _record(context, beside.newer),
            tuple(_whences(context, cleared, beside.quoted)),
            tuple(_quoted_in(context, episode.slug, beside)),
        )
        pages = episode_pages(plan.show, record, spoken(context, cleared), neighbours)
        for name, html in pages.items():
            disk.write_text(context.root / FEED / name, html)
            context.made(FEED / name)

    return Task(
        name=f"page {episode.slug}",
        stage="page",
        episode=episode.slug,
        action=action,
        inputs=(paths.item, paths.programme, paths.provenance),
        optional=tuple(_read(others, beside)),
        outputs=(paths.page,),
        settings={"said": fingerprint(said(plan, cleared))},
    )


def _read(others: Sequence[Cleared], beside: Beside) -> Iterator[Path]:
    """What the page reads of other programmes: of those before and after it, only the record."""
    near = {each.episode.slug for each in (beside.older, beside.newer) if each}
    kin = {each.episode.slug for each in Beside(None, None, beside.quoted, beside.quoting).all}
    for each in others:
        paths = Paths(each.episode.slug)
        if each.episode.slug in near | kin:
            yield paths.item
        if each.episode.slug in kin:
            yield from (paths.programme, paths.provenance)


def _record(context: Context, cleared: Cleared | None) -> Item | None:
    """The record of another programme, where it is made already."""
    file = context.root / Paths(cleared.episode.slug).item if cleared else None
    if cleared is None or file is None or not file.exists():
        return None
    return item_from_json(file.read_text("utf-8"), cleared)


def _made(context: Context, cleared: Cleared) -> tuple[Item, Transcript] | None:
    """The record of another programme and its words, where both are made already."""
    record = _record(context, cleared)
    if record is None or not (context.root / Paths(cleared.episode.slug).programme).exists():
        return None
    return record, spoken(context, cleared)


def _passages(context: Context, cleared: Cleared) -> tuple[Provenance, ...]:
    file = context.root / Paths(cleared.episode.slug).provenance
    return load(file, tuple[Provenance, ...]) if file.exists() else ()


def _whences(context: Context, cleared: Cleared, sources: Sequence[Cleared]) -> Iterator[Whence]:
    """Where each quote of a documentary is heard in the portrait it comes from, where that is public."""
    made = {each.episode.slug: found for each in sources if (found := _made(context, each))}
    for each in _passages(context, cleared):
        if each.episode in made and each.source_ms is not None:
            record, words = made[each.episode]
            address, _ = passage_address(record, words, each.source_ms)
            yield Whence(each.start_ms, each.end_ms, record.title, address, record.language, record.license)


def _quoted_in(
    context: Context, slug: str, beside: Beside
) -> Iterator[tuple[Item, tuple[tuple[str, int], ...]]]:
    """The documentaries a portrait is heard in, with the moments at which it is."""
    for documentary, sources in beside.quoting:
        made = _made(context, documentary)
        if made is None:
            continue
        quotes = list(_whences(context, documentary, sources))
        moments = [each for each in _passages(context, documentary) if each.episode == slug]
        yield made[0], tuple(passage_address(*made, each.start_ms, quotes) for each in moments)
