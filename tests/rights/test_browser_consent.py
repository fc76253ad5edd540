"""The form to sign, printed by Chromium: one sheet of paper a person."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdf
import pytest
from minimal_show import SHOW
from playwright.sync_api import sync_playwright

from podcast.rights import consent_form
from podcast.show import load_show

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LONG = "Une très longue conversation sur les machines, les mains et le temps qu'il faut pour coudre une robe"


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_is_one_page_a_person_and_has_room_to_write(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "episodes/leila"
    (folder / "recordings").mkdir(parents=True)
    (folder / "recordings/1.wav").write_bytes(b"x")
    people = '[[people]]\nname = "Leïla"\n[[people]]\nname = "Omar"\nguardian = "Sa mère"\n'
    (folder / "episode.toml").write_text(
        f'title = "{LONG}"\ndate = 2026-01-01\nguid = "x"\n{people}', "utf-8"
    )
    text = SHOW.replace('language = "fr"', f'language = "{language}"')
    (tmp_path / "episodes/show.toml").write_text(text, "utf-8")
    show = load_show(tmp_path)
    episode = show.episodes[0]
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = running.new_page()
        page.set_content(consent_form(show, episode, episode.people))
        paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 660, "height": 990})  # A4 less its margins
        lines = page.eval_on_selector_all(
            ".minor .line:first-of-type .rest", "found => found.map(each => each.clientWidth)"
        )
        running.close()
    assert len(paper.pages) == 2
    (line,) = lines  # Omar's guardian is named already
    assert line > 300  # 8 cm
