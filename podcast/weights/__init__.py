"""The networks' weights: which exist, where they are published, how they get here, what is built of them."""

from podcast.weights.download import Progress, Unreachable
from podcast.weights.graph import FLOAT, Graph
from podcast.weights.models import Model, ModelInfo, cache, is_path, is_there, known, locate, pull, verify
from podcast.weights.published import PUBLISHED, READER, READING, SEGMENTATION, VOICE, VOICES

__all__ = [
    "FLOAT",
    "PUBLISHED",
    "READER",
    "READING",
    "SEGMENTATION",
    "VOICE",
    "VOICES",
    "Graph",
    "Model",
    "ModelInfo",
    "Progress",
    "Unreachable",
    "cache",
    "is_path",
    "is_there",
    "known",
    "locate",
    "pull",
    "verify",
]
