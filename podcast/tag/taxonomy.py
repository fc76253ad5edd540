"""Sectors and themes: names for listeners, official codes, and the words each is told by."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

from podcast.errors import ContentError

__all__ = ["Sector", "Taxonomy", "Theme", "load_sectors"]


@dataclass(frozen=True, slots=True)
class Sector:
    """`naf_rev2` and `nace_rev21` are code prefixes; the other lists hold word patterns by language."""

    id: str
    labels: Mapping[str, str]
    naf_rev2: tuple[str, ...] = ()
    nace_rev21: tuple[str, ...] = ()
    trade: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sign: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verb: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject of an interview, whatever its sector; `words` holds word patterns by language."""

    id: str
    labels: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Sectors and themes in the file's order; ids are unique within each list."""

    sectors: tuple[Sector, ...]
    themes: tuple[Theme, ...]

    def sector(self, identifier: str) -> Sector | None:
        return next((sector for sector in self.sectors if sector.id == identifier), None)

    def theme(self, identifier: str) -> Theme | None:
        return next((theme for theme in self.themes if theme.id == identifier), None)

    def label(self, identifier: str, language: str) -> str:
        """A sector's (else a theme's) name in a language, else in English. Raises ContentError."""
        found = self.sector(identifier) or self.theme(identifier)
        if found is None:
            raise ContentError(
                "there is no sector “{sector}”",
                hint="use one of: {ids}",
                sector=identifier,
                ids=", ".join(sector.id for sector in self.sectors),
            )
        return found.labels.get(language) or found.labels["en"]

    def languages(self) -> frozenset[str]:
        """The languages with words for sectors; in any other none is found."""
        return frozenset(language for sector in self.sectors for language in sector.trade)


@functools.cache
def load_sectors() -> Taxonomy:
    """The sectors and themes of `data/sectors.toml`."""
    text = resources.files("podcast.tag").joinpath("data/sectors.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return Taxonomy(
        tuple(_sector(row) for row in table["sector"]),
        tuple(
            Theme(row["id"], row["label"], {lang: tuple(row[lang]) for lang in row["label"] if lang in row})
            for row in table["theme"]
        ),
    )


def _sector(row: dict[str, dict[str, list[str]]]) -> Sector:
    labels = {language: str(label) for language, label in row["label"].items()}
    words = {language: row[language] for language in labels if language in row}
    return Sector(
        id=str(row["id"]),
        labels=labels,
        naf_rev2=tuple(row["naf_rev2"]),
        nace_rev21=tuple(row["nace_rev21"]),
        trade={language: tuple(lists["trade"]) for language, lists in words.items()},
        sign={language: tuple(lists["sign"]) for language, lists in words.items()},
        verb={language: tuple(lists.get("verb", ())) for language, lists in words.items()},
    )
