"""What the pages look like, as one digest: a changed template, style or word makes them again."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

__all__ = ["appearance"]

_FOLDERS = ("static", "templates", "words")


@functools.cache
def appearance() -> str:
    """The SHA-256 of every template, static file and word list, in order of name."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for name, data in _files(resources.files("podcast.publish").joinpath(folder)):
            digest.update(f"{folder}/{name} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def _files(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from ((f"{each.name}/{name}", data) for name, data in _files(each))
        else:
            yield each.name, each.read_bytes()
