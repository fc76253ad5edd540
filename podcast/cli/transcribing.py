"""`podcast transcribe`: the words of a file, outside any show."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from podcast import disk, transcribe
from podcast.cli import speak
from podcast.cli.messages import _
from podcast.cli.progress import of_minutes
from podcast.errors import UsageProblem
from podcast.ingest import probe
from podcast.show import HEARD, TRANSLATED, is_heard
from podcast.transcribe import FORMATS, Request

__all__ = ["heard", "transcribe_file"]


def heard(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The value of an option that names a language. Raises UsageProblem for what no engine hears."""
    if value is not None and not is_heard(value):
        raise UsageProblem(
            "«{language}» is a language that no speech engine hears",
            hint="write one of: {known}",
            language=value,
            known=", ".join(sorted(HEARD)),
        )
    return value


@click.command("transcribe", help=_("Transcribe one file outside any show, and print its text."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--language", required=True, callback=heard, metavar="CODE", help=_("The language spoken: fr, en…")
)
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(FORMATS)),
    default="txt",
    show_default=True,
    help=_("How to write it."),
)
@click.option(
    "--model",
    default="base",  # a first look at one file; a show, whose text is published, is set to small
    show_default=True,
    help=_("A model's name, or the path of one; small hears better and takes longer than base."),
)
@click.option(
    "--engine",
    type=click.Choice(sorted(transcribe.ENGINES)),
    default="faster-whisper",
    show_default=True,
    help=_("The program that hears; both read the same models."),
)
@click.option("--into", type=click.Choice(TRANSLATED), help=_("Translate into this language."))
@click.option("--name", "names", multiple=True, metavar="NAME", help=_("A name to expect; may be repeated."))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_("Write into this file."))
@speak.pass_voice
def transcribe_file(
    voice: speak.Voice, /, file: Path, form: str, output: Path | None, **options: object
) -> None:
    """Transcribe one file."""
    found, remarks = probe(file)
    for each in remarks:
        speak.remark(each)
    language, model, engine = str(options["language"]), str(options["model"]), str(options["engine"])
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[done]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=speak.console, disable=voice.quiet, transient=True) as progress:
        bar = progress.add_task(_("downloading a model"), total=None, done="")
        transcribe.make_ready(
            engine, model, lambda there, size: progress.update(bar, completed=there, total=size)
        )
        opened = transcribe.open_engine(engine, model)
        progress.update(bar, description=_("transcribing"), total=found.duration_ms, completed=0)
        names, into = options["names"], str(options["into"] or "")
        assert isinstance(names, tuple)
        into = "" if language.lower().startswith(into) else into
        heard = opened.transcribe(
            file,
            Request(language, found.duration_ms, (), names, into),
            lambda ms: progress.update(bar, completed=ms, done=of_minutes(ms, found.duration_ms)),
        )
    _write(FORMATS[form](heard), output)
    if not heard.segments:
        speak.say("no speech was heard in {file}", file=file)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
    else:
        disk.write_text(output, text)
