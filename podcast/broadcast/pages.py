"""The stations' page and the run sheet as HTML, in the look of the site they stand beside."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from podcast.broadcast.address import absolute
from podcast.broadcast.picture import picture
from podcast.broadcast.run_sheet import Sheet, facts, kind_of, length_of
from podcast.broadcast.station import Station
from podcast.broadcast.words import day, language_of, lasting, words_in
from podcast.model import Show

__all__ = ["STYLE", "looks", "radio_page", "sheet_page", "style"]

STYLE = "radio.css"
_SVG = (720.0, 120.0)
_FOLDERS = ("templates", "words")


@functools.cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("podcast.broadcast"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=lambda when: day(when, language),
        kind=lambda file: kind_of(file, language),
        lasting=lambda ms: lasting(ms, language),
        length_of=lambda file: length_of(file, language),
        size=lambda count: _size(count, language),
        tenth=lambda level: _number(level, language),
    )
    environment.globals.update(words=words_in(language), language=language)
    return environment


def _number(level: float, language: str) -> str:
    text = f"{level:.1f}"
    return text.replace(".", ",") if language == "fr" else text


def _size(count: int, language: str) -> str:
    return f"{_number(count / 1_000_000, language)} {'Mo' if language == 'fr' else 'MB'}"


def _render(show: Show, template: str, here: str, values: dict[str, Any]) -> str:
    shared = {"show_title": show.title, "here": here, "root": f"{here}../", "base": absolute(show, "")}
    page = _environment(language_of(show)).get_template(template)
    return page.render({**shared, **values}) + "\n"


def radio_page(
    show: Show, sheets: Sequence[Sheet], stations: Sequence[Station], parcels: Sequence[Station]
) -> str:
    """`radio/index.html`: every programme, newest first; `parcels` are the stations that have a zip."""
    newest = sorted(sheets, key=lambda each: (each.date, each.slug), reverse=True)
    values = {
        "heading": words_in(language_of(show))["radio.heading"],
        "sheets": newest,
        "stations": stations,
        "parcels": parcels,
    }
    return _render(show, "index.html", "", values)


def sheet_page(show: Show, sheet: Sheet) -> str:
    """The run sheet of one programme, `radio/<slug>/`."""
    drawn = [
        (each, picture(each.contour, each.target_lufs, *_SVG) if each.contour else None)
        for each in sheet.files
    ]
    values = {"heading": sheet.title, "sheet": sheet, "facts": list(facts(sheet)), "files": drawn}
    return _render(show, "sheet.html", "../", values)


def style() -> bytes:
    """The styles these pages add to the site's own."""
    return resources.files("podcast.broadcast").joinpath("templates", STYLE).read_bytes()


@functools.cache
def looks() -> str:
    """The SHA-256 of every template and word: when one changes, the pages are made again."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        files = resources.files("podcast.broadcast").joinpath(folder).iterdir()
        for each in sorted(files, key=lambda file: file.name):
            data = each.read_bytes()
            digest.update(f"{folder}/{each.name} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()
