"""`podcast quote`, as typed: what is found, the lines to paste, what is said where nothing is."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from heard_show import add_episode, build, two_voices
from whole_show import empty_show

from podcast.cli import podcast
from podcast.errors import UsageProblem
from podcast.show import load_show
from podcast.stages import Paths

LINES = {
    "leila": [
        ("Simon Valette", "Comment avez-vous commencé ?"),
        ("Leïla Montagner", "J'ai cousu dans mon salon. Puis j'ai ouvert l'atelier."),
    ],
    "yanis": [("Yanis Chambon", "J'ai ouvert mon bureau au Patural.")],
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = empty_show(tmp_path_factory.mktemp("show"))
    add_episode(root, "leila", two_voices("leila", "Leïla Montagner"))
    add_episode(root, "yanis", two_voices("yanis", "Yanis Chambon").replace(', "extracts"', ""))
    build(root, LINES, date(2024, 3, 1), frozenset({"originals", "probe", "trim", "transcribe", "draft"}))
    return root


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(podcast, ["-C", str(root), "quote", *arguments], env={"PODCAST_LANG": "en"})


def test_the_lines_can_be_pasted(root: Path) -> None:
    result = run(root, "leila", "cousu dans mon salon")
    assert result.exit_code == 0, result.output
    (part,) = tomllib.loads(result.stdout)["part"]
    assert part["quote"] == "leila"
    assert part["words"] == "cousu dans mon salon."
    assert part["start"] < part["end"]
    assert result.stdout.startswith("# Leïla Montagner\n")


def test_whole_sentences_and_the_whole_show(root: Path) -> None:
    result = run(root, "--search", "ouvert")
    words = [each["words"] for each in tomllib.loads(result.stdout)["part"]]
    assert words == ["Puis j'ai ouvert l'atelier.", "J'ai ouvert mon bureau au Patural."]
    assert "Yanis Chambon has not agreed to «extracts»" in result.stderr
    assert "Leïla Montagner has not" not in result.stderr


def test_json(root: Path) -> None:
    (found,) = json.loads(run(root, "leila", "atelier", "--json").stdout)
    assert found["file"] == "episodes/leila/recordings/1.flac"
    assert found["speaker"] == "Leïla Montagner"
    assert found["start_ms"] < found["end_ms"]


def test_a_correction_counts_before_the_next_build(root: Path) -> None:
    (recording,) = next(each for each in load_show(root).episodes if each.slug == "leila").recordings
    file = root / Paths("leila").text(recording)
    text = file.read_text("utf-8")
    file.write_text(text.replace("cousu", "brodé"), "utf-8")
    try:
        assert run(root, "leila", "brodé dans mon salon").exit_code == 0
        assert isinstance(run(root, "leila", "cousu dans mon salon").exception, UsageProblem)
    finally:
        file.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (("leila", "dans mon grand salon"), "nearest is «", "podcast quote leila"),
        (("leila", "xylophone zinzin"), "nobody says «xylophone zinzin»", "fewer words"),
        (("leyla", "oui"), "«leyla» is no episode of this show", "leila, yanis"),
        (("leila",), "which episode to look in is not said", "--search"),
    ],
)
def test_what_is_not_found(root: Path, arguments: tuple[str, ...], said: str, hint: str) -> None:
    error = run(root, *arguments).exception
    assert isinstance(error, UsageProblem)
    assert said in str(error)
    assert hint in error.hint_text
