"""The demonstration documentary: what it is made of is carried over from the portraits, and how it sounds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from whole_show import EPISODES, ffmpeg, files, podcast

from podcast.model import Clip, Timeline
from podcast.stages import Paths
from podcast.stages.store import load
from podcast.tools import find
from podcast.transcribe import read_captions
from podcast.transcribe.captions.vtt import Cue

SLUG = "le-premier-oui"
EDIT = tomllib.loads((EPISODES / SLUG / "edit.toml").read_text("utf-8"))
QUOTED = list(dict.fromkeys(part["quote"].partition("/")[0] for part in EDIT["part"] if "quote" in part))
RATE_HZ = 16_000
Sound = NDArray[np.float64]


def sound(file: Path) -> Sound:
    """A file as one channel at 16 kHz."""
    raw = subprocess.run(
        [find().path, "-v", "error", "-i", str(file), "-ac", "1", "-ar", str(RATE_HZ), "-f", "f32le", "-"],
        capture_output=True,
        check=True,
    ).stdout
    return np.frombuffer(raw, np.float32).astype(np.float64)


def between(heard: Sound, start_ms: int, end_ms: int) -> Sound:
    return heard[max(start_ms, 0) * RATE_HZ // 1000 : end_ms * RATE_HZ // 1000]


def level(heard: Sound) -> float:
    """RMS in dB full scale."""
    return float(10 * np.log10(np.mean(heard**2) + 1e-12))


def found_at_ms(passage: Sound, whole: Sound) -> int:
    """Where a passage is heard in a longer sound: the lag at which the two are most alike."""
    size = 1 << (len(passage) + len(whole)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(passage, size)), size)
    return int(np.argmax(alike[: len(whole)])) * 1000 // RATE_HZ


def cues(root: Path, slug: str) -> list[Cue]:
    file = Path("feed/transcripts", f"{slug}.vtt")
    return list(read_captions((root / file).read_text("utf-8"), file))


@pytest.fixture(scope="module")
def timeline(demonstration: Path) -> Timeline:
    return load(demonstration / Paths(SLUG).timeline, Timeline)


@pytest.fixture(scope="module")
def documentary(demonstration: Path) -> Sound:
    return sound(demonstration / f"feed/media/{SLUG}.mp3")


@pytest.fixture(scope="module")
def portraits(demonstration: Path) -> dict[str, Sound]:
    return {slug: sound(demonstration / f"feed/media/{slug}.mp3") for slug in QUOTED}


def quotes(timeline: Timeline) -> list[Clip]:
    return [clip for clip in timeline.on("voice") if clip.kind == "quote"]


def test_it_quotes_every_portrait_and_has_all_kinds_of_parts() -> None:
    others = {path.parent.name for path in EPISODES.glob("*/episode.toml")} - {SLUG}
    assert set(QUOTED) == others and len(others) >= 4
    kinds = {key for part in EDIT["part"] for key in part}
    assert {"title", "quote", "narration", "music", "pause"} <= kinds


def test_captions_stand_where_the_portraits_captions_say_the_same_sound(
    demonstration: Path, timeline: Timeline, documentary: Sound, portraits: dict[str, Sound]
) -> None:
    """Times carried over are right to 50 ms: how far apart the two sounds are is measured in the MP3s."""
    own = cues(demonstration, SLUG)
    for clip in quotes(timeline):
        end_ms = clip.at_ms + clip.duration_ms
        passage = between(documentary, clip.at_ms, end_ms)
        apart_ms = clip.at_ms - found_at_ms(passage, portraits[clip.episode])
        inside = [cue for cue in own if clip.at_ms <= (cue.start_ms + cue.end_ms) / 2 < end_ms]
        source = cues(demonstration, clip.episode)
        pairs = [(cue, each) for cue in inside for each in source if cue.text == each.text]
        assert len(pairs) >= len(inside) - 1 and pairs, inside  # a quote may begin within a cue
        for cue, each in pairs:
            # a cue that a quote cuts into begins where the quote does
            assert cue.start_ms == pytest.approx(max(each.start_ms + apart_ms, clip.at_ms), abs=50), cue
            assert cue.speaker == each.speaker != "", cue


def test_no_word_is_cut(demonstration: Path, timeline: Timeline) -> None:
    """Both ends of a quote lie at least 12 dB below its speech, in the recording."""
    for clip in quotes(timeline):
        whole = sound(demonstration / clip.source)
        steps = between(whole, clip.start_ms, clip.end_ms)
        steps = steps[: len(steps) // 480 * 480].reshape(-1, 480)
        speech = float(np.percentile([level(step) for step in steps], 90))
        for cut_ms in (clip.start_ms, clip.end_ms):
            assert level(between(whole, cut_ms - 12, cut_ms + 12)) < speech - 12, (clip.source, cut_ms)


def test_ten_recordings_sound_like_one_programme(demonstration: Path, timeline: Timeline) -> None:
    """Each voice, a telephone's and a studio's, is as loud as the others, by ffmpeg's meter."""
    file = demonstration / f"feed/media/{SLUG}.mp3"
    found = []
    for clip in timeline.on("voice"):
        cut = ("-ss", str(clip.at_ms / 1000), "-t", str(clip.duration_ms / 1000))
        said = ffmpeg(*cut, "-i", str(file), "-af", "ebur128", "-f", "null", "-")
        found.append(float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1]))
    assert max(found) - min(found) <= 1.5, found


def test_music_makes_way_for_the_narrator_and_comes_back(timeline: Timeline, documentary: Sound) -> None:
    """Alone, between two voices, and after the last: it is the same music."""
    first, *_, last = timeline.on("music")
    voices = timeline.on("voice")
    spoken = next(at for at, clip in enumerate(voices) if clip.at_ms > first.at_ms)
    pause_ms = voices[spoken].at_ms + voices[spoken].duration_ms
    assert voices[spoken + 1].at_ms < first.at_ms + first.duration_ms, "music plays on under the next voice"
    alone = level(between(documentary, first.at_ms + 300, voices[spoken].at_ms - 300))
    under = level(between(documentary, pause_ms + 50, voices[spoken + 1].at_ms - 50))
    assert under < alone - 12
    over_ms = voices[-1].at_ms + voices[-1].duration_ms
    assert last.at_ms < over_ms < last.at_ms + last.duration_ms - 5000
    assert level(between(documentary, over_ms + 1000, over_ms + 5000)) > under + 6
    assert level(documentary[-RATE_HZ // 4 :]) < alone - 20, "it ends, and is not cut"


def test_one_chapter_for_each_portrait_with_its_place(demonstration: Path, timeline: Timeline) -> None:
    chapters = json.loads((demonstration / f"feed/chapters/{SLUG}.json").read_text("utf-8"))["chapters"]
    record = json.loads((demonstration / f".podcast/items/{SLUG}.json").read_text("utf-8"))
    assert [each["episode"] for each in record["chapters"] if each["episode"]] == QUOTED
    placed = [each for each in chapters if "location" in each]
    assert len(placed) == len(QUOTED)
    assert chapters[0]["startTime"] == 0
    for slug, chapter in zip(QUOTED, placed, strict=True):
        first_s = next(clip.at_ms for clip in quotes(timeline) if clip.episode == slug) / 1000
        later = [each["startTime"] for each in chapters if each["startTime"] > chapter["startTime"]]
        assert chapter["startTime"] <= first_s < min(later)
        assert chapter["title"].endswith(f" · {chapter['location']['name']}")


def test_its_tags_are_those_of_its_portraits(demonstration: Path) -> None:
    def tags(slug: str) -> set[tuple[str, str]]:
        record = json.loads((demonstration / f".podcast/items/{slug}.json").read_text("utf-8"))
        return {(label["kind"], label["id"]) for label in record["labels"]}

    assert tags(SLUG) == set.union(*map(tags, QUOTED))


def test_pages_lead_both_ways(demonstration: Path) -> None:
    pages = demonstration / "feed/episodes"
    page = (pages / SLUG / "index.html").read_text("utf-8")
    for slug in QUOTED:
        (address,) = {*re.findall(rf'href="([^"]*/{slug}/[^"#]*)#t\d+"', page)}
        assert (pages / SLUG / address).resolve().is_file()
        assert f"/{SLUG}/" in (pages / slug / "index.html").read_text("utf-8")


def test_a_portrait_that_is_withdrawn_takes_the_documentary_off_the_air(
    demonstration: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(demonstration, tmp_path / "show"))
    gone, *left = QUOTED
    ran = podcast(root, "withdraw", gone, "--reason", "une demande", "--yes")
    assert ran.code == 0, ran.stderr
    assert SLUG in ran.stderr

    def naming() -> set[str]:
        """Public files that are of the documentary or speak of it."""
        public = files(root, "feed")
        return {name for name, data in public.items() if SLUG in name or SLUG.encode() in data}

    assert naming() == set()
    ran = podcast(root, "build")
    assert ran.code == 1
    assert all("was withdrawn" in said for said in ran.sentences), ran.stderr
    assert len(ran.sentences) == sum(part.get("quote", "").startswith(gone) for part in EDIT["part"])
    assert naming() == set()
    assert sorted(path.stem for path in (root / "feed/media").glob("*.mp3")) == sorted(left)
