"""Pages served on this machine: what a listener will see, before anybody else does."""

from podcast.desk.server import listen, run, serve_app
from podcast.desk.watch import Watcher

__all__ = ["Watcher", "listen", "run", "serve_app"]
