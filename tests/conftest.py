"""Shows that are built once and looked at by many tests."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings
from whole_show import Ran, copy_demonstration, podcast, small_show

# No test is timed: on a busy machine any example may take long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demonstration_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The demonstration show built from a fresh copy, and what the build said."""
    root = copy_demonstration(tmp_path_factory.mktemp("demonstration"))
    return root, podcast(root, "build")


@pytest.fixture(scope="session")
def demonstration(demonstration_build: tuple[Path, Ran]) -> Path:
    """The demonstration show, built; only to be read."""
    root, ran = demonstration_build
    assert ran.code == 0, ran.stderr
    return root


@pytest.fixture(scope="session")
def small_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of one episode of twelve seconds, built without a break; only to be read."""
    root = small_show(tmp_path_factory.mktemp("small"))
    ran = podcast(root, "build")
    assert ran.code == 0, ran.stderr
    return root


@pytest.fixture
def small(small_built: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(small_built, tmp_path / "small"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where `PODCAST_TESTS_MUST_RUN` (a pattern) names a reason to skip, skipping is failing.

    A person's machine may lack Chromium or torch; the one that decides what lands may not.
    """
    report = yield
    wanted = os.environ.get("PODCAST_TESTS_MUST_RUN")
    reason = report.longrepr[2] if report.skipped and isinstance(report.longrepr, tuple) else ""
    if wanted and re.search(wanted, reason):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must run here, and was skipped: {reason}"
    return report
