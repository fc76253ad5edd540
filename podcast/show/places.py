"""Where people wrote what the gate may have to point at: lines of `episode.toml`, names in transcripts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from podcast.model import Mention
from podcast.show.languages import TRANSLATED
from podcast.show.source import KeyPath, Source

__all__ = ["mentions", "text_lines"]

# A voice span of WebVTT (§3.5): `<v Name>`, `<v.class Name>`.
_VOICE: Final = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>\n]*)>")
_TEXTS: Final[tuple[KeyPath, ...]] = (
    ("title",),
    ("guid",),
    ("summary",),
    ("notes",),
    ("artwork_alt",),
    ("license",),
    ("radio", "introduction"),
    ("radio", "close"),
    ("radio", "music"),
)
_CREDITS: Final = ("title", "authors", "performers", "label", "license")


def mentions(root: Path, slug: str, recordings: Iterable[str]) -> tuple[Mention, ...]:
    """Every speaker named in the transcripts of `recordings` (file names) and their translations, each
    where it stands first."""
    found: dict[str, Mention] = {}
    for recording in recordings:
        for kind in ("", *(f".{language}" for language in TRANSLATED)):
            file = f"transcripts/{slug}/{recording}{kind}.vtt"
            for name, line in _voices(root / file):
                found.setdefault(name, Mention(name, file, line))
    return tuple(found.values())


def _voices(file: Path) -> Iterator[tuple[str, int]]:
    try:
        text = file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return  # nothing was transcribed yet
    for match in _VOICE.finditer(text):
        name = " ".join(html.unescape(match[1]).split())
        # A name with a bracket in it is a slip of the keyboard: the file is refused where it is read.
        if name and not re.search("[<>]", name):
            yield name, text.count("\n", 0, match.start()) + 1


def text_lines(source: Source) -> tuple[tuple[str, int], ...]:
    """The line where each text of an `episode.toml` begins, by its key; a chapter's by its title, a
    credit's by the place of its music."""
    written = source.text.split("\n")
    chapters = source.data.get("chapters")
    found = [(".".join(map(str, path)), path) for path in _TEXTS]
    for index, each in enumerate(chapters if isinstance(chapters, list) else ()):
        if isinstance(each, dict) and "title" in each:
            found.append((f"chapter {str(each['title']).strip()}", ("chapters", index, "title")))
    music = source.data.get("music")
    for index in range(len(music) if isinstance(music, list) else 0):
        found += [(f"music {index}.{key}", ("music", index, key)) for key in _CREDITS]
    return tuple((key, _begins(source.lines[path], written)) for key, path in found if path in source.lines)


def _begins(line: int, written: list[str]) -> int:
    """A text between triple quotes begins on the line after them where nothing follows them."""
    opened = written[line - 1].rstrip() if line <= len(written) else ""
    return line + 1 if opened.endswith(('"""', "'''")) and opened.count(opened[-3:]) == 1 else line
