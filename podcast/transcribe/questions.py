"""Chapters to propose: the interviewer's questions, spaced over the programme."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from podcast.model import Chapter, Segment, Transcript
from podcast.transcribe.wording import plain

__all__ = ["proposed_chapters"]

# Between two chapters, and after the last: less than this is no chapter.
_APART_MS: Final = 75_000
_LAST_MS: Final = 40_000
# A list of fewer is of no use to anybody.
_FEWEST: Final = 3
_TITLE: Final = 60
_SHORT: Final = 30
# A question may come after a few sentences that lead to it: the chapter begins with them.
_LEAD_MS: Final = 12_000
_OPENING: Final = {"fr": "Introduction", "en": "Introduction"}

_FORMS: Final = {
    "fr": (
        r"^(est-ce|qu'est-ce|pourquoi|comment|quand|où|d'où|combien|lequel|laquelle|quels?|quelles?|qui"
        r"|à quoi|de quoi|en quoi|à qui|avec qui)\b"
        r"|^(racontez|parlez|expliquez|décrivez|dites)(-nous|-moi)?\b"
        r"|\w(?<!rendez)-(t-)?(vous|tu|il|elle|on|ils|elles|ce)(?![\w-])"
    ),
    "en": (
        r"^(what|why|how|when|where|who|which|whose|do|does|did|is|are|was|were|have|has|can|could|would"
        r"|will)\b|^(tell|describe|explain)( to)? (us|me)\b"
    ),
}
_FILLERS: Final = {
    "fr": r"(et puis|et alors|et|alors|donc|mais|bon|euh|ok|d'accord|oui|ah)",
    "en": r"(and then|and|so|well|but|right|okay|ok|yes|um|uh|now)",
}


@dataclass(frozen=True, slots=True)
class _Question:
    """A question: when its chapter would begin, and how long somebody else speaks after it."""

    start_ms: int
    text: str
    answer_ms: int


def proposed_chapters(words: Transcript, interviewers: Collection[str]) -> tuple[Chapter, ...]:
    """Chapters of a programme in which it is known who asks: none, or three and more, the first at 0.

    `interviewers` are named as in the transcript. Questions with the longest answers are taken first, and
    none that lies within 75 s of one that was taken.
    """
    language = words.language.partition("-")[0].lower()
    found = list(_questions(words, {plain(name) for name in interviewers}, language))
    chosen: list[_Question] = []
    for each in sorted(found, key=lambda each: (-each.answer_ms, each.start_ms)):
        ends_ms = (0, *(other.start_ms for other in chosen))
        fits = all(abs(each.start_ms - at_ms) >= _APART_MS for at_ms in ends_ms)
        if fits and words.duration_ms - each.start_ms >= _LAST_MS:
            chosen.append(each)
    if len(chosen) + 1 < _FEWEST:
        return ()
    rest = (Chapter(each.start_ms, each.text, proposed=True) for each in chosen)
    opening = Chapter(0, _OPENING.get(language, _OPENING["en"]), proposed=True)
    return (opening, *sorted(rest, key=lambda each: each.start_ms))


def _questions(words: Transcript, asking: set[str], language: str) -> Iterator[_Question]:
    """The longest question of each turn of somebody who asks, with all that is answered to it."""
    held: _Question | None = None
    for asks, run in groupby(words.segments, key=lambda cue: plain(cue.speaker) in asking):
        turn = list(run)
        if not asks and held is not None:
            held = replace(held, answer_ms=held.answer_ms + turn[-1].end_ms - turn[0].start_ms)
        asked = [each for each in _sentences(turn) if asks and _is_question(each[1], language)]
        if asked:
            if held is not None:
                yield held
            at_ms, text = max(asked, key=lambda each: min(len(each[1]), _TITLE))
            begins_ms = turn[0].start_ms if at_ms - turn[0].start_ms <= _LEAD_MS else at_ms
            held = _Question(begins_ms, _title(text, language), 0)
    if held is not None and held.answer_ms:
        yield held


def _sentences(turn: list[Segment]) -> Iterator[tuple[int, str]]:
    """The sentences of a turn over the edges of its cues, each with the beginning of the cue it begins in."""
    text, starts = "", []
    for cue in turn:
        starts.append((len(text), cue.start_ms))
        text += f"{cue.text} "
    for found in re.finditer(r"\S.*?(?:[.?!…]+[\u00a0»\"]*(?=\s)|\s$)", text):
        yield [at_ms for at, at_ms in starts if at <= found.start()][-1], found[0].strip()


def _is_question(text: str, language: str) -> bool:
    if "?" in text[-3:]:
        return True
    bare = re.sub(r"[.!…\s\u00a0]+$", "", text.casefold().replace("’", "'"))
    form = _FORMS.get(language)
    return form is not None and re.search(form, _without_fillers(bare, language)) is not None


def _without_fillers(text: str, language: str) -> str:
    """Without the little words a sentence begins with, unless hardly anything would be left."""
    filler = _FILLERS.get(language)
    if filler is None:
        return text
    rest = re.sub(rf"^({filler}[,\s\u00a0]+)+", "", text, flags=re.IGNORECASE)
    return rest if len(rest.split()) >= 3 else text


def _title(text: str, language: str) -> str:
    """A sentence as a title: a capital, at most 60 characters, cut between words."""
    text = re.sub(r"[.,;:…]+$", "", _without_fillers(text, language)).strip()
    if len(text) > _TITLE:
        whole = re.match(rf".{{{_SHORT},{_TITLE - 1}}}(?=[,;:]\s)", text)
        short = whole[0] if whole else text[:_TITLE].rpartition(" ")[0]
        text = re.sub(r"[\s\u00a0,;:.!?-]+$", "", short) + "…"
    return text[:1].upper() + text[1:]
