"""Text into the pieces of words the network knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from podcast.tag.window import BLANK, Window

__all__ = ["Pieces"]

_BEGIN, _END, _UNKNOWN = 0, 2, 3
# As many as the network was taught with.
_BEFORE, _AFTER = 80, 64
# Pieces of other scripts are never met in what is read, and take long to load.
_LATIN = re.compile("[\x00-\u024f\u2010-\u203a€▁]*")


class Pieces:
    """Cuts windows into pieces: the likeliest row of pieces (Kudo, "Subword regularization", 2018)."""

    def __init__(self, known: Sequence[tuple[str, float]]) -> None:
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

        kept = [number for number, (piece, _) in enumerate(known) if _LATIN.fullmatch(piece)]
        self._numbers: Final = kept
        self._blank: Final = next(number for number in kept if known[number][0] == BLANK)
        self._cutter: Any = Tokenizer(models.Unigram([known[number] for number in kept], _UNKNOWN))
        self._cutter.normalizer = normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
        )
        self._cutter.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")

    def cut(self, window: Window) -> tuple[list[int], int]:
        """The numbers of a window's pieces, and the place of its blank among them."""
        before, after = self._text(window.before)[-_BEFORE:], self._text(window.after)[:_AFTER]
        return [_BEGIN, *before, self._blank, *after, _END], 1 + len(before)

    def _text(self, text: str) -> list[int]:
        found: list[int] = []
        for number, said in enumerate(text.split(BLANK)):
            if number:
                found.append(self._blank)
            if said.strip():
                found += [self._numbers[each] for each in self._cutter.encode(said).ids]
        return found
