"""Where a quote lies in its recording: found by its words, cut in the silence around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from podcast.edit.quotes import Found, Spoken, find, nearest, spoken, within
from podcast.errors import ContentError
from podcast.model import Episode, Quote, Transcript, Word

__all__ = ["Material", "Passages", "Source", "clock", "shown"]

# Where a cut may be looked for: the engine's times are right to about a tenth of a second.
_BEFORE_MS: Final = 350
_AFTER_MS: Final = 450
_SLACK_MS: Final = 40
# Nobody takes longer over a word than this; and few take less than that.
_LONGEST_WORD_MS: Final = 300
_LONGEST_LETTER_MS: Final = 80
_SHORTEST_LETTER_MS: Final = 40
_SHOWN: Final = 80
_SILENT: Final = Transcript("", 0, ())


@dataclass(frozen=True, slots=True)
class Source:
    """One sound file that may be heard: how long it is, and what is said in it where that is known.

    `start_ms`/`end_ms` are its own ends without the silence there; `title` is that of the programme it
    belongs to.
    """

    length_ms: int
    start_ms: int = 0
    end_ms: int = 0
    words: Transcript | None = None
    speakers: tuple[str, ...] = ()
    denoise: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What a paper edit is made from. `sources` are by path relative to the show's root.

    `quiet_cut(file, low_ms, high_ms)` gives the quietest moment between two times; `room_tone(file,
    near_ms)` a stretch where nobody speaks, or None.
    """

    sources: Mapping[Path, Source]
    quiet_cut: Callable[[Path, int, int], int]
    room_tone: Callable[[Path, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages that the paper edit of one episode takes from its material."""

    episode: Episode
    material: Material

    @property
    def file(self) -> str:
        """The paper edit, as messages name it."""
        return f"episodes/{self.episode.slug}/edit.toml"

    def within(self, line: int, file: Path, start_ms: int, end_ms: int) -> None:
        """Raises ContentError where a passage is not in its file."""
        length_ms = self.material.sources[file].length_ms
        if end_ms > length_ms or start_ms >= length_ms:
            raise ContentError(
                "{file}, line {line}: the passage ends at {end}, and «{name}» is only {length} long",
                hint="listen to it, and write a time that is in it",
                file=self.file,
                line=line,
                end=clock(end_ms),
                name=file.name,
                length=clock(length_ms),
            )

    def of(self, part: Quote) -> tuple[int, int]:
        """From when to when a quote is heard, in the recording."""
        source = self.material.sources[part.recording]
        said = spoken(source.words or _SILENT)
        if part.words:
            found: Found | None = self._said(part, said)
        else:
            assert part.start_ms is not None
            assert part.end_ms is not None
            self.within(part.line, part.recording, part.start_ms, part.end_ms)
            found = within(said, part.start_ms, part.end_ms) if part.snap else None
        if found is None:
            return part.start_ms or 0, part.end_ms or source.length_ms
        start_ms, end_ms = said.words[found.first].start_ms, said.words[found.last].end_ms
        return self._snapped(part, said, found) if part.snap else (start_ms, end_ms)

    def _said(self, part: Quote, said: Spoken) -> Found:
        """Where the words of a quote are; where they are said twice, the time that is written tells which."""
        found = find(said, part.words)
        if len(found) > 1 and part.start_ms is not None:
            wanted_ms = part.start_ms
            found = [min(found, key=lambda each: abs(said.words[each.first].start_ms - wanted_ms))]
        values = {"file": self.file, "line": part.line, "name": f"{part.episode}/{part.recording.name}"}
        if len(found) > 1:
            raise ContentError(
                "{file}, line {line}: these words are said {count} times in {name}: at {times}",
                hint='add below line {line} which one is meant: start = "{first}"',
                count=len(found),
                times=", ".join(clock(said.words[each.first].start_ms) for each in found),
                first=clock(said.words[found[0].first].start_ms),
                **values,
            )
        if found:
            return found[0]
        near = nearest(said, part.words)
        if near is None:
            raise ContentError(
                "{file}, line {line}: nobody says «{words}» in {name}",
                hint='look for them in the whole show: podcast quote --search "{words}"',
                words=shown(part.words),
                **values,
            )
        raise ContentError(
            "{file}, line {line}: nobody says «{words}» in {name} any more; at {time} it is «{near}»",
            hint='write what is said there: words = "{whole}"',
            words=shown(part.words),
            time=clock(said.words[near.first].start_ms),
            near=shown(_text(said, near)),
            whole=_text(said, near),
            **values,
        )

    def _snapped(self, part: Quote, said: Spoken, found: Found) -> tuple[int, int]:
        """Cuts moved into the silence between words, never into a word on either side."""
        source = self.material.sources[part.recording]
        first, last = said.words[found.first], said.words[found.last]
        before_ms = max(
            (w.end_ms for w in said.words[: found.first] if w.end_ms <= first.start_ms), default=0
        )
        after = [w.start_ms for w in said.words[found.last + 1 :] if w.start_ms >= last.end_ms]
        after_ms = min(after, default=source.length_ms)
        low_ms = max(before_ms - _SLACK_MS, first.start_ms - _BEFORE_MS, 0)
        high_ms = min(after_ms + _SLACK_MS, last.end_ms + _AFTER_MS, source.length_ms)
        start_ms = self.material.quiet_cut(part.recording, low_ms, _begun_ms(first) + _SLACK_MS)
        end_ms = self.material.quiet_cut(part.recording, last.end_ms - _SLACK_MS, high_ms)
        return (start_ms, end_ms) if start_ms < end_ms else (first.start_ms, last.end_ms)


def _begun_ms(word: Word) -> int:
    """When a word has begun at the latest: an engine may spread it over the silence before it."""
    letters = len(word.text)
    if word.end_ms - word.start_ms <= _LONGEST_WORD_MS + letters * _LONGEST_LETTER_MS:
        return word.start_ms
    return word.end_ms - letters * _SHORTEST_LETTER_MS


def _text(said: Spoken, found: Found) -> str:
    return " ".join(word.text for word in said.words[found.first : found.last + 1])


def shown(text: str) -> str:
    """As much of a text as a message shows."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"


def clock(milliseconds: int) -> str:
    """A time as it is written in `edit.toml`: 1:02.345."""
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{rest / 1000:06.3f}"
