"""Samples and decibels: reading sound, measuring it, mastering it, writing it."""

from podcast.audio.encode import Codec, Delivery, Target, load_targets
from podcast.audio.id3 import Tags, write_tags
from podcast.audio.level import HighPassed, balanced
from podcast.audio.loudness import Meter, measure
from podcast.audio.master import Mastered, master
from podcast.audio.outline import outline
from podcast.audio.pcm import Downmixed, Pcm, Samples, decode

__all__ = [
    "Codec",
    "Delivery",
    "Downmixed",
    "HighPassed",
    "Mastered",
    "Meter",
    "Pcm",
    "Samples",
    "Tags",
    "Target",
    "balanced",
    "decode",
    "load_targets",
    "master",
    "measure",
    "outline",
    "write_tags",
]
