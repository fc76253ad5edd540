"""Names a place or a sector: territories, the taxonomy, and finding both in a transcript."""

from podcast.tag.find import find_tags, settle
from podcast.tag.knowledge import knowledge
from podcast.tag.organisations import ORGANISATIONS, Organisation, load_organisations, nearest
from podcast.tag.places import MEASURED, TIED, Reads
from podcast.tag.reader import RELATIONS, Reader, Reading, make_reader
from podcast.tag.taxonomy import Sector, Taxonomy, Theme, load_sectors
from podcast.tag.territory import Area, Code, Territory
from podcast.tag.territory_file import ALIASES, BUILT_IN, NO_TERRITORY, check_territory, load_territory
from podcast.tag.window import Window

__all__ = [
    "ALIASES",
    "BUILT_IN",
    "MEASURED",
    "NO_TERRITORY",
    "ORGANISATIONS",
    "RELATIONS",
    "TIED",
    "Area",
    "Code",
    "Organisation",
    "Reader",
    "Reading",
    "Reads",
    "Sector",
    "Taxonomy",
    "Territory",
    "Theme",
    "Window",
    "check_territory",
    "find_tags",
    "knowledge",
    "load_organisations",
    "load_sectors",
    "load_territory",
    "make_reader",
    "nearest",
    "settle",
]
