"""The `feed/` folder over HTTP, with byte ranges, so that players can seek (RFC 9110, clause 14)."""

from __future__ import annotations

import os
import socket
from pathlib import Path, PurePath
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from podcast.errors import UsageProblem

__all__ = ["listen", "run", "serve_app"]

# Stated here, because what a machine's own table of types says differs from one to the next.
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".flac": "audio/flac",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".xml": "application/xml",
}
_OTHER: Final = "application/octet-stream"
# What players ask for in ranges, and what has no type here, may be too long to hold.
_IN_PARTS: Final = ("audio/", "video/", _OTHER)
_FEEDS: Final = ("feed.xml", "radio.xml")

_NOT_FOUND: Final = """\
<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Page introuvable · Page not found</title>
</head>
<body>
<main>
<h1>Page introuvable</h1>
<p><a href="/">Toutes les émissions</a></p>
<p lang="en">Page not found. <a href="/">All episodes</a></p>
</main>
</body>
</html>
"""


class _Folder(StaticFiles):
    """Files of one folder; a folder's address gives its index.html; nothing outside it is given."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        kind = _type_of(PurePath(full_path))
        if kind.startswith(_IN_PARTS):
            response = super().file_response(full_path, stat_result, scope, status_code)
        else:
            response = self._at_once(full_path, scope, status_code)
        if not isinstance(response, NotModifiedResponse):
            response.headers["content-type"] = response.media_type = kind
        # A page may have been built again since: ask each time.
        response.headers["cache-control"] = "no-cache"
        response.headers["x-content-type-options"] = "nosniff"
        return response

    def _at_once(self, full_path: str | os.PathLike[str], scope: Scope, status_code: int) -> Response:
        """A file read before its length is told: a build may put another in its place meanwhile."""
        with Path(full_path).open("rb") as file:
            response = super().file_response(full_path, os.fstat(file.fileno()), scope, status_code)
            if not isinstance(response, FileResponse):
                return response
            whole = Response(file.read(), status_code)
        for name in ("last-modified", "etag"):
            whole.headers[name] = response.headers[name]
        return whole


def _type_of(path: PurePath) -> str:
    if path.name in _FEEDS:
        return "application/rss+xml"
    return _TYPES.get(path.suffix.lower(), _OTHER)


def serve_app(folder: Path) -> Starlette:
    """An application that gives the files below `folder`; it reads the disk anew for each request."""
    return Starlette(
        routes=[Mount("/", app=_Folder(directory=folder, html=True))],
        exception_handlers={404: _not_found},
    )


async def _not_found(_request: Request, _error: Exception) -> Response:
    assert isinstance(_error, HTTPException)
    return HTMLResponse(_NOT_FOUND, status_code=404)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises UsageProblem where it cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        raise UsageProblem(
            "port {port} of {host} cannot be used: {reason}",
            hint="another program probably uses it; choose another: podcast serve --port {other}",
            host=host,
            port=port,
            other=port + 1 if port < 65535 else 8000,
            reason=_reason(error),
        ) from error


def _reason(error: Exception) -> str:
    """What the system says, without what the socket module adds to it."""
    number = error.errno if isinstance(error, OSError) else None
    if number is None or isinstance(error, socket.gaierror):
        return getattr(error, "strerror", None) or str(error)
    return os.strerror(number)


def run(app: Starlette, listening: socket.socket) -> None:
    """Answer on `listening` until interrupted."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
