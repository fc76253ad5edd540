"""What the producer reads, in French or English.

A message is an English template; `fr/<room>.toml` holds its French. The language is `PODCAST_LANG`,
else that of the machine (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
"""

from __future__ import annotations

import functools
import os
import tomllib
from collections.abc import Mapping
from importlib import resources

from click import core, decorators, exceptions, formatting, parser, termui, types

from podcast.errors import PodcastError, Remark

__all__ = ["_", "catalogue", "click_speaks", "decimal", "hint_of", "language", "plain", "text_of"]


def language() -> str:
    """`fr` or `en`, as the producer's machine asks."""
    for name in ("PODCAST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


@functools.cache
def catalogue() -> dict[str, str]:
    """English template -> French template, from every file of `fr/`."""
    found: dict[str, str] = {}
    folder = resources.files("podcast.cli").joinpath("fr")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            found.update(tomllib.loads(file.read_text("utf-8")))
    return found


def plain(template: str) -> str:
    """A template in the producer's language, its names still open."""
    return catalogue().get(template, template) if language() == "fr" else template


def _(template: str, **values: object) -> str:
    """A message in the producer's language."""
    return plain(template).format(**values)


def decimal(value: float, digits: int = 1) -> str:
    """A figure with so many digits after the producer's decimal mark."""
    figure = f"{value:.{digits}f}"
    return figure.replace(".", ",") if language() == "fr" else figure


def click_speaks() -> None:
    """Let click say its own words in the producer's language.

    It looks them up with gettext, which reads nothing but compiled files on the disk: the names its modules
    know gettext by are set to the catalogue instead.
    """
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        vars(module).update(_=plain, ngettext=_counted)


def _counted(one: str, many: str, count: int) -> str:
    return plain(one if count == 1 else many)


def text_of(said: PodcastError | Remark) -> str:
    """The sentence of an error or a remark."""
    return _(said.message, **_own(said.values))


def hint_of(error: PodcastError) -> str:
    """What to type next, or an empty string."""
    return _(error.hint, **_own(error.values))


def _own(values: Mapping[str, object]) -> dict[str, object]:
    """The values, a reason (or several in a row) in the producer's language where its words are known."""
    reason = values.get("reason")
    if not isinstance(reason, str):
        return dict(values)
    return {**values, "reason": plain("; ").join(plain(each) for each in reason.split("; "))}
