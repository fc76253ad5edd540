"""The lines of a file of a host, numbered as an editor numbers them, and what became of them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

__all__ = ["FEW_NAMES", "Line", "Tally", "Unread", "Why", "lines_of", "printable"]

LONGEST_LINE: Final = 65_536
# So many unknown programmes are named, each with so many characters of its name.
FEW_NAMES: Final = 3
LONGEST_NAME: Final = 40

Line = tuple[int, str]
"""The number of a line, from 1, blank ones counted too, and its text."""

Why = Literal["request", "moment", "day", "count", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that cannot be read: its number, what is wrong, and the cell of a list that is so.

    `cell` is empty for a line of a log: it could hold somebody's address.
    """

    line: int
    why: Why
    cell: str = ""


@dataclass
class Tally:
    """What was met in one file: lines that are not blank, those that cannot be read or count for nothing.

    `names` are the first unknown programmes; `again` counts lines that stand in a file before it, `added`
    the days and programmes of a list of which another list has a number, too.
    """

    lines: int = 0
    unread: int = 0
    first: Unread | None = None
    elsewhere: int = 0
    names: list[str] = field(default_factory=list)
    again: int = 0
    added: int = 0

    def cannot_read(self, line: int, why: Why, cell: str = "") -> None:
        self.unread += 1
        self.first = self.first or Unread(line, why, printable(cell))

    def knows_not(self, name: str) -> None:
        self.elsewhere += 1
        if len(self.names) <= FEW_NAMES and (said := printable(name)) not in self.names:
            self.names.append(said)


def printable(text: str) -> str:
    """The beginning of what a stranger wrote, without signs that would command a terminal."""
    short = text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
    return "".join(each if each.isprintable() or each in "\u00a0\u202f" else "\ufffd" for each in short)


@contextmanager
def lines_of(file: Path) -> Iterator[Iterator[Line]]:
    """The lines as text: UTF-8, else Windows-1252 line by line; UTF-16 where the file begins so.

    Of a line longer than 65,536 bytes the rest is left out. A packed file (gzip) is unpacked.
    """
    with file.open("rb") as plain:
        packed = plain.peek(2)[:2] == b"\x1f\x8b"
        with gzip.GzipFile(fileobj=plain) if packed else plain as stream:
            yield enumerate(_decoded(stream), 1)


def _decoded(stream: io.BufferedReader | gzip.GzipFile) -> Iterator[str]:
    if stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from io.TextIOWrapper(stream, encoding="utf-16", errors="replace")
        return
    for number, line in enumerate(_cut(stream)):
        try:
            yield line.decode("utf-8-sig" if number == 0 else "utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace")


def _cut(stream: io.BufferedReader | gzip.GzipFile) -> Iterator[bytes]:
    """The lines, each with its first bytes only: the rest of a long one is no line of its own."""
    begins = True
    while part := stream.readline(LONGEST_LINE):
        if begins:
            yield part
        begins = part.endswith(b"\n")
