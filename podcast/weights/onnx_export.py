"""Turn an ONNX export of Whisper, quantised for browsers, into a model for CTranslate2.

The export holds one scale and zero point per tensor (onnxruntime's dynamic quantisation):

    linear layers  MatMulInteger     weight [in, out]; encoder uint8 with a zero point, decoder int8
    convolutions   ConvInteger       weight [out, in, k], uint8
    embeddings     DequantizeLinear  (gathered, and transposed for the output), uint8, zero point 128
    biases, norms, positions         float32, under their own names

CTranslate2's int8 is symmetric with one scale per output row, w = q / scale. A row whose centred
integers fit in [-127, 127] is copied as it is; any other is quantised again on its own range. Every
quantised tensor is used exactly once with the shape expected, or nothing is written.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["EXPORT_FILES", "ExportNotKnownError", "convert"]

_CONFIG = ("config.json", "generation_config.json", "tokenizer.json", "preprocessor_config.json")
_ENCODER = "onnx/encoder_model_quantized.onnx"
_DECODER = "onnx/decoder_model_merged_quantized.onnx"
EXPORT_FILES = (*_CONFIG, _ENCODER, _DECODER)

_Float: TypeAlias = NDArray[np.float32]


class ExportNotKnownError(ValueError):
    """The files are not the export this was written for."""


@dataclass(frozen=True, slots=True)
class _Quantised:
    """A tensor as integers centred on zero and one scale: w = centred * scale."""

    centred: NDArray[np.int32]
    scale: float

    @property
    def shape(self) -> tuple[int, ...]:
        return self.centred.shape

    def real(self) -> _Float:
        return (self.centred.astype(np.float32) * np.float32(self.scale)).astype(np.float32)

    def rows(self) -> tuple[NDArray[np.int8], _Float]:
        """The int8 weight and its scale, by output row."""
        peak = np.abs(self.centred).max(axis=1)
        stretch = np.where(peak <= 127, 1.0, 127.0 / np.maximum(peak, 1))
        weight = np.rint(self.centred * stretch[:, None]).astype(np.int8)
        return weight, (stretch / self.scale).astype(np.float32)


class _Weights:
    """The parameters of one file under their published names; each is to be asked for once."""

    def __init__(self, path: Path, prefix: str) -> None:
        import onnx
        from onnx import numpy_helper

        graph = onnx.load(str(path)).graph
        self._prefix = prefix
        # What optimum appends where it merges two decoder graphs.
        raw = {each.name.replace("_merged_0", ""): numpy_helper.to_array(each) for each in graph.initializer}
        names = _linear_names(graph)
        self._found: dict[str, Any] = {}
        for name, value in raw.items():
            if name.endswith("_quantized"):
                tensor = name.removesuffix("_quantized")
                self._found[names.get(tensor, tensor)] = _quantised(raw, tensor, tensor in names)
            elif value.dtype == np.float32 and not name.endswith("_scale"):
                self._found[name] = value
        self.unused = {name for name, value in self._found.items() if isinstance(value, _Quantised)}

    def __call__(self, name: str, *shape: int) -> Any:
        full = self._prefix + name
        found = self._found.get(full)
        if found is None or tuple(found.shape) != shape:
            raise ExportNotKnownError(f"{full} is missing or has another shape than {shape}")
        self.unused.discard(full)
        return found


def _quantised(raw: dict[str, Any], tensor: str, linear: bool) -> _Quantised:
    scale, zero = raw[tensor + "_scale"], raw[tensor + "_zero_point"]
    if scale.ndim or zero.ndim:
        raise ExportNotKnownError(f"{tensor} has a scale per channel")
    centred = raw[tensor + "_quantized"].astype(np.int32) - np.int32(zero)
    return _Quantised(np.ascontiguousarray(centred.T) if linear else centred, float(scale))


def _linear_names(graph: Any) -> dict[str, str]:
    """A linear weight has lost its name: it has that of the node that uses it."""
    import onnx

    graphs, nodes = [graph], []
    while graphs:  # the merged decoder is an If of two graphs
        one = graphs.pop()
        nodes += one.node
        graphs += [
            attribute.g
            for node in one.node
            for attribute in node.attribute
            if attribute.type == onnx.AttributeProto.GRAPH
        ]
    names: dict[str, str] = {}
    for node in nodes:
        found = re.fullmatch(r"/(.+)/MatMul_quant", node.name)
        if node.op_type == "MatMulInteger" and found:
            tensor = node.input[1].replace("_merged_0", "").removesuffix("_quantized")
            name = found[1].replace("/", ".") + ".weight"
            if names.setdefault(tensor, name) != name:
                raise ExportNotKnownError(f"{tensor} is used as two layers")
    if len(set(names.values())) != len(names):
        raise ExportNotKnownError("two tensors for one layer")
    return names


def _weight(spec: Any, tensors: Sequence[_Quantised]) -> None:
    parts = [tensor.rows() for tensor in tensors]
    spec.weight = np.concatenate([weight for weight, _ in parts])
    spec.weight_scale = np.concatenate([scale for _, scale in parts])


def _linear(spec: Any, weights: _Weights, names: Sequence[str], n_in: int, n_out: int) -> None:
    _weight(spec, [weights(f"{name}.weight", n_out, n_in) for name in names])
    # Whisper's k_proj has no bias: zeros in the joined one.
    spec.bias = np.concatenate(
        [
            np.zeros(n_out, np.float32) if name.endswith("k_proj") else weights(f"{name}.bias", n_out)
            for name in names
        ]
    )


def _norm(spec: Any, weights: _Weights, name: str, width: int) -> None:
    spec.gamma, spec.beta = weights(f"{name}.weight", width), weights(f"{name}.bias", width)


def _layer(layer: Any, weights: _Weights, name: str, widths: tuple[int, int]) -> None:
    width, inner = widths
    own = layer.self_attention
    _norm(own.layer_norm, weights, f"{name}.self_attn_layer_norm", width)
    _linear(own.linear[0], weights, [f"{name}.self_attn.{each}_proj" for each in "qkv"], width, width)
    _linear(own.linear[1], weights, [f"{name}.self_attn.out_proj"], width, width)
    if hasattr(layer, "attention"):
        other = layer.attention
        _norm(other.layer_norm, weights, f"{name}.encoder_attn_layer_norm", width)
        _linear(other.linear[0], weights, [f"{name}.encoder_attn.q_proj"], width, width)
        _linear(other.linear[1], weights, [f"{name}.encoder_attn.{each}_proj" for each in "kv"], width, width)
        _linear(other.linear[2], weights, [f"{name}.encoder_attn.out_proj"], width, width)
    _norm(layer.ffn.layer_norm, weights, f"{name}.final_layer_norm", width)
    _linear(layer.ffn.linear_0, weights, [f"{name}.fc1"], width, inner)
    _linear(layer.ffn.linear_1, weights, [f"{name}.fc2"], inner, width)


def _encoder(spec: Any, weights: _Weights, config: dict[str, Any]) -> None:
    width = config["d_model"]
    for name, n_in in (("conv1", config["num_mel_bins"]), ("conv2", width)):
        convolution = getattr(spec, name)
        convolution.weight = weights(f"{name}.weight", width, n_in, 3).real()
        convolution.bias = weights(f"{name}.bias", width)
    positions = weights("embed_positions.weight", config["max_source_positions"], width)
    spec.position_encodings.encodings = positions
    for index, layer in enumerate(spec.layer):
        _layer(layer, weights, f"layers.{index}", (width, config["encoder_ffn_dim"]))
    _norm(spec.layer_norm, weights, "layer_norm", width)


def _decoder(spec: Any, weights: _Weights, config: dict[str, Any]) -> None:
    width = config["d_model"]
    positions = weights("embed_positions.weight", config["max_target_positions"], width)
    spec.position_encodings.encodings = positions
    _weight(spec.embeddings, [weights("embed_tokens.weight", config["vocab_size"], width)])
    spec.projection.weight = spec.embeddings.weight
    for index, layer in enumerate(spec.layer):
        _layer(layer, weights, f"layers.{index}", (width, config["decoder_ffn_dim"]))
    _norm(spec.layer_norm, weights, "layer_norm", width)


def _words(tokenizer: dict[str, Any], size: int) -> list[str]:
    added = {each["content"]: each["id"] for each in tokenizer["added_tokens"]}
    ids: dict[str, int] = {**tokenizer["model"]["vocab"], **added}
    words = sorted(ids, key=lambda word: ids[word])
    if [ids[word] for word in words] != list(range(size)):
        raise ExportNotKnownError("tokenizer.json does not cover the vocabulary")
    return words


def convert(source: Path, target: Path) -> None:
    """Write the CTranslate2 int8 model of the export in `source` into the folder `target`.

    The same bytes each time. Needs 2.2 GB of memory for Whisper small. Raises ExportNotKnownError.
    """
    from ctranslate2.specs import WhisperSpec

    config, generation, tokenizer = (json.loads((source / name).read_text("utf-8")) for name in _CONFIG[:3])
    spec = WhisperSpec(
        config["encoder_layers"],
        config["encoder_attention_heads"],
        config["decoder_layers"],
        config["decoder_attention_heads"],
    )
    encoder, decoder = _Weights(source / _ENCODER, ""), _Weights(source / _DECODER, "model.decoder.")
    _encoder(spec.encoder, encoder, config)
    _decoder(spec.decoder, decoder, config)
    if encoder.unused or decoder.unused:
        raise ExportNotKnownError(f"nobody asked for {sorted(encoder.unused | decoder.unused)[:5]}")
    spec.register_vocabulary(_words(tokenizer, config["vocab_size"]))
    spec.config.suppress_ids = generation["suppress_tokens"]
    spec.config.suppress_ids_begin = generation["begin_suppress_tokens"]
    spec.config.lang_ids = sorted(generation["lang_to_id"].values())
    spec.config.alignment_heads = generation["alignment_heads"]
    spec.validate()
    # Not spec.optimize(): it also joins equal scales, and CTranslate2 4.8 then refuses the model.
    spec.decoder.projection.weight = "decoder/embeddings/weight"
    target.mkdir(parents=True, exist_ok=True)
    spec.save(str(target))
    for name in _CONFIG[2:]:
        shutil.copyfile(source / name, target / name)
