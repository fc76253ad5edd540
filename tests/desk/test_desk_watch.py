"""Watching what people own: a change is told once, when it is whole."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from podcast.desk import Watcher

Told = queue.Queue[Sequence[Path]]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    (tmp_path / "episodes/a").mkdir(parents=True)
    (tmp_path / "episodes/a/episode.toml").write_text("title = 'A'")
    found: Told = queue.Queue()
    stop = threading.Event()
    watcher = Watcher([tmp_path / "episodes", tmp_path / "transcripts"], 0.05)
    thread = threading.Thread(target=watcher.run, args=(found.put, lambda _error: None, stop))
    thread.start()
    yield found
    stop.set()
    thread.join()


def test_what_is_changed_added_and_removed_is_told(tmp_path: Path, told: Told) -> None:
    file = tmp_path / "episodes/a/episode.toml"
    file.write_text("title = 'A, longer'")
    assert told.get(timeout=20) == [file]
    new = tmp_path / "transcripts/a/1.vtt"
    new.parent.mkdir(parents=True)
    new.write_text("WEBVTT")
    assert told.get(timeout=20) == [new]
    file.unlink()
    assert told.get(timeout=20) == [file]


def test_what_is_still_being_copied_is_waited_for(tmp_path: Path, told: Told) -> None:
    file = tmp_path / "episodes/a/sound.wav"
    with file.open("wb") as growing:
        for _ in range(40):
            growing.write(b"\0" * 1000)
            growing.flush()
            threading.Event().wait(0.01)
    assert told.get(timeout=20) == [file]
    with pytest.raises(queue.Empty):
        told.get(timeout=0.3)


def test_files_under_way_are_nobodys(tmp_path: Path, told: Told) -> None:
    for name in (".part-1-x", ".hidden.swp", "episode.toml~"):
        (tmp_path / "episodes/a" / name).write_text("x")
    with pytest.raises(queue.Empty):
        told.get(timeout=0.4)


def test_a_folder_that_goes_while_it_is_walked_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, kept = tmp_path / "episodes/a/recordings", tmp_path / "episodes/a/episode.toml"
    gone.mkdir(parents=True)
    kept.write_text("title = 'A'")
    walked: list[Path] = []
    scandir = os.scandir

    def vanishing(place: str | Path) -> object:
        """The folder is there when its parent is read and gone when it is read itself."""
        if Path(place) == gone:
            walked.append(gone)
            gone.rmdir()
        return scandir(place)

    monkeypatch.setattr(os, "scandir", vanishing)
    watcher = Watcher([tmp_path / "episodes"], 0.05)
    assert walked == [gone]
    assert list(watcher._seen) == [kept]


def test_what_goes_wrong_is_told_and_the_watch_goes_on(tmp_path: Path) -> None:
    file, stop = tmp_path / "episode.toml", threading.Event()
    told: Told = queue.Queue()
    wrong: queue.Queue[Exception] = queue.Queue()

    def build(changed: Sequence[Path]) -> None:
        told.put(changed)
        if file.read_text() == "title = 'A'":
            raise RuntimeError("no room for another process")

    watcher = Watcher([tmp_path], 0.05)
    thread = threading.Thread(target=watcher.run, args=(build, wrong.put, stop), daemon=True)
    thread.start()
    file.write_text("title = 'A'")
    assert str(wrong.get(timeout=20)) == "no room for another process"
    file.write_text("title = 'A, longer'")
    assert told.get(timeout=20) == [file] and told.get(timeout=20) == [file]
    stop.set()
    thread.join()
    assert wrong.empty()
