"""What a delivery is, and the words that make ffmpeg write it."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np

from podcast import tools
from podcast.audio import mp3_file
from podcast.audio.mp3_file import Mp3Writer
from podcast.audio.pcm import Samples, last_sentence, reopen
from podcast.audio.wave_chunks import WaveTags
from podcast.audio.wave_file import WaveWriter
from podcast.errors import AudioError
from podcast.model import Loudness

__all__ = ["Codec", "Delivery", "Target", "encoding", "load_targets"]


class Codec(StrEnum):
    """The formats we write; the value is also the usual suffix."""

    MP3 = "mp3"
    MP2 = "mp2"
    FLAC = "flac"
    OPUS = "opus"
    WAV = "wav"


@dataclass(frozen=True, slots=True)
class Target:
    """What a finished file must measure after decoding (EBU R 128)."""

    name: str
    integrated_lufs: float
    tolerance_lu: float
    max_true_peak_dbtp: float

    def met_by(self, measured: Loudness) -> bool:
        """Whether a file that measures so may be delivered."""
        near = abs(measured.integrated_lufs - self.integrated_lufs) <= self.tolerance_lu
        return near and measured.true_peak_dbtp <= self.max_true_peak_dbtp


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file to make of a programme.

    `bit_rate_kbps` 0 takes the codec's own for the number of channels, `channels` 0 the programme's.
    `bits` is the word length of WAV and FLAC; `wave` is what a WAV says about itself.
    """

    target: Target
    path: Path
    codec: Codec = Codec.MP3
    bit_rate_kbps: int = 0
    channels: int = 0
    rate_hz: int = 48000
    bits: int = 24
    wave: WaveTags | None = None


Wanted = tuple[Delivery, Path]


@functools.cache
def load_targets() -> Mapping[str, Target]:
    """The named targets of `targets.toml`."""
    text = resources.files("podcast.audio").joinpath("targets.toml").read_text("utf-8")
    return {name: Target(name, **values) for name, values in tomllib.loads(text).items()}


# Bit rates for speech in mono and stereo, kb/s.
_BIT_RATES = {Codec.MP3: (96, 128), Codec.MP2: (192, 256), Codec.OPUS: (48, 80)}

# Decibels an encoder may add to a true peak, kept free under the target's ceiling on the first try.
_OVERSHOOT_DB = {Codec.MP3: 0.9, Codec.MP2: 0.4, Codec.OPUS: 0.9, Codec.FLAC: 0.02, Codec.WAV: 0.02}


def overshoot_db(delivery: Delivery) -> float:
    """How far under the ceiling the limiter starts for a codec."""
    return _OVERSHOOT_DB[delivery.codec]


def bit_rate_kbps(delivery: Delivery, channels: int) -> int:
    """The bit rate asked for, or the codec's own."""
    return delivery.bit_rate_kbps or _BIT_RATES[delivery.codec][channels - 1]


def _lame_scale(kbps: int) -> float:
    """What LAME's presets multiply constant-bit-rate input by, whoever asked (measured: -0.45, -0.26 dB)."""
    return 0.95 if kbps <= 160 else 0.97 if kbps <= 224 else 1.0


def _output(delivery: Delivery, channels: int, file: Path) -> list[str]:
    words = ["-map", "0:a", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    words += ["-threads", "1", "-ar", str(delivery.rate_hz)]
    match delivery.codec:
        case Codec.MP3:
            kbps = bit_rate_kbps(delivery, channels)
            undone = f"volume={1 / _lame_scale(kbps):.6f}:precision=float"
            words += ["-af", undone, "-c:a", "libmp3lame", "-b:a", f"{kbps}k"]
            words += ["-id3v2_version", "0", "-f", "mp3"]
        case Codec.MP2:
            words += ["-c:a", "mp2", "-b:a", f"{bit_rate_kbps(delivery, channels)}k", "-f", "mp2"]
        case Codec.OPUS:
            words += ["-c:a", "libopus", "-b:a", f"{bit_rate_kbps(delivery, channels)}k", "-f", "ogg"]
        case Codec.FLAC:
            sample = "s16" if delivery.bits == 16 else "s32"
            words += ["-c:a", "flac", "-sample_fmt", sample]
            words += ["-bits_per_raw_sample", str(delivery.bits), "-f", "flac"]
        case Codec.WAV:
            # read again at once by _rewrap, which has no other way to know more than 4 GB
            words += ["-c:a", "pcm_f32le", "-rf64", "always", "-f", "wav"]
    return [*words, "-y", f"file:{file}"]


class _Sink(Protocol):
    def write(self, block: Samples) -> None: ...

    def close(self) -> None: ...


class _Piped:
    """One ffmpeg that takes one stream and writes every file wanted of it."""

    def __init__(self, ffmpeg: tools.Running, files: str) -> None:
        self._ffmpeg = ffmpeg
        self._files = files

    def write(self, block: Samples) -> None:
        """Give it samples of shape (frames, channels). Raises AudioError when it has died."""
        try:
            self._ffmpeg.stdin.write(block.data)
        except BrokenPipeError:
            self.close()

    def close(self) -> None:
        """End the stream and wait for the files. Raises AudioError where ffmpeg failed."""
        with suppress(BrokenPipeError):
            self._ffmpeg.stdin.close()
        if self._ffmpeg.wait() != 0:
            raise AudioError(
                "{files} could not be encoded: {reason}",
                hint="podcast doctor",
                files=self._files,
                reason=last_sentence(self._ffmpeg.stderr) or "ffmpeg stopped",
            )


class Encoding:
    """The files being made of one stream."""

    def __init__(self, sinks: Sequence[_Sink]) -> None:
        self._sinks = sinks

    def write(self, block: Samples) -> None:
        """Give every file the same samples, shape (frames, channels)."""
        contiguous = np.ascontiguousarray(block, "<f4")
        for sink in self._sinks:
            sink.write(contiguous)

    def close(self) -> None:
        """Finish every file. Raises AudioError where one could not be encoded."""
        for sink in self._sinks:
            sink.close()


@contextmanager
def encoding(wanted: Sequence[Wanted], rate_hz: int, channels: int) -> Iterator[Encoding]:
    """Open a stream of float32 for these deliveries, each written to the path beside it.

    WAV and MP3 at the stream's own rate are written here, everything else by one ffmpeg.
    """
    direct = [pair for pair in wanted if _is_direct(pair[0], rate_hz)]
    piped = [pair for pair in wanted if pair not in direct]
    with ExitStack() as open_files:
        sinks: list[_Sink] = [open_files.enter_context(_direct(pair, channels)) for pair in direct]
        if piped:
            sinks.append(open_files.enter_context(_pipe(piped, rate_hz, channels)))
        yield Encoding(sinks)
        for delivery, file in piped:
            if delivery.codec is Codec.WAV:
                _rewrap(delivery, file, channels)


def _is_direct(delivery: Delivery, rate_hz: int) -> bool:
    rates = {Codec.WAV: rate_hz, Codec.MP3: mp3_file.RATE_HZ}
    return delivery.rate_hz == rate_hz == rates.get(delivery.codec)


def _direct(wanted: Wanted, channels: int) -> AbstractContextManager[_Sink]:
    delivery, file = wanted
    if delivery.codec is Codec.WAV:
        return _wave(wanted, channels)
    kbps = bit_rate_kbps(delivery, channels)
    return Mp3Writer(file, channels, kbps, 1 / _lame_scale(kbps))


def _wave(wanted: Wanted, channels: int) -> WaveWriter:
    delivery, file = wanted
    return WaveWriter(file, (delivery.rate_hz, channels, delivery.bits), delivery.wave)


@contextmanager
def _pipe(wanted: Sequence[Wanted], rate_hz: int, channels: int) -> Iterator[_Piped]:
    ffmpeg = tools.find()
    words = ffmpeg.command("-f", "f32le", "-ar", str(rate_hz), "-ac", str(channels), "-i", "pipe:0")
    for delivery, file in wanted:
        words += _output(delivery, channels, file)
    with tools.start(words, feed=True) as running:
        yield _Piped(running, ", ".join(delivery.path.name for delivery, _ in wanted))


def _rewrap(delivery: Delivery, file: Path, channels: int) -> None:
    """Turn the resampled float WAV ffmpeg wrote into ours."""
    resampled = file.with_name(f"{file.name}.resampled.wav")
    file.replace(resampled)
    try:
        with _wave((delivery, file), channels) as wave:
            for block in reopen(resampled).blocks():
                wave.write(block)
            wave.close()
    finally:
        resampled.unlink()
