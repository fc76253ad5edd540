"""What the finders know, as one digest: a changed word list or pattern finds the tags again."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

__all__ = ["knowledge"]


@functools.cache
def knowledge() -> str:
    """The SHA-256 of every file of `data/`, in order of name."""
    digest = hashlib.sha256()
    for name, data in _files(resources.files("podcast.tag").joinpath("data")):
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from ((f"{each.name}/{name}", data) for name, data in _files(each))
        else:
            yield each.name, each.read_bytes()
