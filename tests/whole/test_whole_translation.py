"""`translations = ["en"]`: from show.toml to the feed, through people's corrections and their rights."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from defusedxml import ElementTree
from heard_show import Lines, add_episode, build, two_voices
from whole_show import empty_show, podcast

from podcast.graph import Outcome

DAY = date(2024, 6, 1)
PODCAST = "{https://podcastindex.org/namespace/1.0}"
GUEST, HOST = "Leïla Montagner", "Simon Valette"
FRENCH: Lines = ((HOST, "Bonjour Leïla Montagner"), (GUEST, "Je couds des robes à La Gauthière"))
ENGLISH: Lines = (("", "Good morning Leïla Montagner"), ("", "I sew dresses in La Gauthière"))
HEARD: Mapping[str, Lines] = {"leila": FRENCH, "leila en": ENGLISH}
TEXT = "transcripts/leila/1.flac.en.vtt"


def made(root: Path, extra: str = "", wanted: str = 'translations = ["en"]') -> Path:
    """A show of one portrait that is to be translated, not built yet."""
    empty_show(root)
    file = root / "episodes/show.toml"
    file.write_text(file.read_text("utf-8").replace("[legal]", f"{wanted}\n[legal]", 1), "utf-8")
    whole = '[[recordings]]\nfile = "1.flac"\ntrim = false'
    add_episode(root, "leila", two_voices("leila", GUEST, HOST, whole) + extra, length_s=6)
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = made(tmp_path_factory.mktemp("translated") / "show")
    assert not build(root, HEARD, DAY).failed
    return root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


def correct(root: Path, old: str, new: str) -> None:
    file = root / TEXT
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def page(root: Path, name: str = "en/index.html") -> str:
    return (root / "feed/episodes/leila" / name).read_text("utf-8")


def test_people_find_a_file_of_their_own_to_correct(built: Path) -> None:
    text = (built / TEXT).read_text("utf-8")
    assert "I sew dresses in La Gauthière" in text
    assert "This is the machine's translation" in text
    assert "Je couds" in (built / "transcripts/leila/1.flac.vtt").read_text("utf-8")


def test_captions_say_that_a_machine_translated_and_who_speaks(built: Path) -> None:
    captions = {
        kind: (built / f"feed/transcripts/leila.en.{kind}").read_text("utf-8")
        for kind in ("vtt", "srt", "txt")
    }
    assert (
        "NOTE\nTranslation from fr into en by a machine; checked by a person: 0 of 2 passages."
        in captions["vtt"]
    )
    assert f"<v {HOST}>[Machine translation] Good morning" in captions["vtt"]
    assert f"<v {GUEST}>I sew dresses" in captions["vtt"]
    assert "[Machine" in captions["srt"] and "[Machine translation]" in captions["txt"]
    data = json.loads((built / "feed/transcripts/leila.en.json").read_text("utf-8"))
    assert (data["language"], data["translatedFrom"], data["machineTranslation"]) == ("en", "fr", True)
    assert [each["speaker"] for each in data["segments"]] == [HOST, GUEST]
    said = json.loads((built / "feed/transcripts/leila.json").read_text("utf-8"))
    assert [each["startTime"] for each in said["segments"]] == [
        each["startTime"] for each in data["segments"]
    ]
    assert set(said) == {"version", "segments"}


def test_the_feed_offers_it_as_captions_in_its_language(built: Path) -> None:
    feed = ElementTree.parse(built / "feed/feed.xml")
    offered = {
        (each.get("language"), each.get("type"), each.get("rel"))
        for each in feed.iter(f"{PODCAST}transcript")
    }
    assert {("en", "text/vtt", "captions"), ("en", "application/x-subrip", "captions")} <= offered
    assert ("fr", "text/vtt", "captions") in offered
    assert "Read in English (machine translation)" in (built / "feed/feed.xml").read_text("utf-8")


def test_a_reader_goes_from_one_text_to_the_other_by_links(built: Path) -> None:
    told = 'hreflang="en" lang="en">Read in English (machine translation)</a>'
    assert f'href="../../episodes/leila/en/index.html#transcript" {told}' in page(built, "index.html")
    english = page(built)
    assert 'href="../../../episodes/leila/index.html#transcript"' in english
    assert '<div class="turns" lang="en">' in english
    assert "I sew dresses in La Gauthière" in english and "Je couds" not in english
    assert "Traduction automatique, non relue" in english
    assert re.search('lang="en">Machine translation, not checked', english)
    assert "data-pagefind-body" not in english
    assert 'src="../../../media/leila.mp3"' in english


def test_search_engines_find_it(built: Path) -> None:
    assert "/episodes/leila/en/</loc>" in (built / "feed/sitemap.xml").read_text("utf-8")


def test_what_was_built_passes_our_own_check(built: Path) -> None:
    ran = podcast(built, "check", "--json")
    errors = [each for each in json.loads(ran.stdout) if each["level"] == "error"]
    assert [each for each in errors if "leila" in str(each)] == []


def test_a_correction_is_kept_told_and_costs_no_translation(show: Path) -> None:
    correct(show, "I sew dresses", "I make dresses")
    outcome = build(show, {}, DAY)
    assert not outcome.failed
    assert "I make dresses in La Gauthière" in page(show)
    assert "relue en partie : 1 passages sur 2" in page(show)
    assert "checked by a person: 1 of 2" in (show / "feed/transcripts/leila.en.vtt").read_text("utf-8")


def test_one_that_is_read_whole_is_no_longer_called_the_machines(show: Path) -> None:
    correct(show, "Good morning", "Hello")
    correct(show, "I sew", "I make")
    assert not build(show, {}, DAY).failed
    assert "Traduction relue par la rédaction" in page(show)
    assert ">Read in English</a>" in page(show, "index.html")
    assert "[Translation] Hello" in (show / "feed/transcripts/leila.en.txt").read_text("utf-8")
    data = json.loads((show / "feed/transcripts/leila.en.json").read_text("utf-8"))
    assert data["machineTranslation"] is False


def test_a_new_translation_keeps_what_people_wrote_and_lists_the_conflict(show: Path) -> None:
    correct(show, "I sew dresses", "I make dresses")
    file = show / "episodes/show.toml"
    file.write_text(file.read_text("utf-8").replace("vocabulary = [", 'vocabulary = ["robes",', 1), "utf-8")
    other = (("", "Good day Leïla Montagner"), ("", "I repair bikes in La Gauthière"))
    outcome = build(show, {"leila": FRENCH, "leila en": other}, DAY)
    assert not outcome.failed
    text = (show / TEXT).read_text("utf-8")
    assert "Good day" in text and "I make dresses" in text and "repair" not in text
    (row,) = [
        each
        for each in json.loads(podcast(show, "transcript", "diff", "--json").stdout)
        if ".en." in each["file"]
    ]
    assert [each["heard_now"] for each in row["conflicts"]] == ["I repair bikes in La Gauthière"]


def test_a_name_that_is_hidden_is_hidden_in_every_language(tmp_path: Path) -> None:
    root = made(tmp_path / "show")
    file = root / "episodes/leila/episode.toml"
    hidden = f'name = "{GUEST}"\nrestrictions = ["no_surname"]'
    file.write_text(file.read_text("utf-8").replace(f'name = "{GUEST}"', hidden), "utf-8")
    assert not build(root, HEARD, DAY).failed
    told = [
        path for path in (root / "feed").rglob("*") if path.is_file() and b"Montagner" in path.read_bytes()
    ]
    assert told == []
    assert "[…]" in page(root)


def test_words_are_given_only_in_the_languages_people_agreed_to(tmp_path: Path) -> None:
    root = made(tmp_path / "show", 'languages = ["fr"]\n')
    outcome = build(root, HEARD, DAY)
    assert not outcome.failed
    assert not (root / TEXT).exists()
    assert not list((root / "feed").rglob("*.en.*")) and not (root / "feed/episodes/leila/en").exists()
    status = podcast(root, "status", "--json", "--as-of", DAY.isoformat())
    assert f"no translation into «en»: {HOST} agreed to fr only" in status.stdout


def test_what_is_no_longer_wanted_goes_and_what_people_own_stays(show: Path) -> None:
    correct(show, "I sew dresses", "I make dresses")
    file = show / "episodes/leila/episode.toml"
    file.write_text("translations = []\n" + file.read_text("utf-8"), "utf-8")
    assert not build(show, HEARD, DAY).failed
    assert not list((show / "feed").rglob("*.en.*")) and not (show / "feed/episodes/leila/en").exists()
    assert "Read in English" not in page(show, "index.html")
    assert "I make dresses" in (show / TEXT).read_text("utf-8")


def test_a_speaker_nobody_recorded_is_found_in_a_translation_too(show: Path) -> None:
    correct(show, "I sew dresses", "<v Somebody Else>I sew dresses")
    build(show, {}, DAY)
    said = podcast(show, "status", "--json").stdout
    assert not (show / "feed/episodes/leila").exists()
    assert f"{TEXT}, line" in said and "Somebody Else is heard in leila" in said


def test_withdrawal_takes_the_translation_away(show: Path) -> None:
    ran = podcast(show, "withdraw", "leila", "--reason", "asked for", "--yes", "--erase")
    assert ran.code == 0, ran.stderr
    left = [path for path in show.rglob("*") if path.is_file() and b"I sew dresses" in path.read_bytes()]
    assert left == []
    assert not (show / "feed/episodes/leila/en").exists()


def test_a_broken_file_keeps_the_last_good_translation(show: Path) -> None:
    before = (show / "feed/transcripts/leila.en.vtt").read_bytes()
    correct(show, "-->", "->")
    outcome: Outcome = build(show, {}, DAY)
    assert outcome.failed
    assert (show / "feed/transcripts/leila.en.vtt").read_bytes() == before
    assert "->" in (show / TEXT).read_text("utf-8")


def test_what_is_said_in_english_already_is_not_translated(tmp_path: Path) -> None:
    root = made(tmp_path / "show")
    file = root / "episodes/leila/episode.toml"
    file.write_text(file.read_text("utf-8").replace("[[people]]", 'language = "en"\n[[people]]', 1), "utf-8")
    assert not build(root, HEARD, DAY).failed
    assert not (root / TEXT).exists()
    assert not (root / "feed/episodes/leila/en").exists()
