"""One function per stage: what it reads, what it writes, and the room that does the work."""

from podcast.stages.paths import ITEMS, MACHINE_FOLDERS, STATE, Paths
from podcast.stages.plan import Plan, Speech
from podcast.stages.programme import around, master, programme, tag, timeline
from podcast.stages.publication import captions, chapters, item, media, page
from podcast.stages.recordings import correct, draft, originals, probe, transcribe
from podcast.stages.site import feeds, held, pages

__all__ = [
    "ITEMS",
    "MACHINE_FOLDERS",
    "STATE",
    "Paths",
    "Plan",
    "Speech",
    "around",
    "captions",
    "chapters",
    "correct",
    "draft",
    "feeds",
    "held",
    "item",
    "master",
    "media",
    "originals",
    "page",
    "pages",
    "probe",
    "programme",
    "tag",
    "timeline",
    "transcribe",
]
