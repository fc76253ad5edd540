"""Shows made for tests that go through the whole build, and the command line as a producer runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from podcast.tools import find

REPOSITORY = Path(__file__).parents[2]
EPISODES = REPOSITORY / "episodes"
TEXTS = REPOSITORY / "tests" / "demonstration"
# Twelve seconds in which two people speak.
SOURCE = EPISODES / "bastien-velos" / "recordings" / "01-telephone.m4a"

_KEPT = ("PODCAST_MODELS", "PODCAST_FFMPEG")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind it."""

    code: int
    stdout: str
    stderr: str

    @property
    def sentences(self) -> list[str]:
        """What was said to have gone wrong, one sentence each, with the hint that follows it."""
        lines = self.stderr.splitlines()
        return [
            line + "\n" + "".join(lines[at + 1 : at + 2])
            for at, line in enumerate(lines)
            if line.startswith("✗")
        ]

    def about(self, word: str) -> list[str]:
        """The sentences in which `word` stands."""
        return [each for each in self.sentences if word in each]


def environment(**changed: str) -> dict[str, str]:
    """The producer's environment: theirs for weights and ffmpeg, English, this repository's code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PODCAST_")}
    kept |= {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "PODCAST_LANG": "en", **changed}


def command(root: Path, *arguments: str) -> list[str]:
    """The `podcast` command in the show at `root`."""
    return [sys.executable, "-m", "podcast", "-C", str(root), *arguments]


def podcast(root: Path, *arguments: str, timeout_s: float = 600, **changed: str) -> Ran:
    """Run `podcast` to its end; what hangs is killed and fails the test."""
    done = subprocess.run(
        command(root, *arguments),
        env=environment(**changed),
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def ffmpeg(*arguments: str) -> str:
    """Run the ffmpeg of the project; gives what it said."""
    done = subprocess.run(
        [find().path, "-hide_banner", "-nostdin", "-y", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )
    return done.stderr


def copy_demonstration(root: Path) -> Path:
    """The demonstration show as a clone of the repository has it: what people made and nothing else."""
    shutil.copytree(EPISODES, root / "episodes")
    return root


def empty_show(root: Path, *, stations: bool = False) -> Path:
    """The demonstration show without its episodes, without telling voices apart, and without stations to
    deliver to unless wanted."""
    (root / "episodes").mkdir(parents=True)
    shutil.copy(EPISODES / "artwork.png", root / "episodes" / "artwork.png")
    lines = (EPISODES / "show.toml").read_text("utf-8").splitlines(keepends=True)
    left_out = ("diarisation =",) if stations else ("diarisation =", "stations =")
    kept = [line for line in lines if not line.startswith(left_out)]
    assert len(kept) == len(lines) - len(left_out)
    (root / "episodes" / "show.toml").write_text("".join(kept), "utf-8")
    return root


def episode(
    root: Path, slug: str, extra: str = "", *, day: str = "2024-03-04", uses: str = '["web"]'
) -> Path:
    """Add an episode of one guest; gives its folder for recordings."""
    folder = root / "episodes" / slug
    (folder / "recordings").mkdir(parents=True)
    guid = sha256(slug.encode()).hexdigest()[:32]
    (folder / "episode.toml").write_text(
        f'title = "Essai {slug}"\ndate = {day}\nguid = "{guid}"\n{extra}\n'
        f'[[people]]\nname = "Bastien Roche"\nrole = "guest"\nuses = {uses}\n',
        "utf-8",
    )
    return folder / "recordings"


def speech(target: Path, *encoding: str, length_s: float = 12) -> Path:
    """The first seconds of a demonstration recording, in the format of the target's suffix."""
    ffmpeg("-t", str(length_s), "-i", str(SOURCE), "-vn", *encoding, str(target))
    return target


def small_show(root: Path) -> Path:
    """A show of one episode of twelve seconds."""
    empty_show(root)
    speech(episode(root, "un") / "1.flac", "-ac", "1", "-ar", "16000")
    return root


def files(root: Path, *folders: str) -> dict[str, bytes]:
    """The bytes of every file below these folders of a show, by path."""
    found = (path for folder in folders for path in sorted((root / folder).rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def public(root: Path) -> dict[str, bytes]:
    """What a build makes that anybody reads: the publication, the texts, the records they come from."""
    return files(root, "feed", "transcripts", ".podcast/items")


def marks(root: Path, *, but: Iterable[str] = (".podcast/lock",)) -> dict[str, tuple[int, int, bytes]]:
    """Size, time and content of every file of a show."""
    left_out = set(but)
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {
        name: (path.stat().st_size, path.stat().st_mtime_ns, path.read_bytes())
        for name, path in found.items()
        if name not in left_out
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> Sequence[str]:
    """The names whose bytes are not the same, or that only one has."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
