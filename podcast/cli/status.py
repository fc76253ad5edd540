"""`podcast status`: where every episode stands, and what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import click
from rich.markup import escape
from rich.table import Table

from podcast import graph, pipeline
from podcast.cli import speak
from podcast.cli.building import lay_out
from podcast.cli.days import DAY
from podcast.cli.failures import last_failures
from podcast.cli.messages import _, decimal
from podcast.errors import PodcastError
from podcast.graph import Reason, Task
from podcast.model import TagState
from podcast.overview import Standing, overview, standing_to_data
from podcast.stages import STATE

__all__ = ["status"]

_COLOURS = {"published": "green", "to build": "yellow", "waiting": "cyan", "refused": "red", "broken": "red"}


@click.command(help=_("Where every episode stands, and what waits for whom."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help=_("What would be out on that day."),
)
@speak.pass_voice
def status(voice: speak.Voice, as_json: bool, as_of: datetime | None) -> None:
    """Where every episode stands."""
    root = speak.root(voice)
    plan = lay_out(root, as_of.date() if as_of else None, lambda _done, _total: None)
    journal, digests = graph.observatory(root, STATE)
    coming = graph.foresee(pipeline.design(plan).tasks, journal, digests)
    stale = {task.episode for task, reason in coming if not _waits_for_another(task, reason)}
    failed = last_failures(root)
    standings = [
        replace(each, state="broken", reasons=(failed[each.slug],))
        if each.state == "to build" and each.slug in failed
        else each
        for each in overview(plan, stale, tuple(journal))
    ]
    if as_json:
        speak.data([standing_to_data(each) for each in standings])
        return
    speak.console.print(_table(standings))
    for each in standings:
        _say_more(each)
    for gone in plan.show.withdrawn:
        speak.say("{slug} was withdrawn on {day}.", slug=gone.slug, day=gone.day.isoformat())
    if any(each.state == "to build" for each in standings):
        speak.say("To make what is missing: podcast build")


def _waits_for_another(task: Task, reason: Reason) -> bool:
    """A page that will name a neighbour which is not made yet is itself as it should be."""
    return reason.cause == "follows" and not reason.about.split("/")[0].endswith(f" {task.episode}")


def _table(standings: list[Standing]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (
        _("episode"),
        _("state"),
        _("length"),
        "LUFS",
        "dBTP",
        _("words"),
        _("reviewed"),
        _("tags"),
    ):
        table.add_column(title)
    for each in standings:
        level = each.loudness
        table.add_row(
            escape(each.slug),
            f"[{_COLOURS[each.state]}]{_(each.state)}[/]",
            _clock(each.duration_ms),
            decimal(level.integrated_lufs) if level else "–",
            decimal(level.true_peak_dbtp) if level else "–",
            str(each.words) if each.words is not None else "–",
            f"{each.reviewed}/{each.cues}" if each.cues is not None else "–",
            escape(_tags(each)),
        )
    return table


def _clock(duration_ms: int | None) -> str:
    if duration_ms is None:
        return "–"
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"{minutes}:{seconds:02}"


def _tags(standing: Standing) -> str:
    """Published tags as they are, suggestions with a question mark."""
    shown = [tag for tag in standing.tags if tag.state is not TagState.REJECTED]
    return ", ".join(tag.id if tag.state.published else f"{tag.id}?" for tag in shown) or "–"


def _say_more(standing: Standing) -> None:
    for remark in standing.remarks:
        speak.remark(remark, standing.slug)
    for error in standing.reasons:
        if isinstance(error, PodcastError):
            speak.failure(error)
