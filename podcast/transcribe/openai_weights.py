"""CTranslate2's Whisper weights by openai-whisper's names: one file serves both engines.

OpenAI publishes its weights as float16, and CTranslate2's float16 conversion keeps them as they are: it joins
the query, key and value layers of an attention, and gives the key a bias of zeros. Both are undone here. A
model kept as int8 is given back as its integers divided by the scale of their row: what they stand for.

The file, little-endian (CTranslate2, python/ctranslate2/specs/model_spec.py, binary version 6):

    u32 version, text specification, u32 revision
    u32 count, then each variable: text name, u8 rank, u32 per dimension, u8 type, u32 bytes, the bytes
    u32 count, then each alias: text name, text variable
    (text = u16 length, bytes ended by a zero byte, which the length counts)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["WeightsNotKnownError", "Whisper", "read"]

_VERSION: Final = 6
_SPECIFICATION: Final = "WhisperSpec"
_TYPES: Final = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}  # 5 is bfloat16, which numpy has not

# What stands before the names of a layer's tensors, by CTranslate2's name and openai-whisper's.
_LAYER: Final = {
    "self_attention/layer_norm": "attn_ln",
    "attention/layer_norm": "cross_attn_ln",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
    "self_attention/linear_1": "attn.out",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
}
_JOINED: Final = {
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
}
_WHOLE: Final = {
    "encoder/conv1": "encoder.conv1",
    "encoder/conv2": "encoder.conv2",
    "encoder/layer_norm": "encoder.ln_post",
    "decoder/layer_norm": "decoder.ln",
    "encoder/position_encodings/encodings": "encoder.positional_embedding",
    "decoder/position_encodings/encodings": "decoder.positional_embedding",
    "decoder/embeddings/weight": "decoder.token_embedding.weight",
}
_ENDS: Final = {"gamma": "weight", "beta": "bias", "weight": "weight", "bias": "bias"}

Tensor: TypeAlias = NDArray[Any]


class WeightsNotKnownError(ValueError):
    """The file is not a Whisper model as CTranslate2 writes it."""


@dataclass(frozen=True, slots=True)
class Whisper:
    """A model as openai-whisper wants it: its dimensions, its tensors, and the heads that follow the time."""

    dimensions: Mapping[str, int]
    tensors: Mapping[str, Tensor]
    alignment_heads: tuple[tuple[int, int], ...]


def read(folder: Path) -> Whisper:
    """Read the CTranslate2 model in `folder` (`model.bin`, `config.json`).

    Tensors lie in the file until they are used. Raises WeightsNotKnownError, OSError.
    """
    variables = _variables(folder / "model.bin")
    tensors = {name: tensor for each in variables for name, tensor in _renamed(each, variables)}
    config = json.loads((folder / "config.json").read_text("utf-8"))
    try:
        heads = tuple((int(layer), int(head)) for layer, head in config["alignment_heads"])
        return Whisper(_dimensions(variables, tensors), tensors, heads)
    except KeyError as error:
        raise WeightsNotKnownError(f"{folder} has no {error}") from error


def _dimensions(variables: Mapping[str, Tensor], tensors: Mapping[str, Tensor]) -> dict[str, int]:
    vocabulary, width = tensors["decoder.token_embedding.weight"].shape
    return {
        "n_mels": tensors["encoder.conv1.weight"].shape[1],
        "n_audio_ctx": len(tensors["encoder.positional_embedding"]),
        "n_audio_state": width,
        "n_audio_head": int(variables["encoder/num_heads"]),
        "n_audio_layer": _layers(variables, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(tensors["decoder.positional_embedding"]),
        "n_text_state": width,
        "n_text_head": int(variables["decoder/num_heads"]),
        "n_text_layer": _layers(variables, "decoder"),
    }


def _layers(variables: Mapping[str, Tensor], side: str) -> int:
    return len({found[1] for name in variables if (found := re.match(rf"{side}/layer_(\d+)/", name))})


def _renamed(name: str, variables: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """The tensors that one variable is, by their new names; none for settings and scales."""
    if name in _WHOLE:
        yield _WHOLE[name], _real(name, variables)
        return
    place, _, end = name.rpartition("/")
    if end not in _ENDS:
        return
    if place in _WHOLE:
        yield f"{_WHOLE[place]}.{_ENDS[end]}", _real(name, variables)
        return
    found = re.fullmatch(r"(encoder|decoder)/layer_(\d+)/(.+)", place)
    if not found or found[3] not in (_LAYER | _JOINED):
        raise WeightsNotKnownError(f"{name} is no part of Whisper")
    block = f"{found[1]}.blocks.{found[2]}"
    if found[3] in _LAYER:
        yield f"{block}.{_LAYER[found[3]]}.{_ENDS[end]}", _real(name, variables)
        return
    parts = _JOINED[found[3]]
    for part, tensor in zip(parts, np.split(_real(name, variables), len(parts)), strict=True):
        if not part.endswith("key") or end == "weight":
            yield f"{block}.{part}.{end}", tensor
        elif np.any(tensor):
            raise WeightsNotKnownError(f"{name} has a bias where Whisper has none")


def _real(name: str, variables: Mapping[str, Tensor]) -> Tensor:
    tensor = variables[name]
    if tensor.dtype.kind == "f":
        return tensor
    scale = variables.get(f"{name}_scale")
    if scale is None or scale.shape != tensor.shape[:1]:
        raise WeightsNotKnownError(f"{name} has no scale for each of its rows")
    return tensor.astype(np.float32) / scale.reshape(-1, *[1] * (tensor.ndim - 1))


def _variables(file: Path) -> dict[str, Tensor]:
    reader = _Reader(np.memmap(file, np.uint8, "r"))
    if reader.number(4) != _VERSION or reader.text() != _SPECIFICATION:
        raise WeightsNotKnownError(f"{file} is not a Whisper model of CTranslate2's version {_VERSION}")
    reader.number(4)  # the specification's own revision: names and shapes are held against the model's
    return dict(reader.variable() for _ in range(reader.number(4)))


class _Reader:
    """The file from its beginning on. Raises WeightsNotKnownError where it ends too early."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def variable(self) -> tuple[str, Tensor]:
        """The next variable, its numbers still in the file."""
        name = self.text()
        shape = [self.number(4) for _ in range(self.number(1))]
        kind, size = self.number(1), self.number(4)
        if kind not in _TYPES:
            raise WeightsNotKnownError(f"{name} is of a type that is not known: {kind}")
        return name, self._taken(size).view(_TYPES[kind]).reshape(shape)

    def number(self, size: int) -> int:
        """The next unsigned integer of so many bytes."""
        return int.from_bytes(self._taken(size).tobytes(), "little")

    def text(self) -> str:
        """The next name."""
        return self._taken(self.number(2)).tobytes().rstrip(b"\0").decode("utf-8", "replace")

    def _taken(self, size: int) -> NDArray[np.uint8]:
        taken = self._data[self._at : self._at + size]
        if len(taken) < size:
            raise WeightsNotKnownError("the file ends too early")
        self._at += size
        return taken
