"""The one accent colour of a show, made legible: contrast by WCAG 2.2, clause 1.4.3 (4.5 to 1 for text)."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Accent", "accent", "contrast", "modes_css"]

PAPER = "#fbf8f3"
PAPER_RAISED = "#f1ebe1"
NIGHT = "#16130f"
NIGHT_RAISED = "#26211b"
FALLBACK = "#b3261e"
ENOUGH = 4.6  # a little above 4.5, because browsers round

_Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Accent:
    """The accent on paper and at night, and what may be written on each."""

    day: str
    on_day: str
    night: str
    on_night: str


def accent(colour: str) -> Accent:
    """The nearest colours to `colour` that can be read on both grounds of both modes."""
    wanted = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else FALLBACK
    day = _until(wanted, "#000000", (PAPER, PAPER_RAISED))
    night = _until(wanted, "#ffffff", (NIGHT, NIGHT_RAISED))
    return Accent(day, _on(day), night, _on(night))


def modes_css(accents: Accent) -> str:
    """The custom properties of both modes, as the first rules of the style sheet."""
    day = _root(PAPER, PAPER_RAISED, "#1c1814", "#5d544a", "#d8cebf", accents.day, accents.on_day)
    night = _root(NIGHT, NIGHT_RAISED, "#f3ece2", "#b8ac9d", "#443b31", accents.night, accents.on_night)
    return f"{day}\n@media screen and (prefers-color-scheme: dark) {{\n{night}\n}}\n"


def _root(*colours: str) -> str:
    names = ("paper", "raised", "ink", "soft", "line", "accent", "on-accent")
    listed = " ".join(f"--{name}: {colour};" for name, colour in zip(names, colours, strict=True))
    return f":root {{ {listed} }}"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, «contrast ratio»)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _until(colour: str, end: str, grounds: tuple[str, ...]) -> str:
    for step in range(101):
        mixed = _mix(colour, end, step / 100)
        if all(contrast(mixed, ground) >= ENOUGH for ground in grounds):
            return mixed
    return end


def _on(colour: str) -> str:
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def _mix(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _rgb(colour: str) -> _Rgb:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
