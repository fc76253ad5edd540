"""What a register of withdrawals may say, and which sound files belong to what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from podcast.model import Person, Show
from podcast.rights.names import mask_of

__all__ = ["is_withdrawn", "name_in"]


def name_in(text: str, people: Iterable[Person]) -> str:
    """The first part of somebody's name that stands in `text`, or an empty string."""
    for person in people:
        # A name of which nothing is shown is hidden whole.
        mask = mask_of([replace(person, name=f"· {person.name}", shown="·")])
        for start, end in mask.spans(text):
            return text[start:end]
    return ""


def is_withdrawn(show: Show, source: Path) -> bool:
    """Whether a sound file (relative to the root) belongs to a programme that was taken back.

    An export asks it of every clip: silence stands in place of what was taken back.
    """
    gone = {each.slug for each in show.withdrawn}
    return len(source.parts) > 1 and source.parts[0] == "episodes" and source.parts[1] in gone
