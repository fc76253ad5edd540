"""Pages against what people may write, and what every page promises."""

from __future__ import annotations

import posixpath
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_shows import (
    AULNAT,
    GAUTHIERE,
    GUEST,
    HOST,
    LINES,
    a_show,
    a_transcript,
    an_episode,
    an_item,
    cleared,
    many_items,
)

from podcast.model import Legal, Segment, Transcript
from podcast.publish import (
    episode_page,
    episode_pages,
    index_page,
    prose_page,
    site_files,
    transcript_page,
    write_feed,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "</title><svg/onload=alert(1)>",
    "]]>&amp;<!--",
    "un\x00deux\x0btrois\x1b[31m\ufffe",
    "\u202eesrever\u202c مرحبا بالعالم",
    "🎙️👩🏽‍🍳 “guillemets” « d’ici » 'là'",
    "x" * 10_000,
    "mot " * 2_500,
)


class Reading(HTMLParser):
    """The elements, attributes and text of a page, as a browser would meet them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def _hostile_page(text: str) -> str:
    show = a_show(title=text, description=text, artwork_alt=text, copyright=text)
    people = (replace(HOST, name=text if text.split() else "?"), GUEST)
    episode = an_episode(title=text, summary=text, notes=text, people=people)
    words = a_transcript([(text, text), *LINES])
    return episode_page(show, an_item(show, episode, transcript=words), words)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_never_becomes_markup(text: str) -> None:
    read = Reading(_hostile_page(text))
    assert [each.get("src") for each in read.all("script")] == ["../../static/player.js"]
    assert not read.all("img")
    for tag, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on")], tag
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]", _hostile_page(text))


# What Markdown in notes may add to a page.
MARKDOWN = {"p", "ul", "ol", "li", "em", "strong", "code", "pre", "a", "hr", "br", "h3", "h4", "blockquote"}


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'/=!-[]()#*`")), min_size=1, max_size=60))
def test_any_text_stays_text(text: str) -> None:
    plain = {tag for tag, _ in Reading(_hostile_page("mot")).elements}
    read = Reading(_hostile_page(text))
    assert {tag for tag, _ in read.elements} <= plain | MARKDOWN
    assert len(read.all("script")) == 1
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_feed_holds_any_text(text: str) -> None:
    show = a_show(title=text)
    episode = an_episode(title=text, summary=text, notes=text)
    read = feedparser.parse(write_feed(show, [an_item(show, episode)]))
    assert not read.bozo
    assert len(read.entries) == 1


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/",
        "../secret",
        "java\tscript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_notes_link_to_the_web_and_to_mail_only(link: str) -> None:
    notes = f"[ici]({link}) <a href='{link}'>là</a> ![image](https://evil.example/x.png)"
    show = a_show()
    item = an_item(show, an_episode(notes=notes))
    page = episode_page(show, item, a_transcript())
    outside = [each["href"] for each in Reading(page).all("a") if "href" in each]
    assert all(not re.match(r"(?i)\s*(java|vb|data|file|//)", each) for each in outside)
    assert "../secret" not in outside
    assert not Reading(page).all("img")
    assert "href=&quot;java" not in write_feed(show, [item]).decode().lower()


def test_a_good_link_in_notes_stays() -> None:
    show = a_show()
    page = episode_page(show, an_item(show), a_transcript())
    assert {"href": "https://atelier.example/", "rel": "noopener nofollow"} in Reading(page).all("a")


def ninety_minutes() -> Transcript:
    """A cue every four seconds, in turns of one to sixty cues, with accents and marks."""
    text = "Et alors là, j’ai décidé d’ouvrir mon atelier <ici>, à côté de chez nous & voilà."
    segments = tuple(
        Segment(i * 4000, i * 4000 + 3900, text, "Leïla Montagner" if i % 61 else "Simon Valette")
        for i in range(1350)
    )
    return Transcript("fr", 5_400_000, segments)


def test_a_transcript_of_ninety_minutes_is_read_in_parts_of_less_than_100_kb() -> None:
    text = ninety_minutes()
    item = an_item(transcript=text, duration_ms=text.duration_ms)
    pages = episode_pages(a_show(), item, text)
    assert list(pages)[:2] == [item.page, f"{item.folder}part-2.html"]
    assert max(len(page.encode()) for page in pages.values()) <= 100_000
    read = [Reading(page) for page in pages.values()]
    ids = [each["id"] for page in read for each in page.all("p") if each.get("id", "").startswith("t")]
    assert ids == [f"t{i * 4000}" for i in range(1350)]
    for page in read:
        hrefs = [each.get("href", "") for each in page.all("a")]
        assert all(hrefs.count(f"{path.rpartition('/')[2]}#transcript") == 2 for path in pages)


def test_a_transcript_of_twenty_minutes_is_on_one_page() -> None:
    text = replace(ninety_minutes(), segments=ninety_minutes().segments[:300])
    (page,) = episode_pages(a_show(), an_item(transcript=text), text).values()
    assert len(page.encode()) <= 100_000
    assert 'class="parts"' not in page


def test_a_passage_from_right_to_left_says_so_and_others_do_not() -> None:
    page = Reading(episode_page(a_show(), an_item(), a_transcript([("A", "مرحبا"), ("A", "Bonjour")])))
    cues = {each["id"]: each.get("dir") for each in page.all("p") if each.get("id", "").startswith("t")}
    assert list(cues.values()) == ["auto", None]


def test_every_cue_has_an_address_and_a_link_to_it() -> None:
    text = a_transcript()
    twice = replace(text, segments=(*text.segments[:1], *text.segments))
    page = Reading(episode_page(a_show(), an_item(transcript=twice), twice))
    cues = [each for each in page.all("p") if each.get("id", "").startswith("t")]
    addresses = [each["id"] for each in cues]
    cue_links = [each["href"] for each in page.all("a") if each.get("href", "").startswith("#t")]
    assert addresses == ["t500", "t500-2", "t6500", "t12500", "t18500", "t24500", "t30500"]
    assert cue_links == [f"#{each}" for each in addresses]
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert len(ids) == len(set(ids))


Origin = Literal["machine", "person"]


def _with_origin(origins: tuple[Origin, ...]) -> tuple[Segment, ...]:
    pairs = zip(a_transcript().segments, origins, strict=True)
    return tuple(replace(segment, origin=origin) for segment, origin in pairs)


@pytest.mark.parametrize(
    ("origins", "said", "marked"),
    [
        (("machine",) * 6, "Texte automatique, non relu", 0),
        (("person",) * 6, "Texte relu par la rédaction", 0),
        (("person", "machine", "person", "person", "machine", "person"), "4 passages sur 6", 2),
    ],
)
def test_a_page_says_whose_text_it_is(origins: tuple[Origin, ...], said: str, marked: int) -> None:
    text = replace(a_transcript(), segments=_with_origin(origins))
    page = Reading(episode_page(a_show(), an_item(transcript=text), text))
    assert said in page.text
    assert sum("unread" in each.get("class", "") for _, each in page.elements) == marked


def test_invented_voices_are_said_on_the_page_and_in_the_transcript() -> None:
    notice = "Voix de synthèse : personnes et entreprises inventées pour la démonstration."
    show = a_show()
    assert notice in Reading(episode_page(show, an_item(), a_transcript())).text
    assert notice in Reading(transcript_page(show, cleared(an_episode()), a_transcript())).text
    assert notice in Reading(index_page(show, [an_item()])).text


def test_the_language_of_the_content_is_kept_apart_from_the_interface() -> None:
    show = a_show(language="en-GB")
    page = Reading(episode_page(show, an_item(show), a_transcript()))
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("h1") == [{"lang": "fr"}]
    assert "Automatic text, not checked" in page.text
    assert {"class": "turns", "lang": "fr"} in page.all("div")


def test_a_passage_in_another_language_says_which() -> None:
    first, second, *rest = (said := a_transcript()).segments
    marked = replace(
        said, segments=(first, replace(second, text="It is my business plan.", language="en"), *rest)
    )
    for html in (
        episode_page(a_show(), an_item(), marked),
        transcript_page(a_show(), cleared(an_episode()), marked),
    ):
        assert html.count(' lang="en"') == 1
        assert re.search(r'lang="en">It is my business plan\.</', html)


def test_how_somebody_belongs_to_a_place_is_said_on_their_page() -> None:
    item = an_item(a_show(), labels=(replace(GAUTHIERE, relations=("lives", "established")),))
    page = episode_page(a_show(), item, a_transcript())
    assert "y vit, y a son entreprise" in page
    assert "y vit" not in episode_page(a_show(), an_item(a_show(), labels=(GAUTHIERE,)), a_transcript())


def test_an_episode_without_transcript_says_so() -> None:
    silent = a_transcript(())
    page = Reading(episode_page(a_show(), an_item(transcript=silent, duration_ms=9000), silent))
    assert "La transcription de cet épisode n’est pas disponible." in page.text
    assert not [each for each in page.all("a") if each.get("href", "").endswith(".vtt")]


def test_a_show_without_artwork_or_programmes_has_its_pages() -> None:
    files = site_files(a_show(artwork=None), [])
    assert "Aucun épisode n’est encore publié." in Reading(files["index.html"].decode()).text
    assert "artwork.png" not in files
    assert not Reading(files["index.html"].decode()).all("img")


def test_no_page_asks_another_host_for_anything(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    items = [an_item(show), *many_items(3, show)]
    pages = {path: data.decode() for path, data in site_files(show, items).items() if path.endswith(".html")}
    pages["episode"] = episode_page(show, items[0], a_transcript())
    for path, page in pages.items():
        read = Reading(page)
        policies = [each["content"] for each in read.all("meta") if "http-equiv" in each]
        assert len(policies) == 1 and policies[0].startswith("default-src 'none'"), path
        loaded = [each[name] for _, each in read.elements for name in ("src", "poster") if name in each]
        loaded += [each["href"] for each in read.all("link") if each["rel"] in ("stylesheet", "icon")]
        assert loaded, path
        home = show.url if path == "404.html" else "../"
        assert all("://" not in each or each.startswith(home) for each in loaded), path


def test_links_between_pages_lead_to_files_that_are_made(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    artwork = Path(__file__).parents[2] / "episodes/artwork.png"
    shutil.copy(artwork, tmp_path / "episodes/artwork.png")
    show = a_show(root=tmp_path)
    items = [an_item(show, labels=(AULNAT,)), *many_items(30, show)]
    made = {path: data.decode() for path, data in site_files(show, items).items() if path.endswith(".html")}
    made |= {item.page: episode_page(show, item, a_transcript()) for item in items}
    known = {*site_files(show, items), *made, "feed.xml"}
    known |= {item.media for item in items} | {f"pagefind/{name}" for name in ("pagefind.js",)}
    known |= {
        item.transcript(suffix) for item in items for suffix in ("vtt", "srt", "json", "txt", "html", "pdf")
    }
    for path, page in made.items():
        if path == "404.html":
            continue
        for _, attributes in Reading(page).elements:
            for name in ("href", "src"):
                target = attributes.get(name, "#").partition("#")[0]
                if not target or "://" in target or target.startswith("mailto:"):
                    continue
                reached = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                assert reached in known, (path, target)


def test_the_same_records_give_the_same_files(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    items = many_items(7, show)
    assert site_files(show, items) == site_files(show, items[::-1])


def test_no_page_is_heavy(tmp_path: Path) -> None:
    show = a_show(root=tmp_path)
    files = site_files(show, many_items(600, show))
    shared = sum(len(files[name]) for name in ("static/site.css", "static/player.js"))
    for path, data in files.items():
        if path.endswith(".html"):
            assert len(data) + shared <= 100_000, path
    assert len(files["static/player.js"]) <= 15_000
    assert len(files["static/search.js"]) <= 15_000


def test_a_legal_notice_says_what_is_missing() -> None:
    empty = Reading(prose_page(a_show(), "legal")).text
    assert empty.count("[à compléter par l’éditeur]") == 4
    unlicensed = replace(a_show(), license="")
    assert "Licence : aucune, tous droits réservés" in Reading(prose_page(unlicensed, "legal")).text
    legal = Legal("Éditions <b>X</b>", "1 rue Y", "Z", "x@y.example", "Hôte", "2 rue H")
    filled = Reading(prose_page(a_show(legal=legal), "legal"))
    assert "à compléter" not in filled.text
    assert not filled.all("b")


def test_the_accessibility_page_claims_nothing_without_an_audit() -> None:
    assert "conforme" not in Reading(prose_page(a_show(), "accessibility")).text.lower()
