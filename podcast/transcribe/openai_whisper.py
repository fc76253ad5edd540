"""openai-whisper: the original, on torch; an extra, since torch is large."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from podcast import disk
from podcast.errors import MissingTool, ModelMissing
from podcast.model import EngineStamp, Word
from podcast.transcribe.engine import Asked, Heard
from podcast.transcribe.openai_weights import read
from podcast.transcribe.speech import Window
from podcast.weights import PUBLISHED, cache, locate

__all__ = ["OpenaiWhisper", "open_model"]


def open_model(model: str, threads: int) -> OpenaiWhisper:
    """Load weights: those both engines share by their name or folder, else a `.pt` file, else OpenAI's own.

    Raises MissingTool when the extra is not installed, ModelMissing when the weights are not to be had.
    """
    try:
        import torch
        import whisper
    except ImportError as error:
        raise MissingTool(
            "the engine openai-whisper is not installed",
            hint="python -m pip install 'porte-voix[openai-whisper]'",
        ) from error
    torch.set_num_threads(threads)
    path = Path(model).expanduser()
    if model in PUBLISHED or path.is_dir():
        shared = locate(model)
        return OpenaiWhisper(_shared(shared.path), shared.name, shared.sha256)
    path = path if path.is_file() else _downloaded(model, whisper)
    loaded = whisper.load_model(str(path), device=_device())
    if heads := whisper._ALIGNMENT_HEADS.get(path.stem):  # the package itself knows them by name only
        loaded.set_alignment_heads(heads)
    return OpenaiWhisper(loaded, path.stem, disk.digest(path))


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _shared(folder: Path) -> Any:
    """The model made of the weights that faster-whisper uses."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    known = read(folder)
    loaded = Whisper(ModelDimensions(**known.dimensions))
    # Copied: the arrays lie in a file that is only read.
    loaded.load_state_dict({name: torch.tensor(tensor) for name, tensor in known.tensors.items()})
    heads = torch.zeros(loaded.dims.n_text_layer, loaded.dims.n_text_head, dtype=torch.bool)
    for layer, head in known.alignment_heads:
        heads[layer, head] = True
    loaded.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return loaded.to(_device()).eval()


def _downloaded(model: str, whisper: Any) -> Path:
    """OpenAI's own file, for the models that are only there (tiny.en and its like)."""
    folder = cache() / "openai-whisper"
    if model not in whisper.available_models():
        raise ModelMissing(
            "there is no speech model called {name}; there are {names}",
            hint="podcast models",
            name=model,
            names=", ".join(whisper.available_models()),
        )
    here = folder / Path(whisper._MODELS[model]).name
    if not here.is_file():
        try:
            whisper._download(whisper._MODELS[model], str(folder), False)
        except (OSError, RuntimeError) as error:
            raise ModelMissing(
                "the model {name} could not be downloaded: {reason}",
                hint="connect to the network, or give the path of a .pt file as the model",
                name=model,
                reason=str(error),
            ) from error
    return here


class OpenaiWhisper:
    """A recogniser on openai-whisper: one window at a time, beam search, no sampling."""

    together = 1

    def __init__(self, loaded: Any, name: str, sha256: str) -> None:
        self._loaded = loaded
        self.stamp = EngineStamp("openai-whisper", version("openai-whisper"), name, sha256)

    def hear(self, heard: Sequence[Window], asked: Asked) -> Sequence[Heard]:
        """Hear windows one after the other."""
        return [self._one(window, asked) for window in heard]

    def _one(self, window: Window, asked: Asked) -> Heard:
        found: dict[str, Any] = self._loaded.transcribe(
            window.samples,
            language=asked.language,
            task=asked.task,
            beam_size=None if asked.again else 5,
            temperature=0.0,
            word_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=asked.hint,
            fp16=self._loaded.device.type == "cuda",
            verbose=None,
        )
        words = tuple(
            Word(
                window.start_ms + round(word["start"] * 1000),
                min(window.start_ms + round(word["end"] * 1000), window.end_ms),
                word["word"],
                round(float(word["probability"]), 3),
            )
            for segment in found["segments"]
            for word in segment.get("words", ())
        )
        mean = min((float(each["avg_logprob"]) for each in found["segments"]), default=0.0)
        return Heard(words, round(mean, 3))

    def language(self, window: Window) -> tuple[str, float]:
        """Guess the language of one window."""
        import whisper

        if not self._loaded.is_multilingual:
            return "en", 1.0
        sound = whisper.pad_or_trim(window.samples)
        mel = whisper.log_mel_spectrogram(sound, self._loaded.dims.n_mels)
        _, chances = self._loaded.detect_language(mel.to(self._loaded.device))
        name = max(sorted(chances), key=lambda each: chances[each])
        return name, float(chances[name])
