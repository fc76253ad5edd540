"""Names that become file names, addresses and ids."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import Final

__all__ = ["NARRATION", "RECORDINGS", "episode_guid", "feed_url", "is_slug", "show_guid", "slug_of"]

RECORDINGS: Final = "recordings"
"""The folder of an episode that holds its originals."""
NARRATION: Final = "narration"
"""That of a documentary which holds what its narrator says."""

# The namespace of podcast:guid (Podcasting 2.0).
_PODCAST: Final = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LONGEST: Final = 80


def is_slug(name: str) -> bool:
    """Whether a name may be an address: small letters, digits, single hyphens between them."""
    return len(name) <= SLUG_LONGEST and _SLUG.fullmatch(name) is not None


def slug_of(text: str) -> str:
    """The nearest name that may be an address: `À la Gauthière !` gives `a-la-gauthiere`."""
    joined = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:SLUG_LONGEST].strip("-")


def feed_url(url: str) -> str:
    """Where a show whose `feed/` folder is served at `url` has its feed."""
    return f"{url.rstrip('/')}/feed.xml"


def show_guid(address: str) -> str:
    """The podcast:guid of a feed address: UUIDv5 of it without scheme and trailing slashes."""
    return str(uuid.uuid5(_PODCAST, re.sub(r"^[a-z]+://", "", address).rstrip("/")))


def episode_guid(show: str, slug: str) -> str:
    """A guid to propose for an episode that has none: the same on every machine."""
    return str(uuid.uuid5(uuid.UUID(show), slug))
