"""faster-whisper: Whisper on CTranslate2, int8 on a processor, float16 on a graphics card."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from podcast.model import EngineStamp, Word
from podcast.transcribe.engine import Asked, Heard
from podcast.transcribe.sound import RATE
from podcast.transcribe.speech import Window
from podcast.weights import Model

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

__all__ = ["FasterWhisper", "open_model"]

_TOGETHER = 8
_SEED = 20_260_101


def open_model(model: Model, threads: int) -> FasterWhisper:
    """Load the weights. Raises whatever CTranslate2 raises for a broken model, as EngineError."""
    import ctranslate2
    from faster_whisper import WhisperModel

    device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    compute = "float16" if device == "cuda" else "int8"
    loaded = WhisperModel(str(model.path), device=device, compute_type=compute, cpu_threads=threads)
    return FasterWhisper(loaded, model)


class FasterWhisper:
    """A recogniser on faster-whisper: beam search alone, no sampling, so nothing is left to chance."""

    together = _TOGETHER

    def __init__(self, loaded: WhisperModel, model: Model) -> None:
        self._loaded = loaded
        self.stamp = EngineStamp("faster-whisper", version("faster-whisper"), model.name, model.sha256)

    def hear(self, heard: Sequence[Window], asked: Asked) -> Sequence[Heard]:
        """Hear up to eight windows in one pass."""
        import ctranslate2
        import numpy as np
        from faster_whisper import BatchedInferencePipeline

        ctranslate2.set_random_seed(_SEED)
        # The windows end to end: each clip is one of them, whatever lies between them in the recording.
        sound = np.concatenate([window.samples for window in heard])
        starts = np.cumsum([0, *(len(window.samples) for window in heard)]) / RATE
        clips = [{"start": float(start), "end": float(end)} for start, end in itertools.pairwise(starts)]
        segments, _ = BatchedInferencePipeline(self._loaded).transcribe(
            sound,
            language=asked.language,
            task=asked.task,
            beam_size=5,
            temperature=0.0,
            word_timestamps=True,
            vad_filter=False,
            clip_timestamps=clips,
            batch_size=self.together,
            hotwords=asked.hint,
            **({"repetition_penalty": 1.1, "no_repeat_ngram_size": 3} if asked.again else {}),
        )
        return _by_window(list(segments), heard, [float(start) for start in starts[:-1]])

    def language(self, window: Window) -> tuple[str, float]:
        """Guess the language of one window."""
        name, probability, _ = self._loaded.detect_language(window.samples)
        return name, float(probability)


def _by_window(segments: Sequence[Any], heard: Sequence[Window], starts: Sequence[float]) -> list[Heard]:
    """Give each window its segments, with times in the recording."""
    results = []
    for window, start in zip(heard, starts, strict=True):
        mine = [each for each in segments if each.seek == int(start * 100)]
        shift_ms = window.start_ms - round(start * 1000)
        words = tuple(
            Word(
                round(word.start * 1000) + shift_ms,
                min(round(word.end * 1000) + shift_ms, window.end_ms),
                word.word,
                round(float(word.probability), 3),
            )
            for segment in mine
            for word in segment.words or ()
        )
        mean = min((float(each.avg_logprob) for each in mine), default=0.0)
        results.append(Heard(words, round(mean, 3)))
    return results
