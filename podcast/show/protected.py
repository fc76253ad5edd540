"""Keys that name what may not be recorded about a person in France.

Origin, ethnicity, nationality, religion, health, union membership: GDPR article 9, Loi Informatique et
Libertés article 6, Conseil constitutionnel 2007-557 DC. The lists are of words in such keys, without accents,
as somebody would write them in French or English.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["is_protected"]

# A word of a key that begins so is enough: plurals, feminines and what is made of them (`religions_invitee`).
_BEGINNINGS: Final = """
religi croyan belief mosqu eglise nationalit citizenship citoyennet ethni immigr refugi refugee minorit
ascendan ancestr diaspora handicap disabilit malad illness sickness disease pregnan grossesse syndicali
syndiq birthplace
"""
# One of these words, in the singular or the plural, is enough ("syndication" is none of them).
_WORDS: Final = """
origin origine race racial raciale raciaux sante health healthcare medical medicale medicaux union faith culte
confession church churche migrant migrante migration syndicat syndical syndicale syndicaux
"""
# All words of one of these are enough, whatever stands between them (`lieu_de_naissance`, `birthCountry`).
_TOGETHER: Final = (
    "birth country",
    "birth place",
    "pays naissance",
    "lieu naissance",
    "ville naissance",
    "residence permit",
    "titre sejour",
    "titres sejour",
    "skin color",
    "skin colour",
    "couleur peau",
    "foi",  # and not "fois"
)


def is_protected(key: str) -> bool:
    """Whether a key's name asks for data on origin, ethnicity, religion, health or union membership."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", unicodedata.normalize("NFKD", key))
    bare = spaced.encode("ascii", "ignore").decode().casefold()
    words = [word for word in re.split(r"[^a-z0-9]+", bare) if word]
    known, beginnings = set(_WORDS.split()), tuple(_BEGINNINGS.split())
    alone = any(word.startswith(beginnings) or {word, word.removesuffix("s")} & known for word in words)
    return alone or any(set(each.split()) <= set(words) for each in _TOGETHER)
