"""Where every public file is: paths below `feed/`, and the same as addresses below the show's URL."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid5

from podcast.model import Show

__all__ = ["absolute", "part_guid", "site_address", "up"]

# The namespace the podcast namespace gives for podcast:guid.
_PODCAST = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def site_address(show: Show) -> str:
    """The public address of `feed/`, with one slash at its end."""
    return show.url.rstrip("/") + "/"


def absolute(show: Show, path: str) -> str:
    """The public address of a path below `feed/`, percent-encoded to ASCII."""
    return site_address(show) + quote(path, safe="/#._-~")


def part_guid(guid: str, folder: str) -> str:
    """The `podcast:guid` of the feed in `folder` of the show whose guid is `guid`."""
    return str(uuid5(_PODCAST, f"{guid}/{folder.rstrip('/')}"))


def up(path: str) -> str:
    """From the page at `path` back to the root of the site: `episodes/a/index.html` gives `../../`."""
    return "../" * path.count("/")
