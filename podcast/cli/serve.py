"""`podcast serve`: see and hear what has been built, as a listener would."""

from __future__ import annotations

import click

from podcast import desk
from podcast.cli import speak
from podcast.cli.messages import _
from podcast.errors import UsageProblem

__all__ = ["serve"]


@click.command(help=_("Show the built pages on this machine, for listening and reading."))
@click.option("--port", default=8000, type=click.IntRange(0, 65535), show_default=True, help=_("Its port."))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=_("Its address; 0.0.0.0 lets others in.")
)
@speak.pass_voice
def serve(voice: speak.Voice, port: int, host: str) -> None:
    """Serve `feed/` until Ctrl-C."""
    folder = speak.root(voice) / "feed"
    if not (folder / "index.html").is_file() and not (folder / "feed.xml").is_file():
        raise UsageProblem(
            "there is nothing to show yet in {folder}", hint="make it first: podcast build", folder=folder
        )
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
            desk.run(desk.serve_app(folder), listening)
        except KeyboardInterrupt:
            speak.say("Ended.")
