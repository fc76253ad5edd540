"""The stages that make one programme public. Each takes a Cleared: there is no other way in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from podcast import disk
from podcast.audio import Tags, outline, write_tags
from podcast.errors import Remark
from podcast.graph import Context, Task
from podcast.model import Chapter, Extra, Loudness, Tag, Timeline, Transcript
from podcast.publish import (
    Label,
    Made,
    MadeExtra,
    appearance,
    calls_of,
    card_png,
    chapters_json,
    describe,
    item_from_json,
    item_to_json,
    labels_of,
    transcript_page,
    transcript_pdf,
)
from podcast.rights import (
    Cleared,
    Ungiven,
    as_public,
    cue_sheet,
    hidden_at,
    permit_of,
    translations,
    ungiven,
)
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.store import load, save
from podcast.transcribe import FORMATS

__all__ = ["captions", "card", "chapters", "item", "media", "paper", "said", "spoken"]


# Bars of the waveform: one per pixel pair on a telephone.
_STEPS = 240


def _texts(paths: Paths, into: str = "") -> tuple[Path, ...]:
    return tuple(paths.captions(suffix, into) for suffix in (*FORMATS, "html"))


def said(plan: Plan, cleared: Cleared) -> dict[str, object]:
    """What a page or a tag says of the show and the episode beside what files hold."""
    show = plan.public_show
    episode = replace(cleared.episode, people=())
    voices = [(person.name, person.role, person.made_up) for person in cleared.episode.people]
    return {
        "show": show,
        "episode": episode,
        "voices": voices,
        "mask": cleared.mask,
        "release": plan.release,
        "looks": appearance(),
    }


def spoken(context: Context, cleared: Cleared, into: str = "") -> Transcript:
    """The programme's words as they may be read, as said or translated: the only way into this room."""
    paths = Paths(cleared.episode.slug)
    file = paths.translation(into) if into else paths.programme
    return as_public(cleared, load(context.root / file, Transcript))


def _chapters(plan: Plan, context: Context, cleared: Cleared) -> tuple[Chapter, ...]:
    """The programme's chapters as they may be read: one taken from a portrait also names its place."""
    paths = Paths(cleared.episode.slug)
    marks = load(context.root / paths.marks, tuple[Chapter, ...])
    places = {label.id: label.name(plan.show.language) for label in _labels(plan, context, cleared)}
    return tuple(
        replace(each, title=_with_place(cleared.mask.cover(each.title), places.get(each.place, "")))
        for each in marks
    )


def _with_place(title: str, place: str) -> str:
    return f"{title} · {place}" if place and place.casefold() not in title.casefold() else title


def _labels(plan: Plan, context: Context, cleared: Cleared) -> tuple[Label, ...]:
    tags = load(context.root / Paths(cleared.episode.slug).tags, tuple[Tag, ...])
    return labels_of(tags, plan.territory, plan.taxonomy)


def media(plan: Plan, cleared: Cleared) -> Task:
    """The published sound: the mastered MP3 and Opus, each with its tags."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)
    artwork = episode.artwork or plan.show.artwork

    def action(context: Context) -> None:
        words = spoken(context, cleared)
        tags = Tags(
            title=episode.title,
            artist=", ".join(person.name for person in episode.guests) or plan.show.author,
            album=plan.show.title,
            date=episode.date.date(),
            language=words.language,
            lyrics=FORMATS["txt"](words),
            artwork=context.root / artwork if artwork else None,
            chapters=_chapters(plan, context, cleared),
            duration_ms=load(context.root / paths.timeline, Timeline).duration_ms,
        )
        for made, published in ((paths.master, paths.media), (paths.opus, paths.media_opus)):
            with disk.replacing(context.root / published) as target:
                shutil.copyfile(context.root / made, target)
                write_tags(target, tags)

    return Task(
        name=f"media {episode.slug}",
        stage="media",
        episode=episode.slug,
        action=action,
        inputs=(
            *(paths.master, paths.opus, paths.programme, paths.timeline, paths.marks, paths.tags),
            *((artwork,) if artwork else ()),
        ),
        outputs=(paths.media, paths.media_opus),
        settings={
            "title": episode.title,
            "guests": [person.name for person in episode.guests],
            "album": plan.show.title,
            "author": plan.show.author,
            "date": episode.date.date(),
            "mask": fingerprint(cleared.mask),
            "places": fingerprint(plan.territory) if episode.quoted else "",
        },
        version=3,  # the Opus has tags as well
    )


def captions(plan: Plan, cleared: Cleared, into: str = "") -> Task:
    """The transcript or a translation in programme time: VTT, SRT, JSON, plain text and HTML."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)
    refused = () if into else tuple(ungiven(plan.show, episode))

    def action(context: Context) -> None:
        if not into:
            for remark in _to_know(cleared, load(context.root / paths.programme, Transcript), refused):
                context.remark(remark)
        words = spoken(context, cleared, into)
        for suffix, write in FORMATS.items():
            disk.write_text(context.root / paths.captions(suffix, into), write(words))
        html = transcript_page(plan.show, cleared, words)
        disk.write_text(context.root / paths.captions("html", into), html)

    return Task(
        name=f"captions {episode.slug} {into}".rstrip(),
        stage="captions",
        episode=episode.slug,
        action=action,
        # The levels say that the sound could be made: new texts beside an old programme would be wrong.
        inputs=(paths.translation(into) if into else paths.programme, paths.levels),
        outputs=_texts(paths, into),
        settings={"said": fingerprint(said(plan, cleared)), "refused": refused},
    )


def _to_know(cleared: Cleared, heard: Transcript, refused: tuple[Ungiven, ...]) -> Iterator[Remark]:
    """What somebody should know who asked for these texts."""
    if times_ms := hidden_at(cleared, heard):
        yield _audible(times_ms)
    for language, person, agreed in refused:
        yield Remark(
            "no translation into «{language}»: {person} agreed to {languages} only",
            {"language": language, "person": person, "languages": ", ".join(agreed)},
        )


def _audible(times_ms: tuple[int, ...]) -> Remark:
    return Remark(
        "a name that is not to be published is covered in the text and can still be heard at {times}:"
        " ask the person whether that will do, or cut it out of the recording",
        {"times": ", ".join(f"{ms // 60000}:{ms // 1000 % 60:02}" for ms in times_ms)},
    )


def chapters(plan: Plan, cleared: Cleared) -> Task:
    """The chapters file of the podcast namespace, where the programme has chapters."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)

    def action(context: Context) -> None:
        item = item_from_json((context.root / paths.item).read_text("utf-8"), cleared)
        if item.chapters:
            disk.write_text(context.root / paths.chapters, chapters_json(plan.show, item))
            context.made(paths.chapters)

    return Task(
        name=f"chapters {episode.slug}",
        stage="chapters",
        episode=episode.slug,
        action=action,
        inputs=(paths.item,),
        settings={"said": fingerprint(said(plan, cleared))},
    )


def item(plan: Plan, cleared: Cleared, given: Sequence[Extra] = ()) -> Task:
    """The record of what is published: written once sound and text are in place. `given` are the extras that
    may be there."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)
    sheets = tuple(paths.sheet(each.name) for each in given)
    others = translations(plan.show, episode)

    def action(context: Context) -> None:
        words = spoken(context, cleared)
        labels = _labels(plan, context, cleared)
        laid = load(context.root / paths.timeline, Timeline)
        made = Made(
            transcript=words,
            duration_ms=words.duration_ms,
            mp3_bytes=(context.root / paths.media).stat().st_size,
            mp3_sha256=context.digest(paths.media) or "",
            opus_bytes=(context.root / paths.media_opus).stat().st_size,
            opus_sha256=context.digest(paths.media_opus) or "",
            labels=labels,
            chapters=_chapters(plan, context, cleared),
            loudness=load(context.root / paths.levels, Loudness),
            peaks=outline(context.root / paths.media, _STEPS),
            calls=calls_of(labels, plan.territory, plan.organisations),
            music=tuple(dict.fromkeys(each.credit for each in cue_sheet(plan.show, laid))),
            extras=tuple(load(file, MadeExtra) for each in sheets if (file := context.root / each).exists()),
            translations=tuple(spoken(context, cleared, into) for into in others),
        )
        disk.write_text(context.root / paths.item, item_to_json(describe(plan.show, cleared, made)))
        save(context.root / paths.permit, permit_of(cleared))

    return Task(
        name=f"item {episode.slug}",
        stage="item",
        episode=episode.slug,
        action=action,
        inputs=(
            *(paths.media, paths.media_opus, paths.programme, paths.tags, paths.levels, paths.marks),
            paths.timeline,
            *_texts(paths),
            *(file for into in others for file in (paths.translation(into), *_texts(paths, into))),
        ),
        optional=sheets,
        outputs=(paths.item, paths.permit),
        settings={
            "said": fingerprint(said(plan, cleared)),
            "permit": fingerprint(permit_of(cleared)),
            "names": fingerprint((plan.territory, plan.taxonomy, plan.organisations)),
            "music": fingerprint([*plan.show.music, *(m for e in plan.show.episodes for m in e.music)]),
        },
    )


def card(plan: Plan, cleared: Cleared) -> Task:
    """The picture shown where the programme's address is shared."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)

    def action(context: Context) -> None:
        record = item_from_json((context.root / paths.item).read_text("utf-8"), cleared)
        disk.write_bytes(context.root / paths.card, card_png(plan.show, record))

    return Task(
        name=f"card {episode.slug}",
        stage="card",
        episode=episode.slug,
        action=action,
        inputs=(paths.item,),
        outputs=(paths.card,),
        settings={"said": fingerprint(said(plan, cleared))},
    )


def paper(plan: Plan, cleared: Cleared) -> Task:
    """The transcript as PDF."""
    episode, paths = cleared.episode, Paths(cleared.episode.slug)

    def action(context: Context) -> None:
        record = item_from_json((context.root / paths.item).read_text("utf-8"), cleared)
        made = transcript_pdf(plan.show, record, spoken(context, cleared))
        disk.write_bytes(context.root / paths.captions("pdf"), made)

    return Task(
        name=f"paper {episode.slug}",
        stage="paper",
        episode=episode.slug,
        action=action,
        inputs=(paths.item, paths.programme),
        outputs=(paths.captions("pdf"),),
        settings={"said": fingerprint(said(plan, cleared))},
    )
