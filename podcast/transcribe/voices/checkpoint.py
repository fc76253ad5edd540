"""Weights out of a torch checkpoint, without torch and without running anything that is in it."""

from __future__ import annotations

import collections
import io
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tensors", "tensors"]

Tensors: TypeAlias = Mapping[str, NDArray[np.float32]]

_STORAGES: Final = {"FloatStorage": "<f4", "LongStorage": "<i8"}


def tensors(checkpoint: Path) -> Tensors:
    """The float tensors of a checkpoint by name: a zip with one pickle and one file per storage.

    Only what rebuilds tensors is carried out; every other class in the pickle becomes an empty stand-in.
    Raises ValueError, KeyError or pickle.UnpicklingError for a file of another kind.
    """
    with zipfile.ZipFile(checkpoint) as archive:
        index = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        found = _Reader(archive, index.removesuffix("/data.pkl")).load()
    state = found.get("state_dict", found)
    return {
        name: value.astype(np.float32)
        for name, value in state.items()
        if isinstance(value, np.ndarray) and value.dtype.kind == "f"
    }


class _StandIn:
    """In the place of whatever a checkpoint holds beside its tensors."""

    def __init__(self, *_: object) -> None: ...

    def __setstate__(self, _: object) -> None: ...


class _Reader(pickle.Unpickler):  # the file's digest is known, and no class of its own choosing is made
    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{folder}/data.pkl")))
        self._archive = archive
        self._folder = folder

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuilt
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch" and name in _STORAGES:
            return name
        return _StandIn

    def persistent_load(self, saved: Any) -> NDArray[Any]:
        """A storage: (\"storage\", its kind, its file, where it was, its length)."""
        _, kind, key, *_ = saved
        return np.frombuffer(self._archive.read(f"{self._folder}/data/{key}"), _STORAGES[kind])


def _rebuilt(
    storage: NDArray[Any], offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> NDArray[Any]:
    steps = [each * storage.itemsize for each in stride]
    return np.lib.stride_tricks.as_strided(storage[offset:], size, steps).copy()
