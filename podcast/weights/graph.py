"""An ONNX graph, built node by node around weights that are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["FLOAT", "Graph"]

FLOAT: Final = 1
"""TensorProto.FLOAT, for a node that casts."""

_OPSET: Final = 17
_IR: Final = 8


class Graph:
    """Nodes and weights in the order they are added; each value is known by its name."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self.weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def put(self, value: Any) -> str:
        """A constant."""
        from onnx import numpy_helper

        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def get(self, name: str) -> str:
        """A weight of the checkpoint as it is."""
        return self.put(self.weights[name])

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A node of one output; gives its name."""
        return self.add_several(1, kind, *inputs, **attributes)[0]

    def add_several(self, outputs: int, kind: str, *inputs: str, **attributes: Any) -> list[str]:
        """A node; gives the names of its outputs."""
        from onnx import helper

        names = [f"{kind}{len(self._nodes)}.{number}" for number in range(outputs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def model(self, takes: Mapping[str, list[Any]], gives: tuple[str, list[Any]], last: str) -> bytes:
        """The whole, serialised; `takes` and `gives` are the names and shapes of its ends."""
        from onnx import TensorProto, helper

        starts, end = (
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in ends]
            for ends in (takes.items(), [gives])
        )
        nodes = [*self._nodes, helper.make_node("Identity", [last], [gives[0]])]
        graph = helper.make_graph(nodes, gives[0], starts, end, self._constants)
        opset = [helper.make_opsetid("", _OPSET)]
        made: bytes = helper.make_model(graph, opset_imports=opset, ir_version=_IR).SerializeToString()
        return made
