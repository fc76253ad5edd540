"""From what pydantic found to sentences with a file, a line and what to type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from podcast.errors import ContentError
from podcast.show.protected import is_protected
from podcast.show.source import KeyPath, Source
from podcast.show.values import ONE_OF, SAID, closest, not_known

__all__ = ["checked", "unknown_value"]

Table = TypeVar("Table", bound=BaseModel)

# pydantic's kind -> sentence and hint.
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "too_short": (
        "{file}, line {line}: «{key}» is empty",
        "write something between the quotes",
    ),
    "string_type": (
        "{file}, line {line}: «{key}» should be text",
        'write it between double quotes: {key} = "…"',
    ),
    "bool_type": (
        "{file}, line {line}: «{key}» should be true or false",
        "write {key} = true or {key} = false, without quotes",
    ),
    "int_type": (
        "{file}, line {line}: «{key}» should be a whole number",
        "write it without quotes: {key} = 12",
    ),
    "greater_than_equal": (
        "{file}, line {line}: «{key}» should be a number from 1 up",
        "write it without quotes: {key} = 12",
    ),
    "less_than_equal": (
        "{file}, line {line}: «{key}» is too large a number",
        "write it without quotes: {key} = 12",
    ),
    "list_type": (
        "{file}, line {line}: «{key}» should be a list",
        'write it between brackets: {key} = ["…", "…"]',
    ),
    "tuple_type": (
        "{file}, line {line}: «{key}» should be a list",
        'write it between brackets: {key} = ["…", "…"]',
    ),
    "model_type": (
        "{file}, line {line}: «{key}» should be a table of its own",
        "write [[{key}]] on a line, and its keys on the lines below",
    ),
    "dict_type": (
        "{file}, line {line}: «{key}» should be a table of its own",
        "write [targets.{key}] on a line, and below it a line for each: la-gauthiere = 2",
    ),
}
# A table there is one of, and so one pair of brackets.
_SINGLE: Final = (
    "{file}, line {line}: «{key}» should be a table of its own",
    "write [{key}] on a line, and its keys on the lines below",
)
_TABLES: Final = ("people", "recordings", "chapters", "soundbites", "music", "withdrawn")


# What a missing line could look like; «…» stands for what only its author knows.
_EXAMPLES: Final[Mapping[str, str]] = {
    "at": '"1:30"',
    "authors": '["…"]',
    "category": '["Society & Culture", "Documentary"]',
    "date": "2026-09-01",
    "email": '"contact@…"',
    "file": '"01.wav"',
    "id": '"la-gauthiere"',
    "language": '"fr"',
    "license": '"all rights cleared"',
    "url": '"https://…"',
}


def checked(
    table: type[Table], source: Source, examples: Mapping[str, str]
) -> tuple[Table | None, list[ContentError]]:
    """The file's values, or every mistake in them; `examples` are lines to propose for missing keys."""
    try:
        return table.model_validate(dict(source.data)), []
    except ValidationError as error:
        shown = {**_EXAMPLES, **examples}
        return None, [_said(each, table, source, shown) for each in error.errors(include_url=False)]


def _said(
    error: ErrorDetails, table: type[BaseModel], source: Source, examples: Mapping[str, str]
) -> ContentError:
    path: KeyPath = tuple(error["loc"])
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    values: dict[str, Any] = {"file": source.file, "line": source.line(path), "key": key}
    kind = error["type"]
    if kind == SAID:
        said = error["ctx"]
        return ContentError(said["message"], hint=said["hint"], **values, **said["values"])
    if kind == "extra_forbidden":
        return _unknown(values, _keys(table, path[:-1]))
    if kind == "missing":
        return _missing({**values, "example": examples.get(key, '"…"')}, path)
    if kind == "list_type" and path == ("part",):
        return ContentError(
            "{file}, line {line}: «{key}» is written as if there were one, and it is a list",
            hint="write [[part]] instead of [part], with two brackets on each side",
            **values,
        )
    if kind in ("list_type", "model_type") and path[0] in _TABLES and len(path) <= 2:
        kind, values["key"] = "model_type", path[0]
    if (kind == "model_type" and path[0] not in _TABLES) or (kind == "dict_type" and len(path) == 1):
        return ContentError(_SINGLE[0], hint=_SINGLE[1], **values)
    message, hint = _SHAPES.get(
        kind,
        (
            "{file}, line {line}: «{key}» cannot be used: {reason}",
            "remove the line, or write it as in a file that podcast add makes",
        ),
    )
    return ContentError(message, hint=hint, **values, reason=error["msg"])


def _unknown(values: dict[str, Any], allowed: list[str]) -> ContentError:
    if is_protected(values["key"]):
        return ContentError(
            "{file}, line {line}: «{key}» may not be recorded: the law protects data on origin, nationality,"
            " religion, health and union membership (GDPR article 9, Loi Informatique et Libertés article 6)",
            hint="remove the line; to say where the person is from, write the neighbourhood in «place» and"
            " the trade in «sector»",
            **values,
        )
    if near := closest(values["key"], allowed):
        return ContentError(
            "{file}, line {line}: «{key}» is not a known key, did you mean «{near}»?",
            hint="change «{key}» to «{near}», or remove the line; known here: {allowed}",
            **values,
            near=near,
            allowed=", ".join(allowed),
        )
    return ContentError(
        "{file}, line {line}: «{key}» is not a known key",
        hint="remove the line; known here: {allowed}",
        **values,
        allowed=", ".join(allowed),
    )


def unknown_value(
    source: Source, path: KeyPath, found: str, allowed: Iterable[str], hint: str = ONE_OF
) -> ContentError:
    """The error of a value whose list only another room has: the places of a territory, the engines."""
    words = tuple(allowed)
    message, near = not_known(found, words)
    return ContentError(
        message,
        hint=hint,
        file=source.file,
        line=source.line(path),
        found=found,
        near=near,
        allowed=", ".join(words),
    )


def _missing(values: dict[str, Any], path: KeyPath) -> ContentError:
    if len(path) == 1:
        return ContentError(
            "{file}: «{key}» is missing",
            hint="add this line at the top of {file}: {key} = {example}",
            **values,
        )
    return ContentError(
        "{file}, line {line}: «{key}» is missing from «{table}»",
        hint="add this line below line {line}: {key} = {example}",
        **values,
        table=path[0],
    )


def _keys(table: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys that are known where `path` leads."""
    for part in path:
        if isinstance(part, str):
            field = next(f for name, f in table.model_fields.items() if (f.alias or name) == part)
            table = next(iter(_tables_in(field.annotation)))
    return [field.alias or name for name, field in table.model_fields.items()]


def _tables_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _tables_in(part)]
