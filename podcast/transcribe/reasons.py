"""Why words were left out of a transcript, as its `.json` says it."""

from __future__ import annotations

__all__ = ["OTHER_MICROPHONE", "UNHEARD"]

# Heard, and written, in another channel: no loss.
OTHER_MICROPHONE = "other microphone"
# Somebody speaks and no words came, in whatever way it was tried: for a person to hear.
UNHEARD = "speech without words"
