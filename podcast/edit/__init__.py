"""Which passages, in which order: the one timeline behind audio, captions and chapters."""

from podcast.edit.mix import mix
from podcast.edit.timeline import portrait, programme_words

__all__ = ["mix", "portrait", "programme_words"]
