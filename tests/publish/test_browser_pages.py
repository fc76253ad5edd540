"""The pages in Chromium: accessibility, keyboard, player, search, and nothing asked of another host."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from made_shows import (
    AULNAT,
    LINES,
    TEXTILE,
    a_show,
    a_transcript,
    an_episode,
    an_item,
    many_items,
)
from playwright.sync_api import Browser, Page, Route, sync_playwright
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

from podcast import tools
from podcast.publish import (
    MadeExtra,
    build_search,
    episode_page,
    episode_pages,
    site_files,
    translated_pages,
    write_feed,
)

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
KINDS = {
    "home": "",
    "episode": "episodes/leila-couture/",
    "mixed": "episodes/portrait-0001/",
    "translation": "episodes/leila-couture/en/",
    "place": "places/la-gauthiere/",
    "sector": "sectors/textile_mode/",
    "archive": "archive/",
    "year": "archive/2020/",
    "map": "map/",
    "search": "search/",
    "about": "about/",
    "legal": "legal/",
    "privacy": "privacy/",
    "accessibility": "accessibility/",
    "embed": "embed/leila-couture/",
    "missing": "404.html",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


def _sound(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    ffmpeg = tools.find()
    made = tools.run(
        ffmpeg.command("-f", "lavfi", "-i", "sine=440:duration=37", "-b:a", "64k", "-y", str(target))
    )
    assert made.code == 0, made.stderr


def _extras() -> tuple[MadeExtra, ...]:
    mot = MadeExtra(
        kind="soundbite",
        name="mot",
        title="Un mot",
        start_ms=6000,
        duration_ms=37_000,
        mp3_bytes=300_000,
        film_bytes=500_000,
        captions=True,
    )
    own = replace(mot, kind="trailer", name="trailer", title="Bientôt", start_ms=None, text="Ce qui s’y dit.")
    return mot, own


def _build(root: Path, language: str, address: str) -> None:
    site = root / language
    (root / "episodes").mkdir(exist_ok=True)
    shutil.copyfile(Path(__file__).parents[2] / "episodes/artwork.png", root / "episodes/artwork.png")
    show = a_show(root=root, language=language, url=f"{address}{language}/")
    text = a_transcript()
    mixed = replace(text, segments=(replace(text.segments[0], origin="person"), *text.segments[1:]))
    others = [replace(each, labels=(AULNAT, TEXTILE)) for each in many_items(3, show)]
    english = replace(mixed, language="en", translated_from="fr")
    items = [an_item(show, extras=_extras(), translations=(english,)), *others]
    files = dict(site_files(show, items))
    files["feed.xml"] = write_feed(show, items)
    for item in items:
        words = text if item.slug == "leila-couture" else mixed
        files[item.page] = episode_page(show, item, words).encode()
    for path, page in translated_pages(show, items[0], english).items():
        files[path] = page.encode()
    for path, data in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    for name in ("media/leila-couture.mp3", "clips/leila-couture/mot.mp3", "clips/leila-couture/trailer.mp3"):
        _sound(site / name)
    build_search(site)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("show")
    application = Starlette()
    application.mount("/", StaticFiles(directory=root, html=True))
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    for language in ("fr", "en"):
        _build(root, language, address)
    yield address
    server.should_exit = True
    thread.join()


@dataclass
class Tab:
    """A page with what it asked for and what its console said."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        self.page.goto(address)
        if "/search/" in address:
            self.page.locator(".search form").wait_for()
        return self.page


def _tab(browser: Browser, script: bool = True, width: int = 1280) -> Tab:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    tab = Tab(context.new_page())
    tab.page.on("request", lambda request: tab.asked.append(request.url))
    tab.page.on("console", lambda each: tab.said.append(each.text) if each.type == "error" else None)
    tab.page.on("pageerror", lambda error: tab.said.append(str(error)))
    return tab


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    opened = _tab(browser)
    yield opened
    opened.page.context.close()


MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation_by_day_and_by_night(tab: Tab, served: str, kind: str, language: str) -> None:
    page = tab.open(f"{served}{language}/{KINDS[kind]}")
    for mode in MODES:
        page.emulate_media(color_scheme=mode)
        found = Axe().run(page).response["violations"]
        assert [(mode, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_only_its_own_host_keeps_no_cookie_and_has_no_error(
    tab: Tab, served: str, kind: str
) -> None:
    tab.open(f"{served}fr/{KINDS[kind]}")
    assert [each for each in tab.asked if not each.startswith((served, "blob:"))] == []
    assert tab.page.context.cookies() == []
    assert tab.said == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_runs_off_the_side(browser: Browser, served: str, kind: str, width: int) -> None:
    tab = _tab(browser, width=width)
    page = tab.open(f"{served}fr/{KINDS[kind]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tab.page.context.close()


def test_without_script_everything_is_there_to_read_and_hear(browser: Browser, served: str) -> None:
    tab = _tab(browser, script=False)
    page = tab.open(f"{served}fr/episodes/leila-couture/")
    for _, words in LINES:
        assert page.get_by_text(words).is_visible()
    sound = page.locator(".listen audio")
    assert sound.get_attribute("controls") is not None
    assert sound.get_attribute("preload") == "none"
    assert page.locator(".chapters a").first.get_attribute("href") == "../../media/leila-couture.mp3#t=0"
    page.goto(f"{served}fr/search/")
    told = page.locator("noscript p")  # where Playwright looks for no text
    assert told.is_visible() and told.inner_text().startswith("La recherche a besoin de JavaScript")
    page.get_by_role("link", name="Tous les épisodes, par date").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tous les épisodes"
    page.context.close()


def _until(page: Page, true: str) -> None:
    # Playwright's own waiting evaluates text in the page, which our content policy forbids
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {true}")


def _heard(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def test_a_passage_starts_the_player_there_and_reading_follows(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/episodes/leila-couture/")
    page.locator("#t12500 a").click()
    _until(page, "document.querySelector('audio').currentTime > 12.6")
    assert page.evaluate("!document.querySelector('audio').paused")
    assert page.url.endswith("#t12500")
    assert page.locator(".cues > .now").get_attribute("id") == "t12500"
    assert page.locator(".cues > .now").get_attribute("aria-current") == "true"
    assert tab.said == []


def test_the_address_of_a_passage_waits_there_in_silence(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/episodes/leila-couture/#t24500")
    assert _heard(page) == pytest.approx(24.5, abs=0.01)
    assert page.evaluate("document.querySelector('audio').paused")


def test_the_keyboard_reaches_and_works_the_player(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/episodes/leila-couture/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.get_by_label("Position").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert _heard(page) == pytest.approx(20, abs=0.5)
    assert page.get_by_label("Position").get_attribute("aria-valuetext") == "0:20 sur 0:36"
    page.get_by_role("button", name="Reculer de 15 secondes").focus()
    page.keyboard.press("Enter")
    assert _heard(page) == pytest.approx(5, abs=0.5)
    page.get_by_label("Vitesse").select_option("1.5")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5


def test_tab_reaches_everything_that_can_be_worked(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/episodes/leila-couture/")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href],button,input,select,textarea,summary,audio')]"
        ".filter(e => e.checkVisibility()).length"
    )
    reached = set()
    for _ in range(wanted * 3):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(() => { const all = [...document.querySelectorAll('*')];"
                " return all.indexOf(document.activeElement); })()"
            )
        )
    assert len(reached) >= wanted


def test_the_place_is_remembered_on_this_machine_only(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/episodes/leila-couture/")
    page.locator("#t18500 a").click()
    _until(page, "document.querySelector('audio').currentTime > 18.6")
    page.goto(f"{served}fr/map/")
    page.goto(f"{served}fr/episodes/leila-couture/")
    assert _heard(page) >= 18
    assert page.get_by_text("Reprise à 0:1").is_visible()
    assert page.context.cookies() == []


def test_words_are_found_inside_the_transcript_without_their_accents(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/episodes/leila-couture/")
    page.get_by_label("Chercher dans le texte").fill("gauthiere")
    page.get_by_text("2 passages", exact=True).wait_for()
    assert page.locator(".cues > p:visible").count() == 2
    page.get_by_label("Chercher dans le texte").fill("")
    _until(page, "document.querySelectorAll('.cues > p[hidden]').length === 0")


def test_search_finds_the_passage_and_leads_to_it(tab: Tab, served: str) -> None:
    page = tab.open(f"{served}fr/search/")
    page.get_by_label("Mots cherchés").fill("ourlets rideaux")
    result = page.locator(".results a").first
    result.wait_for()
    assert (result.get_attribute("href") or "").endswith("#t30500")
    page.get_by_label("Quartier").select_option("La Gauthière")
    _until(page, "document.querySelectorAll('.results li').length === 1")
    result.click()
    page.wait_for_url("**/episodes/leila-couture/**")
    assert _heard(page) == pytest.approx(30.5, abs=0.01)
    assert tab.said == []


def test_the_search_form_is_there_before_the_engine_which_then_looks_for_what_was_typed(
    tab: Tab, served: str
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.page.route("**/pagefind/pagefind.js", hold)
    page = tab.open(f"{served}fr/search/")
    page.get_by_label("Mots cherchés").fill("ourlets rideaux")
    assert "La recherche a besoin de JavaScript" not in page.locator("main").inner_text()
    page.get_by_text("Un instant").wait_for()
    held[0].continue_()
    page.locator(".results a").first.wait_for()
    assert tab.said == []


def test_a_site_without_its_search_engine_says_so(tab: Tab, served: str) -> None:
    tab.page.route("**/pagefind/pagefind.js", lambda route: route.abort())
    page = tab.page
    page.goto(f"{served}fr/search/")
    page.get_by_text("La recherche n’est pas disponible sur ce site.").wait_for()
    assert page.locator(".search form").count() == 0


def test_the_address_of_a_passage_leads_to_the_part_it_is_in(browser: Browser, tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    text = a_transcript([("Leïla Montagner", "Un passage assez long, pour que la page le soit. " * 6)] * 600)
    item = an_item(show, transcript=text, duration_ms=text.duration_ms)
    files = dict(site_files(show, [item]))
    files |= {path: html.encode() for path, html in episode_pages(show, item, text).items()}
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    tab = _tab(browser)
    page = tab.open((tmp_path / item.page).as_uri() + "#t3000500")
    page.wait_for_url("**/part-3.html#t3000500")
    assert page.locator("#t3000500").is_visible()
    assert page.locator(".parts a[aria-current]").first.inner_text().startswith("3")
    assert tab.said == []
    tab.page.context.close()


def test_hostile_words_stay_inside_the_page_and_run_nothing(browser: Browser, tmp_path: Path) -> None:
    words = "<script>document.title='taken'</script>\u202e" + "x" * 10_000
    show = a_show(root=tmp_path, title=words)
    episode = an_episode(title=words, summary=words, notes=words)
    text = a_transcript([(words, words), *LINES])
    for path, data in site_files(show, [an_item(show, episode, transcript=text)]).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    target = tmp_path / "episodes/leila-couture/index.html"
    target.parent.mkdir(parents=True)
    target.write_text(episode_page(show, an_item(show, episode, transcript=text), text), "utf-8")
    tab = _tab(browser, width=640)
    for address in (target, tmp_path / "index.html", tmp_path / "embed/leila-couture/index.html"):
        page = tab.open(address.as_uri())
        assert page.title() != "taken"
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
    tab.page.context.close()
