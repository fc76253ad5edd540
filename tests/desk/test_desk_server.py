"""The built pages over HTTP: ranges, types, and nothing but the folder."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import Message

from podcast.desk import listen, serve_app
from podcast.errors import UsageProblem

SOUND = bytes(range(256)) * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    feed = tmp_path / "feed"
    (feed / "media").mkdir(parents=True)
    (feed / "episodes/leila").mkdir(parents=True)
    (feed / "media/leila.mp3").write_bytes(SOUND)
    (feed / "index.html").write_text("<h1>Tout</h1>")
    (feed / "episodes/leila/index.html").write_text("<h1>Leïla</h1>", "utf-8")
    for name in (
        "feed.xml",
        "other.xml",
        "a.vtt",
        "a.srt",
        "a.json",
        "a.txt",
        "a.css",
        "a.js",
        "a.mp4",
        "a.unknown",
    ):
        (feed / name).write_text("x")
    (tmp_path / "secret.txt").write_text("secret")
    return feed


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(serve_app(folder), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/episodes/leila/", "text/html; charset=utf-8"),
        ("/media/leila.mp3", "audio/mpeg"),
        ("/feed.xml", "application/rss+xml"),
        ("/other.xml", "application/xml"),
        ("/a.vtt", "text/vtt; charset=utf-8"),
        ("/a.srt", "application/x-subrip"),
        ("/a.json", "application/json"),
        ("/a.txt", "text/plain; charset=utf-8"),
        ("/a.css", "text/css; charset=utf-8"),
        ("/a.js", "text/javascript; charset=utf-8"),
        ("/a.mp4", "video/mp4"),
        ("/a.unknown", "application/octet-stream"),
    ],
)
def test_types(client: TestClient, path: str, kind: str) -> None:
    for answer in (client.get(path), client.head(path)):
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


def test_a_page_built_again_while_it_is_sent_arrives_whole(folder: Path) -> None:
    page = folder / "index.html"
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()  # nobody hangs up
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            newer = folder / "newer"
            newer.write_text("<h1>Tout, et une émission de plus</h1>", "utf-8")
            newer.replace(page)
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "root_path": "",
        "headers": [],
        "query_string": b"",
    }
    asyncio.run(serve_app(folder)(scope, receive, send))
    told = dict(sent[0]["headers"])[b"content-length"]
    assert (sent[0]["status"], told) == (200, b"13")
    assert b"".join(each["body"] for each in sent[1:]) == b"<h1>Tout</h1>"


def test_a_page_that_is_known_is_not_sent_again(client: TestClient) -> None:
    known = client.get("/").headers["etag"]
    again = client.get("/", headers={"if-none-match": known})
    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", "no-cache")


def test_head_says_the_length_and_no_body(client: TestClient) -> None:
    answer = client.head("/media/leila.mp3")
    assert (answer.headers["content-length"], answer.headers["accept-ranges"]) == (str(len(SOUND)), "bytes")
    assert answer.content == b""


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=10200-", 10200, 10240),
        ("bytes=-5", 10235, 10240),
    ],
)
def test_ranges(client: TestClient, asked: str, start: int, end: int) -> None:
    answer = client.get("/media/leila.mp3", headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == SOUND[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(SOUND)}"
    assert answer.headers["content-type"] == "audio/mpeg"


def test_range_beyond_the_end(client: TestClient) -> None:
    answer = client.get("/media/leila.mp3", headers={"range": "bytes=99999-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(SOUND)}")


def test_folder_without_its_slash(client: TestClient) -> None:
    answer = client.get("/episodes/leila")
    assert answer.status_code in (301, 302, 307, 308)
    assert answer.headers["location"].endswith("/episodes/leila/")


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/media/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/media/..%2f..%2fsecret.txt",
        "/%00",
        "//etc/passwd",
    ],
)
def test_not_found_is_a_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text and "Page not found" in answer.text
    assert "secret" not in answer.text


def test_a_link_out_of_the_folder_is_not_followed(client: TestClient, folder: Path) -> None:
    (folder / "out.txt").symlink_to(folder.parent / "secret.txt")
    assert client.get("/out.txt").status_code == 404


def test_own_page_for_what_is_not_found(client: TestClient, folder: Path) -> None:
    (folder / "404.html").write_text("<p>ours</p>")
    answer = client.get("/none")
    assert (answer.status_code, answer.text) == (404, "<p>ours</p>")


def test_nothing_can_be_written(client: TestClient) -> None:
    assert client.post("/index.html").status_code == 405
    assert client.put("/new.html").status_code == 405


def test_a_rebuilt_page_is_seen_at_once(client: TestClient, folder: Path) -> None:
    first = client.get("/")
    assert first.headers["cache-control"] == "no-cache"
    (folder / "index.html").write_text("<h1>Tout de nouveau</h1>")
    again = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.text) == (200, "<h1>Tout de nouveau</h1>")
    assert client.get("/", headers={"if-none-match": again.headers["etag"]}).status_code == 304


def test_port_that_is_taken() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageProblem) as caught:
            listen("127.0.0.1", port)
    assert str(port) in str(caught.value)
    assert f"--port {port + 1}" in caught.value.hint_text


def test_host_that_is_not_here() -> None:
    with pytest.raises(UsageProblem):
        listen("203.0.113.7", 0)


@pytest.fixture
def address(folder: Path) -> Iterator[tuple[str, int]]:
    """A real server on a real socket."""
    listening: socket.socket = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(serve_app(folder), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def test_a_player_can_seek(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address)
    connection.request("GET", "/media/leila.mp3", headers={"Range": "bytes=5000-5099"})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (206, SOUND[5000:5100])
    assert answer.headers["Content-Length"] == "100"
    connection.request("GET", "/../secret.txt")
    assert connection.getresponse().status == 404
    connection.close()
