"""The gate, from episode.toml to what the public can fetch; and an episode whose own file is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from whole_show import Ran, differing, episode, files, podcast

DAY = "2024-06-01"


def published(root: Path) -> dict[str, bytes]:
    return files(root, "feed")


def traces(root: Path, slug: str) -> list[str]:
    """Every public file that is of an episode or names it."""
    return [name for name, data in published(root).items() if slug in name or slug.encode() in data]


def add_second(root: Path, *, uses: str = '["web"]', day: str = "2024-03-05", consent: str = "") -> Path:
    """A second episode made of the same recording; gives its episode.toml."""
    recordings = episode(root, "zelie", day=day, uses=uses)
    shutil.copy(root / "episodes/un/recordings/1.flac", recordings / "2.flac")
    file = recordings.parent / "episode.toml"
    file.write_text(file.read_text("utf-8") + consent, "utf-8")
    return file


@pytest.fixture(scope="module")
def pair_built(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small show with a second episode, published until the end of 2024."""
    root = Path(shutil.copytree(small_built, tmp_path_factory.mktemp("pair") / "show"))
    add_second(root, consent="until = 2024-12-31\n")
    ran = build(root)
    assert ran.code == 0, ran.stderr
    assert "feed/media/zelie.mp3" in published(root)
    return root


@pytest.fixture
def pair(pair_built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pair_built, tmp_path / "show"))


def build(root: Path, day: str = DAY) -> Ran:
    return podcast(root, "build", "--as-of", day)


def test_without_consent_nothing_is_published(small: Path, small_built: Path) -> None:
    file = add_second(small, uses="[]")
    ran = build(small)
    assert ran.code == 4
    (said,) = ran.sentences
    assert "zelie is not published: Bastien Roche has not agreed to the use «web»" in said
    assert "episodes/zelie/episode.toml" in said
    assert "Refused, for the reasons above: zelie." in ran.stderr.splitlines()
    assert traces(small, "zelie") == []
    assert differing(published(small), published(small_built)) == []
    # The private work is done: the text is there to be corrected.
    assert (small / "transcripts/zelie/2.flac.vtt").is_file()
    assert not (small / ".podcast/items/zelie.json").exists()

    file.write_text(file.read_text("utf-8").replace("uses = []", 'uses = ["web"]'), "utf-8")
    ran = build(small)
    assert (ran.code, ran.sentences) == (0, [])
    assert "transcribing" not in ran.stderr
    assert "feed/media/zelie.mp3" in traces(small, "zelie")


def test_consent_for_the_radio_is_none_for_the_web(small: Path, small_built: Path) -> None:
    add_second(small, uses='["radio", "archive"]')
    ran = build(small)
    assert (ran.code, traces(small, "zelie")) == (4, []), ran.stderr
    assert differing(published(small), published(small_built)) == []


def test_consent_that_ended_takes_the_episode_out(pair: Path, small_built: Path) -> None:
    ran = build(pair, "2025-01-01")
    assert ran.code == 4
    (said,) = ran.sentences
    assert "zelie is no longer published: the consent of Bastien Roche ended on 2024-12-31" in said
    assert traces(pair, "zelie") == []
    assert not list((pair / ".podcast/items").glob("zelie*"))
    assert differing(published(pair), published(small_built)) == [], "the rest is not as it was"


def test_consent_that_ended_is_obeyed_without_the_journal(pair: Path, small_built: Path) -> None:
    """The hidden folder may be deleted: what it knew of must not stay public for that."""
    shutil.rmtree(pair / ".podcast")
    ran = build(pair, "2025-01-01")
    assert ran.code == 4
    assert traces(pair, "zelie") == []
    assert differing(published(pair), published(small_built)) == []


def test_what_is_not_the_machines_stays_in_feed(small: Path) -> None:
    for name in ("README.md", "CNAME", ".well-known/proof.txt"):
        (small / "feed" / name).parent.mkdir(exist_ok=True)
        (small / "feed" / name).write_text("kept")
    shutil.rmtree(small / ".podcast")
    before = published(small)
    assert build(small).code == 0
    assert differing(published(small), before) == []


def test_an_episode_that_is_gone_is_taken_out(pair: Path, small_built: Path) -> None:
    shutil.rmtree(pair / "episodes/zelie")
    ran = build(pair)
    assert ran.code == 0, ran.stderr
    assert traces(pair, "zelie") == []
    assert differing(published(pair), published(small_built)) == []
    assert (pair / "transcripts/zelie/2.flac.vtt").is_file(), "a text that people may have corrected"


def test_embargo(small: Path, small_built: Path) -> None:
    add_second(small, day="2030-05-06")
    ran = build(small)
    assert (ran.code, ran.sentences) == (0, [])
    assert "zelie goes out on 2030-05-06" in ran.stderr
    assert traces(small, "zelie") == []
    assert differing(published(small), published(small_built)) == []
    ran = build(small, "2030-05-06")
    assert ran.code == 0, ran.stderr
    assert "transcribing" not in ran.stderr and "mastering" not in ran.stderr
    assert "feed/media/zelie.mp3" in traces(small, "zelie")


# --- one broken episode ----------------------------------------------------------------------------------


def test_a_broken_episode_keeps_its_publication(pair: Path) -> None:
    before = published(pair)
    file = pair / "episodes/zelie/episode.toml"
    right = file.read_text("utf-8")
    file.write_text(right + 'notes = "sans fin\n', "utf-8")
    ran = build(pair)
    assert ran.code == 1
    (said,) = ran.sentences
    assert f"episodes/zelie/episode.toml, line {len(right.splitlines()) + 1}" in said
    assert [name for name in differing(published(pair), before) if "zelie" in name] == []
    assert published(pair)["feed/feed.xml"] == before["feed/feed.xml"]

    # The others go on meanwhile.
    other = pair / "episodes/un/episode.toml"
    other.write_text(other.read_text("utf-8").replace("Essai un", "Un autre titre"), "utf-8")
    ran = build(pair)
    assert ran.code == 1
    now = published(pair)
    assert "Un autre titre" in now["feed/feed.xml"].decode() and b"Essai zelie" in now["feed/feed.xml"]
    assert now["feed/media/zelie.mp3"] == before["feed/media/zelie.mp3"]
    assert now["feed/transcripts/zelie.vtt"] == before["feed/transcripts/zelie.vtt"]

    other.write_text(other.read_text("utf-8").replace("Un autre titre", "Essai un"), "utf-8")
    file.write_text(right, "utf-8")
    ran = build(pair)
    assert (ran.code, ran.sentences) == (0, [])
    assert differing(published(pair), before) == []


def test_the_ways_to_a_broken_episode_stay(pair: Path) -> None:
    """Not one byte of the publication changes for a slip in a file."""
    before = published(pair)
    file = pair / "episodes/zelie/episode.toml"
    file.write_text(file.read_text("utf-8") + "]", "utf-8")
    assert build(pair).code == 1
    assert differing(published(pair), before) == []


def test_a_broken_file_does_not_outlive_the_consent(pair: Path) -> None:
    """What was agreed when it was published is asked again, though the file cannot be read today."""
    file = pair / "episodes/zelie/episode.toml"
    file.write_text(file.read_text("utf-8") + "]", "utf-8")
    ran = build(pair, "2025-01-01")
    assert ran.code == 1
    assert traces(pair, "zelie") == []
