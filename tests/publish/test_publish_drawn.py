"""What is drawn: the card that stands for a programme, and its transcript on paper."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_shows import LINES, a_show, a_transcript, an_episode, an_item
from PIL import Image
from pypdf import PdfReader

from podcast.publish import card_png, episode_page, transcript_pdf

TITLES = (
    "Leïla, la couture sur mesure",
    "Œuvre d’été — ça naît où ? " * 12,
    "x" * 10_000,
    "مرحبا بكم",
    "🎙️",
    "\u202e" + "a" * 20,
    "",
)


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


@pytest.mark.parametrize("title", TITLES, ids=[title[:12] for title in TITLES])
def test_a_card_of_any_title_is_a_small_picture_of_the_right_size(title: str) -> None:
    data = card_png(a_show(), an_item(episode=an_episode(title=title)))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(data) <= 60_000
    assert data == card_png(a_show(), an_item(episode=an_episode(title=title)))


def test_a_card_has_the_accent_of_the_show_and_changes_with_the_title() -> None:
    data = card_png(a_show(accent="#005f73"), an_item())
    with Image.open(io.BytesIO(data)) as image:
        assert image.convert("RGB").getpixel((600, 4)) == (0, 0x5F, 0x73)
    assert card_png(a_show(), an_item()) != card_png(a_show(), an_item(episode=an_episode(title="Autre")))


def test_the_page_names_its_card() -> None:
    page = episode_page(a_show(), an_item(), a_transcript())
    address = "https://porte-voix.example/episodes/leila-couture/card.png"
    assert f'<meta property="og:image" content="{address}">' in page
    assert 'content="summary_large_image"' in page


def test_the_paper_says_every_word_with_its_speaker() -> None:
    reader = read(transcript_pdf(a_show(), an_item(), a_transcript()))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for speaker, words in LINES:
        assert words in text
        assert speaker in text
    assert "Voix de synthèse" in text
    assert "non relu" in text
    assert reader.metadata is not None
    assert reader.metadata.title == "Leïla, la couture sur mesure"
    assert str(reader.root_object["/Lang"]) == "fr"


def test_a_long_paper_has_pages_and_loses_nothing() -> None:
    lines = [("Leïla", f"Passage numéro {i}, ni plus ni moins.") for i in range(400)]
    reader = read(transcript_pdf(a_show(), an_item(), a_transcript(lines)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert len(reader.pages) > 5
    assert all(f"Passage numéro {i}," in text for i in range(400))


@pytest.mark.parametrize("words", ["", "🎙️ مرحبا", "<script>", "x" * 10_000, "\u202eabc\u0000"])
def test_any_words_can_be_put_on_paper(words: str) -> None:
    episode = an_episode(title=words or "Titre")
    assert read(transcript_pdf(a_show(), an_item(episode=episode), a_transcript([(words, words)]))).pages


def test_other_processes_draw_the_same_bytes() -> None:
    here = Path(__file__).parent
    program = (
        "import hashlib; from made_shows import *; from podcast.publish import card_png, transcript_pdf;"
        "made = card_png(a_show(), an_item()) + transcript_pdf(a_show(), an_item(), a_transcript());"
        "print(hashlib.sha256(made).hexdigest())"
    )
    found = set()
    for seed in ("0", "1"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{here}{os.pathsep}{here.parents[1]}",
        }
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout.strip())
    made = card_png(a_show(), an_item()) + transcript_pdf(a_show(), an_item(), a_transcript())
    assert found == {hashlib.sha256(made).hexdigest()}
