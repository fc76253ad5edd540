"""Shows that are built once and looked at by many tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from whole_show import Ran, copy_demonstration, podcast, small_show


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
