"""The run sheet on paper: A4, embedded subset fonts, the same bytes every time."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from fpdf import FPDF, XPos, YPos
from fpdf.fonts import TTFFont

from podcast.broadcast.package import File
from podcast.broadcast.picture import picture
from podcast.broadcast.run_sheet import Sheet, facts, kind_of, length_of
from podcast.broadcast.words import day, labelled, lasting, words_in

__all__ = ["sheet_pdf"]

_MARGIN_MM = 16
_LABEL_MM = 42
_PICTURE_MM = (178.0, 22.0)
_FILE_MM = 65  # what the block of one file needs, so that none is torn by the end of a page
_SMALL, _TEXT, _BIG = 8.5, 10.5, 19
_SOFT = (90, 90, 90)
_AREA = (196, 74, 66)


def _fonts() -> Path:
    """Where the package of Source Sans Pro (SIL Open Font Licence) keeps its files."""
    found = importlib.util.find_spec("font_source_sans_pro")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "files"


class _Paper(FPDF):
    """A page with its number and the programme's reference at the foot."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format="A4")
        self._reference = sheet.reference
        fonts = _fonts()
        self.add_font("sans", "", fonts / "SourceSansPro-Regular.ttf")
        self.add_font("sans", "B", fonts / "SourceSansPro-Semibold.ttf")
        self.set_creation_date(sheet.date)
        self.set_producer("Porte-voix")
        self.set_title(f"{sheet.reference} {sheet.title}")
        self.set_author(sheet.author)
        self.set_lang(sheet.interface)
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, _MARGIN_MM + 4)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-_MARGIN_MM)
        self.face(_SMALL, soft=True)
        self.cell(0, 5, self._reference)
        self.set_x(_MARGIN_MM)
        self.cell(0, 5, str(self.page_no()), align="R")

    def face(self, size: float, *, bold: bool = False, soft: bool = False) -> None:
        self.set_font("sans", "B" if bold else "", size)
        self.set_text_color(*(_SOFT if soft else (0, 0, 0)))

    def drawable(self, text: str) -> str:
        """The text without what these letters do not have, which would be drawn as boxes."""
        font = self.fonts["sans"]
        assert isinstance(font, TTFFont)
        if all(ord(sign) in font.cmap for sign in text):
            return text
        return " ".join("".join(sign if ord(sign) in font.cmap else " " for sign in text).split())

    def line_of(self, text: str, height: float = 5) -> None:
        """Text over the whole width, in as many lines as it takes."""
        self.multi_cell(0, height, self.drawable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def pair(self, label: str, text: str) -> None:
        """A label at the left, what it names beside it."""
        if self.will_page_break(6):
            self.add_page()
        self.face(_SMALL, soft=True)
        self.cell(_LABEL_MM, 5.2, label)
        self.face(_TEXT)
        self.multi_cell(0, 5.2, self.drawable(text) or "–", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def sheet_pdf(sheet: Sheet) -> bytes:
    """The run sheet as PDF. Letters that are in no Latin, Greek or Cyrillic alphabet are left out."""
    words = words_in(sheet.interface)
    paper = _Paper(sheet)
    paper.face(_SMALL, bold=True, soft=True)
    paper.line_of(f"{words['sheet.heading']} · {sheet.show}")
    paper.face(_BIG, bold=True)
    paper.line_of(sheet.title, 8.5)
    paper.ln(2)
    if sheet.made_up:
        paper.face(_TEXT)
        paper.line_of(words["sheet.made_up"])
        paper.ln(2)
    for label, text in facts(sheet):
        paper.pair(label, text)
    paper.ln(4)
    paper.face(_TEXT, bold=True)
    paper.line_of(words["sheet.files"])
    paper.face(_SMALL, soft=True)
    paper.line_of(f"{words['sheet.measured']} {words['sheet.verify']}", 4.5)
    for file in sheet.files:
        _block(paper, sheet, file)
    return bytes(paper.output())


def _block(paper: _Paper, sheet: Sheet, file: File) -> None:
    """One file: its name, its figures, its loudness over time."""
    words = words_in(sheet.interface)
    if paper.will_page_break(_FILE_MM):
        paper.add_page()
    paper.ln(4)
    paper.face(_TEXT, bold=True)
    paper.line_of(file.name)
    paper.face(_SMALL)
    level = file.loudness
    paper.line_of(f"{kind_of(file, sheet.interface)} · {file.station_name} · {file.format}", 4.5)
    paper.line_of(labelled(words, "file_duration", length_of(file, sheet.interface)), 4.5)
    figures = (
        f"{words['sheet.level']} {level.integrated_lufs:.1f} LUFS",
        f"{words['sheet.peak']} {level.true_peak_dbtp:.1f} dBTP",
        f"{words['sheet.range']} {level.range_lu:.1f} LU",
        f"{words['sheet.momentary']} {level.max_momentary_lufs:.1f} LUFS",
        f"{words['sheet.short_term']} {level.max_short_term_lufs:.1f} LUFS",
    )
    paper.line_of(" · ".join(figures), 4.5)
    if file.kind != "programme":
        paper.line_of(labelled(words, "first_words", file.first_words), 4.5)
        paper.line_of(labelled(words, "last_words", file.last_words), 4.5)
    if file.expires:
        paper.line_of(labelled(words, "expires", day(file.expires, sheet.interface)), 4.5)
    _draw(paper, file, sheet.interface)
    paper.face(_SMALL, soft=True)
    paper.line_of(f"SHA-256 {file.sha256}", 4.5)


def _draw(paper: _Paper, file: File, interface: str) -> None:
    if not file.contour:
        return
    drawn = picture(file.contour, file.target_lufs, *_PICTURE_MM)
    left, top = paper.l_margin, paper.get_y() + 1
    paper.set_fill_color(*_AREA)
    paper.polygon([(left + x, top + y) for x, y in drawn.corners], style="F")
    paper.set_draw_color(0, 0, 0)
    paper.set_line_width(0.2)
    paper.line(left, top + drawn.target_y, left + drawn.width, top + drawn.target_y)
    paper.set_xy(left, top + drawn.height + 0.5)
    paper.face(7, soft=True)
    paper.cell(0, 4, "0:00")
    paper.set_x(left)
    paper.cell(drawn.width, 4, lasting(file.duration_ms, interface), align="R")
    paper.set_xy(left, top)
    paper.face(7)
    paper.cell(drawn.width, 4, f"— {file.target_lufs:g} LUFS")
    paper.set_xy(left, top + drawn.height + 5)
