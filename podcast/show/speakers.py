"""What `episode.toml` says of voices that are told apart by their sound: how many, and their names."""

from __future__ import annotations

from collections.abc import Iterator

from podcast.errors import ContentError
from podcast.model import Casting, Mention, Show, is_label
from podcast.show.fields import EpisodeFile
from podcast.show.source import Source

__all__ = ["casting_of", "named", "speaker_checks", "speaker_lines"]


def casting_of(show: Show, table: EpisodeFile) -> Casting:
    """`diarisation`, else the show's; `voices` and `speakers`."""
    wanted = show.diarisation if table.diarisation is None else table.diarisation
    return Casting(wanted, table.voices, tuple(sorted(table.speakers.items())))


def _given(source: Source) -> Iterator[tuple[str, object]]:
    table = source.data.get("speakers")
    yield from (table if isinstance(table, dict) else {}).items()


def speaker_checks(source: Source) -> Iterator[ContentError]:
    """Labels that no voice can have."""
    for label, name in _given(source):
        if not is_label(label):
            yield ContentError(
                "{file}, line {line}: «{label}» is not the letter of a voice",
                hint='write the letter that podcast status shows, then the name: [speakers] A = "{name}"',
                file=source.file,
                line=source.line(("speakers", label)),
                label=label,
                name=label if is_label(str(name)) else name,
            )


def speaker_lines(source: Source) -> tuple[tuple[str, int], ...]:
    """The line of each name given to a voice."""
    return tuple((f"speakers.{label}", source.line(("speakers", label))) for label, _ in _given(source))


def named(source: Source) -> tuple[Mention, ...]:
    """The names given to voices, where they stand: each is somebody who is heard."""
    return tuple(
        Mention(" ".join(str(name).split()), source.file, source.line(("speakers", label)))
        for label, name in _given(source)
    )
