"""Samples and decibels: reading sound, measuring it, mastering it, writing it."""

from podcast.audio.clips import Fades, Passage, cut
from podcast.audio.contour import contour
from podcast.audio.encode import Codec, Delivery, Target, load_targets
from podcast.audio.id3 import Tags, write_tags
from podcast.audio.level import Cleaned, levelled
from podcast.audio.loudness import Meter, measure
from podcast.audio.master import Mastered, master
from podcast.audio.outline import outline
from podcast.audio.pcm import Downmixed, Pcm, Samples, decode, denoised
from podcast.audio.picture import bare_picture
from podcast.audio.quiet import quiet_cut, room_tone
from podcast.audio.survey import Ends, Survey, ends, survey
from podcast.audio.wave_chunks import Cart, WaveTags, ascii_text
from podcast.audio.wave_file import FloatWaveWriter

__all__ = [
    "Cart",
    "Cleaned",
    "Codec",
    "Delivery",
    "Downmixed",
    "Ends",
    "Fades",
    "FloatWaveWriter",
    "Mastered",
    "Meter",
    "Passage",
    "Pcm",
    "Samples",
    "Survey",
    "Tags",
    "Target",
    "WaveTags",
    "ascii_text",
    "bare_picture",
    "contour",
    "cut",
    "decode",
    "denoised",
    "ends",
    "levelled",
    "load_targets",
    "master",
    "measure",
    "outline",
    "quiet_cut",
    "room_tone",
    "survey",
    "write_tags",
]
