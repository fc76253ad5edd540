"""`podcast export`: from an episode as people wrote it to a folder another program opens."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from heard_show import add_episode, build
from reaproj import Project
from whole_show import differing, empty_show, files, podcast, speech

SLUG, OTHER = "atelier", "garage"
GUEST = "Nour Quintrelat"
HEARD = {SLUG: [(GUEST, "Mes calicots mirobolants.")], OTHER: [(GUEST, "Une autre fois, ailleurs.")]}
DAY = date(2024, 6, 1)


def record(slug: str, uses: str = '["web", "radio", "extracts"]') -> str:
    person = f'[[people]]\nname = "{GUEST}"\nuses = {uses}\n'
    return f'title = "Portrait"\ndate = 2024-01-05\nguid = "guid-{slug}"\n{person}'


@pytest.fixture(scope="module")
def unbuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = empty_show(tmp_path_factory.mktemp("desk") / "show")
    add_episode(root, SLUG, record(SLUG), length_s=4)
    add_episode(root, OTHER, record(OTHER, "[]"), length_s=4)
    return root


@pytest.fixture
def show(unbuilt: Path, tmp_path: Path) -> Path:
    shutil.copytree(unbuilt, tmp_path / "show")
    return tmp_path / "show"


def items(project: Path) -> list[Any]:
    return [item for track in Project.load(project).tracks for item in track.items]


def test_a_show_that_was_never_built_is_exported_and_nothing_else_is_made(show: Path) -> None:
    before = files(show, "episodes")
    ran = podcast(show, "export", SLUG)
    assert ran.code == 0, ran.stderr
    assert "atelier-export holds atelier.rpp and 1 files of sound" in ran.stderr
    # checksums of originals are what any build leaves beside them
    assert differing(before, files(show, "episodes")) == ["episodes/atelier/recordings/SHA256SUMS"]
    assert not (show / "feed").exists()
    assert not (show / "transcripts").exists()
    (item,) = items(show / "atelier-export/atelier.rpp")
    assert item.length == pytest.approx(3, abs=0.5)  # the silence at its ends is trimmed

    # wherever the folder goes, the project finds its sound
    moved = shutil.move(show / "atelier-export", show.parent / "elsewhere")
    (item,) = items(Path(moved) / "atelier.rpp")
    assert Path(item.source_path).is_relative_to(show.parent / "elsewhere")
    assert Path(item.source_path).is_file()


def test_items_are_named_after_what_is_said_once_it_is_known(show: Path, tmp_path: Path) -> None:
    assert build(show, HEARD, DAY).failed == []
    before = files(show, "feed", "transcripts", ".podcast")
    ran = podcast(
        show, "export", SLUG, "-o", str(tmp_path / "out"), "--to", "otio", "--to", "edl", "--to", "reaper"
    )
    assert ran.code == 0, ran.stderr
    # nothing but where the copy lies, which a withdrawal then names
    assert differing(before, files(show, "feed", "transcripts", ".podcast")) == [".podcast/copies.json"]
    (item,) = items(tmp_path / "out/atelier.rpp")
    assert ["NAME", "1: calicots mirobolants."] in item.element.children
    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert there == {"README.txt", "atelier.edl", "atelier.otio", "atelier.rpp", "export.json", "media"}
    again = podcast(show, "export", SLUG, "-o", str(tmp_path / "out"))
    assert again.code == 0, again.stderr
    assert not (tmp_path / "out/atelier.edl").exists()


def test_the_folder_tells_what_it_is_in_the_producers_language(show: Path, tmp_path: Path) -> None:
    ran = podcast(show, "export", SLUG, "-o", str(tmp_path / "out"), PODCAST_LANG="fr")
    assert ran.code == 0, ran.stderr
    text = (tmp_path / "out/README.txt").read_text("utf-8")
    assert "elle n'est pas à publier" in text
    assert "media/atelier_1.wav  <-  episodes/atelier/recordings/1.flac" in text
    assert Project.load(tmp_path / "out/atelier.rpp").tracks[0].name == "Voix"
    assert "fichiers de son" in ran.stderr


def test_who_has_not_agreed_is_said_and_the_copy_is_made(show: Path, tmp_path: Path) -> None:
    ran = podcast(show, "export", OTHER, "-o", str(tmp_path / "out"))
    assert ran.code == 0, ran.stderr
    assert f"a copy for your work alone: garage is not published: {GUEST} has not agreed" in ran.stderr
    assert (tmp_path / "out/garage.rpp").exists()
    quiet = podcast(show, "-q", "export", OTHER, "-o", str(tmp_path / "out"))
    assert (quiet.code, quiet.stderr) == (0, "")


def test_what_was_withdrawn_is_not_exported(show: Path, tmp_path: Path) -> None:
    assert podcast(show, "export", SLUG, "-o", str(tmp_path / "copy")).code == 0
    withdrawn = podcast(show, "withdraw", SLUG, "--reason", "at the request of the person", "--yes")
    assert withdrawn.code == 0, withdrawn.stderr
    assert f"Delete {tmp_path / 'copy'}: it holds a copy" in withdrawn.stderr
    assert SLUG not in (show / ".podcast/copies.json").read_text("utf-8")
    ran = podcast(show, "export", SLUG, "-o", str(tmp_path / "out"))
    assert ran.code == 4
    assert "atelier was withdrawn: nothing of it is exported" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_the_show_that_plays_something_withdrawn_is_exported_without_it(show: Path, tmp_path: Path) -> None:
    """The show opens with a passage of a programme that is then taken back."""
    file = show / "episodes/show.toml"
    file.write_text(f'opening = "{OTHER}/recordings/1.flac"\n' + file.read_text("utf-8"), "utf-8")
    whole = podcast(show, "export", SLUG, "-o", str(tmp_path / "whole"))
    assert whole.code == 0, whole.stderr
    assert len(items(tmp_path / "whole/atelier.rpp")) == 2
    assert podcast(show, "withdraw", OTHER, "--reason", "at the request of the person", "--yes").code == 0
    ran = podcast(show, "export", SLUG, "-o", str(tmp_path / "out"))
    assert ran.code == 0, ran.stderr
    assert "1 passages of what was withdrawn (garage) are left out" in ran.stderr
    (item,) = items(tmp_path / "out/atelier.rpp")
    assert item.position == pytest.approx(items(tmp_path / "whole/atelier.rpp")[0].position, abs=5)
    assert item.position > 0


@pytest.mark.parametrize(
    ("arguments", "code", "said", "typed"),
    [
        (
            ["export", "nulle-part"],
            2,
            "«nulle-part» is no episode of this show",
            "write one of: atelier, garage",
        ),
        (["export", "../show"], 2, "«../show» is no episode of this show", "write one of: atelier, garage"),
        (
            ["export", SLUG, "-o", "feed/x"],
            2,
            "feed/x is the show's own place",
            "podcast export atelier -o FOLDER",
        ),
        (["export", SLUG, "-o", "."], 2, ". is the show's own place", "podcast export atelier -o FOLDER"),
        (["export", SLUG, "-o", "../full"], 2, "holds something else than an export", "name an empty folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_type(
    show: Path, arguments: list[str], code: int, said: str, typed: str
) -> None:
    (show.parent / "full").mkdir()
    (show.parent / "full/photo.jpg").write_bytes(b"a photo")
    ran = podcast(show, *arguments)
    assert ran.code == code
    assert said in ran.stderr
    assert typed in ran.stderr
    assert sorted(path.name for path in show.parent.iterdir()) == ["full", "show"]


def test_an_episode_that_cannot_be_read_says_where(show: Path, tmp_path: Path) -> None:
    file = show / "episodes/atelier/episode.toml"
    file.write_text(file.read_text("utf-8").replace("guid =", "giud ="), "utf-8")
    ran = podcast(show, "export", SLUG, "-o", str(tmp_path / "out"))
    assert ran.code == 1
    assert "episodes/atelier/episode.toml" in ran.stderr
    assert "giud" in ran.stderr


def test_a_recording_that_is_gone_is_named_and_nothing_is_left_half(show: Path, tmp_path: Path) -> None:
    assert podcast(show, "export", SLUG, "-o", str(tmp_path / "out")).code == 0
    (show / "episodes/atelier/recordings/1.flac").write_bytes(b"no sound any more")
    ran = podcast(show, "export", SLUG, "-o", str(tmp_path / "new"))
    assert ran.code == 1
    assert "1.flac" in ran.stderr
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".part-*"))


def test_narration_comes_back_by_its_file(show: Path, tmp_path: Path) -> None:
    """A documentary of two parts: what its narrator says, and a passage of a portrait."""
    folder = show / "episodes/quartier"
    (folder / "narration").mkdir(parents=True)
    shutil.copy(show / "episodes/garage/recordings/1.flac", folder / "narration/debut.flac")
    (folder / "episode.toml").write_text(record("quartier").replace("Portrait", "Le quartier"), "utf-8")
    (folder / "edit.toml").write_text(
        '[[part]]\nnarration = "debut.flac"\n[[part]]\nquote = "atelier"\nwords = "calicots mirobolants"\n',
        "utf-8",
    )
    heard = {**HEARD, "quartier": [(GUEST, "Bienvenue au quartier.")]}
    assert build(show, heard, DAY).failed == []
    ran = podcast(show, "export", "quartier", "-o", str(tmp_path / "before"))
    assert ran.code == 0, ran.stderr
    line = "media/narration_debut.wav  <-  episodes/quartier/narration/debut.flac"
    assert (tmp_path / "before/README.txt").read_text("utf-8").count(line) == 2

    # recorded again, elsewhere, and longer: the file is all that changes
    speech(folder / "narration/debut.flac", "-ac", "1", "-ar", "48000", length_s=7)
    assert build(show, heard, DAY).failed == []
    ran = podcast(show, "export", "quartier", "-o", str(tmp_path / "after"))
    assert ran.code == 0, ran.stderr
    old, new = (items(tmp_path / name / "quartier.rpp") for name in ("before", "after"))
    assert new[0].length > old[0].length + 2
    assert new[1].position - old[1].position == pytest.approx(new[0].length - old[0].length, abs=1e-6)
    assert new[1].length == old[1].length


@pytest.mark.parametrize("handles", ["nan", "-nan", "inf", "-1", "601"])
def test_handles_that_are_no_length_are_refused(tmp_path: Path, handles: str) -> None:
    ran = podcast(tmp_path, "export", SLUG, "--handles", handles)
    assert ran.code == 2, ran.stderr
    assert "is not in the range 0<=x<=600" in ran.stderr
