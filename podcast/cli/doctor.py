"""`podcast doctor`: is everything here that a build needs?"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from rich.markup import escape

from podcast import __version__, transcribe, weights
from podcast.cli import speak
from podcast.cli.messages import _, decimal
from podcast.errors import ContentErrors, DiskFull, PodcastError, UsageProblem
from podcast.model import Show
from podcast.publish import FILM_NEEDS
from podcast.show import find_root, load_show
from podcast.tag import NO_TERRITORY
from podcast.tools import find

__all__ = ["doctor"]

# A model and a few programmes under way fit in this.
_ROOM_GB = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, or the error that says what to type."""

    name: str
    found: str
    error: PodcastError | None = None


@click.command(help=_("Check the machine and the show, and say what is missing."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def doctor(voice: speak.Voice, as_json: bool) -> None:
    """Check the machine and the show."""
    findings = list(_look(voice))
    if as_json:
        speak.data([{"name": f.name, "found": f.found, "ok": f.error is None} for f in findings])
    else:
        for finding in findings:
            if finding.error is None:
                speak.console.print(f"[green]✓[/] {escape(finding.name)}: {escape(finding.found)}")
            else:
                speak.failure(finding.error)
    sys.exit(max((f.error.exit_code for f in findings if f.error), default=0))


def _look(voice: speak.Voice) -> list[Finding]:
    findings = [
        Finding("porte-voix", f"{__version__}, Python {platform.python_version()}"),
        _try("ffmpeg", lambda: f"{find().version} ({find().path})"),
        _try(_("films"), _films),
    ]
    here = Path(voice.folder) if voice.folder else Path.cwd()
    try:
        root = find_root(here)
        show = load_show(root)
    except UsageProblem as error:
        return [*findings, Finding(_("show"), "", error), _disk(here)]
    except ContentErrors as error:
        return [*findings, *(Finding(_("show"), "", each) for each in error.errors), _disk(here)]
    speech = _try(_("speech"), lambda: _speech(show))
    return [*findings, *_show(show), speech, *_places(show), _disk(root)]


def _try(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, look())
    except PodcastError as error:
        return Finding(name, "", error)


def _films() -> str:
    """Without these encoders a build is whole all the same: short pieces are then pictures."""
    if find().encodes(*FILM_NEEDS):
        return _("this ffmpeg can make them")
    return _("pictures in their place: this ffmpeg has no encoder libx264")


def _show(show: Show) -> list[Finding]:
    good = Finding(_("show"), _("{title}, {count} episodes", title=show.title, count=len(show.episodes)))
    wrong = [each for broken in show.broken for each in broken.errors if isinstance(each, PodcastError)]
    return [good, *(Finding(_("show"), "", each) for each in wrong)]


def _speech(show: Show) -> str:
    stamp = transcribe.stamp_of(show.engine, show.model)
    shared = show.engine == "faster-whisper" or show.model in [each.name for each in weights.known()]
    where = f" ({weights.locate(show.model).path})" if shared and stamp.version else ""
    return f"{stamp.engine} {stamp.version or _('not installed')}, {stamp.model}{where}"


def _places(show: Show) -> list[Finding]:
    """What reads the places of a show that has some."""
    if show.territory == NO_TERRITORY:
        return []
    here = weights.is_there(weights.READER)
    said = _("what reads them is here") if here else _("what reads them comes with the build that needs it")
    return [Finding(_("places"), said)]


def _disk(folder: Path) -> Finding:
    free_gb = shutil.disk_usage(folder if folder.is_dir() else Path.cwd()).free / 1e9
    if free_gb < _ROOM_GB:
        error = DiskFull(
            "only {free} GB are free on the disk of {folder}",
            hint="make room on the disk: a build wants {wanted} GB",
            free=decimal(free_gb),
            folder=folder,
            wanted=_ROOM_GB,
        )
        return Finding(_("disk"), "", error)
    return Finding(_("disk"), _("{free} GB free", free=f"{free_gb:.0f}"))
