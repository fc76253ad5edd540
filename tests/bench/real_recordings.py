"""Where the recordings of real voices lie: they are no part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["REAL"]

REAL = Path(
    os.environ.get("PODCAST_TEST_RECORDINGS") or Path(__file__).parents[3] / "shared" / "recordings"
).absolute()
