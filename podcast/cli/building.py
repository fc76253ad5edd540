"""`podcast build` and `podcast clean`."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from podcast import __version__, disk, graph, pipeline, transcribe
from podcast.cli import speak
from podcast.cli.closing import say_parcels, say_result
from podcast.cli.days import DAY
from podcast.cli.failures import remember
from podcast.cli.messages import _
from podcast.cli.progress import Watch, reason_text
from podcast.errors import MissingTool, PodcastError, RecordingError, UsageProblem
from podcast.graph import Entry, Failed, Outcome, Task
from podcast.ingest import SUMS
from podcast.model import Show
from podcast.rights import Refused
from podcast.show import SHOW_FILE, load_show, read_source, unknown_value
from podcast.stages import (
    FEED,
    KEPT,
    MACHINE_FOLDERS,
    RADIO,
    STATE,
    VOICES,
    Plan,
    Speech,
    no_extras,
    off_air,
)
from podcast.tag import BUILT_IN, NO_TERRITORY, load_organisations, load_sectors, load_territory
from podcast.tools import find
from podcast.transcribe import ENGINES, MODELS, may_be_model

__all__ = ["build", "clean", "keeper", "lay_out", "leave_neutral", "say_failures"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command's options ask for."""

    jobs: int
    only: tuple[str, ...]
    force: bool
    dry_run: bool
    explain: bool
    as_of: datetime | None
    station: tuple[str, ...]
    as_json: bool


@click.command(help=_("Make everything that has to be made, and nothing else."))
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help=_("How many tasks at a time."))
@click.option(
    "--only", multiple=True, metavar="NAME", help=_("Only this episode or stage, and what it needs.")
)
@click.option(
    "--station", multiple=True, metavar="NAME", help=_("One zip of everything for this radio station.")
)
@click.option("--force", is_flag=True, help=_("Make it again although nothing has changed."))
@click.option("-n", "--dry-run", is_flag=True, help=_("Say what would be made; make nothing."))
@click.option("--explain", is_flag=True, help=_("Say why each thing is made."))
@click.option("--json", "as_json", is_flag=True, help=_("With --dry-run: as JSON on stdout."))
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help=_("Build as if today were this day."),
)
@speak.pass_voice
def build(voice: speak.Voice, /, jobs: int | None, **options: object) -> None:
    """Make everything that has to be made."""
    wish = Wish(jobs=jobs or os.cpu_count() or 1, **options)  # type: ignore[arg-type]  # click has checked them
    if wish.as_json and not wish.dry_run:
        raise UsageProblem(
            "--json tells what would be made, not what is made",
            hint="podcast build --dry-run --json; or podcast status --json after the build",
        )
    root = speak.root(voice)
    with Watch(voice, explain=wish.explain) as watch:
        plan = lay_out(root, wish.as_of.date() if wish.as_of else None, watch.download)
        plan = _parcelled(plan, wish.station)
        design = pipeline.design(plan)
        tasks = _chosen(design.tasks, wish.only, plan.show)
        if wish.dry_run:
            sys.exit(_foretell(root, design, tasks, wish))
        if _wants_weights(root, plan, tasks, wish) and plan.speech.fetch(plan.show):
            design = pipeline.design(plan)
            tasks = _chosen(design.tasks, wish.only, plan.show)
        outcome = _run(root, design, tasks, wish, watch)
    if not wish.only:
        remember(root, outcome.failed)
    code = _summary(voice, plan.show, design, outcome)
    if wish.station and not voice.quiet:
        say_parcels(root, wish.station)
    sys.exit(code)


def lay_out(root: Path, day: date | None, on_download: Callable[[int, int], None]) -> Plan:
    """Everything a build of the show at `root` knows before it starts; today where no day is given."""
    show = load_show(root)
    _settings_known(root, show)
    territory = load_territory(show.territory, root)
    today = datetime.now(ZoneInfo(show.timezone)).date()
    return Plan(
        show=show,
        now=day or today,
        speech=Speech(on_download),
        ffmpeg=find(),
        territory=territory,
        taxonomy=load_sectors(),
        release=__version__,
        organisations=load_organisations(territory, root),
    )


def _settings_known(root: Path, show: Show) -> None:
    """Say with its line an engine, a model or a territory that is none: their rooms know no file."""
    own = (*BUILT_IN, NO_TERRITORY)
    wrote = functools.partial(unknown_value, read_source(root, SHOW_FILE))
    if show.engine not in ENGINES:
        raise wrote(("engine",), show.engine, ENGINES)
    if not may_be_model(show.engine, show.model):
        hint = "write one of: {allowed}; or the path of a folder with a model in it"
        raise wrote(("model",), show.model, MODELS, hint)
    if show.territory not in own and not (root / show.territory).exists():
        hint = "use clermont, ile-de-france, none, or the path of your own file from the show's folder"
        raise wrote(("territory",), show.territory, own, hint)


def _parcelled(plan: Plan, stations: tuple[str, ...]) -> Plan:
    """The same plan with a zip for each of these stations."""
    for name in stations:
        if name not in plan.show.stations:
            raise UsageProblem(
                "«{name}» is no station of this show",
                hint="the stations in episodes/show.toml are: {stations}",
                name=name,
                stations=", ".join(plan.show.stations) or "—",
            )
    return replace(plan, parcels=frozenset(stations))


def _chosen(tasks: Sequence[Task], only: tuple[str, ...], show: Show) -> tuple[Task, ...]:
    """The tasks asked for and those they need; all of them when nothing was named."""
    if not only:
        return tuple(tasks)
    episodes = {task.episode for task in tasks if task.episode}
    stages = {task.stage for task in tasks}
    for name in only:
        if name not in episodes | stages | {each.slug for each in show.broken}:
            raise UsageProblem(
                "«{name}» is no episode and no stage of this show",
                hint="podcast status lists the episodes; the stages are {stages}",
                name=name,
                stages=", ".join(sorted(stages)),
            )
    # An episode is not published before the show's feed and pages name it.
    whole = bool(set(only) & episodes)
    wanted = [
        task for task in tasks if task.episode in only or task.stage in only or (whole and not task.episode)
    ]
    return graph.with_needs(tasks, wanted)


def _forced(tasks: Sequence[Task], wish: Wish) -> frozenset[str]:
    if not wish.force:
        return frozenset()
    return frozenset(
        task.name for task in tasks if not wish.only or task.episode in wish.only or task.stage in wish.only
    )


def _wants_weights(root: Path, plan: Plan, tasks: Sequence[Task], wish: Wish) -> bool:
    """Whether something will be transcribed with a model that is not on this machine yet.

    It is then fetched first: a transcript is stamped with the weights it came from, and a task that had been
    laid out with others would run again in the next build.
    """
    if transcribe.is_here(plan.show.engine, plan.show.model):
        return False
    journal, digests = graph.observatory(root, STATE)
    coming = graph.foresee(tasks, journal, digests, _forced(tasks, wish))
    return any(task.stage in ("transcribe", "translate") for task, _reason in coming)


def _foretell(root: Path, design: pipeline.Build, tasks: Sequence[Task], wish: Wish) -> int:
    """Say what would be made, and what cannot be: the exit code of a build that goes so far."""
    journal, digests = graph.observatory(root, STATE)
    coming = graph.foresee(tasks, journal, digests, _forced(tasks, wish))
    if wish.as_json:
        speak.data(
            [
                {"task": task.name, "stage": task.stage, "episode": task.episode, **asdict(reason)}
                for task, reason in coming
            ]
        )
    else:
        for task, reason in coming:
            click.echo(f"{task.name}: {reason_text(reason)}" if wish.explain else task.name)
    code = _say_broken(design)
    if not (coming or code or wish.as_json):
        speak.say("Nothing to do.")
    return code


def _run(root: Path, design: pipeline.Build, tasks: Sequence[Task], wish: Wish, watch: Watch) -> Outcome:
    settings = graph.Settings(root, STATE, MACHINE_FOLDERS, wish.jobs, watch.event)
    with graph.workshop(settings) as workshop:
        disk.sweep(root / "episodes", f"*-{SUMS}")  # all that a build writes there
        # First of all what may no longer be public goes, whatever happens to the rest.
        pruned = graph.prune(design.tasks, keeper(design), workshop)
        ours = {path for task in design.tasks for path in task.outputs} | set(design.neutral)
        pruned += _clear(ours, VOICES, workshop)
        outcome = graph.build(tasks, workshop, _forced(tasks, wish))
        stuck = [*(each.task for each in outcome.failed), *(each.task for each in outcome.blocked)]
        if not wish.only and all(task.episode for task in stuck):
            pruned += _clear(ours, [FEED], workshop)
        leave_neutral(root, design)
        outcome.pruned[:0] = pruned
    return outcome


def _clear(ours: set[Path], folders: Iterable[Path], workshop: graph.Workshop) -> list[Path]:
    """Remove what is public and claimed by nobody: it was made before the journal was lost."""
    found = graph.unclaimed(folders, workshop) - ours - set(KEPT)
    hidden = {path for path in found if any(part.startswith(".") for part in path.parts)}
    return graph.remove(workshop.root, found - hidden)


def leave_neutral(root: Path, design: pipeline.Build) -> None:
    """Put the pages of withdrawn programmes where they are not yet."""
    for name, text in design.neutral.items():
        if not (root / name).exists() or (root / name).read_text("utf-8") != text:
            disk.write_text(root / name, text)


def keeper(design: pipeline.Build) -> Callable[[Entry], bool]:
    """Work done for an episode whose file is wrong today is kept; its publication while it is allowed."""
    broken = {each.slug for each in design.broken}
    on_air = {each.episode.slug for each in design.on_air.held}

    def keep(entry: Entry) -> bool:
        if any(Path(name).is_relative_to(RADIO) for name in entry.outputs):
            return entry.episode in on_air
        public = any(Path(name).is_relative_to(FEED) for name in entry.outputs)
        return entry.episode in design.held or (entry.episode in broken and not public)

    return keep


def _summary(voice: speak.Voice, show: Show, design: pipeline.Build, outcome: Outcome) -> int:
    """Say what was done and what was not; give the exit code."""
    codes = [0]
    if not voice.quiet:
        for task, said in outcome.remarks:
            speak.remark(said, task.episode)
        for each in design.on_air.refused:
            speak.remark(off_air(each), each.episode.slug)
        for slug, said in no_extras(design.giving):
            speak.remark(said, slug)
    codes.append(_say_broken(design))
    codes += say_failures(outcome.failed)
    codes += _refusals(voice, design.refused)
    if not voice.quiet:
        say_result(show, design, outcome)
    # A failure outweighs a refusal, which is an answer and not an accident.
    return next((code for code in (3, 1, 4, 2) if code in codes), 0)


def _say_broken(design: pipeline.Build) -> int:
    """Say what is wrong in the files of episodes that cannot be read; 1 where there is something."""
    for broken in design.broken:
        for error in broken.errors:
            _say_failure(error)
    return 1 if design.broken else 0


def _refusals(voice: speak.Voice, refused: Sequence[Refused]) -> Iterator[int]:
    """Say each reason once: the show's own music is every episode's."""
    reasons = {str(reason.error): reason for each in refused for reason in each.reasons}
    for reason in reasons.values():
        if not reason.later:
            speak.failure(reason.error)
        elif not voice.quiet:
            speak.awaited(reason.error)
    yield from (0 if each.later else 4 for each in refused)


def _recording(failed: Failed) -> str:
    """The recording a task failed over: each stage that opens it would say so in its own words."""
    file = failed.error.values.get("file") if isinstance(failed.error, RecordingError) else None
    return f"{failed.task.episode}/{Path(str(file)).name}" if file else ""


def say_failures(failed: Sequence[Failed]) -> Iterator[int]:
    """Say each failure once: a model that is missing is missing for every episode."""
    said: set[str] = set()
    spoilt = {each.task.episode for each in failed if each.task.stage != "master"}
    for each in failed:
        sentence = str(each.error)
        # What is wrong with a recording is wrong with the sound made of it: one sentence is enough.
        follows = each.task.stage == "master" and each.task.episode in spoilt
        about = _recording(each)
        if not follows and not said & {sentence, about}:
            said |= {sentence, about} - {""}
            missing = isinstance(each.error, MissingTool)
            owner = "" if missing or each.task.episode in sentence else each.task.episode
            yield _say_failure(each.error, owner)


def _say_failure(error: Exception, about: str = "") -> int:
    if isinstance(error, PodcastError):
        speak.failure(error, about)
        return error.exit_code
    speak.say("✗ unexpected: {error} (podcast -v build shows where)", error=repr(error))
    return 1


@click.command(help=_("Delete what the machine made (feed/ and .podcast/); people's files stay."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@speak.pass_voice
def clean(voice: speak.Voice, yes: bool) -> None:
    """Delete what the machine made."""
    root = speak.root(voice)
    if not yes:
        speak.sure("Delete feed/ and .podcast/? Only time is lost", otherwise="Nothing was deleted.")
    settings = graph.Settings(root, STATE, (), 1, lambda _event: None)
    with graph.workshop(settings) as workshop:
        graph.prune((), lambda _entry: False, workshop)
        _clear(set(), [FEED], workshop)
    shutil.rmtree(root / STATE, ignore_errors=True)
    speak.say("Deleted. podcast build makes it all again.")
