"""The two networks in memory: who speaks in ten seconds of sound, and what a voice is like."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.sound import Samples
from podcast.transcribe.voices.features import Bands

__all__ = ["FRAMES", "LEAD", "SAMPLES", "STEP", "Activity", "Ears", "Print", "open_ears"]

Activity: TypeAlias = NDArray[np.bool_]
"""Which of three local speakers is heard in each frame, (FRAMES, 3)."""
Print: TypeAlias = NDArray[np.float32]
"""What a voice is like: 192 figures of length 1, of use only beside another one of the same model."""

# The first network hears 10 s at a time and answers every 270 samples, beginning at the middle of its
# first receptive field of 991 samples.
SAMPLES: Final = 160_000
FRAMES: Final = 589
STEP: Final = 270
LEAD: Final = 495
# Its seven answers: nobody, one of three, two of three (Plaquet & Bredin, Interspeech 2023).
_ANSWERS: Final = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.bool_
)


class Ears:
    """Both networks. The same sound gives the same answers on one machine."""

    def __init__(self, segmentation: Any, voice: Any) -> None:
        self._segmentation = segmentation
        self._voice = voice

    def speakers(self, sound: Samples) -> Activity:
        """Who is heard when in SAMPLES samples."""
        (chances,) = self._segmentation.run(None, {"sound": sound[None, None]})
        answers: Activity = _ANSWERS[chances[0].argmax(axis=1)]
        return answers

    def voice(self, heard: Bands) -> Print:
        """What the one voice in some mel bands is like."""
        (found,) = self._voice.run(None, {"bands": (heard - heard.mean(axis=0))[None]})
        length = float(np.linalg.norm(found[0])) or 1.0
        return np.asarray(found[0] / length, np.float32)


def open_ears(folder: Path, files: tuple[str, str], threads: int) -> Ears:
    """Build both networks from the weights in a folder."""
    import onnxruntime

    from podcast.transcribe.voices import graphs
    from podcast.transcribe.voices.checkpoint import tensors

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait for work by spinning take it from the speech engine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    made = (graphs.segmentation(tensors(folder / files[0])), graphs.voice(tensors(folder / files[1])))
    return Ears(
        *(onnxruntime.InferenceSession(each, options, providers=["CPUExecutionProvider"]) for each in made)
    )
