"""The stage that gives away short pieces of a programme: soundbites and its trailer. It takes a Cleared for
extracts, which whoever is heard has to have agreed to beside the web."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcast import disk
from podcast.audio import LAME, Codec, Delivery, Fades, Tags, cut, load_targets, outline, write_tags
from podcast.audio import Passage as Piece
from podcast.edit import Declared, check_length, passage, programme_words
from podcast.errors import Remark
from podcast.graph import Context, Task
from podcast.ingest import probe
from podcast.model import Clip, Excerpt, Extra, Segment, Timeline, Transcript, Use
from podcast.publish import FILM_NEEDS, Heard, MadeExtra, still_png, write_film
from podcast.rights import Cleared, Refused, as_public, unlicensed
from podcast.stages.gate import ask
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.store import load, save
from podcast.transcribe import FORMATS, captions_within, read_captions, text_in

__all__ = ["Giving", "extras", "give", "no_extras"]

_STEPS = 240
_CAPTIONS = ("vtt", "srt")
# AAC may add to a true peak; this much is kept free for it.
_ROOM_DB = 1.0
_MP3_KBPS = 128  # more than a programme's own in mono: this is an encoding of an encoding
_FADE_OUT_MS = (40, 300)


@dataclass(frozen=True, slots=True)
class Giving:
    """What may be given away today, by slug, and what may not: the refusals, the trailers without rights."""

    cleared: Mapping[str, Cleared]
    refused: tuple[Refused, ...] = ()
    unlicensed: tuple[tuple[str, Path], ...] = ()

    def of(self, slug: str) -> tuple[Extra, ...]:
        """The extras of a programme that are made."""
        held_back = {file for owner, file in self.unlicensed if owner == slug}
        declared = self.cleared[slug].episode.extras if slug in self.cleared else ()
        return tuple(each for each in declared if each.file not in held_back)


def give(plan: Plan, cleared: Sequence[Cleared]) -> Giving:
    """Ask for extracts, for each programme that may be published and declares some.

    A trailer with a sound of its own needs by what right it is used, like any music.
    """
    slugs = {each.episode.slug for each in cleared if each.episode.extras}
    # the gate answers with the public side only, so the episode it is asked about is the show's own
    answers = [ask(plan, each, Use.EXTRACTS) for each in plan.show.episodes if each.slug in slugs]
    allowed = {each.episode.slug: each for each in answers if isinstance(each, Cleared)}
    files = [(slug, each.file) for slug, it in allowed.items() for each in it.episode.extras if each.file]
    return Giving(
        allowed,
        tuple(each for each in answers if isinstance(each, Refused)),
        tuple((slug, file) for slug, file in files if unlicensed(plan.show, [file])),
    )


def no_extras(giving: Giving) -> Iterator[tuple[str, Remark]]:
    """Why a programme has no soundbites or no trailer, by slug."""
    for each in giving.refused:
        if each.later:
            day = max(str(reason.error.values.get("day", "")) for reason in each.reasons)
            yield each.episode.slug, Remark("soundbites and trailer wait for {day}", {"day": day})
            continue
        people = [str(reason.error.values.get("person", "")) for reason in each.reasons]
        named = ", ".join(filter(None, dict.fromkeys(people))) or each.episode.slug
        yield (
            each.episode.slug,
            Remark(
                "no soundbites and no trailer: the consent of {people} does not allow extracts today",
                {"people": named},
            ),
        )
    for slug, file in giving.unlicensed:
        said: dict[str, str | int | float] = {"name": file.name, "slug": slug}
        yield (
            slug,
            Remark(
                "no trailer: by what right «{name}» is used is not written down: add to"
                ' episodes/{slug}/episode.toml: [[music]] file = "{name}" title = "…" authors = ["…"]'
                ' license = "…" (a licence, or "all rights cleared")',
                said,
            ),
        )


def extras(plan: Plan, giving: Giving, slug: str) -> Iterator[Task]:
    """One task for each extra of a programme: its sound, captions, picture, film and record."""
    for extra in giving.of(slug):
        yield _extra(plan, giving.cleared[slug], extra)


def _extra(plan: Plan, cleared: Cleared, extra: Extra) -> Task:
    episode, paths = cleared.episode, Paths(cleared.episode.slug)
    artwork = episode.artwork or plan.show.artwork
    filmed = plan.ffmpeg.encodes(*FILM_NEEDS)

    def action(context: Context) -> None:
        sound = _own(context, plan, cleared, extra) if extra.file else _passage(context, plan, cleared, extra)
        save(context.root / paths.sheet(extra.name), _made(context, plan, cleared, sound))

    return Task(
        name=f"extra {episode.slug}/{extra.name}",
        stage="extra",
        episode=episode.slug,
        action=action,
        inputs=(
            *((extra.file,) if extra.file else (paths.master, paths.programme)),
            *((extra.captions,) if extra.captions else ()),
            *((artwork,) if artwork else ()),
        ),
        outputs=(*(_file(paths, extra, each) for each in ("mp3", "png")), paths.sheet(extra.name)),
        settings={
            "extra": extra,
            "said": fingerprint(_said(plan, cleared)),
            "ffmpeg": plan.ffmpeg.version,
            "lame": LAME,
            "film": filmed,
        },
    )


def _said(plan: Plan, cleared: Cleared) -> dict[str, object]:
    """What the files of an extra say beside its own words."""
    show, episode = plan.show, cleared.episode
    return {
        "show": (show.title, show.author, show.url, show.language, show.accent),
        "episode": (episode.date, episode.language, episode.season),
        "voices": [(person.name, person.role, person.made_up) for person in episode.people],
        "mask": cleared.mask,
        "release": plan.release,
    }


def _file(paths: Paths, extra: Extra, suffix: str) -> Path:
    return paths.clips / f"{extra.name}.{suffix}"


@dataclass(frozen=True, slots=True)
class _Sound:
    """Where an extra is heard, and what is said in it, in its own time, as the public may read it."""

    extra: Extra
    file: Path
    heard: Excerpt
    words: Transcript

    @property
    def duration_ms(self) -> int:
        return self.heard.end_ms - self.heard.start_ms


def _declared(plan: Plan, cleared: Cleared, extra: Extra) -> Declared:
    (own,) = (each for each in plan.show.episodes if each.slug == cleared.episode.slug)
    return Declared(extra, f"episodes/{own.slug}/episode.toml", dict(own.lines))


def _passage(context: Context, plan: Plan, cleared: Cleared, extra: Extra) -> _Sound:
    """A stretch of the programme as it was mastered."""
    paths = Paths(cleared.episode.slug)
    programme = load(context.root / paths.programme, Transcript)
    found = passage(_declared(plan, cleared, extra), programme)
    alone = Timeline((Clip(paths.master, found.start_ms, found.end_ms, 0),))
    words = as_public(cleared, programme_words(alone, {paths.master: programme}))
    return _Sound(extra, paths.master, found, words)


def _own(context: Context, plan: Plan, cleared: Cleared, extra: Extra) -> _Sound:
    """A trailer with a sound and captions of its own."""
    assert extra.file is not None
    found, remarks = probe(context.root / extra.file)
    for remark in remarks:
        context.remark(remark)
    check_length(_declared(plan, cleared, extra), found.duration_ms, "file")
    if extra.captions is None:
        context.remark(_unread(cleared, extra))
    language = plan.show.language_of(cleared.episode)
    segments = _segments(context.root / extra.captions, found.duration_ms) if extra.captions else ()
    words = as_public(cleared, Transcript(language, found.duration_ms, segments))
    return _Sound(extra, extra.file, Excerpt(0, found.duration_ms), words)


def _segments(file: Path, duration_ms: int) -> tuple[Segment, ...]:
    cues = read_captions(text_in(file), file)
    captions_within(cues, duration_ms, file)
    return tuple(
        Segment(each.start_ms, min(each.end_ms, duration_ms), each.text, each.speaker, origin="person")
        for each in cues
        if each.start_ms < duration_ms
    )


def _unread(cleared: Cleared, extra: Extra) -> Remark:
    said: dict[str, str | int | float] = {
        "slug": cleared.episode.slug,
        "name": extra.file.stem if extra.file else extra.name,
    }
    return Remark(
        "nobody can read the trailer of {slug}: put what is said in it, with times, beside it, and write"
        ' captions = "{name}.vtt" under [trailer]',
        said,
    )


def _made(context: Context, plan: Plan, cleared: Cleared, sound: _Sound) -> MadeExtra:
    """Every file of an extra, and what is published of it."""
    extra, paths = sound.extra, Paths(cleared.episode.slug)
    mp3, film = (context.root / _file(paths, extra, each) for each in ("mp3", "mp4"))
    spoken = tuple(each for each in sound.words.segments if each.text)
    filmed = plan.ffmpeg.encodes(*FILM_NEEDS)
    lossless = context.root / paths.work / f"{disk.PARTIAL}{extra.name}.flac"
    try:
        _render(context, sound, mp3, lossless)
        context.progress(0.4)
        _tag(context, plan, cleared, sound)
        peaks = outline(lossless, _STEPS)
        heard = Heard(plan.show, cleared, extra, sound.words, sound.duration_ms, peaks)
        disk.write_bytes(context.root / _file(paths, extra, "png"), still_png(heard))
        if filmed:
            write_film(film, heard, lossless)
            context.made(_file(paths, extra, "mp4"))
        else:
            context.remark(_no_film(extra))
    finally:
        lossless.unlink(missing_ok=True)
    for suffix in _CAPTIONS if spoken else ():
        disk.write_text(context.root / _file(paths, extra, suffix), FORMATS[suffix](sound.words))
        context.made(_file(paths, extra, suffix))
    return MadeExtra(
        kind=extra.kind,
        name=extra.name,
        title=extra.title,
        start_ms=None if extra.file else sound.heard.start_ms,
        duration_ms=sound.duration_ms,
        mp3_bytes=mp3.stat().st_size,
        film_bytes=film.stat().st_size if filmed else 0,
        captions=bool(spoken),
        text=sound.words.text if extra.file else "",
        shape=extra.shape,
        season=extra.season or (cleared.episode.season if extra.kind == "trailer" else None),
    )


def _render(context: Context, sound: _Sound, mp3: Path, lossless: Path) -> None:
    """The sound as it is given away, and without loss for the film, whose encoder comes after it."""
    podcast = load_targets()["podcast"]
    under = replace(podcast, max_true_peak_dbtp=podcast.max_true_peak_dbtp - _ROOM_DB)
    piece = Piece(context.root / sound.file, sound.heard.start_ms, sound.heard.end_ms)
    last_ms = max((each.end_ms for each in sound.words.segments), default=0)
    shortest_ms, longest_ms = _FADE_OUT_MS
    # as long as the pause after the last word, so that none of it is lost
    fades = Fades(out_ms=min(max(sound.duration_ms - last_ms, shortest_ms), longest_ms))
    cut(
        piece,
        [Delivery(podcast, mp3, bit_rate_kbps=_MP3_KBPS), Delivery(under, lossless, Codec.FLAC)],
        fades,
    )


def _tag(context: Context, plan: Plan, cleared: Cleared, sound: _Sound) -> None:
    episode = cleared.episode
    artwork = episode.artwork or plan.show.artwork
    tags = Tags(
        title=sound.extra.title,
        artist=", ".join(person.name for person in episode.guests) or plan.show.author,
        album=plan.show.title,
        date=episode.date.date(),
        language=sound.words.language,
        duration_ms=sound.duration_ms,
        artwork=context.root / artwork if artwork else None,
        lyrics=FORMATS["txt"](sound.words),
    )
    write_tags(context.root / _file(Paths(episode.slug), sound.extra, "mp3"), tags)


def _no_film(extra: Extra) -> Remark:
    return Remark(
        "no film of «{title}», only its picture: this ffmpeg has no encoder libx264; without another one on"
        " PATH the imageio-ffmpeg package is used, which has it",
        {"title": extra.title},
    )
