"""Words and their times: speech engines and their weights, people's corrections, captions."""

from podcast.transcribe.captions import FORMATS
from podcast.transcribe.captions.vtt import text_in
from podcast.transcribe.changes import Change, changes
from podcast.transcribe.corrections import (
    Conflict,
    conflicts,
    correct,
    draft,
    laid_over,
    renew,
    untouched,
)
from podcast.transcribe.engine import ENGINES, Engine, Request, open_engine
from podcast.transcribe.machine import from_json, to_json
from podcast.transcribe.models import Model, ModelInfo, known, locate, pull, verify
from podcast.transcribe.reasons import OTHER_MICROPHONE, UNHEARD
from podcast.transcribe.stamps import make_ready, stamp_of

__all__ = [
    "ENGINES",
    "FORMATS",
    "OTHER_MICROPHONE",
    "UNHEARD",
    "Change",
    "Conflict",
    "Engine",
    "Model",
    "ModelInfo",
    "Request",
    "changes",
    "conflicts",
    "correct",
    "draft",
    "from_json",
    "known",
    "laid_over",
    "locate",
    "make_ready",
    "open_engine",
    "pull",
    "renew",
    "stamp_of",
    "text_in",
    "to_json",
    "untouched",
    "verify",
]
