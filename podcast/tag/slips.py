"""What is easily written wrong in a territory file: decimal commas, points the wrong way round, languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from statistics import median

from podcast.tag.words import fold

__all__ = ["code_of", "exchanged", "is_code", "points_with_commas", "without_commas"]

Point = tuple[float, float]

# A point whose decimals stand behind commas: four numbers. Some of them TOML itself refuses ("011").
_COMMAS = re.compile(
    r"^([ \t]*point[ \t]*=[ \t]*)\[\s*(-?\d+),\s*(\d+)\s*,\s*(-?\d+),\s*(\d+)\s*,?\s*\]", re.MULTILINE
)
# Beside the others, and elsewhere in the world (kilometres).
_NEAR, _FAR = 200, 1000
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# A language's code, then what people write instead: its name in French, in English and in itself.
_NAMES = """
ar arabe arabic | br breton brezhoneg | ca catalan catala | cs tcheque czech cestina | da danois danish dansk
de allemand german deutsch | el grec greek | en anglais english | es espagnol spanish espanol
eu basque euskara | fi finnois finnish suomi | fr francais french | hr croate croatian hrvatski
hu hongrois hungarian magyar | it italien italian italiano | nl neerlandais dutch nederlands
no norvegien norwegian norsk | oc occitan | pl polonais polish polski | pt portugais portuguese portugues
ro roumain romanian romana | ru russe russian | sk slovaque slovak slovencina
sl slovene slovenian slovenscina | sv suedois swedish svenska | tr turc turkish turkce
"""


def points_with_commas(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, latitude and longitude (with a point) of each `point` written with decimal commas."""
    for found in _COMMAS.finditer(text):
        line = text.count("\n", 0, found.end(1)) + 1
        yield line, f"{found[2]}.{found[3]}", f"{found[4]}.{found[5]}"


def without_commas(text: str) -> str:
    """The text with those points mended, each line where it was, so that the rest can be read."""

    def mended(found: re.Match[str]) -> str:
        rows = "\n" * found[0].count("\n")
        return f"{found[1]}[{found[2]}.{found[3]}, {found[4]}.{found[5]}{rows}]"

    return _COMMAS.sub(mended, text)


def is_code(language: str) -> bool:
    """Whether a language is written as a code: two or three small letters, a region after them or none."""
    return _CODE.fullmatch(language) is not None


def code_of(language: str) -> str:
    """The code that is meant by a language's name, or by a code written otherwise; else an empty string."""
    for names in re.split(r"[|\n]", _NAMES):
        if fold(language.strip()) in names.split():
            return names.split()[0]
    first, _, rest = language.strip().replace("_", "-").partition("-")
    code = f"{first.lower()}-{rest}".rstrip("-")
    return code if is_code(code) else ""


def exchanged(points: Sequence[Point]) -> tuple[tuple[int, ...], bool]:
    """Which points have latitude and longitude the wrong way round, told by where the others lie.

    True with them where this is sure. Where as many lie here as there, the two named are one of each,
    and nobody can know which is right; of one point alone nothing is said.
    """
    odd = tuple(n for n, point in enumerate(points) if _mirrored(point, (*points[:n], *points[n + 1 :])))
    if odd and len(odd) == len(points):
        return (0, next(n for n in odd if _km(points[0], points[n]) > _FAR)), False
    return odd, True


def _mirrored(point: Point, others: Sequence[Point]) -> bool:
    """Whether a point is far from the middle of the others, and beside it with its numbers exchanged."""
    if not others:
        return False
    middle = (median(each[0] for each in others), median(each[1] for each in others))
    return _km(point, middle) > _FAR and _km((point[1], point[0]), middle) <= _NEAR


def _km(one: Point, other: Point) -> float:
    """The way over the earth between two points (latitude, longitude)."""
    north, north_ = math.radians(one[0]), math.radians(other[0])
    cosine = math.sin(north) * math.sin(north_)
    cosine += math.cos(north) * math.cos(north_) * math.cos(math.radians(one[1] - other[1]))
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))
