"""The transcript on paper: A4 with the letters embedded, the same bytes every time."""

from __future__ import annotations

from fpdf import FPDF, XPos, YPos

from podcast.model import Show, Transcript
from podcast.publish.address import absolute
from podcast.publish.item import Item
from podcast.publish.letters import drawable, font_file
from podcast.publish.text import clean_line
from podcast.publish.turns import Turn, origin_of, origin_words, turns_of
from podcast.publish.words import words_of

__all__ = ["transcript_pdf"]

_MARGIN_MM = 20
_TIME_MM = 16
_SMALL, _TEXT, _BIG = 9.0, 11.0, 20.0
_LINE_MM = 5.6
_SOFT = (93, 84, 74)


class _Paper(FPDF):
    """A page with the programme's title and the number of the page at its foot."""

    def __init__(self, show: Show, item: Item) -> None:
        super().__init__(format="A4")
        self._foot = _short(f"{clean_line(show.title)} · {item.title}")
        self.add_font("sans", "", font_file("Regular"))
        self.add_font("sans", "B", font_file("Semibold"))
        self.set_creation_date(item.date)
        self.set_producer("Porte-voix")
        self.set_title(drawable(item.title))
        self.set_author(drawable(clean_line(show.author)))
        self.set_lang(item.language)
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, _MARGIN_MM + 4)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-_MARGIN_MM + 4)
        self.face(_SMALL, soft=True)
        self.cell(0, 5, self._foot)
        self.set_x(_MARGIN_MM)
        self.cell(0, 5, str(self.page_no()), align="R")

    def face(self, size: float, *, bold: bool = False, soft: bool = False) -> None:
        self.set_font("sans", "B" if bold else "", size)
        self.set_text_color(*(_SOFT if soft else (0, 0, 0)))

    def line_of(self, text: str, height: float = _LINE_MM) -> None:
        """Text over the whole width, in as many lines as it takes."""
        if shown := drawable(text):
            self.multi_cell(0, height, shown, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def transcript_pdf(show: Show, item: Item, transcript: Transcript) -> bytes:
    """The transcript of a programme as PDF, with who speaks, the times, and whose text it is.

    Letters that are in no Latin, Greek or Cyrillic alphabet are left out: HTML and text have them.
    """
    words = words_of(show)
    paper = _Paper(show, item)
    paper.face(_SMALL, bold=True, soft=True)
    paper.line_of(f"{clean_line(show.title)} · {words.day(item.date)} · {words.duration(item.duration_ms)}")
    paper.ln(1)
    paper.face(_BIG, bold=True)
    paper.line_of(item.title[:400], 8.5)
    paper.ln(1)
    paper.face(_TEXT)
    if item.made_up:
        paper.line_of(words["made_up.notice"])
    paper.face(_SMALL, soft=True)
    paper.line_of(origin_words(words, transcript, origin_of(transcript)), 4.8)
    paper.line_of(absolute(show, item.folder), 4.8)
    for turn in turns_of(transcript):
        _turn(paper, turn)
    return bytes(paper.output())


def _turn(paper: _Paper, turn: Turn) -> None:
    if paper.will_page_break(3 * _LINE_MM):
        paper.add_page()
    paper.ln(3)
    if turn.speaker:
        paper.face(_TEXT, bold=True)
        paper.line_of(turn.speaker)
    for cue in turn.cues:
        if paper.will_page_break(_LINE_MM):
            paper.add_page()
        paper.face(_SMALL, soft=True)
        paper.cell(_TIME_MM, _LINE_MM, cue.time)
        paper.face(_TEXT)
        text = drawable(cue.text) or "–"
        paper.multi_cell(0, _LINE_MM, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _short(text: str) -> str:
    shown = drawable(text)
    return shown if len(shown) <= 90 else f"{shown[:89].rstrip()}…"
