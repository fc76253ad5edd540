"""A sound file while it is written."""

from __future__ import annotations

from types import TracebackType
from typing import BinaryIO, Self

__all__ = ["Written"]


class Written:
    """Lets go of the file at the end of a `with` block, also of one that broke off before it was whole."""

    _file: BinaryIO

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
