"""A feed from elsewhere: a file, or an address of the web and nothing else."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

from podcast.check.rss import is_address
from podcast.errors import PodcastError, UsageProblem

__all__ = ["LARGEST_BYTES", "fetch"]

LARGEST_BYTES = 20_000_000
_TIMEOUT_S = 20.0
_AGENT = "Porte-voix (podcast check)"


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows an address of the web to another one, never to a file or to anything else."""

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> IO[bytes] | None:
        target = urljoin(req.full_url, headers.get("location", ""))
        if not is_address(target):
            raise urllib.error.URLError(f"it leads to {target}")
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def fetch(place: str, timeout_s: float = _TIMEOUT_S) -> bytes:
    """The bytes of the feed at a path or at an http(s) address, at most LARGEST_BYTES.

    Raises UsageProblem for a file that is not there, PodcastError where the other host does not answer
    within `timeout_s` or answers too much.
    """
    if "://" not in place:
        return _file(Path(place))
    if not is_address(place):
        raise UsageProblem(
            "{address} is not an address of the web",
            hint="write it beginning with https://, or name a file",
            address=place,
        )
    try:
        return _within(place, _get(place, timeout_s))
    except (OSError, HTTPException, ValueError) as error:
        raise PodcastError(
            "{address} cannot be fetched: {reason}",
            hint="check the address in a browser, and that this machine reaches the web",
            address=place,
            reason=str(getattr(error, "reason", "") or error),
        ) from error


def _get(address: str, timeout_s: float) -> bytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _WebOnly(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(address, headers={"User-Agent": _AGENT})  # noqa: S310  # no other scheme is opened
    with opener.open(request, timeout=timeout_s) as answer:
        return bytes(answer.read(LARGEST_BYTES + 1))


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _within(str(path), file.read(LARGEST_BYTES + 1))
    except OSError as error:
        raise UsageProblem(
            "{file} cannot be read: {reason}",
            hint="name a feed: podcast check feed.xml",
            file=path,
            reason=error.strerror or str(error),
        ) from error


def _within(place: str, data: bytes) -> bytes:
    if len(data) > LARGEST_BYTES:
        raise PodcastError(
            "{address} is larger than {limit} MB: no feed is",
            hint="check the address: is it that of the feed?",
            address=place,
            limit=LARGEST_BYTES // 1_000_000,
        )
    return data
