"""Who has agreed to what: nothing is published, packaged or quoted without a Cleared from here."""

from podcast.rights.consent import Ending, agreements, consent_form
from podcast.rights.gate import Cleared, Refusal, Refused, clear
from podcast.rights.permit import Permit, permit_of, renew

__all__ = [
    "Cleared",
    "Ending",
    "Permit",
    "Refusal",
    "Refused",
    "agreements",
    "clear",
    "consent_form",
    "permit_of",
    "renew",
]
