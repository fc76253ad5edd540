"""How the command line talks: into a pipe, and in the producer's language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from podcast.cli import speak
from podcast.cli.closing import _say_tasks, say_parcels
from podcast.cli.messages import decimal
from podcast.cli.serve import _unexpected
from podcast.errors import PodcastError, Remark


def test_a_table_in_a_pipe_cuts_no_name(tmp_path: Path) -> None:
    file = tmp_path / f"{'entretien-' * 15}.wav"
    soundfile.write(file, np.sin(np.arange(48_000) / 20) * 0.1, 48_000)
    ran = subprocess.run(
        [sys.executable, "-m", "podcast", "measure", str(file)], capture_output=True, text=True, check=False
    )
    assert str(file) in ran.stderr


@pytest.mark.parametrize(("language", "figure"), [("fr", "-16,04"), ("en", "-16.04")])
def test_figures_have_the_decimal_mark_of_the_language(
    language: str, figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODCAST_LANG", language)
    assert decimal(-16.04, 2) == figure


WANTED = Remark(
    '{stations} want a text to read before {slug}: write introduction = "…" under [radio] in'
    " episodes/{slug}/episode.toml",
    {"stations": "ebu-wav", "slug": "un"},
)


@pytest.mark.parametrize(("language", "colon"), [("fr", " : "), ("en", ": ")])
def test_the_episode_is_named_once(
    language: str, colon: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PODCAST_LANG", language)
    speak.remark(WANTED, "un")
    speak.remark(Remark("not installed"), "un")
    speak.failure(PodcastError("not installed"), "un")
    first, second, third = capsys.readouterr().err.splitlines()
    assert not first.startswith("! un")
    assert second.startswith(f"! un{colon}") and third.startswith(f"✗ un{colon}")


@pytest.mark.parametrize(
    ("language", "done", "said"),
    [
        ("fr", 0, "Aucune tâche faite"),
        ("fr", 1, "1 tâche faite"),
        ("fr", 2, "2 tâches faites"),
        ("en", 1, "1 task done"),
        ("en", 2, "2 tasks done"),
    ],
)
def test_one_task_is_one(
    language: str,
    done: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PODCAST_LANG", language)
    _say_tasks(done, 1)
    assert capsys.readouterr().err.startswith(f"{said}, 1 ")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (["build", "--quiet"], "→ type it before the command: python -m podcast --quiet build"),
        (["build", "-v"], "→ type it before the command: python -m podcast -v build"),
        (["tag", "suggest", "-q"], "→ type it before the command: python -m podcast -q tag suggest"),
        (["build", "--show", "x"], "→ type it before the command: python -m podcast --show DIR build"),
        (["build", "--nothing"], ""),
        (["--nothing"], ""),
    ],
)
def test_an_option_of_every_command_is_said_to_come_first(typed: list[str], hint: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "podcast", *typed],
        env={**os.environ, "PODCAST_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert [line.strip() for line in ran.stderr.splitlines() if "→" in line] == ([hint] if hint else [])


def test_an_error_while_the_show_is_watched_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for error in (RuntimeError("odd"), PodcastError("not installed", hint="podcast doctor")):
        _unexpected(error)
    said = capsys.readouterr().err
    assert "unexpected: RuntimeError('odd') (podcast -v serve shows where)" in said
    assert "✗ not installed" in said and "→ podcast doctor" in said
    assert said.count("the next change is built") == 2


def test_where_the_zip_of_a_station_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feed/radio").mkdir(parents=True)
    (tmp_path / "feed/radio/fm.zip").write_bytes(b"")
    say_parcels(tmp_path, ("fm", "am"))
    there, not_there = capsys.readouterr().err.splitlines()
    assert there.endswith(": feed/radio/fm.zip")
    assert "am" in not_there and "zip" in not_there and "feed/" not in not_there
