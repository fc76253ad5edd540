"""Reads whether what is said around the name of a place ties the speaker to it, and how.

A published network (multilingual-e5-small) and what it was taught here (`data/reader.npz`, by
`tests/tag/evaluation/learn.py`): windows of speech that people marked, with no name of a place in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podcast.errors import ModelMissing
from podcast.tag.reader.checkpoint import Checkpoint, Floats
from podcast.tag.reader.graph import network
from podcast.tag.reader.pieces import Pieces
from podcast.tag.window import Window
from podcast.weights import READER, READING, Progress, pull

__all__ = ["RELATIONS", "Reader", "Reading", "make_reader"]

RELATIONS: Final = ("lives", "grew_up", "established", "works")


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely it is, 0 to 1, that the speaker is tied to the place at all, and in each of four ways."""

    tie: float
    lives: float
    grew_up: float
    established: float
    works: float

    @property
    def relations(self) -> tuple[str, ...]:
        """The ways that are likelier than not; at least the likeliest."""
        ways = {name: getattr(self, name) for name in RELATIONS}
        likely = tuple(name for name in RELATIONS if ways[name] >= 0.5)
        return likely or (max(RELATIONS, key=lambda name: ways[name]),)


class Reader:
    """The network in memory. The same words give the same answers on one machine."""

    def __init__(self, checkpoint: Checkpoint, learned: dict[str, Floats]) -> None:
        import onnxruntime

        self._checkpoint, self._learned = checkpoint, learned
        self._pieces = Pieces(checkpoint.pieces)
        self._places = checkpoint.tensor("emb.pos", checkpoint.width)
        self._kind = checkpoint.tensor("emb.type", checkpoint.width)[0]
        self._gain, self._shift = (checkpoint.tensor(f"emb.ln.{end}", checkpoint.width)[0] for end in "wb")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # windows are short: threads wait longer than they count
        options.inter_op_num_threads = 1
        self._network: Any = onnxruntime.InferenceSession(
            network(checkpoint, learned), options, providers=["CPUExecutionProvider"]
        )

    def read(self, window: Window) -> Reading:
        """What a window says of its blank: by itself, so that no other changes the answer."""
        pieces, blank = self._pieces.cut(window)
        (states,) = self._network.run(None, {"pieces": self._embedded(np.array(pieces))[None]})
        both = np.concatenate([states[0, blank], states[0].mean(axis=0)])
        answers = self._head("o", np.tanh(self._head("d", both)))
        # what differs between processors is mostly behind the second digit
        return Reading(*(round(float(chance), 2) for chance in 1 / (1 + np.exp(-answers))))

    def _head(self, name: str, x: Floats) -> Floats:
        return np.asarray(x @ self._learned[f"head.{name}.weight"].T + self._learned[f"head.{name}.bias"])

    def _embedded(self, numbers: NDArray[np.int64]) -> Floats:
        """Pieces as they enter the network, (length, width)."""
        words = self._checkpoint.rows("emb.word", numbers, self._checkpoint.width)
        x = words + self._places[: len(numbers)] + self._kind
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(x * self._gain + self._shift, np.float32)


def make_reader(on_progress: Progress) -> Reader:
    """Have the weights on this machine and load them. Raises ModelMissing or DiskFull."""
    model = pull(READER, on_progress)
    data = resources.files("podcast.tag").joinpath("data/reader.npz")
    with data.open("rb") as file, np.load(file) as learned:
        taught = {name: value.astype(np.float32) for name, value in learned.items()}
    try:
        return Reader(Checkpoint(model.path / READING.name), taught)
    except (OSError, ValueError, KeyError) as error:
        raise ModelMissing(
            "{file} cannot be read: {reason}",
            hint="podcast models verify reader, then podcast models pull reader",
            file=model.path / READING.name,
            reason=str(error),
        ) from error
