"""Who has agreed to what: nothing is published, packaged or quoted without a Cleared from here."""

from podcast.rights.gate import Cleared, Refusal, Refused, clear
from podcast.rights.permit import Permit, permit_of, renew

__all__ = ["Cleared", "Permit", "Refusal", "Refused", "clear", "permit_of", "renew"]
