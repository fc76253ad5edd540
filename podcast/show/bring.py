"""Files copied into a show, each copy read back and compared; nothing that is there is written over."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from podcast.disk import digest, replacing
from podcast.errors import RecordingError, UsageProblem
from podcast.show.load import is_recording_name

__all__ = ["bring", "copy_whole", "digest_of"]


def bring(files: Sequence[Path], folder: Path) -> tuple[list[str], list[str]]:
    """Copy what is not there yet; the names copied, and those that were there with the same bytes.

    Raises UsageProblem where a file cannot be read, or has the name of a text or of another recording
    (nothing is then copied), RecordingError where a copy is not like what was copied.
    """
    wanted: dict[str, tuple[Path, str]] = {}
    for file in files:
        sha256 = _recording_digest(file)
        other = wanted.setdefault(file.name, (file, sha256))
        if other[1] != sha256:
            raise _taken(file, other[0])
    present = []
    for name, (file, sha256) in wanted.items():
        target = folder / name
        if target.exists():
            if digest_of(target) != sha256:
                raise _taken(file, target)
            present.append(name)
    copied = [name for name in wanted if name not in present]
    for name in copied:
        copy_whole(wanted[name][0], folder / name, wanted[name][1])
    return copied, present


def _recording_digest(file: Path) -> str:
    if not is_recording_name(file.name) or not file.name.isprintable():
        raise UsageProblem(
            "«{file}» cannot be taken as a recording: its name is that of a text or hidden file",
            hint="give a sound or video file: podcast add interview.wav",
            file=ascii(str(file)) if not file.name.isprintable() else file,
        )
    return digest_of(file)


def digest_of(file: Path) -> str:
    """SHA-256 of a file that somebody named. Raises UsageProblem where it cannot be read, or has no end."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # a device or a pipe could be read for ever
            raise UsageProblem(
                "{file} is a folder or a device, not a file",
                hint="give the file itself, with its name: interview.wav",
                file=file,
            )
        return digest(file)
    except FileNotFoundError as error:
        raise UsageProblem(
            "there is no file {file}", hint="correct its name, or go to the folder it is in", file=file
        ) from error
    except OSError as error:
        raise UsageProblem(
            "{file} cannot be read: {reason}",
            hint="check that the file is there and may be read",
            file=file,
            reason=error.strerror or str(error),
        ) from error


def _taken(file: Path, other: Path) -> UsageProblem:
    return UsageProblem(
        "{file} is not copied: {other} is another recording of that name",
        hint="rename {file}, then run the same command again",
        file=file,
        other=other,
    )


def copy_whole(source: Path, target: Path, sha256: str) -> None:
    """Copy a file and read the copy back. Raises RecordingError where its digest is not `sha256`."""
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)
        if digest(temporary) != sha256:
            raise RecordingError(
                "{file} was not copied whole",
                hint="check the disk or card it is on, then run the same command again",
                file=source,
            )
