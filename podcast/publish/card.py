"""The picture shown where an address is shared: Open Graph, 1200 by 630, the same bytes every time."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from podcast.model import Show
from podcast.publish.colour import PAPER, accent
from podcast.publish.item import Item
from podcast.publish.letters import drawable, fitted, font_of, mostly_drawable, wrapped
from podcast.publish.rendering import bars
from podcast.publish.text import clean_line
from podcast.publish.words import words_of

__all__ = ["CARD_PX", "card_png"]

CARD_PX = (1200, 630)
_MARGIN = 72
_INK, _SOFT = "#1c1814", "#5d544a"
_EDGE = 18  # the band of the accent at the top
_TITLE_TOP, _TITLE_BOTTOM = 146, 362
_WAVE_TOP, _WAVE_BOTTOM = 460, 566
_BARS = 132
_SIZES = (84, 76, 68, 60, 54, 48, 42)
_COLOURS = 64  # a flat drawing needs no more, and stays small


def card_png(show: Show, item: Item) -> bytes:
    """A PNG of title, guest, place, sound and the show's name, in its accent. It is under 60 kB."""
    words = words_of(show)
    colour = accent(show.accent).day
    image = Image.new("RGB", CARD_PX, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, CARD_PX[0], _EDGE), fill=colour)
    name = fitted(clean_line(show.title), font_of("Semibold", 36), CARD_PX[0] - 2 * _MARGIN)
    draw.text((_MARGIN, 92), name, font=font_of("Semibold", 36), fill=colour, anchor="lm")
    _title(draw, item.title if mostly_drawable(item.title) else clean_line(show.title))
    about = " · ".join([*(voice.name for voice in item.guests), *(_place(item, words.language))])
    line = fitted(about, font_of("Regular", 34), CARD_PX[0] - 2 * _MARGIN)
    draw.text((_MARGIN, 414), line, font=font_of("Regular", 34), fill=_SOFT, anchor="lm")
    _wave(draw, item, colour)
    if item.made_up:
        said = drawable(words["made_up.short"])
        draw.text((_MARGIN, 598), said, font=font_of("Regular", 22), fill=_SOFT, anchor="lm")
    duration = drawable(words.duration(item.duration_ms))
    draw.text((CARD_PX[0] - _MARGIN, 598), duration, font=font_of("Regular", 22), fill=_SOFT, anchor="rm")
    target = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        target, "PNG", optimize=True
    )
    return target.getvalue()


def _place(item: Item, language: str) -> list[str]:
    return [label.name(language) for label in item.places[:1]]


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """The title as large as it fits, cut at the smallest size."""
    room = CARD_PX[0] - 2 * _MARGIN
    for size in _SIZES:
        font, height = font_of("Bold", size), round(size * 1.08)
        lines = wrapped(title, font, room)
        if len(lines) * height <= _TITLE_BOTTOM - _TITLE_TOP or size == _SIZES[-1]:
            break
    fit = (_TITLE_BOTTOM - _TITLE_TOP) // height
    if len(lines) > fit:
        lines = [*lines[: fit - 1], fitted(" ".join(lines[fit - 1 :]), font, room)]
    for number, line in enumerate(lines):
        draw.text((_MARGIN - 3, _TITLE_TOP + number * height), line, font=font, fill=_INK, anchor="la")


def _wave(draw: ImageDraw.ImageDraw, item: Item, colour: str) -> None:
    width = (CARD_PX[0] - 2 * _MARGIN) / _BARS
    middle, half = (_WAVE_TOP + _WAVE_BOTTOM) / 2, (_WAVE_BOTTOM - _WAVE_TOP) / 2
    for number, height in enumerate(bars(item.peaks, _BARS)):
        left = _MARGIN + number * width
        reach = max(2.0, half * height / 100)
        box = (round(left), round(middle - reach), round(left + width * 0.6), round(middle + reach))
        draw.rectangle(box, fill=colour)
