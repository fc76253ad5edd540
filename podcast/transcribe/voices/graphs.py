"""Two published networks as ONNX graphs, built around their published weights.

`segmentation` is pyannote's segmentation-3.0 (PyanNet: SincNet, LSTM, linear; Bredin, Interspeech 2023;
MIT), `voice` is CAM++ of 3D-Speaker (Wang et al., Interspeech 2023; Apache-2.0). Both give what the
original gives to 2e-4.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.voices.checkpoint import Tensors
from podcast.weights import FLOAT, Graph

__all__ = ["segmentation", "voice"]

_EPSILON: Final = 1e-5


def segmentation(weights: Tensors) -> bytes:
    """`sound` (n, 1, samples at 16 kHz) to `chances` (n, frames, 7): the logarithm of how likely each of
    nobody, one of three speakers, two of three at once is, every 270 samples."""
    graph = Graph(weights)
    x = graph.add("InstanceNormalization", "sound", *_pair(graph, "sincnet.wav_norm1d"), epsilon=_EPSILON)
    for stage in range(3):
        if stage == 0:
            x = graph.add("Abs", graph.add("Conv", x, graph.put(_sinc(weights)), strides=[10]))
        else:
            x = graph.add("Conv", x, *_pair(graph, f"sincnet.conv1d.{stage}"))
        x = graph.add("MaxPool", x, kernel_shape=[3], strides=[3])
        x = graph.add("InstanceNormalization", x, *_pair(graph, f"sincnet.norm1d.{stage}"), epsilon=_EPSILON)
        x = graph.add("LeakyRelu", x, alpha=0.01)
    x = graph.add("Transpose", x, perm=[2, 0, 1])
    for layer in range(4):
        x = _lstm(graph, x, layer)
    x = graph.add("Transpose", x, perm=[1, 0, 2])
    for name in ("linear.0", "linear.1"):
        x = graph.add("LeakyRelu", _linear(graph, x, name), alpha=0.01)
    x = graph.add("LogSoftmax", _linear(graph, x, "classifier"), axis=-1)
    return graph.model({"sound": ["n", 1, "samples"]}, ("chances", ["n", "frames", 7]), x)


def _pair(graph: Graph, name: str) -> tuple[str, str]:
    return graph.get(f"{name}.weight"), graph.get(f"{name}.bias")


def _linear(graph: Graph, x: str, name: str) -> str:
    product = graph.add("MatMul", x, graph.put(graph.weights[f"{name}.weight"].T))
    return graph.add("Add", product, graph.get(f"{name}.bias"))


def _sinc(weights: Tensors) -> NDArray[np.float32]:
    """80 band-pass filters of 251 samples, 40 of them shifted by a quarter (Pariente et al., ICASSP 2020)."""
    bank = {
        name: weights[f"sincnet.conv1d.0.filterbank.{name}"].astype(np.float64)
        for name in ("low_hz_", "band_hz_", "window_", "n_")
    }
    low = 50 + np.abs(bank["low_hz_"])
    high = np.clip(low + 50 + np.abs(bank["band_hz_"]), 50, 8000)
    half, window = bank["n_"], bank["window_"]
    even = (np.sin(high @ half) - np.sin(low @ half)) / (half / 2) * window
    odd = (np.cos(low @ half) - np.cos(high @ half)) / (half / 2) * window
    width = 2 * (high - low)
    cosine = np.concatenate([even, width, even[:, ::-1]], axis=1)
    sine = np.concatenate([odd, np.zeros_like(width), -odd[:, ::-1]], axis=1)
    filters = np.concatenate([cosine, sine]) / np.concatenate([width, width])
    return np.asarray(filters[:, None, :], np.float32)


def _lstm(graph: Graph, x: str, layer: int) -> str:
    """A layer that reads both ways. torch has its gates in the order i f c o, ONNX in i o f c."""

    def both(name: str) -> NDArray[np.float32]:
        parts = (np.split(graph.weights[f"lstm.{name}_l{layer}{way}"], 4) for way in ("", "_reverse"))
        return np.stack([np.concatenate([i, o, f, c]) for i, f, c, o in parts])

    biases = np.concatenate([both("bias_ih"), both("bias_hh")], axis=1)
    matrices = (graph.put(both("weight_ih")), graph.put(both("weight_hh")))
    x = graph.add("LSTM", x, *matrices, graph.put(biases), direction="bidirectional", hidden_size=128)
    return graph.add("Reshape", graph.add("Transpose", x, perm=[0, 2, 1, 3]), graph.put(_shape(0, 0, -1)))


def _shape(*sizes: int) -> NDArray[np.int64]:
    return np.array(sizes, np.int64)


def voice(weights: Tensors) -> bytes:
    """`bands` (n, frames, 80), their mean over time taken out, to `voice` (n, 192)."""
    graph = Graph(weights)
    x = graph.add("Unsqueeze", graph.add("Transpose", "bands", perm=[0, 2, 1]), graph.put(_shape(1)))
    x = _head(graph, x)
    x = _normed_conv(
        graph, x, "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm", strides=[2], pads=[2, 2]
    )
    for block, (layers, dilation) in enumerate(((12, 1), (24, 2), (16, 2)), start=1):
        for layer in range(1, layers + 1):
            x = _dense(graph, x, f"xvector.block{block}.tdnnd{layer}", dilation)
        x = _normed(graph, x, f"xvector.transit{block}.nonlinear.batchnorm")
        x = graph.add("Conv", x, graph.get(f"xvector.transit{block}.linear.weight"))
    x = _statistics(graph, _normed(graph, x, "xvector.out_nonlinear.batchnorm"))
    scale, shift = _batch_norm(graph, "xvector.dense.nonlinear.batchnorm")
    kernel = graph.weights["xvector.dense.linear.weight"] * scale[:, None, None]
    x = graph.add("Conv", x, graph.put(kernel), graph.put(shift))
    x = graph.add("Reshape", x, graph.put(_shape(0, -1)))
    return graph.model({"bands": ["n", "frames", 80]}, ("voice", ["n", 192]), x)


def _batch_norm(graph: Graph, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A batch normalisation as what to multiply by and what to add; some have no weights of their own."""
    mean, variance = (graph.weights[f"{name}.running_{each}"].astype(np.float64) for each in ("mean", "var"))
    scale = graph.weights.get(f"{name}.weight", np.ones(1, np.float32)) / np.sqrt(variance + _EPSILON)
    shift = graph.weights.get(f"{name}.bias", np.zeros(1, np.float32)) - mean * scale
    return scale.astype(np.float32), shift.astype(np.float32)


def _normed(graph: Graph, x: str, name: str) -> str:
    scale, shift = (graph.put(each[None, :, None]) for each in _batch_norm(graph, name))
    return graph.add("Relu", graph.add("Add", graph.add("Mul", x, scale), shift))


def _normed_conv(graph: Graph, x: str, name: str, norm: str, *, relu: bool = True, **attributes: Any) -> str:
    """A convolution with the normalisation after it folded in."""
    kernel = graph.weights[f"{name}.weight"]
    scale, shift = _batch_norm(graph, norm)
    folded = kernel * scale.reshape(-1, *(1,) * (kernel.ndim - 1))
    x = graph.add("Conv", x, graph.put(folded), graph.put(shift), **attributes)
    return graph.add("Relu", x) if relu else x


def _head(graph: Graph, x: str) -> str:
    """The two-dimensional front end: 80 bands become 10 times 32 channels."""
    x = _normed_conv(graph, x, "head.conv1", "head.bn1", pads=[1] * 4)
    for name in ("head.layer1.0", "head.layer1.1", "head.layer2.0", "head.layer2.1"):
        strides = [2, 1] if name.endswith("0") else [1, 1]
        y = _normed_conv(graph, x, f"{name}.conv1", f"{name}.bn1", strides=strides, pads=[1] * 4)
        y = _normed_conv(graph, y, f"{name}.conv2", f"{name}.bn2", relu=False, pads=[1] * 4)
        if strides[0] == 2:
            x = _normed_conv(
                graph, x, f"{name}.shortcut.0", f"{name}.shortcut.1", relu=False, strides=strides
            )
        x = graph.add("Relu", graph.add("Add", y, x))
    x = _normed_conv(graph, x, "head.conv2", "head.bn2", strides=[2, 1], pads=[1] * 4)
    return graph.add("Reshape", x, graph.put(_shape(0, 320, -1)))


def _dense(graph: Graph, x: str, name: str, dilation: int) -> str:
    """A densely connected layer with its context-aware mask: what it gives is added to what it got."""
    y = _normed(graph, x, f"{name}.nonlinear1.batchnorm")
    y = _normed_conv(graph, y, f"{name}.linear1", f"{name}.nonlinear2.batchnorm")
    cam = f"{name}.cam_layer"
    near = {"dilations": [dilation], "pads": [dilation, dilation]}
    local = graph.add("Conv", y, graph.get(f"{cam}.linear_local.weight"), **near)
    mask = graph.add("Conv", _context(graph, y), *_pair(graph, f"{cam}.linear1"))
    mask = graph.add("Sigmoid", graph.add("Conv", graph.add("Relu", mask), *_pair(graph, f"{cam}.linear2")))
    return graph.add("Concat", x, graph.add("Mul", local, mask), axis=1)


def _context(graph: Graph, x: str) -> str:
    """The mean over everything, plus the mean of each stretch of 100 frames."""
    stretch = graph.add("AveragePool", x, kernel_shape=[100], strides=[100], ceil_mode=1)
    spread = graph.add(
        "Expand", graph.add("Unsqueeze", stretch, graph.put(_shape(3))), graph.put(_shape(1, 1, 1, 100))
    )
    flat = graph.add("Reshape", spread, graph.put(_shape(0, 0, -1)))
    length = graph.add("Shape", x, start=2, end=3)
    cut = graph.add("Slice", flat, graph.put(_shape(0)), length, graph.put(_shape(2)))
    return graph.add("Add", graph.add("ReduceMean", x, axes=[2], keepdims=1), cut)


def _statistics(graph: Graph, x: str) -> str:
    """Mean and standard deviation (of a sample) over time."""
    mean = graph.add("ReduceMean", x, axes=[2], keepdims=1)
    apart = graph.add("Sub", x, mean)
    squares = graph.add("ReduceSum", graph.add("Mul", apart, apart), graph.put(_shape(2)), keepdims=1)
    count = graph.add("Sub", graph.add("Shape", x, start=2, end=3), graph.put(_shape(1)))
    spread = graph.add("Sqrt", graph.add("Div", squares, graph.add("Cast", count, to=FLOAT)))
    return graph.add("Concat", mean, spread, axis=1)
