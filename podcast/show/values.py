"""The shapes a value may have in what people write: a title, a day, a colour, an id…

A value that is off raises through `wrong`, which carries the sentence and the hint as literal templates,
so that they can be said in French.
"""

from __future__ import annotations

import difflib
import re
import uuid
import zoneinfo
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from podcast.model import Role, Use
from podcast.show.categories import CATEGORIES
from podcast.show.names import is_slug, slug_of

__all__ = [
    "CONTROL",
    "SAID",
    "Category",
    "Colour",
    "Country",
    "Day",
    "Description",
    "Email",
    "EpisodeGuid",
    "Filled",
    "Id",
    "Instant",
    "Isrc",
    "Language",
    "LevelWord",
    "Line",
    "Moment",
    "Number",
    "PodcastGuid",
    "Prose",
    "RelationWord",
    "RestrictionWord",
    "RoleWord",
    "Rrule",
    "Sha256",
    "ShapeWord",
    "Slug",
    "Timezone",
    "Url",
    "UseWord",
    "Voices",
    "as_chapters",
    "as_list",
    "as_places",
    "closest",
    "instant_ms",
    "not_known",
    "wrong",
]

SAID: Final = "said"
ONE_OF: Final = "write one of: {allowed}"
LEVELS: Final = ("none", "partial", "full")
RELATIONS: Final = ("lives", "grew_up", "established", "works")
RESTRICTIONS: Final = ("no_surname", "no_photo")
SHAPES: Final = ("square", "vertical")
_DESCRIPTION_BYTES: Final = 4000  # PSP-1, channel description
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What XML 1.0 cannot hold, so neither a feed nor a page can."""


def wrong(message: str, hint: str, **values: object) -> PydanticCustomError:
    """An error whose template also gets the file, line and key where it is turned into a ContentError."""
    return PydanticCustomError(SAID, "{message}", {"message": message, "hint": hint, "values": values})


def closest(word: str, allowed: Iterable[str]) -> str:
    """The allowed word that was probably meant, or an empty string."""
    by_fold = {each.casefold(): each for each in allowed}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.7)
    return by_fold[found[0]] if found else ""


def _prose(text: str) -> str:
    if CONTROL.search(text):
        raise wrong(
            "{file}, line {line}: «{key}» holds a character that cannot be shown",
            "type the text again: it was probably pasted with an invisible character",
        )
    return text.strip()


def _one_line(text: str) -> str:
    text = _prose(text)
    if "\n" in text or "\r" in text or "\t" in text:
        raise wrong(
            "{file}, line {line}: «{key}» must be on one line",
            "remove the line breaks and tabs from the text between the quotes",
        )
    return text


def _filled(text: str) -> str:
    if not text:
        raise wrong("{file}, line {line}: «{key}» is empty", "write something between the quotes")
    return text


def _matching(pattern: str, message: str, hint: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise wrong(message, hint, found=text)
        return text

    return check


def not_known(found: str, allowed: Iterable[str]) -> tuple[str, str]:
    """The sentence on a word that is none of those `allowed`, and the nearest of them or nothing."""
    near = closest(found, allowed)
    if near:
        return "{file}, line {line}: «{found}» is not known here, did you mean «{near}»?", near
    return "{file}, line {line}: «{found}» is not known here", ""


def _one_of(allowed: Iterable[str]) -> Callable[[str], str]:
    words = tuple(allowed)

    def check(text: str) -> str:
        if text in words:
            return text
        message, near = not_known(text, words)
        raise wrong(message, ONE_OF, found=text, near=near, allowed=", ".join(words))

    return check


def _day(value: object) -> date:
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        raise wrong(
            "{file}, line {line}: «{key}» should be a date", "write it without quotes: {key} = 2026-09-01"
        )
    _year(value)
    return value


def _moment(value: object) -> date | datetime:
    if not isinstance(value, date):
        raise wrong(
            "{file}, line {line}: «{key}» should be a date, with an hour or without",
            "write it without quotes: {key} = 2026-09-01, or {key} = 2026-09-01T06:00:00",
        )
    _year(value)
    return value


def _year(value: date) -> None:
    if not 1900 <= value.year <= 2200:
        raise wrong(
            "{file}, line {line}: the year {year} of «{key}» cannot be right",
            "write a date as 2026-09-01: year, month, day",
            year=value.year,
        )


_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:\.(\d{1,3}))?", re.ASCII)


def instant_ms(value: object) -> int:
    """`"1:30"`, `"0:01:30.5"` or the TOML time `00:01:30`, in milliseconds from the beginning.

    Raises PydanticCustomError for anything else, which becomes a ContentError with file and line.
    """
    if isinstance(value, time):
        whole = (value.hour * 60 + value.minute) * 60 + value.second
        return whole * 1000 + value.microsecond // 1000
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[3]) >= 60 or (found[1] and int(found[2]) >= 60):
        raise wrong(
            "{file}, line {line}: «{key}» should be a time from the beginning",
            'write minutes and seconds, or hours, minutes and seconds: {key} = "1:30"',
        )
    seconds = (int(found[1] or 0) * 60 + int(found[2])) * 60 + int(found[3])
    return seconds * 1000 + int((found[4] or "0").ljust(3, "0"))


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # not known, a folder of the zone database, not a name
        raise wrong(
            "{file}, line {line}: «{found}» is not a time zone",
            "write a continent and a city: Europe/Paris",
            found=name,
        ) from None
    return name


def _guid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise wrong(
            "{file}, line {line}: «{found}» is not a podcast guid",
            "remove the line: it is worked out from the address in «url»",
            found=text,
        ) from None


def _category(parts: list[str]) -> list[str]:
    if not 1 <= len(parts) <= 2:
        raise wrong(
            "{file}, line {line}: «{key}» is one category, with one part of it or without",
            'write for example: {key} = ["Society & Culture", "Documentary"]',
        )
    _one_of(CATEGORIES)(parts[0])
    if len(parts) == 2 and CATEGORIES[parts[0]]:
        _one_of(CATEGORIES[parts[0]])(parts[1])
    elif len(parts) == 2:
        raise wrong(
            "{file}, line {line}: the category «{found}» has no parts",
            'write {key} = ["{found}"]',
            found=parts[0],
        )
    return parts


def _description(text: str) -> str:
    if len(text.encode()) > _DESCRIPTION_BYTES:
        raise wrong(
            "{file}, line {line}: «{key}» is longer than the 4000 bytes that directories accept",
            "shorten it",
        )
    return text


def as_list(value: object) -> object:
    """A single text is a list of one."""
    return [value] if isinstance(value, str) else value


def as_chapters(value: object) -> object:
    """`false` is no chapter at all."""
    return [] if value is False else value


def as_places(value: object) -> object:
    """`"x"`, `["x", "y"]` and `[{id = "x", relation = "lives"}]` all become tables."""
    if isinstance(value, str | dict):
        value = [value]
    if isinstance(value, list):
        return [{"id": each} if isinstance(each, str) else each for each in value]
    return value


def _isrc(text: str) -> str:
    """ISO 3901: a prefix of two letters and three signs, the year, five digits; hyphens are for the eye."""
    bare = text.replace("-", "").upper()
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", bare, re.ASCII):
        raise wrong(
            "{file}, line {line}: «{found}» is not an ISRC",
            'write the code of the recording, as on its cover: isrc = "FR-Z03-14-00123", or remove the line',
            found=text,
        )
    return bare


def _id(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", text, re.ASCII):
        return text
    raise wrong(
        "{file}, line {line}: «{found}» is not an id",
        "write an id as in the list of places or sectors, for example «{near}»",
        found=text,
        near=slug_of(text) or "la-gauthiere",
    )


def _slug(text: str) -> str:
    if is_slug(text):
        return text
    raise wrong(
        "{file}, line {line}: «{found}» is not the name of an episode's folder",
        "write it as in the address: small letters, digits and single hyphens",
        found=text,
    )


Prose = Annotated[str, AfterValidator(_prose)]
Line = Annotated[str, AfterValidator(_one_line)]
Filled = Annotated[Line, AfterValidator(_filled)]
Language = Annotated[
    str,
    AfterValidator(
        _matching(
            r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
            "{file}, line {line}: «{found}» is not a language code",
            'write two letters: {key} = "fr", {key} = "en", {key} = "ar"…',
        )
    ),
]
Email = Annotated[
    Line,
    AfterValidator(
        _matching(
            r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+",
            "{file}, line {line}: «{found}» is not an e-mail address",
            "write the address of the whole team: it is printed in the feed",
        )
    ),
]
Url = Annotated[
    Line,
    AfterValidator(
        _matching(
            r"https?://[^\s/<>\"]+\.[^\s<>\"]+",
            "{file}, line {line}: «{found}» is not a web address",
            'write the whole address: {key} = "https://…"',
        )
    ),
]
Colour = Annotated[
    str,
    AfterValidator(
        _matching(
            r"#[0-9A-Fa-f]{6}",
            "{file}, line {line}: «{found}» is not a colour",
            'write # and six digits or letters from a to f: {key} = "#b3261e"',
        )
    ),
]
Country = Annotated[
    str,
    AfterValidator(
        _matching(
            r"[A-Z]{2}",
            "{file}, line {line}: «{found}» is not a country code",
            'write two capital letters: {key} = "FR"',
        )
    ),
]
Rrule = Annotated[
    str,
    AfterValidator(
        _matching(
            r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*",
            "{file}, line {line}: «{found}» is not a rule of repetition",
            'write it as in RFC 5545: {key} = "FREQ=WEEKLY", {key} = "FREQ=MONTHLY;BYDAY=1MO"',
        )
    ),
]
Sha256 = Annotated[
    str,
    AfterValidator(
        _matching(
            r"[0-9A-Fa-f]{64}",
            "{file}, line {line}: «{found}» is not a SHA-256 digest",
            "remove the line, then type: podcast consent add EPISODE FILE",
        )
    ),
]
Id = Annotated[str, AfterValidator(_id)]
Slug = Annotated[str, AfterValidator(_slug)]
Isrc = Annotated[str, AfterValidator(_isrc)]
Day = Annotated[date, PlainValidator(_day)]
Voices = Annotated[int, Field(ge=1, le=20)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Description = Annotated[Prose, AfterValidator(_filled), AfterValidator(_description)]
Moment = Annotated[Any, PlainValidator(_moment)]
Instant = Annotated[int, PlainValidator(instant_ms)]
Timezone = Annotated[str, AfterValidator(_timezone)]
PodcastGuid = Annotated[str, AfterValidator(_guid)]
EpisodeGuid = Annotated[
    Filled,
    AfterValidator(
        _matching(
            r"\S+",
            "{file}, line {line}: a guid holds no spaces",
            "copy it again from where the episode was first published",
        )
    ),
]
Category = Annotated[list[str], BeforeValidator(as_list), AfterValidator(_category)]
LevelWord = Annotated[str, AfterValidator(_one_of(LEVELS))]
RelationWord = Annotated[str, AfterValidator(_one_of(RELATIONS))]
RestrictionWord = Annotated[str, AfterValidator(_one_of(RESTRICTIONS))]
RoleWord = Annotated[str, AfterValidator(_one_of(Role))]
ShapeWord = Annotated[str, AfterValidator(_one_of(SHAPES))]
UseWord = Annotated[str, AfterValidator(_one_of(Use))]
