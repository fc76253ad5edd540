"""The only room that prints: commands, options, progress, and the one place that catches errors."""

from __future__ import annotations

import logging
import signal
import sys
from typing import NoReturn

import click

from podcast import __version__, disk
from podcast.cli import speak
from podcast.cli.building import build, clean
from podcast.cli.chapters import chapters
from podcast.cli.check import check
from podcast.cli.consent import consent
from podcast.cli.content import add, init
from podcast.cli.doctor import doctor
from podcast.cli.export import export
from podcast.cli.measure import measure
from podcast.cli.messages import _, click_speaks
from podcast.cli.models import models
from podcast.cli.publish import publish
from podcast.cli.quote import quote
from podcast.cli.report import report
from podcast.cli.serve import serve
from podcast.cli.status import status
from podcast.cli.tag import tag
from podcast.cli.transcribing import transcribe_file
from podcast.cli.transcript import transcript
from podcast.cli.withdraw import withdraw
from podcast.errors import PodcastError

__all__ = ["main", "podcast"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Turn recorded interviews into a radio programme: podcast build does it all."),
)
@click.option(
    "-C",
    "--show",
    "folder",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help=_("The show's folder; else the one this folder is in."),
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help=_("Say when each step begins, which programs are run, and where an unexpected error came from."),
)
@click.option("-q", "--quiet", is_flag=True, help=_("Say only what went wrong."))
@click.version_option(
    __version__, prog_name="podcast", message="%(prog)s %(version)s", help=_("Show the version and exit.")
)
@click.pass_context
def podcast(context: click.Context, folder: str | None, verbose: bool, quiet: bool) -> None:
    """Turn recorded interviews into a radio programme."""
    context.obj = speak.Voice(folder, quiet=quiet)
    logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s")
    # Our own rooms alone: other packages tell their own makers, not a producer.
    logging.getLogger("podcast").setLevel(logging.DEBUG if verbose else logging.CRITICAL)


COMMANDS = (
    init,
    add,
    consent,
    measure,
    transcribe_file,
    transcript,
    chapters,
    build,
    status,
    check,
    report,
    doctor,
    models,
    serve,
    tag,
    export,
    quote,
    publish,
    withdraw,
    clean,
)
for command in COMMANDS:
    podcast.add_command(command)


def _stop(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _say_place(error: click.ClickException) -> None:
    """An option of `podcast` itself is no option of its commands: where it is typed."""
    if not isinstance(error, click.NoSuchOption) or error.ctx is None:
        return
    whole = error.ctx.find_root()
    for option in podcast.params:
        if error.ctx is not whole and error.option_name in option.opts and option.name != "version":
            value = f" {option.metavar}" if option.metavar else ""
            rest = error.ctx.command_path.removeprefix(whole.command_path)
            typed = f"{whole.command_path} {error.option_name}{value}{rest}"
            speak.hint(_("type it before the command: {typed}", typed=typed))


def main() -> NoReturn:
    """Run the command line and leave with the exit code of what happened."""
    signal.signal(signal.SIGTERM, _stop)
    click_speaks()
    try:
        podcast(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        _say_place(error)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        speak.interrupted()
        sys.exit(130)
    except PodcastError as error:
        speak.failure(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        logging.getLogger("podcast").error("where it came from", exc_info=error)
        failed = disk.unreached(error)
        speak.failure(failed)
        sys.exit(failed.exit_code)
    sys.exit(0)
