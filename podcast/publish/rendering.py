"""From a template and its values to a page: the one Jinja environment, its filters, what all pages share."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from podcast.model import Show
from podcast.publish.address import absolute, up
from podcast.publish.artwork import published_name
from podcast.publish.item import Label
from podcast.publish.text import clean, clean_line, cut_chars
from podcast.publish.words import Words, words_in, words_of

__all__ = ["POLICY", "bars", "folder_of", "outline", "primary", "render", "titled"]

# No other host, no inline script or style, no form, no frame: what a page says of itself, kept by browsers.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def folder_of(label: Label) -> str:
    """Where the pages of a tag are, below `feed/`; themes have none."""
    folder = {"place": "places", "sector": "sectors"}.get(label.kind)
    return f"{folder}/{label.id}/" if folder else ""


def bars(peaks: Sequence[int], number: int) -> list[int]:
    """`peaks` (0 to 100) as `number` bars: the mean of each stretch, the loudest 100, silence a trace."""
    if not peaks:
        return []
    size = len(peaks) / number
    spread = [peaks[int(i * size) : max(int((i + 1) * size), int(i * size) + 1)] for i in range(number)]
    means = [sum(stretch) / len(stretch) for stretch in spread]
    loudest = max(means) or 1
    return [max(4, round(100 * mean / loudest)) for mean in means]


def outline(heights: Sequence[int]) -> str:
    """Bars 3 wide and 1 apart, centred in a height of 100, as the path of an SVG."""
    return "".join(f"M{i * 4} {50 - height // 2}h3v{height // 2 * 2}h-3z" for i, height in enumerate(heights))


def _lang(code: str, interface: str) -> Markup:
    return Markup("") if primary(code) == interface else Markup(' lang="{}"').format(code)


def primary(code: str) -> str:
    """The language of a tag without its region: `fr` of `fr-CA`."""
    return code.partition("-")[0].lower()


def _finalize(value: Any) -> Any:
    # what a page cannot carry is dropped wherever a value is put in, whoever wrote it
    return clean(value) if type(value) is str else value


@functools.cache
def _environment(interface: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("podcast.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(
        bars=bars,
        outline=outline,
        folder=folder_of,
        cut=cut_chars,
        interface=primary,
        lang=lambda code: _lang(code, interface),
        link_lang=lambda code: _lang(interface, primary(code)),
    )
    environment.globals["words"] = words_in(interface)
    return environment


def _player_words(words: Words) -> str:
    """What the player's script says, as JSON in an attribute."""
    own = ("back", "forward", "of", "position", "resume", "speed")
    said = {name: words[f"player.{name}"] for name in own}
    said |= {name: words[f"transcript.{name}"] for name in ("find", "follow", "found", "found_one")}
    return json.dumps(said, ensure_ascii=False)


def titled(show: Show, name: str) -> str:
    """A page's title: its name and the show's while both fit in what is shown of a title (70 characters)."""
    both = f"{name} – {clean_line(show.title)}"
    return both if len(both) <= 70 else cut_chars(name, 70)


def render(show: Show, template: str, path: str, values: Mapping[str, Any]) -> str:
    """The page at `path` (below `feed/`) from a template; `values` come over what all pages share."""
    words = words_of(show)
    shared = _shared(show, path)
    return _environment(words.language).get_template(template).render({**shared, **values}) + "\n"


def _shared(show: Show, path: str) -> dict[str, Any]:
    words = words_of(show)
    title = clean_line(show.title)
    return {
        "show": show,
        "show_title": title,
        "title": cut_chars(title, 70),
        "og_title": title,
        "description": cut_chars(clean_line(show.description) or title, 300),
        "here": path,
        "root": up(path),
        "canonical": path.removesuffix("index.html"),
        "address": lambda below: absolute(show, below),
        "feed_path": "feed.xml",
        "feed_title": title,
        "artwork": published_name(show),
        "artwork_alt": clean_line(show.artwork_alt) or words("home.artwork", title=title),
        "picture": published_name(show),
        "picture_size": None,
        "picture_alt": clean_line(show.artwork_alt) or title,
        "copyright": clean_line(show.copyright),
        "license": clean_line(show.license),
        "policy": POLICY,
        "player_words": _player_words(words),
        "menu": [
            ("archive/index.html", words["site.episodes"]),
            ("map/index.html", words["site.map"]),
            ("search/index.html", words["site.search"]),
            ("feed.xml", words["site.feed"]),
        ],
        "foot_menu": [
            (f"{name}/index.html", words[f"site.{name}"])
            for name in (*(("radio",) if show.stations else ()), "about", "legal", "privacy", "accessibility")
        ],
    }
