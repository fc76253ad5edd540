"""The stages of one programme: its timeline, its words, its sound, its tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from podcast.audio import LAME, Codec, Delivery, load_targets
from podcast.audio import master as master_audio
from podcast.edit import clock, mix, portrait, programme_words, provenance
from podcast.errors import RecordingError, Remark
from podcast.graph import Context, Task
from podcast.ingest import probe_from_json
from podcast.model import Episode, Role, Tag, Timeline, Transcript
from podcast.stages.documentary import Voice, laid_out, quoted_tags, scored, voices
from podcast.stages.given import given_tags, refuse_unknown
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.recordings import Passage, probe_path
from podcast.stages.store import load, save
from podcast.tag import find_tags, knowledge, settle
from podcast.transcribe import proposed_chapters, words_in

__all__ = ["around", "mark", "master", "programme", "sounds", "tag", "timeline"]


def sounds(plan: Plan, episode: Episode) -> tuple[Path, ...]:
    """Every file a programme is made of, each once."""
    spoken = (voice.recording.path for voice in voices(plan, episode))
    return tuple(dict.fromkeys([*spoken, *scored(plan, episode)]))


def timeline(plan: Plan, episode: Episode) -> Task:
    """The programme as clips in order: as its paper edit says, else its recordings one after the other."""
    return laid_out(plan, episode) if episode.edit else _portrait(plan, episode)


def _portrait(plan: Plan, episode: Episode) -> Task:
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


def programme(plan: Plan, episode: Episode) -> Task:
    """The corrected words of everything that is heard, in programme time, and whence each quote comes.

    The task raises RecordingError where no speech was heard in any of it.
    """
    paths = Paths(episode.slug)
    heard = voices(plan, episode)
    quoted = {each.slug: Paths(each.slug) for each in episode.quoted}
    texts = tuple(voice.words for voice in heard)
    # A text that is broken today was good once: what it then said goes on being used.
    good_once = all((plan.show.root / each).exists() for each in texts)

    def action(context: Context) -> None:
        laid = load(context.root / paths.timeline, Timeline)
        transcripts = {voice.recording.path: words_in(context.root, voice.words) for voice in heard}
        words = programme_words(laid, transcripts)
        if not words.segments:
            raise _silent(paths, heard)
        save(context.root / paths.programme, words)
        portraits = {
            slug: (
                load(context.root / own.timeline, Timeline),
                load(context.root / own.programme, Transcript),
            )
            for slug, own in quoted.items()
        }
        save(context.root / paths.provenance, provenance(laid, portraits))

    return Task(
        name=f"programme {episode.slug}",
        stage="programme",
        episode=episode.slug,
        action=action,
        inputs=(
            paths.timeline,
            *(() if good_once else texts),
            *(file for own in quoted.values() for file in (own.timeline, own.programme)),
        ),
        optional=texts if good_once else (),
        outputs=(paths.programme, paths.provenance),
        settings={"recordings": [voice.recording.path for voice in heard]},
    )


def _silent(paths: Paths, heard: tuple[Voice, ...]) -> RecordingError:
    return RecordingError(
        "no speech was heard in {file}",
        hint="listen to it: is it the right recording, and was the microphone on?",
        file=paths.recordings if len(heard) != 1 else heard[0].recording.path,
    )


def mark(episode: Episode) -> Task:
    """The programme's chapters: those that were given, else those of its timeline, each with its place, else
    some proposed from the questions."""
    paths = Paths(episode.slug)
    asking = [person.name for person in episode.people if person.role is Role.INTERVIEWER]
    proposes = bool(asking) and episode.proposes and not (episode.chapters or episode.edit)
    tags = {each.slug: Paths(each.slug).tags for each in episode.quoted}

    def action(context: Context) -> None:
        laid_out = load(context.root / paths.timeline, Timeline)
        places = {slug: _place(load(context.root / file, tuple[Tag, ...])) for slug, file in tags.items()}
        own = (replace(each, place=places.get(each.episode, "")) for each in laid_out.chapters)
        chapters = episode.chapters or tuple(own)
        if proposes:
            words = load(context.root / paths.programme, Transcript)
            chapters = chapters or proposed_chapters(words, asking)
        for late in (each for each in chapters if each.start_ms >= laid_out.duration_ms):
            context.remark(
                Remark(
                    "the chapter «{title}» is left out: it begins at {at}, and the programme is {length}"
                    " long; write another time in episodes/{slug}/episode.toml",
                    {
                        "title": late.title,
                        "at": clock(late.start_ms),
                        "length": clock(laid_out.duration_ms),
                        "slug": episode.slug,
                    },
                )
            )
        save(
            context.root / paths.marks,
            tuple(each for each in chapters if each.start_ms < laid_out.duration_ms),
        )

    return Task(
        name=f"mark {episode.slug}",
        stage="mark",
        episode=episode.slug,
        action=action,
        inputs=(paths.timeline, *tags.values(), *((paths.programme,) if proposes else ())),
        outputs=(paths.marks,),
        settings={"chapters": episode.chapters, "asking": asking if proposes else []},
        version=2,  # none past the end
    )


def _place(tags: tuple[Tag, ...]) -> str:
    """The neighbourhood of a portrait: the first of its published places."""
    return next((tag.id for tag in tags if tag.kind == "place" and tag.state.published), "")


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
        settings={"ffmpeg": plan.ffmpeg.version, "lame": LAME, "target": target},
        version=2,  # recordings at one level, music behind voices
    )


def tag(plan: Plan, episode: Episode) -> Task:
    """Places and sectors: those given, and those of the portraits quoted, else found with their evidence."""
    return quoted_tags(plan, episode) if episode.quoted else _found_tags(plan, episode)


def _found_tags(plan: Plan, episode: Episode) -> Task:
    paths = Paths(episode.slug)
    given = given_tags(episode)
    guests = frozenset(person.name for person in episode.people if person.role is Role.GUEST)

    def action(context: Context) -> None:
        refuse_unknown(context.root, plan, episode)
        words = load(context.root / paths.programme, Transcript)
        found = find_tags(words, plan.territory, plan.taxonomy, guests, plan.speech.read)
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
    """Probes of music and sounds, of the opening and the closing, where no recording of the episode brings
    them."""
    own = {each.path for each in episode.recordings}
    yield from (probe_path(plan, episode.slug, file) for file in scored(plan, episode) if file not in own)
