"""What people correct in `transcripts/<slug>/<recording>.vtt`, and how it outlives the machine.

The file is one cue per machine cue when the machine wrote it, with a NOTE that names the digest of the
machine's text and of the file's own cues. A cue counts as the machine's while it is exactly a run of
the machine's words with their times; any other cue is a person's and is never lost. Cues a person wrote
that were carried over to a newer machine text are named `kept`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcast.model import Found, Segment, Transcript, Word
from podcast.transcribe.align import timed
from podcast.transcribe.captions import vtt
from podcast.transcribe.captions.clock import hours
from podcast.transcribe.captions.vtt import Cue, Passage
from podcast.transcribe.reasons import UNHEARD
from podcast.transcribe.wording import joined, plain, words_of

__all__ = ["Conflict", "conflicts", "correct", "draft", "laid_over", "renew", "restored", "untouched"]

KEPT = "kept"
# Names of cues that are a person's whatever their text: carried over, or read and confirmed by somebody.
_PERSONS = r"(kept|reviewed|relu)\b"
_CONFIRMED = r"(reviewed|relu)\b"
# A word that reaches this far into a passage is one an engine drew out over it.
_STRADDLING_MS = 500
_NOTE = """NOTE
{kind}Correct the text below in any editor, then run podcast build: what you write stays.
Corrigez le texte ci-dessous dans un éditeur, puis lancez podcast build : ce que vous écrivez reste.
machine sha256 {machine}
body sha256 {body}
"""
_TRANSLATION = """This is the machine's translation, not what is said.
Ceci est la traduction de la machine, et non ce qui est dit.
"""
_TO_HEAR = """NOTE
From {start} to {end} somebody speaks and no words were found: listen, and add a cue here.
De {start} à {end} quelqu'un parle et aucun mot n'a été trouvé : écoutez, et ajoutez un sous-titre ici.
"""


def draft(machine: Transcript, machine_sha256: str) -> str:
    """The file people correct, as the machine writes it; `machine_sha256` is that of the `.json`."""
    return _file(_cues(machine.segments), machine, machine_sha256)


def restored(corrected: Transcript, machine_sha256: str) -> str:
    """The file people corrected, from what `correct` made of it; a person's cues are named `kept`."""
    cues = [
        replace(cue, name=KEPT if segment.origin == "person" else "")
        for cue, segment in zip(_cues(corrected.segments), corrected.segments, strict=True)
    ]
    return _file(cues, corrected, machine_sha256, edited=True)


def _cues(segments: Sequence[Segment]) -> list[Cue]:
    return [Cue(s.start_ms, s.end_ms, s.text, s.speaker, s.language) for s in segments]


def _file(cues: Sequence[Cue], machine: Transcript, machine_sha256: str, *, edited: bool = False) -> str:
    # Comments stand before the cue they come before in time; no caption shows them.
    marks = [
        (each.start_ms, 0, _TO_HEAR.format(start=hours(each.start_ms), end=hours(each.end_ms)))
        for each in machine.dropped
        if each.reason == UNHEARD
    ]
    blocks = [*marks, *((cue.start_ms, 1, vtt.cue_text(cue)) for cue in cues)]
    body = "\n".join(text for _, _, text in sorted(blocks, key=lambda block: block[:2]))
    # A file that holds a person's words never bears the digest of its body: it is not the machine's.
    kind = _TRANSLATION if machine.translated_from else ""
    note = _NOTE.format(kind=kind, machine=machine_sha256, body="edited" if edited else _digest(body))
    return f"WEBVTT\n\n{note}\n{body}"


def _digest(body: str) -> str:
    return hashlib.sha256(body.strip().encode()).hexdigest()


def _plain_ends(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def untouched(text: str) -> bool:
    """Whether the cues are still as the machine wrote them (line ends aside)."""
    found = re.match(r"WEBVTT\n\nNOTE\n(?:.+\n)*?body sha256 ([0-9a-f]{64})\n\n", _plain_ends(text))
    return bool(found) and found is not None and _digest(_plain_ends(text)[found.end() :]) == found[1]


def laid_over(text: str) -> str:
    """The digest of the machine text the file was laid over; "" where its NOTE is gone."""
    found = re.search(r"^machine sha256 ([0-9a-f]{64})$", _plain_ends(text), re.MULTILINE)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cue and the machine's words it stands on, `first` to `past`; `exact` when it is that run itself."""

    cue: Cue
    first: int
    past: int
    exact: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """A transcript's words in a row, and whose each is."""

    words: tuple[Word, ...]
    speakers: tuple[str, ...]
    found: tuple[Found, ...]

    @staticmethod
    def of(transcript: Transcript) -> _Words:
        pairs = [(word, segment) for segment in transcript.segments for word in segment.words]
        return _Words(
            tuple(word for word, _ in pairs),
            tuple(segment.speaker for _, segment in pairs),
            tuple(segment.found for _, segment in pairs),
        )


def correct(machine: Transcript, text: str, file: Path) -> Transcript:
    """What the person wrote, with times: unchanged words keep theirs, changed ones get times between.

    A voice's letter stands for the name it was given. Raises ContentError with file and line where the file
    is not WebVTT.
    """
    names = {voice.label: voice.shown for voice in machine.voices}
    cues = [_named(cue, names) for cue in vtt.read(text, file)]
    vtt.within(cues, machine.duration_ms, file)
    row = _Words.of(machine)
    placed = _placed(cues, row)
    segments = (segment for each in placed if each.cue.text for segment in _segments(each, row))
    return replace(machine, segments=tuple(segments))


def _named(cue: Cue, names: Mapping[str, str]) -> Cue:
    """The cue with the names of its voices where it has their letters."""
    passages = tuple(replace(each, speaker=names.get(each.speaker, each.speaker)) for each in cue.passages)
    return replace(cue, speaker=names.get(cue.speaker, cue.speaker), passages=passages)


def _segments(placed: _Placed, row: _Words) -> Iterator[Segment]:
    """What a cue is in the transcript: one segment, or one for each of its voices and languages."""
    cue, heard = placed.cue, row.words[placed.first : placed.past]
    if placed.exact:
        found = _found(placed, row)
        yield Segment(cue.start_ms, cue.end_ms, cue.text, cue.speaker, heard, found=found)
        return
    passages = cue.passages or (Passage(cue.text, cue.speaker, cue.language),)
    texts = [words_of(each.text) for each in passages]
    words = timed([text for each in texts for text in each], heard, cue.start_ms, cue.end_ms)
    start_ms, past = cue.start_ms, 0
    for passage, own in zip(passages, texts, strict=True):
        said, past = words[past : past + len(own)], past + len(own)
        end_ms = cue.end_ms if past == len(words) else said[-1].end_ms
        found = _found(replace(placed, cue=replace(cue, speaker=passage.speaker)), row)
        yield Segment(
            start_ms, end_ms, joined(said), passage.speaker, said, "person", passage.language, found
        )
        start_ms = end_ms


def _found(placed: _Placed, row: _Words) -> Found:
    """How it is known who speaks in a cue: a person has confirmed it or said otherwise, or as it was."""
    if not placed.cue.speaker:
        return ""
    under = range(placed.first, placed.past)
    if re.match(_CONFIRMED, placed.cue.name):
        return "person"
    return next((row.found[at] for at in under if row.speakers[at] == placed.cue.speaker), "person")


def _placed(cues: Sequence[Cue], row: _Words) -> list[_Placed]:
    """Find the machine's words under each cue: an exact run, else the free ones whose middle it covers."""
    starts: dict[int, list[int]] = {}
    for index, word in enumerate(row.words):
        starts.setdefault(word.start_ms, []).append(index)
    placed: list[_Placed] = []
    past = 0
    for cue in cues:
        run = next((r for r in _runs(cue, row, starts) if r[0] >= past), None)
        past = run[1] if run else past
        placed.append(_Placed(cue, *(run or (past, past)), exact=run is not None))
    return _shared_out(placed, row.words)


def _runs(cue: Cue, row: _Words, starts: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
    """The runs of machine words that are this cue, text and times and speaker."""
    if re.match(_PERSONS, cue.name) or cue.language or cue.passages:
        return
    for first in starts.get(cue.start_ms, ()):
        past = first
        while past < len(row.words) and row.words[past].end_ms <= cue.end_ms:
            if row.speakers[past] != cue.speaker:
                break
            past += 1
            if row.words[past - 1].end_ms == cue.end_ms and joined(row.words[first:past]) == cue.text:
                yield first, past
                break


def _shared_out(placed: list[_Placed], words: Sequence[Word]) -> list[_Placed]:
    """Give a person's cues the words left over between the exact runs around them, by time."""
    after = len(words)
    limits = []
    for each in reversed(placed):
        limits.append(after)
        after = each.first if each.exact else after
    result, past = [], 0
    for each, limit in zip(placed, reversed(limits), strict=True):
        if not each.exact:
            free = range(past, limit)
            under = [index for index in free if _under(each.cue, words[index])]
            each = replace(each, first=under[0], past=under[-1] + 1) if under else each  # noqa: PLW2901  # the same row, narrowed
        past = max(past, each.past)
        result.append(each)
    return result


def _under(cue: Cue, word: Word) -> bool:
    return cue.start_ms <= (word.start_ms + word.end_ms) // 2 < cue.end_ms


@dataclass(frozen=True, slots=True)
class _Zone:
    """A passage people changed: its cues, the machine's words they replaced, and the time of both."""

    placed: tuple[_Placed, ...]
    replaced: tuple[Word, ...]
    speakers: frozenset[str]
    start_ms: int
    end_ms: int

    @staticmethod
    def of(placed: Sequence[_Placed], replaced: Sequence[Word], speakers: Iterable[str]) -> _Zone:
        cues = [each.cue for each in placed]
        return _Zone(
            tuple(placed),
            tuple(replaced),
            frozenset([*(cue.speaker for cue in cues), *speakers]),
            min([cue.start_ms for cue in cues] + [word.start_ms for word in replaced]),
            max([cue.end_ms for cue in cues] + [word.end_ms for word in replaced]),
        )

    def parts(self, before: Word, after: Word, speaker: str) -> bool:
        """Whether it stands between two words of a voice that follow each other."""
        middle_ms = (self.start_ms + self.end_ms) // 2
        return self._same_voice(speaker) and before.start_ms <= middle_ms < after.end_ms

    def _same_voice(self, speaker: str) -> bool:
        return not speaker or "" in self.speakers or speaker in self.speakers

    def holds(self, word: Word, speaker: str) -> bool:
        """Whether a machine's word stands where a person's text is. Another microphone's does not."""
        inside = self.start_ms <= (word.start_ms + word.end_ms) // 2 < self.end_ms
        overlap_ms = min(word.end_ms, self.end_ms) - max(word.start_ms, self.start_ms)
        return self._same_voice(speaker) and (inside or overlap_ms >= _STRADDLING_MS)


def _zones(cues: Sequence[Cue], row: _Words, *, one_track: bool) -> list[_Zone]:
    """`one_track`: the voices share a microphone, so that a word is said once, whoever it is given to."""
    zones: list[_Zone] = []
    held: list[_Placed] = []
    past = 0
    anybody = ("",) if one_track else ()

    def close(limit: int) -> None:
        replaced = row.words[past:limit]
        if held or replaced:
            zones.append(_Zone.of(held, replaced, (*row.speakers[past:limit], *anybody)))
        held.clear()

    for each in _placed(cues, row):
        if each.exact:
            close(each.first)
            past = each.past
        else:
            held.append(each)
    close(len(row.words))
    return zones


@dataclass(frozen=True, slots=True)
class Conflict:
    """A passage a person changed where the machine now hears other words than it did; the person's stand."""

    start_ms: int
    end_ms: int
    written: str
    heard_before: str
    heard_now: str


def renew(new: Transcript, new_sha256: str, old: Transcript, text: str, file: Path) -> str:
    """Lay what people changed over a newer machine text: the file for `new` to be corrected in.

    Passages nobody changed take the new words; a changed passage keeps the person's cues, named
    `kept`, also where the machine hears something else now (`conflicts` lists those). A speaker whom no
    person changed becomes the one the machine has now. Where the older machine text is lost, give `new`
    twice: every cue that is not exactly the machine's is then kept.
    """
    row, now, one_track = _Words.of(old), _Words.of(new), bool(old.voices or new.voices)
    zones = _zones(vtt.read(text, file), row, one_track=one_track)
    names = {voice.label: voice.shown for voice in new.voices}
    cues = [
        replace(_named(each.cue, names), name=each.cue.name or KEPT, speaker=_speaker(each, row, now, names))
        if one_track
        else replace(each.cue, name=each.cue.name or KEPT)
        for zone in zones
        for each in zone.placed
    ]
    for segment in new.segments:
        for run in _outside(segment, zones):
            cues.append(Cue(run[0].start_ms, run[-1].end_ms, joined(run), segment.speaker))
    cues.sort(key=lambda cue: (cue.start_ms, cue.end_ms, cue.speaker))
    return _file(cues, new, new_sha256, edited=bool(zones))


def _speaker(placed: _Placed, before: _Words, now: _Words, names: Mapping[str, str]) -> str:
    """Who speaks in a person's cue: whom the person named, a voice's letter by its name."""
    cue = placed.cue
    if set(before.speakers[placed.first : placed.past]) == {cue.speaker}:
        first = bisect_left(now.words, cue.start_ms, key=lambda word: word.end_ms)
        past = bisect_left(now.words, cue.end_ms, key=lambda word: word.start_ms)
        said = [now.speakers[at] for at in range(first, past) if _under(cue, now.words[at])]
        if said:
            return max(sorted(set(said)), key=said.count)
    return names.get(cue.speaker, cue.speaker)


def _outside(segment: Segment, zones: Sequence[_Zone]) -> Iterator[list[Word]]:
    """The runs of a machine cue's words that no changed passage holds or parts."""
    near = [zone for zone in zones if zone.start_ms < segment.end_ms and zone.end_ms > segment.start_ms]
    run: list[Word] = []
    for word in segment.words:
        held = any(zone.holds(word, segment.speaker) for zone in near)
        parted = run and any(zone.parts(run[-1], word, segment.speaker) for zone in near)
        if run and (held or parted):
            yield run
            run = []
        if not held:
            run.append(word)
    if run:
        yield run


def conflicts(new: Transcript, old: Transcript, text: str, file: Path) -> tuple[Conflict, ...]:
    """The changed passages where the newer machine text differs from the older and from the person's."""
    row, one_track = _Words.of(new), bool(old.voices or new.voices)
    found = []
    for zone in _zones(vtt.read(text, file), _Words.of(old), one_track=one_track):
        pairs = zip(row.words, row.speakers, strict=True)
        now = joined(word for word, speaker in pairs if zone.holds(word, speaker))
        before = joined(zone.replaced)
        written = " ".join(each.cue.text for each in zone.placed)
        if _compared(now) not in (_compared(before), _compared(written)):
            found.append(Conflict(zone.start_ms, zone.end_ms, written, before, now))
    return tuple(found)


def _compared(text: str) -> list[str]:
    return [plain(word) for word in words_of(text)]
