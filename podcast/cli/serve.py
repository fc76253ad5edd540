"""`podcast serve`: see and hear what has been built, as a listener would."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from rich.markup import escape

from podcast import desk, tools
from podcast.cli import speak
from podcast.cli.messages import _, language
from podcast.errors import PodcastError, UsageProblem

__all__ = ["serve"]


@click.command(help=_("Show the built pages on this machine, for listening and reading."))
@click.option("--port", default=8000, type=click.IntRange(0, 65535), show_default=True, help=_("Its port."))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=_("Its address; 0.0.0.0 lets others in.")
)
@click.option(
    "--watch/--no-watch", default=True, help=_("Build again when episodes/ or transcripts/ change.")
)
@speak.pass_voice
def serve(voice: speak.Voice, port: int, host: str, watch: bool) -> None:
    """Serve `feed/` until Ctrl-C."""
    root = speak.root(voice)
    folder = root / "feed"
    if not (folder / "index.html").is_file() and not (folder / "feed.xml").is_file():
        raise UsageProblem(
            "there is nothing to show yet in {folder}", hint="make it first: podcast build", folder=folder
        )
    # what changes from now on is seen, also before the first page is asked for
    watcher = desk.Watcher([root / "episodes", root / "transcripts"]) if watch else None
    with desk.listen(host, port) as listening:
        taken = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        speak.say(
            "Serving {folder} at http://{host}:{port}/ (Ctrl-C ends it)",
            folder=folder,
            host=shown,
            port=taken,
        )
        try:
            with _watching(root, watcher) if watcher else nullcontext():
                desk.run(desk.serve_app(folder), listening)
        except KeyboardInterrupt:
            speak.say("Ended.")


@contextmanager
def _watching(root: Path, watcher: desk.Watcher) -> Iterator[None]:
    """Rebuild in a thread beside the server, for as long as it runs."""
    stop = threading.Event()
    speak.say("What changes in episodes/ and transcripts/ is built at once.")
    thread = threading.Thread(target=watcher.run, args=(_Rebuild(root), _unexpected, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _unexpected(error: Exception) -> None:
    """No build could be started for what changed: said, for the page shown is older than the text."""
    if isinstance(error, PodcastError):
        speak.failure(error)
    else:
        logging.getLogger("podcast").error("where it came from", exc_info=error)
        speak.say("✗ unexpected: {error} (podcast -v serve shows where)", error=repr(error))
    speak.say("The pages stay as they were; the next change is built again.")


class _Rebuild:
    """Builds in a process of its own, so that nothing that happens there ends the server."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._last = ""

    def __call__(self, changed: Sequence[Path]) -> None:
        # programs are started with a plain locale: ours says what to speak
        os.environ.setdefault("PODCAST_LANG", language())
        names = ", ".join(path.relative_to(self._root).as_posix() for path in changed[:3])
        result = tools.run([sys.executable, "-m", "podcast", "-C", str(self._root), "-q", "build"])
        if result.code and result.stderr != self._last:
            speak.console.print(escape(result.stderr.rstrip()))
            speak.say(
                "Not everything could be built after {names}: the pages stay as they were.", names=names
            )
        elif not result.code:
            speak.say("Built again after {names}.", names=names)
        # what a build writes into transcripts/ is seen as a change: the same failure is said once
        self._last = result.stderr if result.code else ""
