"""Which engine and weights a transcript will come from, told before anything is loaded or downloaded."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from podcast import disk
from podcast.errors import ModelMissing
from podcast.model import EngineStamp
from podcast.weights import PUBLISHED, READER, VOICES, Progress, is_path, locate, pull

__all__ = ["MODELS", "is_here", "make_ready", "may_be_model", "stamp_of"]

# The models that transcribe, smallest first.
MODELS = tuple(name for name in PUBLISHED if name not in (READER, VOICES))

# The engine whose every weights are ours to fetch; the other has models more, which it fetches itself.
_OURS = "faster-whisper"


def stamp_of(engine: str, model: str) -> EngineStamp:
    """The stamp of a transcript made now; digest and version are empty where they cannot be known yet."""
    return EngineStamp(engine, _version(engine), model, _digest(model))


def _version(engine: str) -> str:
    try:
        return version(engine)
    except PackageNotFoundError:
        return ""


def _digest(model: str) -> str:
    if model in PUBLISHED:
        try:
            return locate(model).sha256
        except ModelMissing:
            return PUBLISHED[model].sha256
    path = Path(model).expanduser()
    weights = path / "model.bin" if path.is_dir() else path
    return disk.digest(weights) if weights.is_file() else ""


def may_be_model(engine: str, model: str) -> bool:
    """Whether an engine can have a model of this name: ours, a path, or one that it fetches itself."""
    return engine != _OURS or model in PUBLISHED or is_path(model)


def is_here(engine: str, model: str) -> bool:
    """Whether the weights are on this machine; of a model the engine fetches itself, that it is its own."""
    if model not in PUBLISHED and (engine != _OURS or Path(model).expanduser().exists()):
        return True
    try:
        locate(model)
    except ModelMissing:
        return False
    return True


def make_ready(engine: str, model: str, on_progress: Progress) -> None:
    """Have the weights on this machine. Raises ModelMissing or DiskFull."""
    if model in (READER, VOICES):
        raise ModelMissing(
            "the model {name} does other work than transcribing; there are {names}",
            hint='write one of them in episodes/show.toml, as: model = "small"',
            name=model,
            names=", ".join(MODELS),
        )
    if engine == _OURS or model in PUBLISHED:
        pull(model, on_progress)
