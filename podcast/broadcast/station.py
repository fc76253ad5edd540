"""What one station asks for, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from podcast.audio import Codec, Target
from podcast.rights import Cleared

__all__ = ["Station", "Window", "clock", "last_day"]

_LABELS = {Codec.MP2: "MPEG Layer II", Codec.MP3: "MP3", Codec.OPUS: "Opus", Codec.FLAC: "FLAC"}
_MODES = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True)
class Window:
    """The lengths a station takes, both included."""

    min_ms: int
    max_ms: int

    def takes(self, duration_ms: int) -> bool:
        return self.min_ms <= duration_ms <= self.max_ms

    def __str__(self) -> str:
        return f"{clock(self.min_ms)}–{clock(self.max_ms)}"


@dataclass(frozen=True, slots=True)
class Station:
    """A profile of `stations.toml`; channels and bit rate 0 leave the choice to the programme and the codec.

    `expires_after_days` 0 sets no end. `tags` None puts titles into every format that has a place for them
    but MP2, whose players often take a tag for noise. `segments` are the windows of the parts of a
    programme, empty where it is taken whole.
    """

    id: str
    name: str
    integrated_lufs: float = -23.0
    tolerance_lu: float = 0.1
    max_true_peak_dbtp: float = -1.0
    codec: Codec = Codec.WAV
    rate_hz: int = 48000
    bits: int = 24
    bit_rate_kbps: int = 0
    channels: int = 0
    file_name: str = "{date}_{slug}"
    head_silence_ms: int = 0
    duration: Window | None = None
    segments: tuple[Window, ...] = ()
    chunks: tuple[str, ...] = ()
    tags: bool | None = None
    expires_after_days: int = 0
    licence: str = ""
    introduction: bool = False

    @property
    def target(self) -> Target:
        return Target(self.id, self.integrated_lufs, self.tolerance_lu, self.max_true_peak_dbtp)

    @property
    def tagged(self) -> bool:
        """Whether its files say their title: in ID3, or in the comments of FLAC and Opus."""
        if self.codec is Codec.WAV:
            return False
        return self.codec is not Codec.MP2 if self.tags is None else self.tags

    @property
    def format(self) -> str:
        """The files' format in words: `WAV 48 kHz 24 bit`, `MPEG Layer II 48 kHz 256 kb/s stereo`."""
        kind = "BWF" if self.chunks else _LABELS.get(self.codec, "WAV")
        parts = [kind, f"{self.rate_hz / 1000:g} kHz"]
        if self.codec in (Codec.WAV, Codec.FLAC):
            parts.append(f"{self.bits} bit")
        elif self.bit_rate_kbps:
            parts.append(f"{self.bit_rate_kbps} kb/s")
        return " ".join([*parts, *([_MODES[self.channels]] if self.channels else [])])


def clock(duration_ms: int) -> str:
    """A length as stations write it: `28:41`, `1:02:03`; thousandths where it is not whole seconds."""
    seconds, thousandths = divmod(duration_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    whole = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{whole}.{thousandths:03}" if thousandths else whole


def last_day(station: Station, cleared: Cleared) -> date | None:
    """The last day a station may air a programme: the first of its own, the episode's and the voices'."""
    episode = cleared.episode
    own = episode.date.date() + timedelta(days=station.expires_after_days)
    days = [episode.on_air.expires, cleared.until, own if station.expires_after_days else None]
    return min((day for day in days if day is not None), default=None)
