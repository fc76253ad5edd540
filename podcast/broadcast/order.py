"""What is to be made of a programme for each station, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from podcast.broadcast.names import stem
from podcast.broadcast.station import Station, Window, clock
from podcast.broadcast.words import words_of
from podcast.errors import Remark, RightsRefused
from podcast.model import Clip, Excerpt, Show, Timeline, Transcript, Use
from podcast.rights import Cleared, as_public

__all__ = ["SHORT_MS", "Kind", "Order", "Programme", "excerpt", "orders", "short_orders"]

Kind = Literal["programme", "part", "short"]

_CUT_MS = 10  # a fade at a cut
SHORT_MS = (60_000, 90_000)


@dataclass(frozen=True, slots=True)
class Programme:
    """A finished programme that its voices let stations air; `extracts` is their leave to cut it short."""

    show: Show
    cleared: Cleared
    timeline: Timeline
    words: Transcript
    extracts: Cleared | None = None

    def __post_init__(self) -> None:
        if self.cleared.use is not Use.RADIO or (self.extracts and self.extracts.use is not Use.EXTRACTS):
            raise RightsRefused(
                "{slug} was cleared for «{use}», and a station needs «radio»",
                slug=self.cleared.episode.slug,
                use=self.cleared.use.value,
            )
        # whoever hands the words over, a name that is not to be published goes no further than this
        object.__setattr__(self, "words", as_public(self.cleared, self.words))


@dataclass(frozen=True, slots=True)
class Order:
    """One file to make: a stretch of the programme, in programme time, after the station's head silence."""

    station: Station
    name: str
    kind: Kind
    part: int
    start_ms: int
    end_ms: int

    @property
    def head_ms(self) -> int:
        return 0 if self.kind == "short" else self.station.head_silence_ms

    @property
    def length_ms(self) -> int:
        return self.head_ms + self.end_ms - self.start_ms


def orders(programme: Programme, station: Station) -> tuple[list[Order], list[Remark]]:
    """The files of one station, or the sentence that says why it gets none."""
    whole = _order(programme, station, Excerpt(0, programme.timeline.duration_ms))
    if station.duration and not station.duration.takes(whole.length_ms):
        return [], [_outside(programme, whole, station.duration)]
    if not station.segments:
        return [whole], []
    parts = _parts(programme, whole)
    if len(parts) != len(station.segments):
        return [], [_wrong_breaks(programme, station)]
    wrong = [
        _outside(programme, part, window)
        for part, window in zip(parts, station.segments, strict=True)
        if not window.takes(part.length_ms)
    ]
    return ([], wrong) if wrong else (parts, [])


def _parts(programme: Programme, whole: Order) -> list[Order]:
    inside = [each for each in programme.cleared.episode.on_air.breaks_ms if 0 < each < whole.end_ms]
    edges = pairwise([0, *inside, whole.end_ms])
    return [
        _order(programme, whole.station, Excerpt(start_ms, end_ms), "part", number)
        for number, (start_ms, end_ms) in enumerate(edges, start=1)
    ]


def short_orders(programme: Programme, stations: Sequence[Station]) -> tuple[list[Order], list[Remark]]:
    """The short cut for each station, and what is to be said about it."""
    episode, short = programme.cleared.episode, programme.cleared.episode.short
    if short is None or not stations:
        return [], []
    said: dict[str, str | int | float] = {"slug": episode.slug}
    if programme.extracts is None:
        return [], [Remark("the short cut of {slug} is not made: not all have agreed to «extracts»", said)]
    if short.end_ms > programme.timeline.duration_ms:
        said |= {"end": clock(short.end_ms), "length": clock(programme.timeline.duration_ms)}
        told = "the short cut of {slug} is not made: it ends at {end}, and the programme is {length} long"
        return [], [Remark(told, said)]
    remarks = []
    if not SHORT_MS[0] <= short.end_ms - short.start_ms <= SHORT_MS[1]:
        said["length"] = clock(short.end_ms - short.start_ms)
        remarks.append(Remark("the short cut of {slug} is {length} long: stations take 1:00 to 1:30", said))
    return [_order(programme, station, short, "short") for station in stations], remarks


def _order(
    programme: Programme, station: Station, stretch: Excerpt, kind: Kind = "programme", part: int = 0
) -> Order:
    words = words_of(programme.show)
    after = {"programme": "", "part": f"-{part}", "short": f"-{words['file.short']}"}[kind]
    name = f"{stem(station, programme.show, programme.cleared)}{after}.{station.codec.value}"
    return Order(station, name, kind, part, stretch.start_ms, stretch.end_ms)


def _outside(programme: Programme, order: Order, window: Window) -> Remark:
    shown_ms = round(order.length_ms / 1000) * 1000
    values: dict[str, str | int | float] = {
        "station": order.station.id,
        "slug": programme.cleared.episode.slug,
        # whole seconds, unless they would hide what is wrong
        "length": clock(order.length_ms if window.takes(shown_ms) else shown_ms),
        "window": str(window),
        "part": order.part,
    }
    if order.kind == "part":
        return Remark(
            "nothing for the station «{station}»: part {part} of {slug} is {length} long but must be"
            " {window}",
            values,
        )
    return Remark("nothing for the station «{station}»: {slug} is {length} long but must be {window}", values)


def _wrong_breaks(programme: Programme, station: Station) -> Remark:
    values: dict[str, str | int | float] = {
        "station": station.id,
        "slug": programme.cleared.episode.slug,
        "wanted": len(station.segments),
        "breaks": len(station.segments) - 1,
    }
    return Remark(
        "nothing for the station «{station}»: it takes {slug} in {wanted} parts, so [radio] in"
        " episodes/{slug}/episode.toml must give breaks = […] with {breaks} times",
        values,
    )


def excerpt(timeline: Timeline, order: Order) -> Timeline:
    """The stretch an order asks for, after its head silence; the whole where it is the whole."""
    return Timeline(tuple(_clips(timeline, order)))


def _clips(timeline: Timeline, order: Order) -> Iterator[Clip]:
    for clip in timeline.clips:
        first = max(clip.at_ms, order.start_ms)
        last = min(clip.at_ms + clip.duration_ms, order.end_ms)
        if first < last:
            yield _cut(
                replace(clip, at_ms=first - order.start_ms + order.head_ms), first - clip.at_ms, last - first
            )


def _cut(clip: Clip, begun_ms: int, length_ms: int) -> Clip:
    """`length_ms` of a clip that had begun `begun_ms` before; where it is cut it does not fade for long."""
    fade_in_ms = min(clip.fade_in_ms, _CUT_MS) if begun_ms else clip.fade_in_ms
    whole = begun_ms + length_ms == clip.duration_ms
    fade_out_ms = clip.fade_out_ms if whole else min(clip.fade_out_ms, _CUT_MS)
    faded = replace(clip, fade_in_ms=fade_in_ms, fade_out_ms=fade_out_ms)
    if clip.length_ms:  # room tone: any of it will do
        return replace(faded, length_ms=length_ms)
    start_ms = clip.start_ms + begun_ms
    return replace(faded, start_ms=start_ms, end_ms=start_ms + length_ms)
