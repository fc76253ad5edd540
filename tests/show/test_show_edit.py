"""edit.toml: parts as they are written, and each mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_show_load import EPISODE, broken, make

from podcast.errors import ContentError
from podcast.model import Episode, MusicBed, Narration, Pause, Quote, Sound, Title, Use
from podcast.show import load_show

GUEST = EPISODE + '[embargo]\nextracts = 2026-04-01\n[[people]]\nname = "Leïla"\nuses = ["web", "extracts"]\n'
DOCUMENTARY = """\
title = "Premiers pas"
date = 2026-05-04
guid = "22222222-2222-4222-8222-222222222222"
[[people]]
name = "Nina"
role = "narrator"
uses = ["web"]
"""
EDIT = """\
gap = 0.4

[[part]]
music = "lit.flac"
alone = "0:04"
length = 60

[[part]]
title = "Se lancer"

[[part]]
narration = "1.wav"
gain_db = -2

[[part]]
quote = "leila"
words = "j'ai dit oui"
start = "0:12.5"
crossfade = 0.25

[[part]]
sound = "rue.wav"
under = true

[[part]]
pause = 1.5
"""


def documentary(root: Path, edit: str, leila: str = GUEST, text: str = DOCUMENTARY) -> Path:
    make(root, leila=leila)
    folder = root / "episodes/pas"
    (folder / "narration").mkdir(parents=True)
    for name in ("lit.flac", "rue.wav", "narration/1.wav"):
        (folder / name).write_bytes(b"sound")
    (folder / "episode.toml").write_text(text, "utf-8")
    (folder / "edit.toml").write_text(edit, "utf-8")
    return root


def read(root: Path) -> Episode:
    show = load_show(root)
    assert show.broken == ()
    found = show.episode("pas")
    assert found is not None
    return found


def mistake(root: Path, edit: str) -> ContentError:
    (error,) = broken(load_show(documentary(root, edit)), "pas")
    return error


def test_every_kind_of_part(tmp_path: Path) -> None:
    found = read(documentary(tmp_path, EDIT))
    folder = Path("episodes/pas")
    assert found.gap_ms == 400
    assert found.edit == (
        MusicBed(line=3, file=folder / "lit.flac", alone_ms=4000, length_ms=60_000),
        Title(line=8, title="Se lancer"),
        Narration(line=11, recording=folder / "narration/1.wav", gain_db=-2.0),
        Quote(
            line=15,
            episode="leila",
            recording=Path("episodes/leila/recordings/01.wav"),
            words="j'ai dit oui",
            start_ms=12_500,
            crossfade_ms=250,
        ),
        Sound(line=21, file=folder / "rue.wav", under=True),
        Pause(line=25, length_ms=1500),
    )
    (narration,) = found.narration
    assert (narration.path, narration.channels) == (folder / "narration/1.wav", ("Nina",))


def test_who_is_quoted_comes_with_what_they_agreed_to(tmp_path: Path) -> None:
    (quoted,) = read(documentary(tmp_path, EDIT)).quoted
    (person,) = quoted.people
    assert (quoted.slug, quoted.line, quoted.languages) == ("leila", 15, ("fr",))
    assert str(quoted.embargo) == "2026-04-01"
    assert person.consent.uses == {Use.WEB, Use.EXTRACTS}


def test_own_recordings_are_no_quotes_of_others(tmp_path: Path) -> None:
    root = documentary(tmp_path, '[[part]]\nquote = "pas"\nstart = 1\nend = 2\n')
    (root / "episodes/pas/recordings").mkdir()
    (root / "episodes/pas/recordings/rue.wav").write_bytes(b"sound")
    found = read(root)
    assert found.quoted == ()
    assert [each.name for each in found.heard] == ["rue.wav"]


@pytest.mark.parametrize(
    ("part", "line", "said"),
    [
        ('quote = "leila"', 3, "which passage is quoted is not said"),
        ('quote = "leila"\nstart = 1', 3, "which passage is quoted is not said"),
        ('quote = "leila"\nstart = "0:09"\nend = "0:03"', 5, "the passage ends before it begins"),
        ('quote = "leyla"\nwords = "oui"', 2, "there is no episode «leyla», did you mean «leila»?"),
        ('quote = "zzz"\nwords = "oui"', 2, "there is no episode «zzz»"),
        ('quote = "leila/02.wav"\nwords = "oui"', 2, "«leila» has no recording «02.wav»"),
        (
            'quote = "pas"\nwords = "oui"',
            2,
            "«pas» is a documentary: it has no recordings of its own to quote",
        ),
        ('quote = "leila"\nwords = "oui"\nalone = 3', 5, "«alone» does not go with «quote»"),
        ('quote = "leila"\nwords = "oui"\ngain_db = 50', 5, "«gain_db» should be a number of decibels"),
        ('quote = "leila"\ntitle = "x"', 2, "a part is one thing, and this one is title + quote"),
        ("gain_db = 1", 2, "a part is one thing, and this one is —"),
        ('narration = "2.wav"', 3, "the file «2.wav» is not in episodes/pas/narration/"),
        ('music = "../../../x.wav"', 3, "«../../../x.wav» is outside the show's folder"),
        ('narration = "../../leila/recordings/01.wav"', 3, "«../../leila/recordings/01.wav» is in another"),
        (
            'sound = "../leila/recordings/01.wav"',
            3,
            "is in another programme, whose people have their own say",
        ),
        ('music = "../autre/narration/1.wav"', 3, "is in another programme"),
        ('sound = "non.wav"', 3, "the file «non.wav» is not in episodes/pas/"),
        ('pause = "bientôt"', 3, "«pause» should be a length"),
        ("pause = -1", 3, "«pause» should be a length"),
        ('pause = 1\nquotee = "leila"', 4, "«quotee» is not a known key, did you mean «quote»?"),
        ('pause = 1\norigine = "x"', 4, "«origine» may not be recorded"),
    ],
)
def test_mistakes_have_a_line(tmp_path: Path, part: str, line: int, said: str) -> None:
    error = mistake(tmp_path, f"gap = 0.3\n[[part]]\n{part}\n")
    assert said in str(error)
    assert error.values["line"] == line
    assert error.values["file"] == "episodes/pas/edit.toml"


def test_a_part_with_single_brackets(tmp_path: Path) -> None:
    error = mistake(tmp_path, "gap = 0.3\n[part]\npause = 1\n")
    assert "[[part]]" in error.hint_text
    assert error.values["line"] == 2


def test_a_documentary_that_quotes_a_documentary_that_quotes_it(tmp_path: Path) -> None:
    root = documentary(tmp_path, '[[part]]\nquote = "autre"\nwords = "oui"\n')
    other = root / "episodes/autre"
    other.mkdir()
    (other / "episode.toml").write_text(DOCUMENTARY.replace("2222", "3333"), "utf-8")
    (other / "edit.toml").write_text('[[part]]\nquote = "pas"\nwords = "oui"\n', "utf-8")
    show = load_show(root)
    for slug, quoted in (("pas", "autre"), ("autre", "pas")):
        (error,) = broken(show, slug)
        assert str(error).startswith(f"episodes/{slug}/edit.toml, line 1: «{quoted}» is a documentary")


def test_which_of_several_recordings(tmp_path: Path) -> None:
    root = documentary(tmp_path, '[[part]]\nquote = "leila"\nwords = "oui"\n')
    (root / "episodes/leila/recordings/02.wav").write_bytes(b"sound")
    (error,) = broken(load_show(root), "pas")
    assert "has several recordings" in str(error)
    assert 'quote = "leila/01.wav"' in error.hint_text


def test_a_portrait_with_mistakes_or_withdrawn_is_named_where_it_is_quoted(tmp_path: Path) -> None:
    root = documentary(tmp_path, EDIT, leila=GUEST.replace("title", "titel"))
    (error,) = broken(load_show(root), "pas")
    assert str(error) == (
        "episodes/pas/edit.toml, line 15: «leila» cannot be quoted while its own file has mistakes"
    )
    register = root / "episodes/withdrawn.toml"
    register.write_text('[[withdrawn]]\nslug = "leila"\nday = 2026-05-05\n', "utf-8")
    (error,) = broken(load_show(root), "pas")
    assert "line 15: «leila» was withdrawn: nothing of it may be heard any more" in str(error)


def test_narration_and_a_recording_of_one_name(tmp_path: Path) -> None:
    root = documentary(tmp_path, EDIT)
    (root / "episodes/pas/recordings").mkdir()
    (root / "episodes/pas/recordings/1.wav").write_bytes(b"sound")
    (error,) = broken(load_show(root), "pas")
    assert str(error) == (
        "episodes/pas/edit.toml, line 12: «1.wav» is also the name of a recording of this episode"
    )


def test_an_edit_that_is_no_toml(tmp_path: Path) -> None:
    error = mistake(tmp_path, '[[part]]\nquote = "leila\n')
    assert error.values["line"] == 2
