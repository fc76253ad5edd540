"""Telling a WebSub hub that the feed has changed, so that apps need not wait for their next look."""

from __future__ import annotations

from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from podcast.errors import PodcastError
from podcast.model import Show
from podcast.publish.address import absolute

__all__ = ["ping"]

_TIMEOUT_S = 15


def ping(show: Show) -> None:
    """Tell `show.hub` that the show's feed is new (W3C WebSub, section 7; the form every hub takes).

    Raises PodcastError where the hub does not answer or refuses; what was published stays so.
    """
    told = urlencode({"hub.mode": "publish", "hub.url": absolute(show, "feed.xml")}).encode("ascii")
    try:
        with urlopen(Request(show.hub, data=told), timeout=_TIMEOUT_S):  # noqa: S310  # loaded as http(s) alone
            pass
    except (URLError, OSError, ValueError) as error:
        raise PodcastError(
            "the hub {hub} was not told that the feed is new: {reason}",
            hint="nothing is lost: apps find it at their next look; podcast publish tells the hub again",
            hub=show.hub,
            reason=getattr(error, "reason", error),
        ) from error
