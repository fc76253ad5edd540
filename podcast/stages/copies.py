"""Which folders programmes were exported to, so that a withdrawal can name the copies it does not reach."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from podcast import disk
from podcast.stages.paths import STATE

__all__ = ["copies_of", "forget_copies", "note_copy"]

# The slugs heard in each copy, by its folder. Only a memory: it goes with `podcast clean`.
_FILE = STATE / "copies.json"


def note_copy(root: Path, folder: Path, slugs: Iterable[str]) -> None:
    """Remember that `folder` now holds a copy in which these programmes are heard."""
    known = {other: heard for other, heard in _known(root).items() if Path(other).is_dir()}
    _write(root, known | {str(folder.resolve()): sorted(set(slugs))})


def copies_of(root: Path, slug: str) -> tuple[Path, ...]:
    """The folders that are still there in which the programme is heard."""
    return tuple(
        Path(folder) for folder, heard in _known(root).items() if slug in heard and Path(folder).is_dir()
    )


def forget_copies(root: Path, slug: str) -> None:
    """Take a programme out of this memory."""
    known = _known(root)
    if any(slug in heard for heard in known.values()):
        _write(root, {folder: [each for each in heard if each != slug] for folder, heard in known.items()})


def _known(root: Path) -> Mapping[str, list[str]]:
    try:
        found = json.loads((root / _FILE).read_text("utf-8"))
        return {str(folder): [str(each) for each in heard] for folder, heard in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(root: Path, known: Mapping[str, list[str]]) -> None:
    text = json.dumps(
        {folder: heard for folder, heard in known.items() if heard}, ensure_ascii=False, indent=1
    )
    disk.write_text(root / _FILE, text + "\n")
