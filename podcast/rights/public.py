"""A transcript as the public may read it: speakers by their public names, hidden names covered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from podcast.errors import RightsRefused
from podcast.model import Segment, Transcript, Word, is_label
from podcast.rights.gate import Cleared
from podcast.rights.names import COVER, Mask

__all__ = ["as_public", "hidden_at"]

# How a voice is called that was told apart and has no name yet.
_VOICES: Final = {"fr": "Voix"}


def as_public(cleared: Cleared, transcript: Transcript) -> Transcript:
    """`transcript` of the programme that is cleared, fit for captions, pages, tags and packages.

    The sound still says what it says: `hidden_at` tells where. Raises RightsRefused where somebody speaks
    of whom no consent is recorded.
    """
    mask = cleared.mask
    return replace(
        transcript,
        segments=tuple(_segment(cleared, each) for each in transcript.segments),
        dropped=tuple(replace(each, text=mask.cover(each.text)) for each in transcript.dropped),
    )


def hidden_at(cleared: Cleared, transcript: Transcript) -> tuple[int, ...]:
    """When (ms) a name is said that is not published: the text covers it, and the sound does not."""
    if not cleared.mask.hidden:
        return ()
    return tuple(each.start_ms for each in transcript.segments if cleared.mask.spans(each.text))


def _segment(cleared: Cleared, segment: Segment) -> Segment:
    mask = cleared.mask
    speaker = mask.name(segment.speaker) if segment.speaker else ""
    if speaker is None and is_label(segment.speaker):
        speaker = f"{_VOICES.get(cleared.episode.language[:2], 'Voice')} {segment.speaker}"
    if speaker is None:
        raise _unrecorded(cleared, segment.speaker)
    words = tuple(_words(mask, segment.words)) if mask.hidden else segment.words
    return replace(segment, speaker=speaker, text=mask.cover(segment.text), words=words)


def _unrecorded(cleared: Cleared, speaker: str) -> RightsRefused:
    """A name that no transcript had when the gate was asked: one of a microphone, on the first build."""
    return RightsRefused(
        "{speaker} is heard in {slug}, and no consent of theirs is recorded",
        hint="write the name everywhere as in episodes/{slug}/episode.toml ({names}), or add there:"
        ' [[people]] name = "{speaker}" uses = […]',
        speaker=speaker,
        slug=cleared.episode.slug,
        names=", ".join(person.name for person in cleared.episode.people),
    )


def _words(mask: Mask, words: tuple[Word, ...]) -> Iterable[Word]:
    """The words with every hidden name covered; one said in several words becomes one."""
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += f"{word.text} "
    spans = mask.spans(text)
    covered: list[Word] = []
    last = (-1, -1)
    for word, start in zip(words, starts, strict=True):
        inside = [each for each in spans if each[0] < start + len(word.text) and each[1] > start]
        if inside and inside[0] == last and covered:
            tail = text[max(start, inside[0][1]) : start + len(word.text)] if inside[0][1] > start else ""
            covered[-1] = replace(covered[-1], end_ms=word.end_ms, text=covered[-1].text + tail)
            continue
        covered.append(replace(word, text=_covered(word.text, start, inside)))
        last = inside[-1] if inside else (-1, -1)
    return covered


def _covered(word: str, start: int, spans: Iterable[tuple[int, int]]) -> str:
    for first, past in reversed(list(spans)):
        begin, end = max(first - start, 0), min(past - start, len(word))
        word = f"{word[:begin]}{COVER}{word[end:]}"
    return word
