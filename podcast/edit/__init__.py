"""Which passages, in which order: the one timeline behind audio, captions and chapters."""

from podcast.edit.extras import Declared, check_length, passage
from podcast.edit.handover import FORMATS, Export, Exported, Wish, export, refuse_folder
from podcast.edit.interchange import Media
from podcast.edit.mix import mix
from podcast.edit.paper_edit import lay_out
from podcast.edit.passages import Material, Source, clock
from podcast.edit.quotes import Found, Spoken, find, nearest, sentences, spoken
from podcast.edit.timeline import portrait, programme_words, provenance

__all__ = [
    "FORMATS",
    "Declared",
    "Export",
    "Exported",
    "Found",
    "Material",
    "Media",
    "Source",
    "Spoken",
    "Wish",
    "check_length",
    "clock",
    "export",
    "find",
    "lay_out",
    "mix",
    "nearest",
    "passage",
    "portrait",
    "programme_words",
    "provenance",
    "refuse_folder",
    "sentences",
    "spoken",
]
