"""The picture and the film of a soundbite: what is read in them and when, and the same bytes every time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_shows import CONSENT, GUEST, HOST, a_show, an_episode
from PIL import Image

from podcast import tools
from podcast.errors import PodcastError, RightsRefused
from podcast.model import Consent, Extra, Person, Segment, Transcript, Use, Word
from podcast.publish import FILM_NEEDS, Heard, still_png, write_film
from podcast.publish.audiogram import BARS, layers_of
from podcast.publish.caption import captions_of
from podcast.publish.colour import PAPER, contrast
from podcast.rights import Cleared, clear

ARTWORK = Path(__file__).parents[2] / "episodes/artwork.png"
EXTRACTS = replace(CONSENT, uses=frozenset({Use.WEB, Use.EXTRACTS}))
WORDS = Transcript(
    "fr",
    4000,
    (
        Segment(200, 1400, "Une dame m’a commandé une robe.", "Leïla Montagner"),
        Segment(1500, 2000, "Et alors ?", "Simon Valette"),
        Segment(3400, 3900, "J’ai dit oui.", "Leïla Montagner"),
    ),
)


def granted(*people: Person, use: Use = Use.EXTRACTS, **changes: Any) -> Cleared:
    voices = people or tuple(replace(each, consent=EXTRACTS) for each in (HOST, GUEST))
    answer = clear(an_episode(people=voices, **changes), use, date(2026, 12, 31))
    assert isinstance(answer, Cleared)
    return answer


def heard(words: Transcript = WORDS, cleared: Cleared | None = None, **changes: Any) -> Heard:
    extra = Extra("soundbite", "robe", "Une robe de mariée", 0, 4000)
    show = a_show(root=ARTWORK.parents[1], artwork=Path("episodes/artwork.png"))
    peaks = tuple((i * 37) % 90 + 10 for i in range(240))
    whole = Heard(show, cleared or granted(), extra, words, 4000, peaks)
    return replace(whole, **changes)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The share of a part of a picture that is not paper."""
    part = np.asarray(image.crop(box), np.int16)
    paper = np.array([int(PAPER[i : i + 2], 16) for i in (1, 3, 5)])
    return float((np.abs(part - paper).max(axis=2) > 60).mean())


# --- captions --------------------------------------------------------------------------------------------


def test_a_long_cue_is_shown_in_parts_at_the_times_of_its_words() -> None:
    tokens = [f"mot{n}" for n in range(12)]
    words = tuple(Word(1000 + n * 500, 1400 + n * 500, text) for n, text in enumerate(tokens))
    long = Transcript("fr", 9000, (Segment(1000, 7000, " ".join(tokens), "A", words),))
    first, second, third = captions_of(long, lambda text: len(text) <= 25, names=False)
    assert (first.text, first.start_ms, first.end_ms) == ("mot0 mot1 mot2 mot3", 1000, 3000)
    assert (second.text, second.start_ms) == ("mot4 mot5 mot6 mot7", 3000)
    assert (third.start_ms, third.end_ms) == (5000, 7000)


def test_without_times_of_words_the_letters_tell() -> None:
    long = Transcript("fr", 9000, (Segment(0, 6000, "aaaa bbbb cccc dddd", "A"),))
    first, second = captions_of(long, lambda text: len(text) <= 9, names=False)
    assert [(each.text, each.start_ms, each.end_ms) for each in (first, second)] == [
        ("aaaa bbbb", 0, 3000),
        ("cccc dddd", 3000, 6000),
    ]


def test_a_word_longer_than_the_room_stands_alone() -> None:
    long = Transcript("fr", 9000, (Segment(0, 6000, "a anticonstitutionnellement b", "A"),))
    assert [each.text for each in captions_of(long, lambda text: len(text) <= 5, names=False)] == [
        "a",
        "anticonstitutionnellement",
        "b",
    ]


def test_one_caption_at_a_time_with_the_name_of_who_says_it() -> None:
    both = Transcript("fr", 9000, (Segment(0, 3000, "Oui", "A"), Segment(2500, 4000, "Non", "B")))
    first, second = captions_of(both, lambda _: True, names=True)
    assert (first.end_ms, first.name, second.start_ms, second.name) == (2500, "A", 2500, "B")


# --- pictures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "size_px"), [("square", (1080, 1080)), ("vertical", (1080, 1920))])
def test_the_picture_is_small_and_the_same_every_time(shape: Any, size_px: tuple[int, int]) -> None:
    told = heard(extra=replace(heard().extra, shape=shape))
    data = still_png(told)
    assert data == still_png(told)
    assert Image.open(io.BytesIO(data)).size == size_px
    assert len(data) < 200_000


def test_text_can_be_read() -> None:
    for colour in ("#1c1814", "#5d544a"):
        assert contrast(colour, PAPER) >= 4.5


def test_other_words_make_another_picture() -> None:
    other = replace(WORDS, segments=(replace(WORDS.segments[0], text="Tout autre chose."),))
    assert still_png(heard()) != still_png(heard(other))
    assert still_png(heard()) != still_png(heard(extra=replace(heard().extra, title="Un autre titre")))


def test_a_picture_needs_leave_to_be_quoted() -> None:
    with pytest.raises(RightsRefused, match="an extra needs «extracts»"):
        heard(cleared=granted(use=Use.WEB))


def test_a_name_that_is_hidden_is_in_neither_picture_nor_film() -> None:
    no_surname = Consent(frozenset({Use.WEB, Use.EXTRACTS}), no_surname=True)
    said = replace(WORDS, segments=(Segment(200, 1400, "Je suis Leïla Montagner.", "Leïla Montagner"),))
    told = heard(said, granted(Person("Leïla Montagner", consent=no_surname)))
    assert told.words.text == "Je suis Leïla […]."
    assert told.speakers == ("Leïla",)


def test_letters_that_are_not_there_are_not_shown_as_boxes() -> None:
    arabic = replace(WORDS, segments=(replace(WORDS.segments[0], text="مرحبا بكم في الورشة"),))
    assert layers_of(heard(arabic)).changes == ()
    assert still_png(heard(arabic))


def test_captions_come_and_go_with_what_is_said() -> None:
    layers = layers_of(heard())
    # the pause of 100 ms takes no caption away, that of 1.4 s does
    assert layers.changes == ((200, 1), (1500, 2), (2000, 0), (3400, 3))
    sheet = picture(layers.sheet)
    assert sheet.height == 4 * layers.strip
    assert ink(sheet, (0, 0, sheet.width, layers.strip)) == 0
    assert ink(sheet, (0, layers.strip, sheet.width, 2 * layers.strip)) > 0.01


def test_what_ffmpeg_lays_over_is_even_and_inside() -> None:
    for shape in ("square", "vertical"):
        layers = layers_of(heard(extra=replace(heard().extra, shape=shape)))
        ground, rest = picture(layers.ground), picture(layers.rest)
        numbers = (*layers.rest_at, *layers.sheet_at, layers.strip, layers.wave_width, *rest.size)
        assert [each for each in numbers if each % 2] == []
        assert rest.width == 2 * layers.wave_width
        assert layers.sheet_at[1] + layers.strip <= layers.rest_at[1]
        assert layers.rest_at[1] + rest.height < ground.height
        assert ink(rest, (layers.wave_width, 0, rest.width, rest.height)) == 0


def test_the_waveform_has_a_bar_for_each_stretch() -> None:
    layers = layers_of(heard())
    row = np.asarray(picture(layers.ground).crop((72, layers.rest_at[1] + 70, 1008, layers.rest_at[1] + 71)))[
        0
    ]
    paper = np.array([int(PAPER[i : i + 2], 16) for i in (1, 3, 5)])
    filled = np.abs(row.astype(int) - paper).max(axis=1) > 60
    assert int(np.count_nonzero(filled[1:] & ~filled[:-1])) + int(filled[0]) == BARS


# --- the film --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    tone = ("-f", "lavfi", "-i", "sine=440:duration=4:sample_rate=48000", "-y", str(folder / "a.flac"))
    assert tools.run(tools.find().command(*tone)).code == 0
    write_film(folder / "robe.mp4", heard(), folder / "a.flac")
    return folder / "robe.mp4"


needs_film = pytest.mark.skipif(not tools.find().encodes(*FILM_NEEDS), reason="this ffmpeg makes no films")


def frame(film: Path, second: float, target: Path) -> Image.Image:
    shot = ("-ss", str(second), "-i", str(film), "-frames:v", "1", "-y", str(target))
    assert tools.run(tools.find().command(*shot)).code == 0
    return Image.open(target).convert("RGB")


@needs_film
def test_the_film_is_as_long_as_its_sound_in_what_networks_take(film: Path) -> None:
    said = tools.run([tools.find().path, "-hide_banner", "-i", str(film)]).stderr
    assert "Duration: 00:00:04.0" in said
    assert "h264 (High)" in said
    assert "yuv420p(tv, bt709" in said
    assert "1080x1080" in said
    assert "25 fps" in said
    assert "aac (LC)" in said
    assert "Une robe de mariée" in said
    assert "creation_time" not in said
    assert film.read_bytes().find(b"moov") < film.read_bytes().find(b"mdat"), (
        "it cannot be played as it comes"
    )


@needs_film
def test_the_film_is_the_same_every_time_and_leaves_nothing(film: Path) -> None:
    again = film.with_name("again.mp4")
    write_film(again, heard(), film.with_name("a.flac"))
    assert again.read_bytes() == film.read_bytes()
    assert sorted(path.name for path in film.parent.iterdir()) == ["a.flac", "again.mp4", "robe.mp4"]


@needs_film
def test_captions_are_burned_in_when_they_are_said(film: Path, tmp_path: Path) -> None:
    layers = layers_of(heard())
    left, top = layers.sheet_at
    box = (left, top, 1080 - left, top + layers.strip)
    shares = [ink(frame(film, second, tmp_path / "f.png"), box) for second in (0.08, 0.8, 1.7, 2.6, 3.6)]
    assert shares[0] == shares[3] == 0
    assert min(shares[1], shares[2], shares[4]) > 0.01
    assert shares[1] > shares[2]  # seven words, then two


@needs_film
def test_the_waveform_fills_as_it_is_heard(film: Path, tmp_path: Path) -> None:
    assert [round(played(film, second, tmp_path), 1) for second in (0.0, 1.0, 2.0, 3.96)] == [
        0,
        0.2,
        0.5,
        1.0,
    ]


def played(film: Path, second: float, folder: Path) -> float:
    """The share of the waveform that has the accent (red) at a moment."""
    layers = layers_of(heard())
    left, top = layers.rest_at
    image = frame(film, second, folder / "f.png").crop((left, top + 60, left + layers.wave_width, top + 80))
    colours = np.asarray(image, np.int16)
    red = (colours[:, :, 0] - colours[:, :, 1]) > 80
    columns = np.flatnonzero(red.any(axis=0))
    return 0.0 if not len(columns) else float(columns.max() + 1) / layers.wave_width


@needs_film
def test_a_sound_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_bytes(b"not a sound")
    with pytest.raises(PodcastError, match=r"robe\.mp4 could not be written"):
        write_film(tmp_path / "robe.mp4", heard(), tmp_path / "a.flac")
    assert [path.name for path in tmp_path.iterdir()] == ["a.flac"]
