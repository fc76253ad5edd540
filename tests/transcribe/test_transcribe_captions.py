import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import ContentError
from podcast.model import EngineStamp, Segment, Transcript, Word
from podcast.transcribe import FORMATS, from_json, to_json, words_in
from podcast.transcribe.captions import vtt
from podcast.transcribe.captions.lines import broken

FILE = Path("transcripts/x/a.wav.vtt")
LONG = "J'habite à la Fontaine du Bac, au quatrième étage, et ma cuisine professionnelle est en bas."


def transcript(*cues: tuple[int, int, str, str]) -> Transcript:
    segments = tuple(Segment(start, end, text, speaker) for start, end, speaker, text in cues)
    return Transcript("fr", 60_000, segments)


SAMPLE = transcript(
    (1_000, 4_000, "Leïla", "Bonjour."),
    (4_500, 9_250, "Leïla", LONG),
    (9_500, 12_000, "Simon & Cie", "Un <b>mot</b> & un autre"),
)


def test_vtt_names_the_voice_and_keeps_lines_short() -> None:
    text = FORMATS["vtt"](SAMPLE)
    assert text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Leïla>Bonjour.\n")
    assert "<v Simon &amp; Cie>Un &lt;b&gt;mot&lt;/b&gt; &amp; un autre" in text
    assert all(len(line.split(">", 1)[-1]) <= 65 for line in text.splitlines() if "-->" not in line)


def test_vtt_reads_back_what_it_wrote() -> None:
    cues = vtt.read(FORMATS["vtt"](SAMPLE), FILE)
    assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in cues] == [
        (s.start_ms, s.end_ms, s.speaker, s.text) for s in SAMPLE.segments
    ]


def test_srt_has_two_lines_of_32_and_the_name_once() -> None:
    text = FORMATS["srt"](SAMPLE)
    assert text.startswith("1\n00:00:01,000 --> 00:00:04,000\nLeïla: Bonjour.\n\n2\n")
    assert text.count("Leïla: ") == 1
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")[2:]
        assert 1 <= len(lines) <= 2
        assert all(len(line) <= 32 for line in lines)


def test_podcast_json_has_seconds_and_a_version() -> None:
    data = json.loads(FORMATS["json"](SAMPLE))
    assert data["version"] == "1.0.0"
    assert data["segments"][0] == {
        "speaker": "Leïla",
        "startTime": 1.0,
        "endTime": 4.0,
        "body": "Bonjour.",
    }


def test_text_begins_a_paragraph_at_each_speaker() -> None:
    paragraphs = FORMATS["txt"](SAMPLE).split("\n\n")
    assert paragraphs[0] == f"Leïla : Bonjour. {LONG}"
    assert paragraphs[1].startswith("Simon & Cie : ")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_words_is_still_a_file_of_its_format(name: str) -> None:
    text = FORMATS[name](Transcript("fr", 1_000, ()))
    if name == "vtt":
        assert vtt.read(text, FILE) == ()
    elif name == "json":
        assert json.loads(text)["segments"] == []
    else:
        assert text == ""


@given(st.text(st.sampled_from("abé '-\u00a0,."), max_size=300), st.integers(8, 70))
def test_lines_lose_nothing_and_fit(text: str, width: int) -> None:
    lines = broken(text, width)
    assert [word for line in lines for word in line.split(" ")] == [w for w in text.split(" ") if w]
    assert all(len(line) <= width or " " not in line for line in lines)


words = st.builds(
    Word,
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.text(min_size=1, max_size=9),
    st.integers(0, 1000).map(lambda each: each / 1000),
)
segments = st.builds(
    Segment,
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.text(),
    st.text(max_size=9),
    st.lists(words, max_size=4).map(tuple),
)


@given(st.lists(segments, max_size=4).map(tuple))
def test_machine_words_read_back_as_written(found: tuple[Segment, ...]) -> None:
    stamp = EngineStamp("faster-whisper", "1.2.1", "base", "0" * 64)
    whole = Transcript("fr", 10**7, found, stamp, (), "fr", 0.98)
    assert from_json(to_json(whole)) == whole
    assert to_json(from_json(to_json(whole))) == to_json(whole)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"format": 99}', b"\xe9\xff", b"[" * 100_000])
def test_a_damaged_machine_file_is_said(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "1.wav.json").write_bytes(text)
    with pytest.raises(ContentError) as caught:
        words_in(tmp_path, Path("1.wav.json"))
    assert str(caught.value) == "1.wav.json: the machine's transcript cannot be read"
    assert caught.value.hint_text.startswith("delete 1.wav.json")
