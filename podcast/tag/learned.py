"""What a show has learned of its places' names, in its own `episodes/aliases.toml`, laid over a territory."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

from podcast.errors import ContentError
from podcast.show import Source, read_source, unknown_value
from podcast.tag.shapes import texts
from podcast.tag.territory import Territory

__all__ = ["ALIASES", "learned"]

ALIASES = Path("episodes/aliases.toml")
_KINDS = ("heard", "never")


def learned(territory: Territory, root: Path) -> Territory:
    """The territory with the show's own `[heard]` and `[never]` spellings, by area.

    Those of areas it has not are another territory's and wait for it. Raises ContentError with the line:
    another table, an id that is nearly one of this territory's, a value that is no list of texts.
    """
    if not (root / ALIASES).is_file():
        return territory
    source = read_source(root, ALIASES.as_posix())
    areas = {area.id: area for area in territory.areas}
    for kind, rows in source.data.items():
        if kind not in _KINDS:
            raise unknown_value(source, (kind,), kind, _KINDS, "write [heard] or [never]")
        if not isinstance(rows, dict):
            raise ContentError(
                "{file}, line {line}: «{key}» should be a table of its own",
                hint="write [{key}] on a line, and its keys on the lines below",
                file=source.file,
                line=source.line((kind,)),
                key=kind,
            )
        for identifier, value in rows.items():
            words = _words(source, kind, identifier, value)
            if identifier in areas:
                area = areas[identifier]
                heard, never = (words, ()) if kind == "heard" else ((), words)
                areas[identifier] = replace(area, heard=(*area.heard, *heard), never=(*area.never, *never))
            # a typo, and not another territory's: two towns may have a "centre" and a "centro"
            elif near := difflib.get_close_matches(identifier, areas, n=1, cutoff=0.85):
                raise unknown_value(source, (kind, identifier), identifier, near, "use {near}")
    return replace(territory, areas=tuple(areas.values()))


def _words(source: Source, kind: str, identifier: str, value: object) -> tuple[str, ...]:
    if wrong := texts(value):
        message, hint = wrong
        line = source.line((kind, identifier))
        raise ContentError(message, hint=hint, file=source.file, line=line, key=identifier)
    return tuple(value) if isinstance(value, list) else (str(value),)
