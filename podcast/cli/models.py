"""`podcast models`: which speech models there are, which are here, and how to get one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from podcast import weights
from podcast.cli import speak
from podcast.cli.messages import _

__all__ = ["downloading", "models"]


@contextmanager
def downloading(name: str, *, quiet: bool) -> Iterator[weights.Progress]:
    """Shows how much of a model is there, once some of it is."""
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=speak.console, disable=quiet) as progress:
        bar = progress.add_task(name, total=None, visible=False)
        yield lambda done, total: progress.update(bar, completed=done, total=total, visible=True)


@click.group(invoke_without_command=True, help=_("Speech models: list them, fetch one, check one."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """List the speech models."""
    if context.invoked_subcommand is not None:
        return
    known = weights.known()
    if as_json:
        speak.data(
            [{"name": each.name, "bytes": each.size, "path": _path(each)} for each in known],
        )
        return
    table = Table(box=None, pad_edge=False)
    for title in (_("model"), _("size"), _("on this machine")):
        table.add_column(title)
    for each in known:
        table.add_row(each.name, f"{each.size / 1e6:.0f} MB", _path(each) or "–")
    speak.console.print(table)
    speak.say("To fetch one: podcast models pull base")


def _path(each: weights.ModelInfo) -> str:
    return str(each.path) if each.path else ""


@models.command(help=_("Fetch a model and check it; what was fetched before is not fetched again."))
@click.argument("name")
@speak.pass_voice
def pull(voice: speak.Voice, name: str) -> None:
    """Fetch a model."""
    with downloading(name, quiet=voice.quiet) as told:
        model = weights.pull(name, told)
    speak.say("{name} is here and its digest is right: {path}", name=name, path=model.path)


@models.command(help=_("Read a model's files again and compare their digests."))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
def verify(name: str, as_json: bool) -> None:
    """Check a model that is here; what is wrong with it is raised."""
    model = weights.locate(name)
    weights.verify(model)
    if as_json:
        speak.data({"name": name, "path": str(model.path)})
        return
    speak.say("{name} is here and its digest is right: {path}", name=name, path=model.path)
