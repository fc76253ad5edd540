"""Voices told apart by their sound in a whole show: named once, corrected, said on the page."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from heard_show import add_episode, build, two_voices
from mutagen.id3 import ID3
from whole_show import empty_show, ffmpeg, files, podcast

from podcast.errors import ContentError
from podcast.graph import Outcome

DAY = date(2026, 6, 15)
SLUG = "atelier"
GUEST, HOST = "Nour Quintrelat", "Simone Valdrome"
LINES = [
    ("A", "Bonjour Nour et merci de nous recevoir."),
    ("B", "Bonjour, je couds des voiles."),
    ("A", "Pourquoi des voiles ?"),
    ("B", "Parce que le vent tourne ici."),
]
HEARD = {SLUG: LINES}
NAMES = f'[speakers]\nA = "{HOST}"\nB = "{GUEST}"\n'
TEXT = Path("transcripts") / SLUG / "1.flac.vtt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    empty_show(tmp_path)
    add_episode(tmp_path, SLUG, two_voices(SLUG, GUEST, HOST, "diarisation = true"), length_s=8)
    return tmp_path


def name(root: Path, text: str = NAMES) -> None:
    file = root / "episodes" / SLUG / "episode.toml"
    written = file.read_text("utf-8").partition("[speakers]")[0]
    file.write_text(written + text, "utf-8")


def correct(root: Path, old: str, new: str) -> None:
    file = root / TEXT
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def speakers(root: Path) -> list[tuple[str, str]]:
    """Who is written to say what in the file people correct."""
    return re.findall(r"<v ([^>]+)>(\w+)", (root / TEXT).read_text("utf-8"))


def public(root: Path) -> list[str]:
    data = json.loads((root / f"feed/transcripts/{SLUG}.json").read_text("utf-8"))
    return [each["speaker"] for each in data["segments"]]


def ran(outcome: Outcome) -> set[str]:
    return {task.stage for task in outcome.ran}


def remarks(outcome: Outcome) -> str:
    return "\n".join(str(remark) for _, remark in outcome.remarks)


def test_voices_without_a_name_are_published_by_their_letter_and_what_to_type_is_said(root: Path) -> None:
    outcome = build(root, HEARD, DAY)
    assert [who for who, _ in speakers(root)] == ["A", "B", "A", "B"]
    assert public(root) == ["Voix A", "Voix B", "Voix A", "Voix B"]
    assert f'[speakers]\nA = "{HOST}"\nB = "{GUEST}"' in remarks(outcome)
    assert "A (0:03, «Bonjour Nour et merci de nous recevoir Pourquoi…»)" in remarks(outcome).replace(".", "")


def test_names_given_later_transcribe_nothing_and_are_everywhere(root: Path) -> None:
    build(root, HEARD, DAY)
    name(root)
    outcome = build(root, HEARD, DAY)
    assert not {"transcribe", "voices", "master"} & ran(outcome)
    assert [who for who, _ in speakers(root)] == [HOST, GUEST, HOST, GUEST]
    assert public(root) == [HOST, GUEST, HOST, GUEST]
    assert not any("Voix A" in data.decode("utf-8", "ignore") for data in files(root, "feed").values())
    assert remarks(outcome) == ""
    assert build(root, HEARD, DAY).ran == []


def test_names_reach_a_text_that_was_corrected_and_a_person_wins(root: Path) -> None:
    build(root, HEARD, DAY)
    correct(root, "je couds des voiles", "je couds des toiles")
    correct(root, "<v A>Pourquoi", "<v B>Pourquoi")
    name(root)
    build(root, HEARD, DAY)
    assert speakers(root) == [(HOST, "Bonjour"), (GUEST, "Bonjour"), (GUEST, "Pourquoi"), (GUEST, "Parce")]
    assert "je couds des toiles" in (root / TEXT).read_text("utf-8")
    name(root, f'[speakers]\nA = "{GUEST}"\nB = "{HOST}"\n')
    build(root, HEARD, DAY)
    # the corrected line follows its voice, the one that a person gave to somebody stays theirs
    assert speakers(root) == [(GUEST, "Bonjour"), (HOST, "Bonjour"), (GUEST, "Pourquoi"), (HOST, "Parce")]
    assert "je couds des toiles" in (root / f"feed/transcripts/{SLUG}.txt").read_text("utf-8")


def test_a_letter_typed_later_stands_for_the_name(root: Path) -> None:
    name(root)
    build(root, HEARD, DAY)
    correct(root, f"<v {HOST}>Pourquoi", "<v B>Pourquoi")
    build(root, HEARD, DAY)
    assert public(root) == [HOST, GUEST, GUEST, GUEST]


def test_the_page_and_the_json_say_how_it_was_found(root: Path) -> None:
    name(root)
    build(root, HEARD, DAY)
    page = root / f"feed/episodes/{SLUG}/index.html"
    assert "Une machine a estimé qui parle" in page.read_text("utf-8")
    machine = json.loads((root / f"transcripts/{SLUG}/1.flac.json").read_text("utf-8"))
    assert machine["voices"] == [["A", HOST], ["B", GUEST]]
    assert {each["whose"][2] for each in machine["segments"]} == {"diarisation"}
    correct(root, f"<v {HOST}>Pourquoi", f"<v {GUEST}>Pourquoi")
    build(root, HEARD, DAY)
    assert "Dans 3 passages sur 4, une machine a estimé qui parle" in page.read_text("utf-8")
    data = json.loads((root / f"feed/transcripts/{SLUG}.json").read_text("utf-8"))
    assert data["speakersFound"] == {"diarisation": 3, "person": 1}


def test_a_microphone_each_is_certain(root: Path) -> None:
    file = root / "episodes" / SLUG / "episode.toml"
    channels = f'[[recordings]]\nfile = "1.flac"\nchannels = ["{HOST}"]\n'
    file.write_text(file.read_text("utf-8") + channels, "utf-8")
    outcome = build(root, {SLUG: [(HOST, "Bonjour à tous.")]}, DAY)
    assert "voices" not in ran(outcome)
    assert "chaque voix avait son micro" in (root / f"feed/episodes/{SLUG}/index.html").read_text("utf-8")


def test_a_voice_that_does_not_exist_is_said_with_its_line_and_nothing_is_lost(root: Path) -> None:
    build(root, HEARD, DAY)
    before = files(root, "feed", "transcripts")
    name(root, f'[speakers]\nA = "{HOST}"\nC = "{GUEST}"\n')
    outcome = build(root, HEARD, DAY)
    (error,) = (each.error for each in outcome.failed)
    line = (root / f"episodes/{SLUG}/episode.toml").read_text("utf-8").splitlines().index(
        f'C = "{GUEST}"'
    ) + 1
    assert isinstance(error, ContentError)
    assert str(error) == (
        f"episodes/{SLUG}/episode.toml, line {line}: no voice is called C; those told apart are A, B"
    )
    assert files(root, "feed", "transcripts") == before


def test_more_voices_than_people_are_not_published(root: Path) -> None:
    file = root / "episodes" / SLUG / "episode.toml"
    file.write_text(file.read_text("utf-8").replace("diarisation", "voices = 3\ndiarisation"), "utf-8")
    heard = {SLUG: [*LINES, ("C", "Et moi, je passe."), ("C", "Je repasse encore.")]}
    build(root, heard, DAY)
    build(root, heard, DAY)
    assert not (root / f"feed/transcripts/{SLUG}.json").exists()


def test_turning_it_on_transcribes_nothing_again(root: Path) -> None:
    file = root / "episodes" / SLUG / "episode.toml"
    wanted = file.read_text("utf-8")
    file.write_text(wanted.replace("diarisation = true", ""), "utf-8")
    lines = {SLUG: [("", text) for _, text in LINES]}
    build(root, lines, DAY)
    correct(root, "je couds des voiles", "je couds des toiles")
    build(root, lines, DAY)
    file.write_text(wanted, "utf-8")
    name(root)
    outcome = build(root, HEARD, DAY)
    assert "transcribe" not in ran(outcome)
    # the corrected line, which had no speaker, has one now like its neighbours
    assert speakers(root) == [(HOST, "Bonjour"), (GUEST, "Bonjour"), (HOST, "Pourquoi"), (GUEST, "Parce")]


LONG = [
    (HOST, "Bonjour Nour Quintrelat et bienvenue."),
    *[(GUEST, "Je couds des voiles ici.")] * 45,
    (HOST, "Comment avez-vous commencé ?"),
    *[(GUEST, "Avec ma grand-mère Quintrelat.")] * 45,
    (HOST, "Que dit votre cousine Quintrelat ?"),
    *[(GUEST, "Elle aime les toiles.")] * 45,
]


def published_chapters(root: Path) -> list[str]:
    file = root / f"feed/chapters/{SLUG}.json"
    return (
        [each["title"] for each in json.loads(file.read_text("utf-8"))["chapters"]] if file.exists() else []
    )


def in_mp3(root: Path) -> list[str]:
    tags = ID3(root / f"feed/media/{SLUG}.mp3")  # type: ignore[no-untyped-call]
    return [str(frame.sub_frames["TIT2"]) for frame in tags.getall("CHAP")]  # type: ignore[no-untyped-call]


@pytest.fixture
def long(tmp_path: Path) -> Path:
    empty_show(tmp_path)
    add_episode(tmp_path, SLUG, two_voices(SLUG, GUEST, HOST), length_s=1)
    ffmpeg(
        *("-f", "lavfi", "-i", "sine=300:duration=280", "-ar", "16000"),
        str(tmp_path / "episodes" / SLUG / "recordings/1.flac"),
    )
    return tmp_path


def test_chapters_are_proposed_corrected_and_refused(long: Path) -> None:
    file = long / "episodes" / SLUG / "episode.toml"
    written = file.read_text("utf-8")
    build(long, {SLUG: LONG}, DAY)
    asked = ["Introduction", "Comment avez-vous commencé ?", "Que dit votre cousine Quintrelat ?"]
    assert published_chapters(long) == asked
    page = long / f"feed/episodes/{SLUG}/index.html"
    assert "Une machine a choisi ces chapitres" in page.read_text("utf-8")
    assert in_mp3(long) == asked

    told = podcast(long, "chapters", SLUG)
    assert told.stdout.count("[[chapters]]") == 3
    assert "chapters = false" in told.stderr
    file.write_text(written + told.stdout.replace("Introduction", "Des voiles"), "utf-8")
    build(long, {SLUG: LONG}, DAY)
    assert published_chapters(long) == ["Des voiles", *asked[1:]]
    assert "Une machine a choisi" not in page.read_text("utf-8")

    file.write_text("chapters = false\n" + written, "utf-8")
    build(long, {SLUG: LONG}, DAY)
    assert published_chapters(long) == []
    assert in_mp3(long) == []


def test_a_proposed_title_says_no_name_that_is_not_to_be_said(long: Path) -> None:
    file = long / "episodes" / SLUG / "episode.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace(f'name = "{GUEST}"', f'name = "{GUEST}"\nrestrictions = ["no_surname"]'), "utf-8"
    )
    build(long, {SLUG: LONG}, DAY)
    assert published_chapters(long)[-1] == "Que dit votre cousine […] ?"


def test_chapters_of_nothing_say_what_to_type(long: Path) -> None:
    told = podcast(long, "chapters", SLUG)
    assert told.code == 2
    assert f"podcast build --only {SLUG}" in told.stderr
    assert podcast(long, "chapters", "autre").code == 2
