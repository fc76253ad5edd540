"""An extra for the eye: a still picture with its waveform, and the layers of the film made of it.

What is drawn is drawn once: a ground with the waveform as it looks once played, a strip with it as it looks
before, which the film draws back, and one strip for each caption. Text is at least 30 pixels high of 1080
and has a contrast of 4.5 to 1 or more (WCAG 2.2, clause 1.4.3).
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from podcast.errors import RightsRefused
from podcast.model import Extra, ExtraShape, Role, Show, Transcript, Use
from podcast.publish.address import site_address
from podcast.publish.caption import Caption, captions_of
from podcast.publish.colour import PAPER, accent
from podcast.publish.letters import drawable, fitted, font_of, mostly_drawable, wrapped
from podcast.publish.rendering import bars
from podcast.publish.text import clean_line
from podcast.publish.words import words_of
from podcast.rights import Cleared, as_public

__all__ = ["BARS", "Heard", "Layers", "layers_of", "still_png"]

BARS: Final = 78
"""How many bars the waveform has: `Heard.peaks` wants more than these."""
_INK, _SOFT, _REST = "#1c1814", "#5d544a", "#d3c8b8"
_EDGE = 18  # the band of the accent at the top
_ART = 148
_COLOURS = 128
_BAR_PX = 12  # a bar of 8 and a space of 4
_STAYS_MS = 1000  # a pause shorter than this does not take a caption away


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things are, in pixels from the left and the top. `foot` is the middle of the last line.

    A vertical picture leaves free what the networks lay their buttons over: the top eighth and the
    bottom fifth.
    """

    height: int
    head: int
    title: tuple[int, int]
    caption: int
    caption_size: int
    caption_lines: int
    wave: tuple[int, int]
    foot: int
    width: int = 1080
    margin: int = 72

    @property
    def room(self) -> int:
        return self.width - 2 * self.margin

    @property
    def line(self) -> int:
        return round(self.caption_size * 1.24)

    @property
    def strip(self) -> int:
        """The height of a caption with the name above it; even, as films want it."""
        return _LABEL + self.line * self.caption_lines + 12 & ~1


_LABEL = 56
_LAYOUTS: Final[dict[ExtraShape, _Layout]] = {
    "square": _Layout(1080, 62, (240, 388), 428, 60, 4, (812, 952), 1012),
    "vertical": _Layout(1920, 262, (452, 668), 724, 68, 6, (1330, 1490), 1548),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """An extra that may be given away, and what is said in it.

    `words` and `duration_ms` are in the extra's own time, `peaks` are 0 to 100 and evenly spread over it.
    """

    show: Show
    cleared: Cleared
    extra: Extra
    words: Transcript
    duration_ms: int
    peaks: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.cleared.use is not Use.EXTRACTS:
            raise RightsRefused(
                "{slug} was cleared for «{use}», and an extra needs «extracts»",
                slug=self.cleared.episode.slug,
                use=self.cleared.use.value,
            )
        # whoever hands the words over, a name that is not to be published goes no further than this
        object.__setattr__(self, "words", as_public(self.cleared, self.words))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks in it, longest first; the guests where nobody knows."""
        lengths: dict[str, int] = {}
        for each in self.words.segments:
            if each.speaker:
                lengths[each.speaker] = lengths.get(each.speaker, 0) + each.end_ms - each.start_ms
        found = sorted(lengths, key=lambda name: (-lengths[name], name))
        people = self.cleared.episode.people
        return tuple(found) or tuple(person.name for person in people if person.role is Role.GUEST)


@dataclass(frozen=True, slots=True)
class Layers:
    """What a film is laid of. Pictures are PNG files; positions are in pixels of the `ground`.

    `rest` is the waveform before it is played, to be drawn back over `wave_width` pixels. `sheet` has the
    captions one under the other, `strip` pixels high each, the first of them empty; `changes` say from which
    millisecond on which one is seen.
    """

    ground: bytes
    rest: bytes
    rest_at: tuple[int, int]
    wave_width: int
    sheet: bytes
    sheet_at: tuple[int, int]
    strip: int
    changes: tuple[tuple[int, int], ...]


def still_png(heard: Heard) -> bytes:
    """The picture: title, who speaks, how it begins, and the waveform, in the show's artwork and accent."""
    layout = _LAYOUTS[heard.extra.shape]
    image = _ground(heard, layout)
    if mostly_drawable(heard.words.text):
        _caption(
            ImageDraw.Draw(image), layout, (layout.margin, layout.caption), Caption(0, 0, *_opening(heard))
        )
    return _png(image.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))


def _opening(heard: Heard) -> tuple[str, str]:
    """The first turn of whoever speaks longest, with the name where somebody else speaks as well."""
    speaker = heard.speakers[0] if heard.speakers else ""
    several = len({each.speaker for each in heard.words.segments}) > 1
    after = itertools.dropwhile(lambda each: each.speaker != speaker, heard.words.segments)
    turn = itertools.takewhile(lambda each: each.speaker == speaker, after)
    text = " ".join(each.text for each in turn) or heard.words.text
    return (speaker if several else "", clean_line(text))


def layers_of(heard: Heard) -> Layers:
    """The layers of the film of an extra, its captions burned in where these letters can write them."""
    layout = _LAYOUTS[heard.extra.shape]
    captions = _captions(heard, layout)
    return Layers(
        ground=_png(_ground(heard, layout)),
        rest=_png(_rest(heard, layout)),
        rest_at=(layout.margin, layout.wave[0]),
        wave_width=layout.room,
        sheet=_png(_sheet([Caption(0, 0, "", ""), *captions], layout)),
        sheet_at=(layout.margin, layout.caption),
        strip=layout.strip,
        changes=tuple(_changes(captions, heard.duration_ms)),
    )


def _changes(captions: Sequence[Caption], duration_ms: int) -> Iterator[tuple[int, int]]:
    """From when which strip is seen: a caption stays until the next one, where that comes soon."""
    for number, each in enumerate(captions, start=1):
        next_ms = captions[number].start_ms if number < len(captions) else duration_ms
        yield each.start_ms, number
        if next_ms - each.end_ms > _STAYS_MS:
            yield each.end_ms, 0


def _captions(heard: Heard, layout: _Layout) -> list[Caption]:
    if not mostly_drawable(heard.words.text):
        return []
    font = font_of("Semibold", layout.caption_size)
    several = len({each.speaker for each in heard.words.segments}) > 1
    return captions_of(
        heard.words,
        lambda text: len(wrapped(text, font, layout.room)) <= layout.caption_lines,
        names=several,
    )


def _ground(heard: Heard, layout: _Layout) -> Image.Image:
    """Everything but the captions, the waveform as it looks once it was heard."""
    show, words = heard.show, words_of(heard.show)
    colour = accent(show.accent).day
    image = Image.new("RGB", (layout.width, layout.height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, layout.width, _EDGE), fill=colour)
    left = layout.margin + _artwork(image, heard, layout)
    room = layout.width - layout.margin - left
    name = fitted(clean_line(show.title), font_of("Semibold", 36), room)
    draw.text((left, layout.head + 22), name, font=font_of("Semibold", 36), fill=colour, anchor="lm")
    who = fitted(", ".join(heard.speakers), font_of("Bold", 44), room)
    draw.text((left, layout.head + 76), who, font=font_of("Bold", 44), fill=_INK, anchor="lm")
    if heard.cleared.episode.made_up:
        said = fitted(words["made_up.short"], font_of("Regular", 30), room)
        draw.text((left, layout.head + 126), said, font=font_of("Regular", 30), fill=_SOFT, anchor="lm")
    _title(draw, clean_line(heard.extra.title), layout)
    _wave(draw, heard, colour, (layout.margin, *layout.wave))
    _foot(draw, heard, layout)
    return image


def _artwork(image: Image.Image, heard: Heard, layout: _Layout) -> int:
    """Lay the artwork in; gives how much room it takes with the space beside it."""
    file = heard.cleared.episode.artwork or heard.show.artwork
    if file is None or not (heard.show.root / file).is_file():
        return 0
    with Image.open(heard.show.root / file) as opened:
        picture = ImageOps.fit(
            ImageOps.exif_transpose(opened).convert("RGB"), (_ART, _ART), Image.Resampling.LANCZOS
        )
    image.paste(picture, (layout.margin, layout.head))
    return _ART + 28


def _title(draw: ImageDraw.ImageDraw, title: str, layout: _Layout) -> None:
    """The title as large as two or three lines of it fit, cut at the smallest size."""
    top, bottom = layout.title
    for size in (66, 58, 50, 44):
        font, height = font_of("Bold", size), round(size * 1.1)
        lines = wrapped(title if mostly_drawable(title) else "", font, layout.room)
        if len(lines) * height <= bottom - top or size == 44:
            break
    fit = (bottom - top) // height
    if len(lines) > fit:
        lines = [*lines[: fit - 1], fitted(" ".join(lines[fit - 1 :]), font, layout.room)]
    for number, line in enumerate(lines):
        draw.text((layout.margin - 2, top + number * height), line, font=font, fill=_INK, anchor="la")


def _wave(draw: ImageDraw.ImageDraw, heard: Heard, colour: str, place: tuple[int, int, int]) -> None:
    left, top, bottom = place
    middle, half = (top + bottom) / 2, (bottom - top) / 2
    for number, height in enumerate(bars(heard.peaks, BARS)):
        reach = max(3.0, half * height / 100)
        at = left + number * _BAR_PX
        draw.rectangle((at, round(middle - reach), at + 7, round(middle + reach)), fill=colour)


def _rest(heard: Heard, layout: _Layout) -> Image.Image:
    """The waveform before it is played, and as much paper again to the right of it."""
    top, bottom = layout.wave
    image = Image.new("RGB", (2 * layout.room, bottom - top + 2 & ~1), PAPER)
    _wave(ImageDraw.Draw(image), heard, _REST, (0, 0, bottom - top))
    return image


def _foot(draw: ImageDraw.ImageDraw, heard: Heard, layout: _Layout) -> None:
    font = font_of("Regular", 32)
    length = drawable(words_of(heard.show).duration(heard.duration_ms))
    right = layout.width - layout.margin
    draw.text((right, layout.foot), length, font=font, fill=_SOFT, anchor="rm")
    address = site_address(heard.show).partition("://")[2].rstrip("/")
    shown = fitted(address, font, layout.room - 200)
    draw.text((layout.margin, layout.foot), shown, font=font, fill=_SOFT, anchor="lm")


def _sheet(strips: Sequence[Caption], layout: _Layout) -> Image.Image:
    image = Image.new("RGB", (layout.room, layout.strip * len(strips)), PAPER)
    draw = ImageDraw.Draw(image)
    for number, each in enumerate(strips):
        _caption(draw, layout, (0, number * layout.strip), each)
    return image


def _caption(draw: ImageDraw.ImageDraw, layout: _Layout, at: tuple[int, int], caption: Caption) -> None:
    """Write a caption below and right of `at`, cut where it has more lines than there are."""
    font = font_of("Semibold", layout.caption_size)
    name = fitted(caption.name, font_of("Regular", 36), layout.room)
    draw.text((at[0], at[1] + _LABEL // 2), name, font=font_of("Regular", 36), fill=_SOFT, anchor="lm")
    lines = wrapped(caption.text, font, layout.room)
    if len(lines) > layout.caption_lines:
        lines = lines[: layout.caption_lines]
        while lines[-1] and font.getlength(f"{lines[-1]}…") > layout.room:
            lines[-1] = lines[-1].rpartition(" ")[0]
        lines[-1] += "…"
    for number, line in enumerate(lines):
        top = at[1] + _LABEL + number * layout.line
        draw.text((at[0], top), line, font=font, fill=_INK, anchor="la")


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", optimize=image.mode == "P", compress_level=1)
    return target.getvalue()
