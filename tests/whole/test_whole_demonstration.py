"""The demonstration show, built from real files: what was heard, what is in the feed, how it sounds."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import feedparser
import pytest
from defusedxml.ElementTree import parse
from mutagen.id3 import ID3
from whole_show import EPISODES, TEXTS, Ran, copy_demonstration, differing, ffmpeg, marks, podcast, public

from podcast.transcribe import from_json

SLUGS = sorted(path.parent.name for path in EPISODES.glob("*/episode.toml"))
EDITED = {path.parent.name for path in EPISODES.glob("*/edit.toml")}
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
TRANSCRIPTS = {
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
}


def test_at_least_three_portraits_are_built(demonstration_build: tuple[Path, Ran]) -> None:
    root, ran = demonstration_build
    assert (ran.code, ran.sentences, ran.stdout) == (0, [], ""), ran.stderr
    assert len(SLUGS) >= 3
    assert sorted(path.stem for path in (root / "feed/media").glob("*.mp3")) == SLUGS


# --- words -----------------------------------------------------------------------------------------------

_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}


def spelt(number: int) -> str:
    """A number below a hundred in French words, hyphens as spaces; others stay figures."""
    if number < 17:
        return _UNITS[number]
    if number < 20:
        return f"dix {_UNITS[number - 10]}"
    if number >= 100:
        return str(number)
    ten = number // 10 * 10
    ten = {70: 60, 90: 80}.get(ten, ten)
    rest = number - ten
    if rest == 0:
        return _TENS[ten]
    joint = " et " if rest in (1, 11) and ten != 80 else " "
    return f"{_TENS[ten]}{joint}{spelt(rest)}"


def words(text: str) -> list[str]:
    """Words alone: no case, no punctuation, apostrophes and hyphens as spaces, figures in letters."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"\d+", lambda found: f" {spelt(int(found[0]))} ", text)
    return re.sub(r"[^\w]+", " ", text).split()


def edits(one: list[str], other: list[str]) -> int:
    """Insertions, deletions and substitutions between two lists of words."""
    row = list(range(len(other) + 1))
    for at, word in enumerate(one, start=1):
        new = [at]
        for column, (there, (diagonal, above)) in enumerate(zip(other, pairwise(row), strict=True)):
            new.append(min(above + 1, new[column] + 1, diagonal + (word != there)))
        row = new
    return row[-1]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("le chat dort", "le chat dort", 0),
        ("le chat dort", "le chien dort", 1),
        ("le chat dort", "chat dort bien", 2),
        ("", "un deux", 2),
        (
            "J'ai 21 ans, 40 clients et 95 idées !",
            "j’ai vingt-et-un ans quarante clients et quatre-vingt-quinze idées",
            0,
        ),
    ],
)
def test_edits_are_counted(one: str, other: str, count: int) -> None:
    assert edits(words(one), words(other)) == count


def spoken(slug: str) -> str:
    """The text the voices read, without comments and speakers' names."""
    lines = (TEXTS / f"{slug}.txt").read_text("utf-8").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    return " ".join(re.sub(r"^[^:]{1,40}: ", "", line) for line in said)


@pytest.mark.parametrize("slug", SLUGS)
def test_word_error_rate(demonstration: Path, slug: str) -> None:
    heard = " ".join(
        from_json(file.read_text("utf-8")).text
        for file in sorted((demonstration / "transcripts" / slug).glob("*.json"))
    )
    reference = words(spoken(slug))
    assert len(reference) > 100
    rate = edits(reference, words(heard)) / len(reference)
    print(f"{slug}: word error rate {rate:.3f}")
    assert rate <= 0.15, f"{rate:.3f}: {heard}"


# --- feed ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def feed(demonstration: Path) -> Any:
    read = feedparser.parse((demonstration / "feed/feed.xml").read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    assert len(read.entries) == len(SLUGS)
    return read


@pytest.fixture(scope="module")
def channel(demonstration: Path) -> Element:
    found = parse(demonstration / "feed/feed.xml").getroot().find("channel")
    assert isinstance(found, Element)
    return found


def slug_of(entry: Any) -> str:
    return Path(urlsplit(entry.enclosures[0].href).path).stem


def on_disk(root: Path, url: str) -> Path:
    """The file that a server of feed/ gives for one of our addresses."""
    path = root / "feed" / unquote(urlsplit(url).path).lstrip("/")
    return path / "index.html" if url.endswith("/") else path


def decoded_s(file: Path) -> float:
    times = re.findall(r"time=(\d+):(\d\d):(\d\d\.\d+)", ffmpeg("-i", str(file), "-f", "null", "-"))
    hours, minutes, seconds = times[-1]
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_enclosures_are_the_files(demonstration: Path, feed: Any) -> None:
    for entry in feed.entries:
        (enclosure,) = entry.enclosures
        assert enclosure.href.isascii() and enclosure.href.endswith(".mp3")
        assert enclosure.type == "audio/mpeg"
        assert int(enclosure.length) == on_disk(demonstration, enclosure.href).stat().st_size
    assert len({entry.enclosures[0].href for entry in feed.entries}) == len(SLUGS)


def test_durations_are_those_of_the_files(demonstration: Path, feed: Any) -> None:
    for entry in feed.entries:
        seconds = decoded_s(on_disk(demonstration, entry.enclosures[0].href))
        assert int(entry.itunes_duration) == pytest.approx(seconds, abs=1), entry.title
        assert 60 <= seconds <= (240 if slug_of(entry) in EDITED else 120)


def test_guids_are_those_of_the_episodes(feed: Any) -> None:
    for entry in feed.entries:
        written = tomllib.loads((EPISODES / slug_of(entry) / "episode.toml").read_text("utf-8"))
        assert (entry.id, entry.title) == (written["guid"], written["title"])
        assert entry.guidislink is False


def test_everything_linked_is_there(demonstration: Path, channel: Element) -> None:
    for item in channel.iter("item"):
        listed = item.findall(f"{PODCAST}transcript")
        kinds = {each.attrib["type"]: each.attrib["url"] for each in listed}
        assert set(kinds) == set(TRANSCRIPTS)
        for kind, url in kinds.items():
            assert url.endswith(TRANSCRIPTS[kind])
            assert on_disk(demonstration, url).stat().st_size > 500, url
        assert on_disk(demonstration, item.findtext("link", "")).is_file()
    for picture in channel.iter(f"{ITUNES}image"):
        assert on_disk(demonstration, picture.attrib["href"]).is_file()


def test_psp1_tags_are_present(channel: Element) -> None:
    """PSP-1, required elements of channel and item."""
    for name in ("title", "link", "description", "language", f"{ITUNES}explicit"):
        assert (channel.findtext(name) or "").strip(), name
    assert len(channel.findtext("description", "").encode()) <= 4000
    assert channel.findtext(f"{ITUNES}explicit") in ("true", "false")
    category = channel.find(f"{ITUNES}category")
    picture = channel.find(f"{ITUNES}image")
    assert category is not None and category.attrib["text"]
    assert picture is not None and picture.attrib["href"].startswith("https://")
    own = [each for each in channel.findall(f"{ATOM}link") if each.attrib["rel"] == "self"]
    assert [each.attrib["href"].rpartition("/")[2] for each in own] == ["feed.xml"]
    for item in channel.iter("item"):
        assert item.findtext("title") and item.findtext("guid")
        assert item.find("enclosure") is not None


# --- sound -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_loudness_by_another_meter(demonstration: Path, slug: str) -> None:
    """-16 LUFS ±0.5 and -1 dBTP, by ffmpeg's meter; EBU Tech 3341 allows a meter 0.2 dB of true peak."""
    file = demonstration / "feed/media" / f"{slug}.mp3"
    said = ffmpeg("-i", str(file), "-af", "ebur128=peak=true", "-f", "null", "-").rpartition("Summary:")[2]
    integrated = re.search(r"I:\s+(-?[\d.]+) LUFS", said)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", said)
    assert integrated is not None and peak is not None, said
    assert float(integrated[1]) == pytest.approx(-16, abs=0.5)
    assert float(peak[1]) <= -1 + 0.2


def guests(slug: str) -> list[str]:
    """Who is portrayed in a programme: in a documentary, in the portraits that it quotes."""
    people = tomllib.loads((EPISODES / slug / "episode.toml").read_text("utf-8"))["people"]
    own = [person["name"] for person in people if person["role"] == "guest"]
    if slug not in EDITED:
        return own
    parts = tomllib.loads((EPISODES / slug / "edit.toml").read_text("utf-8"))["part"]
    quoted = dict.fromkeys(part["quote"].partition("/")[0] for part in parts if "quote" in part)
    return [*own, *(name for each in quoted for name in guests(each))]


@pytest.mark.parametrize("slug", SLUGS)
def test_id3(demonstration: Path, slug: str) -> None:
    written = tomllib.loads((EPISODES / slug / "episode.toml").read_text("utf-8"))
    show = tomllib.loads((EPISODES / "show.toml").read_text("utf-8"))
    tags: Any = ID3(demonstration / "feed/media" / f"{slug}.mp3", translate=False)  # type: ignore[no-untyped-call]  # mutagen's own
    assert tags.version == (2, 4, 0)
    assert str(tags["TIT2"]) == written["title"]
    assert str(tags["TPE1"]) == ", ".join(guests(slug))
    assert str(tags["TALB"]) == show["title"]
    assert str(tags["TDRC"]) == written["date"].isoformat()
    (picture,) = tags.getall("APIC")
    assert picture.data == (EPISODES / show["artwork"]).read_bytes()
    (lyrics,) = tags.getall("USLT")
    assert lyrics.lang == "fra"
    assert len(words(lyrics.text)) > 100


def test_pages_say_that_voices_are_made_up(demonstration: Path) -> None:
    for slug in SLUGS:
        page = (demonstration / "feed/episodes" / slug / "index.html").read_text("utf-8")
        assert re.search(r"inventé|fictif|synthèse", page), slug


# --- again -----------------------------------------------------------------------------------------------


def test_a_second_build_does_nothing(demonstration: Path) -> None:
    before = marks(demonstration)
    foreseen = podcast(demonstration, "build", "--dry-run")
    assert (foreseen.code, foreseen.stdout) == (0, "")
    ran = podcast(demonstration, "build")
    assert ran.code == 0
    assert "Nothing to do" in ran.stderr and "✓" not in ran.stderr
    assert marks(demonstration) == before


@pytest.mark.slow
def test_two_builds_from_scratch_give_the_same_bytes(demonstration: Path, tmp_path: Path) -> None:
    """Another folder, another hash seed, zone and language, another number of tasks at a time."""
    root = copy_demonstration(tmp_path / "elsewhere, with a space")
    ran = podcast(root, "build", "-j", "1", PYTHONHASHSEED="7", TZ="Pacific/Auckland", PODCAST_LANG="fr")
    assert ran.code == 0, ran.stderr
    assert differing(public(root), public(demonstration)) == []
