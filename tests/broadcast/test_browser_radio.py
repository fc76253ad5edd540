"""The stations' page and the run sheet in Chromium: accessible by day, by night and on a narrow screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from made_programmes import EBU, a_file, a_sheet, a_show
from playwright.sync_api import Browser, sync_playwright

from podcast.broadcast import STYLE, radio_page, sheet_page, style
from podcast.publish import site_files

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = ("radio/index.html", "radio/leila-couture/conducteur.html")
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    show = a_show()
    sheet = a_sheet(files=(a_file(), a_file(name="2026-09-07_" + "long-" * 12 + ".mp2")))
    files = {f"static/{name}": site_files(show, [])[f"static/{name}"] for name in ("site.css", "icon.svg")}
    files |= {
        "radio/index.html": radio_page(show, [sheet], [EBU], [EBU]).encode(),
        "radio/leila-couture/conducteur.html": sheet_page(show, sheet).encode(),
        f"radio/{STYLE}": style(),
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browser: Browser, site: Path, name: str) -> None:
    page = browser.new_page()
    page.goto(f"file://{site / name}")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    for mode in MODES:
        page.emulate_media(color_scheme=mode)
        found = Axe().run(page).response["violations"]
        assert [(mode, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_runs_off_the_side(browser: Browser, site: Path, name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"file://{site / name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
