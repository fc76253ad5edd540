"""Words and their times: speech engines and their weights, people's corrections, captions."""

from podcast.transcribe.captions import FORMATS
from podcast.transcribe.captions.vtt import read as read_captions
from podcast.transcribe.captions.vtt import text_in
from podcast.transcribe.captions.vtt import within as captions_within
from podcast.transcribe.changes import Change, changes
from podcast.transcribe.corrections import (
    Conflict,
    conflicts,
    correct,
    draft,
    laid_over,
    renew,
    restored,
    untouched,
)
from podcast.transcribe.engine import ENGINES, Engine, Request, open_engine
from podcast.transcribe.machine import from_json, to_json, words_in
from podcast.transcribe.questions import proposed_chapters
from podcast.transcribe.reasons import OTHER_MICROPHONE, UNHEARD
from podcast.transcribe.speakers import Part, by_microphone, parts, told_apart
from podcast.transcribe.stamps import MODELS, is_here, make_ready, may_be_model, stamp_of
from podcast.transcribe.translated import voiced
from podcast.transcribe.voices import STAMP as VOICES_STAMP
from podcast.transcribe.voices import Ears, Turn, make_ears, turns_in

__all__ = [
    "ENGINES",
    "FORMATS",
    "MODELS",
    "OTHER_MICROPHONE",
    "UNHEARD",
    "VOICES_STAMP",
    "Change",
    "Conflict",
    "Ears",
    "Engine",
    "Part",
    "Request",
    "Turn",
    "by_microphone",
    "captions_within",
    "changes",
    "conflicts",
    "correct",
    "draft",
    "from_json",
    "is_here",
    "laid_over",
    "make_ears",
    "make_ready",
    "may_be_model",
    "open_engine",
    "parts",
    "proposed_chapters",
    "read_captions",
    "renew",
    "restored",
    "stamp_of",
    "text_in",
    "to_json",
    "told_apart",
    "turns_in",
    "untouched",
    "voiced",
    "words_in",
]
