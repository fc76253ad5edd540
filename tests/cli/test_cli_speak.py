"""How the command line talks: into a pipe, and in the producer's language."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from podcast.cli.messages import decimal


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
