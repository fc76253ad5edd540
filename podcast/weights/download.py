"""Fetch one file whose digest is known: resumed where it was broken off, refused when it is not the one."""

from __future__ import annotations

import errno
import http.client
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podcast import disk
from podcast.errors import ModelMissing

__all__ = ["Progress", "Source", "Unreachable", "check", "fetch"]

Progress = Callable[[int, int], None]  # bytes there, bytes in all

_BLOCK = 1 << 18
# A hub that does not answer is one that is not there: the next source is tried.
_SILENCE_S = 15.0
_ATTEMPTS = 4


class Unreachable(Exception):  # noqa: N818  # a state of the network, not a mistake
    """The address does not answer, or stopped answering; another source may."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file is, and what it must be."""

    url: str
    size: int
    sha256: str
    headers: Mapping[str, str] = field(default_factory=dict)


def _trust() -> ssl.SSLContext:
    """The machine's own certificates, or those named as pip's, or certifi's."""
    bundle = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT") or None
    context = ssl.create_default_context(cafile=bundle)
    if context.cert_store_stats()["x509_ca"] == 0:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def fetch(source: Source, target: Path, on_progress: Progress) -> None:
    """Download to `target`, going on from a `.part` file left by an earlier run.

    `on_progress` gets bytes of this file. Raises Unreachable when no byte comes, ModelMissing when
    what came is not the file; the wrong file is removed.
    """
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(_ATTEMPTS):
        try:
            _go_on(source, part, on_progress)
            break
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            refused = isinstance(error, urllib.error.HTTPError)
            if attempt + 1 == _ATTEMPTS or refused or not (part.exists() and part.stat().st_size):
                raise Unreachable(str(error)) from error
    check(part, source.size, source.sha256)
    part.replace(target)


def _go_on(source: Source, part: Path, on_progress: Progress) -> None:
    there = part.stat().st_size if part.exists() else 0
    if there >= source.size:
        return
    request = urllib.request.Request(source.url, headers=dict(source.headers))  # noqa: S310  # given by pip or the hub's own client
    if there:
        request.add_header("Range", f"bytes={there}-")
    with urllib.request.urlopen(request, timeout=_SILENCE_S, context=_trust()) as answer:  # noqa: S310  # as above
        if there and answer.status != http.HTTPStatus.PARTIAL_CONTENT:
            there = 0
        with part.open("ab" if there else "wb") as file:
            while block := answer.read(_BLOCK):
                file.write(block)
                there += len(block)
                on_progress(min(there, source.size), source.size)
    if there < source.size:
        raise OSError("the connection closed early")


def check(file: Path, size: int, sha256: str) -> None:
    """Let a file stand only if it is the one; else remove it and raise ModelMissing with its name."""
    found = disk.digest(file) if file.stat().st_size == size else f"{file.stat().st_size} bytes"
    if found == sha256:
        return
    name = file.name.removesuffix(".part")
    file.unlink()
    raise ModelMissing(
        "{file} is not the file it should be: its digest is {found}, expected {expected}",
        hint="run the same command again; if it happens twice, the source is not to be trusted",
        file=name,
        found=found,
        expected=sha256,
    )
