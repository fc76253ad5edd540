"""Whatever is in the files, the loader answers with values or with ContentErrors, never anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.errors import ContentError, ContentErrors
from podcast.show import load_show
from podcast.show.fields import EpisodeFile, PersonTable, ShowFile

SHOW = """\
title = "Voix"
language = "fr"
author = "R"
email = "a@b.example"
url = "https://b.example"
description = "D"
category = "Technology"
"""

KEYS = sorted(
    {
        *EpisodeFile.model_fields,
        *ShowFile.model_fields,
        *PersonTable.model_fields,
        "from",
        "at",
        "file",
        "origin",
    }
)
LEAVES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["fr", "web", "guest", "01.wav", "../x", "/", "\x00", "a" * 300, "1:30", "https://a.b"]),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        st.lists(st.dictionaries(st.sampled_from(KEYS), inner, max_size=4), max_size=3),
    ),
    max_leaves=15,
)
DOCUMENTS = st.dictionaries(
    st.one_of(st.sampled_from(KEYS), st.text(min_size=1, max_size=9)), TREES, max_size=8
)
REUSED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def _said(errors: tuple[Exception, ...]) -> None:
    """Each mistake is a whole sentence with a place and something to do."""
    assert errors
    for error in errors:
        assert isinstance(error, ContentError)
        assert str(error) and error.hint_text
        assert int(str(error.values["line"])) >= 1
        f"{error} {error.hint_text}".encode()


def _lay(root: Path, show: bytes, episode: bytes) -> None:
    folder = root / "episodes/leila"
    (folder / "recordings").mkdir(parents=True, exist_ok=True)
    (folder / "recordings/01.wav").write_bytes(b"x")
    (root / "episodes/show.toml").write_bytes(show)
    (folder / "episode.toml").write_bytes(episode)


def _text(value: dict[str, Any]) -> bytes:
    return tomlkit.dumps(value).encode("utf-8", "surrogatepass")


@REUSED
@given(DOCUMENTS)
def test_any_episode(tmp_path: Path, value: dict[str, Any]) -> None:
    _lay(tmp_path, SHOW.encode(), _text(value))
    show = load_show(tmp_path)
    for broken in show.broken:
        _said(broken.errors)
    assert len(show.broken) + len(show.episodes) == 1


@REUSED
@given(DOCUMENTS)
def test_any_addition_to_a_good_episode(tmp_path: Path, value: dict[str, Any]) -> None:
    good = {"title": "T", "date": "", "guid": "g"} | value
    _lay(tmp_path, SHOW.encode(), _text(good).replace(b'date = ""', b"date = 2026-01-01"))
    show = load_show(tmp_path)
    for broken in show.broken:
        _said(broken.errors)
    assert len(show.broken) + len(show.episodes) == 1


@REUSED
@given(DOCUMENTS)
def test_any_show(tmp_path: Path, value: dict[str, Any]) -> None:
    _lay(tmp_path, _text(value), b'title = "T"\ndate = 2026-01-01\nguid = "g"\n')
    try:
        load_show(tmp_path)
    except ContentErrors as error:
        _said(error.errors)


@REUSED
@given(
    st.one_of(st.binary(max_size=80), st.text(alphabet="ab=[]{}\"'#.,\n\\ 1-:é", max_size=60).map(str.encode))
)
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    _lay(tmp_path, SHOW.encode(), data)
    (broken,) = load_show(tmp_path).broken
    _said(broken.errors)
    (tmp_path / "episodes/show.toml").write_bytes(data)
    try:
        load_show(tmp_path)
    except ContentErrors as error:
        _said(error.errors)
