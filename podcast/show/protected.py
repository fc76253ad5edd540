"""Keys that name what may not be recorded about a person in France.

Origin, ethnicity, nationality, religion, health, union membership: GDPR article 9, Loi Informatique et
Libertés article 6, Conseil constitutionnel 2007-557 DC. The list is of key names, without accents, as
somebody would write them in French or English.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["is_protected"]

_NAMES: Final = """
origin origins origine origines birthplace birth_country country_of_birth country_of_origin
pays_de_naissance pays_naissance pays_d_origine pays_origine lieu_de_naissance lieu_naissance
nationality nationalities nationalite nationalites citizenship citoyennete migrant migration
immigration immigrant immigre immigree refugee refugie refugiee residence_permit titre_de_sejour
ethnicity ethnicities ethnic ethnicite ethnie ethnique race racial skin_color skin_colour
couleur_de_peau minority minorite diaspora ancestry ascendance
religion religions religious religieux religieuse faith belief beliefs confession croyance
croyances culte church mosque eglise mosquee
health sante medical illness disease maladie disability handicap pregnancy grossesse
union trade_union union_membership syndicat syndical appartenance_syndicale syndique syndiquee
"""
# One of these anywhere in a compound key (`guest_religion`, `origine_famille`) is enough.
_STEMS: Final = """
origin origine origines nationality nationalite ethnicity ethnie ethnique race racial religion
religieux religieuse health sante maladie handicap syndicat syndical
"""


def is_protected(key: str) -> bool:
    """Whether a key's name asks for data on origin, ethnicity, religion, health or union membership."""
    bare = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().casefold()
    words = [word for word in re.split(r"[^a-z0-9]+", bare) if word]
    return "_".join(words) in _NAMES.split() or any(word in _STEMS.split() for word in words)
