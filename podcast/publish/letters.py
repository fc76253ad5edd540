"""The letters that pictures and paper are set in: Source Sans Pro (SIL Open Font Licence)."""

from __future__ import annotations

import functools
import importlib.util
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

__all__ = ["drawable", "font_file", "mostly_drawable"]


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
