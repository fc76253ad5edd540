"""A signed form filed: its scan beside the episode, and what it says in the person's own table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final

import tomlkit

from podcast.disk import write_text
from podcast.errors import ContentErrors, UsageProblem
from podcast.model import Use
from podcast.show.bring import copy_whole, digest_of
from podcast.show.checks import guardians, periods
from podcast.show.fields import EpisodeFile
from podcast.show.mistakes import checked
from podcast.show.names import slug_of
from podcast.show.source import read_source, source_of
from podcast.show.values import closest

__all__ = ["CONSENTS", "FORM_MARK", "SignedForm", "file_consent"]

CONSENTS: Final = "consents"
"""The folder of an episode that holds the signed forms; it is never published."""
FORM_MARK: Final = "porte-voix consent form"
"""Stands in the head of every form we make, so that an empty one is not taken for a signed one."""


@dataclass(frozen=True, slots=True)
class SignedForm:
    """What a signed form says. None and () mean that the form does not change what is written."""

    scan: Path
    person: str
    uses: tuple[Use, ...] = ()
    starts: date | None = None
    until: date | None = None
    restrictions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    guardian: str = ""


def file_consent(root: Path, slug: str, form: SignedForm) -> Path:
    """Copy the scan to `episodes/<slug>/consents/` and note it in `episode.toml`, comments kept.

    Returns the copy's path relative to `root`; an earlier form stays beside it. Raises UsageProblem
    where the person or the scan is not there or the form is not signed, ContentErrors where the file
    would have mistakes; nothing is then changed.
    """
    file = f"episodes/{slug}/episode.toml"
    read_source(root, file)  # what cannot be read is said as everywhere else
    sha256 = digest_of(form.scan)
    _signed(form.scan)
    target = _free_place(root, slug, form, sha256)
    document = tomlkit.parse((root / file).read_bytes().decode("utf-8-sig"))
    person = _person(document, slug, form.person)
    _note(person, form)
    person["evidence"] = str(PurePosixPath(CONSENTS, target.name))
    person["evidence_sha256"] = sha256
    text = tomlkit.dumps(document)
    after = source_of(file, text)
    errors = [*checked(EpisodeFile, after, {})[1], *periods(after), *guardians(after)]
    if errors:
        raise ContentErrors.of(file, errors)
    if not (root / target).exists():
        copy_whole(form.scan, root / target, sha256)
    write_text(root / file, text)
    return target


def _signed(scan: Path) -> None:
    """A form is signed on paper: the page we made to be printed is not the evidence."""
    with scan.open("rb") as file:
        if FORM_MARK.encode() in file.read(1024):
            raise UsageProblem(
                "{scan} is the form to print, not a signed one",
                hint="print it, have it signed, scan it, and give the scan: a PDF or a picture",
                scan=scan,
            )


def _person(document: Any, slug: str, name: str) -> Any:
    people = document.get("people")
    tables = people if isinstance(people, list) else []
    names = [str(each.get("name", "")) for each in tables]
    if name not in names:
        raise UsageProblem(
            "«{person}» is not one of the people of {slug}",
            hint='write one of: {names}; for somebody new, add [[people]] name = "…" to'
            " episodes/{slug}/episode.toml first",
            person=name,
            slug=slug,
            names=closest(name, names) or ", ".join(names) or "—",
        )
    return tables[names.index(name)]


def _note(person: Any, form: SignedForm) -> None:
    """Only what the form says is changed, each list in the order it is known by."""
    said: dict[str, object] = {
        "uses": [use.value for use in Use if use in form.uses],
        "from": form.starts,
        "until": form.until,
        "restrictions": sorted(form.restrictions),
        "languages": list(form.languages),
        "guardian": form.guardian,
    }
    for key, value in said.items():
        if value:
            person[key] = value
    if form.guardian:
        person["minor"] = True


def _free_place(root: Path, slug: str, form: SignedForm, sha256: str) -> Path:
    """A name that is free, or that of the same scan filed before."""
    folder = Path("episodes", slug, CONSENTS)
    stem = slug_of(form.person) or "person"
    number = 1
    while True:
        name = f"{stem}{f'-{number}' if number > 1 else ''}{form.scan.suffix.lower()}"
        if not (root / folder / name).exists() or digest_of(root / folder / name) == sha256:
            return folder / name
        number += 1
