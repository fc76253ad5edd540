"""`podcast tag` as a producer types it, in a show of one episode."""

from __future__ import annotations

import json
import shutil
import tomllib
import unicodedata
import wave
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import TypeAdapter
from the_reader import reader

from podcast.cli.speak import Voice
from podcast.cli.tag import tag
from podcast.errors import ContentError, UsageProblem
from podcast.model import Segment, Tag, Transcript
from podcast.show import NewEpisode, NewShow, add_episode, new_show
from podcast.stages import Paths
from podcast.tag import find_tags, load_sectors, load_territory

SAID = "J'habite à la gaultiaire. On vit bien à la Gaultiaire. Je suis couturière, je fais des ourlets."


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show whose one episode was built: its transcript read, its tags found."""
    new_show(
        tmp_path,
        NewShow("Voix", "fr", "Radio", "radio@example.org", "https://example.org", "Des voix.", "clermont"),
    )
    sound = tmp_path / "a.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1600))
    add_episode(
        tmp_path, NewEpisode("leila", (sound,), "Leïla", "g-1", date(2026, 9, 1), ("Leïla Montagner",))
    )
    transcript = Transcript("fr", 9000, (Segment(61_000, 70_000, SAID),))
    found = find_tags(
        transcript, load_territory("clermont", tmp_path), load_sectors(), frozenset(), reader().read
    )
    file_of_tags = tmp_path / Paths("leila").tags
    file_of_tags.parent.mkdir(parents=True)
    file_of_tags.write_bytes(TypeAdapter(tuple[Tag, ...]).dump_json(found))
    return tmp_path


def typed(folder: Path, *words: str, language: str = "en", stdin: str = "") -> Result:
    runner = CliRunner(env={"PODCAST_LANG": language, "COLUMNS": "200"})
    return runner.invoke(tag, words, obj=Voice(str(folder)), input=stdin)


def content(show: Path) -> dict[str, object]:
    return tomllib.loads((show / "episodes/leila/episode.toml").read_text("utf-8"))


def test_any_text_gives_json_on_stdout(tmp_path: Path) -> None:
    file = tmp_path / "texte.txt"
    file.write_text("Je suis coiffeuse, mon salon est à chant pratel.", encoding="utf-8")
    result = typed(tmp_path, "text", str(file), "--language", "fr", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(found) == {"places", "sectors", "themes"}
    (place,) = found["places"]
    assert (place["id"], place["state"]) == ("quartiers-nord", "auto")
    assert set(place["evidence"][0]) == {"words", "start_ms", "rule", "score", "tie"}
    assert found["sectors"][0]["id"] == "beaute_bien_etre"


def test_a_language_without_a_list_of_trades_is_said_and_one_that_is_none_refused(tmp_path: Path) -> None:
    found = typed(tmp_path, "text", "-", "--language", "sl", stdin="Živim v La Gauthière, šivam obleke.")
    assert found.exit_code == 0
    assert "no list of trades in «sl»" in found.stderr
    assert "suggested  la-gauthiere" in found.stderr
    assert (
        "no list of trades"
        not in typed(tmp_path, "text", "-", "--language", "fr-FR", stdin="Bonjour.").stderr
    )
    refused = typed(tmp_path, "text", "-", "--language", "xx", stdin="Bonjour.")
    assert isinstance(refused.exception, UsageProblem)
    assert "«xx» is a language that no speech engine hears" in str(refused.exception)


def test_a_text_with_accents_apart_and_a_regional_language_is_read(tmp_path: Path) -> None:
    file = tmp_path / "texte.txt"
    file.write_text(unicodedata.normalize("NFD", "J'habite à La Gauthière."), encoding="utf-8")
    (place,) = json.loads(typed(tmp_path, "text", str(file), "--language", "fr-FR", "--json").stdout)[
        "places"
    ]
    assert (place["state"], place["evidence"][0]["words"]) == ("auto", "Gauthière")


def test_a_text_without_a_place_is_an_honest_none(tmp_path: Path) -> None:
    result = typed(tmp_path, "text", "-", "--language", "fr", "--json", stdin="Bonjour à tous.")
    assert json.loads(result.stdout) == {"places": [], "sectors": [], "themes": []}
    assert "Aucun lieu" in typed(tmp_path, "text", "-", stdin="Bonjour.", language="fr").stderr


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "texte.txt"
    file.write_bytes("été".encode("latin-1"))
    assert isinstance(typed(tmp_path, "text", str(file)).exception, ContentError)


def test_a_territory_is_read_through(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('id = "x"\n[[area]]\nid = "a"\n', encoding="utf-8")
    bad = typed(tmp_path, "check", "x.toml")
    assert bad.exit_code == 1
    assert bad.stderr.count("✗") == 4
    assert "8 places" in typed(tmp_path, "check", "clermont").stderr


def test_suggest_shows_what_was_found_and_what_to_type(show: Path) -> None:
    (found,) = json.loads(typed(show, "suggest", "--json").stdout)
    assert found["episode"] == "leila"
    assert found["places"][0]["id"] == "la-gauthiere"
    assert "La Gauthière" in typed(show, "suggest", "leila").stderr


def test_explain_says_the_words_the_time_and_the_rule(show: Path) -> None:
    said = typed(show, "explain", "leila", "la-gauthiere", language="fr").stderr
    assert "1:02" in said
    assert "« gaultiaire »" in said
    assert "son voisin" in said
    assert "couturière" not in said


def test_explain_says_why_a_tag_is_only_proposed(show: Path) -> None:
    file = show / Paths("leila").tags
    (place, *others) = json.loads(file.read_text("utf-8"))
    place["state"] = "suggested"
    for why in place["evidence"]:
        why["tie"] = 0.31
    file.write_text(json.dumps([place, *others]), encoding="utf-8")
    assert "ties the speaker to it surely enough" in typed(show, "explain", "leila", "la-gauthiere").stderr
    assert "0.31" in typed(show, "explain", "leila", "la-gauthiere").stderr
    for why in place["evidence"]:
        why["tie"] = None
    file.write_text(json.dumps([place, *others]), encoding="utf-8")
    assert "le nom n'est pas assez sûr" in typed(show, "explain", "leila", language="fr").stderr
    episode = show / "episodes/leila/episode.toml"
    episode.write_text('language = "it"\n' + episode.read_text("utf-8"), encoding="utf-8")
    assert "places are read in French and English" in typed(show, "explain", "leila").stderr


def test_explain_and_check_give_json(show: Path, tmp_path: Path) -> None:
    told = json.loads(typed(show, "explain", "leila", "la-gauthiere", "--json").stdout)
    assert (told["episode"], [each["id"] for each in told["places"]]) == ("leila", ["la-gauthiere"])
    assert told["sectors"] == []
    assert json.loads(typed(show, "check", "clermont", "--json").stdout) == {
        "territory": "clermont",
        "places": 8,
        "mistakes": [],
    }
    (tmp_path / "x.toml").write_text('id = "x"\n[[area]]\nid = "a"\n', encoding="utf-8")
    bad = typed(tmp_path, "check", "x.toml", "--json")
    assert bad.exit_code == 1
    assert len(json.loads(bad.stdout)["mistakes"]) == 4


def test_accept_writes_the_tag_and_keeps_the_new_spelling(show: Path) -> None:
    result = typed(show, "accept", "leila", "la-gauthiere")
    assert result.exit_code == 0, result.exception
    assert content(show)["place"] == [{"id": "la-gauthiere", "relation": ["lives"]}]
    aliases = tomllib.loads((show / "episodes/aliases.toml").read_text("utf-8"))
    assert aliases["heard"] == {"la-gauthiere": ["gaultiaire"]}
    assert "said so already" in typed(show, "accept", "leila", "la-gauthiere").stderr


def test_a_word_like_a_name_that_was_heard_right_is_not_learned(show: Path) -> None:
    transcript = Transcript(
        "fr", 9000, (Segment(0, 9000, "J'habite au Patural, à Gerzat. Mes chèvres vont au Paturail."),)
    )
    found = find_tags(
        transcript, load_territory("clermont", show), load_sectors(), frozenset(), reader().read
    )
    (place,) = (each for each in found if each.kind == "place")
    assert {why.rule for why in place.evidence} == {"name", "near"}
    (show / Paths("leila").tags).write_bytes(TypeAdapter(tuple[Tag, ...]).dump_json(found))
    assert typed(show, "accept", "leila", "patural-pegues").exit_code == 0
    assert not (show / "episodes/aliases.toml").exists()


def test_a_no_says_nothing_of_the_words_until_they_are_said_to_be_no_place(show: Path) -> None:
    said = typed(show, "reject", "leila", "la-gauthiere").stderr
    assert content(show)["not_place"] == ["la-gauthiere"]
    assert not (show / "episodes/aliases.toml").exists()
    assert "podcast tag reject leila la-gauthiere --no-place" in said
    assert typed(show, "reject", "leila", "la-gauthiere", "--no-place").exit_code == 0
    aliases = tomllib.loads((show / "episodes/aliases.toml").read_text("utf-8"))
    assert aliases["never"] == {"la-gauthiere": ["gaultiaire"]}


def test_what_can_be_passed_over_is_said(show: Path) -> None:
    asked = typed(show, "reject", "leila", "artisanat_creation", "--no-place")
    assert isinstance(asked.exception, UsageProblem)
    assert "not_sector" not in content(show)
    assert "no words to pass over" in typed(show, "reject", "leila", "centre", "--no-place").stderr
    file = show / Paths("leila").tags
    found = json.loads(file.read_text("utf-8"))
    for why in found[0]["evidence"]:
        why["rule"] = "heard"
    file.write_text(json.dumps(found), "utf-8")
    typed(show, "reject", "leila", "la-gauthiere", "--no-place")
    aliases = tomllib.loads((show / "episodes/aliases.toml").read_text("utf-8"))
    assert aliases["never"] == {"la-gauthiere": ["gaultiaire"]}


def test_a_no_and_then_a_yes_is_a_yes(show: Path) -> None:
    typed(show, "reject", "leila", "la-gauthiere", "--no-place")
    typed(show, "accept", "leila", "la-gauthiere")
    aliases = tomllib.loads((show / "episodes/aliases.toml").read_text("utf-8"))
    assert aliases["heard"] == {"la-gauthiere": ["gaultiaire"]}
    assert aliases["never"] == {"la-gauthiere": []}
    typed(show, "reject", "leila", "la-gauthiere", "--no-place")
    aliases = tomllib.loads((show / "episodes/aliases.toml").read_text("utf-8"))
    assert aliases["never"] == {"la-gauthiere": ["gaultiaire"]}
    assert aliases["heard"] == {"la-gauthiere": []}


def test_a_tag_may_be_named_as_it_is_shown(show: Path) -> None:
    assert typed(show, "accept", "leila", "Le Patural – Les Pègues").exit_code == 0
    assert content(show)["place"] == ["patural-pegues"]
    assert "la-gauthiere" in typed(show, "explain", "leila", "La Gauthière").stderr
    assert "podcast build" in typed(show, "reject", "leila", "Centre").stderr


def test_explain_says_what_is_not_there(show: Path) -> None:
    assert isinstance(typed(show, "explain", "leila", "la-gautiere").exception, UsageProblem)
    assert "Nothing in leila says centre" in typed(show, "explain", "leila", "centre").stderr


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    asked = typed(tmp_path / "nowhere", "text", "-", stdin="J'habite à La Gauthière.")
    assert isinstance(asked.exception, UsageProblem)


def test_a_text_in_a_show_with_mistakes_is_read_and_the_mistakes_are_said(show: Path) -> None:
    file = show / "episodes/show.toml"
    file.write_text("titel = 'x'\n" + file.read_text("utf-8"), "utf-8")
    read = typed(show, "text", "-", "--language", "fr", stdin="J'habite à La Gauthière.")
    assert read.exit_code == 0
    assert "«titel» is not a known key" in read.stderr
    assert "The places of clermont are looked for" in read.stderr
    assert "la-gauthiere" in read.stderr


def test_an_unknown_id_or_episode_is_said(show: Path) -> None:
    error = typed(show, "accept", "leila", "la-gautière").exception
    assert isinstance(error, UsageProblem)
    assert error.hint_text == "did you mean “la-gauthiere”?"
    error = typed(show, "reject", "leila", "artisanat").exception
    assert isinstance(error, UsageProblem)
    assert "artisanat_creation" in error.hint_text
    assert typed(show, "accept", "leila", "Numérique").exit_code == 0
    assert content(show)["sector"] == ["numerique"]
    assert isinstance(typed(show, "reject", "lila", "la-gauthiere").exception, UsageProblem)


def test_an_episode_that_cannot_be_told_hides_no_other(show: Path) -> None:
    built, other = show / "episodes/leila", show / "episodes/abel"
    other.mkdir()
    for name in ("episode.toml", "recordings"):
        source = built / name
        if source.is_dir():
            shutil.copytree(source, other / name)
        else:
            (other / name).write_text(source.read_text("utf-8").replace("g-1", "g-2"), "utf-8")
    result = typed(show, "suggest")
    assert (result.exit_code, "abel has not been built yet" in result.stderr) == (2, True)
    assert "la-gauthiere" in result.stderr
    listed = typed(show, "suggest", "--json")
    assert [each["episode"] for each in json.loads(listed.stdout)] == ["leila"]
    (other / "episode.toml").write_text('titel = "x"\n', "utf-8")
    result = typed(show, "suggest")
    assert (result.exit_code, "«titel» is not a known key" in result.stderr) == (1, True)
    assert "la-gauthiere" in result.stderr


def test_an_episode_not_built_yet_says_what_to_type(show: Path) -> None:
    (show / Paths("leila").tags).unlink()
    error = typed(show, "explain", "leila").exception
    assert isinstance(error, UsageProblem)
    assert error.hint_text == "podcast build --only leila"
