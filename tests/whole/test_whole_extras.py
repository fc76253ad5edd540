"""Soundbites and a trailer through the whole build: made when declared, held back without consent."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from heard_show import add_episode, build, two_voices
from whole_show import command, differing, empty_show, environment, ffmpeg, files, podcast

from podcast import pipeline, tools
from podcast.audio import load_targets, measure
from podcast.cli.building import lay_out
from podcast.disk import PARTIAL
from podcast.graph import Outcome
from podcast.publish import FILM_NEEDS
from podcast.stages import no_extras
from podcast.transcribe import read_captions
from podcast.transcribe.captions.vtt import Cue

DAY = date(2024, 6, 1)
SLUG = "atelier-de-nour"
LINES = [
    ("Simon Valette", "Bonjour Nour racontez-nous votre atelier"),
    ("Nour Quintrelat", "Ma grand-mère brodait des calicots mirobolants"),
    ("Nour Quintrelat", "Et puis un jour j'ai rouvert la mercerie du passage"),
    ("Simon Valette", "Et les gens du quartier ont suivi tout de suite"),
    ("Nour Quintrelat", "Oui parce que tout le monde a un ourlet à faire"),
    ("Nour Quintrelat", "On vient pour un bouton on reste pour parler"),
    ("Simon Valette", "Et demain qu'est-ce que vous allez faire"),
    ("Nour Quintrelat", "Former quelqu'un du quartier à mon métier"),
    ("Nour Quintrelat", "Et garder la porte ouverte le plus longtemps possible"),
    ("Simon Valette", "Merci beaucoup Nour"),
]
HEARD = {SLUG: LINES}
BITE = '[[soundbites]]\ntitle = "La mercerie du passage"\nwords = "ma grand-mère … longtemps possible"\n'
TRAILER = '[trailer]\ntitle = "Bientôt"\nfile = "annonce.wav"\n'
NAME = "la-mercerie-du-passage"
CLIPS = f"feed/clips/{SLUG}"

needs_film = pytest.mark.skipif(not tools.find().encodes(*FILM_NEEDS), reason="this ffmpeg makes no films")

Change = Callable[[str], str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = empty_show(tmp_path_factory.mktemp("extras") / "show")
    add_episode(root, SLUG, two_voices(SLUG, "Nour Quintrelat"), length_s=20)
    write(root, lambda text: f"{text}{BITE}")
    outcome = build(root, HEARD, DAY)
    assert [str(each.error) for each in outcome.failed] == []
    return root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


def write(root: Path, change: Change) -> None:
    file = root / "episodes" / SLUG / "episode.toml"
    file.write_text(change(file.read_text("utf-8")), "utf-8")


def again(root: Path, day: date = DAY) -> Outcome:
    return build(root, HEARD, day)


def said(root: Path, day: date = DAY) -> list[str]:
    """What a build says of the extras that are not made."""
    design = pipeline.design(lay_out(root, day, lambda _done, _total: None))
    return [str(remark) for _slug, remark in no_extras(design.giving)]


def names(root: Path) -> list[str]:
    return sorted(path.rpartition("/")[2] for path in files(root, "feed/clips"))


def cues(file: Path) -> tuple[Cue, ...]:
    return read_captions(file.read_text("utf-8"), file)


def page(root: Path) -> str:
    return (root / f"feed/episodes/{SLUG}/index.html").read_text("utf-8")


def feed(root: Path) -> str:
    return (root / "feed/feed.xml").read_text("utf-8")


def test_everything_is_made_of_what_is_declared(built: Path) -> None:
    filmed = tools.find().encodes(*FILM_NEEDS)
    endings = ["mp3", *(["mp4"] if filmed else []), "png", "srt", "vtt"]
    assert names(built) == [f"{NAME}.{each}" for each in endings]
    sound = built / CLIPS / f"{NAME}.mp3"
    assert load_targets()["podcast"].met_by(measure(sound))
    if filmed:
        assert load_targets()["podcast"].met_by(measure(built / CLIPS / f"{NAME}.mp4"))
    assert f'src="../../clips/{SLUG}/{NAME}.mp3"' in page(built)
    texts = [built / CLIPS / f"{NAME}.vtt", built / f"feed/transcripts/{SLUG}.vtt"]
    (short,), (whole,) = ([each for each in cues(file) if "mirobolants" in each.text] for file in texts)
    assert next(each.text for each in cues(texts[0])) == short.text == whole.text
    assert short.speaker == "Nour Quintrelat"
    (bite,) = re.findall(r'<podcast:soundbite startTime="([0-9.]+)" duration="([0-9.]+)">', feed(built))
    assert round(float(bite[0]) * 1000) == whole.start_ms - short.start_ms
    last = next(each for each in cues(texts[0]) if "longtemps possible" in each.text)
    assert last.end_ms < float(bite[1]) * 1000 <= last.end_ms + 350
    assert "Bonjour" not in texts[0].read_text("utf-8")
    assert "Merci" not in texts[0].read_text("utf-8")


def test_a_second_build_has_nothing_to_do_and_a_first_one_makes_the_same(show: Path) -> None:
    before = files(show, "feed/clips")
    assert [task.name for task in again(show).ran] == []
    shutil.rmtree(show / "feed")
    shutil.rmtree(show / ".podcast")
    assert again(show).failed == []
    assert differing(before, files(show, "feed/clips")) == []


def test_one_more_makes_one_more(show: Path) -> None:
    write(show, lambda text: f'{text}[trailer]\ntitle = "Bientôt"\nstart = "0:02"\nend = "0:17.9"\n')
    ran = {task.name for task in again(show).ran}
    assert f"extra {SLUG}/trailer" in ran
    assert not ran & {f"extra {SLUG}/{NAME}", f"master {SLUG}", f"media {SLUG}"}
    size = (show / CLIPS / "trailer.mp3").stat().st_size
    assert f'/clips/{SLUG}/trailer.mp3" length="{size}" type="audio/mpeg">Bientôt</podcast:trailer>' in feed(
        show
    )
    assert "Bande-annonce" in (show / "feed/index.html").read_text("utf-8")


def test_what_is_declared_no_more_goes(show: Path) -> None:
    write(show, lambda text: text.replace(BITE, ""))
    assert again(show).failed == []
    assert names(show) == []
    assert "soundbite" not in feed(show)
    assert NAME not in page(show)


def test_without_consent_to_extracts_the_portrait_is_published_alone(show: Path) -> None:
    write(show, lambda text: text.replace(', "extracts"', "", 1))
    assert said(show) == [
        "no soundbites and no trailer: the consent of Nour Quintrelat does not allow extracts today"
    ]
    assert again(show).failed == []
    assert names(show) == []
    assert not (show / ".podcast/making" / SLUG / "extras").exists()
    assert "soundbite" not in feed(show)
    assert f"guid-{SLUG}" in feed(show)
    assert NAME not in page(show)


def test_extracts_may_have_to_wait(show: Path) -> None:
    write(show, lambda text: f"{text}[embargo]\nextracts = 2024-09-01\n")
    assert said(show) == ["soundbites and trailer wait for 2024-09-01"]
    again(show)
    assert names(show) == []
    assert said(show, date(2024, 9, 1)) == []
    again(show, date(2024, 9, 1))
    assert f"{NAME}.mp3" in names(show)


def test_a_mistake_takes_nothing_away(show: Path) -> None:
    """Times past the end are known late: it is said with its line, and all that was public stays."""
    before = files(show, "feed")
    write(show, lambda text: text.replace('words = "ma', 'words = "xylophone ma'))
    (failed,) = again(show).failed
    lines = (show / "episodes" / SLUG / "episode.toml").read_text("utf-8").splitlines()
    place = f"episodes/{SLUG}/episode.toml, line {lines.index('[[soundbites]]') + 3}"
    assert str(failed.error).startswith(f"{place}: nobody says «xylophone ma grand-mère")
    assert differing(before, files(show, "feed")) == []


def test_a_held_programme_whose_extracts_were_refused_goes(show: Path) -> None:
    """Music nobody has written down holds the page as it is, so what it offers may not be a person's no."""
    shutil.copy(show / f"feed/media/{SLUG}.mp3", show / "episodes/jingle.mp3")
    toml = show / "episodes/show.toml"
    toml.write_text(toml.read_text("utf-8").replace("[legal]", 'opening = "jingle.mp3"\n[legal]', 1), "utf-8")
    design = pipeline.design(lay_out(show, DAY, lambda _done, _total: None))
    assert design.held == {SLUG}
    write(show, lambda text: text.replace(', "extracts"', "", 1))
    design = pipeline.design(lay_out(show, DAY, lambda _done, _total: None))
    assert design.held == frozenset()


def test_a_trailer_of_its_own(show: Path) -> None:
    folder = show / "episodes" / SLUG
    recording = folder / "recordings/1.flac"
    ffmpeg("-i", str(recording), "-t", "16", str(folder / "annonce.wav"))
    write(show, lambda text: f"{text}{TRAILER}")
    (remark,) = said(show)
    assert remark.startswith("no trailer: by what right «annonce.wav» is used is not written down")
    again(show)
    assert "trailer.mp3" not in names(show)

    right = '[[music]]\nfile = "annonce.wav"\ntitle = "Annonce"\nauthors = ["Nous"]\nlicense = "CC0"\n'
    write(show, lambda text: text.replace(TRAILER, f'{TRAILER}captions = "annonce.vtt"\nseason = 3\n{right}'))
    cue = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Nour Quintrelat>Des voix chaque semaine.\n"
    (folder / "annonce.vtt").write_text(cue, "utf-8")
    assert said(show) == []
    assert again(show).failed == []
    assert 'season="3">Bientôt</podcast:trailer>' in feed(show)
    assert "Des voix chaque semaine." in page(show)
    assert [each.text for each in cues(show / CLIPS / "trailer.vtt")] == ["Des voix chaque semaine."]

    ffmpeg("-i", str(recording), "-t", "10", str(folder / "annonce.wav"))
    (failed,) = again(show).failed
    assert "«Bientôt» is 10 s long: apps take 15 to 120" in str(failed.error)


def test_an_ffmpeg_that_makes_no_films_still_gives_the_picture(show: Path) -> None:
    poor = show / "ffmpeg"
    poor.write_text(f'#!/bin/sh\n"{tools.find().path}" "$@" | sed /libx264/d\n', "utf-8")
    poor.chmod(0o755)
    ran = podcast(
        show, "build", "--as-of", str(DAY), PODCAST_FFMPEG=str(poor), PODCAST_MODELS=str(show / "no-models")
    )
    assert ran.code == 0, ran.stderr
    assert (
        "no film of «La mercerie du passage», only its picture: this ffmpeg has no encoder libx264"
        in ran.stderr
    )
    assert names(show) == [f"{NAME}.{each}" for each in ("mp3", "png", "srt", "vtt")]
    assert ".mp4" not in page(show)


@needs_film
def test_killed_while_filming_it_is_finished_by_the_next_build(show: Path) -> None:
    before = files(show, "feed/clips")
    shutil.rmtree(show / "feed/clips")
    begun = subprocess.Popen(
        command(show, "build", "--as-of", str(DAY)),
        env=environment(PODCAST_MODELS=str(show / "no-models")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not list((show / CLIPS).glob(f"{PARTIAL}*.mp4")):
            assert begun.poll() is None, "it ended before it was filming"
            time.sleep(0.002)
    finally:
        begun.kill()
        begun.wait()
    assert f"{NAME}.mp4" not in names(show)
    assert next(task.name for task in again(show).ran) == f"extra {SLUG}/{NAME}"
    assert differing(before, files(show, "feed/clips")) == []
    assert not [path for path in show.rglob(f"{PARTIAL}*") if path.is_file()]
