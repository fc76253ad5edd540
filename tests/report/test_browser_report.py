"""The page of a report in Chromium: accessibility by day and by night, nothing asked, nothing covered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from told_shows import CLERMONT, TRADES, Told, a_show, item, many

from podcast.model import Targets
from podcast.report import Day, Sources, for_outside, make_report, report_page

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
KINDS = ("inside", "outside", "few", "empty")
TARGETS = Targets(24, None, 60, places=(("la-gauthiere", 6), ("centre", 4)))


def pages(language: str) -> Iterator[tuple[str, str]]:
    show = replace(a_show(language=language), targets=TARGETS)
    tolds = [
        *many(2, "one", places=("centre", "breuil-chapelles"), sectors=("numerique",), day="2026-04-02"),
        *many(6, "two", places=("la-gauthiere",), sectors=("artisanat_creation",)),
        *many(9, "three", places=("saint-jacques",), sectors=(), day="2026-09-02", language="it"),
        Told("four", places=()),
    ]
    days = tuple(Day(date(2026, month, 5), "one-01", month * month) for month in range(3, 13))
    items = tuple(item(told, show) for told in tolds)
    whole = make_report(Sources(show, items, CLERMONT, TRADES, days), 2026)
    few = make_report(Sources(show, items[:2], CLERMONT, TRADES), 2026)
    yield "inside", report_page(show, whole)
    yield "outside", report_page(show, for_outside(whole))
    yield "few", report_page(show, for_outside(few))
    yield "empty", report_page(show, for_outside(make_report(Sources(show, (), CLERMONT, TRADES), 2026)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for language in ("fr", "en"):
        for kind, text in pages(language):
            (folder / f"{kind}-{language}.html").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1100, "height": 900})
    yield opened
    opened.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation_and_nothing_is_asked(
    page: Page, folder: Path, kind: str, language: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda each: said.append(each.text) if each.type in ("error", "warning") else None)
    for mode in MODES:
        page.emulate_media(color_scheme=mode)
        page.goto((folder / f"{kind}-{language}.html").as_uri())
        report = Axe().run(page)
        assert report.violations_count == 0, report.generate_report()
    assert len(asked) == len(MODES)
    assert said == []


@pytest.mark.parametrize("width", [320, 1100])
def test_nothing_is_wider_than_the_screen(page: Page, folder: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for kind in KINDS:
        page.goto((folder / f"{kind}-fr.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_names_on_the_map_cover_neither_marks_nor_names(page: Page, folder: Path) -> None:
    page.goto((folder / "inside-fr.html").as_uri())
    boxes = page.locator(".chart text.at, .chart circle").evaluate_all(
        "all => all.map(each => { const b = each.getBoundingClientRect();"
        " return [b.left, b.top + 4, b.right, b.bottom - 4] })"
    )
    assert len(boxes) == 16
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
            assert apart, (one, other)
