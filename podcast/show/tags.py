"""A producer's yes or no to a proposed tag, written into `episode.toml`, and what the show learns from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import tomlkit
from tomlkit.items import AoT, Table

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
    written = (root / file).read_bytes().decode("utf-8-sig")
    before = written.replace("\r\n", "\n")
    document = tomlkit.parse(before)
    yes, no = (tag.kind, f"not_{tag.kind}") if accepted else (f"not_{tag.kind}", tag.kind)
    _take_out(document, no, tag.id)
    _put_in(document, yes, tag.id, tag.relations if accepted else ())
    text = tomlkit.dumps(document)
    errors = checked(EpisodeFile, source_of(file, text), {})[1]
    if errors:
        raise ContentErrors.of(file, errors)
    if text != before:
        ends = "\r\n" if written.count("\r\n") == written.count("\n") else "\n"
        write_text(root / file, text.replace("\n", ends))
    return text != before


def learn_spelling(root: Path, kind: Literal["heard", "never"], area: str, words: str) -> bool:
    """Move words into a place's list in `episodes/aliases.toml`; True when they were not there yet."""
    path = root / ALIASES
    text = _ALIASES_HEAD
    if path.exists():
        read_source(root, ALIASES)
        text = path.read_bytes().decode("utf-8-sig")
    document: Any = tomlkit.parse(text)
    opposite = _listed(document, "never" if kind == "heard" else "heard", area)
    if words in opposite:
        opposite.remove(words)
    known = _listed(document, kind, area)
    if words not in known:
        known.append(words)
    changed = tomlkit.dumps(document)
    if changed == text:
        return False
    write_text(path, changed)
    return True


def _listed(document: Any, kind: str, area: str) -> Any:
    """The list of a place in one of the tables, made where it is missing; one text becomes a list of one."""
    table = document.setdefault(kind, tomlkit.table())
    known = table.setdefault(area, tomlkit.array())
    if not isinstance(known, list):
        table[area] = tomlkit.array()
        table[area].append(str(known))
    return table[area]


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
        for each in (*known, entry):
            array.append(_inline(each))
        if isinstance(entries, Table):
            del document[key]  # a list of tables goes above the first [table]
        document[key] = array


def _inline(entry: Any) -> Any:
    """A table of its own as one inside a list."""
    if not isinstance(entry, dict):
        return entry
    table = tomlkit.inline_table()
    table.update(entry)
    return table
