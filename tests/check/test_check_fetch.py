"""Feeds from elsewhere: bounded, over the web only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from podcast.check import fetch
from podcast.errors import PodcastError, UsageProblem

FEED = b'<rss version="2.0"><channel/></rss>'


class _Host(BaseHTTPRequestHandler):
    secret = ""

    def do_GET(self) -> None:
        if self.path == "/file":
            self._answer(302, b"", ("Location", self.secret))
        elif self.path == "/moved":
            self._answer(301, b"", ("Location", "/feed.xml"))
        elif self.path == "/round":
            self._answer(302, b"", ("Location", "/round"))
        elif self.path == "/huge":
            self._answer(200, b"x" * 20_000_002)
        elif self.path == "/slow":
            self.server.stopped.wait(20)  # type: ignore[attr-defined]  # set beside it below
        elif self.path == "/feed.xml":
            self._answer(200, FEED)
        else:
            self._answer(404, b"nothing")

    def _answer(self, code: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # the name is http.server's
        """Keep quiet."""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "secret.xml").write_bytes(FEED)
    _Host.secret = (tmp_path / "secret.xml").as_uri()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    server.stopped = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.stopped.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_is_fetched_from_an_address_and_where_it_moved(host: str) -> None:
    assert fetch(f"{host}/feed.xml") == FEED
    assert fetch(f"{host}/moved") == FEED


def test_a_feed_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    assert fetch(str(tmp_path / "feed.xml")) == FEED


@pytest.mark.parametrize("path", ["/file", "/round", "/huge", "/none"])
def test_what_leads_elsewhere_or_nowhere_or_on_for_ever_is_refused(host: str, path: str) -> None:
    with pytest.raises(PodcastError) as caught:
        fetch(f"{host}{path}")
    assert str(caught.value)
    assert caught.value.hint_text


def test_a_host_that_does_not_answer_is_left(host: str) -> None:
    with pytest.raises(PodcastError, match="timed out"):
        fetch(f"{host}/slow", timeout_s=0.3)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x.example/feed", "data://x", "https://"])
def test_no_other_kind_of_address_is_opened(address: str) -> None:
    with pytest.raises(UsageProblem):
        fetch(address)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        fetch(str(tmp_path / "none.xml"))
    with pytest.raises(UsageProblem, match="cannot be read"):
        fetch(str(tmp_path))
