"""What a Broadcast Wave file says about itself: bext, cart and iXML, as bytes.

bext is EBU Tech 3285 version 2, cart is AES46, iXML is version 1.61. bext and cart are ASCII, so their
text is transliterated and cut to its field; iXML keeps the text whole, in UTF-8.
"""

from __future__ import annotations

import hashlib
import math
import struct
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from podcast.model import Loudness

__all__ = ["Cart", "WaveTags", "ascii_text", "bext", "cart", "chunk", "ixml", "loudness_fields"]

LOUDNESS_AT = 412  # of the five loudness fields in bext
_UNKNOWN = 0x7FFF  # EBU Tech 3285 v2: a loudness field without a value
_LABEL = bytes.fromhex("060a2b340101010501010220")  # SMPTE ST 330: audio, material number not registered
_UMID_LENGTH = b"\x13"
_HUNDREDTHS = 100
_FULL_SCALE = 32768  # cart: the sample value of 0 dB, as play-out systems write it
_TIMERS = 8

# What decomposing accents does not turn into ASCII.
_ASCII = str.maketrans({
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D", "ı": "i", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "‑": "-", "…": "...", "€": "EUR", "·": ".", "•": "-", "×": "x", "\u202f": " ", "\u2009": " ",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cart:
    """A cart label (AES46). `starts` and `ends` are the dates it may be aired between, in local time.

    `timers` are pairs of a name of at most four letters ("SEGs", "EOD") and a frame number.
    """

    title: str
    starts: datetime
    ends: datetime
    artist: str = ""
    cut_id: str = ""
    client_id: str = ""
    category: str = ""
    classification: str = ""
    out_cue: str = ""
    user_defined: str = ""
    url: str = ""
    text: str = ""
    timers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WaveTags:
    """What to write into a Broadcast Wave file.

    `made` is when the programme was made, in local time; `uid` is anything that names this programme
    and no other (its guid): the UMID is made of it. `project` and `note` go to iXML whole.
    """

    description: str
    originator: str
    reference: str
    made: datetime
    uid: str
    project: str = ""
    note: str = ""
    cart: Cart | None = None
    time_reference: int = 0


def ascii_text(text: str) -> str:
    """A text in ASCII: accents dropped, ligatures and quotation marks spelled out, the rest as `?`."""
    plain = unicodedata.normalize("NFKD", text.translate(_ASCII))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.encode("ascii", "replace").decode("ascii")


def _field(text: str, length: int) -> bytes:
    return ascii_text(text).encode("ascii")[:length].ljust(length, b"\0")


def chunk(name: bytes, body: bytes) -> bytes:
    """A RIFF chunk: four letters, length, body.

    An odd body is lengthened by a byte that is counted, not only padded: libsndfile's RF64 reader loses
    its way after a chunk of odd length.
    """
    body += (b"\n" if name == b"iXML" else b"\0") * (len(body) % 2)
    return struct.pack("<4sI", name, len(body)) + body


def umid(uid: str) -> bytes:
    """A basic UMID (SMPTE ST 330), 32 bytes then 32 empty: its material number is a digest of `uid`."""
    number = hashlib.sha256(uid.encode("utf-8")).digest()[:16]
    return (_LABEL + _UMID_LENGTH + b"\0\0\0" + number).ljust(64, b"\0")


def loudness_fields(loudness: Loudness | None) -> bytes:
    """The five loudness fields of bext: value, range, true peak, momentary and short-term maxima."""
    if loudness is None:
        return struct.pack("<5h", *[_UNKNOWN] * 5)
    figures = (
        loudness.integrated_lufs,
        loudness.range_lu,
        loudness.true_peak_dbtp,
        loudness.max_momentary_lufs,
        loudness.max_short_term_lufs,
    )
    return struct.pack("<5h", *map(_hundredths, figures))


def _hundredths(figure: float) -> int:
    if not math.isfinite(figure) or abs(figure) >= 99.995:
        return _UNKNOWN
    return math.floor(abs(figure) * _HUNDREDTHS + 0.5) * (1 if figure >= 0 else -1)


def bext(tags: WaveTags, history: str) -> bytes:
    """The bext chunk's body, its loudness not yet known; `history` is the coding history's lines."""
    head = _field(tags.description, 256) + _field(tags.originator, 32) + _field(tags.reference, 32)
    head += _field(tags.made.strftime("%Y-%m-%d"), 10) + _field(tags.made.strftime("%H:%M:%S"), 8)
    head += struct.pack("<QH", tags.time_reference, 2) + umid(tags.uid) + loudness_fields(None)
    return head.ljust(602, b"\0") + ascii_text(history).encode("ascii")


def coding_history(rate_hz: int, bits: int, channels: int) -> str:
    """The line our own step adds to the coding history (EBU R 98)."""
    mode = {1: "mono", 2: "stereo"}.get(channels, "multitrack")
    return f"A=PCM,F={rate_hz},W={bits},M={mode},T=Porte-voix\r\n"


def cart(label: Cart) -> bytes:
    """The cart chunk's body: 2048 bytes and the tag text. Dates as yyyy/mm/dd, which all readers take."""
    who = (label.title, label.artist, label.cut_id, label.client_id)
    what = (label.category, label.classification, label.out_cue)
    body = b"0101" + b"".join(_field(each, 64) for each in (*who, *what))
    for moment in (label.starts, label.ends):
        body += _field(moment.strftime("%Y/%m/%d"), 10) + _field(moment.strftime("%H:%M:%S"), 8)
    body += _field("Porte-voix", 64) + _field("", 64) + _field(label.user_defined, 64)
    body += struct.pack("<i", _FULL_SCALE)
    timers = (*label.timers, *[("", 0)] * _TIMERS)[:_TIMERS]
    for name, frame in timers:
        body += struct.pack(
            "<4sI", ascii_text(name).ljust(4).encode("ascii")[:4] if name else b"\0" * 4, frame
        )
    body += b"\0" * 276 + _field(label.url, 1024)
    return body + (ascii_text(label.text).encode("ascii") + b"\r\n\0" if label.text else b"")


def ixml(tags: WaveTags, channels: int) -> bytes:
    """The iXML chunk's body: the same facts with their accents."""
    tracks = "".join(
        f"<TRACK><CHANNEL_INDEX>{number}</CHANNEL_INDEX><INTERLEAVE_INDEX>{number}</INTERLEAVE_INDEX>"
        f"<NAME>{name}</NAME></TRACK>"
        for number, name in enumerate(["Mono"] if channels == 1 else ["Left", "Right"], start=1)
    )
    facts = {"PROJECT": tags.project, "SCENE": tags.description, "NOTE": tags.note, "FILE_UID": tags.uid}
    if tags.cart is not None:
        facts["USER"] = tags.cart.out_cue
    lines = "".join(f"<{name}>{escape(_xml(text))}</{name}>" for name, text in facts.items() if text)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<BWFXML><IXML_VERSION>1.61</IXML_VERSION>{lines}"
        f"<TRACK_LIST><TRACK_COUNT>{channels}</TRACK_COUNT>{tracks}</TRACK_LIST></BWFXML>\n"
    ).encode()


def _xml(text: str) -> str:
    """Text without the control characters XML 1.0 does not allow."""
    return "".join(letter for letter in text if letter in "\t\n\r" or letter >= " ")
