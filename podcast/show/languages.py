"""Languages: those a speech engine can hear, and those a programme's words can be given in beside its own."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from podcast.show.values import Language, wrong

__all__ = ["HEARD", "TRANSLATED", "Spoken", "Translations", "is_heard"]

# What Whisper was trained to hear, by its own codes: Javanese is jw there, and Bokmål is no.
HEARD: Final = {
    "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da", "de",
    "el", "en", "es", "et", "eu", "fa", "fi", "fo", "fr", "gl", "gu", "ha", "haw", "he", "hi", "hr",
    "ht", "hu", "hy", "id", "is", "it", "ja", "jw", "ka", "kk", "km", "kn", "ko", "la", "lb", "ln", "lo",
    "lt", "lv", "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "oc", "pa",
    "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si", "sk", "sl", "sn", "so", "sq", "sr", "su", "sv", "sw",
    "ta", "te", "tg", "th", "tk", "tl", "tr", "tt", "uk", "ur", "uz", "vi", "yi", "yo", "yue", "zh",
}  # fmt: skip

# Whisper was trained to translate what it hears into English, and into nothing else.
TRANSLATED: Final = ("en",)


def is_heard(code: str) -> bool:
    """Whether a speech engine knows a language, whatever country or script is written after it."""
    return code.partition("-")[0].lower() in HEARD


def _spoken(text: str) -> str:
    if is_heard(text):
        return text
    raise wrong(
        "{file}, line {line}: «{found}» is a language that no speech engine hears",
        "write one of: {known}",
        found=text,
        known=", ".join(sorted(HEARD)),
    )


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


Spoken = Annotated[Language, AfterValidator(_spoken)]
Translations = Annotated[
    tuple[Annotated[Language, AfterValidator(_made)], ...],
    BeforeValidator(_as_tuple),
    AfterValidator(_each_once),
]
