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

from podcast import disk
from podcast.errors import ContentError
from podcast.model import Transcript
from podcast.show import CONTROL
from podcast.transcribe.captions.clock import hours, milliseconds
from podcast.transcribe.captions.lines import broken

__all__ = ["Cue", "Passage", "cue_text", "read", "text_in", "within", "write"]

_WIDTH = 65
# People lay one cue a little over the next; more than this is a slip.
_OVERLAP_MS = 1_000
# -> –> —> => and the like between two times with their thousandths: a line of talk rarely holds two.
_MEANT_FOR_TIMES = re.compile(r"\s*((?:\d+:)+\d\d[.,]\d+)[^\w:]+(?:[gl]t;\s*)?((?:\d+:)+\d\d[.,]\d+)(?=\s|$)")
_TAG = re.compile(r"<(/?)([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a cue's text, in one voice and one language ("" = not said)."""

    text: str
    speaker: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue as written: its identifier ("" = none), times, speaker, language and text without markup.

    Where a cue has several voices or languages, `passages` are its parts; `speaker` is then the first, and
    `language` is empty.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    language: str = ""
    name: str = ""
    line: int = 0
    passages: tuple[Passage, ...] = ()


def write(transcript: Transcript) -> str:
    """A transcript as WebVTT with the voice on every cue of a known speaker."""
    blocks = (
        cue_text(Cue(each.start_ms, each.end_ms, each.text, each.speaker, each.language))
        for each in transcript.segments
        if each.text
    )
    return "\n".join(["WEBVTT", "", *_note(transcript), *blocks])


def _note(transcript: Transcript) -> list[str]:
    """What a translation is: whose, from which language."""
    if not transcript.translated_from:
        return []
    checked = sum(each.origin == "person" for each in transcript.segments)
    whose = f"checked by a person: {checked} of {len(transcript.segments)} passages"
    languages = f"from {transcript.translated_from} into {transcript.language}"
    return ["NOTE", f"Translation {languages} by a machine; {whose}.", ""]


def cue_text(cue: Cue) -> str:
    """One cue, ended by an empty line; one of several voices or languages has a line for each."""
    if cue.passages:
        several = len({each.speaker for each in cue.passages}) > 1
        text = "\n".join(_marked(each, closed=several) for each in cue.passages)
    else:
        text = _marked(Passage(cue.text, cue.speaker, cue.language))
    times = f"{hours(cue.start_ms)} --> {hours(cue.end_ms)}"
    return "\n".join([*([cue.name] if cue.name else []), times, text, ""])


def _marked(passage: Passage, *, closed: bool = False) -> str:
    """Text with its voice and language. Only a voice that all of a cue is in may stay open (WebVTT, 3.5)."""
    text = "\n".join(html.escape(line, quote=False) for line in broken(passage.text, _WIDTH))
    if passage.language:
        text = f"<lang {passage.language}>{text}</lang>"
    if passage.speaker:
        text = f"<v {_name(passage.speaker)}>{text}{'</v>' if closed else ''}"
    return text


def _name(speaker: str) -> str:
    return html.escape(" ".join(speaker.split()), quote=False)


def text_in(file: Path) -> str:
    """The text of a caption file. Raises ContentError where its bytes are not UTF-8."""
    return disk.decoded(file.read_bytes(), file)


def read(text: str, file: Path) -> tuple[Cue, ...]:
    """Read a WebVTT file a person may have edited.

    A byte-order mark and any line ends are taken; comments, styles and regions are passed over.
    Raises ContentError with the file and the line for anything else that is not WebVTT.
    """
    if not text.strip():
        raise ContentError(
            "{file}, line {line}: the file is empty",
            hint="put its text back, or delete it: the next podcast build writes it again",
            file=file,
            line=1,
        )
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?=[ \t]|$)", lines[0]):
        raise ContentError(
            "{file}, line {line}: a caption file begins with the word WEBVTT",
            hint="write WEBVTT alone on the first line of {file}",
            file=file,
            line=1,
        )
    _check_signs(lines, file)
    cues: list[Cue] = []
    for start, block in _blocks(lines):
        if start > 1 and not re.match(r"(NOTE|STYLE|REGION)(?=[ \t]|$)", block[0]):
            cues.append(_cue(block, start, file))
    return _ordered(cues, file)


def _check_signs(lines: list[str], file: Path) -> None:
    for number, line in enumerate(lines, start=1):
        if CONTROL.search(line):
            raise ContentError(
                "{file}, line {line}: this line holds a character that cannot be shown",
                hint="type the line again: it was probably pasted with an invisible character",
                file=file,
                line=number,
            )


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
        raise _no_times(block[:2], number, file)
    start_ms, end_ms = _times(block[at], number + at, file)
    for index, line in enumerate(block[at + 1 :], start=number + at + 1):
        _check_text(line, index, file)
    payload = "\n".join(block[at + 1 :])
    passages = _passages(payload)
    for each in passages:
        _check_marks(each, number + at + 1, file)
    first = passages[0]
    language = first.language if len(passages) == 1 else ""
    name = block[0].strip() if at else ""
    several = passages if len(passages) > 1 else ()
    return Cue(start_ms, end_ms, _bare(payload), first.speaker, language, name, number + at, several)


def _no_times(lines: list[str], number: int, file: Path) -> ContentError:
    """What is wrong with a cue without a line of times; `lines` are those where it may stand.

    Two times with something else than the arrow between them were meant for it.
    """
    for index, line in enumerate(lines, start=number):
        if meant := _MEANT_FOR_TIMES.match(line):
            start, end = (part.replace(",", ".") for part in meant.groups())
            return ContentError(
                "{file}, line {line}: this line of times is badly written: {text}",
                hint="write it with an arrow made of two hyphens and >, so: {right}",
                file=file,
                line=index,
                text=line.strip(),
                right=f"{start} --> {end}",
            )
    return ContentError(
        "{file}, line {line}: there is no line of times such as 00:01.000 --> 00:04.000 above this text",
        hint="put the times back above the text, with an arrow made of two hyphens and >",
        file=file,
        line=number,
    )


def _check_marks(passage: Passage, number: int, file: Path) -> None:
    if re.search("[<>]", passage.speaker):
        raise _stray(number, file)
    if passage.language and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", passage.language):
        raise ContentError(
            "{file}, line {line}: «{found}» is not a language code",
            hint="write two letters, as in <lang en>hello</lang>",
            file=file,
            line=number,
            found=passage.language,
        )


def _check_text(line: str, number: int, file: Path) -> None:
    if "-->" in line:
        raise ContentError(
            "{file}, line {line}: these times need an empty line above them",
            hint="put an empty line between the text of one cue and the times of the next",
            file=file,
            line=number,
        )
    if "<" in _TAG.sub("", line):
        raise _stray(number, file)


def _stray(number: int, file: Path) -> ContentError:
    return ContentError(
        "{file}, line {line}: a < or > stands where it cannot be read, or in a speaker's name",
        hint="write the name alone, as in <v Marie Martin>, and &lt; for a < that is part of the text",
        file=file,
        line=number,
    )


def _times(line: str, number: int, file: Path) -> tuple[int, int]:
    found = re.match(r"\s*(\S+)[ \t]+-->[ \t]+(\S+)", line)
    start_ms, end_ms = (milliseconds(part) for part in found.groups()) if found else (None, None)
    if start_ms is None or end_ms is None:
        raise ContentError(
            "{file}, line {line}: these times cannot be read: {text}",
            hint="times are written 00:01:02.500 --> 00:01:04.000",
            file=file,
            line=number,
            text=line.strip(),
        )
    if end_ms <= start_ms:
        raise ContentError(
            "{file}, line {line}: the end comes before the beginning: {text}",
            hint="put the earlier time to the left of the arrow",
            file=file,
            line=number,
            text=line.strip(),
        )
    return start_ms, end_ms


def _bare(payload: str) -> str:
    """The text of a cue without its markup."""
    return re.sub(r"[ \t\n]+", " ", html.unescape(_TAG.sub("", payload))).strip()


@dataclass(slots=True)
class _Run:
    """A stretch of a cue as written, still with its markup of other kinds."""

    speaker: str
    language: str
    written: str = ""

    @property
    def said(self) -> bool:
        return any(character.isalnum() for character in _bare(self.written))


def _passages(payload: str) -> tuple[Passage, ...]:
    """A cue in parts of one voice and one language, at least one.

    A voice lasts until another begins; what stands before the first is its as well. Signs that stand
    alone belong to the part beside them.
    """
    runs = [_Run("", "")]
    languages: list[str] = []
    at = 0
    for tag in _TAG.finditer(payload):
        runs[-1].written += payload[at : tag.start()]
        at = tag.end()
        kind, _, value = tag[2].partition(" ")
        speaker = runs[-1].speaker
        if kind == "lang" and not tag[1]:
            languages.append(value.strip())
        elif kind == "lang" and languages:
            languages.pop()
        elif kind.split(".")[0] == "v" and not tag[1]:
            speaker = " ".join(html.unescape(value).split())
        runs.append(_Run(speaker, languages[-1] if languages else ""))
    runs[-1].written += payload[at:]
    return tuple(Passage(_bare(each.written), each.speaker, each.language) for each in _joined(runs))


def _joined(runs: list[_Run]) -> list[_Run]:
    first = next((each.speaker for each in runs if each.speaker), "")
    joined: list[_Run] = []
    for run in runs:
        run.speaker = run.speaker or first
        if joined and not joined[-1].said:
            joined[-1].speaker, joined[-1].language = run.speaker, run.language
        same = joined and (joined[-1].speaker, joined[-1].language) == (run.speaker, run.language)
        if joined and (same or not run.said):
            joined[-1].written += run.written
        else:
            joined.append(run)
    return joined


def _ordered(cues: list[Cue], file: Path) -> tuple[Cue, ...]:
    for before, after in itertools.pairwise(cues):
        if after.start_ms < before.start_ms:
            raise ContentError(
                "{file}, line {line}: this cue begins before the one above it",
                hint="put the cues of {file} in the order of their times",
                file=file,
                line=after.line,
            )
    voices: dict[str, Cue] = {}
    for cue in cues:
        before_ms = voices[cue.speaker].end_ms if cue.speaker in voices else 0
        if before_ms - cue.start_ms > _OVERLAP_MS:
            raise ContentError(
                "{file}, line {line}: this cue begins {ms} ms before the same voice ends the cue above it",
                hint="bring the end of the cue above forward, or the beginning of this one back",
                file=file,
                line=cue.line,
                ms=before_ms - cue.start_ms,
            )
        voices[cue.speaker] = cue
    return tuple(cues)


def within(cues: Iterable[Cue], duration_ms: int, file: Path) -> None:
    """Raise ContentError for a cue that ends after the recording does."""
    for cue in cues:
        if duration_ms and cue.end_ms > duration_ms + _OVERLAP_MS:
            raise ContentError(
                "{file}, line {line}: this cue ends after the end of the recording, which is {length} long",
                hint="correct the times, or remove the cue",
                file=file,
                line=cue.line,
                length=hours(duration_ms),
            )
