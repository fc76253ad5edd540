"""`podcast check` as a producer and a CI run it."""

from __future__ import annotations

import json
from pathlib import Path

from whole_show import podcast


def test_the_demonstration_show_passes_the_strict_check(demonstration: Path) -> None:
    ran = podcast(demonstration, "check", "--strict", "--json")
    assert json.loads(ran.stdout) == []
    assert ran.code == 0


def test_a_warning_fails_a_strict_check_only(small: Path) -> None:
    # small_show fills in none of the pages the law asks for
    text = (small / "episodes/show.toml").read_text("utf-8").partition("[legal]")[0]
    (small / "episodes/show.toml").write_text(text, "utf-8")
    ran = podcast(small, "check")
    assert (ran.code, "PV807" in ran.stderr) == (0, True), ran.stderr
    assert podcast(small, "check", "--strict").code == 1


def test_an_error_is_said_with_its_place_and_its_fix(small: Path) -> None:
    with (small / "feed/media/un.mp3").open("ab") as file:
        file.write(b"\0")
    ran = podcast(small, "check", "--json")
    assert ran.code == 1
    (found,) = [each for each in json.loads(ran.stdout) if each["code"] == "PV402"][:1]
    assert found["level"] == "error"
    assert found["file"] == "feed/feed.xml"
    assert found["line"] > 1
    assert found["fix"]
    french = podcast(small, "check", PODCAST_LANG="fr")
    assert "octets" in french.stderr


def test_a_feed_that_is_not_ours_is_checked_alone(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<rss version='2.0'><channel/></rss>", "utf-8")
    ran = podcast(tmp_path, "check", str(tmp_path / "other.xml"), "--json")
    assert ran.code == 1
    assert {"PV104", "PV105", "PV201"} <= {each["code"] for each in json.loads(ran.stdout)}


def test_nothing_built_is_said(tmp_path: Path, small: Path) -> None:
    (small / "feed/feed.xml").unlink()
    ran = podcast(small, "check")
    assert ran.code == 2
    assert "podcast build" in ran.stderr


def test_a_guid_that_changed_since_it_was_published_is_an_error(small: Path) -> None:
    was = {"un": "11111111-1111-4111-8111-111111111111", "deux": "22222222-1111-4111-8111-111111111111"}
    (small / ".podcast/published-guids.json").write_text(json.dumps(was), "utf-8")
    ran = podcast(small, "check", "--quick", "--json")
    codes = {each["code"] for each in json.loads(ran.stdout)}
    assert ran.code == 1
    assert {"PV801", "PV802"} <= codes
