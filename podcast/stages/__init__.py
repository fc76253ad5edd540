"""One function per stage: what it reads, what it writes, and the room that does the work."""

from podcast.stages.broadcasting import Airing, airing, broadcasts, off_air
from podcast.stages.copies import copies_of, forget_copies, note_copy
from podcast.stages.extras import Giving, extras, give, no_extras
from podcast.stages.gate import ask
from podcast.stages.page import Beside, beside, page
from podcast.stages.paths import FEED, ITEMS, KEPT, MACHINE_FOLDERS, PUBLISHED, RADIO, STATE, VOICES, Paths
from podcast.stages.plan import Plan, Speech
from podcast.stages.programme import around, mark, master, programme, tag, timeline
from podcast.stages.publication import captions, card, chapters, item, media, paper
from podcast.stages.recordings import correct, draft, originals, probe, transcribe, trim
from podcast.stages.site import feeds, held, neutral, pages, search
from podcast.stages.store import load
from podcast.stages.translation import translated_page, translating, translation
from podcast.stages.voices import speakers
from podcast.stages.withdrawal import drop, forget, is_remembered, own_files, sent_to, traces, was_published

__all__ = [
    "FEED",
    "ITEMS",
    "KEPT",
    "MACHINE_FOLDERS",
    "PUBLISHED",
    "RADIO",
    "STATE",
    "VOICES",
    "Airing",
    "Beside",
    "Giving",
    "Paths",
    "Plan",
    "Speech",
    "airing",
    "around",
    "ask",
    "beside",
    "broadcasts",
    "captions",
    "card",
    "chapters",
    "copies_of",
    "correct",
    "draft",
    "drop",
    "extras",
    "feeds",
    "forget",
    "forget_copies",
    "give",
    "held",
    "is_remembered",
    "item",
    "load",
    "mark",
    "master",
    "media",
    "neutral",
    "no_extras",
    "note_copy",
    "off_air",
    "originals",
    "own_files",
    "page",
    "pages",
    "paper",
    "probe",
    "programme",
    "search",
    "sent_to",
    "speakers",
    "tag",
    "timeline",
    "traces",
    "transcribe",
    "translated_page",
    "translating",
    "translation",
    "trim",
    "was_published",
]
