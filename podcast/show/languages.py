"""Languages that a programme's words can be given in beside its own."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from podcast.show.values import Language, wrong

__all__ = ["TRANSLATED", "Translations"]

# Whisper was trained to translate what it hears into English, and into nothing else.
TRANSLATED: Final = ("en",)


def _made(text: str) -> str:
    if text.lower() in TRANSLATED:
        return text.lower()
    raise wrong(
        "{file}, line {line}: «{found}»: the speech model translates into English and into no other language",
        'write translations = ["en"], or take the line out',
        found=text,
    )


def _as_tuple(given: Any) -> Any:
    """One language may be written without brackets."""
    return (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list) else given


def _each_once(languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(languages))


Translations = Annotated[
    tuple[Annotated[Language, AfterValidator(_made)], ...],
    BeforeValidator(_as_tuple),
    AfterValidator(_each_once),
]
