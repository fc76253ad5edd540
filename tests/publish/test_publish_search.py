"""The search index: the same pages give the same files, and a failure leaves the old one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from made_shows import a_show, a_transcript, many_items

from podcast.errors import PodcastError
from podcast.publish import Label, build_search, episode_page, site_files

LABELS = tuple(Label(f"l{i}", f"Lieu {i}", f"Place {i}", "place") for i in range(6))


def _site(folder: Path) -> Path:
    show = a_show(root=folder)
    items = [replace(each, labels=LABELS[i:]) for i, each in enumerate(many_items(5, show))]
    files = dict(site_files(show, items))
    files |= {item.page: episode_page(show, item, a_transcript()).encode() for item in items}
    for path, data in files.items():
        (folder / "feed" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "feed" / path).write_bytes(data)
    return folder / "feed"


def _digests(site: Path) -> dict[str, str]:
    files = (path for path in sorted((site / "pagefind").rglob("*")) if path.is_file())
    return {str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_sites_from_the_same_records_have_one_index(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        build_search(_site(tmp_path / name))
        made.append(_digests(tmp_path / name / "feed"))
    first = made[0]
    assert made == [first, first, first]
    assert "pagefind/pagefind.js" in first
    assert not [path for path in first if "-ui" in path]


def test_a_second_index_replaces_the_first_and_leaves_nothing_beside(tmp_path: Path) -> None:
    site = _site(tmp_path)
    build_search(site)
    (site / "pagefind/of-an-older-run").touch()
    build_search(site)
    assert not (site / "pagefind/of-an-older-run").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["feed"]


def test_a_site_that_cannot_be_indexed_keeps_what_it_had(tmp_path: Path) -> None:
    site = tmp_path / "feed"
    (site / "pagefind").mkdir(parents=True)
    (site / "pagefind/pagefind.js").write_text("old")
    with pytest.raises(PodcastError, match="search index"):
        build_search(site)
    assert (site / "pagefind/pagefind.js").read_text() == "old"
