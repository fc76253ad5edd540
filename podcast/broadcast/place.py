"""Where in `stations.toml` something stands, so that a sentence can say it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from podcast.show import Source

__all__ = ["Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """A station's table, or one key of it."""

    source: Source
    station: str
    key: str = ""

    def at(self, key: str) -> Place:
        return replace(self, key=key)

    @property
    def values(self) -> dict[str, str | int]:
        path = (self.station, self.key) if self.key else (self.station,)
        return {
            "file": self.source.file,
            "line": self.source.line(path),
            "station": self.station,
            "key": self.key,
        }
