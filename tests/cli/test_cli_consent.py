"""`podcast consent` as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from minimal_show import SHOW

from podcast.cli.consent import consent
from podcast.cli.speak import Voice
from podcast.errors import ContentErrors, UsageProblem
from podcast.model import Use
from podcast.show import load_show


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "show"
    (root / "episodes").mkdir(parents=True)
    (root / "episodes/show.toml").write_text(SHOW, "utf-8")
    lay(root, "leila", '[[people]]\nname = "Leïla"\nuses = ["web"]\nuntil = 2026-03-01\n')
    lay(root, "omar", '[[people]]\nname = "Omar"\n[[people]]\nname = "Camille"\nuntil = 2026-12-31\n')
    return root


def lay(root: Path, slug: str, people: str) -> None:
    folder = root / "episodes" / slug
    (folder / "recordings").mkdir(parents=True, exist_ok=True)
    (folder / "recordings/1.wav").write_bytes(b"x")
    text = f'title = "{slug}"\ndate = 2026-01-01\nguid = "{slug}"\n{people}'
    (folder / "episode.toml").write_text(text, "utf-8")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    (tmp_path / "scan.pdf").write_bytes(b"signed")
    return tmp_path / "scan.pdf"


def run(root: Path, *arguments: str | Path) -> Result:
    typed = [str(each) for each in arguments]
    return CliRunner().invoke(consent, typed, obj=Voice(str(root)), env={"PODCAST_LANG": "en"})


def done(root: Path, *arguments: str | Path) -> Result:
    result = run(root, *arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def test_form_on_standard_output(root: Path) -> None:
    page = done(root, "form", "omar").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert "Omar" in page and "Camille" in page
    assert "Camille" not in done(root, "form", "omar", "--person", "Omar").stdout


def test_form_in_a_file(root: Path, tmp_path: Path) -> None:
    result = done(root, "form", "leila", "-o", tmp_path / "form.html")
    assert result.stdout == ""
    assert "Leïla" in (tmp_path / "form.html").read_text("utf-8")


def test_signed_form_is_filed(root: Path, scan: Path) -> None:
    done(root, "add", "leila", scan, "--uses", "radio", "--from", "2026-02-01", "--until", "2030-02-01")
    episode = load_show(root).episode("leila")
    assert episode is not None
    agreed = episode.people[0].consent
    assert agreed.uses == {Use.RADIO}
    assert agreed.evidence == Path("episodes/leila/consents/leila.pdf")


def test_an_empty_form_is_not_a_signed_one(root: Path, tmp_path: Path) -> None:
    done(root, "form", "leila", "-o", tmp_path / "form.html")
    before = (root / "episodes/leila/episode.toml").read_bytes()
    error = run(root, "add", "leila", tmp_path / "form.html", "--uses", "web").exception
    assert isinstance(error, UsageProblem) and "not a signed one" in str(error)
    assert (root / "episodes/leila/episode.toml").read_bytes() == before
    assert not (root / "episodes/leila/consents").exists()


def test_several_people_need_a_name(root: Path, scan: Path) -> None:
    error = run(root, "add", "omar", scan, "--uses", "web").exception
    assert isinstance(error, UsageProblem) and "Omar, Camille" in error.hint_text
    done(root, "add", "omar", scan, "--uses", "web", "--person", "Omar")


def test_a_broken_record_can_be_mended_from_here(root: Path, scan: Path) -> None:
    done(root, "add", "leila", scan, "--uses", "web")
    (root / "episodes/leila/consents/leila.pdf").write_bytes(b"exchanged")
    assert isinstance(run(root, "form", "leila").exception, ContentErrors)
    done(root, "add", "leila", scan, "--person", "Leïla")
    assert load_show(root).broken == ()


@pytest.mark.parametrize(("day", "names"), [("2026-01-15", ["Leïla"]), ("2026-11-01", ["Leïla", "Camille"])])
def test_what_runs_out(root: Path, day: str, names: list[str]) -> None:
    found = json.loads(done(root, "list", "--as-of", day, "--json").stdout)
    assert [each["person"] for each in found] == names
    assert found[0]["uses"] == ["web"]


def test_nothing_runs_out(root: Path) -> None:
    result = done(root, "list", "--as-of", "2025-06-01")
    assert "Nothing runs out in the next 90 days." in result.stderr
    assert "People without a signed form: 3, in leila, omar." in result.stderr


def test_who_has_signed_is_not_counted_any_more(root: Path, scan: Path) -> None:
    done(root, "add", "leila", scan, "--uses", "web")
    assert "People without a signed form: 2, in omar." in done(root, "list").stderr
    for name in ("Omar", "Camille"):
        done(root, "add", "omar", scan, "--uses", "web", "--person", name)
    assert "without a signed form" not in done(root, "list").stderr


def test_everything(root: Path) -> None:
    found = json.loads(done(root, "list", "--all", "--json").stdout)
    assert [each["person"] for each in found] == ["Leïla", "Camille", "Omar"]
    assert "Omar" in done(root, "list", "--all").stderr


def test_episode_that_is_not_there(root: Path) -> None:
    error = run(root, "form", "lila").exception
    assert isinstance(error, UsageProblem) and "leila" in error.hint_text


def test_nobody_of_that_name(root: Path) -> None:
    error = run(root, "form", "leila", "--person", "Zoé").exception
    assert isinstance(error, UsageProblem) and "Leïla" in error.hint_text
