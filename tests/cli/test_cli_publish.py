"""feed/ sent out: not without the law's pages, signed forms and today's consent, nor over other files."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from heard_show import add_episode, build
from whole_show import Ran, differing, empty_show, files, podcast, speech

SLUG, OTHER = "atelier", "garage"
GUEST = "Nour Quintrelat"
HEARD = {SLUG: [(GUEST, "Mes calicots mirobolants.")], OTHER: [(GUEST, "Une autre fois, ailleurs.")]}
DAY = date(2024, 6, 1)
NOTICES = ("[legal]", "[privacy]", "[accessibility]")


def record(slug: str, extra: str = "made_up = true") -> str:
    person = f'[[people]]\nname = "{GUEST}"\nuses = ["web"]\n{extra}\n'
    return f'title = "Portrait"\ndate = 2024-01-05\nguid = "guid-{slug}"\n{person}'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = empty_show(tmp_path_factory.mktemp("out") / "show")
    file = root / "episodes/show.toml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("stations")]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    for slug in (SLUG, OTHER):
        add_episode(root, slug, record(slug), length_s=4)
    assert [str(each.error) for each in build(root, HEARD, DAY).failed] == []
    return root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


def publish(show: Path, target: Path | str) -> Ran:
    return podcast(show, "publish", str(target))


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_what_is_public_is_copied_and_what_is_no_longer_is_taken_away(show: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    ran = publish(show, target)
    assert ran.code == 0, ran.stderr
    assert differing(files(show, "feed"), {f"feed/{n}": d for n, d in files(target, ".").items()}) == []
    assert " 0 removed" in ran.stderr

    (target / "CNAME").write_text("porte-voix.example", "utf-8")
    assert podcast(show, "withdraw", SLUG, "--reason", "at the request of the person", "--yes").code == 0
    assert publish(show, target).code == 0
    there = files(target, ".")
    assert [name for name in there if SLUG in name] == [f"episodes/{SLUG}/index.html"]
    assert "CNAME" in there
    again = publish(show, target)
    assert "0 files copied" in again.stderr


@pytest.mark.parametrize("notice", NOTICES)
def test_the_pages_the_law_asks_for(show: Path, tmp_path: Path, notice: str) -> None:
    file = show / "episodes/show.toml"
    text = file.read_text("utf-8")
    start = text.index(notice)
    end = text.find("\n[", start)
    file.write_text(text[:start] + (text[end:] if end > 0 else ""), "utf-8")
    ran = publish(show, tmp_path / "site")
    assert ran.code == 1
    assert f"{notice} contact" in ran.stderr
    assert not (tmp_path / "site").exists()


def test_no_conformity_without_an_audit(show: Path) -> None:
    file = show / "episodes/show.toml"
    rewrite(file, "[accessibility]\n", '[accessibility]\nlevel = "full"\n')
    ran = podcast(show, "build")
    assert ran.code == 1
    assert "what an audit found cannot be declared without it: audited, auditor, rate_percent" in ran.stderr


def test_a_consent_that_ended_since_the_build(show: Path, tmp_path: Path) -> None:
    rewrite(show / "episodes" / SLUG / "episode.toml", "made_up = true", "made_up = true\nuntil = 2024-01-31")
    ran = publish(show, tmp_path / "site")
    assert ran.code == 4
    assert "feed/ is not what may be public today" in ran.stderr
    assert not (tmp_path / "site").exists()


def test_a_name_hidden_since_the_build(show: Path, tmp_path: Path) -> None:
    rewrite(
        show / "episodes" / SLUG / "episode.toml",
        "made_up = true",
        'made_up = true\nrestrictions = ["no_surname"]',
    )
    ran = publish(show, tmp_path / "site")
    assert ran.code == 4
    assert "feed/ is not what may be public today" in ran.stderr
    assert not (tmp_path / "site").exists()
    assert build(show, HEARD, DAY).failed == []
    assert publish(show, tmp_path / "site").code == 0


def test_a_consent_that_ended_and_a_journal_that_is_lost(show: Path, tmp_path: Path) -> None:
    rewrite(show / "episodes" / SLUG / "episode.toml", "made_up = true", "made_up = true\nuntil = 2024-01-31")
    assert build(show, HEARD, DAY).failed == []
    assert publish(show, tmp_path / "before").code == 0
    (show / "feed/media" / f"{SLUG}.mp3").write_bytes(b"left behind")
    ran = publish(show, tmp_path / "site")
    assert ran.code == 4
    assert "feed/ is not what may be public today" in ran.stderr
    assert not (tmp_path / "site").exists()


def test_a_person_who_signed_nothing(show: Path, tmp_path: Path) -> None:
    rewrite(show / "episodes" / OTHER / "episode.toml", "made_up = true", "")
    assert build(show, HEARD, DAY).failed == []
    ran = publish(show, tmp_path / "site")
    assert ran.code == 4
    assert f"{OTHER}: no signed form is filed for {GUEST}" in ran.stderr


def test_a_withdrawn_voice_waits_for_nobody_else(show: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert publish(show, target).code == 0
    others = {name: data for name, data in files(target, ".").items() if SLUG not in name}
    rewrite(show / "episodes" / OTHER / "episode.toml", "made_up = true", "")
    assert build(show, HEARD, DAY).failed == []
    assert podcast(show, "withdraw", SLUG, "--reason", "at the request of the person", "--yes").code == 0
    ran = publish(show, target)
    assert ran.code == 4
    assert f"{OTHER}: no signed form is filed for {GUEST}" in ran.stderr
    assert f"What was withdrawn ({SLUG}) is gone from {target}" in ran.stderr.replace("\n", " ")
    there = files(target, ".")
    page = f"episodes/{SLUG}/index.html"
    assert [name for name in there if SLUG in name] == [page]
    assert there[page] == (show / "feed" / page).read_bytes()
    assert {name: data for name, data in there.items() if name != page} == others


def test_no_other_folder_is_written_over(show: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "media").mkdir(parents=True)
    (other / "media/holiday.jpg").write_bytes(b"x")
    ran = publish(show, other)
    assert (ran.code, files(other, ".")) == (2, {"media/holiday.jpg": b"x"})
    assert "holds something else than this show" in ran.stderr
    for inside in (show / "feed/out", show, show.parent):
        ran = publish(show, inside)
        assert ran.code == 2
        assert "lie one inside the other" in ran.stderr


def test_music_whose_rights_nobody_wrote_down(show: Path) -> None:
    before = files(show, "feed")
    speech(show / "episodes/jingle.wav", length_s=2)
    file = show / "episodes/show.toml"
    file.write_text('opening = "jingle.wav"\n' + file.read_text("utf-8"), "utf-8")
    ran = podcast(show, "build", "--as-of", str(DAY))
    assert ran.code == 4
    (said,) = ran.sentences
    assert "by what right «jingle.wav» is used is not written down" in said
    assert differing(before, files(show, "feed")) == []  # what is published already stays

    music = '[[music]]\nfile = "jingle.wav"\ntitle = "Matin"\nauthors = ["A. Auteur"]\n'
    file.write_text(f'{file.read_text("utf-8")}{music}license = "all rights cleared"\n', "utf-8")
    ran = podcast(show, "build", "--as-of", str(DAY))
    assert ran.code == 0, ran.stderr
    assert f"feed/media/{SLUG}.mp3" in differing(before, files(show, "feed"))
