"""Breaking text into lines that a caption has room for."""

from __future__ import annotations

import re

__all__ = ["broken"]


def broken(text: str, width: int) -> list[str]:
    """Break at spaces into lines of at most `width` characters, of about equal length.

    A word longer than a line gets a line alone. Hard spaces do not break.
    """
    words = [word for word in re.split(r"[ \t\r\n]+", text) if word]
    fewest = len(_filled(words, width))
    if fewest <= 1:
        return [" ".join(words)] if words else []
    widths = range(len(" ".join(words)) // fewest, width)
    even = next((each for each in widths if len(_filled(words, each)) <= fewest), width)
    return _filled(words, even)


def _filled(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
