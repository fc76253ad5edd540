"""Pages served on this machine: what a listener will see, before anybody else does."""

from podcast.desk.server import listen, run, serve_app

__all__ = ["listen", "run", "serve_app"]
