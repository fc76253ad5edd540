"""Programs are started in one place, which tells what it starts."""

from __future__ import annotations

import logging
import sys

import pytest

from podcast.tools import run


def test_what_is_run_is_told_as_a_shell_would_take_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "podcast"):
        assert run([sys.executable, "-c", "print('l’été')"]).code == 0
    (told,) = caplog.messages
    assert told.endswith("""-c 'print('"'"'l’été'"'"')'""")
