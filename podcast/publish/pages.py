"""The pages about the whole show: map, archive by date, search, and the ones that say who answers for it."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from podcast.model import Show
from podcast.publish.address import absolute, site_address
from podcast.publish.chart import chart_of, rows_of
from podcast.publish.item import Item
from podcast.publish.outlines import outlines_of
from podcast.publish.rendering import POLICY, render, titled
from podcast.publish.site import counted, newest_first
from podcast.publish.text import clean, clean_line, notes_html
from podcast.publish.words import Words, words_of

__all__ = [
    "PROSE",
    "archive_pages",
    "map_page",
    "not_found_page",
    "prose_page",
    "robots",
    "search_page",
    "site_map",
    "withdrawn_page",
]

_SEARCH_WORDS = (
    "label",
    "place",
    "sector",
    "language",
    "year",
    "all",
    "none",
    "found",
    "found_one",
    "waiting",
    "missing",
)
PROSE = ("about", "legal", "privacy", "accessibility")


def map_page(show: Show, items: Sequence[Item]) -> str:
    """The map of neighbourhoods, and a list beside it that says the same in text."""
    words = words_of(show)
    rows = rows_of(counted(items, "place"))
    values = {
        "title": titled(show, words["site.map"]),
        "rows": rows,
        "chart": chart_of(rows, outlines_of(show)),
    }
    return render(show, "map.html", "map/index.html", values)


def archive_pages(show: Show, items: Sequence[Item]) -> Mapping[str, str]:
    """Every programme by month: the newest year at `archive/`, and each year at `archive/<year>/`."""
    words = words_of(show)
    listed = newest_first(items)
    years = sorted(Counter(item.date.year for item in listed).items(), reverse=True)
    pages = {f"archive/{year}/index.html": year for year, _ in years}
    pages["archive/index.html"] = years[0][0] if years else 0
    return {
        path: render(
            show,
            "archive.html",
            path,
            {
                "title": titled(show, f"{words['site.archive']} {year or ''}".strip()),
                "heading": str(year) if path.count("/") > 1 else words["archive.title"],
                "canonical": f"archive/{year}/" if year else "archive/",
                "year": year,
                "years": years,
                "months": _months(words, [item for item in listed if item.date.year == year]),
            },
        )
        for path, year in sorted(pages.items())
    }


def _months(words: Words, items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    by_month = itertools.groupby(items, key=lambda item: words.month(item.date))
    return [(month.capitalize(), list(found)) for month, found in by_month]


def search_page(show: Show) -> str:
    """The search page: a form of our own over the pagefind index, whose program is WebAssembly."""
    words = words_of(show)
    said = {name: words[f"search.{name}"] for name in _SEARCH_WORDS}
    return render(
        show,
        "search.html",
        "search/index.html",
        {
            "title": titled(show, words["site.search"]),
            "policy": POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
            "search_words": json.dumps(said, ensure_ascii=False),
        },
    )


def prose_page(show: Show, name: str) -> str:
    """One of `about`, `legal`, `privacy` and `accessibility`; what nobody filled in says so."""
    words = words_of(show)
    markdown = show.about or show.description if name == "about" else _filled(show, words, f"pages.{name}")
    return render(
        show,
        "prose.html",
        f"{name}/index.html",
        {
            "title": titled(show, words[f"site.{name}"]),
            "heading": words[f"site.{name}"],
            "prose": Markup(notes_html(markdown, top=2)),  # noqa: S704  # nh3 has cleaned it
            "lang": show.language if name == "about" else "",
        },
    )


def _filled(show: Show, words: Words, name: str) -> str:
    empty = words["pages.to_fill"]
    legal = show.legal
    contact = clean_line(_CONTACTS[name](show) or legal.contact or show.email)
    values = {
        "state": _state(show, words),
        "publisher": clean_line(legal.publisher or show.author),
        "address": clean(legal.address).replace("\n", "  \n"),
        "director": clean_line(legal.director),
        "contact": f"<{contact}>" if "@" in contact else contact,
        "host": clean_line(legal.host),
        "host_address": clean(legal.host_address).replace("\n", "  \n"),
        "copyright": clean_line(show.copyright or show.author),
        "license": clean_line(show.license) or words["pages.no_license"],
    }
    return words(name, **{key: value or empty for key, value in values.items()})


_CONTACTS: Mapping[str, Callable[[Show], str]] = {
    "pages.legal": lambda show: show.legal.contact,
    "pages.privacy": lambda show: show.privacy,
    "pages.accessibility": lambda show: show.accessibility.contact,
}


def _state(show: Show, words: Words) -> str:
    """What is declared: nothing without the day of an audit."""
    declared = show.accessibility
    if declared.audited is None:
        return words["conformity.unknown"]
    day = declared.audited.strftime("%d/%m/%Y") if words.language == "fr" else declared.audited.isoformat()
    return words(
        f"conformity.{declared.level}",
        day=day,
        auditor=clean_line(declared.auditor),
        rate=declared.rate_percent or 0,
    )


def not_found_page(show: Show) -> str:
    """What a host shows for an address that is not there (`404.html`); its links are absolute."""
    words = words_of(show)
    return render(
        show,
        "missing.html",
        "404.html",
        {"title": titled(show, words["missing.title"]), "root": site_address(show), "said": "missing"},
    )


def withdrawn_page(show: Show, slug: str) -> str:
    """What stands at `episodes/<slug>/` once a programme is withdrawn: that it was, and nothing of it."""
    words = words_of(show)
    values = {"title": titled(show, words["withdrawn.title"]), "said": "withdrawn"}
    return render(show, "missing.html", f"episodes/{slug}/index.html", values)


def robots(show: Show) -> str:
    """Open to every robot (legal deposit reads it too), with the address of the site map."""
    return f"User-agent: *\nAllow: /\nSitemap: {absolute(show, 'sitemap.xml')}\n"


def site_map(show: Show, items: Sequence[Item], folders: Sequence[str]) -> str:
    """`sitemap.xml` of the episodes, of their translations and of the folders given."""
    listed = [(absolute(show, item.folder), item.date.date().isoformat()) for item in newest_first(items)]
    lines = [f"<url><loc>{address}</loc><lastmod>{day}</lastmod></url>" for address, day in listed]
    translated = [
        item.translated(each.language) for item in newest_first(items) for each in item.translations
    ]
    lines += [f"<url><loc>{absolute(show, folder)}</loc></url>" for folder in (*translated, *folders)]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    start = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, start, *lines, "</urlset>"]) + "\n"
