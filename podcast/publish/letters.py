"""The letters that pictures and paper are set in: Source Sans Pro (SIL Open Font Licence)."""

from __future__ import annotations

import functools
import importlib.util
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

__all__ = ["drawable", "fitted", "font_file", "font_of", "mostly_drawable", "wrapped"]

_LONGEST = 400  # signs of a text that are looked at: no picture holds more


def font_file(weight: str) -> Path:
    """The file of a weight: Regular, Semibold, Bold or It."""
    found = importlib.util.find_spec("font_source_sans_pro")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"


@functools.cache
def _known() -> frozenset[int]:
    with TTFont(font_file("Regular"), lazy=True) as font:
        return frozenset(font.getBestCmap())


def drawable(text: str) -> str:
    """The text without what these letters do not have (they are Latin, Greek and Cyrillic)."""
    composed = unicodedata.normalize("NFC", text).replace("\u202f", "\u00a0")
    kept = "".join(sign if ord(sign) in _known() else " " for sign in composed)
    return " ".join(kept.split(" ")).strip() if kept.strip() else ""


def mostly_drawable(text: str) -> bool:
    """Whether what is left of a text when it is drawn still says it."""
    signs = [sign for sign in text if not sign.isspace()]
    return not signs or sum(ord(sign) in _known() for sign in signs) >= 0.8 * len(signs)


@functools.cache
def font_of(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """A weight at a size in pixels."""
    # the basic engine is in every Pillow; another would set the same text otherwise
    return ImageFont.truetype(font_file(weight), size, layout_engine=ImageFont.Layout.BASIC)


def wrapped(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """A text in lines of at most `room` pixels; a word that is longer is cut."""
    lines: list[str] = []
    for word in drawable(text)[:_LONGEST].split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(fitted(word, font, room))
    return lines


def fitted(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """As much of a line as there is room for, with an ellipsis where something was cut."""
    text = drawable(text)[:_LONGEST]
    if font.getlength(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(f"{text[:middle].rstrip()}…") <= room:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip()}…"
