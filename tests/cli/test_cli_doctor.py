"""`podcast doctor`, as typed: what is there, what is missing, what to type."""

from __future__ import annotations

import json
from pathlib import Path

from whole_show import empty_show, podcast

from podcast.tools import find


def found(root: Path, ffmpeg: str = "") -> dict[str, dict[str, object]]:
    ran = podcast(root, "doctor", "--json", PODCAST_FFMPEG=ffmpeg)
    return {each["name"]: each for each in json.loads(ran.stdout)}


def test_a_show_that_lacks_nothing(tmp_path: Path) -> None:
    root = empty_show(tmp_path / "show")
    ran = podcast(root, "doctor")
    assert ran.code == 0
    assert ran.sentences == []
    assert set(found(root)) == {"porte-voix", "ffmpeg", "films", "show", "speech", "places", "disk"}
    assert "0 episodes" in str(found(root)["show"]["found"])


def test_a_folder_that_is_no_show(tmp_path: Path) -> None:
    ran = podcast(tmp_path, "doctor")
    assert ran.code != 0
    assert "podcast init" in ran.stderr
    assert found(tmp_path)["show"]["ok"] is False


def test_a_mistake_in_the_show_is_named_with_its_line(tmp_path: Path) -> None:
    root = empty_show(tmp_path / "show")
    file = root / "episodes/show.toml"
    file.write_text(file.read_text("utf-8") + '\nmodle = "base"\n', "utf-8")
    ran = podcast(root, "doctor")
    assert ran.code != 0
    assert "show.toml" in ran.stderr and "modle" in ran.stderr


def test_an_ffmpeg_that_is_not_there(tmp_path: Path) -> None:
    root = empty_show(tmp_path / "show")
    ran = podcast(root, "doctor", PODCAST_FFMPEG=str(tmp_path / "ffmpeg"))
    assert ran.code != 0
    assert str(tmp_path / "ffmpeg") in ran.stderr


def test_an_ffmpeg_without_the_encoder_of_films_is_enough(tmp_path: Path) -> None:
    root = empty_show(tmp_path / "show")
    other = tmp_path / "ffmpeg"
    other.write_text(f"#!/bin/sh\n'{find().path}' \"$@\" | grep -v libx264\n", "utf-8")
    other.chmod(0o755)
    films = found(root, str(other))["films"]
    assert films["ok"] is True
    assert "libx264" in str(films["found"])
    assert "libx264" not in str(found(root)["films"]["found"])
