"""Where each key stands, against tomllib's own reading of the same text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomlkit
from hypothesis import example, given
from hypothesis import strategies as st

from podcast.show.source import KeyPath, lines_of

WORDS = """\
# a comment with [brackets] and = signs
title = "a # b"  # trailing
"quoted key" = 'x'
a.b . "c.d" = 1

[table]
list = [
  "one", # first ]
  [2, 3],

  {x = 1, y = "}"},
]
text = '''
[not.a.table]
key = 1
'''
more = \"\"\"a\\\"\"\" b\"\"\"\"
date = 1979-05-27 07:32:00
[[people]]
name = "A"
[people.more]
deep = true
[[people]]
name = "B"
[[people.pets]]
name = "C"
[[people.pets]]
name = "D"
"""


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key and list element of what was parsed."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


def test_every_key_has_its_line() -> None:
    lines = lines_of(WORDS)
    assert set(paths(tomllib.loads(WORDS))) == set(lines)
    told = {
        ("title",): 2,
        ("quoted key",): 3,
        ("a", "b", "c.d"): 4,
        ("table",): 6,
        ("table", "list"): 7,
        ("table", "list", 0): 8,
        ("table", "list", 1): 9,
        ("table", "list", 2, "y"): 11,
        ("table", "text"): 13,
        ("table", "more"): 17,
        ("table", "date"): 18,
        ("people", 0, "name"): 20,
        ("people", 0, "more", "deep"): 22,
        ("people", 1): 23,
        ("people", 1, "name"): 24,
        ("people", 1, "pets", 0, "name"): 26,
        ("people", 1, "pets", 1, "name"): 28,
    }
    assert {path: lines[path] for path in told} == told


def test_windows_line_ends_count_once() -> None:
    assert lines_of('a = 1\r\nb = """x\r\ny"""\r\nc = 2\r\n') == {("a",): 1, ("b",): 2, ("c",): 4}


def test_this_repositorys_own_files() -> None:
    for file in (Path(__file__).parents[2] / "episodes").glob("**/*.toml"):
        text = file.read_text("utf-8")
        assert set(paths(tomllib.loads(text))) == set(lines_of(text))


SCALARS = st.one_of(
    st.text(max_size=20),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.times().map(lambda each: each.replace(fold=0)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=6))
@example({"a": [{"b": 1}, {"b": [{"c": '"]'}]}]})
def test_any_document_is_walked_to_its_end(value: dict[str, Any]) -> None:
    text = tomlkit.dumps(value)
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # tomlkit writes some texts that tomllib rejects: not ours to mend
        return
    lines = lines_of(text)
    assert set(paths(parsed)) == set(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
