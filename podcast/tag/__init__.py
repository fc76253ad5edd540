"""Names a place or a sector: territories, the taxonomy, and finding both in a transcript."""

from podcast.tag.find import find_tags, settle
from podcast.tag.taxonomy import Sector, Taxonomy, Theme, load_sectors
from podcast.tag.territory import BUILT_IN, Area, Code, Territory, check_territory, load_territory

__all__ = [
    "BUILT_IN",
    "Area",
    "Code",
    "Sector",
    "Taxonomy",
    "Territory",
    "Theme",
    "check_territory",
    "find_tags",
    "load_sectors",
    "load_territory",
    "settle",
]
