"""Our captions before strict readers that are not ours, over everything people and engines may say.

`webvtt-parser.js` is the W3C's own validator, version 2.2.0 of the npm package of that name, which its
author put into the public domain. It runs in Chromium, or in Node where that is installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import srt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from podcast.model import Segment, Transcript, Word
from podcast.transcribe import FORMATS, correct, draft, renew
from podcast.transcribe.align import timed
from podcast.transcribe.wording import joined, words_of

VALIDATOR = Path(__file__).with_name("webvtt-parser.js")
FILE = Path("transcripts/x/a.wav.vtt")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NODE = shutil.which("node")
SCRIPT = """
const { WebVTTParser } = require(process.argv[1]);
for (const text of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  const { cues, errors } = new WebVTTParser().parse(text, "captions");
  console.log(JSON.stringify([cues.map((c) => [c.startTime, c.endTime]), errors]));
}
"""
IN_PAGE = """(texts) => texts.map((text) => {
  const { cues, errors } = new WebVTTParser().parse(text, "captions");
  return [cues.map((c) => [c.startTime, c.endTime]), errors];
})"""

Read = Callable[[list[str]], list[Any]]
"""The times and the errors found in each text."""


def in_node(texts: list[str]) -> list[Any]:
    assert NODE
    done = subprocess.run(
        [NODE, "-e", SCRIPT, str(VALIDATOR)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    if NODE:
        yield in_node
        return
    if CHROMIUM is None:
        pytest.skip("neither Node nor Chromium is installed")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_script_tag(path=VALIDATOR)
        yield lambda texts: list(page.evaluate(IN_PAGE, texts))
        browser.close()


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
TEXTS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=120),
    st.sampled_from(
        ["a --> b", "<v X>", "&amp; <i>é</i>", "« Ah ! »", "-->", "NOTE x", "مرحبا", "1", "WEBVTT"]
    ),
)
NAMES = st.one_of(st.just(""), st.text(LETTERS, max_size=20), st.sampled_from(["A & B", "x > y", "Leïla"]))
LANGUAGES = st.sampled_from(["", "", "en", "ar", "pt-BR"])


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Cues of several voices and languages, some at the same time, as a build may put them together."""
    segments, at_ms = [], 0
    for _ in range(draw(st.integers(0, 6))):
        start_ms = at_ms + draw(st.integers(0, 4_000_000))
        end_ms = start_ms + draw(st.integers(1, 9_000))
        words = words_of(draw(TEXTS))
        text = " ".join(words)
        heard = timed(words, (), start_ms, end_ms)
        who, language = " ".join(draw(NAMES).split()), draw(LANGUAGES)
        if any(character.isalnum() for character in text):
            segments.append(Segment(start_ms, end_ms, text, who, heard, language=language))
        at_ms = draw(st.sampled_from([start_ms, end_ms]))
    return Transcript("fr", at_ms + 10_000, tuple(segments))


QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(said=transcripts())
def test_the_w3c_validator_accepts_every_file(read: Read, said: Transcript) -> None:
    translation = replace(said, language="en", translated_from="fr")
    files = [FORMATS["vtt"](said), FORMATS["vtt"](translation), draft(said, "0" * 64)]
    for times, errors in read(files):
        assert errors == []
        found = sorted((round(a * 1000), round(b * 1000)) for a, b in times)
        assert found == sorted((each.start_ms, each.end_ms) for each in said.segments)


@QUICK
@given(said=transcripts())
def test_a_strict_reader_of_srt_accepts_every_file(said: Transcript) -> None:
    text = FORMATS["srt"](said)
    cues = list(srt.parse(text, ignore_errors=False))
    assert [cue.index for cue in cues] == list(range(1, len(cues) + 1))
    assert all(timedelta(0) <= cue.start <= cue.end for cue in cues)
    assert all(cue.content.strip() for cue in cues)


HANDMADE = """WEBVTT

reviewed Anne
00:00:01.000 --> 00:00:05.000
<v Leïla>C'est un <lang en>business plan</lang> quoi.</v> <v Simon>Ah !

00:00:06.000 --> 00:00:08.000
<v Simon><lang ar>مرحبا</lang>
"""


def test_what_people_wrote_stays_valid_when_the_machine_hears_again(read: Read) -> None:
    def heard(*words: str) -> Transcript:
        run = tuple(Word(1_000 + i * 400, 1_300 + i * 400, word) for i, word in enumerate(words))
        return Transcript("fr", 60_000, (Segment(1_000, run[-1].end_ms, joined(run), "Leïla", run),))

    old, new = heard("C'est", "un", "plan"), heard("C'est", "bien", "autre", "chose")
    again = renew(new, "1" * 64, old, HANDMADE, FILE)
    published = FORMATS["vtt"](correct(new, again, FILE))
    assert [errors for _, errors in read([again, published])] == [[], []]
    assert "<lang en>business plan</lang>" in again and "<lang ar>مرحبا</lang>" in again
    assert "<v Leïla><lang en>business plan</lang>" in published
    assert "<v Simon>Ah\u00a0!" in published


def test_the_validator_is_strict(read: Read) -> None:
    broken = [
        "WEBVTT\n00:01.000 --> 00:02.000\nx\n",
        "WEBVTT\n\n00:01.000 -> 00:02.000\nx\n",
        "WEBVTT\n\n00:02.000 --> 00:01.000\nx\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<lang en>x\n",
    ]
    assert all(errors for _, errors in read(broken))
    with pytest.raises(srt.SRTParseError):
        list(srt.parse("1\n00:00:01,000 -> 00:00:02,000\nx\n\n"))
