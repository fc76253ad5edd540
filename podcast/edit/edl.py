"""A session as edit decision lists in the form of CMX 3600: the oldest common language of editing.

It counts in frames of 25 a second, so a cut is right to 20 ms and no closer, and it has no levels: they
stand beside each edit as a comment, as its file does. A list holds four channels of sound; a session with
more lanes becomes several lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from podcast.audio import ascii_text
from podcast.edit.interchange import Item, Lane, Session
from podcast.model import Chapter

__all__ = ["FRAMES_PER_S", "lists"]

FRAMES_PER_S: Final = 25
_CHANNELS: Final = ("A", "A2", "A3", "A4")
_REEL: Final = "AX"  # no tape: the file is named below the edit


def lists(session: Session) -> Mapping[str, str]:
    """The text of every list, by the name of its file without ending."""
    found = {}
    for number, at in enumerate(range(0, len(session.lanes), len(_CHANNELS)), start=1):
        group = session.lanes[at : at + len(_CHANNELS)]
        name = session.name if number == 1 else f"{session.name}-{number}"
        found[name] = "\n".join([*_lines(session, group), ""])
    return found


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit of a channel, in frames; `dissolve` is how long `before` runs into it."""

    channel: str
    item: Item
    first: int
    last: int
    dissolve: int
    before: Item | None

    @property
    def source(self) -> int:
        return _frame(self.item.offset_ms)


def _lines(session: Session, group: Sequence[Lane]) -> Iterator[str]:
    yield f"TITLE: {_plain(session.title)}"
    yield "FCM: NON-DROP FRAME"
    edits = [each for lane, channel in zip(group, _CHANNELS, strict=False) for each in _edits(lane, channel)]
    edits.sort(key=lambda each: (each.first, each.channel))
    marks = _marks(edits, session.chapters)
    for number, edit in enumerate(edits, start=1):
        yield from _written(number, edit)
        yield from (
            f"* LOC: {_timecode(_frame(each.start_ms))} YELLOW  {_plain(each.title)}"
            for each in marks[number]
        )


def _edits(lane: Lane, channel: str) -> Iterator[_Edit]:
    """The edits of a lane; of two items that run into each other the first ends where the second begins."""
    for before, item in pairwise((None, *lane.items)):
        assert item is not None
        after = next((each for each in lane.items if each.at_ms > item.at_ms), None)
        end_ms = item.end_ms if after is None else min(item.end_ms, after.at_ms)
        first, last = _frame(item.at_ms), _frame(end_ms)
        dissolve = max(0, _frame(before.end_ms) - first) if before is not None else 0
        if last > first:
            yield _Edit(channel, item, first, last, min(dissolve, last - first), before if dissolve else None)


def _marks(edits: Sequence[_Edit], chapters: Sequence[Chapter]) -> Mapping[int, list[Chapter]]:
    """The chapters below the edit, by its number, that they begin with or in."""
    found: dict[int, list[Chapter]] = {number: [] for number in range(1, len(edits) + 1)}
    for chapter in chapters:
        before = [number for number in found if edits[number - 1].first <= _frame(chapter.start_ms)]
        if found:
            found[before[-1] if before else 1].append(chapter)
    return found


def _written(number: int, edit: _Edit) -> Iterator[str]:
    item = edit.item
    if edit.dissolve and edit.before is not None:
        out = _frame(edit.before.offset_ms) + edit.first - _frame(edit.before.at_ms)
        yield _row(number, edit.channel, "C", (out, out, edit.first, edit.first))
        yield f"* FROM CLIP NAME:  {edit.before.media.name}"
    times = (edit.source, edit.source + edit.last - edit.first, edit.first, edit.last)
    yield _row(number, edit.channel, f"D {edit.dissolve:03d}" if edit.dissolve else "C", times)
    yield f"* {'TO' if edit.dissolve else 'FROM'} CLIP NAME:  {item.media.name}"
    yield f"* FROM FILE: {item.media.path}"
    if item.name:
        yield f"* COMMENT: {_plain(item.name)}"
    if item.gain_db:
        yield f"* AUDIO LEVEL: {item.gain_db:+.2f} DB"


def _row(number: int, channel: str, cut: str, times: Sequence[int]) -> str:
    """One line of an edit: number, reel, channel, kind, from and to in the source, then in the programme."""
    return f"{number:03d}  {_REEL:8} {channel:5} {cut:8} {' '.join(map(_timecode, times))}"


def _frame(time_ms: int) -> int:
    """The frame that begins nearest to a time."""
    return (time_ms * FRAMES_PER_S + 500) // 1000


def _timecode(frame: int) -> str:
    seconds, frames = divmod(frame, FRAMES_PER_S)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def _plain(text: str) -> str:
    return " ".join(ascii_text(text).split())
