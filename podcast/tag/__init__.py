"""Names a place or a sector: territories, the taxonomy, and finding both in a transcript."""

from podcast.tag.find import find_tags, settle
from podcast.tag.gazetteer import known_name
from podcast.tag.knowledge import knowledge
from podcast.tag.organisations import ORGANISATIONS, Organisation, load_organisations, nearest
from podcast.tag.places import RELATIONS
from podcast.tag.reading import ALIASES, BUILT_IN, NO_TERRITORY, check_territory, load_territory
from podcast.tag.taxonomy import Sector, Taxonomy, Theme, load_sectors
from podcast.tag.territory import Area, Code, Territory

__all__ = [
    "ALIASES",
    "BUILT_IN",
    "NO_TERRITORY",
    "ORGANISATIONS",
    "RELATIONS",
    "Area",
    "Code",
    "Organisation",
    "Sector",
    "Taxonomy",
    "Territory",
    "Theme",
    "check_territory",
    "find_tags",
    "knowledge",
    "known_name",
    "load_organisations",
    "load_sectors",
    "load_territory",
    "nearest",
    "settle",
]
