"""Nouns to files and back: one spelling of JSON for everything the machine keeps for itself."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from podcast import disk
from podcast.errors import PodcastError
from podcast.graph import canonical

__all__ = ["load", "save"]

Noun = TypeVar("Noun")


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def save(file: Path, value: object) -> None:
    """Write a value of model.py (or a tuple of them) whole; equal values give equal bytes."""
    # Not pydantic's own writing: it leaves a set in the order of its hashes, another one in every run.
    text = json.dumps(canonical(value), ensure_ascii=False, indent=1)
    disk.write_text(file, text + "\n")


def load(file: Path, kind: type[Noun]) -> Noun:
    """Read back what `save` wrote. Raises PodcastError where the file holds something else."""
    adapter: TypeAdapter[Noun] = _adapter(kind)  # type: ignore[arg-type]  # a type is hashable
    try:
        return adapter.validate_json(file.read_bytes())
    except OSError as error:
        raise disk.unreached(error, file) from error
    except ValueError as error:
        raise PodcastError(
            "{file} is damaged", hint="delete it: podcast build makes it again", file=file
        ) from error
