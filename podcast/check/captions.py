"""Transcripts and chapters that a feed names: can an app read them, and do they end with the sound?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from podcast.check.feed import PODCAST, Feed
from podcast.check.finding import Finding, Rule
from podcast.check.site import Site
from podcast.check.sound import NO_FILE, Sounds

__all__ = ["captions", "clips"]

NO_HEADER = Rule(
    "PV501", "error", "this is no WebVTT: the first line is not WEBVTT", "begin the file with the line WEBVTT"
)
BAD_TIME = Rule(
    "PV502", "error", "«{found}» is no line of times", "write it as in 00:00:01.000 --> 00:00:04.000"
)
BACKWARDS = Rule(
    "PV503", "error", "a passage ends or begins before it may: «{found}»", "put the passages in order of time"
)
TOO_LATE = Rule(
    "PV504",
    "error",
    "the last passage ends at {end} s and the sound at {sound} s",
    "make the transcript again: podcast build --force",
)
NO_CUE = Rule(
    "PV505",
    "warning",
    "the transcript is empty",
    "take it out of the feed, or transcribe the programme again",
)
NO_TEXT = Rule("PV506", "error", "the file is not text in UTF-8", "save it in UTF-8")
BAD_JSON = Rule(
    "PV507",
    "error",
    "this is no transcript of the podcast namespace: {reason}",
    "write version and segments with startTime, endTime and body",
)
BAD_CHAPTERS = Rule(
    "PV508",
    "error",
    "these are no chapters of the podcast namespace: {reason}",
    "write version 1.2.0 and chapters with startTime and title",
)
CHAPTER_ORDER = Rule(
    "PV509",
    "error",
    "the chapter «{title}» begins at {start} s, before the one above it or after the end",
    "put the chapters in order of time, inside the programme",
)

_CLOCK = r"(?:([0-9]{2,}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
_TIMES = re.compile(rf"\s*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?")
_SLACK_S = 1.0


def captions(feed: Feed, site: Site, sounds: Sounds) -> Iterator[Finding]:
    """Every transcript and chapters file of a site's feed."""
    for item in feed.items:
        enclosure = item.find("enclosure")
        path = site.path_of("" if enclosure is None else enclosure.get("url", ""))
        length = sounds.seconds(path) if path else None
        for tag in ("transcript", "chapters"):
            for node in item.findall(f"{PODCAST}{tag}"):
                yield from _file(feed, node, site, length)


def clips(site: Site, sounds: Sounds) -> Iterator[Finding]:
    """The captions of soundbites and trailers, which lie beside their sound."""
    for path in (each for suffix in ("vtt", "srt") for each in site.listed(f"clips/*/*.{suffix}")):
        stem, _, suffix = path.rpartition(".")
        try:
            words = (site.folder / path).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            yield Finding(NO_TEXT, site.shown(path))
            continue
        yield from _READERS[suffix](site.shown(path), words, sounds.seconds(f"{stem}.mp3"))


def _file(feed: Feed, node: Any, site: Site, length: float | None) -> Iterator[Finding]:
    path = site.path_of(node.get("url", ""))
    if path is None:
        return
    file = site.file(path)
    if file is None:
        yield feed.found(NO_FILE, node, path=path)
        return
    try:
        words = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        yield Finding(NO_TEXT, site.shown(path))
        return
    reader = _READERS.get(
        urlsplit(path).path.rpartition(".")[2] if "chapters" not in node.tag else "chapters"
    )
    if reader:
        yield from reader(site.shown(path), words, length)


def _vtt(name: str, words: str, length: float | None) -> Iterator[Finding]:
    """WebVTT, section 4.1: the header, then blocks; notes and styles hold no times."""
    lines = words.removeprefix("\ufeff").splitlines()
    if not lines or not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        yield Finding(NO_HEADER, name, 1)
    yield from _cues(name, lines, length)


def _srt(name: str, words: str, length: float | None) -> Iterator[Finding]:
    yield from _cues(name, words.removeprefix("\ufeff").splitlines(), length)


def _cues(name: str, lines: list[str], length: float | None) -> Iterator[Finding]:
    before_s = end_s = 0.0
    count = 0
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        count += 1
        found = _TIMES.fullmatch(line)
        if found is None:
            yield Finding(BAD_TIME, name, number, {"found": line.strip()})
            continue
        start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
        if end <= start or start < before_s:
            yield Finding(BACKWARDS, name, number, {"found": line.strip()})
        before_s, end_s = start, max(end_s, end)
    yield from _ends(name, count, end_s, length)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _ends(name: str, count: int, end_s: float, length: float | None) -> Iterator[Finding]:
    if not count:
        yield Finding(NO_CUE, name)
    if length is not None and end_s > length + _SLACK_S:
        yield Finding(TOO_LATE, name, values={"end": f"{end_s:.1f}", "sound": f"{length:.1f}"})


def _json(name: str, words: str, length: float | None) -> Iterator[Finding]:
    try:
        segments = _table(words, "segments")
        times = [(float(each["startTime"]), float(each["endTime"]), str(each["body"])) for each in segments]
    except (KeyError, TypeError, ValueError) as error:
        yield Finding(BAD_JSON, name, values={"reason": _reason(error)})
        return
    before_s = 0.0
    for start, end, body in times:
        if end <= start or start < before_s:
            yield Finding(BACKWARDS, name, values={"found": f"{start} – {end} {body[:40]}"})
        before_s = start
    yield from _ends(name, len(times), max((end for _, end, _ in times), default=0.0), length)


def _chapters(name: str, words: str, length: float | None) -> Iterator[Finding]:
    try:
        listed = [(float(each["startTime"]), str(each["title"])) for each in _table(words, "chapters")]
    except (KeyError, TypeError, ValueError) as error:
        yield Finding(BAD_CHAPTERS, name, values={"reason": _reason(error)})
        return
    before_s = -1.0
    for start, title in listed:
        if start <= before_s or (length is not None and start >= length):
            yield Finding(CHAPTER_ORDER, name, values={"title": title, "start": f"{start:g}"})
        before_s = start


def _table(words: str, name: str) -> list[dict[str, Any]]:
    """The list of a document that has a version. Raises what says that it is none."""
    whole = json.loads(words)
    if not isinstance(whole["version"], str):
        raise ValueError("version")
    listed = whole[name]
    if not isinstance(listed, list):
        raise ValueError(name)
    return listed


def _reason(error: Exception) -> str:
    return f"no {error.args[0]}" if isinstance(error, KeyError) else str(error)


_READERS: dict[str, Callable[[str, str, float | None], Iterator[Finding]]] = {
    "vtt": _vtt,
    "srt": _srt,
    "json": _json,
    "chapters": _chapters,
}
