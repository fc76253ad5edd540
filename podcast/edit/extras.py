"""Where a soundbite or a trailer lies in its programme: by its words or its times, no word cut in two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from podcast.edit.passages import clock, shown
from podcast.edit.quotes import Found, Spoken, find, nearest, spoken
from podcast.errors import ContentError
from podcast.model import EXTRA_MS, Excerpt, Extra, Transcript, Word

__all__ = ["Declared", "check_length", "passage"]

# What is left before the first and after the last word, where the pause there is twice as long.
_BEFORE_MS: Final = 120
_AFTER_MS: Final = 350


@dataclass(frozen=True, slots=True)
class Declared:
    """An extra and where it is declared: `lines` are those of its keys in `file`, by `extra <name>.<key>`."""

    extra: Extra
    file: str
    lines: Mapping[str, int]

    def at(self, key: str = "") -> dict[str, object]:
        """File and line of a key, for a message."""
        name = f"extra {self.extra.name}"
        line = self.lines.get(f"{name}.{key}", self.lines.get(name, 1))
        return {"file": self.file, "line": line, "title": self.extra.title}


def passage(declared: Declared, programme: Transcript) -> Excerpt:
    """The stretch of the programme that is heard, in programme time, 15 to 120 s long.

    Times that fall into a word move to the end of it that is nearer. Raises ContentError with file and line
    for words that are not said or said twice, and for times past the end.
    """
    extra, said = declared.extra, spoken(programme)
    if extra.words:
        found = _around(said, _said(declared, said), programme.duration_ms)
        check_length(declared, found.end_ms - found.start_ms, "words")
        return found
    assert extra.start_ms is not None
    assert extra.end_ms is not None
    if extra.end_ms > programme.duration_ms:
        raise ContentError(
            "{file}, line {line}: «{title}» ends at {end}, and the programme is {length} long",
            hint="listen to it, and write a time that is in it after end =",
            end=clock(extra.end_ms),
            length=clock(programme.duration_ms),
            **declared.at("end"),
        )
    start_ms, end_ms = (_edge(said.words, each) for each in (extra.start_ms, extra.end_ms))
    whole = EXTRA_MS[0] <= end_ms - start_ms <= EXTRA_MS[1]
    return Excerpt(start_ms, end_ms) if whole else Excerpt(extra.start_ms, extra.end_ms)


def check_length(declared: Declared, length_ms: int, key: str) -> None:
    """Raises ContentError where what the key names is not 15 to 120 s long."""
    if not EXTRA_MS[0] <= length_ms <= EXTRA_MS[1]:
        raise ContentError(
            "{file}, line {line}: «{title}» is {length} s long: apps take 15 to 120",
            hint='choose more or less of it; with words, … stands for those between: words = "the first words'
            ' … the last words"',
            length=f"{length_ms / 1000:g}",
            **declared.at(key),
        )


def _said(declared: Declared, said: Spoken) -> Found:
    words = declared.extra.words
    found = find(said, words)
    if len(found) == 1:
        return found[0]
    if found:
        raise ContentError(
            "{file}, line {line}: the words of «{title}» are said {count} times: at {times}",
            hint="write more of what is said there, or the times: start = and end =",
            count=len(found),
            times=", ".join(clock(said.words[each.first].start_ms) for each in found),
            **declared.at("words"),
        )
    near = nearest(said, words)
    if near is None:
        raise ContentError(
            "{file}, line {line}: nobody says «{words}» in this programme",
            hint="copy the words from the text in transcripts/, or write the times: start = and end =",
            words=shown(words),
            **declared.at("words"),
        )
    text = " ".join(word.text for word in said.words[near.first : near.last + 1])
    raise ContentError(
        "{file}, line {line}: nobody says «{words}» in this programme; at {time} it is «{near}»",
        hint="copy the words from the text in transcripts/, or write the times: start = and end =",
        words=shown(words),
        time=clock(said.words[near.first].start_ms),
        near=shown(text),
        **declared.at("words"),
    )


def _around(said: Spoken, found: Found, length_ms: int) -> Excerpt:
    """From a little before the first word to a little after the last, never into the words beside them."""
    first, last = said.words[found.first], said.words[found.last]
    before = [each.end_ms for each in said.words if each.end_ms <= first.start_ms]
    after = [each.start_ms for each in said.words if each.start_ms >= last.end_ms]
    pause_before_ms = first.start_ms - max(before, default=0)
    pause_after_ms = min(after, default=length_ms) - last.end_ms
    return Excerpt(
        first.start_ms - min(_BEFORE_MS, pause_before_ms // 2),
        last.end_ms + min(_AFTER_MS, max(pause_after_ms, 0) // 2),
    )


def _edge(words: tuple[Word, ...], time_ms: int) -> int:
    """A time, moved out of the word it falls into."""
    for word in words:
        if word.start_ms < time_ms < word.end_ms:
            return word.start_ms if time_ms - word.start_ms < word.end_ms - time_ms else word.end_ms
    return time_ms
