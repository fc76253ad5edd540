"""The search index of the whole site, made by pagefind from the pages as they are."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from podcast import tools
from podcast.errors import MissingTool, PodcastError
from podcast.publish.search_order import put_in_order

__all__ = ["FOLDER", "build_search"]

FOLDER = "pagefind"

# What pagefind brings besides its index: interfaces of its own, which our page does not use.
_NOT_OURS = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight", "playground")


def build_search(site: Path) -> None:
    """Index the episode pages below `site` into `site`/pagefind, all of it or, on failure, nothing new.

    The same pages give the same files. Raises MissingTool where pagefind is not installed, PodcastError
    where it fails.
    """
    program = _program()
    with tempfile.TemporaryDirectory(prefix=".part-search-", dir=site) as folder:
        made = Path(folder) / FOLDER
        result = tools.run([*_command(program), "--site", str(site), "--output-path", str(made)])
        if result.code != 0:
            raise _failed(result.stderr.strip().rpartition("\n")[2])
        for path in sorted(made.iterdir()):
            if path.name.startswith(_NOT_OURS):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        try:
            put_in_order(made)
        except (KeyError, ValueError) as error:
            raise _failed(str(error)) from error
        _exchange(made, site / FOLDER, Path(folder) / "old")


def _command(program: Path) -> list[str]:
    # times and "not checked" stand in every passage, and nobody looks for them
    return [str(program), "--quiet", "--exclude-selectors", ".cues a, .cues small"]


def _failed(reason: str) -> PodcastError:
    return PodcastError("the search index could not be made: {reason}", hint="podcast build", reason=reason)


def _exchange(new: Path, place: Path, old: Path) -> None:
    if place.exists():
        place.rename(old)
    new.rename(place)


def _program() -> Path:
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise MissingTool(
            "pagefind, which makes the search index, is not installed",
            hint="python -m pip install pagefind_bin",
        ) from error
