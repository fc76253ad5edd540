"""Caption files broken by hand: a sentence with file and line, the last good text goes on being used,
nothing is overwritten, the others are built."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from heard_show import add_episode, build, two_voices
from whole_show import empty_show, files, podcast

from podcast.errors import ContentError

DAY = date(2026, 6, 15)
SLUG, OTHER = "atelier", "garage"
GUEST, HOST = "Nour Quintrelat", "Simone Valdrome"
HEARD = {
    SLUG: [(HOST, "Bonjour Nour et merci."), (GUEST, "Je couds des voiles."), (HOST, "Merci encore.")],
    OTHER: [(GUEST, "Je répare des vélos.")],
}
TEXT = Path("transcripts") / SLUG / "1.flac.vtt"

BROKEN: dict[str, tuple[bytes, bytes, str]] = {
    "a lost arrow": (b" --> 00:00:01.900", b" 00:00:01.900", "badly written"),
    "a broken arrow": (b"-->", b"->", "badly written"),
    "times backwards": (
        b"00:00:00.100 --> 00:00:01.900",
        b"00:00:01.900 --> 00:00:00.100",
        "end comes before",
    ),
    "a cue before the one above": (
        b"00:00:04.100 --> 00:00:05.900",
        b"00:00:01.100 --> 00:00:01.900",
        "begins before",
    ),
    "overlapping cues": (b"00:00:01.900", b"00:00:05.500", "before the same voice ends"),
    "latin-1": (b"Nour", "Noùr".encode("latin-1"), "UTF-8"),
    "markup in a name": (b"<v Nour Quintrelat>", b"<v <b>Nour</b>>", "speaker's name"),
    "escaped markup in a name": (b"<v Nour Quintrelat>", b"<v Nour &lt;script&gt;>", "speaker's name"),
    "past the end": (b"00:00:05.900", b"00:59:00.000", "after the end of the recording"),
    "no head": (b"WEBVTT\n", b"", "begins with the word WEBVTT"),
    "times in the text": (b"Je couds", b"00:00:02.000 --> 00:00:03.000\nJe couds", "empty line above"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("captions")
    empty_show(root)
    for slug in (SLUG, OTHER):
        add_episode(root, slug, two_voices(slug, GUEST, HOST), length_s=8)
    build(root, HEARD, DAY)
    correct(root, "Je couds des voiles", "Je couds des toiles")
    build(root, HEARD, DAY)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


def correct(root: Path, old: str, new: str) -> None:
    text = (root / TEXT).read_text("utf-8")
    assert old in text
    (root / TEXT).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_text_is_named_and_what_it_last_said_goes_on(root: Path, how: str) -> None:
    old, new, said = BROKEN[how]
    data = (root / TEXT).read_bytes()
    broken = new.join(data.split(old, 1))
    assert broken != data
    (root / TEXT).write_bytes(broken)
    before = files(root, "feed", "transcripts")
    outcome = build(root, HEARD, DAY)
    (failed,) = outcome.failed
    assert isinstance(failed.error, ContentError)
    assert said in str(failed.error)
    assert re.search(rf"{TEXT.as_posix()}, line \d+: ", str(failed.error))
    assert failed.error.hint_text
    assert files(root, "feed", "transcripts") == before  # the broken file as well

    # what else changes in the episode is made, with the words as they last were
    file = root / "episodes" / SLUG / "episode.toml"
    file.write_text(file.read_text("utf-8").replace("Portrait de Nour", "Nour et la mer"), "utf-8")
    build(root, HEARD, DAY)
    assert "Nour et la mer" in (root / f"feed/episodes/{SLUG}/index.html").read_text("utf-8")
    assert "Je couds des toiles" in (root / f"feed/transcripts/{SLUG}.txt").read_text("utf-8")
    assert (root / TEXT).read_bytes() == broken

    (root / TEXT).write_bytes(data)
    assert build(root, HEARD, DAY).failed == []


@pytest.mark.parametrize("change", ["line ends", "byte-order mark"])
def test_what_an_editor_adds_is_taken(root: Path, change: str) -> None:
    data = (root / TEXT).read_bytes()
    data = data.replace(b"\n", b"\r\n") if change == "line ends" else b"\xef\xbb\xbf" + data
    (root / TEXT).write_bytes(data)
    before = files(root, "feed")
    assert build(root, HEARD, DAY).failed == []
    assert files(root, "feed") == before
    assert (root / TEXT).read_bytes() == data


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file(root: Path, data: bytes) -> None:
    (root / TEXT).write_bytes(data)
    before = files(root, "feed", "transcripts")
    (failed,) = build(root, HEARD, DAY).failed
    assert f"{TEXT.as_posix()}, line 1: the file is empty" in str(failed.error)
    assert files(root, "feed", "transcripts") == before


def test_a_deleted_file_comes_back_with_the_corrections(root: Path) -> None:
    (root / TEXT).unlink()
    before = files(root, "feed")
    outcome = build(root, HEARD, DAY)
    assert outcome.failed == []
    assert any("was gone and is there again" in str(remark) for _, remark in outcome.remarks)
    assert "Je couds des toiles" in (root / TEXT).read_text("utf-8")
    assert files(root, "feed") == before
    assert build(root, HEARD, DAY).ran == []


def test_a_deleted_file_comes_back_over_newer_words(root: Path) -> None:
    (root / TEXT).unlink()
    (root / f".podcast/making/{SLUG}/1.flac.heard.json").unlink()
    newer = HEARD | {SLUG: [*HEARD[SLUG][:2], (HOST, "Merci et au revoir.")]}
    build(root, newer, DAY)
    text = (root / TEXT).read_text("utf-8")
    assert "Je couds des toiles" in text
    assert "Merci et au revoir." in text


def test_the_json_deleted_too_begins_afresh(root: Path) -> None:
    (root / TEXT).unlink()
    (root / TEXT).with_suffix(".json").unlink()
    build(root, HEARD, DAY)
    assert "Je couds des voiles" in (root / TEXT).read_text("utf-8")


def test_the_last_lines_tell_what_listeners_have(root: Path) -> None:
    data = (root / TEXT).read_bytes()
    (root / TEXT).write_bytes(data.replace(b"-->", b"->", 1))
    ran = podcast(root, "build", "--as-of", str(DAY))
    assert ran.code == 1
    assert f"Not built: {SLUG}.\nStays published as it was last built: {SLUG}.\n" in ran.stderr

    # what else changes goes out with the words as they last were
    file = root / "episodes" / SLUG / "episode.toml"
    file.write_text(file.read_text("utf-8").replace("Portrait de Nour", "Nour et la mer"), "utf-8")
    ran = podcast(root, "build", "--as-of", str(DAY))
    assert f"Published all the same, without what failed: {SLUG}." in ran.stderr
    assert "Not built" not in ran.stderr and "last built" not in ran.stderr


def test_status_still_tells_where_everything_stands(root: Path) -> None:
    correct(root, "-->", "->")
    ran = podcast(root, "status")
    assert (ran.code, ran.stderr.count("to build")) == (0, 1)


@pytest.mark.parametrize("damage", [b"\xe9\xff", b"[" * 100_000], ids=["latin-1", "nested"])
def test_damaged_words_of_the_machine_are_named(root: Path, damage: bytes) -> None:
    (root / TEXT).with_suffix(".json").write_bytes(damage)
    (failed,) = build(root, HEARD, DAY).failed
    assert str(failed.error).startswith(f"transcripts/{SLUG}/1.flac.json: the machine's transcript")
