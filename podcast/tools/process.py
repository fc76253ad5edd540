"""Start a program, feed it, read it, and never leave it running behind us."""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from podcast.errors import MissingTool

__all__ = ["Result", "Running", "run", "start"]

_log = logging.getLogger(__name__)

# Long enough to hold any message that matters, short enough never to matter to memory.
_STDERR_KEPT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Result:
    """What a finished program left: its exit code, its output and the end of its messages."""

    code: int
    stdout: bytes
    stderr: str


class Running:
    """A program under way; its messages are read on a thread so that its pipe never fills."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._stderr = b""
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()

    def _drain(self) -> None:
        assert self._process.stderr is not None
        while chunk := self._process.stderr.read1(8192):  # type: ignore[attr-defined]  # BufferedReader
            self._stderr = (self._stderr + chunk)[-_STDERR_KEPT:]

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def stderr(self) -> str:
        return self._stderr.decode("utf-8", "replace")

    def wait(self) -> int:
        """Wait for the end; after it, `stderr` is complete."""
        code = self._process.wait()
        self._reader.join()
        return code

    def stop(self) -> None:
        """Kill it if it still runs and close what is open."""
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()
        self._reader.join()


def _popen(arguments: Sequence[str], stdin: int, pass_fds: Sequence[int]) -> subprocess.Popen[bytes]:
    _log.debug("%s", shlex.join(arguments))
    try:
        return subprocess.Popen(  # the rooms pass lists, never a shell line
            list(arguments),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=tuple(pass_fds),
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except OSError as error:
        raise MissingTool(
            "{program} cannot be started: {reason}",
            hint="podcast doctor",
            program=arguments[0],
            reason=error.strerror or str(error),
        ) from error


@contextmanager
def start(arguments: Sequence[str], *, feed: bool = False, pass_fds: Sequence[int] = ()) -> Iterator[Running]:
    """Run a program with its pipes open; leaving the block always ends it.

    Raises MissingTool when it cannot be started.
    """
    running = Running(_popen(arguments, subprocess.PIPE if feed else subprocess.DEVNULL, pass_fds))
    try:
        yield running
    finally:
        running.stop()


def run(arguments: Sequence[str], *, timeout_s: float | None = None) -> Result:
    """Run a program to its end without input. Raises MissingTool when it cannot be started."""
    process = _popen(arguments, subprocess.DEVNULL, ())
    try:
        stdout, stderr = process.communicate(timeout=timeout_s)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return Result(process.returncode, stdout, stderr.decode("utf-8", "replace")[-_STDERR_KEPT:])
