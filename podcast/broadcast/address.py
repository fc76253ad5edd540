"""Where what stations fetch is: paths below `feed/radio/`, as plain addresses."""

from __future__ import annotations

from urllib.parse import quote

from podcast.model import Show

__all__ = ["absolute"]


def absolute(show: Show, path: str) -> str:
    """The public address of a path below `feed/radio/`; it ends in the path's own ending."""
    return f"{show.url.rstrip('/')}/radio/{quote(path, safe='/._-~')}"
