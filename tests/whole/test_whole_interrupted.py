"""A build that is killed or stopped at any moment is finished by the next one, to the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from whole_show import command, differing, environment, podcast, public, small_show

from podcast.disk import PARTIAL

Moment = Callable[["Watched"], bool]


@dataclass(frozen=True, slots=True)
class Watched:
    """A build under way, seen from outside."""

    root: Path
    said: Path
    process: subprocess.Popen[bytes]

    def journal(self) -> int:
        file = self.root / ".podcast/journal.jsonl"
        return file.read_bytes().count(b"\n") if file.exists() else 0

    def started(self, task: str) -> bool:
        return f"{task}: not made yet" in self.said.read_text("utf-8")

    def until(self, moment: Moment) -> None:
        """Wait for a moment; a build that ends before it has come fails the test."""
        while not moment(self):
            assert self.process.poll() is None, self.said.read_text("utf-8")
            time.sleep(0.002)


@contextmanager
def building(root: Path) -> Iterator[Watched]:
    said = root.parent / "said.txt"
    with said.open("wb") as stderr:
        process = subprocess.Popen(
            command(root, "build", "--explain", "-j", "2"),
            env=environment(),
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        try:
            yield Watched(root, said, process)
        finally:
            process.kill()
            process.wait()


def lines(count: int) -> Moment:
    return lambda watched: watched.journal() >= count


def there(pattern: str) -> Moment:
    return lambda watched: any(watched.root.glob(pattern))


def after(task: str, wait_s: float) -> Moment:
    """Some time into a task."""

    def moment(watched: Watched) -> bool:
        begun = watched.started(task)
        if begun:
            time.sleep(wait_s)
        return begun

    return moment


MOMENTS: dict[str, Moment] = {
    "the lock taken, nothing done": there(".podcast/lock"),
    "the first task done": lines(1),
    "the recording probed": lines(2),
    "mastering": there(f".podcast/making/un/{PARTIAL}*.mp3"),
    "the engine being loaded": after("transcribe un/1.flac", 0.1),
    "transcribing": after("transcribe un/1.flac", 0.9),
    "heard, not yet written down": there(".podcast/making/un/1.flac.heard.json"),
    "the text written, its words not": there("transcripts/un/1.flac.vtt"),
    "the MP3 published, the feed not": there("feed/media/un.mp3"),
    "the feed written": there("feed/feed.xml"),
}


def leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.name.startswith(PARTIAL)]


@pytest.mark.slow
@pytest.mark.parametrize("moment", list(MOMENTS))
def test_killed_then_finished(small_built: Path, tmp_path: Path, moment: str) -> None:
    root = small_show(tmp_path / "show")
    whole = (small_built / ".podcast/journal.jsonl").read_bytes().count(b"\n")
    with building(root) as watched:
        watched.until(MOMENTS[moment])
        os.kill(watched.process.pid, signal.SIGKILL)
        assert watched.process.wait() == -signal.SIGKILL
        assert watched.journal() < whole, "killed too late to prove anything"
    ran = podcast(root, "build")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr
    assert differing(public(root), public(small_built)) == []
    assert leftovers(root) == []


@pytest.mark.slow
def test_killed_again_and_again(small_built: Path, tmp_path: Path) -> None:
    """A build killed after every few tasks still ends, and what was done is not done again."""
    root = small_show(tmp_path / "show")
    done = 0
    while True:
        with building(root) as watched:
            wanted = done + 5
            while watched.process.poll() is None and watched.journal() < wanted:
                time.sleep(0.002)
            if watched.process.poll() is not None:
                assert watched.process.returncode == 0, watched.said.read_text("utf-8")
                break
            watched.process.kill()
            watched.process.wait()
            assert watched.journal() > done
            done = watched.journal()
    assert done >= 5
    assert differing(public(root), public(small_built)) == []
    assert leftovers(root) == []
    again = podcast(root, "build", "--dry-run")
    assert (again.code, again.stdout) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopped_then_finished(small_built: Path, tmp_path: Path, sent: signal.Signals) -> None:
    """Ctrl-C: exit code 130, one calm sentence, no trace of Python; the same command goes on."""
    root = small_show(tmp_path / "show")
    with building(root) as watched:
        watched.until(after("transcribe un/1.flac", 0.5))
        watched.process.send_signal(sent)
        assert watched.process.wait(60) == 130
        said = watched.said.read_text("utf-8")
    assert "Nothing is lost" in said and "Traceback" not in said and "✗" not in said
    assert leftovers(root) == []
    ran = podcast(root, "build")
    assert ran.code == 0, ran.stderr
    assert differing(public(root), public(small_built)) == []


def test_a_torn_journal_is_mended(small: Path) -> None:
    """What a power cut leaves of the last line is done again, and nothing else."""
    before = public(small)
    journal = small / ".podcast/journal.jsonl"
    data = journal.read_bytes()
    journal.write_bytes(data[:-40])
    ran = podcast(small, "build")
    assert ran.code == 0, ran.stderr
    assert ran.stderr.count("✓") == 1
    assert differing(public(small), before) == []


def test_two_builds_at_once_do_not_mix(small_built: Path, tmp_path: Path) -> None:
    root = small_show(tmp_path / "show")
    with building(root) as watched:
        watched.until(lines(1))
        second = podcast(root, "build")
        assert second.code == 1
        assert second.about("another build of this show is under way"), second.stderr
        assert watched.process.wait(120) == 0
    assert differing(public(root), public(small_built)) == []
