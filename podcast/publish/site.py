"""The public pages, as text: each function gives one page of the site below `feed/`.

Pages are complete without JavaScript, ask nothing of another host (their content policy forbids it)
and link to each other relatively, so that they also work from a folder. The interface is in the show's
language; titles and transcripts carry their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from markupsafe import Markup

from podcast.model import Show, Transcript
from podcast.publish.address import absolute
from podcast.publish.card import CARD_PX
from podcast.publish.colour import accent, modes_css
from podcast.publish.extras import trailers_of
from podcast.publish.item import Item, Label, MadeExtra
from podcast.publish.rendering import folder_of, render, titled
from podcast.publish.text import clean_line, cut_chars, notes_html
from podcast.publish.turns import (
    PART_BYTES,
    Turn,
    Whence,
    clock,
    origin_of,
    origin_words,
    parts_of,
    translation_link,
    turns_of,
)
from podcast.publish.words import Words, words_in, words_of
from podcast.rights import Cleared

__all__ = [
    "Neighbours",
    "assets",
    "counted",
    "embed_page",
    "episode_page",
    "episode_pages",
    "index_page",
    "label_pages",
    "newest_first",
    "passage_address",
    "transcript_page",
    "translated_pages",
]

ON_HOME = 24
ON_LABEL = 200
# An extra on a page, and how many of them the transcript makes room for.
_CLIP_BYTES, _MOST_CLIPS = 1500, 30


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The programmes before and after one, by date; those it quotes, passage by passage; where it is quoted.

    `quoted_in` pairs a documentary with the addresses, below `feed/`, and times at which it is heard there.
    """

    older: Item | None = None
    newer: Item | None = None
    quotes: tuple[Whence, ...] = ()
    quoted_in: tuple[tuple[Item, tuple[tuple[str, int], ...]], ...] = ()


ALONE = Neighbours()


def newest_first(items: Sequence[Item]) -> list[Item]:
    """Programmes by date, newest first; the slug decides between two of one moment."""
    return sorted(items, key=lambda item: (item.date, item.slug), reverse=True)


def index_page(show: Show, items: Sequence[Item]) -> str:
    """The home page: the show, its latest programme, the newest ones, and ways to explore."""
    listed = newest_first(items)
    return render(
        show,
        "index.html",
        "index.html",
        {
            "latest": listed[0] if listed else None,
            "items": listed[1 : ON_HOME + 1],
            "more": len(listed) > ON_HOME + 1,
            "count": len(listed),
            "places": counted(listed, "place"),
            "sectors": counted(listed, "sector"),
            "trailer": next(iter(trailers_of(listed)), None),
        },
    )


def counted(items: Sequence[Item], kind: str) -> list[tuple[Label, int]]:
    """The tags of a kind with how many programmes carry each, most first, then by id."""
    numbers: Counter[str] = Counter()
    known: dict[str, Label] = {}
    for item in items:
        for label in {each.id: each for each in item.labels if each.kind == kind}.values():
            numbers[label.id] += 1
            known.setdefault(label.id, label)
    return [(known[name], number) for name, number in sorted(numbers.items(), key=lambda x: (-x[1], x[0]))]


def episode_page(show: Show, item: Item, transcript: Transcript, beside: Neighbours = ALONE) -> str:
    """The page of one programme: player, transcript by speaker, notes, chapters, voices, files."""
    return episode_pages(show, item, transcript, beside)[item.page]


def episode_pages(
    show: Show, item: Item, transcript: Transcript, beside: Neighbours = ALONE
) -> Mapping[str, str]:
    """The page of one programme by path, and those of the further parts of a long transcript."""
    parts = _parts(item, transcript, beside.quotes)
    paths = _paths(item, parts)
    values = {
        **_episode(show, item, transcript, beside),
        "part_links": _part_links(paths, parts),
        "clips": [
            _clip(show, each, _heard_at(item, transcript, each, beside.quotes)) for each in item.extras
        ],
    }
    pages = {}
    for number, (path, turns) in enumerate(zip(paths, parts, strict=True), 1):
        name = titled(show, item.title) if number == 1 else f"{cut_chars(item.title, 60)} ({number})"
        pages[path] = render(
            show, "episode.html", path, {**values, "title": name, "turns": turns, "part": number}
        )
    return pages


def _parts(item: Item, transcript: Transcript, quotes: Sequence[Whence]) -> list[list[Turn]]:
    """The transcript in as many parts as pages are made of it."""
    budget = PART_BYTES - _CLIP_BYTES * min(len(item.extras), _MOST_CLIPS)
    return parts_of(turns_of(transcript, quotes), budget)


def translated_pages(show: Show, item: Item, transcript: Transcript) -> Mapping[str, str]:
    """The page on which a programme is read in another language by path, and those of its further parts."""
    words, into = words_of(show), transcript.language
    parts = parts_of(turns_of(transcript))
    paths = _paths(item, parts, into)
    origin = origin_of(transcript)
    values = {
        **_episode(show, item, transcript, ALONE),
        "part_links": _part_links(paths, parts),
        "translation": True,
        "text_language": into,
        "other_texts": [_text_link(item.page, item.language, words, words["translation.back"])],
        "origin_said_in_it": origin_words(words_in(into), transcript, origin),
    }
    pages = {}
    for number, (path, turns) in enumerate(zip(paths, parts, strict=True), 1):
        name = (
            f"{cut_chars(item.title, 50)} ({words.language_name(into)}{f', {number}' if number > 1 else ''})"
        )
        pages[path] = render(
            show, "episode.html", path, {**values, "title": name, "turns": turns, "part": number}
        )
    return pages


def _text_link(href: str, language: str, said: Words, text: str) -> dict[str, str]:
    return {"href": href, "language": language, "said_in": said.language, "text": text}


def _paths(item: Item, parts: Sequence[Sequence[Turn]], into: str = "") -> list[str]:
    """Where the parts of a transcript, or of its translation, are below `feed/`."""
    folder = item.translated(into) if into else item.folder
    return [f"{folder}index.html", *(f"{folder}part-{number}.html" for number in range(2, len(parts) + 1))]


def passage_address(
    item: Item, transcript: Transcript, at_ms: int, quotes: Sequence[Whence] = ()
) -> tuple[str, int]:
    """Where a moment of a programme is read and heard, below `feed/`, and when the cue there begins."""
    parts = _parts(item, transcript, quotes)
    for path, turns in zip(_paths(item, parts), parts, strict=True):
        for cue in (cue for turn in turns for cue in turn.cues):
            if cue.end_ms > at_ms:
                return f"{path}#{cue.id}", cue.start_ms
    return item.page, 0


def _part_links(paths: Sequence[str], parts: Sequence[Sequence[Turn]]) -> list[dict[str, str | int]]:
    """Where each part of a transcript is, and the times it spans."""
    if len(parts) < 2:
        return []
    return [
        {
            "href": path.rpartition("/")[2],
            "start_ms": turns[0].cues[0].start_ms,
            "start": turns[0].cues[0].time,
            "end": clock(turns[-1].cues[-1].end_ms),
        }
        for path, turns in zip(paths, parts, strict=True)
    ]


def _heard_at(
    item: Item, transcript: Transcript, made: MadeExtra, quotes: Sequence[Whence]
) -> tuple[str, int]:
    """Where in the transcript what is said in an extra begins; nowhere for a sound of its own."""
    return passage_address(item, transcript, made.start_ms, quotes) if made.start_ms is not None else ("", 0)


def _clip(show: Show, made: MadeExtra, place: tuple[str, int]) -> dict[str, Any]:
    """An extra with its files, and the way to what is said in it."""
    words, (address, cue_ms) = words_of(show), place
    film, captions = (["mp4"] if made.film_bytes else []), (["srt", "vtt"] if made.captions else [])
    return {
        "made": made,
        "files": [(ending, words[f"extras.{ending}"]) for ending in ("mp3", *film, "png", *captions)],
        "href": address.rpartition("/")[2] if "#" in address else "",
        "time": clock(cue_ms),
    }


def _episode(show: Show, item: Item, transcript: Transcript, beside: Neighbours) -> dict[str, Any]:
    """What every page of a programme is made of."""
    words = words_of(show)
    origin = origin_of(transcript)
    return {
        "og_title": item.title,
        "description": item.summary or item.title,
        "picture": item.card,
        "picture_alt": item.title,
        "picture_size": CARD_PX,
        "item": item,
        "numbering": _numbering(show, item),
        "notes": Markup(notes_html(item.notes)),  # noqa: S704  # nh3 has cleaned it
        "chapters": [
            {
                "title": each.title,
                "time": clock(each.start_ms),
                "seconds": f"{each.start_ms / 1000:g}",
                "start_ms": each.start_ms,
            }
            for each in item.chapters
        ],
        "origin": origin,
        "origin_said": origin_words(words, transcript, origin),
        "embed_code": _embed_code(show, item),
        "translation": False,
        "text_language": item.language,
        "other_texts": [
            _text_link(
                f"{item.translated(each.language)}index.html",
                each.language,
                words_in(each.language),
                translation_link(each),
            )
            for each in item.translations
        ],
        "older": beside.older,
        "newer": beside.newer,
        "quoted_licenses": list(
            dict.fromkeys(
                (each.title, each.language, each.license)
                for each in beside.quotes
                if each.license and each.license != item.license
            )
        ),
        "quoted_in": [
            (other, [(address, clock(at_ms)) for address, at_ms in passages])
            for other, passages in beside.quoted_in
        ],
    }


def _numbering(show: Show, item: Item) -> str:
    words = words_of(show)
    if item.number is None:
        return ""
    if item.season is None:
        return words("episode.number", number=item.number)
    return words("episode.season_number", season=item.season, number=item.number)


def transcript_page(show: Show, cleared: Cleared, transcript: Transcript) -> str:
    """The transcript alone as plain HTML, which the feed offers to podcast apps."""
    words = words_of(show)
    episode = cleared.episode
    return render(
        show,
        "transcript.html",
        f"transcripts/{episode.slug}{f'.{transcript.language}' if transcript.translated_from else ''}.html",
        {
            "title": clean_line(episode.title),
            "language": transcript.language or show.language,
            "made_up": episode.made_up,
            "canonical": f"episodes/{episode.slug}/",
            "turns": turns_of(transcript),
            "origin_said": origin_words(words, transcript, origin_of(transcript)),
        },
    )


def embed_page(show: Show, item: Item) -> str:
    """The player alone, for a frame on a partner's page; it sets no cookie and asks no other host."""
    return render(show, "embed.html", item.embed, {"title": cut_chars(item.title, 70), "item": item})


def _embed_code(show: Show, item: Item) -> str:
    address = absolute(show, item.embed.removesuffix("index.html"))
    return str(
        Markup('<iframe src="{}" title="{}" width="100%" height="330" loading="lazy"></iframe>').format(
            address, cut_chars(item.title, 200)
        )
    )


def label_pages(show: Show, label: Label, items: Sequence[Item]) -> Mapping[str, str]:
    """The pages of a place or a sector by path: the newest programmes, then the rest 200 a page."""
    words = words_of(show)
    name = label.name(words.language)
    folder = folder_of(label)
    listed = newest_first(items)
    parts = [listed[i : i + ON_LABEL] for i in range(0, max(1, len(listed)), ON_LABEL)]
    paths = [f"{folder}{'index' if i == 0 else f'page-{i + 1}'}.html" for i in range(len(parts))]
    shared = {
        "title": titled(show, name),
        "description": words("place.title", name=name),
        "label": label,
        "count": len(listed),
        "paths": paths if len(paths) > 1 else [],
        "feed_path": f"{folder}feed.xml",
        "feed_title": f"{clean_line(show.title)} – {name}",
    }
    return {
        path: render(
            show,
            "label.html",
            path,
            {**shared, "cards": part[: _cards(path)], "rows": part[_cards(path) :]},
        )
        for path, part in zip(paths, parts, strict=True)
    }


def _cards(path: str) -> int:
    return ON_HOME if path.endswith("index.html") else 0


def assets(show: Show) -> Mapping[str, bytes]:
    """The files every page shares, by path below `feed/`: style with the show's accent, script, icon."""
    colours = accent(show.accent)
    static = resources.files("podcast.publish").joinpath("static")
    style = modes_css(colours) + static.joinpath("site.css").read_text("utf-8")
    icon = static.joinpath("icon.svg").read_text("utf-8").replace("#b3261e", colours.day)
    return {
        "static/icon.svg": icon.encode("utf-8"),
        "static/player.js": static.joinpath("player.js").read_bytes(),
        "static/search.js": static.joinpath("search.js").read_bytes(),
        "static/site.css": style.encode("utf-8"),
    }
