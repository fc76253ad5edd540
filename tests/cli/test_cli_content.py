"""`podcast init`, `podcast add` and `podcast serve`, as typed."""

from __future__ import annotations

import os
import sys
import uuid
import wave
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podcast.cli import podcast
from podcast.cli.speak import failure
from podcast.errors import ContentError, RecordingError, UsageProblem
from podcast.model import Role, Use
from podcast.show import load_show

TERRITORY = """\
id = "orebro"
name = "Örebro"
language = "sv"

[[area]]
id = "vivalla"
name = { sv = "Vivalla" }
commune = "Örebro"
point = [59.3, 15.2]
"""
INIT = ("--title", "Voix", "--author", "Radio", "--email", "a@b.example", "--url", "https://b.example")


def run(*arguments: str | Path, language: str = "en") -> Result:
    return CliRunner().invoke(podcast, [str(each) for each in arguments], env={"PODCAST_LANG": language})


def done(*arguments: str | Path, language: str = "en") -> Result:
    result = run(*arguments, language=language)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def refused(*arguments: str | Path) -> UsageProblem:
    error = run(*arguments).exception
    assert isinstance(error, UsageProblem)
    assert str(error) and error.hint_text
    return error


@pytest.fixture
def show(tmp_path: Path) -> Path:
    done("init", tmp_path / "show", "--language", "fr", "--territory", "clermont", *INIT)
    return tmp_path / "show"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return wave_of(tmp_path / "Entretien 1.wav", 1)


def wave_of(file: Path, value: int) -> Path:
    """A tenth of a second of sound; another `value`, other bytes."""
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(value.to_bytes(2, "little") * 800)
    return file


def test_init_then_add_makes_a_show_that_loads(show: Path, sound: Path) -> None:
    said = "--guest Leïla --place GAUTHIERE --sector artisanat_creation --interviewer Camille"
    said += " --language en --uses web,radio"
    result = done("-C", show, "add", sound, "--title", "Leïla, couturière", *said.split())
    assert result.stdout == ""
    assert "Written as agreed to by Leïla, Camille: web, radio." in result.stderr
    read = load_show(show)
    assert read.broken == ()
    assert (read.engine, read.model) == ("faster-whisper", "small")
    (episode,) = read.episodes
    assert (episode.slug, episode.title, episode.language) == ("leila-couturiere", "Leïla, couturière", "en")
    assert uuid.UUID(episode.guid).version == 4
    assert [tag.id for tag in (*episode.places, *episode.sectors)] == ["la-gauthiere", "artisanat_creation"]
    assert [(p.name, p.role) for p in episode.people] == [
        ("Leïla", Role.GUEST),
        ("Camille", Role.INTERVIEWER),
    ]
    assert {use for person in episode.people for use in person.consent.uses} == {Use.WEB, Use.RADIO}


def test_add_tells_what_to_write_when_nobody_has_agreed(show: Path, sound: Path) -> None:
    result = done("-C", show, "add", sound, "--guest", "Leïla", language="fr")
    assert "qui a accepté quoi" in result.stderr
    (episode,) = load_show(show).episodes
    assert (episode.slug, episode.title) == ("leila", "Leïla")
    assert episode.people[0].consent.uses == frozenset()


def test_add_to_an_episode_that_is_there(show: Path, sound: Path, tmp_path: Path) -> None:
    done("-C", show, "add", sound, "--slug", "leila")
    text = (show / "episodes/leila/episode.toml").read_bytes()
    second = wave_of(tmp_path / "2.wav", 2)
    done("-C", show, "add", sound, second, "--slug", "leila")
    assert (show / "episodes/leila/episode.toml").read_bytes() == text
    assert [each.name for each in load_show(show).episodes[0].recordings] == ["2.wav", "Entretien 1.wav"]
    assert "only recordings" in str(refused("-C", show, "add", second, "--slug", "leila", "--title", "Autre"))
    assert "only recordings" in str(refused("-C", show, "add", "--slug", "leila"))


@pytest.mark.parametrize(
    ("name", "data"), [("a.wav", b"some words"), ("b.mp3", b""), ("c.wav", b"\x00" * 99)]
)
def test_add_refuses_what_holds_no_sound(
    show: Path, sound: Path, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    error = run("-C", show, "add", sound, tmp_path / name, "--title", "T").exception
    assert isinstance(error, RecordingError)
    assert name in str(error) and "nothing was copied" in error.hint_text
    assert [path.name for path in (show / "episodes").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_add_without_a_guest_leaves_lines_to_fill(tmp_path: Path, sound: Path, language: str) -> None:
    done("init", tmp_path / "show", "--language", language, *INIT)
    result = done("-C", tmp_path / "show", "add", sound, "--title", "T")
    assert "who is heard" in result.stderr
    file = tmp_path / "show/episodes/t/episode.toml"
    head, mark, waiting = file.read_text("utf-8").partition("# [[people]]\n")
    assert mark and load_show(tmp_path / "show").episodes[0].people == ()
    lines = waiting.splitlines(keepends=True)
    filled = "".join(each.removeprefix("# ") for each in lines[:3])
    file.write_text(head + "[[people]]\n" + filled + "".join(lines[3:]), "utf-8")
    assert [each.role for each in load_show(tmp_path / "show").episodes[0].people] == [Role.GUEST]


def test_add_describes_recordings_that_are_there(show: Path) -> None:
    folder = show / "episodes/leila/recordings"
    folder.mkdir(parents=True)
    (folder / "1.wav").write_bytes(b"1")
    done("-C", show, "add", "--slug", "leila", "--title", "Leïla")
    assert [each.title for each in load_show(show).episodes] == ["Leïla"]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--place", "Paris", "not one place"),
        ("--sector", "Magie", "not one of the sectors"),
        ("--uses", "web,tv", "«tv»"),
        ("--language", "french", "--language"),
        ("--slug", "Leïla", "cannot be an address"),
        ("--slug", "../out", "cannot be an address"),
        ("--guest", " ", "--guest"),
    ],
)
def test_add_refuses(show: Path, sound: Path, option: str, value: str, said: str) -> None:
    assert said in str(refused("-C", show, "add", sound, "--title", "T", option, value))
    assert [path.name for path in (show / "episodes").iterdir() if path.is_dir()] == []
    assert not (show / "out").exists()


def test_add_without_anything(show: Path, tmp_path: Path) -> None:
    refused("-C", show, "add")
    assert "no file" in str(refused("-C", show, "add", tmp_path / "none.wav"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with a name in a folder")
def test_add_takes_nothing_but_files(show: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for named in ("/dev/zero", tmp_path / "pipe.wav", tmp_path):
        assert "not a file" in str(refused("-C", show, "add", named, "--title", "T"))
    assert [path.name for path in (show / "episodes").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("code", ["zz", "", "français"])
def test_transcribe_refuses_a_language_that_no_engine_hears(sound: Path, code: str) -> None:
    error = refused("transcribe", sound, "--language", code)
    assert "no speech engine hears" in str(error)
    assert "fr" in error.hint_text


def test_add_outside_a_show(tmp_path: Path, sound: Path) -> None:
    assert "podcast init" in refused("-C", tmp_path, "add", sound).hint_text


def test_a_new_show_looks_for_no_places_until_it_says_where_it_is(tmp_path: Path, sound: Path) -> None:
    done("init", tmp_path / "show", "--language", "sv", *INIT)
    assert load_show(tmp_path / "show").territory == "none"
    text = (tmp_path / "show/episodes/show.toml").read_text("utf-8")
    assert '"clermont", "ile-de-france"' in text
    error = run("-C", tmp_path / "show", "add", sound, "--title", "A", "--place", "Vivalla").exception
    assert isinstance(error, ContentError)
    assert "show.toml" in str(error.hint_text)


def test_a_new_show_brings_its_own_territory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("orebro.toml").write_text(TERRITORY, encoding="utf-8")
    done("init", "show", "--territory", "orebro.toml", *INIT)
    assert load_show(tmp_path / "show").territory == "episodes/orebro.toml"
    assert (tmp_path / "show/episodes/orebro.toml").read_text("utf-8") == TERRITORY
    Path("other.toml").write_text("id = 3", encoding="utf-8")
    assert isinstance(run("init", "new", "--territory", "other.toml", *INIT).exception, ContentError)
    assert isinstance(run("init", "new", "--territory", "clermnt", *INIT).exception, ContentError)
    assert not (tmp_path / "new").exists()


def test_init_says_what_is_missing(tmp_path: Path) -> None:
    assert str(refused("init", tmp_path, "--title", "Voix")) == "a new show needs --author, --email, --url"
    assert list(tmp_path.iterdir()) == []


def test_init_leaves_a_show_alone(show: Path) -> None:
    before = (show / "episodes/show.toml").read_bytes()
    assert "already holds a show" in str(refused("init", show))
    assert (show / "episodes/show.toml").read_bytes() == before


def test_init_speaks_the_producers_language(tmp_path: Path) -> None:
    done("init", tmp_path, *INIT, language="fr")
    assert load_show(tmp_path).language == "fr"
    assert "L'émission" in (tmp_path / "episodes/show.toml").read_text("utf-8")


def test_init_says_where_to_go_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Next: cd 'my radio'\nThen: podcast add" in done("init", "my radio", *INIT).stderr
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    said = done("init", *INIT).stderr
    assert "Next: podcast add" in said and "cd " not in said


def test_a_folder_that_is_no_show_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PODCAST_LANG", "en")
    error = run("status").exception
    assert isinstance(error, UsageProblem)
    failure(error)
    assert f"{tmp_path} is not in a show" in capsys.readouterr().err


def test_serve_before_build(show: Path) -> None:
    assert "podcast build" in refused("-C", show, "serve").hint_text


def test_a_documentary_begins_with_an_edit_to_fill(show: Path, sound: Path) -> None:
    done("-C", show, "add", sound, "--title", "Interview", "--guest", "Leïla", "--uses", "web,extracts")
    voice = wave_of(sound.with_name("1.wav"), 2)
    words = ("--documentary", "--title", "Premiers pas", "--narrator", "Nina", "--uses", "web")
    result = done("-C", show, "add", voice, *words)
    assert "podcast quote" in result.stderr
    folder = show / "episodes/premiers-pas"
    assert (folder / "narration/1.wav").read_bytes() == voice.read_bytes()
    assert not (folder / "recordings").exists()
    (broken,) = load_show(show).broken
    assert "there is no [[part]]" in str(broken.errors[0])
    with (folder / "edit.toml").open("a", encoding="utf-8") as edit:
        edit.write('[[part]]\nnarration = "1.wav"\n[[part]]\nquote = "interview"\nwords = "oui"\n')
    episode = load_show(show).episode("premiers-pas")
    assert episode is not None
    assert [(person.name, person.role) for person in episode.people] == [("Nina", Role.NARRATOR)]
    assert [each.slug for each in episode.quoted] == ["interview"]
    # more narration later, and nothing that was written is written over
    wave_of(voice.with_name("2.wav"), 3)
    done("-C", show, "add", voice.with_name("2.wav"), "--slug", "premiers-pas", "--documentary")
    assert (folder / "narration/2.wav").exists()
    assert 'quote = "interview"' in (folder / "edit.toml").read_text("utf-8")


def test_every_kind_of_part_is_explained_in_what_a_documentary_begins_with() -> None:
    folder = Path(__file__).parents[2] / "podcast/show/new"
    for name in ("edit.fr.toml", "edit.en.toml"):
        lines = (folder / name).read_text("utf-8").splitlines()
        kinds = {line[2:].partition(" ")[0] for line in lines if line.startswith("# ") and " = " in line}
        assert {"title", "quote", "narration", "music", "sound", "pause"} <= kinds
