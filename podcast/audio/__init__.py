"""Samples and decibels: reading sound, measuring it, mastering it, writing it."""

from podcast.audio.clips import Fades, Passage, cut
from podcast.audio.contour import contour
from podcast.audio.encode import Codec, Delivery, Target, load_targets
from podcast.audio.filters import VOICES_HZ, Levels, moving_mean
from podcast.audio.level import Balance, Cleaned, balanced, between
from podcast.audio.loudness import (
    Meter,
    energy_grid,
    integrated_lufs,
    measure,
    momentary_lufs,
    to_lufs,
)
from podcast.audio.master import Mastered, master
from podcast.audio.mp3_file import LAME
from podcast.audio.outline import outline
from podcast.audio.pcm import Downmixed, Opened, Pcm, Samples, decode, denoised
from podcast.audio.picture import bare_picture
from podcast.audio.quiet import quiet_cut, room_tone
from podcast.audio.survey import Ends, Survey, ends, survey
from podcast.audio.tagging import write_tags
from podcast.audio.tags import Tags
from podcast.audio.wave_chunks import Cart, WaveTags, ascii_text
from podcast.audio.wave_file import FloatWaveWriter

__all__ = [
    "LAME",
    "VOICES_HZ",
    "Balance",
    "Cart",
    "Cleaned",
    "Codec",
    "Delivery",
    "Downmixed",
    "Ends",
    "Fades",
    "FloatWaveWriter",
    "Levels",
    "Mastered",
    "Meter",
    "Opened",
    "Passage",
    "Pcm",
    "Samples",
    "Survey",
    "Tags",
    "Target",
    "WaveTags",
    "ascii_text",
    "balanced",
    "bare_picture",
    "between",
    "contour",
    "cut",
    "decode",
    "denoised",
    "ends",
    "energy_grid",
    "integrated_lufs",
    "load_targets",
    "master",
    "measure",
    "momentary_lufs",
    "moving_mean",
    "outline",
    "quiet_cut",
    "room_tone",
    "survey",
    "to_lufs",
    "write_tags",
]
