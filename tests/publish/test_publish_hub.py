"""A hub is told of a new feed, in the form that hubs take."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from made_shows import a_show

from podcast.errors import PodcastError
from podcast.publish import ping


@contextmanager
def hub(answer: int) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """A real hub on this machine; gives its address and what it is told."""
    told: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            told.append(parse_qs(body))
            self.send_response(answer)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Say nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_hub_is_told_the_address_of_the_feed(tmp_path: Path) -> None:
    with hub(204) as (address, told):
        show = replace(a_show(root=tmp_path), hub=address)
        ping(show)
    assert told == [{"hub.mode": ["publish"], "hub.url": [show.url.rstrip("/") + "/feed.xml"]}]


@pytest.mark.parametrize("answer", [400, 503])
def test_a_hub_that_refuses_is_said(tmp_path: Path, answer: int) -> None:
    with hub(answer) as (address, _told), pytest.raises(PodcastError, match="was not told"):
        ping(replace(a_show(root=tmp_path), hub=address))


def test_a_hub_that_is_not_there_is_said(tmp_path: Path) -> None:
    with hub(204) as (address, _told):
        pass
    with pytest.raises(PodcastError, match="was not told"):
        ping(replace(a_show(root=tmp_path), hub=address))
