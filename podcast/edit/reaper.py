"""A session as a project of REAPER: plain text, one thing a line, blocks between `<` and `>`.

The format has no written standard; what each line means is gathered by its users in the ReaTeam's "State
Chunk Definitions". Only what a session has is written: REAPER fills in the rest. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from podcast.edit.interchange import Item, Lane, Level, Session

__all__ = ["project"]

_CURVED = 1  # a fade within 0.5 dB of equal power
_STEP_MS = 50  # REAPER draws a volume straight in amplitude: points this near keep it straight in decibels


def project(session: Session) -> str:
    """The text of an `.rpp` file that lies beside the folder of its media."""
    return "\n".join([*_lines(session), ""])


def _lines(session: Session) -> Iterator[str]:
    yield '<REAPER_PROJECT 0.1 "6.0" 0'
    yield "  <NOTES 0 2"
    yield from (f"    |{line}" for line in session.notes.splitlines())
    yield "  >"
    yield f"  TITLE {_quoted(session.title)}"
    yield "  SAMPLERATE 48000 1 0"
    yield "  TEMPO 60 4 4"
    yield "  TIMELOCKMODE 0"  # items and envelopes are held by time: there are no beats in speech
    for number, chapter in enumerate(session.chapters, start=1):
        yield f"  MARKER {number} {_seconds(chapter.start_ms)} {_quoted(chapter.title)} 0"
    for lane in session.lanes:
        yield from _track(session, lane)
    yield ">"


def _track(session: Session, lane: Lane) -> Iterator[str]:
    yield "  <TRACK"
    yield f"    NAME {_quoted(session.title_of(lane))}"
    yield "    NCHAN 2"
    if lane.volume:
        yield from _envelope(lane.volume)
    for item in lane.items:
        yield from _item(item)
    yield "  >"


def _envelope(volume: tuple[Level, ...]) -> Iterator[str]:
    """The track's volume, after its effects; active, shown in a lane of its own."""
    yield "    <VOLENV2"
    yield "      ACT 1 -1"
    yield "      VIS 1 1 1"
    yield "      ARM 0"
    yield "      DEFSHAPE 0 -1 -1"
    for point in _points(volume):
        yield f"      PT {_seconds(point.at_ms)} {_gain(point.gain_db)} 0"
    yield "    >"


def _points(volume: tuple[Level, ...]) -> Iterator[Level]:
    if volume[0].at_ms > 0:
        yield Level(0, volume[0].gain_db)
    for one, other in pairwise(volume):
        yield one
        length_ms, change_db = other.at_ms - one.at_ms, other.gain_db - one.gain_db
        for past_ms in range(_STEP_MS, length_ms, _STEP_MS) if change_db else ():
            yield Level(one.at_ms + past_ms, one.gain_db + change_db * past_ms / length_ms)
    yield volume[-1]


def _item(item: Item) -> Iterator[str]:
    yield "    <ITEM"
    yield f"      POSITION {_seconds(item.at_ms)}"
    yield f"      LENGTH {_seconds(item.length_ms)}"
    yield f"      LOOP {int(item.clip.kind == 'room')}"  # drawn longer, room tone goes on
    yield f"      FADEIN {_fade(min(item.clip.fade_in_ms, item.length_ms))}"
    yield f"      FADEOUT {_fade(min(item.clip.fade_out_ms, item.length_ms))}"
    yield f"      NAME {_quoted(item.name)}"
    yield f"      VOLPAN {_gain(item.gain_db)} 0 1 -1"
    yield f"      SOFFS {_seconds(item.offset_ms)}"
    yield "      PLAYRATE 1 1 0 -1"
    yield "      CHANMODE 0"
    yield "      <SOURCE WAVE"
    yield f"        FILE {_quoted(item.media.path)}"
    yield "      >"
    yield "    >"


def _fade(length_ms: int) -> str:
    """Shape and length; then the same for crossfades that REAPER makes by itself, and no curvature."""
    return f"{_CURVED} {_seconds(length_ms)} 0 {_CURVED} 0 0 0"


def _seconds(time_ms: int) -> str:
    """Milliseconds as seconds, exactly."""
    return f"{time_ms // 1000}.{time_ms % 1000:03d}"


def _gain(level_db: float) -> str:
    return f"{10 ** (level_db / 20):.6f}"


def _quoted(text: str) -> str:
    """A text in a quote of the three that it does not hold; where it holds all, in the last, without it."""
    line = " ".join(text.split())
    quote = next((each for each in "\"'`" if each not in line), "`")
    return f"{quote}{line.replace(quote, '´')}{quote}"
