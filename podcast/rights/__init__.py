"""Who has agreed to what: nothing is published, packaged or quoted without a Cleared from here."""

from podcast.rights.consent import Ending, agreements, consent_form, unsigned
from podcast.rights.gate import Cleared, Refusal, Refused, clear
from podcast.rights.music import cue_sheet, unlicensed
from podcast.rights.names import mask_of, public_name
from podcast.rights.permit import Permit, permit_of, renew
from podcast.rights.public import as_public, hidden_at
from podcast.rights.translating import Ungiven, translations, ungiven
from podcast.rights.withdrawing import is_withdrawn, name_in

__all__ = [
    "Cleared",
    "Ending",
    "Permit",
    "Refusal",
    "Refused",
    "Ungiven",
    "agreements",
    "as_public",
    "clear",
    "consent_form",
    "cue_sheet",
    "hidden_at",
    "is_withdrawn",
    "mask_of",
    "name_in",
    "permit_of",
    "public_name",
    "renew",
    "translations",
    "ungiven",
    "unlicensed",
    "unsigned",
]
