"""The processor time of the feed and the pages of 1,000 programmes, beside Hugo on the same texts.

    python tests/bench/bench_pages.py [--episodes 1000]

Hugo (Debian package `hugo`) is left out with a line where it is not installed. It gets the same titles,
notes, tags and transcripts, and templates that write an episode page with every passage and its address,
lists by place, sector and date, a feed of the whole and of each place and sector. It draws no map and
has no embed pages; both counts of files and bytes are printed, so that nobody has to believe that.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "publish")]

from made_shows import LINES, a_show, an_episode, cleared, made  # noqa: E402

from podcast.model import Segment, Show, Transcript  # noqa: E402
from podcast.publish import (  # noqa: E402
    Item,
    Label,
    card_png,
    describe,
    episode_pages,
    feed_pages,
    site_files,
    transcript_page,
    transcript_pdf,
)

FEED_S, PAGES_S = 2.0, 15.0
CUES = 150  # ten minutes

_WORDS = " ".join(text for _, text in LINES).split()

Programme = tuple[Item, Transcript]


def programmes(number: int, show: Show) -> list[Programme]:
    """Programmes of ten minutes in 24 places and 12 sectors, from a fixed seed."""
    dice = random.Random(1)
    start = datetime(2018, 1, 1, 7, 30, tzinfo=UTC)
    places = [
        Label(f"q{i}", f"Quartier {i}", f"Quarter {i}", "place", "Ville", (45.7 + i / 300, 3.0 + i / 200))
        for i in range(24)
    ]
    sectors = [Label(f"s{i}", f"Métier {i}", f"Trade {i}", "sector") for i in range(12)]
    found = []
    for i in range(number):
        segments = tuple(
            Segment(
                at * 4000 + 500,
                at * 4000 + 4300,
                " ".join(dice.choices(_WORDS, k=11)),
                LINES[at // 9 % len(LINES)][0],
            )
            for at in range(CUES)
        )
        text = Transcript("fr", CUES * 4000 + 1000, segments)
        slug = f"portrait-{i:04d}"
        date = start + timedelta(days=2 * i)
        episode = an_episode(slug, title=f"Portrait numéro {i}", guid=slug, date=date, number=i + 1)
        labels = (places[i % 24], sectors[i % 12])
        found.append((describe(show, cleared(episode), made(text, labels=labels)), text))
    return found


def ours_feed(show: Show, listed: Sequence[Programme], target: Path) -> None:
    write(target, feed_pages(show, [item for item, _ in listed]))


def ours_pages(show: Show, listed: Sequence[Programme], target: Path) -> None:
    for item, text in listed:
        pages = {**episode_pages(show, item, text)}
        pages[item.transcript("html")] = transcript_page(show, item.cleared, text)
        write(target, {path: page.encode() for path, page in pages.items()})
    write(target, site_files(show, [item for item, _ in listed]))


def ours_drawn(show: Show, listed: Sequence[Programme], target: Path) -> None:
    for item, text in listed:
        write(target, {item.card: card_png(show, item)})
        write(target, {item.transcript("pdf"): transcript_pdf(show, item, text)})


def write(target: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(data)


_CONFIG = """\
baseURL = "https://porte-voix.example/"
title = "Porte-voix"
languageCode = "fr"
disableKinds = ["404"]
paginate = 200
[taxonomies]
place = "places"
sector = "sectors"
[markup.goldmark.renderer]
unsafe = true
[outputs]
home = ["HTML", "RSS"]
section = ["HTML"]
taxonomy = ["HTML"]
term = ["HTML", "RSS"]
"""
_BASE = """\
<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }} – {{ .Site.Title }}</title><meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="/">{{ .Site.Title }}</a></header><main>{{ block "main" . }}{{ end }}</main>
<footer><p>Porte-voix</p></footer></body></html>
"""
_SINGLE = """\
{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Description }}</p>
<p><time>{{ .Date.Format "2006-01-02" }}</time></p>
<ul>{{ range .GetTerms "places" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}
{{ range .GetTerms "sectors" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
<audio controls preload="none" src="/media/{{ .File.ContentBaseName }}.mp3"></audio>
{{ .Content }}
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>{{ end }}
"""
_LIST = """\
{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range (.Paginate .RegularPagesRecursive).Pages }}
<li><time>{{ .Date.Format "2006-01-02" }}</time> <a href="{{ .RelPermalink }}">{{ .Title }}</a>
<p>{{ .Description }}</p></li>{{ end }}</ul>
{{ range .Paginator.Pagers }}<a href="{{ .URL }}">{{ .PageNumber }}</a>{{ end }}{{ end }}
"""


def lay_out_hugo(listed: Sequence[Programme], root: Path) -> None:
    """The same texts as a Hugo site: Markdown with front matter, and plain templates."""
    write(
        root,
        {
            "config.toml": _CONFIG.encode(),
            "layouts/_default/baseof.html": _BASE.encode(),
            "layouts/_default/single.html": _SINGLE.encode(),
            "layouts/_default/list.html": _LIST.encode(),
        },
    )
    for item, text in listed:
        cues = "\n".join(
            f'<p id="t{each.start_ms}"><a href="#t{each.start_ms}">{each.start_ms // 60000}:'
            f"{each.start_ms // 1000 % 60:02d}</a> {escape(each.text)}</p>"
            for each in text.segments
        )
        head = (
            f'+++\ntitle = "{item.title}"\ndate = {item.date.isoformat()}\n'
            f'description = "{item.summary}"\nplaces = ["{item.places[0].name_fr}"]\n'
            f'sectors = ["{item.sectors[0].name_fr}"]\n+++\n'
        )
        write(root, {f"content/episodes/{item.slug}.md": f"{head}{item.notes}\n\n{cues}\n".encode()})


def hugo(root: Path, target: Path) -> None:
    command = ["hugo", "--quiet", "--source", str(root), "--destination", str(target)]
    subprocess.run(command, check=True, env={**os.environ, "GOMAXPROCS": "1"})


def timed(action: Callable[[], None], times: int = 3) -> float:
    """Processor seconds, ours and our programs', of the quickest of several runs."""
    spent = []
    for _ in range(times):
        start = os.times()
        action()
        end = os.times()
        # not the time of the wall: other people's work on the same core is none of ours
        spent.append(sum(end[:4]) - sum(start[:4]))
    return min(spent)


def weighed(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return f"{len(files):6d} files {sum(path.stat().st_size for path in files) / 1e6:7.1f} MB"


def clean(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def said(name: str, seconds: float, rest: Iterable[str]) -> None:
    print(f"{name:34}{seconds:8.2f} s  {'  '.join(rest)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--episodes", type=int, default=1000)
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core, for Hugo as well
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        show = replace(a_show(), root=root, artwork=None)
        listed = programmes(asked.episodes, show)
        print(f"{asked.episodes} programmes of {CUES} passages, one core")
        feed = timed(lambda: ours_feed(show, listed, root / "ours"))
        said("our feed", feed, [f"wanted < {FEED_S:g} s"])
        pages = timed(lambda: ours_pages(show, listed, root / "ours"))
        said("our pages and part feeds", pages, [f"wanted < {PAGES_S:g} s", weighed(root / "ours")])
        some = listed[:20]
        drawn = timed(lambda: ours_drawn(show, some, root / "drawn"), 1)
        said(f"our cards and paper, {len(some)} of them", drawn, [weighed(root / "drawn")])
        if shutil.which("hugo") is None:
            print("hugo is not installed (Debian package hugo): nothing to compare with")
            return
        lay_out_hugo(listed, root / "hugo")
        theirs = timed(lambda: hugo(root / "hugo", clean(root / "theirs")))
        said("Hugo, feeds and pages", theirs, [weighed(root / "theirs")])
        print(f"ours ÷ Hugo: {(feed + pages) / theirs:.1f}")


if __name__ == "__main__":
    main()
