"""Times as captions write them."""

from __future__ import annotations

import re

__all__ = ["hours", "milliseconds"]


def hours(ms: int, point: str = ".") -> str:
    """Milliseconds as `hh:mm:ss.mmm` (SRT writes a comma for the point)."""
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hour, minutes = divmod(minutes, 60)
    return f"{hour:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"


def milliseconds(text: str) -> int | None:
    """Read `mm:ss.mmm` or `hh:mm:ss.mmm` (W3C WebVTT, timestamp); None when it is neither."""
    found = re.fullmatch(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})", text)
    if found is None:
        return None
    hour, minute, second, thousandth = (int(part or 0) for part in found.groups())
    return ((hour * 60 + minute) * 60 + second) * 1000 + thousandth
