"""`podcast report` as typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from told_shows import Told, lay, many, on_disk

from podcast.cli.report import report
from podcast.cli.speak import Voice
from podcast.errors import ContentError, UsageProblem

TARGETS = "\n[targets]\nportraits = 12\n[targets.places]\nla-gauthiere = 2\n"
SOME = [*many(2, "one", places=("centre",)), *many(6, "two"), *many(9, "three", places=("saint-jacques",))]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return on_disk(tmp_path_factory.mktemp("told") / "show", SOME, TARGETS).root


def run(root: Path, *typed: str | Path, language: str = "en") -> Result:
    words = [str(each) for each in ("--as-of", "2027-01-31", *typed)]
    return CliRunner().invoke(report, words, obj=Voice(str(root)), env={"PODCAST_LANG": language})


def data(root: Path, *typed: str | Path) -> dict[str, Any]:
    result = run(root, "--json", *typed)
    assert result.exit_code == 0, result.exception
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_printed_figures_are_for_the_team_and_whole(root: Path) -> None:
    found = data(root, "--year", "2026")
    assert (found["public"], found["total"]["programmes"]) == (False, 17)
    centre = next(row for row in found["places"] if row["id"] == "centre")
    assert (centre["programmes"], centre["hidden"]) == (2, False)
    assert [(each["kind"], each["target"], each["result"]) for each in found["targets"]] == [
        ("portraits", 12, 17),
        ("place", 2, 6),
    ]


@pytest.mark.parametrize(
    ("table", "target", "said"),
    [
        ("places", "la-gautiere", "«la-gautiere» is not known here, did you mean «la-gauthiere»?"),
        ("sectors", "magic", "«magic» is not known here"),
    ],
)
def test_a_target_for_what_is_not_there_is_said_with_its_line(
    table: str, target: str, said: str, tmp_path: Path
) -> None:
    root = on_disk(tmp_path / "show", SOME, f"\n[targets.{table}]\n{target} = 2\n").root
    text = (root / "episodes/show.toml").read_text("utf-8")
    line = text[: text.index(f"{target} =")].count("\n") + 1
    error = run(root, "--year", "2026", "--json").exception
    assert isinstance(error, ContentError)
    assert str(error) == f"episodes/show.toml, line {line}: {said}"
    assert error.hint.startswith("write one of: ")


def test_printed_for_outside_when_asked(root: Path) -> None:
    found = data(root, "--year", "2026", "--public")
    hidden = {row["id"] for row in found["places"] if row["hidden"]}
    assert hidden == {"centre", "la-gauthiere"}
    assert all(row["programmes"] is None for row in found["places"] if row["hidden"])
    assert [each["result"] for each in found["targets"]] == [17, None]


def test_files_are_for_outside_unless_said_otherwise(root: Path, tmp_path: Path) -> None:
    assert run(root, "--year", "2026", "--out", tmp_path).exit_code == 0
    assert run(root, "--year", "2026", "--out", tmp_path, "--inside", "--csv").exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["report-2026-inside.csv", "report-2026.csv", "report-2026.html", "report-2026.json"]
    assert json.loads((tmp_path / "report-2026.json").read_text("utf-8"))["public"] is True
    assert (tmp_path / "report-2026.csv").read_bytes().startswith(b"\xef\xbb\xbftable,")
    page = (tmp_path / "report-2026.html").read_text("utf-8")
    assert "ne sont pas communiqués (–)" in page
    inside = (tmp_path / "report-2026-inside.csv").read_text("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(inside)) if row["table"] == "places"}
    assert rows["centre"]["programmes"] == "2"


def test_twice_the_same_bytes(root: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(root, "--year", "2026", "--out", tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_year_without_programmes_says_which_years_have_some(root: Path) -> None:
    result = run(root, "--year", "2024")
    assert result.exit_code == 0
    assert "Nothing is published of 2024. Years with programmes: 2026." in result.stderr
    french = run(root, "--year", "2024", language="fr")
    assert "Rien n'est publié pour 2024." in french.stderr


def test_an_empty_show_has_a_report_at_nil(tmp_path: Path) -> None:
    show = on_disk(tmp_path / "show", [])
    result = run(show.root, "--year", "2026", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "Nothing is published of 2026. Years with programmes: –." in result.stderr
    assert "Rien n’a été publié" in (tmp_path / "out/report-2026.html").read_text("utf-8")


def test_what_is_not_published_is_named(tmp_path: Path) -> None:
    show = on_disk(tmp_path / "show", [Told("leila")])
    lay(show.root, Told("waiting", "2026-05-05"))
    lay(show.root, Told("elsewhen", "2025-05-05"))
    assert "not published: waiting (" in run(show.root, "--year", "2026").stderr


def test_downloads_of_several_files_add_up(root: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.csv").write_text(
            f"date;episode;downloads\n2026-03-02;one-01;{number}\n2025-01-01;one-01;9\nbad;;\n", "utf-8"
        )
    files = ("--downloads", tmp_path / "1.csv", "--downloads", tmp_path / "2.csv")
    result = run(root, "--year", "2026", "--json", *files)
    assert "1.csv: 1 lines cannot be read" in result.stderr
    found = json.loads(result.stdout)["downloads"]
    assert found["total"] == 3
    assert found["days"] == [{"date": "2026-03-02", "episode": "one-01", "downloads": 3}]
    assert data(root, "--year", "2026", "--public", *files)["downloads"] == {
        "total": None,
        "counted": "list",
        "months": [{"id": f"2026-{month:02}", "downloads": None} for month in range(1, 13)],
    }


REQUEST = (
    '{client} - - [{when} +0000] "GET /media/one-01.mp3 HTTP/1.1" 206 {size} "-" "AntennaPod/3.4 {client}"\n'
)


def test_logs_are_counted_together_and_leave_nobody_in_a_file(root: Path, tmp_path: Path) -> None:
    """A minute of sound in two halves, one on each side of midnight UTC; the first log is given twice."""
    for name, when in (("1", "02/Mar/2026:23:59:59"), ("2", "03/Mar/2026:00:00:01")):
        lines = (REQUEST.format(client=f"192.0.2.{n}", when=when, size=480_000) for n in range(6))
        (tmp_path / f"{name}.log").write_text("".join(lines), "utf-8")
    typed: list[str | Path] = []
    for name in ("1", "2", "1"):
        typed += ["--downloads", tmp_path / f"{name}.log"]
    heard = data(root, "--year", "2026", *typed)["downloads"]
    assert (heard["total"], heard["counted"]) == (6, "log")
    assert heard["days"] == [{"date": "2026-03-03", "episode": "one-01", "downloads": 6}]
    for inside in ("--inside", "--public"):
        run(root, "--year", "2026", "--out", tmp_path / "out", inside, *typed)
    texts = [file.read_text("utf-8") for file in (tmp_path / "out").iterdir()]
    assert len(texts) == 6
    assert not any(word in text for text in texts for word in ("192.0.2", "AntennaPod", "listeners"))
    assert data(root, "--year", "2026", "--public", *typed)["downloads"]["total"] == 6


def test_why_a_line_is_not_read_is_said_in_french(root: Path, tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("date;episode;downloads\n2026-03-02;one-01;1.042\n\n2026-03-02;gone;1\n")
    said = run(root, "--year", "2026", "--downloads", tmp_path / "1.csv", language="fr").stderr
    assert "la première est la ligne 2 : « 1.042 » peut être des milliers ou un nombre à virgule" in said
    assert "ne comptent pas : 1 (gone)" in said


def test_what_cannot_be_is_said(root: Path, tmp_path: Path) -> None:
    assert run(root, "--year", "26").exit_code == 2
    assert isinstance(run(root, "--json", "--csv").exception, UsageProblem)
    assert isinstance(run(root, "--downloads", tmp_path / "none.log").exception, ContentError)


def test_every_line_of_the_terminal_has_its_french(root: Path) -> None:
    result = run(root, "--year", "2026", "--public", language="fr")
    assert result.exit_code == 0
    said = result.stderr
    for word in ("par quartier", "par métier", "par mois", "objectifs", "Retraits : 0", "personnes"):
        assert word in said
    assert "by place" not in said
