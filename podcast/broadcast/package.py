"""A programme's files for stations: rendered once for all of them, each measured after decoding."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from podcast import disk
from podcast.audio import (
    Cart,
    Codec,
    Delivery,
    Mastered,
    Tags,
    WaveTags,
    contour,
    cut,
    load_targets,
    master,
    write_tags,
)
from podcast.audio import Passage as Piece
from podcast.broadcast.cues import first_words, last_words
from podcast.broadcast.order import Kind, Order, Programme, excerpt, orders, short_orders
from podcast.broadcast.station import Station, last_day
from podcast.edit import mix
from podcast.errors import Remark
from podcast.model import Loudness

__all__ = ["File", "Package", "package", "reference"]

_STEPS = 240
_NEVER = date(2099, 12, 31)  # what play-out systems take for no end
_LAST_SECOND = time(23, 59, 59)

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One finished file as measured after decoding; `contour` is its momentary loudness over time.

    `part` counts from 1 where a programme is in parts. `expires` is the last day it may be aired.
    """

    name: str
    station: str
    station_name: str
    format: str
    kind: Kind
    part: int
    head_ms: int
    duration_ms: int
    bytes: int
    sha256: str
    loudness: Loudness
    target_lufs: float
    max_true_peak_dbtp: float
    first_words: str
    last_words: str
    contour: tuple[float, ...]
    expires: date | None
    licence: str

    @property
    def media_type(self) -> str:
        kinds = {"wav": "audio/wav", "flac": "audio/flac", "opus": "audio/ogg"}
        return kinds.get(self.name.rpartition(".")[2], "audio/mpeg")


@dataclass(frozen=True, slots=True)
class Package:
    """The files of one programme, and what is to be said: above all which station gets none, and why."""

    files: tuple[File, ...]
    remarks: tuple[Remark, ...]


def package(
    programme: Programme, stations: Sequence[Station], folder: Path, on_progress: Progress | None = None
) -> Package:
    """Make the files of every station below `folder`, an absolute path.

    A station whose window the programme misses gets a remark and no file. Stations that ask for the same
    head silence share one render. Raises what `mix` and `master` raise.
    """
    tell = on_progress or (lambda _: None)
    wanted: list[Order] = []
    remarks: list[Remark] = []
    served: list[Station] = []
    for station in stations:
        found, said = orders(programme, station)
        wanted += found
        remarks += said
        served += [station] if found else []
    shorts, said = short_orders(programme, served)
    made = _render(programme, wanted, folder, lambda done: tell(done * (0.8 if shorts else 0.95)))
    made |= _cut(programme, shorts, folder)
    tell(0.97)
    remarks += [*said, *_no_introduction(programme, served)]
    remarks += [remark for each in made.values() for remark in each.remarks]
    files = tuple(_file(programme, each, made[each]) for each in [*wanted, *shorts])
    return Package(files, _single(remarks))


def _single(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    return tuple({str(each): each for each in remarks}.values())


def _no_introduction(programme: Programme, stations: Sequence[Station]) -> list[Remark]:
    asking = [station.id for station in stations if station.introduction]
    if not asking or programme.cleared.episode.on_air.introduction:
        return []
    return [
        Remark(
            '{stations} want a text to read before {slug}: write introduction = "…" under [radio] in'
            " episodes/{slug}/episode.toml",
            {"stations": ", ".join(asking), "slug": programme.cleared.episode.slug},
        )
    ]


def _render(
    programme: Programme, wanted: Sequence[Order], folder: Path, tell: Progress
) -> dict[Order, Mastered]:
    """Render each stretch once for all who want it."""
    groups: dict[tuple[int, int, int], list[Order]] = {}
    for order in wanted:
        groups.setdefault((order.head_ms, order.start_ms, order.end_ms), []).append(order)
    made: dict[Order, Mastered] = {}
    for number, group in enumerate(groups.values()):
        sound = mix(excerpt(programme.timeline, group[0]), programme.show.root)
        deliveries = [_delivery(programme, order, folder) for order in group]
        part = _part(tell, number, len(groups))
        made |= dict(zip(group, master(sound, deliveries, part), strict=True))
    for order in made:
        _tag(programme, order, folder / order.name)
    return made


def _part(tell: Progress, number: int, parts: int) -> Progress:
    return lambda done: tell((number + done) / parts)


def _cut(programme: Programme, shorts: Sequence[Order], folder: Path) -> dict[Order, Mastered]:
    """The short cuts, all from one lossless render of their passage."""
    if not shorts:
        return {}
    first = shorts[0]
    source = folder / f"{disk.PARTIAL}{first.name}.flac"
    piece = Piece(source, 0, first.length_ms)
    try:
        sound = mix(excerpt(programme.timeline, first), programme.show.root)
        master(sound, [Delivery(load_targets()["broadcast"], source, Codec.FLAC)])
        made = {order: cut(piece, [_delivery(programme, order, folder)])[0] for order in shorts}
    finally:
        source.unlink(missing_ok=True)
    for order in made:
        _tag(programme, order, folder / order.name)
    return made


def _delivery(programme: Programme, order: Order, folder: Path) -> Delivery:
    station = order.station
    return Delivery(
        station.target,
        folder / order.name,
        station.codec,
        bit_rate_kbps=station.bit_rate_kbps,
        channels=station.channels,
        rate_hz=station.rate_hz,
        bits=station.bits,
        wave=_wave(programme, order) if station.chunks else None,
    )


def reference(programme: Programme) -> str:
    """A short name for a programme that no other has: its day and six letters of its guid's digest."""
    episode = programme.cleared.episode
    digest = hashlib.sha256(episode.guid.encode("utf-8")).hexdigest()
    return f"{episode.date:%Y%m%d}-{digest[:6].upper()}"


def _wave(programme: Programme, order: Order) -> WaveTags:
    show, episode = programme.show, programme.cleared.episode
    return WaveTags(
        description=f"{show.title} - {episode.title}",
        originator=show.author,
        reference=reference(programme),
        made=episode.date,
        uid=f"{episode.guid}/{order.name}",
        project=show.title,
        note=episode.summary,
        cart=_cart(programme, order) if "cart" in order.station.chunks else None,
    )


def _cart(programme: Programme, order: Order) -> Cart:
    show, episode = programme.show, programme.cleared.episode
    ends = last_day(order.station, programme.cleared) or _NEVER
    head, end = (ms * order.station.rate_hz // 1000 for ms in (order.head_ms, order.length_ms))
    return Cart(
        # play-out screens show the first letters only: what it belongs to, then when
        title=f"{show.title[:24].strip()} {episode.date:%Y-%m-%d} {episode.title}",
        artist=", ".join(person.name for person in episode.guests),
        cut_id=reference(programme),
        starts=episode.date.replace(tzinfo=None),
        ends=datetime.combine(ends, _LAST_SECOND),
        out_cue=last_words(programme.words, order.start_ms, order.end_ms)[-64:],
        user_defined=episode.guid,
        url=f"{show.url.rstrip('/')}/episodes/{episode.slug}/",
        text=episode.on_air.introduction,
        timers=(("AUDs", head), ("AUDe", end), ("EOD ", end)),
    )


def _tag(programme: Programme, order: Order, file: Path) -> None:
    """Let the file name itself where its station wants that; a WAV does so in its chunks."""
    if not order.station.tagged:
        return
    show, episode = programme.show, programme.cleared.episode
    tags = Tags(
        title=episode.title,
        artist=", ".join(person.name for person in episode.guests) or show.author,
        album=show.title,
        date=episode.date.date(),
        language=programme.words.language,
        duration_ms=order.length_ms,
    )
    write_tags(file, tags)


def _file(programme: Programme, order: Order, made: Mastered) -> File:
    station, episode = order.station, programme.cleared.episode
    return File(
        name=order.name,
        station=station.id,
        station_name=station.name,
        format=station.format,
        kind=order.kind,
        part=order.part,
        head_ms=order.head_ms,
        duration_ms=made.duration_ms,
        bytes=made.path.stat().st_size,
        sha256=disk.digest(made.path),
        loudness=made.loudness,
        target_lufs=station.integrated_lufs,
        max_true_peak_dbtp=station.max_true_peak_dbtp,
        first_words=first_words(programme.words, order.start_ms, order.end_ms),
        last_words=last_words(programme.words, order.start_ms, order.end_ms),
        contour=contour(made.path, _STEPS),
        expires=last_day(station, programme.cleared),
        licence=station.licence or episode.license or programme.show.license,
    )
