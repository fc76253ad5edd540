"""The media of an export: every stretch that is heard as a WAV file of its own, and the level of every clip.

Files are 48 kHz, 32-bit float: nothing is rounded, nothing is cut off at full scale, and a clip's first
sample stands where the mix has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from podcast.audio import (
    FloatWaveWriter,
    Levels,
    Pcm,
    Samples,
    WaveTags,
    decode,
    energy_grid,
    survey,
)
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
from podcast.edit.mix import Mixed, Placed, mix
from podcast.model import Clip, Timeline, Transcript

__all__ = ["Workbench", "consolidated"]

_STEP_MS: Final = 10
_LOUD_SHARE: Final = 0.5  # of the steps of a clip, the louder half: where its voice is, not its room
_MOST_DB: Final = 40.0
_SILENT: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Workbench:
    """Where an export is made: the show's `root`, the `folder` to fill, what its files say of themselves.

    `cleaned` puts voices there as the mix has them, filtered and levelled, else as they were recorded.
    """

    root: Path
    folder: Path
    tags: WaveTags
    cleaned: bool = False
    words: Transcript | None = None
    tell: Callable[[float], None] = field(default=lambda _done: None)


def consolidated(
    found: Mapping[Clip, Stretch], mixed: Mixed, bench: Workbench
) -> tuple[tuple[Item, ...], tuple[Media, ...]]:
    """Write the media of every stretch and lay each clip over it, at the level the mix gives it.

    A recording with a microphone for each voice becomes a file for each, and so do its clips. Raises
    RecordingError for a source that is missing or is not sound.
    """
    (bench.folder / MEDIA).mkdir(parents=True, exist_ok=True)
    names = _names(dict.fromkeys(found.values()))
    items: list[Item] = []
    written: list[Media] = []
    for number, (stretch, name) in enumerate(names.items()):
        bench.tell(number / len(names))
        heard = [placed for placed in mixed.placed if found[placed.clip] == stretch]
        media = _media(stretch, name, heard, bench)
        items += [item for placed in heard for item in _items(placed, stretch, media, (mixed, bench))]
        written += media
    bench.tell(1.0)
    return tuple(items), tuple(written)


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


def _media(stretch: Stretch, name: str, heard: Sequence[Placed], bench: Workbench) -> list[Media]:
    """The stretch as it goes into the folder: one file, or one for each microphone."""
    if stretch.kind == "room":
        # Made as long as it is needed: a workstation would repeat the whole file and not the passage.
        longest = max(heard, key=lambda placed: placed.frames)
        return [_write(longest.sound, stretch, name, bench, frames=longest.frames)]
    sound = decode(bench.root / stretch.source, every_channel=len(stretch.speakers) > 1)
    part = sound.part(stretch.start_ms, stretch.end_ms)
    if heard[0].clip.track != "voice":
        return [_write(part, stretch, name, bench)]
    found = survey(part)
    if bench.cleaned:
        end_ms = stretch.start_ms + found.grid.shape[1] * _STEP_MS
        return [_write(_alone(replace(stretch, end_ms=end_ms), bench), stretch, name, bench)]
    alive = found.alive or (0,)
    if len(stretch.speakers) > 1 and len(alive) > 1:
        return [_microphone(part, channel, stretch, (name, bench)) for channel in alive]
    one = len(alive) == 1 or found.one_signal
    return [_write(_Channel(part, alive[0]) if one else part, stretch, name, bench)]


def _microphone(part: Pcm, channel: int, stretch: Stretch, place: tuple[str, Workbench]) -> Media:
    name, bench = place
    voice = stretch.speakers[channel] if channel < len(stretch.speakers) else ""
    made = _write(_Channel(part, channel), stretch, f"{name}_mic-{channel + 1}", bench)
    return replace(made, microphone=voice)


def _alone(stretch: Stretch, bench: Workbench) -> Pcm:
    """A whole stretch of a voice as the mix would have it."""
    clip = Clip(stretch.source, stretch.start_ms, stretch.end_ms, 0, stretch.kind, stretch.speakers)
    return mix(Timeline((replace(clip, denoise=stretch.denoise, fade_in_ms=0, fade_out_ms=0),)), bench.root)


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


def _write(sound: Pcm, stretch: Stretch, name: str, bench: Workbench, *, frames: int | None = None) -> Media:
    """One file of the folder, which says what it was cut out of: whole milliseconds, at most `frames`."""
    # No time reference: what each format counts from is the file's first sample, and nothing else.
    tags = replace(bench.tags, description=stretch.source.as_posix(), uid=f"{bench.tags.uid}/{name}")
    file = bench.folder / MEDIA / f"{name}.wav"
    written = 0
    with FloatWaveWriter(file, RATE_HZ, sound.channels, tags) as writer:
        for block in sound.blocks():
            wanted = block if frames is None else block[: frames - written]
            writer.write(wanted)
            written += len(wanted)
        rest = -written % FRAMES_PER_MS
        writer.write(np.zeros((rest, sound.channels), np.float32))
        writer.close()
    place = (file.name, stretch.source, stretch.start_ms)
    return Media(*place, written + rest, sound.channels, "", stretch.kind)


def _items(
    placed: Placed, stretch: Stretch, media: Sequence[Media], place: tuple[Mixed, Workbench]
) -> Iterator[Item]:
    """A clip over each file of its stretch."""
    mixed, bench = place
    clip = placed.clip
    offset_ms = 0 if clip.kind == "room" else clip.start_ms - stretch.start_ms
    title = named(clip, bench.words)
    files = [bench.folder / MEDIA / each.name for each in media]
    if clip.track in ("sound", "music"):
        levels_db = [placed.matched_db]
    else:
        parts = [decode(file).part(offset_ms, offset_ms + clip.duration_ms) for file in files]
        levels_db = _levels_db(parts, mixed.bare(clip))
    for each, level_db in zip(media, levels_db, strict=True):
        name = f"{each.microphone} · {title}" if each.microphone else title
        yield Item(clip, each, offset_ms, round(level_db + clip.gain_db, 2), name)


def _levels_db(files: Sequence[Pcm], wanted: Pcm) -> list[float]:
    """What each file of a clip is raised by to be as loud as in the mix, in dB.

    A voice is filtered and evened out there, so it is measured: the middle of how much louder the mix is
    where the clip is loud and, of several microphones, where this one leads.
    """
    own = [energy_grid(file) for file in files]
    # A mono file is heard on both channels of a stereo programme, and is measured as it is heard.
    mixed = energy_grid(wanted) * (files[0].channels / wanted.channels)
    steps = min(len(mixed), *map(len, own))
    loudest = np.max([line[:steps] for line in own], axis=0)
    raised = [_raised_db(line[:steps], mixed[:steps], loudest) for line in own]
    return [float(np.clip(each, -_MOST_DB, _MOST_DB)) for each in raised]


def _raised_db(own: Levels, wanted: Levels, loudest: Levels) -> float:
    leads = (own >= loudest) & (own > _SILENT) & (wanted > _SILENT)
    if not leads.any():
        return 0.0
    loud = leads & (own >= np.quantile(own[leads], 1 - _LOUD_SHARE))
    return float(np.median(10 * np.log10(wanted[loud] / own[loud])))
