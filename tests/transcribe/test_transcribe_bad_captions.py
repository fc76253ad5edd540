from pathlib import Path

import pytest

from podcast.errors import ContentError
from podcast.model import Transcript, Word
from podcast.transcribe import correct, draft, text_in
from podcast.transcribe.captions import vtt
from podcast.transcribe.cues import segment

FILE = Path("transcripts/x/a.wav.vtt")
ONE = "00:01.000 --> 00:02.000\nun\n"

BROKEN = [
    ("hello", 1, "begins with the word WEBVTT"),
    ("", 1, "is empty"),
    (" \n\n", 1, "is empty"),
    ("WEBVTTX\n", 1, "begins with the word WEBVTT"),
    ("WEBVTT\n\nnom\n00:01.000 -> 00:02.000\nbonjour\n", 4, "badly written"),
    ("WEBVTT\n\nrendez-vous de 10:30 à 11:30\nbonjour\n", 3, "no line of times"),
    ("WEBVTT\n\nbonjour\n", 3, "no line of times"),
    ("WEBVTT\n\n00:01,000 --> 00:02,000\nbonjour\n", 3, "cannot be read"),
    ("WEBVTT\n\n00:01.000 -->\nbonjour\n", 3, "cannot be read"),
    ("WEBVTT\n\n00:03.000 --> 00:02.000\nbonjour\n", 3, "end comes before"),
    (f"WEBVTT\n\n00:05.000 --> 00:06.000\ndeux\n\n{ONE}", 6, "begins before the one"),
    (f"WEBVTT\n\n{ONE}00:05.000 --> 00:06.000\ndeux\n", 5, "empty line above"),
    ("WEBVTT\n\n00:01.000 --> 00:09.000\na\n\n00:02.000 --> 00:03.000\nb\n", 6, "7000 ms before"),
    ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Marie <b>M</b>>oui\n", 4, "speaker's name"),
    ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v &lt;script&gt;>oui\n", 4, "speaker's name"),
    ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Marie oui\n", 4, "a < or >"),
]


@pytest.mark.parametrize("arrow", ["->", "–>", "—>", "=>", "→", "-- >", "--&gt;", "–", ""])
def test_a_mistyped_arrow_is_named_with_what_to_type(arrow: str) -> None:
    with pytest.raises(ContentError) as caught:
        vtt.read(f"WEBVTT\n\n00:01.000 {arrow} 00:02,500 align:left\nbonjour\n", FILE)
    assert "line 3: this line of times is badly written: 00:01.000" in str(caught.value)
    assert caught.value.hint_text.endswith("so: 00:01.000 --> 00:02.500")


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x0c", "\x1b", "\x7f", "\ufffe", "\uffff"])
def test_a_character_that_cannot_be_shown_is_named_with_its_line(sign: str) -> None:
    with pytest.raises(ContentError, match=r"line 4: .* cannot be shown"):
        vtt.read(f"WEBVTT\n\n00:01.000 --> 00:02.000\nbon{sign}jour\n", FILE)


def test_a_tab_is_a_character_like_others() -> None:
    (cue,) = vtt.read("WEBVTT\n\n00:01.000 --> 00:02.000\nbon\tjour\n", FILE)
    assert cue.text == "bon jour"


@pytest.mark.parametrize(("text", "line", "said"), BROKEN)
def test_a_broken_file_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ContentError) as caught:
        vtt.read(text, FILE)
    assert caught.value.values["line"] == line
    assert str(FILE) in str(caught.value)
    assert said in str(caught.value)


def test_latin_1_is_named_with_the_line_of_its_first_accent(tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_bytes("WEBVTT\n\n00:01.000 --> 00:02.000\nété\n".encode("latin-1"))
    with pytest.raises(ContentError) as caught:
        text_in(file)
    assert caught.value.values["line"] == 4


def test_a_byte_order_mark_and_windows_line_ends_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_bytes(b"\xef\xbb\xbf" + f"WEBVTT\n\n{ONE}".replace("\n", "\r\n").encode())
    assert [cue.text for cue in vtt.read(text_in(file), FILE)] == ["un"]


def test_a_cue_past_the_end_of_the_recording_is_named() -> None:
    machine = Transcript("fr", 3_000, (segment([Word(0, 500, "un")]),))
    text = draft(machine, "a" * 64) + "\n00:59.000 --> 01:00.000\nfin\n"
    with pytest.raises(ContentError, match=r"line 12.*00:00:03\.000 long"):
        correct(machine, text, FILE)


def test_two_voices_may_speak_at_once() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:09.000\n<v A>a\n\n00:02.000 --> 00:03.000\n<v B>b\n"
    assert [cue.speaker for cue in vtt.read(text, FILE)] == ["A", "B"]


def test_what_is_not_a_cue_is_passed_over() -> None:
    text = f"WEBVTT titre\n\nSTYLE\n::cue {{}}\n\nNOTE un mot\n\nnom\n{ONE}"
    (cue,) = vtt.read(text, FILE)
    assert (cue.name, cue.text, cue.line) == ("nom", "un", 9)


def test_the_language_of_a_cue_is_read() -> None:
    (cue,) = vtt.read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann><lang en>Hello &amp; you</lang>\n", FILE)
    assert (cue.speaker, cue.language, cue.text) == ("Ann", "en", "Hello & you")
