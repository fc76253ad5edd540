"""Every sentence a producer may read exists in French, with the same names in it."""

from __future__ import annotations

import ast
import errno
import os
import string
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from podcast import check, errors
from podcast.cli import messages, progress
from podcast.errors import ContentError

HOUSE = Path(__file__).parents[1] / "podcast"
RAISED = {name for name in errors.__all__ if name != "ContentErrors"}
SPOKEN = {"_", "say", "plain", "sure"}


def literal(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def templates() -> Iterator[tuple[str, str]]:
    """Every literal template of the code, with the place it stands in."""
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in RAISED | SPOKEN:
                continue
            where = f"{path.relative_to(HOUSE)}:{node.lineno}"
            wanted = [node.args[0]] if node.args else []
            wanted += [each.value for each in node.keywords if each.arg in ("hint", "otherwise")]
            yield from ((where, found) for each in wanted if (found := literal(each)))


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def spoken_elsewhere() -> Iterator[str]:
    yield from progress._REASONS.values()
    yield from progress._STAGES.values()
    yield from (text for rule in check.RULES.values() for text in (rule.message, rule.fix))


def test_every_template_has_its_french() -> None:
    catalogue = messages.catalogue()
    missing = [f"{where}: {each}" for where, each in templates() if each not in catalogue]
    missing += [each for each in spoken_elsewhere() if each not in catalogue]
    assert missing == []


def test_every_sentence_with_a_line_has_its_french() -> None:
    """However it reaches the producer: through a function of a room's own, the first test knows no call."""
    said = {
        node.value
        for path in HOUSE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith(("{file}, line {line}: ", "write one of: {allowed}"))
    }
    assert [each for each in sorted(said) if each not in messages.catalogue()] == []


def test_a_sentence_has_one_french() -> None:
    """Of two, the file read last would win, and whoever corrects the other sees nothing change."""
    files = [tomllib.loads(file.read_text("utf-8")) for file in (HOUSE / "cli" / "fr").glob("*.toml")]
    standing = Counter(english for each in files for english in each)
    assert [english for english, count in standing.items() if count > 1] == []


def test_the_french_has_the_same_names() -> None:
    wrong = [english for english, french in messages.catalogue().items() if names(english) != names(french)]
    assert wrong == []


def test_no_french_is_left_over() -> None:
    """A sentence nobody says any more, neither we nor click, is deleted with the code that said it."""
    texts = {
        node.value
        for path in (*HOUSE.rglob("*.py"), *Path(click.__file__).parent.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    texts |= {os.strerror(number) for number in errno.errorcode}
    assert [english for english in messages.catalogue() if english not in texts] == []


def test_a_reason_of_the_system_is_said_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ContentError(
        "{file} cannot be read: {reason}", hint="", file="a", reason=os.strerror(errno.EISDIR)
    )
    monkeypatch.setenv("PODCAST_LANG", "fr")
    assert messages.text_of(error) == "a ne peut pas être lu : c'est un dossier"
    two = ContentError("{file} cannot be read: {reason}", hint="", file="a", reason="x; Permission denied")
    assert messages.text_of(two) == "a ne peut pas être lu : x ; l'accès est refusé"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "PODCAST_LANG": "fr"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_machine_says_the_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("PODCAST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert messages.language() == expected


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["buld"], "Erreur : Il n'y a pas de commande 'buld'. Vouliez-vous dire 'build' ?"),
        (["build", "--jobs", "0"], "Valeur refusée pour '-j' / '--jobs' : 0 est hors des limites x>=1."),
        (
            ["report", "--as-of", "2026-02-30"],
            "« 2026-02-30 » n'est pas un jour : écrivez-le comme 2026-09-01",
        ),
        (["measure"], "Il manque l'argument 'FILE…'."),
        (["build", "--help"], "Montrer ce message et s'arrêter."),
    ],
)
def test_click_says_its_own_words_in_french(typed: list[str], said: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "podcast", *typed],
        env={**os.environ, "PODCAST_LANG": "fr"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert said in ran.stdout + ran.stderr
