"""Passages and interviews in which people marked what each mention of a place says of the person who speaks.

`{+lives,works:La Gauthière}` ties the person to the place, in these ways; `{+:…}` in a way nobody wrote down;
`{-:…}` does not; `{q:…}` is not judged. A `.tsv` holds a passage a line after the id of its person; a `.txt`
holds blocks of turns, `Q: ` of the interviewer and `R: ` of the person, each block after a line `# id`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podcast.model import Segment, Transcript
from podcast.tag import load_territory
from podcast.tag.places import mentions_in
from podcast.tag.window import Mention
from podcast.tag.words import WORD, Token, core, fold, tokens

ASKS, ANSWERS = "Q", "R"
MARK = re.compile(r"\{([^:{}]*):([^{}]*)\}")
# Some wrote what leads to the name into the mark: it is no part of the mention that is left blank.
_LEADING = re.compile(r"(?:(?:à|au|aux|de|du|des|dans|sur|en|la|le|les|in|the)\s+|[dl]['’])*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marked:
    """One passage or interview; `ties` has None for a mention that is not judged, else its relations."""

    person: str
    transcript: Transcript
    words: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    ties: tuple[frozenset[str] | None, ...]


def read(file: Path, territory: str | None, language: str = "fr") -> Iterator[Marked]:
    """Everything marked in a file; an area the territory does not know has its name for an id."""
    text = file.read_text("utf-8")
    if file.suffix == ".tsv":
        for line in text.splitlines():
            person, said = line.split("\t")
            yield _marked(person, [(None, said)], territory, language)
        return
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *turns = block.split("\n")
        spoken = [(turn[0], turn[2:].strip()) for turn in turns if turn.strip()]
        yield _marked(head.lstrip("# "), spoken, territory, language)


def without_marks(text: str) -> str:
    """What was said."""
    return MARK.sub(lambda mark: mark[2], text)


def _marked(person: str, turns: list[tuple[str | None, str]], territory: str | None, language: str) -> Marked:
    segments, mentions, ties, before = [], [], [], 0
    for number, (voice, said) in enumerate(turns):
        plain, at = "", 0
        spans = []
        for mark in MARK.finditer(said):
            plain += said[at : mark.start()]
            led = _LEADING.match(mark[2])
            skipped = led.end() if led and led.end() < len(mark[2]) else 0
            spans.append((len(plain) + skipped, len(plain) + len(mark[2]), mark[1], mark[2]))
            plain += mark[2]
            at = mark.end()
        plain += said[at:]
        segments.append(Segment(number * 1000, number * 1000 + 1000, plain, speaker=voice or ""))
        places = [match.span() for match in WORD.finditer(plain)]
        for start, end, tie, name in spans:
            inside = [k for k, (a, b) in enumerate(places) if a < end and b > start]
            mentions.append(Mention(before + inside[0], before + inside[-1] + 1, area_of(name, territory)))
            ties.append(_tie(tie))
        before += len(places)
    transcript = Transcript(language, len(segments) * 1000, tuple(segments))
    words = tokens(transcript, frozenset([ANSWERS]) if turns[0][0] else frozenset())
    return Marked(person, transcript, tuple(words), tuple(mentions), tuple(ties))


def _tie(mark: str) -> frozenset[str] | None:
    if mark == "q":
        return None
    if mark == "-":
        return frozenset()
    assert mark.startswith("+"), mark
    return frozenset(mark[1:].split(","))


@functools.cache
def area_of(name: str, territory: str | None) -> str:
    """The id of the area somebody wrote so, as it is found beside the towns of its territory."""
    if territory:
        known = load_territory(territory, Path())
        beside = f"J'habite à {name}, " + ", ".join(f"à {town}" for town in known.communes) + "."
        words = tokens(Transcript("fr", 1000, (Segment(0, 1000, beside),)), frozenset())
        found = [mention.area for mention in mentions_in(words, known, "fr")]
        if found:
            return found[0]
    return fold("-".join(core(name)))
