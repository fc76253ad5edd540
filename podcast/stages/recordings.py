"""The stages of one recording: checked, probed, heard, laid before people, corrected."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from podcast import disk
from podcast.audio import Ends, decode, ends
from podcast.errors import Remark
from podcast.graph import Context, Task
from podcast.ingest import check_originals, probe_from_json, probe_to_json
from podcast.ingest import probe as probe_file
from podcast.model import Episode, Recording, Transcript
from podcast.stages.paths import Paths
from podcast.stages.plan import Plan
from podcast.stages.store import save
from podcast.stages.voices import shared, with_speakers
from podcast.transcribe import (
    OTHER_MICROPHONE,
    UNHEARD,
    Conflict,
    Request,
    conflicts,
    from_json,
    laid_over,
    renew,
    text_in,
    to_json,
    untouched,
    words_in,
)
from podcast.transcribe import correct as correct_text
from podcast.transcribe import draft as draft_text
from podcast.transcribe import restored as restored_text

__all__ = ["Passage", "correct", "draft", "originals", "probe", "probe_path", "transcribe", "trim"]

_BREATH_MS = 120
# Shorter speech tells no language: a narrator's sentence of three seconds in French was taken for English.
_TELLING_MS = 8_000


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a recording that is used."""

    start_ms: int
    end_ms: int


def originals(episode: Episode) -> Task:
    """Every recording is still the one that came in."""
    paths = Paths(episode.slug)
    files = tuple(recording.path for recording in episode.recordings)

    def action(context: Context) -> None:
        found = {path.name: context.digest(path) or "" for path in files}
        check_originals(context.root / paths.recordings, found)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(found.items()))
        disk.write_text(context.root / paths.originals, lines)

    return Task(
        name=f"originals {episode.slug}",
        stage="originals",
        episode=episode.slug,
        action=action,
        inputs=files,
        optional=(paths.sums,),
        outputs=(paths.originals,),
        drafts=(paths.sums,),
    )


def probe(plan: Plan, episode: Episode, recording: Recording) -> Task:
    """What the recording is, from decoding it whole."""
    return probe_path(plan, episode.slug, recording.path, incomplete=recording.incomplete)


def probe_path(plan: Plan, slug: str, file: Path, *, incomplete: bool = False) -> Task:
    """The same for any sound a programme uses."""
    paths = Paths(slug)

    def action(context: Context) -> None:
        found, remarks = probe_file(context.root / file, incomplete=incomplete)
        for remark in remarks:
            context.remark(remark)
        disk.write_text(context.root / paths.probe(file), probe_to_json(found))

    checked = paths.checked(file)
    called = file.name if checked else f"around/{file.as_posix()}"
    return Task(
        name=f"probe {slug}/{called}",
        stage="probe",
        episode=slug,
        action=action,
        inputs=(file, *checked),
        outputs=(paths.probe(file),),
        settings={"ffmpeg": plan.ffmpeg.version, "incomplete": incomplete},
        version=2,
    )


def trim(plan: Plan, episode: Episode, recording: Recording) -> Task:
    """Where the recording's sound begins and ends: an edit on the timeline, never in the original."""
    paths = Paths(episode.slug)
    # A narrator's silence is no part of the programme: what lies between two voices is the paper edit's.
    kept_ms = (
        min(plan.show.silence_ms, _BREATH_MS) if recording in episode.narration else plan.show.silence_ms
    )

    def action(context: Context) -> None:
        found = probe_from_json((context.root / paths.probe(recording.path)).read_text("utf-8"))
        first_ms, last_ms = 0, found.duration_ms
        if recording.trim:
            first_ms, last_ms = ends(decode(context.root / recording.path), Ends(kept_ms))
        used = Passage(first_ms, min(last_ms, found.duration_ms))
        save(context.root / paths.ends(recording), used)

    return Task(
        name=f"trim {episode.slug}/{recording.name}",
        stage="trim",
        episode=episode.slug,
        action=action,
        inputs=(recording.path, paths.probe(recording.path)),
        outputs=(paths.ends(recording),),
        settings={"ffmpeg": plan.ffmpeg.version, "keep_ms": kept_ms, "trim": recording.trim},
    )


def transcribe(plan: Plan, episode: Episode, recording: Recording, into: str = "") -> Task:
    """What the engine hears in one recording, or its translation `into` another language."""
    paths = Paths(episode.slug)
    heard_file = paths.heard(recording, into)
    language = plan.show.language_of(episode, recording)
    vocabulary = plan.vocabulary(episode)

    def action(context: Context) -> None:
        found = probe_from_json((context.root / paths.probe(recording.path)).read_text("utf-8"))
        request = Request(language, found.duration_ms, recording.channels, vocabulary, into)
        tell = functools.partial(_gone_through, context, found.duration_ms)
        heard = plan.speech.engine(plan.show).transcribe(context.root / recording.path, request, tell)
        for remark in heard_remarks(paths.text(recording, into).stem, heard):
            context.remark(remark)
        if not heard.segments and into:
            context.remark(Remark("no translation came out of {file}", {"file": recording.name}))
        elif not heard.segments and len(episode.recordings) > 1:  # alone, it is the programme's error
            context.remark(Remark("no speech was heard in {file}", {"file": recording.name}))
        disk.write_text(context.root / heard_file, to_json(heard))

    return Task(
        name=_named("translate" if into else "transcribe", episode, recording, into),
        stage="translate" if into else "transcribe",
        episode=episode.slug,
        action=action,
        inputs=(recording.path, *paths.checked(recording.path), paths.probe(recording.path)),
        outputs=(heard_file,),
        settings={
            "engine": plan.speech.stamp(plan.show),
            "language": language,
            "channels": recording.channels,
            "vocabulary": vocabulary,
            **({"into": into} if into else {}),
        },
        version=3,  # what was passed over before an unlikely word is heard again
        lane="speech",
    )


def _named(stage: str, episode: Episode, recording: Recording, into: str) -> str:
    return f"{stage} {episode.slug}/{recording.name}" + (f" {into}" if into else "")


def heard_remarks(called: str, heard: Transcript) -> Iterator[Remark]:
    """What a producer should know about how a recording was heard; of a translation, its language is none."""
    other = heard.detected_language not in ("", heard.language) and heard.detected_probability > 0.5
    told_ms = sum(each.end_ms - each.start_ms for each in heard.segments)
    if other and not heard.translated_from and told_ms >= _TELLING_MS:
        yield Remark(
            "{file} sounds like «{heard}», and was transcribed as «{language}» as the show says; if it is"
            ' «{heard}», write language = "{heard}" in episode.toml, above the first table, then run podcast'
            " build",
            {"file": called, "heard": heard.detected_language, "language": heard.language},
        )
    # What one microphone picks up of the other's speaker is no loss: it stands under that speaker.
    unheard = [each for each in heard.dropped if each.reason == UNHEARD]
    if unheard:
        yield Remark(
            "{file}: somebody speaks at {times} and no words came out: listen, and write them in the .vtt",
            {"file": called, "times": ", ".join(_clock(each.start_ms) for each in unheard)},
        )
    invented = [each for each in heard.dropped if each.reason not in (OTHER_MICROPHONE, UNHEARD)]
    if invented:
        yield Remark(
            "{file}: {count} passages that nobody seems to have said were left out; see its .json",
            {"file": called, "count": len(invented)},
        )


def _clock(time_ms: int) -> str:
    return f"{time_ms // 60000}:{time_ms // 1000 % 60:02}"


def _gone_through(context: Context, duration_ms: int, done_ms: int) -> None:
    context.progress(min(done_ms / duration_ms, 1.0) if duration_ms else 0.0, duration_ms)


def draft(episode: Episode, recording: Recording, into: str = "") -> Task:
    """Lay what was heard before people: the text they correct, and the words it was made from.

    What people changed is laid over the new words. The text is written before the words: a run killed
    between the two finds a text that names words which are not there yet, and writes them.
    """
    paths = Paths(episode.slug)
    machine, text = paths.machine(recording, into), paths.text(recording, into)
    apart = recording in shared(episode)

    def action(context: Context) -> None:
        new = to_json(with_speakers(context.root, episode, recording, into))
        old = (context.root / machine).read_bytes() if (context.root / machine).exists() else None
        restored = _restored(context.root, paths, recording) if old else None
        written_from = (lambda: words_in(context.root, machine)) if old else (lambda: from_json(new))
        laid = _laid(new, written_from, context.root / text, restored)
        # After a break between the two files nothing is laid again: what was disputed still is.
        if laid.text is not None or not (context.root / paths.conflicts(recording, into)).exists():
            save(context.root / paths.conflicts(recording, into), laid.conflicts)
        if laid.text is not None:
            disk.write_text(context.root / text, laid.text)
        if new.encode("utf-8") != old:
            disk.write_text(context.root / machine, new)
        if restored is not None:
            context.remark(
                Remark(
                    "{file} was gone and is there again as it last was; to begin afresh, delete the .json"
                    " beside it too",
                    {"file": text.name},
                )
            )
        if laid.conflicts:
            context.remark(
                Remark(
                    "{file}: the machine now hears other words in {count} passages you wrote; yours stand",
                    {"file": text.stem, "count": len(laid.conflicts)},
                )
            )

    return Task(
        name=_named("draft", episode, recording, into),
        stage="draft",
        episode=episode.slug,
        action=action,
        inputs=(paths.heard(recording, into), *((paths.turns(recording), paths.cast) if apart else ())),
        outputs=(paths.conflicts(recording, into),),
        drafts=(text, machine),
        settings={"channels": recording.channels, "apart": apart},
        version=2,  # the words say how it was found who speaks
    )


@dataclass(frozen=True, slots=True)
class _Laid:
    """The text people should find now (None: the one that is there), and where it is disputed."""

    text: str | None
    conflicts: tuple[Conflict, ...] = ()


def _restored(root: Path, paths: Paths, recording: Recording) -> str | None:
    """The text people corrected, from the words it gave, where its file has gone; None where nobody had."""
    machine, words = root / paths.machine(recording), paths.words(recording)
    if (root / paths.text(recording)).exists() or not (root / words).exists():
        return None
    corrected = words_in(root, words)
    if all(segment.origin == "machine" for segment in corrected.segments):
        return None
    return restored_text(corrected, hashlib.sha256(machine.read_bytes()).hexdigest())


def _laid(new: str, written_from: Callable[[], Transcript], file: Path, restored: str | None) -> _Laid:
    """`restored` stands for the file where it has gone; `written_from` is asked only where people wrote."""
    named = hashlib.sha256(new.encode("utf-8")).hexdigest()
    machine = from_json(new)
    if restored is None and not file.exists():
        return _Laid(draft_text(machine, named))
    written = text_in(file) if restored is None else restored
    if laid_over(written) == named:
        return _Laid(restored)  # laid over these very words already
    if untouched(written):
        return _Laid(draft_text(machine, named))
    before = written_from()
    return _Laid(renew(machine, named, before, written, file), conflicts(machine, before, written, file))


def correct(episode: Episode, recording: Recording, into: str = "") -> Task:
    """What people made of the machine's words, with times, in recording time."""
    paths = Paths(episode.slug)
    text, machine = paths.text(recording, into), paths.machine(recording, into)

    def action(context: Context) -> None:
        heard: Transcript = words_in(context.root, machine)
        corrected = correct_text(heard, text_in(context.root / text), context.root / text)
        disk.write_text(context.root / paths.words(recording, into), to_json(corrected))

    return Task(
        name=_named("correct", episode, recording, into),
        stage="correct",
        episode=episode.slug,
        action=action,
        inputs=(machine, text),
        outputs=(paths.words(recording, into),),
    )
