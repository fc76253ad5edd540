"""What is known of how a language is spoken: patterns of words, read from `data/speech/<language>.toml`.

A pattern is folded words joined by spaces; a word that ends in `*` stands for every word it begins.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Generic, TypeVar

from podcast.tag.words import fold

__all__ = ["Patterns", "spoken", "words_of"]


T = TypeVar("T")


class Patterns(Generic[T]):
    """Finds many patterns at once in a list of folded words; `T` is what each pattern stands for.

    With `plurals`, a final s or x makes no difference.
    """

    def __init__(self, patterns: Iterable[tuple[str, T]], *, plurals: bool = False) -> None:
        self._bare = _bare if plurals else _same
        self._whole: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        self._seen: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for pattern, value in patterns:
            parts = tuple(_folded(part) for part in pattern.replace("'", " ").replace("-", " ").split())
            head = parts[0]
            table = self._stems if head.endswith("*") else self._whole
            table.setdefault(head[:-1] if head.endswith("*") else self._bare(head), []).append((parts, value))

    def at(self, words: Sequence[str], index: int) -> Iterator[tuple[int, T]]:
        """(how many words, value) of every pattern that begins at `index`."""
        for parts, value in self._beginning(words[index]):
            end = index + len(parts)
            if end <= len(words) and all(
                self._fits(word, part) for word, part in zip(words[index + 1 : end], parts[1:], strict=True)
            ):
                yield len(parts), value

    def inside(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """(start, how many words, value) of every pattern found, from left to right."""
        for index in range(len(words)):
            for length, value in self.at(words, index):
                yield index, length, value

    def _beginning(self, word: str) -> list[tuple[tuple[str, ...], T]]:
        found = self._seen.get(word)
        if found is None:
            found = list(self._whole.get(self._bare(word), ()))
            for length in range(2, len(word) + 1):
                found += self._stems.get(word[:length], ())
            self._seen[word] = found
        return found

    def _fits(self, word: str, part: str) -> bool:
        return word.startswith(part[:-1]) if part.endswith("*") else self._bare(word) == self._bare(part)


def _folded(part: str) -> str:
    return fold(part.rstrip("*")) + ("*" if part.endswith("*") else "")


def _same(word: str) -> str:
    return word


def _bare(word: str) -> str:
    """A word without the mark of the plural."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


@functools.cache
def spoken(language: str) -> Mapping[str, dict[str, object]]:
    """The tables of one language, empty for a language nobody has described yet."""
    file = resources.files("podcast.tag").joinpath(f"data/speech/{language}.toml")
    return tomllib.loads(file.read_text("utf-8")) if language.isalpha() and file.is_file() else {}


def words_of(table: object, key: str) -> list[str]:
    """A list of texts from a table of a speech file, empty where there is none."""
    value = table.get(key, []) if isinstance(table, dict) else []
    return [each for each in value if isinstance(each, str)]
