"""A published show on another machine: rsync sends what is new, takes away what is ours, leaves the rest.

rsync takes a folder for a destination as well, so no second machine is needed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from podcast.errors import PodcastError
from podcast.publish import rsync_out, take_back, upload

pytestmark = pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")

GONE, OTHER = "leila", "leila-2"
PUBLISHED = (
    *("feed.xml", f"media/{GONE}.mp3", f"transcripts/{GONE}.fr.vtt", f"episodes/{GONE}/index.html"),
    *(f"radio/{GONE}/run.pdf", f"media/{OTHER}.mp3", f"episodes/{OTHER}/index.html"),
)


def written(folder: Path, *names: str, text: str = "") -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text or name, "utf-8")
    return folder


def there(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """What was published once, and two files that are somebody else's."""
    return written(tmp_path / "site", *PUBLISHED, "CNAME", "private/notes.txt")


def test_the_whole_is_the_same_there_and_what_is_not_ours_is_left(site: Path, tmp_path: Path) -> None:
    feed = written(tmp_path / "feed", f"media/{OTHER}.mp3", "media/new.mp3", "feed.xml", text="new")
    rsync_out(feed, str(site))
    kept = {"CNAME": "CNAME", "private/notes.txt": "private/notes.txt"}
    assert there(site) == there(feed) | kept


def test_only_what_was_withdrawn_is_taken_back(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = written(tmp_path / "feed", f"episodes/{GONE}/index.html", text="withdrawn")
    written(feed, "feed.xml", f"media/{OTHER}.mp3", "media/not-yet.mp3", text="new")
    before = there(site)
    monkeypatch.setattr(upload, "is_remote", lambda _destination: True)
    take_back(feed, str(site), "guid", [GONE])
    left = {name: text for name, text in before.items() if name.split("/")[1:2] not in ([GONE],)}
    left = {name: text for name, text in left.items() if not Path(name).name.startswith(f"{GONE}.")}
    assert there(site) == left | {f"episodes/{GONE}/index.html": "withdrawn"}
    assert not (site / "radio" / GONE).exists()


def test_what_rsync_says_is_told(site: Path, tmp_path: Path) -> None:
    feed = written(tmp_path / "feed", "feed.xml")
    with pytest.raises(PodcastError, match="could not send feed/"):
        rsync_out(feed, str(site / "feed.xml" / "under-a-file"))
