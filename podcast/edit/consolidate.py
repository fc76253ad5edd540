"""The media of an export: every stretch that is heard as a WAV file of its own, and the level of every clip.

Files are 48 kHz, 32-bit float: nothing is rounded, nothing is cut off at full scale, and a clip's first
sample stands where the mix has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podcast.audio import FloatWaveWriter, Pcm, Samples, WaveTags, decode, survey
from podcast.edit.interchange import (
    FRAMES_PER_MS,
    MEDIA,
    RATE_HZ,
    Item,
    Media,
    Stretch,
    named,
    safe_name,
)
from podcast.edit.mix import Mixed, mix
from podcast.model import Clip, Timeline, Transcript

__all__ = ["Workbench", "consolidated"]

# K energy per 10 ms.
_Energy = NDArray[np.float64]

_LOUD_SHARE = 0.5  # of the steps of a clip, the louder half: where its voice is, not its room
_MOST_DB = 40.0
_SILENT = 1e-12


@dataclass(frozen=True, slots=True)
class Workbench:
    """Where an export is made: the show's `root`, the `folder` to fill, what its files say of themselves, and
    the programme as it is `mixed`.

    `cleaned` puts the sound there as the mix has it, filtered and levelled, else as it was recorded.
    """

    root: Path
    folder: Path
    tags: WaveTags
    mixed: Mixed
    cleaned: bool = False
    words: Transcript | None = None
    tell: Callable[[float], None] = field(default=lambda _done: None)


def consolidated(
    found: Mapping[Clip, Stretch], bench: Workbench
) -> tuple[tuple[Item, ...], tuple[Media, ...]]:
    """Write the media of every stretch and lay each clip over it, at the level the mix gives it.

    A recording with a microphone for each voice becomes a file for each, and so do its clips. Each source
    is decoded once. Raises RecordingError for a source that is missing or is not sound.
    """
    (bench.folder / MEDIA).mkdir(parents=True, exist_ok=True)
    names = _names(dict.fromkeys(found.values()))
    items: list[Item] = []
    written: list[Media] = []
    groups = _by_source(names)
    for number, (source, group) in enumerate(groups):
        bench.tell(number / len(groups))
        raw = _cut_out(source, group, bench)
        for stretch in group:
            clips = [clip for clip, own in found.items() if own == stretch]
            media, laid = _finish(stretch, clips, raw[stretch], (names[stretch], bench))
            written += media
            items += laid
            raw[stretch].file.unlink()
    bench.tell(1.0)
    return tuple(items), tuple(written)


def _by_source(names: Mapping[Stretch, str]) -> list[tuple[Path, list[Stretch]]]:
    groups: dict[tuple[Path, bool], list[Stretch]] = {}
    for stretch in names:
        groups.setdefault((stretch.source, len(stretch.speakers) > 1), []).append(stretch)
    return [(source, group) for (source, _), group in groups.items()]


def _names(wanted: Mapping[Stretch, None]) -> Mapping[Stretch, str]:
    """A file name for each stretch, without ending; two that differ in capitals alone are one to Windows."""
    names: dict[Stretch, str] = {}
    for stretch in wanted:
        base = safe_name(_title(stretch))
        taken = {name.lower() for name in names.values()}
        tries = (base if not number else f"{base}-{number + 1}" for number in range(len(names) + 1))
        names[stretch] = next(name for name in tries if name.lower() not in taken)
    return names


def _title(stretch: Stretch) -> str:
    """Whose file it is, what it is called, and where in it the stretch begins."""
    parts = stretch.source.parts
    stem = stretch.source.stem
    if stretch.kind == "narration":
        return f"narration_{stem}"
    owner = f"{parts[1]}_" if len(parts) > 3 and parts[0] == "episodes" else ""
    if stretch.kind == "room":
        return f"{owner}{stem}_room"
    minutes, rest_ms = divmod(stretch.start_ms, 60_000)
    return f"{owner}{stem}_{minutes:02d}m{rest_ms // 1000:02d}s" if stretch.start_ms else f"{owner}{stem}"


@dataclass(frozen=True, slots=True)
class _Raw:
    """A stretch as it was recorded, every channel, in a file that is taken away again."""

    file: Path
    frames: int
    channels: int


class _Cutter:
    """One stretch being cut out of a stream: whole milliseconds, the last one filled with silence."""

    def __init__(self, stretch: Stretch, file: Path, channels: int) -> None:
        self.first = stretch.start_ms * FRAMES_PER_MS
        self.end = stretch.end_ms * FRAMES_PER_MS
        self.frames = 0
        self.channels = channels
        self.file = file
        self.writer = FloatWaveWriter(file, RATE_HZ, channels)

    def take(self, block: Samples, at: int) -> None:
        part = block[max(0, self.first - at) : max(0, self.end - at)]
        if len(part):
            self.writer.write(part)
            self.frames += len(part)

    def close(self) -> _Raw:
        rest = -self.frames % FRAMES_PER_MS
        if rest:
            self.writer.write(np.zeros((rest, self.channels), np.float32))
        self.writer.close()
        return _Raw(self.file, self.frames + rest, self.channels)


def _cut_out(source: Path, group: Sequence[Stretch], bench: Workbench) -> Mapping[Stretch, _Raw]:
    """Every stretch of one source, from one reading of it."""
    pcm = decode(bench.root / source, every_channel=len(group[0].speakers) > 1)
    last = max(stretch.end_ms for stretch in group) * FRAMES_PER_MS
    with ExitStack() as open_files:
        cutters = {
            stretch: _Cutter(stretch, bench.folder / MEDIA / f".{number}.wav", pcm.channels)
            for number, stretch in enumerate(group)
        }
        for cutter in cutters.values():
            open_files.enter_context(cutter.writer)
        at = 0
        for block in pcm.blocks():
            for cutter in cutters.values():
                cutter.take(block, at)
            at += len(block)
            if at >= last:
                break
        return {stretch: cutter.close() for stretch, cutter in cutters.items()}


def _finish(
    stretch: Stretch, clips: Sequence[Clip], raw: _Raw, place: tuple[str, Workbench]
) -> tuple[list[Media], list[Item]]:
    """The stretch as it goes into the folder, and its clips laid over it."""
    name, bench = place
    if stretch.kind == "room":
        longest = max(clips, key=lambda clip: clip.duration_ms)
        media = [_write(bench.mixed.bare(longest), stretch, name, bench)]
        return media, [Item(clip, media[0], 0, clip.gain_db, named(clip, None)) for clip in clips]
    if bench.cleaned:
        whole = Clip(
            raw.file, 0, raw.frames // FRAMES_PER_MS, 0, stretch.kind, stretch.speakers, stretch.denoise
        )
        media = [_write(_alone(whole, bench), stretch, name, bench)]
    else:
        media = [
            _write(sound, stretch, each, bench, voice) for sound, each, voice in _parts(stretch, raw, name)
        ]
    items = []
    for clip in clips:
        offset_ms = clip.start_ms - stretch.start_ms
        title = named(clip, bench.words)
        for each, gain_db in zip(media, _levels(clip, offset_ms, raw, (media, bench)), strict=True):
            named_after = f"{each.microphone} · {title}" if each.microphone else title
            items.append(Item(clip, each, offset_ms, gain_db + clip.gain_db, named_after))
    return media, items


def _alone(clip: Clip, bench: Workbench) -> Pcm:
    """A clip as the mix has it where it is all there is, without fades."""
    return mix(Timeline((replace(clip, fade_in_ms=0, fade_out_ms=0),)), bench.root)


def _parts(stretch: Stretch, raw: _Raw, name: str) -> Iterator[tuple[Pcm, str, str]]:
    """What was recorded, with a name for each file: a microphone each, and no channel twice or empty."""
    sound = decode(raw.file, every_channel=True)
    found = survey(sound)
    alive = found.alive or (0,)
    if len(stretch.speakers) > 1 and len(alive) > 1:
        for channel in alive:
            voice = stretch.speakers[channel] if channel < len(stretch.speakers) else ""
            yield _Channel(sound, channel), f"{name}_mic-{channel + 1}", voice
    elif len(alive) == 1 or found.one_signal:
        yield _Channel(sound, alive[0]), name, ""
    else:
        yield sound, name, ""


@dataclass(frozen=True, slots=True)
class _Channel:
    """One channel of a recording."""

    source: Pcm
    channel: int

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    @property
    def channels(self) -> int:
        return 1

    def blocks(self) -> Iterator[Samples]:
        for block in self.source.blocks():
            yield block[:, self.channel : self.channel + 1]


def _write(sound: Pcm, stretch: Stretch, name: str, bench: Workbench, voice: str = "") -> Media:
    """One file of the folder, which says what it was cut out of."""
    # No time reference: what each format counts from is the file's first sample, and nothing else.
    tags = replace(bench.tags, description=stretch.source.as_posix(), uid=f"{bench.tags.uid}/{name}")
    frames = 0
    file = bench.folder / MEDIA / f"{name}.wav"
    with FloatWaveWriter(file, RATE_HZ, sound.channels, tags) as writer:
        for block in sound.blocks():
            writer.write(block)
            frames += len(block)
        writer.close()
    place = (file.name, stretch.source, stretch.start_ms)
    return Media(*place, frames, sound.channels, voice, stretch.kind)


def _levels(clip: Clip, offset_ms: int, raw: _Raw, place: tuple[Sequence[Media], Workbench]) -> list[float]:
    """What each file of a clip is raised by, in dB, to be as loud as in the mix.

    Measured where the clip is loud and, of several microphones, where this one leads: the middle of how
    much louder the mix is there.
    """
    media, bench = place
    end_ms = min(offset_ms + clip.end_ms - clip.start_ms, raw.frames // FRAMES_PER_MS)
    if end_ms <= offset_ms:
        return [0.0] * len(media)
    mixed = survey(bench.mixed.bare(clip)).grid
    files = [bench.folder / MEDIA / each.name for each in media]
    own = [survey(decode(file, start_ms=offset_ms, end_ms=end_ms)).grid.sum(axis=0) for file in files]
    # A mono file is heard on both channels of a stereo programme, and is measured as it is heard.
    wanted = mixed.sum(axis=0) * (media[0].channels / len(mixed))
    return [_raised_db(each, wanted, np.max(own, axis=0)) for each in own]


def _raised_db(own: _Energy, wanted: _Energy, loudest: _Energy) -> float:
    steps = min(len(own), len(wanted))
    own, wanted, loudest = own[:steps], wanted[:steps], loudest[:steps]
    leads = (own >= loudest) & (own > _SILENT) & (wanted > _SILENT)
    if not leads.any():
        return 0.0
    loud = leads & (own >= np.quantile(own[leads], 1 - _LOUD_SHARE))
    raised = float(np.median(10 * np.log10(wanted[loud] / own[loud])))
    return float(np.clip(round(raised, 2), -_MOST_DB, _MOST_DB))
