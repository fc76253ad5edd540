"""What a build says of how far it is, where no bar can be drawn."""

from __future__ import annotations

import pytest

from podcast.cli import speak
from podcast.cli.progress import Watch
from podcast.graph import Finished, Progressed, Reason, Started, Task

HOUR_MS = 3_600_000


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCAST_LANG", "en")


def said(capsys: pytest.CaptureFixture[str], *, quiet: bool = False) -> list[str]:
    """The lines for an hour of sound that is gone through in steps of a minute."""
    task = Task("transcribe leila/1.wav", "transcribe", "leila", lambda _context: None)
    with Watch(speak.Voice(quiet=quiet), explain=False) as watch:
        watch.event(Started(task, Reason("never")))
        for minute in range(61):
            watch.event(Progressed(task, minute / 60, HOUR_MS))
        watch.event(Finished(task, ()))
    return capsys.readouterr().err.splitlines()


def test_long_sound_is_told_in_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys)
    assert [line.strip() for line in lines] == [
        *(f"leila · transcribing: {done}.0 of 60.0 min" for done in (10, 20, 30, 40, 50)),
        "✓ leila · transcribing",
    ]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, quiet=True) == []
