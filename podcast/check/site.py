"""The folder `feed/` as it will be served: which file stands behind an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

__all__ = ["Site"]


@dataclass(frozen=True, slots=True)
class Site:
    """The files below `folder`, which is public at `address` (with a slash at its end)."""

    folder: Path
    address: str

    def shown(self, path: str) -> str:
        """What a file of the site is called in a finding."""
        return f"{self.folder.name}/{path}"

    def path_of(self, address: str) -> str | None:
        """The path below the site of one of its own addresses; None for anything else's."""
        if not address.startswith(self.address):
            return None
        return _normal(unquote(urlsplit(address[len(self.address) :]).path))

    def linked(self, page: str, link: str) -> tuple[str, str] | None:
        """The path and the fragment a link of `page` leads to; None where it leads out of the site."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            path = self.path_of(link)
        elif not parts.path:
            path = page
        else:
            path = _normal(str(PurePosixPath(page).parent / unquote(parts.path)), parts.path.endswith("/"))
        return None if path is None else (path, unquote(parts.fragment))

    def file(self, path: str) -> Path | None:
        """The file at a path, `index.html` for a folder; None where there is none."""
        found = self.folder / path
        if found.is_dir():
            found = found / "index.html"
        return found if found.is_file() else None

    def listed(self, pattern: str) -> Iterator[str]:
        """The paths of the files that match, in order."""
        for path in sorted(self.folder.rglob(pattern)):
            if path.is_file():
                yield path.relative_to(self.folder).as_posix()


def _normal(path: str, folder: bool = False) -> str:
    """`a/b/../c` as `a/c`; what climbs out of the site stays so, and is then nowhere."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif part not in ("", "."):
            kept.append(part)
    return "/".join(kept) + ("/" if folder and kept else "")
