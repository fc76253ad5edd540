"""`podcast chapters` where there are none: why, and how to write them by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from minimal_show import SHOW

from podcast.cli import podcast
from podcast.disk import write_text
from podcast.model import Segment, Transcript
from podcast.stages import Paths
from podcast.stages.store import save

GUEST = '[[people]]\nname = "Leïla"\n'
BOTH = GUEST + '[[people]]\nname = "Camille"\nrole = "interviewer"\n'


@pytest.mark.parametrize(
    ("people", "asked", "why"),
    [
        (GUEST, "Leïla: Voilà.", "names none"),
        (BOTH, "Voice A: Pourquoi ?", "does not say when they are heard"),
        (BOTH, "Camille: Bonjour.", "Nothing that Camille says"),
        (BOTH, "Camille: Pourquoi ?", "too few"),
        ("chapters = false\n" + BOTH, "Camille: Pourquoi ?", "says chapters = false"),
    ],
)
def test_it_is_said_why_there_are_no_chapters(tmp_path: Path, people: str, asked: str, why: str) -> None:
    speaker, _, text = asked.partition(": ")
    head = 'title = "Leïla"\ndate = 2026-01-01\nguid = "leila"\n'
    write_text(tmp_path / "episodes/show.toml", SHOW)
    write_text(tmp_path / "episodes/leila/episode.toml", head + people)
    write_text(tmp_path / "episodes/leila/recordings/1.wav", "x")
    save(tmp_path / Paths("leila").marks, ())
    said = Transcript("fr", 9000, (Segment(0, 4000, text, speaker),))
    save(tmp_path / Paths("leila").programme, said)
    result = CliRunner().invoke(
        podcast, ["-C", str(tmp_path), "chapters", "leila"], env={"PODCAST_LANG": "en"}
    )
    assert result.exit_code == 0, (result.output, result.exception)
    assert why in result.stderr
    assert "[[chapters]]" in result.stderr and "[[chapters]]" not in result.stdout
