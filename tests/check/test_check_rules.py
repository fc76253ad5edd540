"""Every rule of `podcast check` against a site that breaks it, and none against one that does not."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made_shows import a_show, a_transcript, an_episode, an_item, cleared

from podcast import tools
from podcast.check import RULES, check_feed, check_show
from podcast.model import Accessibility, Broken, Legal, Show
from podcast.publish import (
    MadeExtra,
    card_png,
    chapters_json,
    episode_page,
    site_files,
    transcript_page,
    transcript_pdf,
    write_feed,
)
from podcast.transcribe import FORMATS

ARTWORK = Path(__file__).parents[2] / "episodes/artwork.png"
LEGAL = Legal("Radio", "1 rue Fictive", "A. Nom", "r@radio.example", "Hôte", "2 rue Fictive")
GUID = an_episode().guid
EPISODE = "episodes/leila-couture/index.html"
VTT = "transcripts/leila-couture.vtt"
MP3 = "media/leila-couture.mp3"

Break = Callable[[Path], None]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one programme of 37 seconds with everything in it."""
    root = tmp_path_factory.mktemp("show")
    (root / "episodes").mkdir()
    shutil.copyfile(ARTWORK, root / "episodes/artwork.png")
    site, show, words = root / "feed", the_show(root), a_transcript()
    (site / "media").mkdir(parents=True)
    tone = ("-f", "lavfi", "-i", "sine=440:duration=37", "-ac", "1", "-b:a", "64k", "-y")
    assert tools.run(tools.find().command(*tone, str(site / MP3))).code == 0
    sound = (site / MP3).read_bytes()
    clips = site / "clips/leila-couture"
    clips.mkdir(parents=True)
    for name in ("mot", "trailer"):
        assert (
            tools.run(
                tools.find().command("-i", str(site / MP3), "-t", "16", str(clips / f"{name}.mp3"))
            ).code
            == 0
        )
        (clips / f"{name}.png").write_bytes(png(1080, 1080))
    (clips / "mot.vtt").write_text(CUE, "utf-8")
    (clips / "mot.srt").write_text("1\n00:00:01,000 --> 00:00:04,000\nBonjour\n", "utf-8")
    size = (clips / "mot.mp3").stat().st_size
    item = an_item(
        show,
        mp3_bytes=len(sound),
        mp3_sha256=hashlib.sha256(sound).hexdigest(),
        duration_ms=37000,
        extras=(
            MadeExtra(
                kind="soundbite",
                name="mot",
                title="Un mot",
                start_ms=6000,
                duration_ms=16000,
                mp3_bytes=size,
                captions=True,
            ),
            MadeExtra(
                kind="trailer", name="trailer", title="Bientôt", start_ms=0, duration_ms=16000, mp3_bytes=size
            ),
        ),
    )
    files = dict(site_files(show, [item]))
    files["feed.xml"] = write_feed(show, [item])
    files[item.page] = episode_page(show, item, words).encode()
    files[item.chapters_file] = chapters_json(show, item).encode()
    files[item.transcript("html")] = transcript_page(show, cleared(an_episode()), words).encode()
    files[item.card] = card_png(show, item)
    files[item.transcript("pdf")] = transcript_pdf(show, item, words)
    files |= {item.transcript(suffix): write(words).encode() for suffix, write in FORMATS.items()}
    for path, data in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    return root


def the_show(root: Path) -> Show:
    access = Accessibility(contact="acces@radio.example")
    return a_show(root=root, legal=LEGAL, privacy="donnees@radio.example", accessibility=access)


@pytest.fixture
def root(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "show"))


def swap(path: str, pattern: str, instead: str) -> Break:
    """Replace what `pattern` finds first in a file of the site; it has to be there."""

    def change(site: Path) -> None:
        text = (site / path).read_text("utf-8")
        changed, count = re.subn(pattern, lambda _: instead, text, count=1, flags=re.DOTALL)
        assert count == 1, f"{pattern} is not in {path}"
        (site / path).write_text(changed, "utf-8")

    return change


def feed(pattern: str, instead: str = "") -> Break:
    return swap("feed.xml", pattern, instead)


def page(instead: str) -> Break:
    return swap(EPISODE, "</main>", f"{instead}</main>")


def item_twice(**changes: tuple[str, str]) -> Break:
    """A second programme like the first, but for its guid or its sound."""

    def change(site: Path) -> None:
        text = (site / "feed.xml").read_text("utf-8")
        item = text[text.index("<item>") : text.index("</item>") + 7]
        other = item
        for old, new in changes.values():
            other = other.replace(old, new)
        (site / "feed.xml").write_text(text.replace(item, item + other), "utf-8")

    return change


def remove(path: str) -> Break:
    return lambda site: (site / path).unlink()


def written(path: str, data: bytes) -> Break:
    def change(site: Path) -> None:
        (site / path).write_bytes(data)

    return change


def latin(site: Path) -> None:
    text = (site / "feed.xml").read_text("utf-8").replace("UTF-8", "ISO-8859-1", 1)
    (site / "feed.xml").write_bytes(text.encode("latin-1", "replace"))


def together(*breaks: Break) -> Break:
    def change(site: Path) -> None:
        for each in breaks:
            each(site)

    return change


def png(width: int, height: int, colour: int = 2) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)


CUE = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nBonjour\n"

BREAKS: dict[str, Break] = {
    "PV101": feed("</rss>"),
    "PV102": feed("<rss ", '<!DOCTYPE rss [<!ENTITY a "b">]><rss '),
    "PV103": feed('version="2.0"', 'version="0.91"'),
    "PV104": feed("<description>.*?</description>"),
    "PV105": feed('rel="self"', 'rel="next"'),
    "PV106": latin,
    "PV107": feed("(?<=<pubDate>)[^<]*", "2026-03-01"),
    "PV108": feed("(?<=<link>)[^<]*", "/index.html"),
    "PV109": feed("<item>", "<item><title>Deux</title>"),
    "PV110": feed("<item>.*</item>"),
    "PV111": feed("<item>\\s*<title>.*?</title>", "<item>"),
    "PV112": feed("<guid .*?</guid>"),
    "PV113": item_twice(sound=(MP3, "media/autre.mp3")),
    "PV114": feed(' isPermaLink="false"'),
    "PV115": feed("<enclosure [^>]*>"),
    "PV116": feed('(?<=leila-couture.mp3") length="[0-9]+"'),
    "PV117": feed('(?<=leila-couture.mp3") length="[0-9]+"', ' length="0"'),
    "PV118": item_twice(guid=(GUID, "another")),
    "PV119": feed("media/leila-couture.mp3", "media/leïla couture.mp3"),
    "PV120": feed('type="audio/mpeg"/>', 'type="audio/x-m4a"/>'),
    "PV121": feed("(?<=</guid>)(.*?)<pubDate>.*?</pubDate>"),
    "PV201": feed("<itunes:image [^>]*>"),
    "PV202": feed("<itunes:category.*</itunes:category>"),
    "PV203": feed('text="Personal Journals"', 'text="Diaries"'),
    "PV204": feed("<itunes:explicit>false</itunes:explicit>"),
    "PV205": feed("(?<=<itunes:explicit>)false", "no"),
    "PV206": feed("<language>fr</language>"),
    "PV207": feed("<language>fr</language>", "<language>français</language>"),
    "PV208": feed("(?<=<description>)", "é" * 2001),
    "PV209": feed("(?<=<itunes:duration>)37", "37 s"),
    "PV210": feed("<itunes:duration>37</itunes:duration>"),
    "PV211": feed("<itunes:author>.*?</itunes:author>"),
    "PV212": feed("(?<=<itunes:type>)episodic", "weekly"),
    "PV213": feed("(?<=<itunes:episode>)1", "0"),
    "PV214": together(
        feed("(?<=<itunes:type>)episodic", "serial"), feed("<itunes:episode>1</itunes:episode>")
    ),
    "PV215": feed('(?<=itunes:image href="https://porte-voix.example/)artwork.png', "artwork.webp"),
    "PV216": feed("(?<=<itunes:email>)[^<]*", "redaction"),
    "PV301": feed('xmlns:podcast="[^"]*"', 'xmlns:podcast="https://podcastindex.org/1.0"'),
    "PV302": feed("</channel>", "<podcast:transscript/></channel>"),
    "PV303": feed("<podcast:guid>.*?</podcast:guid>"),
    "PV304": feed("(?<=<podcast:guid>)[^<]*", "917393e3"),
    "PV305": feed("(?<=<podcast:medium>)podcast", "radio"),
    "PV306": feed("(?<=<podcast:license>)", "x" * 129),
    "PV307": feed("(?<=<podcast:license>)[^<]*"),
    "PV308": feed("</channel>", "<podcast:funding>Aide</podcast:funding></channel>"),
    "PV309": feed('type="text/vtt"', 'type="text/webvtt"'),
    "PV310": feed("geo:45", "geo:450"),
    "PV311": feed("</item>", '<podcast:soundbite startTime="1" duration="5"/></item>'),
    "PV312": feed('(?<=value=")sha256-', "md5-"),
    "PV313": feed("<podcast:source [^>]*>"),
    "PV314": feed("(<podcast:transcript [^>]*>\\s*)+"),
    "PV315": feed('(?<=trailer.mp3" )length="[0-9]+"', 'length="4 kB"'),
    "PV401": remove("transcripts/leila-couture.txt"),
    "PV402": feed('length="[0-9]+"', 'length="12"'),
    "PV403": written(MP3, b"ID3" + b"\0" * 4000),
    "PV404": feed("(?<=<itunes:duration>)37", "40"),
    "PV405": written(MP3, b"RIFF\0\0\0\0WAVE" + b"\0" * 100),
    "PV406": feed('(?<=value="sha256-)[^"]*', base64.b64encode(b"\0" * 32).decode()),
    "PV407": written("media/retire.mp3", b"ID3"),
    "PV408": feed('startTime="6"', 'startTime="23"'),
    "PV501": written(VTT, b"00:00:01.000 --> 00:00:04.000\nBonjour\n"),
    "PV502": written(VTT, CUE.replace("00:00:01.000", "1 s").encode()),
    "PV503": written(VTT, CUE.replace("00:00:01.000", "00:00:09.000").encode()),
    "PV504": written(VTT, CUE.replace("00:00:04.000", "00:01:04.000").encode()),
    "PV505": written(VTT, b"WEBVTT\n"),
    "PV506": written(VTT, CUE.replace("Bonjour", "Été").encode("latin-1")),
    "PV507": written("transcripts/leila-couture.json", b'{"version": "1.0.0", "segments": [{"body": 1}]}'),
    "PV508": written("chapters/leila-couture.json", b'{"version": "1.2.0"}'),
    "PV509": written(
        "chapters/leila-couture.json",
        b'{"version": "1.2.0", "chapters": [{"startTime": 9, "title": "B"}, {"startTime": 0, "title": "A"}]}',
    ),
    "PV602": written("artwork.png", b"GIF89a"),
    "PV603": written("artwork.png", b"\xff\xd8\xff\xc0\0\x11\x08\x05\x78\x05\x78\x03" + b"\0" * 20),
    "PV604": written("artwork.png", png(1400, 1500)),
    "PV605": written("artwork.png", png(10, 10)),
    "PV606": written("artwork.png", png(4000, 4000)),
    "PV607": written("artwork.png", png(1400, 1400, colour=0)),
    "PV701": page('<a href="../nulle-part/index.html">x</a>'),
    "PV702": page('<a href="#t999999">x</a>'),
    "PV703": page('<p id="content">x</p>'),
    "PV704": swap(EPISODE, ' lang="fr"', ""),
    "PV705": page('<p lang="Français">x</p>'),
    "PV706": page('<img alt="" src="https://elsewhere.example/pixel.gif">'),
    "PV707": page("x" * 100_000),
    "PV708": page(f"<script>{'x' * 20_000}</script>"),
    "PV709": swap(EPISODE, "<title>.*?</title>", "<title></title>"),
    "PV710": page('<a href="javascript:alert(1)">x</a>'),
    "PV711": page('<img src="../../artwork.png">'),
    "PV712": swap("sitemap.xml", "/map/", "/carte/"),
    "PV713": written("clips/leila-couture/retire.mp4", b"\0\0\0\x20ftypisom"),
    "PV801": feed(GUID, "another"),
    "PV803": feed("(?<=<podcast:guid>)[^<]*", "00000000-0000-5000-8000-000000000000"),
    "PV804": feed('(?<=href=")https://porte-voix.example/feed.xml', "https://old.example/feed.xml"),
    "PV805": feed("<language>fr</language>", "<language>en</language>"),
    "PV806": swap("transcripts/leila-couture.html", ' lang="fr"', ' lang="en"'),
}
# Broken by the show or by the machine, and not by a file of the site: they have a test each.
OTHERS = {"PV001", "PV601", "PV802", "PV807"}


def codes(root: Path, show: Show | None = None, published: dict[str, str] | None = None) -> set[str]:
    found = check_show(show or the_show(root), root / "feed", published or {"leila-couture": GUID})
    return {each.rule.code for each in found}


def test_a_good_show_breaks_no_rule(good: Path) -> None:
    found = check_show(the_show(good), good / "feed", {"leila-couture": GUID})
    assert [f"{each.rule.code} {each.place}: {each}" for each in found] == []


def test_every_rule_is_broken_by_some_test() -> None:
    assert set(BREAKS) | OTHERS == set(RULES)


@pytest.mark.parametrize("code", BREAKS)
def test_a_site_that_breaks_a_rule_is_told_so(root: Path, code: str) -> None:
    BREAKS[code](root / "feed")
    found = check_show(the_show(root), root / "feed", {"leila-couture": GUID})
    told = [each for each in found if each.rule.code == code]
    assert told, [each.rule.code for each in found]
    assert str(told[0])
    assert told[0].rule.fix.format(**told[0].values)


@pytest.mark.parametrize("code", [code for code in BREAKS if code < "PV4"])
def test_a_feed_alone_is_told_so_too(root: Path, code: str) -> None:
    BREAKS[code](root / "feed")
    found = check_feed((root / "feed/feed.xml").read_bytes(), "feed.xml")
    assert code in {each.rule.code for each in found}


def test_an_unreadable_picture_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(self: Path, mode: str = "r") -> object:
        if self.name == "artwork.png":
            raise PermissionError(13, "Permission denied")
        return real(self, mode)

    # whoever runs the tests may be allowed to read everything
    monkeypatch.setattr(Path, "open", refuse)
    assert "PV601" in codes(root)


def test_what_the_show_itself_lacks_is_told(root: Path) -> None:
    show = replace(the_show(root), legal=replace(LEGAL, director=""), broken=(Broken("x", ()),))
    assert codes(root, show) == {"PV001", "PV807"}


def test_a_programme_that_went_away_is_told_and_one_that_was_renamed_is_not(root: Path) -> None:
    gone = {"leila-couture": GUID, "ancien": "guid-1"}
    assert codes(root, published=gone) == {"PV802"}
    assert codes(root, published={"leila": GUID}) == set()


def test_places_name_the_file_and_the_line(root: Path) -> None:
    feed('(?<=leila-couture.mp3") length="[0-9]+"', ' length="7"')(root / "feed")
    (found,) = [each for each in check_show(the_show(root), root / "feed") if each.rule.code == "PV402"]
    lines = (root / "feed/feed.xml").read_text("utf-8").splitlines()
    assert found.file == "feed/feed.xml"
    assert 'length="7"' in lines[found.line - 1]


def test_the_sound_is_not_decoded_when_nobody_asks(root: Path) -> None:
    (root / "feed" / MP3).write_bytes((root / "feed" / MP3).read_bytes()[:2000])
    found = check_show(the_show(root), root / "feed", listen=False)
    assert {each.rule.code for each in found} == {"PV402", "PV406"}


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("confidential")
    head = f'<!DOCTYPE rss [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "&b1;&b1;"><!ENTITY b1 "x">]>'
    xml = f'{head}<rss version="2.0"><channel><title>&a;&b;</title></channel></rss>'
    found = check_feed(xml.encode(), "x.xml")
    assert "PV102" in {each.rule.code for each in found}
    assert "confidential" not in " ".join(str(each) for each in found)
    bomb = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(12))
    body = '<rss version="2.0"><channel><title>&l12;</title></channel></rss>'
    xml = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{bomb}]>{body}'
    assert check_feed(xml.encode(), "x.xml")


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"<rss", b"not xml", b"<rss version='2.0'/>", b"\xff\xfe<\0r\0"]
)
def test_what_is_no_feed_is_said_to_be_none(data: bytes) -> None:
    assert {each.rule.code for each in check_feed(data, "x")} <= {"PV101", "PV103"}
    assert check_feed(data, "x")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (feed('pubdate="[^"]*"', 'pubdate="2026-03-01"'), "PV107"),
        (
            feed(
                '(?<=podcast:trailer ).*?url="[^"]*"', 'pubdate="Sun, 01 Mar 2026 07:30:00 +0000" url="x.mp3"'
            ),
            "PV108",
        ),
        (feed("Bientôt", "x" * 129), "PV306"),
        (feed("Bientôt"), "PV307"),
        (feed(' pubdate="[^"]*"'), "PV308"),
        (feed("Un mot", "x" * 129), "PV306"),
        (remove("clips/leila-couture/trailer.mp3"), "PV401"),
        (feed('(?<=trailer.mp3" )length="[0-9]+"', 'length="4"'), "PV402"),
        (written("clips/leila-couture/trailer.mp3", b"ID3" + b"\0" * 4000), "PV403"),
        (feed('(?<=" )type="audio/mpeg"(?=>Bientôt)', 'type="audio/flac"'), "PV405"),
        (written("clips/leila-couture/mot.vtt", CUE.replace("00:00:04", "00:00:34").encode()), "PV504"),
        (written("clips/leila-couture/mot.srt", b"1\n1 s --> 2 s\nx\n"), "PV502"),
    ],
)
def test_soundbites_and_trailers_are_looked_at(root: Path, change: Break, code: str) -> None:
    change(root / "feed")
    assert code in codes(root)
