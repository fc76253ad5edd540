"""The RSS feed: PSP-1, Apple's and the podcast namespace's tags, from records alone and without a clock."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from podcast.model import Chapter, Role, Show
from podcast.publish.address import absolute, part_guid, site_address
from podcast.publish.artwork import published_name
from podcast.publish.extras import soundbites, trailers
from podcast.publish.item import Item, Label, Voice
from podcast.publish.podcast_namespace import Element, EntryExtension, FeedExtension, atom, itunes, podcast
from podcast.publish.text import as_text, clean, clean_line, cut_bytes, cut_chars, notes_html
from podcast.publish.turns import translation_link
from podcast.publish.words import Words, words_of

__all__ = ["PER_PAGE", "TRANSCRIPTS", "Scope", "chapters_json", "feed_pages", "write_feed"]

# suffix, type, and whether it is timed: a timed file may be shown as captions.
TRANSCRIPTS: tuple[tuple[str, str, bool], ...] = (
    ("vtt", "text/vtt", True),
    ("srt", "application/x-subrip", True),
    ("json", "application/json", True),
    ("html", "text/html", False),
    ("txt", "text/plain", False),
)

# Role and group of the Podcast Taxonomy, which podcast:person refers to.
_CREDIT = {
    Role.GUEST: ("guest", "cast"),
    Role.INTERVIEWER: ("host", "cast"),
    Role.NARRATOR: ("narrator", "cast"),
    Role.AUTHOR: ("author", "writing"),
    Role.SOUND: ("audio engineer", "audio production"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A feed of part of the show: `folder` is where it lies (`places/<id>/`), `name` what it is about.

    `page` is the folder of the page it belongs to.
    """

    folder: str = ""
    name: str = ""
    page: str = ""


WHOLE = Scope()
PER_PAGE = 300


def write_feed(show: Show, items: Sequence[Item], scope: Scope = WHOLE) -> bytes:
    """The feed of `items`, newest first, as UTF-8 XML; the same records give the same bytes.

    Past 300 programmes it holds the newest ones and links to the rest (RFC 5005, clause 3).
    """
    return feed_pages(show, items, scope)[f"{scope.folder}feed.xml"]


def feed_pages(show: Show, items: Sequence[Item], scope: Scope = WHOLE) -> dict[str, bytes]:
    """The whole feed by path below `feed/`: `feed.xml`, then `feed-2.xml` and on past 300 programmes."""
    newest = sorted(items, key=lambda item: (item.date, item.slug), reverse=True)
    number = max(1, -(-len(newest) // PER_PAGE))
    paths = [f"{scope.folder}feed{'' if i == 0 else f'-{i + 1}'}.xml" for i in range(number)]
    return {path: _page(show, newest, scope, _Place(paths, i)) for i, path in enumerate(paths)}


@dataclass(frozen=True, slots=True)
class _Place:
    """One document of a paged feed."""

    paths: Sequence[str]
    index: int

    @property
    def path(self) -> str:
        return self.paths[self.index]

    def links(self) -> Iterator[tuple[str, str]]:
        if len(self.paths) == 1:
            return
        yield "first", self.paths[0]
        yield "last", self.paths[-1]
        if self.index > 0:
            yield "previous", self.paths[self.index - 1]
        if self.index + 1 < len(self.paths):
            yield "next", self.paths[self.index + 1]


def _page(show: Show, newest: Sequence[Item], scope: Scope, place: _Place) -> bytes:
    feed = FeedGenerator()
    feed.register_extension("pc20", FeedExtension, EntryExtension, atom=False, rss=True)
    _channel(feed, show, newest, scope)
    feed.link(href=absolute(show, place.path), rel="self", type="application/rss+xml")
    # the last link given becomes the channel's own, so the page comes after the feed
    feed.link(href=absolute(show, scope.page), rel="alternate")
    feed.pc20.elements = [
        *(atom("link", rel=rel, href=absolute(show, path)) for rel, path in place.links()),
        *_channel_elements(show, newest, scope),
    ]
    start = place.index * PER_PAGE
    for item in newest[start : start + PER_PAGE]:
        _entry(feed.add_entry(order="append"), show, item)
    return bytes(feed.rss_str(pretty=True))


def _channel(feed: FeedGenerator, show: Show, items: Sequence[Item], scope: Scope) -> None:
    title = clean_line(show.title)
    feed.title(f"{title} – {scope.name}" if scope.name else title)
    feed.description(cut_bytes(clean(show.description).strip() or title, 4000))
    feed.language(show.language)
    feed.generator("Porte-voix")
    feed.docs("https://www.rssboard.org/rss-specification")
    if show.copyright:
        feed.copyright(clean_line(show.copyright))
    if show.artwork is not None:
        feed.image(url=absolute(show, published_name(show)), title=title, link=site_address(show))
    if items:
        feed.pubDate(items[0].date)
    _last_built(feed, items)


def _last_built(feed: FeedGenerator, items: Sequence[Item]) -> None:
    # feedgen says "now" when nobody tells it a date; a show without programmes has no such date
    if items:
        feed.lastBuildDate(items[0].date)
    else:
        feed._FeedGenerator__rss_lastBuildDate = None


def _channel_elements(show: Show, items: Sequence[Item], scope: Scope) -> Iterator[Element]:
    if show.hub:
        yield atom("link", rel="hub", href=show.hub)
    if show.new_feed_url and not scope.folder:
        yield itunes("new-feed-url", show.new_feed_url)
    yield itunes("author", clean_line(show.author))
    yield itunes("type", "episodic")
    yield itunes("explicit", _said(show.explicit))
    if show.category:
        yield _category(show.category)
    if show.artwork is not None:
        address = absolute(show, published_name(show))
        yield itunes("image", href=address)
        yield podcast("image", href=address, alt=clean_line(show.artwork_alt), aspect_ratio="1/1")
    if show.email:
        yield itunes("owner", "", itunes("name", clean_line(show.author)), itunes("email", show.email))
    yield podcast("guid", _guid(show, scope))
    yield podcast("locked", "yes", owner=show.email)
    yield podcast("medium", "podcast")
    if show.license:
        yield podcast("license", cut_chars(clean_line(show.license), 128))
    yield from _directory(show)
    yield from trailers(show, items)
    for voice in _regulars(items):
        yield _person(voice)
    if items and all(item.made_up for item in items):
        yield _artificial(words_of(show))


def _directory(show: Show) -> Iterator[Element]:
    """Where and how often the show is made, who may give, and which shows it recommends."""
    told = show.directory
    if told.place:
        place = cut_chars(clean_line(told.place), 128)
        yield podcast("location", place, rel="creator", country=told.country)
    if told.rhythm or told.rrule:
        words = cut_chars(clean_line(told.rhythm), 128) or told.rrule
        yield podcast("updateFrequency", words, rrule=told.rrule)
    for address, words in told.funding:
        yield podcast("funding", cut_chars(clean_line(words), 128), url=address)
    if told.podroll:
        others = [
            podcast("remoteItem", feedGuid=guid, feedUrl=address, title=clean_line(title))
            for guid, address, title in told.podroll
        ]
        yield podcast("podroll", "", *others)


def _category(names: tuple[str, ...]) -> Element:
    deeper = (_category(names[1:]),) if len(names) > 1 else ()
    return Element(itunes("category").name, "", (("text", names[0]),), deeper)


def _guid(show: Show, scope: Scope) -> str:
    """The show's own, assigned once; that of a part follows from it, so that it survives a move as well."""
    return part_guid(show.guid, scope.folder) if scope.folder else show.guid


def _regulars(items: Sequence[Item]) -> list[Voice]:
    """The interviewers of the programmes listed, in order of first appearance, newest first."""
    return list(
        dict.fromkeys(voice for item in items for voice in item.voices if voice.role is Role.INTERVIEWER)
    )


def _entry(entry: FeedEntry, show: Show, item: Item) -> None:
    words = words_of(show)
    entry.title(item.title)
    entry.guid(item.guid, permalink=False)
    entry.link(href=absolute(show, item.folder), rel="alternate")
    entry.enclosure(absolute(show, item.media), str(item.mp3_bytes), "audio/mpeg")
    entry.pubDate(item.date)
    entry.description(cut_bytes(_summary(item, words), 4000), isSummary=False)
    entry.content(_content(show, item, words))
    entry.category([{"term": label.name(words.language)} for label in item.labels])
    entry.pc20.elements = list(_entry_elements(show, item, words))


def _summary(item: Item, words: Words) -> str:
    parts = [words["made_up.notice"]] if item.made_up else []
    return " ".join([*parts, item.summary or as_text(item.notes) or item.title])


def _content(show: Show, item: Item, words: Words) -> str:
    notice = f"<p><strong>{words['made_up.notice']}</strong></p>" if item.made_up else ""
    notes = notes_html(item.notes) or f"<p>{_escaped(item.summary or item.title)}</p>"
    page = _escaped(absolute(show, item.folder))
    below = f"{_music(item, words)}{_calls(item, words)}"
    read = f'<p><a href="{page}">{words["feed.read"]}</a></p>{_translations(show, item)}'
    return f"{notice}{notes}{below}{read}"


def _music(item: Item, words: Words) -> str:
    """Whose music is heard: most licences ask that it be said wherever the music is."""
    listed = "; ".join(_escaped(each) for each in item.music)
    return f"<p>{words('episode.music_by', credits=listed)}</p>" if listed else ""


def _translations(show: Show, item: Item) -> str:
    """Where the programme is read in another language, each said in that language."""
    return "".join(
        f'<p lang="{each.language}"><a href="{_escaped(absolute(show, item.translated(each.language)))}">'
        f"{_escaped(translation_link(each))}</a></p>"
        for each in item.translations
    )


def _calls(item: Item, words: Words) -> str:
    """Where a listener may turn to, below the notes."""
    lines = [
        f'<a href="{_escaped(call.link)}">{_escaped(call.name)}</a>' if call.link else _escaped(call.name)
        for call in item.calls
    ]
    listed = "".join(f"<li>{line}</li>" for line in lines)
    return f"<p>{words['episode.calls']}</p><ul>{listed}</ul>" if lines else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _entry_elements(show: Show, item: Item, words: Words) -> Iterator[Element]:
    yield itunes("title", item.title)
    yield itunes("author", clean_line(show.author))
    yield itunes("duration", str(max(1, round(item.duration_ms / 1000))))
    yield itunes("explicit", _said(item.explicit))
    yield itunes("episodeType", "full")
    if item.season is not None:
        yield itunes("season", str(item.season))
        yield podcast("season", str(item.season))
    if item.number is not None:
        yield itunes("episode", str(item.number))
        yield podcast("episode", str(item.number))
    if item.artwork:
        yield itunes("image", href=absolute(show, item.artwork))
        yield podcast("image", href=absolute(show, item.artwork), alt=item.artwork_alt, aspect_ratio="1/1")
    yield from _transcripts(show, item)
    if item.chapters:
        yield podcast("chapters", url=absolute(show, item.chapters_file), type="application/json+chapters")
    yield from soundbites(item)
    for voice in item.voices:
        yield _person(voice)
    for label in item.places:
        yield _location(label, words.language)
    if item.license:
        yield podcast("license", cut_chars(item.license, 128))
    yield from _sounds(show, item)
    if item.made_up:
        yield _artificial(words)


def _transcripts(show: Show, item: Item) -> Iterator[Element]:
    if not item.cues:
        return
    for suffix, kind, timed in TRANSCRIPTS:
        yield podcast(
            "transcript",
            url=absolute(show, item.transcript(suffix)),
            type=kind,
            language=item.language,
            rel="captions" if timed else "",
        )
    for each in item.translations:
        for suffix, kind, timed in TRANSCRIPTS:
            yield podcast(
                "transcript",
                url=absolute(show, item.transcript(suffix, each.language)),
                type=kind,
                language=each.language,
                rel="captions" if timed else "",
            )


def _person(voice: Voice) -> Element:
    role, group = _CREDIT[voice.role]
    return podcast("person", cut_chars(voice.name, 128), role=role, group=group)


def _location(label: Label, language: str) -> Element:
    """The neighbourhood, never an address; its point only where it is the area's own."""
    name = label.name(language)
    shown = f"{name}, {label.commune}" if label.commune and label.commune not in name else name
    geo = f"geo:{label.point[0]},{label.point[1]}" if label.point and not label.approximate else ""
    return podcast("location", cut_chars(shown, 128), rel="subject", geo=geo, country=label.country)


@dataclass(frozen=True, slots=True)
class _Sound:
    path: str
    kind: str
    size: int
    sha256: str


def _sounds(show: Show, item: Item) -> Iterator[Element]:
    """The same programme in each format, with what proves that a file is the one that was published."""
    sounds = [_Sound(item.media, "audio/mpeg", item.mp3_bytes, item.mp3_sha256)]
    if item.opus_bytes:
        sounds.append(_Sound(item.opus, "audio/opus", item.opus_bytes, item.opus_sha256))
    for sound in sounds:
        digest = base64.b64encode(bytes.fromhex(sound.sha256)).decode("ascii")
        yield podcast(
            "alternateEnclosure",
            "",
            podcast("source", uri=absolute(show, sound.path)),
            podcast("integrity", type="sri", value=f"sha256-{digest}"),
            type=sound.kind,
            length=str(sound.size),
            bitrate=str(round(sound.size * 8000 / item.duration_ms) if item.duration_ms else 0),
            default="true" if sound.path == item.media else "",
            lang=item.language,
        )


def _artificial(words: Words) -> Element:
    return podcast("txt", words["made_up.notice"], purpose="ai-content")


def _said(value: bool) -> str:
    return "true" if value else "false"


def chapters_json(show: Show, item: Item) -> str:
    """The chapters as `application/json+chapters` 1.2.0, times in seconds; a portrait's has its location."""
    whole = {
        "version": "1.2.0",
        "title": item.title,
        "podcastName": clean_line(show.title),
        "chapters": [_chapter(show, item, each) for each in item.chapters],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _chapter(show: Show, item: Item, chapter: Chapter) -> dict[str, Any]:
    told: dict[str, Any] = {"startTime": chapter.start_ms / 1000, "title": chapter.title}
    place = next((label for label in item.places if label.id == chapter.place), None)
    if place is not None and place.point is not None and not place.approximate:
        name = place.name(words_of(show).language)
        told["location"] = {"name": name, "geo": f"geo:{place.point[0]},{place.point[1]}"}
    return told
