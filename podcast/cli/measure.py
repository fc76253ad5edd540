"""`podcast measure`: the loudness of any file, in figures or held against a target."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from podcast import audio
from podcast.broadcast import load_stations
from podcast.cli import speak
from podcast.cli.messages import _, decimal
from podcast.errors import PodcastError, UsageProblem
from podcast.model import Loudness
from podcast.show import show_alone

__all__ = ["measure"]


@click.command(help=_("Measure loudness and true peak (EBU R 128), and hold them against a target."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--target", default="podcast", show_default=True, metavar="NAME", help=_("What to aim at."))
@click.option("--station", metavar="NAME", help=_("A station's profile to hold them against instead."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def measure(
    voice: speak.Voice, /, files: tuple[Path, ...], target: str, station: str | None, as_json: bool
) -> None:
    """Measure files one after the other; a file that cannot be read does not stop the others."""
    aim = _station(voice, station) if station else _target(target)
    codes, rows = [0], []
    for file in files:
        try:
            rows.append((file, audio.measure(file)))
        except PodcastError as error:
            speak.failure(error)
            codes.append(error.exit_code)
    if as_json:
        speak.data([{"file": str(file), **_finite(found)} for file, found in rows])
    elif rows:
        speak.console.print(_table(rows, aim))
        codes.append(int(not all(aim.met_by(found) for _file, found in rows)))
    sys.exit(max(codes))


def _target(name: str) -> audio.Target:
    targets = audio.load_targets()
    if name not in targets:
        raise UsageProblem(
            "there is no target called «{name}»; there are {names}",
            hint="podcast measure --target podcast FILE",
            name=name,
            names=", ".join(sorted(targets)),
        )
    return targets[name]


def _station(voice: speak.Voice, name: str) -> audio.Target:
    """What a station asks for: one of the show's own, or one of those that come with the software."""
    show = show_alone(speak.root(voice))
    found = load_stations(replace(show, stations=(name,)))
    if not found.chosen:
        raise found.errors[0]
    return found.chosen[0].target


def _finite(found: Loudness) -> dict[str, float | None]:
    """JSON has no infinity: silence has no figure."""
    return {name: round(value, 2) if math.isfinite(value) else None for name, value in asdict(found).items()}


def _table(rows: list[tuple[Path, Loudness]], aim: audio.Target) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (_("file"), "LUFS", "max M", "max S", "LRA", "dBTP", aim.name):
        table.add_column(title)
    for file, found in rows:
        verdict = f"[green]{_('passes')}[/]" if aim.met_by(found) else f"[red]{_why(found, aim)}[/]"
        figures = [decimal(value) for value in asdict(found).values()]
        table.add_row(escape(str(file)), *figures, verdict)
    return table


def _why(found: Loudness, aim: audio.Target) -> str:
    """What misses the target, in so many words."""
    said = []
    if abs(found.integrated_lufs - aim.integrated_lufs) > aim.tolerance_lu:
        said.append(_("should be {aim} LUFS", aim=decimal(aim.integrated_lufs)))
    if found.true_peak_dbtp > aim.max_true_peak_dbtp:
        said.append(_("peaks over {limit} dBTP", limit=decimal(aim.max_true_peak_dbtp)))
    return ", ".join(said)
