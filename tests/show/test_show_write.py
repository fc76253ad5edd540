"""Making a show and an episode: read back without a mistake, and nothing written over."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import UsageProblem
from podcast.model import Role, Use
from podcast.show import NewEpisode, NewShow, add_episode, is_slug, load_show, new_show, slug_of
from podcast.show.artwork import plain_artwork

SETTINGS = NewShow("Voix d'ici", "fr", "Radio", "contact@ici.example", "https://ici.example/pod", "Des voix.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    new_show(tmp_path / "show", SETTINGS)
    return tmp_path / "show"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / "entretien un.wav"
    file.write_bytes(b"sound" * 1000)
    return file


def episode(*files: Path) -> NewEpisode:
    return NewEpisode("leila", files, "Leïla", "guid-1", date(2026, 3, 2), ("Leïla",))


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "L'émission"), ("en", "The show"), ("fr-BE", "L'émission")]
)
def test_new_show_is_read_back(tmp_path: Path, language: str, word: str) -> None:
    new_show(tmp_path, replace(SETTINGS, language=language, title='Voix "d\'ici" \\ là'))
    show = load_show(tmp_path)
    assert (show.title, show.language, show.email) == ('Voix "d\'ici" \\ là', language, "contact@ici.example")
    assert show.artwork == Path("episodes/artwork.png")
    assert word in (tmp_path / "episodes/show.toml").read_text("utf-8")
    assert "podcast build" in (tmp_path / "README.md").read_text("utf-8")
    assert "/feed/" in (tmp_path / ".gitignore").read_text("utf-8")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_law_asks_for_waits_in_a_new_show(tmp_path: Path, language: str) -> None:
    new_show(tmp_path, replace(SETTINGS, language=language))
    file = tmp_path / "episodes/show.toml"
    head, mark, waiting = file.read_text("utf-8").partition("# [legal]\n")
    tables = [each[2:] for each in waiting.splitlines() if re.match(r"# (\[\w+\]|\w+ = )", each)]
    text = head + mark[2:] + "\n".join(tables)
    file.write_text(text, "utf-8")
    assert load_show(tmp_path).legal.missing, "what nobody has filled in is missing"
    file.write_text(text.replace('= ""', '= "x"'), "utf-8")
    show = load_show(tmp_path)
    assert not show.legal.missing and show.privacy and show.accessibility.contact


def test_guid_is_kept_when_the_address_changes(root: Path) -> None:
    before = load_show(root).guid
    file = root / "episodes/show.toml"
    file.write_text(file.read_text("utf-8").replace("ici.example/pod", "ailleurs.example"), "utf-8")
    assert load_show(root).guid == before


def test_show_that_is_there_is_left_alone(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(UsageProblem, match="already holds a show"):
        new_show(root, replace(SETTINGS, title="Autre"))
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_files_that_are_there_are_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").write_text("mine")
    new_show(tmp_path, SETTINGS)
    assert (tmp_path / "README.md").read_text() == (tmp_path / ".gitignore").read_text() == "mine"


def test_setting_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as caught:
        new_show(tmp_path / "new", replace(SETTINGS, email="contact"))
    assert "--email" in str(caught.value) and caught.value.hint_text
    assert not (tmp_path / "new").exists()


def test_artwork_is_an_rgb_square() -> None:
    data = plain_artwork("#b3261e")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert (width, height, depth, colour) == (1400, 1400, 8, 2)
    start = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[start - 8 : start - 4])[0]
    pixels = zlib.decompress(data[start : start + length])
    assert len(pixels) == 1400 * (1 + 3 * 1400)
    assert pixels[1:4] == bytes.fromhex("b3261e")
    middle = 700 * (1 + 3 * 1400) + 1 + 3 * 700
    assert min(pixels[middle : middle + 3]) > 230


def test_new_episode_is_read_back(root: Path, sound: Path) -> None:
    wish = replace(
        episode(sound),
        interviewers=("Camille",),
        places=("la-gauthiere",),
        sectors=("mode_textile",),
        language="en",
        uses=(Use.WEB, Use.RADIO),
    )
    added = add_episode(root, wish)
    assert (added.created, added.copied) == (True, ("entretien un.wav",))
    (read,) = load_show(root).episodes
    assert (read.title, read.guid, read.language) == ("Leïla", "guid-1", "en")
    assert [tag.id for tag in (*read.places, *read.sectors)] == ["la-gauthiere", "mode_textile"]
    assert [(p.name, p.role) for p in read.people] == [("Leïla", Role.GUEST), ("Camille", Role.INTERVIEWER)]
    assert all(person.consent.uses == {Use.WEB, Use.RADIO} for person in read.people)
    assert (root / read.recordings[0].path).read_bytes() == sound.read_bytes()


def test_consents_are_not_invented(root: Path, sound: Path) -> None:
    add_episode(root, episode(sound))
    (read,) = load_show(root).episodes
    assert read.people[0].consent.uses == frozenset()
    assert "# uses = [" in (root / "episodes/leila/episode.toml").read_text("utf-8")


def test_episode_without_people(root: Path, sound: Path) -> None:
    add_episode(root, replace(episode(sound), guests=()))
    (read,) = load_show(root).episodes
    assert read.people == ()


def test_second_recording_leaves_the_text_as_it_is(root: Path, sound: Path, tmp_path: Path) -> None:
    add_episode(root, episode(sound))
    text = (root / "episodes/leila/episode.toml").read_bytes()
    second = tmp_path / "deux.wav"
    second.write_bytes(b"other")
    added = add_episode(root, NewEpisode("leila", (sound, second)))
    assert (added.created, added.copied, added.present) == (False, ("deux.wav",), ("entretien un.wav",))
    assert (root / "episodes/leila/episode.toml").read_bytes() == text


def test_a_recording_is_never_written_over(root: Path, sound: Path, tmp_path: Path) -> None:
    add_episode(root, episode(sound))
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / sound.name
    other.write_bytes(b"another")
    new = tmp_path / "new.wav"
    new.write_bytes(b"new")
    with pytest.raises(UsageProblem, match="another recording of that name"):
        add_episode(root, NewEpisode("leila", (new, other)))
    folder = root / "episodes/leila/recordings"
    assert [path.name for path in folder.iterdir()] == [sound.name]
    assert (folder / sound.name).read_bytes() == sound.read_bytes()


def test_two_files_of_one_name(root: Path, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / sound.name
    other.write_bytes(b"another")
    with pytest.raises(UsageProblem, match="another recording of that name"):
        add_episode(root, episode(sound, other))
    assert not (root / "episodes/leila").exists()


def test_a_killed_copy_is_taken_up_again(root: Path, sound: Path) -> None:
    folder = root / "episodes/leila/recordings"
    folder.mkdir(parents=True)
    (folder / ".part-1-entretien un.wav").write_bytes(b"half")
    (folder / sound.name).write_bytes(sound.read_bytes())
    added = add_episode(root, episode(sound))
    assert (added.created, added.present) == (True, (sound.name,))
    assert [each.name for each in load_show(root).episodes[0].recordings] == [sound.name]


@pytest.mark.parametrize("slug", ["Leïla", "../leila", "a/b", "", "a b", ".."])
def test_slug_that_cannot_be_an_address(root: Path, sound: Path, slug: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        add_episode(root, replace(episode(sound), slug=slug))
    assert "--slug" in caught.value.hint_text
    assert [path.name for path in (root / "episodes").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("name", ["none.wav", "notes.txt", ".hidden", "a\nb.wav"])
def test_file_that_cannot_be_brought(root: Path, tmp_path: Path, name: str) -> None:
    if name != "none.wav":
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageProblem):
        add_episode(root, episode(tmp_path / name))
    assert not (root / "episodes/leila").exists()


def test_folder_is_not_a_recording(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="not a file"):
        add_episode(root, episode(tmp_path))


@given(st.text(max_size=200))
def test_every_text_gives_a_slug_or_nothing(text: str) -> None:
    slug = slug_of(text)
    assert slug == "" or is_slug(slug)
    assert slug_of(slug) == slug


def test_slugs_keep_what_can_be_read() -> None:
    assert slug_of("À la Gauthière, chez Léa & Œil !") == "a-la-gauthiere-chez-lea-oeil"
