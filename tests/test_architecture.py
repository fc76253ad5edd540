"""The plan of the house, held against the tree: who imports whom, what lives where, how large a thing is."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "podcast"

# Top to bottom; a room imports only from the lines below its own.
LINES: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("desk",),
    ("pipeline", "overview", "report", "check"),
    ("stages",),
    ("publish", "broadcast"),
    ("edit",),
    ("ingest", "transcribe", "tag"),
    ("audio", "rights"),
    ("weights",),
    ("graph", "tools"),
    ("show",),
    ("__init__", "model", "agreement", "montage", "spoken", "errors", "disk"),
)

# Who may import whom on one line: `model` hands the nouns beside it on, and a full disk is one of our errors.
ON_ONE_LINE = {("model", "agreement"), ("model", "montage"), ("model", "spoken"), ("disk", "errors")}

# A package and the rooms that may import it.
HOMES = {
    "click": {"cli"},
    "rich": {"cli"},
    "starlette": {"desk"},
    "uvicorn": {"desk"},
    "subprocess": {"tools"},
    "imageio_ffmpeg": {"tools"},
    "lameenc": {"audio"},
    "feedgen": {"publish"},
    "jinja2": {"publish", "report", "broadcast"},
    "fpdf": {"broadcast", "publish"},
    "fontTools": {"publish"},
    "PIL": {"publish"},
    "markdown_it": {"publish"},
    "markupsafe": {"publish", "report"},
    "nh3": {"publish"},
    "lxml": {"publish", "check"},
    "faster_whisper": {"transcribe"},
    "ctranslate2": {"transcribe", "weights"},
    "whisper": {"transcribe"},
    "torch": {"transcribe"},
    "onnx": {"weights"},
    "onnxruntime": {"tag", "transcribe"},
    "huggingface_hub": {"weights"},
    "opentimelineio": {"edit"},
    "pydub": {"audio"},
    "mutagen": {"audio"},
    "soundfile": {"audio"},
    "numpy": {"audio", "edit", "tag", "transcribe", "weights"},
    "tokenizers": {"tag"},
    "tomlkit": {"show"},
    "pydantic": {"show", "stages"},
    "pydantic_core": {"show"},
    "filelock": {"graph", "weights"},
    "platformdirs": {"weights"},
    "certifi": {"weights"},
    "pagefind_bin": {"publish"},
}
# What a package is called where it is installed from, if not as it is imported.
INSTALLED_AS = {
    "PIL": "pillow",
    "fpdf": "fpdf2",
    "markdown_it": "markdown-it-py",
    "pydantic_core": "pydantic",
    "whisper": "openai-whisper",
}
# Clocks and dice: a room is told the day and is given its ids.
UNCERTAIN = {"time", "random", "uuid1", "uuid4", "secrets"}


def files() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(HOUSE).parts[0]
    return first.removesuffix(".py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, by full name, with the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield node.module, node.lineno
            if node.module == "podcast":
                yield from ((f"podcast.{alias.name}", node.lineno) for alias in node.names)


def test_every_room_has_a_line() -> None:
    placed = {name for line in LINES for name in line}
    assert {room(path) for path in files()} - placed == set()


def test_imports_go_down() -> None:
    line_of = {name: number for number, line in enumerate(LINES) for name in line}
    wrong = []
    for path in files():
        for name, line in imports(path):
            if not name.startswith("podcast."):
                continue
            other = name.split(".")[1]
            if other not in line_of or other == room(path):
                continue
            if line_of[other] <= line_of[room(path)] and (room(path), other) not in ON_ONE_LINE:
                wrong.append(f"{path.relative_to(HOUSE)}:{line} imports {name}")
    assert wrong == []


def test_a_room_has_one_door() -> None:
    wrong = []
    for path in files():
        for name, line in imports(path):
            parts = name.split(".")
            if parts[0] == "podcast" and len(parts) > 2 and parts[1] != room(path):
                wrong.append(f"{path.relative_to(HOUSE)}:{line} goes past the door of {parts[1]}")
    assert wrong == []


def test_packages_stay_at_home() -> None:
    wrong = []
    for path in files():
        for name, line in imports(path):
            homes = HOMES.get(name.split(".")[0])
            if homes is not None and room(path) not in homes:
                wrong.append(f"{path.relative_to(HOUSE)}:{line} imports {name}")
    assert wrong == []


def test_homes_are_lived_in() -> None:
    met = {(name.split(".")[0], room(path)) for path in files() for name, _ in imports(path)}
    assert {(name, each) for name, homes in HOMES.items() for each in homes} - met == set()


def test_every_third_party_package_has_a_home() -> None:
    met = {name.split(".")[0] for path in files() for name, _ in imports(path)}
    assert met - set(sys.stdlib_module_names) - set(HOMES) == {"podcast"}


def test_no_clock_and_no_dice_outside_the_command_line() -> None:
    wrong = []
    for path in files():
        if room(path) in {"cli", "desk"}:
            continue
        for node in ast.walk(tree(path)):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if name in {"now", "today", "utcnow"} and isinstance(node, ast.Attribute):
                base = node.value
                if isinstance(base, ast.Name) and base.id in {"datetime", "date"}:
                    wrong.append(f"{path.relative_to(HOUSE)}:{node.lineno} looks at the clock")
        for module, line in imports(path):
            if module in UNCERTAIN:
                wrong.append(f"{path.relative_to(HOUSE)}:{line} imports {module}")
    assert wrong == []


def test_only_the_command_line_prints() -> None:
    wrong = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in files()
        if room(path) != "cli"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert wrong == []


def test_only_the_gate_makes_a_cleared() -> None:
    makers = [
        path.relative_to(HOUSE).as_posix()
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Cleared"
    ]
    assert makers == ["rights/gate.py"]


def test_nothing_that_publishes_takes_an_episode() -> None:
    """A publisher's parameters are Cleared or records made from one: mypy then reports a forgotten gate."""
    wrong = []
    rooms = [*(HOUSE / "publish").rglob("*.py"), *(HOUSE / "broadcast").rglob("*.py")]
    for path in [*rooms, *(HOUSE / "stages" / name for name in ("publication.py", "broadcasting.py"))]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                wrong += [
                    f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}"
                    for argument in [*node.args.args, *node.args.kwonlyargs]
                    if argument.annotation and re.search(r"\bEpisode\b", ast.unparse(argument.annotation))
                ]
    assert wrong == []


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield path, node


def test_functions_stay_small() -> None:
    long = [
        f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}: {length} lines"
        for path, node in functions()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > 60
    ]
    assert long == []


def test_functions_take_few_parameters() -> None:
    many = []
    for path, node in functions():
        names = [each.arg for each in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
        count = len([name for name in names if name not in {"self", "cls"}])
        if count > 5 and not node.decorator_list:  # a command's parameters are its options
            many.append(f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}: {count}")
    assert many == []


def test_modules_stay_under_400_lines() -> None:
    long = {
        str(path.relative_to(HOUSE)): count
        for path in files()
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_room_for_odds_and_ends() -> None:
    words = re.compile(r"(^|_)(utils?|helpers?|commons?|managers?|misc)(_|$)")
    assert [path for path in files() if words.search(path.stem)] == []


def test_the_map_names_every_room() -> None:
    """`podcast/README.md` draws the house: every room and file of the bottom line is on it."""
    drawn = (HOUSE / "README.md").read_text("utf-8")
    missing = {
        name for line in LINES for name in line if not name.startswith("__") and f"`{name}" not in drawn
    }
    assert missing == set()
    order = [name for line in LINES for name in line if not name.startswith("__")]
    rule = re.search(r"^cli -> .*$", drawn, re.MULTILINE)
    assert rule is not None, "the import rule is on one line of the map"
    assert re.findall(r"\w+", rule[0]) == order


def installed_as(name: str) -> str:
    return INSTALLED_AS.get(name, name).lower().replace("_", "-")


def test_the_map_names_every_package_at_home() -> None:
    drawn = (HOUSE / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)[^`]*` \|.*\| ([^|]*)\|$", drawn, re.MULTILINE)
    told = {
        (name.lower().replace("_", "-"), each) for each, row in rows for name in re.findall(r"[\w-]+", row)
    }
    lived = {(installed_as(name), each) for name, homes in HOMES.items() for each in homes}
    assert told == lived - {("subprocess", "tools")}


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "a module starts with one sentence of what it is"
