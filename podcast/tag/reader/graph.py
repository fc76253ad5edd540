"""The network that reads what is said of a place, as an ONNX graph.

multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings", 2024; MIT), twelve layers of BERT
(Devlin et al., 2019), with what was learned here added to its weights (low-rank; Hu et al., "LoRA", 2021).
Products of weights are counted in whole numbers: 8 bits by 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import numpy as np

from podcast.tag.reader.checkpoint import Checkpoint, Floats
from podcast.weights import FLOAT, Graph

__all__ = ["LORA_SCALE", "network"]

LORA_SCALE: Final = 2.0
_EPSILON: Final = 1e-12
# Of a weight as a whole number: older processors add two products in 16 bits, and 2 × 255 × 63 fits.
_LARGEST: Final = 63

Learned: TypeAlias = Mapping[str, Floats]


def network(checkpoint: Checkpoint, learned: Learned) -> bytes:
    """`pieces`, embedded, to their `states`, both (1, length, width)."""
    return _Builder(checkpoint, learned).built()


class _Builder(Graph):
    def __init__(self, checkpoint: Checkpoint, learned: Learned) -> None:
        super().__init__(learned)
        self._checkpoint = checkpoint
        self._width, self._heads = checkpoint.width, checkpoint.heads

    def built(self) -> bytes:
        width, heads = self._width, self._heads
        apart = self.put(np.array([0, 0, heads, width // heads], np.int64))
        whole = self.put(np.array([0, 0, width], np.int64))
        scale = self.put(np.float32((width // heads) ** -0.5))
        x = "pieces"
        for layer in range(self._checkpoint.layers):
            counted = self._counted(x)
            query, key, value = (
                self.add("Reshape", self._linear(counted, layer, name), apart) for name in "qkv"
            )
            query = self.add("Transpose", query, perm=(0, 2, 1, 3))
            key = self.add("Transpose", key, perm=(0, 2, 3, 1))
            value = self.add("Transpose", value, perm=(0, 2, 1, 3))
            weighed = self.add("Softmax", self.add("Mul", self.add("MatMul", query, key), scale), axis=-1)
            seen = self.add("MatMul", weighed, value)
            seen = self.add("Reshape", self.add("Transpose", seen, perm=(0, 2, 1, 3)), whole)
            seen = self._linear(self._counted(seen), layer, "ao")
            # Sum, for Add: onnxruntime would join that to the layer norm and take four times as long
            x = self._normal(self.add("Sum", x, seen), layer, "aln")
            inner = self._gelu(self._linear(self._counted(x), layer, "fi"))
            inner = self._linear(self._counted(inner), layer, "fo")
            x = self._normal(self.add("Sum", x, inner), layer, "oln")
        shape = [1, "length", width]
        return self.model({"pieces": shape}, ("states", shape), x)

    def _counted(self, x: str) -> list[str]:
        """Activations in 8 bits, with their scale and zero."""
        return self.add_several(3, "DynamicQuantizeLinear", x)

    def _linear(self, counted: list[str], layer: int, name: str) -> str:
        weight = self._weight(layer, name)
        steps = np.maximum(np.abs(weight).max(axis=1), 1e-8) / _LARGEST
        whole = np.rint(weight / steps[:, None]).astype(np.int8).T
        values, scale, zero = counted
        product = self.add("MatMulInteger", values, self.put(whole), zero)
        floats = self.add("Mul", self.add("Cast", product, to=FLOAT), self.add("Mul", scale, self.put(steps)))
        return self.add("Add", floats, self.get(f"{layer}.{name}.bias"))

    def _weight(self, layer: int, name: str) -> Floats:
        """The published weight and what was learned, (out, in)."""
        b, a = (self.weights[f"{layer}.{name}.{end}"] for end in "ba")
        published = self._checkpoint.tensor(f"l{layer}.{name}.w", a.shape[1])
        return np.asarray(published + np.float32(LORA_SCALE) * (b @ a), np.float32)

    def _normal(self, x: str, layer: int, name: str) -> str:
        pair = (self.get(f"{layer}.{name}.{end}") for end in ("weight", "bias"))
        return self.add("LayerNormalization", x, *pair, epsilon=_EPSILON)

    def _gelu(self, x: str) -> str:
        """In the form onnxruntime counts in one go."""
        cut = self.add("Erf", self.add("Div", x, self.put(np.float32(2**0.5))))
        whole = self.add("Mul", x, self.add("Add", cut, self.put(np.float32(1))))
        return self.add("Mul", whole, self.put(np.float32(0.5)))
