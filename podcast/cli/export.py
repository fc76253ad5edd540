"""`podcast export`: a programme as a project of an audio workstation, with its sound in a folder."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from podcast import graph, pipeline, rights
from podcast.cli import speak
from podcast.cli.building import lay_out, say_failures
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _, decimal, text_of
from podcast.cli.progress import Watch
from podcast.edit import FORMATS, Export, Exported, Media, Wish, refuse_folder
from podcast.edit import export as write_export
from podcast.errors import RightsRefused
from podcast.graph import Failed, Task
from podcast.model import Episode, Show, Timeline, Transcript
from podcast.stages import MACHINE_FOLDERS, STATE, Paths, load, note_copy

__all__ = ["export"]


class _Seconds(click.FloatRange):
    """A range that also refuses nan, which click takes for inside any."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            limits = self._describe_range()
            self.fail(_("{value} is not in the range {range}.", value=value, range=limits), param, ctx)
        return number


@click.command(help=_("Make a programme a project of an audio workstation, with its sound in one folder."))
@click.argument("slug", metavar="EPISODE")
@click.option(
    "--to",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS)),
    default=("reaper",),
    show_default=True,
    help=_("What it is opened with; give it several times for several."),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=_("The folder to make; else EPISODE-export here."),
)
@click.option(
    "--handles",
    type=_Seconds(0, 600),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help=_("How much sound to keep on both sides of each passage."),
)
@click.option("--whole", is_flag=True, help=_("Keep every recording whole."))
@click.option(
    "--cleaned", is_flag=True, help=_("Filtered and levelled as in the programme, not as recorded.")
)
@speak.pass_voice
def export(
    voice: speak.Voice, /, slug: str, formats: tuple[str, ...], output: Path | None, **options: Any
) -> None:
    """Make a programme a project of an audio workstation."""
    root = speak.root(voice)
    folder = output or Path(f"{slug}-export")
    handles_ms = None if options["whole"] else round(options["handles"] * 1000)
    wish = Wish(tuple(dict.fromkeys(formats)), handles_ms, options["cleaned"], _titles())
    with Watch(voice, explain=False) as watch:
        plan = lay_out(root, None, watch.download)
        episode = _episode(plan.show, slug)
        refuse_folder(folder, plan.show, episode)
        design = pipeline.design(plan)
        timeline = _permitted(voice, plan.show, slug, _timeline(root, design.tasks, slug, watch))
        _warn(voice, design, slug)
        exported = Exported(plan.show, episode, timeline, _words(root, design.tasks, slug, watch))
        made = write_export(
            exported, wish, folder, lambda media: _notes(exported, wish, media), watch.collecting
        )
    note_copy(root, folder, {slug, *_heard(timeline)})
    if not voice.quiet:
        _tell(folder, made)


def _episode(show: Show, slug: str) -> Episode:
    if any(each.slug == slug for each in show.withdrawn):
        raise RightsRefused(
            "{slug} was withdrawn: nothing of it is exported",
            hint="podcast status lists the episodes",
            slug=slug,
        )
    return episode_named(show, slug)


def _timeline(root: Path, tasks: Sequence[Task], slug: str, watch: Watch) -> Timeline:
    """The programme's timeline of today; what it lacks is made, and nothing else."""
    needed = _needed(tasks, slug, "timeline")
    if _coming(root, needed) and (failed := _made(root, needed, watch)):
        codes = list(say_failures(failed))
        sys.exit(max(codes, default=1))
    return load(root / Paths(slug).timeline, Timeline)


def _needed(tasks: Sequence[Task], slug: str, stage: str) -> tuple[Task, ...]:
    return graph.with_needs(tasks, [task for task in tasks if task.stage == stage and task.episode == slug])


def _coming(root: Path, tasks: Sequence[Task]) -> set[str]:
    """The stages that would run."""
    journal, digests = graph.observatory(root, STATE)
    return {task.stage for task, _reason in graph.foresee(tasks, journal, digests)}


def _made(root: Path, tasks: Sequence[Task], watch: Watch) -> Sequence[Failed]:
    settings = graph.Settings(root, STATE, MACHINE_FOLDERS, 1, watch.event)
    with graph.workshop(settings) as workshop:
        return graph.build(tasks, workshop).failed


def _permitted(voice: speak.Voice, show: Show, slug: str, timeline: Timeline) -> Timeline:
    """The timeline without what was taken back: silence stands in its place."""
    gone = [clip for clip in timeline.clips if rights.is_withdrawn(show, clip.source)]
    left = tuple(clip for clip in timeline.clips if clip not in gone)
    if not any(clip.track == "voice" for clip in left):
        raise RightsRefused(
            "every voice of {slug} was withdrawn: nothing of it is exported",
            hint="podcast status lists the episodes",
            slug=slug,
        )
    if gone and not voice.quiet:
        slugs = _heard(replace(timeline, clips=tuple(gone)))
        speak.say(
            "! {count} passages of what was withdrawn ({slugs}) are left out: silence stands in their place.",
            count=len(gone),
            slugs=", ".join(slugs),
        )
    return replace(timeline, clips=left)


def _heard(timeline: Timeline) -> list[str]:
    """The programmes whose own files are heard in a timeline."""
    folders = {clip.source.parts[1] for clip in timeline.clips if len(clip.source.parts) > 2}
    return sorted(folders)


def _warn(voice: speak.Voice, design: pipeline.Build, slug: str) -> None:
    """A copy to work on may be made of anything; that it may not go out is said."""
    reasons = [reason for each in design.refused if each.episode.slug == slug for reason in each.reasons]
    for reason in reasons:
        if not reason.later and not voice.quiet:
            speak.say("! a copy for your work alone: {why}", why=text_of(reason.error))


def _words(root: Path, tasks: Sequence[Task], slug: str, watch: Watch) -> Transcript | None:
    """What is said, where that needs no transcribing: items are named after it."""
    needed = _needed(tasks, slug, "programme")
    coming = _coming(root, needed)
    if "transcribe" in coming or (coming and _made(root, needed, watch)):
        return None
    return load(root / Paths(slug).programme, Transcript)


def _titles() -> dict[Any, str]:
    return {"voice": _("Voices"), "sound": _("Sounds"), "music": _("Music"), "room": _("Room tone")}


def _notes(exported: Exported, wish: Wish, media: Sequence[Media]) -> str:
    """What the folder says of itself, to whoever opens it."""
    show, episode, timeline = exported.show, exported.episode, exported.timeline
    lines = [f"{episode.title} – {show.title}", ""]
    lines.append(_("A copy to work on, made with Porte-voix: it is not for publication."))
    if wish.cleaned:
        lines.append(_("The sound is filtered and levelled as in the programme."))
    else:
        lines.append(_("The sound is as it was recorded; filters, noise and hum are left to you."))
    lines.append(
        _("Each item's volume brings it to its level in the programme before mastering: voices to -23 LUFS.")
    )
    if any(clip.duck_db for clip in timeline.clips):
        lines.append(
            _("The volume of music and ambiences goes down while somebody speaks, as in the programme.")
        )
    lines += ["", *_narration(episode, media)]
    lines.append(_("Where each file comes from:"))
    lines += [_origin(each) for each in media]
    return "\n".join([*lines, ""])


def _narration(episode: Episode, media: Sequence[Media]) -> list[str]:
    """How a narration that was recorded again comes back."""
    narrated = [each for each in media if each.kind == "narration"]
    if not narrated:
        return []
    said = _(
        "Narration comes back by its file: record it again, save it in place of the file on the right, and"
        " podcast build. Where its ending is another one, write its name in episodes/{slug}/edit.toml.",
        slug=episode.slug,
    )
    return [said, *(_origin(each) for each in narrated), ""]


def _origin(media: Media) -> str:
    start = f" ({media.start_ms // 60_000}:{media.start_ms % 60_000 / 1000:06.3f})" if media.start_ms else ""
    voice = f", {media.microphone}" if media.microphone else ""
    return f"  {media.path}  <-  {media.source.as_posix()}{start}{voice}"


def _tell(folder: Path, made: Export) -> None:
    size = sum((folder / each.path).stat().st_size for each in made.media)
    speak.say(
        "{folder} holds {projects} and {count} files of sound ({size} MB).",
        folder=folder,
        projects=", ".join(made.projects),
        count=len(made.media),
        size=decimal(size / 1e6),
    )
    speak.say("Open it from there: the project finds its sound in media/. README.txt says what is what.")
