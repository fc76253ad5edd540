"""The stages of a programme laid out by hand: what it is made of, and whose words those are."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from podcast.audio import quiet_cut, room_tone
from podcast.edit import Material, Source, lay_out
from podcast.graph import Context, Task
from podcast.ingest import probe_from_json
from podcast.model import (
    Episode,
    Evidence,
    MusicBed,
    Quote,
    Recording,
    Sound,
    Tag,
    TagState,
    Timeline,
)
from podcast.stages.given import given_tags, refuse_unknown
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.recordings import Passage
from podcast.stages.store import load, save
from podcast.tag import settle
from podcast.transcribe import words_in

__all__ = ["Voice", "laid_out", "quoted_tags", "scored", "voices"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording that is heard in a programme, and the episode whose work on it is used."""

    episode: Episode
    recording: Recording
    narrated: bool = False

    @property
    def paths(self) -> Paths:
        return Paths(self.episode.slug)

    @property
    def words(self) -> Path:
        return self.paths.words(self.recording)

    @property
    def probe(self) -> Path:
        return self.paths.probe(self.recording.path)


def voices(plan: Plan, episode: Episode) -> tuple[Voice, ...]:
    """The recordings a programme is made of, each once, in the order they are heard first."""
    if not episode.edit:
        return tuple(Voice(episode, each) for each in episode.recordings)
    found = {voice.recording.path: voice for voice in reversed(list(_heard(plan, episode)))}
    return tuple(reversed(found.values()))


def _heard(plan: Plan, episode: Episode) -> Iterator[Voice]:
    narration = {each.path: each for each in episode.narration}
    for part in episode.edit:
        if isinstance(part, Quote):
            source = plan.show.episode(part.episode)
            assert source is not None  # a quote of anything else is no quote that was read
            (recording,) = (each for each in source.recordings if each.path == part.recording)
            yield Voice(source, recording)
    yield from (Voice(episode, each, narrated=True) for each in narration.values())


def scored(plan: Plan, episode: Episode) -> tuple[Path, ...]:
    """Every file of a programme that is no voice: what needs a right of its own to be heard."""
    around = (plan.show.opening, plan.show.closing)
    laid = (part.file for part in episode.edit if isinstance(part, MusicBed | Sound))
    return tuple(dict.fromkeys([*laid, *(file for file in around if file)]))


def laid_out(plan: Plan, episode: Episode) -> Task:
    """The timeline of a paper edit: quotes found by their words, cuts moved into silence."""
    paths = Paths(episode.slug)
    heard, scores = voices(plan, episode), scored(plan, episode)
    narrated = tuple(paths.ends(voice.recording) for voice in heard if voice.narrated)

    def action(context: Context) -> None:
        sources = {voice.recording.path: _source(context.root, voice) for voice in heard}
        for file in scores:
            found = probe_from_json((context.root / paths.probe(file)).read_text("utf-8"))
            sources[file] = Source(found.duration_ms)
        material = Material(
            sources,
            lambda file, low_ms, high_ms: quiet_cut(context.root / file, low_ms, high_ms),
            functools.cache(lambda file, near_ms: room_tone(context.root / file, near_ms)),
        )
        save(context.root / paths.timeline, lay_out(plan.show, episode, material))

    return Task(
        name=f"timeline {episode.slug}",
        stage="timeline",
        episode=episode.slug,
        action=action,
        inputs=(
            *(voice.recording.path for voice in heard),
            *(voice.probe for voice in heard),
            *(voice.words for voice in heard),
            *narrated,
            *(paths.probe(file) for file in scores),
        ),
        outputs=(paths.timeline,),
        settings={
            "opening": plan.show.opening,
            "closing": plan.show.closing,
            "edit": episode.edit,
            "gap_ms": episode.gap_ms,
            "voices": [(v.recording, v.episode.denoise, v.episode.title) for v in heard],
            "ffmpeg": plan.ffmpeg.version,
        },
    )


def _source(root: Path, voice: Voice) -> Source:
    length_ms = probe_from_json((root / voice.probe).read_text("utf-8")).duration_ms
    used = Passage(0, length_ms)
    if voice.narrated:
        used = load(root / voice.paths.ends(voice.recording), Passage)
    return Source(
        length_ms,
        used.start_ms,
        used.end_ms,
        words_in(root, voice.words),
        voice.recording.channels,
        voice.episode.denoise,
        voice.episode.title,
    )


def quoted_tags(plan: Plan, episode: Episode) -> Task:
    """Places and sectors of a documentary: those given, and those of the portraits that it quotes."""
    paths = Paths(episode.slug)
    given = given_tags(episode)
    sources = tuple(each.slug for each in episode.quoted)
    titles = {slug: source.title for slug in sources if (source := plan.show.episode(slug))}

    def action(context: Context) -> None:
        refuse_unknown(context.root, plan, episode)
        first_ms = _first_heard(load(context.root / paths.timeline, Timeline))
        found: dict[tuple[str, str], Tag] = {}
        for slug in sources:
            for tag in load(context.root / Paths(slug).tags, tuple[Tag, ...]):
                if tag.state.published:
                    evidence = Evidence(titles[slug], first_ms.get(slug, 0), "quoted", tag.score)
                    known = found.get((tag.kind, tag.id))
                    told = (*(known.evidence if known else ()), evidence)
                    found[tag.kind, tag.id] = replace(tag, state=TagState.AUTO, evidence=told)
        save(context.root / paths.tags, settle(given, tuple(found.values())))

    return Task(
        name=f"tag {episode.slug}",
        stage="tag",
        episode=episode.slug,
        action=action,
        inputs=(paths.timeline, *(Paths(slug).tags for slug in sources)),
        outputs=(paths.tags,),
        settings={
            "given": given,
            "titles": titles,
            "territory": fingerprint(plan.territory),
            "sectors": fingerprint(plan.taxonomy),
        },
    )


def _first_heard(laid: Timeline) -> dict[str, int]:
    """When each portrait is first heard, in programme time."""
    found: dict[str, int] = {}
    for clip in laid.clips:
        if clip.episode:
            found.setdefault(clip.episode, clip.at_ms)
    return found
