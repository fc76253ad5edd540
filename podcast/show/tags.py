"""A producer's yes or no to a proposed tag, written into `episode.toml`, and what the show learns from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import tomlkit
from tomlkit.items import AoT

from podcast.disk import write_text
from podcast.errors import ContentErrors
from podcast.model import Tag
from podcast.show.fields import EpisodeFile
from podcast.show.mistakes import checked
from podcast.show.source import read_source, source_of

__all__ = ["ALIASES", "judge_tag", "learn_spelling"]

ALIASES: Final = "episodes/aliases.toml"
"""What this show's own transcripts taught: spellings of places, and phrases that are none."""

_ALIASES_HEAD = """\
# What producers of this show taught the search for places, by the place's id.
# [heard]: spellings that a speech engine wrote. [never]: phrases that look like the place and are not.
# podcast tag accept and podcast tag reject add to it; change or remove any line.
"""


def judge_tag(root: Path, slug: str, tag: Tag, *, accepted: bool) -> bool:
    """Write a tag's id under `place`, `sector` or `theme` (accepted), else under `not_place` and so on.

    The relations found to an accepted place are written with it. Takes it out of the opposite list;
    comments stay. True when something changed. Raises ContentErrors where the file has mistakes; nothing
    is then changed.
    """
    file = f"episodes/{slug}/episode.toml"
    read_source(root, file)  # what cannot be read is said as everywhere else
    before = (root / file).read_bytes().decode("utf-8-sig")
    document = tomlkit.parse(before.replace("\r\n", "\n"))
    yes, no = (tag.kind, f"not_{tag.kind}") if accepted else (f"not_{tag.kind}", tag.kind)
    _take_out(document, no, tag.id)
    _put_in(document, yes, tag.id, tag.relations if accepted else ())
    text = tomlkit.dumps(document).replace("\n", "\r\n" if "\r\n" in before else "\n")
    errors = checked(EpisodeFile, source_of(file, text), {})[1]
    if errors:
        raise ContentErrors.of(file, errors)
    if text != before:
        write_text(root / file, text)
    return text != before


def learn_spelling(root: Path, kind: Literal["heard", "never"], area: str, words: str) -> bool:
    """Move words into a place's list in `episodes/aliases.toml`; True when they were not there yet."""
    path = root / ALIASES
    text = _ALIASES_HEAD
    if path.exists():
        read_source(root, ALIASES)
        text = path.read_bytes().decode("utf-8-sig")
    document: Any = tomlkit.parse(text)
    opposite = document.get("never" if kind == "heard" else "heard", {}).get(area, [])
    if words in opposite:
        opposite.remove(words)
    table = document.setdefault(kind, tomlkit.table())
    known = table.setdefault(area, tomlkit.array())
    if words not in known:
        known.append(words)
    changed = tomlkit.dumps(document)
    if changed == text:
        return False
    write_text(path, changed)
    return True


def _is(entry: Any, identifier: str) -> bool:
    return bool(entry == identifier or (isinstance(entry, dict) and entry.get("id") == identifier))


def _take_out(document: Any, key: str, identifier: str) -> None:
    entries = document.get(key)
    if not isinstance(entries, list):
        if _is(entries, identifier):
            document[key] = []
        return
    for at in reversed([at for at, entry in enumerate(entries) if _is(entry, identifier)]):
        del entries[at]  # in place: what people wrote around the others stays
    if not entries and isinstance(entries, AoT):
        del document[key]


def _put_in(document: Any, key: str, identifier: str, relations: tuple[str, ...]) -> None:
    entries = document.get(key)
    known = entries if isinstance(entries, list) else [] if entries is None else [entries]
    if any(_is(entry, identifier) for entry in known):
        return
    said: dict[str, Any] = {"id": identifier, **({"relation": list(relations)} if relations else {})}
    if isinstance(entries, AoT):
        table = tomlkit.table()
        table.update(said)
        entries.append(table)
        return
    entry: Any = identifier
    if relations:
        entry = tomlkit.inline_table()
        entry.update(said)
    if isinstance(entries, list):
        entries.append(entry)
    else:
        array = tomlkit.array()
        array.extend([*known, entry])
        document[key] = array
