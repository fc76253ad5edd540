"""The stages of one programme: its timeline, its words, its sound, its tags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podcast.audio import Codec, Delivery, load_targets
from podcast.audio import master as master_audio
from podcast.edit import mix, portrait, programme_words
from podcast.errors import RecordingError
from podcast.graph import Context, Task
from podcast.ingest import probe_from_json
from podcast.model import Episode, Role, Timeline, Transcript
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.recordings import Passage, probe_path
from podcast.stages.store import load, save
from podcast.tag import find_tags, knowledge, settle
from podcast.transcribe import from_json

__all__ = ["around", "mark", "master", "programme", "sounds", "tag", "timeline"]


def sounds(plan: Plan, episode: Episode) -> tuple[Path, ...]:
    """Every file a portrait is made of, in the order it is heard."""
    around = (plan.show.opening, plan.show.closing)
    recordings = tuple(recording.path for recording in episode.recordings)
    return (*(path for path in around[:1] if path), *recordings, *(path for path in around[1:] if path))


def timeline(plan: Plan, episode: Episode) -> Task:
    """The programme as clips in order."""
    paths = Paths(episode.slug)
    recordings = {recording.path: recording for recording in episode.recordings}
    files = {
        file: paths.ends(recordings[file]) if file in recordings else paths.probe(file)
        for file in sounds(plan, episode)
    }

    def action(context: Context) -> None:
        passages = {
            file: _passage(context.root / known, trimmed=file in recordings) for file, known in files.items()
        }
        save(context.root / paths.timeline, portrait(plan.show, episode, passages))

    return Task(
        name=f"timeline {episode.slug}",
        stage="timeline",
        episode=episode.slug,
        action=action,
        inputs=tuple(files.values()),
        outputs=(paths.timeline,),
        settings={
            "opening": plan.show.opening,
            "recordings": episode.recordings,
            "denoise": episode.denoise,
            "closing": plan.show.closing,
        },
    )


def _passage(known: Path, *, trimmed: bool) -> tuple[int, int]:
    """What is used of a file: a recording between its ends, an opening or closing whole."""
    if trimmed:
        used = load(known, Passage)
        return used.start_ms, used.end_ms
    return 0, probe_from_json(known.read_text("utf-8")).duration_ms


def programme(episode: Episode) -> Task:
    """The corrected words of every recording, in programme time."""
    paths = Paths(episode.slug)

    def action(context: Context) -> None:
        transcripts = {
            recording.path: from_json((context.root / paths.words(recording)).read_text("utf-8"))
            for recording in episode.recordings
        }
        words = programme_words(load(context.root / paths.timeline, Timeline), transcripts)
        if not words.segments:
            only, *rest = episode.recordings
            raise RecordingError(
                "no speech was heard in {file}",
                hint="listen to it: is it the right recording, and was the microphone on?",
                file=paths.recordings if rest else only.path,
            )
        save(context.root / paths.programme, words)

    return Task(
        name=f"programme {episode.slug}",
        stage="programme",
        episode=episode.slug,
        action=action,
        inputs=(paths.timeline, *(paths.words(recording) for recording in episode.recordings)),
        outputs=(paths.programme,),
    )


def mark(episode: Episode) -> Task:
    """The programme's chapters: those that were given, else those of its timeline."""
    paths = Paths(episode.slug)

    def action(context: Context) -> None:
        laid_out = load(context.root / paths.timeline, Timeline)
        save(context.root / paths.marks, episode.chapters or laid_out.chapters)

    return Task(
        name=f"mark {episode.slug}",
        stage="mark",
        episode=episode.slug,
        action=action,
        inputs=(paths.timeline,),
        outputs=(paths.marks,),
        settings={"chapters": episode.chapters},
    )


def master(plan: Plan, episode: Episode) -> Task:
    """The programme as listeners hear it: mixed, levelled, encoded, measured again after decoding."""
    paths = Paths(episode.slug)
    target = load_targets()["podcast"]

    def action(context: Context) -> None:
        mixed = mix(load(context.root / paths.timeline, Timeline), context.root)
        deliveries = [
            Delivery(target, context.root / paths.master),
            Delivery(target, context.root / paths.opus, Codec.OPUS),
        ]
        mp3, opus = master_audio(mixed, deliveries, context.progress)
        for remark in dict.fromkeys(map(str, said := (*mixed.remarks, *mp3.remarks, *opus.remarks))):
            context.remark(next(each for each in said if str(each) == remark))
        save(context.root / paths.levels, mp3.loudness)

    return Task(
        name=f"master {episode.slug}",
        stage="master",
        episode=episode.slug,
        action=action,
        inputs=(paths.timeline, *dict.fromkeys(sounds(plan, episode))),
        outputs=(paths.master, paths.opus, paths.levels),
        settings={"ffmpeg": plan.ffmpeg.version, "target": target},
    )


def tag(plan: Plan, episode: Episode) -> Task:
    """Places and sectors: those given, and those found with their evidence."""
    paths = Paths(episode.slug)
    given = (*episode.places, *episode.sectors, *episode.themes)
    guests = frozenset(person.name for person in episode.people if person.role is Role.GUEST)

    def action(context: Context) -> None:
        words = load(context.root / paths.programme, Transcript)
        found = find_tags(words, plan.territory, plan.taxonomy, guests)
        save(context.root / paths.tags, settle(given, found))

    return Task(
        name=f"tag {episode.slug}",
        stage="tag",
        episode=episode.slug,
        action=action,
        inputs=(paths.programme,),
        outputs=(paths.tags,),
        settings={
            "given": given,
            "guests": guests,
            "territory": fingerprint(plan.territory),
            "sectors": fingerprint(plan.taxonomy),
            "knowledge": knowledge(),
            "release": plan.release,
        },
    )


def around(plan: Plan, episode: Episode) -> Iterator[Task]:
    """Probes of the opening and the closing, which no recording of the episode brings."""
    recordings = {recording.path for recording in episode.recordings}
    for file in dict.fromkeys(sounds(plan, episode)):
        if file not in recordings:
            yield probe_path(plan, episode.slug, file)
