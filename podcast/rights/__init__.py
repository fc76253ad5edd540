"""Who has agreed to what: nothing is published, packaged or quoted without a Cleared from here."""

from podcast.rights.gate import Cleared, Refusal, Refused, clear

__all__ = ["Cleared", "Refusal", "Refused", "clear"]
