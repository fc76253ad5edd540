"""What the last build could not make, and why: kept for `podcast status` until a build makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from podcast import disk
from podcast.errors import PodcastError
from podcast.graph import Failed
from podcast.stages import STATE

__all__ = ["last_failures", "remember"]

_FILE = STATE / "failed.json"


def remember(root: Path, failed: Sequence[Failed]) -> None:
    """Keep each episode's first failure; a build without one leaves no file."""
    first: dict[str, Mapping[str, object]] = {}
    for each in failed:
        if isinstance(each.error, PodcastError) and each.task.episode:
            values = {name: str(value) for name, value in each.error.values.items()}
            told = {"message": each.error.message, "hint": each.error.hint, "values": values}
            first.setdefault(each.task.episode, told)
    if first:
        disk.write_text(root / _FILE, json.dumps(first, ensure_ascii=False, indent=1) + "\n")
    else:
        (root / _FILE).unlink(missing_ok=True)


def last_failures(root: Path) -> Mapping[str, PodcastError]:
    """By episode; empty where nothing failed or the file is not there."""
    try:
        kept = json.loads((root / _FILE).read_text("utf-8"))
        return {
            slug: PodcastError(told["message"], hint=told["hint"], **told["values"])
            for slug, told in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # only a memory: the next build says it again
