"""One function per stage: what it reads, what it writes, and the room that does the work."""

from podcast.stages.gate import ask
from podcast.stages.paths import FEED, ITEMS, KEPT, MACHINE_FOLDERS, STATE, VOICES, Paths
from podcast.stages.plan import Plan, Speech
from podcast.stages.programme import around, master, programme, tag, timeline
from podcast.stages.publication import Beside, captions, chapters, item, media, page
from podcast.stages.recordings import correct, draft, originals, probe, transcribe
from podcast.stages.site import feeds, held, neutral, pages, search
from podcast.stages.store import load

__all__ = [
    "FEED",
    "ITEMS",
    "KEPT",
    "MACHINE_FOLDERS",
    "STATE",
    "VOICES",
    "Beside",
    "Paths",
    "Plan",
    "Speech",
    "around",
    "ask",
    "captions",
    "chapters",
    "correct",
    "draft",
    "feeds",
    "held",
    "item",
    "load",
    "master",
    "media",
    "neutral",
    "originals",
    "page",
    "pages",
    "probe",
    "programme",
    "search",
    "tag",
    "timeline",
    "transcribe",
]
