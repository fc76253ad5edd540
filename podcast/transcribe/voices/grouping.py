"""Which runs are of one voice: agglomerative clustering of what their voices are like."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from podcast.transcribe.voices.ears import Print

__all__ = ["centres"]

# Voices nearer to each other than this (cosine) are one person's, however many were expected.
_SAME: Final = 0.75
# A group that is heard less than this in all (each moment four times) is laughter, music or a cough.
_LEAST_S: Final = 8.0
# Enough to know every voice by; the time taken grows with its square.
_MOST: Final = 1500
_ROUNDS: Final = 20


def centres(voices: NDArray[np.float32], lengths_s: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """What each of at most `count` voices is like, (voices, 192), from those of runs and their lengths.

    Average linkage on cosine distance; then each run goes to the nearest voice until nothing changes.
    """
    if len(voices) == 0:
        return np.zeros((0, voices.shape[1] if voices.ndim == 2 else 0), np.float32)
    if len(voices) > _MOST:
        chosen = np.linspace(0, len(voices) - 1, _MOST).round().astype(int)
        voices, lengths_s = voices[chosen], lengths_s[chosen]
    labels = _grouped(voices, lengths_s, count)
    middles = _middles(voices, lengths_s, labels)
    for _ in range(_ROUNDS):
        nearest = (voices @ middles.T).argmax(axis=1)
        if len(set(nearest.tolist())) < len(middles) or (nearest == labels).all():
            break
        labels = nearest
        middles = _middles(voices, lengths_s, labels)
    return middles


def _middles(
    voices: NDArray[np.float32], lengths_s: NDArray[np.float64], labels: NDArray[np.intp]
) -> NDArray[np.float32]:
    """The mean of each group of labels from 0 up, of length 1; other labels are in no group."""
    sums: list[Print] = []
    for label in range(int(labels.max()) + 1):
        inside = labels == label
        mean = (voices[inside] * lengths_s[inside, None]).sum(axis=0)
        sums.append(np.asarray(mean / (float(np.linalg.norm(mean)) or 1.0), np.float32))
    return np.stack(sums)


def _grouped(voices: NDArray[np.float32], lengths_s: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """A label for each run, from 0 up; -1 for those in no group that is large enough.

    Merging goes on until `count` groups are left; but where, before that, `count` groups were large
    enough, small ones are left aside: forced together, two people would be one for a cough's sake.
    """
    groups = {index: [index] for index in range(len(voices))}
    best = list(groups.values())
    apart = 1.0 - voices.astype(np.float64) @ voices.T.astype(np.float64)
    np.fill_diagonal(apart, np.inf)
    settled = False
    while len(groups) > 1:
        one, other = divmod(int(apart.argmin()), len(voices))
        far = apart[one, other] > 1.0 - _SAME
        large = [each for each in groups.values() if lengths_s[each].sum() >= _LEAST_S]
        if far and len(large) == count:
            best, settled = large, True
            break
        if far and len(groups) <= count:
            break
        _merge(groups, apart, one, other)
    if not settled:
        best = list(groups.values())
    labels = np.full(len(voices), -1, np.intp)
    for label, members in enumerate(sorted(best, key=min)):
        labels[members] = label
    return labels


def _merge(groups: dict[int, list[int]], apart: NDArray[np.float64], one: int, other: int) -> None:
    sizes = len(groups[one]), len(groups[other])
    mean = (apart[one] * sizes[0] + apart[other] * sizes[1]) / sum(sizes)
    apart[one], apart[:, one] = mean, mean
    apart[one, one] = np.inf
    apart[other], apart[:, other] = np.inf, np.inf
    groups[one] = groups[one] + groups.pop(other)
