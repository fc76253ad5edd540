"""Which rates, depths and bit rates a codec has, so that a profile that cannot be met is refused."""

from __future__ import annotations

from podcast.audio import Codec
from podcast.broadcast.place import Place
from podcast.broadcast.station import Station
from podcast.errors import ContentError

__all__ = ["format_error"]

_MPEG_1 = (32000, 44100, 48000)
_PCM = (32000, 44100, 48000, 88200, 96000)
_RATES_HZ = {
    Codec.WAV: _PCM,
    Codec.FLAC: _PCM,
    Codec.MP3: _MPEG_1,
    Codec.MP2: _MPEG_1,
    Codec.OPUS: (48000,),
}
_BITS = {Codec.WAV: (16, 24, 32), Codec.FLAC: (16, 24)}

# ISO/IEC 11172-3, 2.4.2.3: what layer II takes in mono and in stereo; layer III takes every rate in both.
_MP2_MONO = (32, 48, 56, 64, 80, 96, 112, 128, 160, 192)
_MP2_STEREO = (64, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_MP3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def format_error(station: Station, place: Place) -> ContentError | None:
    """What the codec of a station does not have of what it asks for; None when all can be made."""
    wanted: list[tuple[str, int, tuple[int, ...]]] = [
        ("rate_hz", station.rate_hz, _RATES_HZ[station.codec]),
        ("bits", station.bits, _BITS.get(station.codec, (station.bits,))),
        ("bit_rate_kbps", station.bit_rate_kbps, (0, *_bit_rates(station))),
    ]
    for key, value, possible in wanted:
        if value not in possible:
            return ContentError(
                "{file}, line {line}: the station «{station}» asks for {key} = {found}, which its codec"
                " {codec} does not have",
                hint="write one of: {known}",
                **place.at(key).values,
                found=value,
                codec=station.codec.value,
                known=", ".join(map(str, possible)),
            )
    if station.chunks and station.codec is not Codec.WAV:
        return ContentError(
            "{file}, line {line}: the station «{station}» asks for chunks, which only a WAV file has",
            hint='write codec = "wav", or remove the line chunks = …',
            **place.at("chunks").values,
        )
    if station.tags and station.codec is Codec.WAV:
        return ContentError(
            "{file}, line {line}: the station «{station}» asks for tags, but a WAV says its title in chunks",
            hint='write chunks = ["bext", "iXML", "cart"] and remove the line tags = …',
            **place.at("tags").values,
        )
    return None


def _bit_rates(station: Station) -> tuple[int, ...]:
    match station.codec:
        case Codec.MP2:
            # in the programme's own channels it must do for both
            sets = {1: [_MP2_MONO], 2: [_MP2_STEREO]}.get(station.channels, [_MP2_MONO, _MP2_STEREO])
            return tuple(sorted(set.intersection(*(set(each) for each in sets))))
        case Codec.MP3:
            return _MP3
        case Codec.OPUS:
            return tuple(range(16, 257))
        case _:
            return ()
