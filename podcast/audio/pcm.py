"""Sound as a stream of float32 blocks, whatever the file it comes from.

A `Pcm` can be read again and again and holds less than a second at a time, so three hours cost no more
memory than three minutes.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple, Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from podcast import tools
from podcast.errors import RecordingError

__all__ = [
    "BLOCK_MS",
    "Downmixed",
    "Kept",
    "Opened",
    "Pcm",
    "Samples",
    "block_frames",
    "decode",
    "denoised",
    "even_blocks",
    "last_sentence",
    "reopen",
]

# Shape (frames, channels), full scale at ±1.0.
Samples = NDArray[np.float32]

# Formats so plain that libsndfile reads them as ffmpeg does, and quicker; it can also seek in them.
_PLAIN = frozenset({"PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT"})
_OURS = frozenset({"FLAC", "MP3"})
_WAVES = frozenset({"WAV", "WAVEX", "RF64"})
# Where ffmpeg finds a time to the sample, as tests hold: not Matroska, which keeps milliseconds, nor bare
# AAC and AC-3, which keep no times at all, nor Ogg, where ffmpeg 5.1 loses its way in short files.
_SEEKABLE = frozenset({"FLAC", "MP3"})
_SEEKABLE_SAMPLES = _PLAIN | {"ALAW", "DOUBLE", "PCM_S8", "ULAW"}
_MP4 = b"ftyp"

_WAVE_SIZES = 8  # a chunk's four letters and its length
_FORMAT_CHUNK = 16


# Long enough that starting a step costs little beside it, short enough for the cache of one core.
BLOCK_MS = 800
_SETTLE_S = 1
_KEPT_S = 2 * 3600  # 2.8 GB in stereo


def block_frames(rate_hz: int) -> int:
    """How many frames a block has at a rate."""
    return rate_hz * BLOCK_MS // 1000


class Pcm(Protocol):
    """A stream of sound: every call of `blocks` starts again at the first frame.

    Blocks have shape (frames, channels), full scale ±1.0, any number of frames but zero.
    """

    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    def blocks(self) -> Iterator[Samples]: ...


class _Format(NamedTuple):
    rate_hz: int
    channels: int


class Opened(Pcm, Protocol):
    """A file's sound, of which a part can be had without opening the file again."""

    def part(self, start_ms: int, end_ms: int | None) -> Opened:
        """From `start_ms` to `end_ms` (None: the end), counted in the samples of this stream's rate."""
        ...


@dataclass(frozen=True, slots=True)
class _Decoded:
    """One file through ffmpeg; it is opened anew by every reading."""

    file: Path
    rate_hz: int
    channels: int
    output: tuple[str, ...]
    filters: tuple[str, ...] = ()
    seekable: bool = False
    start_ms: int = 0
    end_ms: int | None = None

    def part(self, start_ms: int, end_ms: int | None) -> _Decoded:
        return replace(self, start_ms=start_ms, end_ms=end_ms)

    def blocks(self) -> Iterator[Samples]:
        frame_bytes = 4 * self.channels
        got = 0
        with tools.start(_command(self.file, self._arguments(), self._seek_s())) as ffmpeg:
            if _header(ffmpeg.stdout) is not None:
                for block in _frames(ffmpeg.stdout, block_frames(self.rate_hz) * frame_bytes, self.channels):
                    got += len(block)
                    yield block
            # A part that begins behind the end is empty, as it is where libsndfile reads.
            _finished(self.file, ffmpeg, got or self.start_ms)

    def _seek_s(self) -> int:
        """Where decoding begins: some time before, so that decoder, filters and resampler have settled.

        Whole seconds, where the samples of any rate fall together with ours.
        """
        return max(0, self.start_ms // 1000 - _SETTLE_S) if self.seekable else 0

    def _arguments(self) -> tuple[str, ...]:
        filters = [*self.filters, *_trim(self.rate_hz, self.start_ms, self.end_ms, self._seek_s())]
        return (*self.output, "-af", ",".join(filters)) if filters else self.output


@dataclass(frozen=True, slots=True)
class _Read:
    """One file through libsndfile, from frame `first` to `last` (None: its end)."""

    file: Path
    rate_hz: int
    channels: int
    first: int = 0
    last: int | None = None

    def part(self, start_ms: int, end_ms: int | None) -> _Read:
        first, last = (None if ms is None else ms * self.rate_hz // 1000 for ms in (start_ms, end_ms))
        return replace(self, first=first or 0, last=last)

    def blocks(self) -> Iterator[Samples]:
        with soundfile.SoundFile(self.file) as sound:
            sound.seek(min(self.first, sound.frames))
            size = block_frames(self.rate_hz)
            left = (sound.frames if self.last is None else self.last) - self.first
            while left > 0 and len(block := sound.read(min(left, size), "float32", True)):
                left -= len(block)
                yield _sane(block)


@dataclass(frozen=True, slots=True)
class Downmixed:
    """A programme in fewer or more channels: stereo averaged to mono, mono doubled to stereo."""

    source: Pcm
    channels: int

    @property
    def rate_hz(self) -> int:
        return self.source.rate_hz

    def blocks(self) -> Iterator[Samples]:
        for block in self.source.blocks():
            if block.shape[1] == self.channels:
                yield block
            else:
                mono = block.mean(axis=1, keepdims=True, dtype=np.float32)
                yield np.repeat(mono, self.channels, axis=1)


class Kept:
    """A programme that is computed once: its first whole reading is kept in an unbuffered `file` for those
    after it.

    A programme longer than two hours, or than there is room for, is computed again instead.
    """

    def __init__(self, source: Pcm, file: FileIO) -> None:
        self.source = source
        self.rate_hz = source.rate_hz
        self.channels = source.channels
        self._file = file
        self._whole = False

    def blocks(self) -> Iterator[Samples]:
        return self._again() if self._whole else self._first()

    def _first(self) -> Iterator[Samples]:
        self._file.seek(0)
        frames, keeping = 0, True
        for block in self.source.blocks():
            frames += len(block)
            keeping = keeping and frames <= _KEPT_S * self.rate_hz and self._keep(block)
            yield block
        self._whole = keeping
        if not keeping:
            with suppress(OSError):
                self._file.truncate(0)

    def _keep(self, block: Samples) -> bool:
        """Whether the disk had room for it."""
        data = np.ascontiguousarray(block, np.float32)
        try:
            return self._file.write(data.data) == data.nbytes
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            return False

    def _again(self) -> Iterator[Samples]:
        self._file.seek(0)
        size = block_frames(self.rate_hz) * self.channels
        while len(samples := np.fromfile(self._file, np.float32, size)):
            yield samples.reshape(-1, self.channels)


def decode(
    file: Path,
    *,
    rate_hz: int | None = 48000,
    start_ms: int = 0,
    end_ms: int | None = None,
    every_channel: bool = False,
) -> Opened:
    """Open a recording as a stream at `rate_hz` (None: its own rate), from `start_ms` to `end_ms`.

    More than two channels are mixed down to stereo by ffmpeg's matrix for their layout (ITU-R BS.775),
    unless `every_channel` asks for them as they are. Raises RecordingError where ffmpeg fails or the
    file holds no sound, naming the file.
    """
    plain = _opened(file, _WAVES)
    if plain is not None and rate_hz in (None, plain.rate_hz) and (every_channel or plain.channels <= 2):
        return plain.part(start_ms, end_ms)
    rate = () if rate_hz is None else ("-ar", str(rate_hz))
    return _through_ffmpeg(file, rate, (), every_channel).part(start_ms, end_ms)


# Broadband noise around -45 dB taken down by up to 10 dB; with the floor tracked (tn=1) it took 2.5. It
# leaves speech as it is (measured: within 0.1 LU on the recordings tried).
_DENOISE = "afftdn=nr=10:nf=-45"


def denoised(
    file: Path, *, start_ms: int = 0, end_ms: int | None = None, every_channel: bool = False
) -> Opened:
    """A recording as `decode` opens it at 48 kHz, with less of a steady noise behind the voice."""
    return _through_ffmpeg(file, ("-ar", "48000"), (_DENOISE,), every_channel).part(start_ms, end_ms)


def _through_ffmpeg(
    file: Path, rate: tuple[str, ...], filters: tuple[str, ...], every_channel: bool
) -> _Decoded:
    found = _probe(file, rate)
    mixed = not every_channel and found.channels > 2
    output = (*rate, *(["-ac", "2"] if mixed else []))
    return _Decoded(file, found.rate_hz, 2 if mixed else found.channels, output, filters, _finds_times(file))


def _finds_times(file: Path) -> bool:
    """Whether decoding may begin in the middle of a file and still know where it is, to the sample."""
    with suppress(soundfile.LibsndfileError, OSError):
        found = soundfile.info(file)
        return found.format in _SEEKABLE or found.subtype in _SEEKABLE_SAMPLES
    with file.open("rb") as opened:
        return opened.read(8)[4:] == _MP4


def reopen(file: Path) -> Pcm:
    """Open a file we have just written, at its own rate: through libsndfile where it knows the format.

    It is both another decoder than the one beside the encoder and a quicker one.
    """
    return _opened(file, _WAVES | _OURS) or decode(file, rate_hz=None)


def _opened(file: Path, formats: frozenset[str]) -> _Read | None:
    """A file as libsndfile sees it; None where it is not one of these or holds nothing."""
    try:
        found = soundfile.info(file)
    except (soundfile.LibsndfileError, OSError):
        return None
    plain = found.subtype in _PLAIN or found.format not in _WAVES
    if found.format not in formats or not plain or not found.frames:
        return None
    return _Read(file, found.samplerate, found.channels)


def _trim(rate_hz: int, start_ms: int, end_ms: int | None, seek_s: int) -> list[str]:
    """Cut by counting samples after decoding from `seek_s` on; a gap before the first counts too."""
    if not start_ms and end_ms is None:
        return []
    before = seek_s * rate_hz
    trim = f"aresample={rate_hz}{':first_pts=0' if seek_s else ''}"
    trim += f",atrim=start_sample={start_ms * rate_hz // 1000 - before}"
    if end_ms is not None:
        trim += f":end_sample={end_ms * rate_hz // 1000 - before}"
    return [trim]


def _command(file: Path, arguments: tuple[str, ...], seek_s: int = 0) -> list[str]:
    ffmpeg = tools.find()
    seek = ("-ss", str(seek_s)) if seek_s else ()
    output = ("-map", "0:a:0", "-vn", *arguments, "-c:a", "pcm_f32le", "-f", "wav", "pipe:1")
    return ffmpeg.command(*seek, *ffmpeg.input(file), *output)


def _probe(file: Path, arguments: tuple[str, ...]) -> _Format:
    if not file.is_file():
        raise RecordingError(
            "{file} is not there",
            hint="put the recording back, or correct its name in episode.toml",
            file=file,
        )
    with tools.start(_command(file, (*arguments, "-t", "0.1"))) as ffmpeg:
        found = _header(ffmpeg.stdout)
        ffmpeg.stdout.read()
        _finished(file, ffmpeg, 0 if found is None else 1)
    assert found is not None
    return found


def _header(pipe: IO[bytes]) -> _Format | None:
    """Read ffmpeg's WAVE header up to the first sample; None where it wrote none."""
    if len(pipe.read(12)) < 12:
        return None
    found = None
    while len(head := pipe.read(_WAVE_SIZES)) == _WAVE_SIZES:
        name, size = struct.unpack("<4sI", head)
        if name == b"data":
            return found
        body = pipe.read(size + size % 2)
        if name == b"fmt " and len(body) >= _FORMAT_CHUNK:
            _, channels, rate_hz = struct.unpack_from("<HHI", body)
            found = _Format(rate_hz, channels)
    return None


def _frames(pipe: IO[bytes], size: int, channels: int) -> Iterator[Samples]:
    while data := pipe.read(size):
        whole = len(data) - len(data) % (4 * channels)
        if whole:
            samples = np.frombuffer(data[:whole] if whole < len(data) else data, "<f4")
            yield _sane(samples.reshape(-1, channels))


def _sane(block: Samples) -> Samples:
    """Float files may hold values that are no numbers; one would silence every filter after it."""
    return block if np.isfinite(block.sum()) else np.nan_to_num(block, posinf=1.0, neginf=-1.0)


def _finished(file: Path, ffmpeg: tools.Running, got: int) -> None:
    if ffmpeg.wait() != 0 or not got:
        raise RecordingError(
            "{file} cannot be read as sound: {reason}",
            hint="play the file in another program; if it plays there, save it as WAV and use that",
            file=file,
            reason=last_sentence(ffmpeg.stderr) or "it holds no sound",
        )


def even_blocks(pcm: Pcm) -> Iterator[Samples]:
    """The same sound in blocks of exactly BLOCK_MS, the last one shorter: (frames, channels), at its rate."""
    size = block_frames(pcm.rate_hz)
    kept: list[Samples] = []
    have = 0
    for block in pcm.blocks():
        kept.append(block)
        have += len(block)
        while have >= size:
            joined = np.concatenate(kept) if len(kept) > 1 else kept[0]
            yield joined[:size]
            have -= size
            kept = [joined[size:]] if have else []
    if have:
        yield np.concatenate(kept)


def last_sentence(messages: str) -> str:
    """The last thing a program said, without the address it puts in front."""
    lines = [line.strip() for line in messages.splitlines() if line.strip()]
    return lines[-1].rpartition("] ")[2] if lines else ""
