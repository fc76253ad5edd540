"""WebVTT (W3C): captions with the speaker as a voice, and the file in which people correct the text.

Apple Podcasts reads speaker names from `<v Name>` and wants lines of at most 65 characters.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from podcast.errors import ContentError
from podcast.model import Segment, Transcript
from podcast.transcribe.captions.clock import hours, milliseconds
from podcast.transcribe.captions.lines import broken

__all__ = ["Cue", "cue_text", "read", "write"]

_WIDTH = 65
_TAG = re.compile(r"<(/?)([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue as written: its identifier ("" = none), times, speaker, language and text without markup."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    language: str = ""
    name: str = ""
    line: int = 0


def write(transcript: Transcript) -> str:
    """A transcript as WebVTT with the voice on every cue of a known speaker."""
    blocks = (
        cue_text(Cue(each.start_ms, each.end_ms, each.text, each.speaker, each.language))
        for each in transcript.segments
        if each.text
    )
    return "\n".join(["WEBVTT", "", *blocks])


def cue_text(cue: Cue) -> str:
    """One cue, ended by an empty line."""
    opening = f"<v {_name(cue.speaker)}>" if cue.speaker else ""
    if cue.language:
        opening += f"<lang {cue.language}>"
    lines = [html.escape(line, quote=False) for line in broken(cue.text, _WIDTH)] or [""]
    times = f"{hours(cue.start_ms)} --> {hours(cue.end_ms)}"
    return "\n".join([*([cue.name] if cue.name else []), times, opening + lines[0], *lines[1:], ""])


def _name(speaker: str) -> str:
    return html.escape(" ".join(speaker.split()), quote=False)


def read(text: str, file: Path) -> tuple[Cue, ...]:
    """Read a WebVTT file a person may have edited.

    A byte-order mark and any line ends are taken; comments, styles and regions are passed over.
    Raises ContentError with the file and the line for anything else that is not WebVTT.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?=[ \t]|$)", lines[0]):
        raise ContentError(
            "{file} line {line}: a caption file begins with the word WEBVTT",
            hint="write WEBVTT alone on the first line of {file}",
            file=file,
            line=1,
        )
    cues: list[Cue] = []
    for start, block in _blocks(lines):
        if start > 1 and not re.match(r"(NOTE|STYLE|REGION)(?=[ \t]|$)", block[0]):
            cues.append(_cue(block, start, file))
    return _ordered(cues, file)


def _blocks(lines: list[str]) -> Iterable[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(block: list[str], number: int, file: Path) -> Cue:
    at = 0 if "-->" in block[0] else 1
    if at >= len(block) or "-->" not in block[at]:
        raise ContentError(
            "{file} line {line}: there is no line of times such as 00:01.000 --> 00:04.000 above this text",
            hint="put the times back above the text, with an arrow made of two hyphens and >",
            file=file,
            line=number,
        )
    start_ms, end_ms = _times(block[at], number + at, file)
    speaker, language, text = _payload("\n".join(block[at + 1 :]))
    return Cue(start_ms, end_ms, text, speaker, language, block[0].strip() if at else "", number + at)


def _times(line: str, number: int, file: Path) -> tuple[int, int]:
    found = re.match(r"\s*(\S+)[ \t]+-->[ \t]+(\S+)", line)
    times = [milliseconds(part) for part in found.groups()] if found else [None]
    if None in times:
        raise ContentError(
            "{file} line {line}: these times cannot be read: {text}",
            hint="times are written 00:01:02.500 --> 00:01:04.000",
            file=file,
            line=number,
            text=line.strip(),
        )
    start_ms, end_ms = (time or 0 for time in times)
    if end_ms <= start_ms:
        raise ContentError(
            "{file} line {line}: the end comes before the beginning: {text}",
            hint="put the earlier time to the left of the arrow",
            file=file,
            line=number,
            text=line.strip(),
        )
    return start_ms, end_ms


def _payload(text: str) -> tuple[str, str, str]:
    """Speaker, language and bare text of a cue. The first voice is the cue's."""
    speaker = language = ""
    for closing, inside in _TAG.findall(text):
        kind, _, value = inside.partition(" ")
        if not closing and kind.split(".")[0] == "v" and not speaker:
            speaker = " ".join(html.unescape(value).split())
        if not closing and kind == "lang" and not language:
            language = value.strip()
    return speaker, language, re.sub(r"[ \t\n]+", " ", html.unescape(_TAG.sub("", text))).strip()


def _ordered(cues: list[Cue], file: Path) -> tuple[Cue, ...]:
    for before, after in itertools.pairwise(cues):
        if after.start_ms < before.start_ms:
            raise ContentError(
                "{file} line {line}: this cue begins before the one above it",
                hint="put the cues of {file} in the order of their times",
                file=file,
                line=after.line,
            )
    return tuple(cues)


def segments(cues: Iterable[Cue]) -> tuple[Segment, ...]:
    """Cues as segments without word times."""
    return tuple(Segment(c.start_ms, c.end_ms, c.text, c.speaker, (), "person", c.language) for c in cues)
