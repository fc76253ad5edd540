"""One TOML file as somebody wrote it: its data, and the line where each key stands.

`tomllib` gives no positions, so a second reading walks the same text (TOML 1.0, already known to be
valid) and notes where every key and list element begins.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from podcast import disk
from podcast.errors import ContentError

__all__ = ["KeyPath", "Source", "lines_of", "read_source", "source_of"]

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds. `file` is its path below the show's root, `/` between folders."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]
    text: str = ""

    def line(self, path: KeyPath) -> int:
        """The line (from 1) of a key, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_source(root: Path, file: str) -> Source:
    """Read `root/file`. Raises ContentError: not there, not UTF-8, not TOML; with the line where known.

    A byte order mark of UTF-8, which some editors add, is not part of the text.
    """
    return source_of(file, _text(root, file))


def source_of(file: str, text: str) -> Source:
    """Read a TOML text that is, or will be, in `file`. Raises ContentError where it is not TOML."""
    try:
        data = tomllib.loads(text)
        return Source(file, data, lines_of(text), text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise _said(error, text, file) from error
    except (RecursionError, ValueError) as error:  # lists in lists without end, a number too long
        raise ContentError(
            "{file} cannot be understood: {reason}",
            hint='each line is a key, then =, then a value: title = "…"; a line of explanation begins with #',
            file=file,
            line=1,
            reason=str(error),
        ) from error


def _text(root: Path, file: str) -> str:
    try:
        raw = (root / file).read_bytes()
    except OSError as error:
        raise ContentError(
            "{file} cannot be read: {reason}",
            hint="check that the file is there and may be read",
            file=file,
            line=1,
            reason=error.strerror or str(error),
        ) from error
    return disk.decoded(raw, file)


# What tomllib says -> what a journalist is told, and what to do.
_TOML: Final = (
    (
        ("Invalid value", "Expected newline or end of document"),
        "{file}, line {line}: the value after = is not written as it should be",
        'put text between double quotes, a list between [ ], a date as 2026-09-01: title = "…"',
    ),
    (
        ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate"),
        "{file}, line {line}: the same key or table is written twice",
        "keep one of the two",
    ),
    (
        ("Expected '='",),
        "{file}, line {line}: there is no = after the key",
        'each line is a key, then =, then a value: title = "…"; a line of explanation begins with #',
    ),
    (
        ("Unterminated string", "Illegal character", "Unescaped '\\'", 'Expected \'"""\''),
        "{file}, line {line}: the text between quotes is not closed, or holds a \\",
        "close the quotes on the same line, and write a \\ twice; several lines go between triple quotes",
    ),
    (
        ("Unclosed array", "Unclosed inline table", "Expected ']'"),
        "{file}, line {line}: a bracket is not closed",
        "close each [ with ] and each {{ with }}",
    ),
    (
        ("Invalid date or datetime",),
        "{file}, line {line}: this day or hour does not exist",
        "write a date as 2026-09-01, without quotes",
    ),
    (
        ("Invalid statement", "Invalid initial character"),
        "{file}, line {line}: this line is not a key and a value",
        'each line is a key, then =, then a value: title = "…"; a line of explanation begins with #',
    ),
)


def _said(error: tomllib.TOMLDecodeError, text: str, file: str) -> ContentError:
    reason = str(error)
    at = re.search(r"\(at line (\d+), column (\d+)\)|\(at end of document\)", reason)
    line = int(at[1]) if at and at[1] else text.count("\n") + 1
    values = {"file": file, "line": line, "reason": reason}
    for starts, message, hint in _TOML:
        if reason.startswith(starts):
            return ContentError(message, hint=hint, **values)
    return ContentError(
        "{file}, line {line}: this is not TOML ({reason})",
        hint='each line is a key, then =, then a value: title = "…"; a line of explanation begins with #',
        **values,
    )


def lines_of(text: str) -> dict[KeyPath, int]:
    """Key path -> line, for every key, table and list element of a valid TOML text."""
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return walk.lines


_BLANK: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_STRING: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""["]{0,2}'
    r"|'''.*?'''[']{0,2}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")


class _Walk:
    """A reader that only notes positions; it trusts that the text is valid."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._last: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while self._past(_BLANK) < len(self.text):
            if self._sees("["):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> KeyPath:
        """`[a.b]` or `[[a.b]]`: the path that the following keys belong to."""
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        *above, last = self._key()
        path: KeyPath = ()
        for part in above:
            path = self._into((*path, part))
            self._note(path, start)
        path = (*path, last)
        self._note(path, start)
        if many:
            self._last[path] = self._last.get(path, -1) + 1
            path = self._into(path)
            self._note(path, start)
        self._past(_SPACE)
        self.at += 2 if many else 1
        return path

    def _into(self, path: KeyPath) -> KeyPath:
        """A path through a list of tables goes through its latest one."""
        return (*path, self._last[path]) if path in self._last else path

    def _pair(self, table: KeyPath) -> None:
        start = self.at
        path = table
        for part in self._key():
            path = (*path, part)
            self._note(path, start)
        self._past(_SPACE)
        self.at += 1  # the =
        self._value(path)

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._past(_SPACE)
            begin = self.at
            quoted = self.text[begin] in "\"'"
            self._past(_STRING if quoted else _BARE)
            raw = self.text[begin : self.at]
            parts.append(str(tomllib.loads(f"key = {raw}")["key"]) if quoted else raw)
            self._past(_SPACE)
            if not self._sees("."):
                return parts
            self.at += 1

    def _value(self, path: KeyPath) -> None:
        self._past(_SPACE)
        if self._sees("["):
            self._list(path)
        elif self._sees("{"):
            self._inline(path)
        elif self._sees('"') or self._sees("'"):
            self._past(_STRING)
        else:
            self._past(_SCALAR)

    def _list(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        while True:
            self._past(_BLANK)
            if self._sees("]"):
                self.at += 1
                return
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            self._past(_BLANK)
            if self._sees(","):
                self.at += 1

    def _inline(self, path: KeyPath) -> None:
        self.at += 1
        while True:
            self._past(_BLANK)
            if self._sees("}"):
                self.at += 1
                return
            self._pair(path)
            self._past(_BLANK)
            if self._sees(","):
                self.at += 1

    def _note(self, path: KeyPath, at: int) -> None:
        self.lines.setdefault(path, bisect.bisect_left(self._ends, at) + 1)

    def _past(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)
