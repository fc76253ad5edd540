"""One file of weights for both engines: what CTranslate2 wrote, under openai-whisper's names."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from podcast.errors import EngineError, ModelMissing
from podcast.transcribe import Request, open_engine
from podcast.transcribe.openai_weights import WeightsNotKnownError, read
from podcast.transcribe.sound import RATE, pieces
from podcast.weights import locate

WIDTH, HEADS, MELS, VOCABULARY = 64, 1, 80, 51_865
RECORDING = Path(__file__).parents[2] / "episodes/bastien-velos/recordings/01-telephone.m4a"


def _torch() -> Any:
    pytest.importorskip("whisper", reason="the extra openai-whisper is not installed")
    return pytest.importorskip("torch", reason="the extra openai-whisper is not installed")


def _base() -> Path:
    try:
        return locate("base").path
    except ModelMissing:
        pytest.skip("the model base is not on this machine")


class _Fill:
    """Random numbers for a specification, as float16 has them."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(7)

    def numbers(self, *shape: int) -> Any:
        return self._chance.normal(0, 0.3, shape).astype(np.float16)

    def linear(self, spec: Any, n_out: int, n_in: int, parts: str = "") -> None:
        """`parts` are q, k and v where they are joined; a key has no bias."""
        spec.weight = self.numbers(n_out * max(1, len(parts)), n_in)
        spec.bias = self.numbers(len(spec.weight))
        if "k" in parts:
            spec.bias[parts.index("k") * n_out :][:n_out] = 0

    def norm(self, spec: Any) -> None:
        spec.gamma, spec.beta = self.numbers(WIDTH), self.numbers(WIDTH)

    def layer(self, layer: Any) -> None:
        for name, parts in (("self_attention", ("qkv", "")), ("attention", ("", "kv", ""))):
            if attention := getattr(layer, name, None):
                self.norm(attention.layer_norm)
                for linear, joined in zip(attention.linear, parts, strict=True):
                    self.linear(linear, WIDTH, WIDTH, joined)
        self.norm(layer.ffn.layer_norm)
        self.linear(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        self.linear(layer.ffn.linear_1, WIDTH, 4 * WIDTH)

    def model(self, spec: Any) -> None:
        for convolution, n_in in ((spec.encoder.conv1, MELS), (spec.encoder.conv2, WIDTH)):
            convolution.weight = self.numbers(WIDTH, n_in, 3)
            convolution.bias = self.numbers(WIDTH)
        spec.decoder.embeddings.weight = self.numbers(VOCABULARY, WIDTH)
        spec.decoder.projection.weight = spec.decoder.embeddings.weight
        for side, length in ((spec.encoder, 1_500), (spec.decoder, 448)):
            side.position_encodings.encodings = self.numbers(length, WIDTH)
            self.norm(side.layer_norm)
            for layer in side.layer:
                self.layer(layer)


def model(folder: Path, quantization: str | None = None) -> Path:
    """A Whisper of one layer and random numbers, written by CTranslate2 itself."""
    from ctranslate2.specs import WhisperSpec

    spec = WhisperSpec(1, HEADS, 1, HEADS)
    _Fill().model(spec)
    spec.register_vocabulary([str(number) for number in range(VOCABULARY)])
    spec.config.alignment_heads = [[0, 0]]
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir()
    spec.save(str(folder))
    return folder


def test_every_tensor_has_its_name_and_nothing_changes_it(tmp_path: Path) -> None:
    found = read(model(tmp_path / "m", "float16"))
    assert found.dimensions == {
        "n_mels": MELS,
        "n_audio_ctx": 1_500,
        "n_audio_state": WIDTH,
        "n_audio_head": HEADS,
        "n_audio_layer": 1,
        "n_vocab": VOCABULARY,
        "n_text_ctx": 448,
        "n_text_state": WIDTH,
        "n_text_head": HEADS,
        "n_text_layer": 1,
    }
    assert found.alignment_heads == ((0, 0),)
    assert {tensor.dtype for tensor in found.tensors.values()} == {np.dtype("<f2")}
    assert len(found.tensors) == 50
    assert found.tensors["decoder.blocks.0.cross_attn.key.weight"].shape == (WIDTH, WIDTH)
    assert "decoder.blocks.0.cross_attn.key.bias" not in found.tensors


@pytest.mark.parametrize("quantization", ["float16", "float32", "int8"])
def test_both_engines_compute_the_same_of_one_file(tmp_path: Path, quantization: str) -> None:
    torch = _torch()
    import ctranslate2

    from podcast.transcribe.openai_whisper import open_model

    folder = model(tmp_path / "m", quantization)
    theirs = open_model(str(folder), 2)._loaded
    sound = np.random.default_rng(8).normal(0, 1, (1, MELS, 3_000)).astype(np.float32)
    ours = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32", intra_threads=2)
    with torch.no_grad():
        expected = theirs.encoder(torch.tensor(sound)).numpy()
    found = np.array(ours.encode(ctranslate2.StorageView.from_array(sound)))
    assert np.abs(found - expected).max() < 1e-2 * np.abs(expected).max()


def _logits(folder: Path, sound: Any) -> tuple[Any, Any]:
    """What CTranslate2 and openai-whisper each think of the next words, in 32-bit floats."""
    import ctranslate2
    import torch
    import whisper

    from podcast.transcribe.openai_whisper import open_model

    theirs = open_model(str(folder), 2)._loaded
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sound), theirs.dims.n_mels)[None]
    ours = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32", intra_threads=2)
    prompt = [50_258, 50_265, 50_359, 50_363]  # transcribe French without times
    options = {"beam_size": 1, "max_length": 40, "suppress_blank": False, "suppress_tokens": []}
    view = ctranslate2.StorageView.from_array(mel.numpy())
    (made,) = ours.generate(view, [prompt], return_logits_vocab=True, **options)
    found = np.array([np.array(each) for each in made.logits[0]])
    with torch.no_grad():
        tokens = torch.tensor([prompt + made.sequences_ids[0]])
        expected = theirs.decoder(tokens, theirs.encoder(mel)).numpy()[0]
    return found, expected[len(prompt) - 1 :][: len(found)]


@pytest.mark.slow
def test_real_weights_say_the_same_in_both_engines() -> None:
    _torch()
    found, expected = _logits(_base(), next(pieces(RECORDING, 30.0)))
    assert len(found) > 10
    assert np.abs(found - expected).max() < 1e-3
    assert (found.argmax(1) == expected.argmax(1)).all()


@pytest.mark.slow
def test_the_second_engine_needs_no_hub_for_a_model_that_is_here(tmp_path: Path) -> None:
    _torch()
    _base()
    clip = tmp_path / "clip.wav"
    soundfile.write(clip, next(pieces(RECORDING, 8.0)), RATE)
    heard = open_engine("openai-whisper", "base").transcribe(clip, Request("fr", 8_000), lambda _ms: None)
    assert heard.stamp is not None
    assert (heard.stamp.engine, heard.stamp.model) == ("openai-whisper", "base")
    assert heard.stamp.model_sha256 == locate("base").sha256
    assert "en plein travail" in heard.text.lower()


def test_a_file_that_ends_too_early_is_no_model(tmp_path: Path) -> None:
    folder = model(tmp_path / "m", "float16")
    data = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(data[: len(data) // 2])
    with pytest.raises(WeightsNotKnownError, match="ends too early"):
        read(folder)
    (folder / "model.bin").write_bytes(data.replace(b"WhisperSpec\0", b"WhisperSpoc\0", 1))
    with pytest.raises(WeightsNotKnownError, match="not a Whisper model"):
        read(folder)


def test_such_a_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    _torch()
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EngineError, match="cannot open the speech model"):
        open_engine("openai-whisper", str(tmp_path))
