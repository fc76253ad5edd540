"""Real recordings, where they are on this machine: a show made by `init` and `add`; strange files."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import feedparser
import pytest
from real_recordings import REAL
from whole_show import Ran, differing, empty_show, episode, files, podcast, public

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not on this machine")

ODD = REAL / "odd"
AGREED = ("--uses", "web")


def made(root: Path) -> None:
    """What a producer types on the first day."""
    root.mkdir()
    typed = {
        "init": ("--title", "Voix", "--language", "fr", "--author", "Radio", "--email", "a@b.example"),
        "add-1": (
            str(REAL / "fr/lsp_fr.mp3"),
            "--slug",
            "presse",
            "--title",
            "Le point",
            "--guest",
            "Anne",
        ),
        "add-2": (str(REAL / "en/jfk.flac"), "--slug", "jfk", "--guest", "John", "--language", "en"),
        "add-3": (
            *(str(REAL / "fr/watson_fr-FR_Broadband_sample1.wav"), "--slug", "droits", "--guest", "Léa"),
            *("--place", "la-gauthiere", "--sector", "numerique"),
        ),
    }
    more = {"init": ("--url", "https://b.example", "--territory", "clermont")}
    for name, arguments in typed.items():
        ran = podcast(root, name.partition("-")[0], *arguments, *more.get(name, AGREED))
        assert ran.code == 0, ran.stderr
    # The demonstration's model: a new show's own, small, is three times slower.
    file = root / "episodes/show.toml"
    settings = file.read_text("utf-8")
    assert 'model = "small"' in settings
    file.write_text(settings.replace('model = "small"', 'model = "base"'), "utf-8")


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    root = tmp_path_factory.mktemp("real") / "show"
    made(root)
    return root, podcast(root, "build")


@pytest.mark.slow
def test_a_show_of_real_recordings_builds_as_ours(show: tuple[Path, Ran]) -> None:
    root, ran = show
    assert (ran.code, ran.sentences) == (0, []), ran.stderr
    feed = feedparser.parse((root / "feed/feed.xml").read_bytes())
    assert {entry.title for entry in feed.entries} == {"Le point", "John", "Léa"}
    for entry in feed.entries:
        (enclosure,) = entry.enclosures
        file = root / "feed/media" / enclosure.href.rpartition("/")[2]
        assert int(enclosure.length) == file.stat().st_size
    english = (root / "feed/transcripts/jfk.txt").read_text("utf-8").lower()
    assert "ask not what your country can do for you" in re.sub(r"[^\w]+", " ", english)
    french = (root / "feed/transcripts/droits.txt").read_text("utf-8").lower()
    assert "droit" in french
    assert 'language="en"' in (root / "feed/feed.xml").read_text("utf-8")


@pytest.mark.slow
def test_originals_come_in_byte_for_byte(show: tuple[Path, Ran]) -> None:
    root, _ = show
    for name, source in {
        "presse/recordings/lsp_fr.mp3": "fr/lsp_fr.mp3",
        "jfk/recordings/jfk.flac": "en/jfk.flac",
    }.items():
        assert (root / "episodes" / name).read_bytes() == (REAL / source).read_bytes()
    assert tomllib.loads((root / "episodes/jfk/episode.toml").read_text("utf-8"))["language"] == "en"


@pytest.mark.slow
def test_a_second_build_of_it_does_nothing(show: tuple[Path, Ran]) -> None:
    root, _ = show
    before = files(root, "episodes", "feed", "transcripts", ".podcast")
    ran = podcast(root, "build")
    assert ran.code == 0 and "✓" not in ran.stderr
    assert differing(files(root, "episodes", "feed", "transcripts", ".podcast"), before) == []


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """One episode for each strange file; ten minutes without an end is a file that hangs."""
    root = empty_show(tmp_path_factory.mktemp("odd") / "show")
    for file in sorted(ODD.iterdir()):
        shutil.copy(file, episode(root, f"f{file.name[:3]}") / file.name)
    return root, podcast(root, "build", timeout_s=600)


@pytest.mark.slow
@pytest.mark.skipif(not ODD.is_dir(), reason="the strange files are not on this machine")
@pytest.mark.parametrize("name", sorted(path.name for path in ODD.iterdir()) if ODD.is_dir() else [])
def test_a_strange_file_is_built_or_refused_with_a_sentence(odd: tuple[Path, Ran], name: str) -> None:
    root, ran = odd
    slug = f"f{name[:3]}"
    said = [each for each in ran.sentences if name in each or each.startswith(f"✗ {slug}: ")]
    built = (root / "feed/media" / f"{slug}.mp3").is_file()
    assert built == (len(said) == 0), said
    assert len(said) <= 1
    for sentence in said:
        assert "→" in sentence and "unexpected" not in sentence and "Traceback" not in sentence


@pytest.mark.slow
@pytest.mark.skipif(not ODD.is_dir(), reason="the strange files are not on this machine")
def test_strange_files_crash_nothing(odd: tuple[Path, Ran]) -> None:
    root, ran = odd
    assert ran.code == 1
    assert "Traceback" not in ran.stderr and "unexpected" not in ran.stderr
    assert len(list((root / "feed/media").glob("*.mp3"))) >= 5
    assert not [name for name in public(root) if ".part-" in name]
