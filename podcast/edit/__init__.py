"""Which passages, in which order: the one timeline behind audio, captions and chapters."""

from podcast.edit.handover import FORMATS, Export, Exported, Wish, export, refuse_folder
from podcast.edit.interchange import Media
from podcast.edit.mix import mix
from podcast.edit.timeline import portrait, programme_words

__all__ = [
    "FORMATS",
    "Export",
    "Exported",
    "Media",
    "Wish",
    "export",
    "mix",
    "portrait",
    "programme_words",
    "refuse_folder",
]
