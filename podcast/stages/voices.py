"""The stages of an episode's voices where they have no microphone each: told apart, and named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from podcast.errors import ContentError, Remark
from podcast.graph import Context, Task
from podcast.ingest import probe_from_json
from podcast.model import Episode, Recording, Role, Transcript, Voice
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan
from podcast.stages.store import load, save
from podcast.transcribe import (
    VOICES_STAMP,
    Part,
    Turn,
    by_microphone,
    parts,
    told_apart,
    turns_in,
    words_in,
)

__all__ = ["shared", "speakers", "with_speakers"]


def shared(episode: Episode) -> tuple[Recording, ...]:
    """The recordings in which several voices share a microphone and are to be told apart."""
    if not episode.casting.wanted or episode.voices < 2:
        return ()
    return tuple(recording for recording in episode.recordings if not recording.channels)


def speakers(plan: Plan, episode: Episode) -> Iterator[Task]:
    """Who speaks when in all recordings of an episode, under the same letters, and their names."""
    if shared(episode):
        yield _turns(plan, episode)
        yield _cast(episode)


def _turns(plan: Plan, episode: Episode) -> Task:
    """Hear the voices of all recordings together. What a voice is like is kept in memory only."""
    paths, recordings = Paths(episode.slug), shared(episode)

    def action(context: Context) -> None:
        probes = (context.root / paths.probe(recording.path) for recording in recordings)
        lengths_ms = [probe_from_json(probe.read_text("utf-8")).duration_ms for probe in probes]

        def tell(place: int, done_ms: int) -> None:
            done_ms = sum(lengths_ms[:place]) + min(done_ms, lengths_ms[place])
            context.progress(done_ms / max(sum(lengths_ms), 1))

        files = [context.root / recording.path for recording in recordings]
        found = turns_in(files, episode.voices, plan.speech.ears(), tell)
        for recording, turns in zip(recordings, found, strict=True):
            save(context.root / paths.turns(recording), turns)

    return Task(
        name=f"voices {episode.slug}",
        stage="voices",
        episode=episode.slug,
        action=action,
        inputs=(
            paths.originals,
            *(file for recording in recordings for file in (recording.path, paths.probe(recording.path))),
        ),
        outputs=tuple(paths.turns(recording) for recording in recordings),
        settings={"weights": VOICES_STAMP, "voices": episode.voices},
        lane="speech",
    )


def _cast(episode: Episode) -> Task:
    """The voices that were told apart with the names they have, and what to type for those without one."""
    paths, recordings = Paths(episode.slug), shared(episode)
    names = dict(episode.casting.names)

    def action(context: Context) -> None:
        found = [load(context.root / paths.turns(recording), tuple[Turn, ...]) for recording in recordings]
        labels = sorted({turn.voice for turns in found for turn in turns})
        _all_known(episode, labels)
        cast = tuple(Voice(label, names.get(label, "")) for label in labels)
        heard = [_heard(context.root, paths, recording) for recording in recordings]
        spoken = [
            told_apart(*each, [Voice(label) for label in labels]) for each in zip(heard, found, strict=True)
        ]
        for remark in _remarks(episode, cast, parts(spoken, labels)):
            context.remark(remark)
        save(context.root / paths.cast, cast)

    return Task(
        name=f"names {episode.slug}",
        stage="names",
        episode=episode.slug,
        action=action,
        inputs=tuple(
            file for recording in recordings for file in (paths.turns(recording), paths.heard(recording))
        ),
        outputs=(paths.cast,),
        settings={"names": names, "people": [(person.name, person.role) for person in episode.people]},
    )


def _heard(root: Path, paths: Paths, recording: Recording, into: str = "") -> Transcript:
    return words_in(root, paths.heard(recording, into))


def _all_known(episode: Episode, labels: Sequence[str]) -> None:
    lines = dict(episode.lines)
    for label, name in episode.casting.names:
        if label not in labels:
            raise ContentError(
                "{file}, line {line}: no voice is called {label}; those told apart are {labels}",
                hint="give «{name}» to one of them: podcast status shows what each says first",
                file=f"episodes/{episode.slug}/episode.toml",
                line=lines.get(f"speakers.{label}", 1),
                label=label,
                labels=", ".join(labels) or "—",
                name=name,
            )


def _remarks(episode: Episode, cast: Sequence[Voice], found: Sequence[Part]) -> Iterator[Remark]:
    """What a producer types to name the voices, and whether some were not found."""
    if len(cast) < episode.voices:
        yield Remark(
            "{count} voices are expected and only {found} could be told apart: write in episode.toml how many"
            " are heard (voices = 2), or correct the names in the .vtt",
            {"count": episode.voices, "found": len(cast)},
        )
    if all(voice.name for voice in cast):
        return
    spoken = (f"{each.label} ({_clock(each.spoken_ms)}, «{each.begins}»)" for each in found)
    lines = [f'{label} = "{name}"' for label, name in _guessed(episode, cast, found)]
    yield Remark(
        "voices told apart by their sound: {voices}. Write whose they are at the end of {file}, for example:"
        "\n{lines}",
        {
            "voices": ", ".join(spoken),
            "file": f"episodes/{episode.slug}/episode.toml",
            "lines": "\n".join(["[speakers]", *lines]),
        },
    )


def _guessed(episode: Episode, cast: Sequence[Voice], found: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Names to propose: of two people, the guest is the one who speaks most."""
    guests = [person.name for person in episode.people if person.role is Role.GUEST]
    others = [person.name for person in episode.people if person.role is Role.INTERVIEWER]
    most = max(found, key=lambda each: each.spoken_ms).label if found else ""
    simple = len(cast) == 2 and len(guests) == len(others) == 1
    for voice in cast:
        guess = (guests[0] if voice.label == most else others[0]) if simple else "…"
        yield voice.label, voice.name or guess


def _clock(time_ms: int) -> str:
    return f"{time_ms // 60000}:{time_ms // 1000 % 60:02}"


def with_speakers(root: Path, episode: Episode, recording: Recording, into: str = "") -> Transcript:
    """What was heard in a recording, or its translation, with who speaks as far as that is known."""
    paths = Paths(episode.slug)
    heard = _heard(root, paths, recording, into)
    if recording.channels:
        return by_microphone(heard)
    if recording not in shared(episode):
        return heard
    turns = load(root / paths.turns(recording), tuple[Turn, ...])
    return told_apart(heard, turns, load(root / paths.cast, tuple[Voice, ...]))
