"""`podcast serve` while a producer goes on writing: pages follow, and a mistake leaves them as they were."""

from __future__ import annotations

import signal
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from whole_show import command, environment


@pytest.fixture
def served(small: Path) -> Iterator[tuple[Path, str, list[str]]]:
    running = subprocess.Popen(
        command(small, "serve", "--port", "0"),
        env=environment(),
        cwd=small,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    assert running.stderr is not None
    stream = running.stderr

    first = stream.readline()
    assert "http://" in first, first

    def listen() -> None:
        for line in stream:
            said.append(line)

    thread = threading.Thread(target=listen)
    thread.start()
    address = first.split()[first.split().index("at") + 1]
    yield small, address, said
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 0
    thread.join()


def until(question: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    for _ in range(600):
        if question():
            return
        threading.Event().wait(0.2)
    pytest.fail("it never happened")


def page(address: str) -> str:
    with urllib.request.urlopen(f"{address}episodes/un/", timeout=20) as answer:
        return str(answer.read().decode())


def test_pages_follow_what_is_written_and_survive_a_mistake(served: tuple[Path, str, list[str]]) -> None:
    root, address, said = served
    file = root / "episodes/un/episode.toml"
    good = file.read_text("utf-8")
    file.write_text(good.replace("Essai un", "Un autre titre"), "utf-8")
    until(lambda: "Un autre titre" in page(address))
    file.write_text(good.replace("title", "titel"), "utf-8")
    until(lambda: any("the pages stay" in line for line in said))
    assert "Un autre titre" in page(address)
    assert any("titel" in line for line in said)
    file.write_text(good, "utf-8")
    until(lambda: "Essai un" in page(address))
