"""What the tagger may not know, and what a show teaches it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.errors import ContentError
from podcast.model import Segment, Tag, TagState, Transcript
from podcast.show import judge_tag, learn_spelling
from podcast.tag import (
    BUILT_IN,
    check_territory,
    find_tags,
    load_organisations,
    load_sectors,
    load_territory,
    nearest,
)

DATA = Path(__file__).parents[2] / "podcast" / "tag" / "data"
CLERMONT = load_territory("clermont", Path())

# Stems of words, French and English, that tell a person's origin, religion, health or union membership.
PROTECTED = (
    "origin", "ethni", "racial", "race", "immigr", "migrant", "refugi", "nationalit", "etranger",
    "musulm", "islam", "catho", "chreti", "christian", "protestant", "juif", "juive", "jewish", "bouddh",
    "religi", "mosque", "synagog", "croyan", "halal", "casher", "kosher", "voile", "hijab", "ramadan",
    "afric", "maghreb", "magreb", "arab", "berber", "kabyl", "turc", "turque", "kurd", "algeri", "maroc",
    "tunis", "senegal", "portugais", "roumain", "tzigan", "malade", "maladie", "disease", "illness",
    "handicap", "disab", "diabet", "cancer", "depress", "enceinte", "pregnan", "syndicat", "syndiqu",
    "cgt", "cfdt", "union", "rsa", "chomage", "chomeur", "unemploy", "allocat",
)  # fmt: skip
# Tables that only take a hit away: a street called after a church, another country's city.
AGAINST = {"head", "cities", "never"}


def texts(value: object, key: str = "") -> Iterator[str]:
    if key in AGAINST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, key)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from texts(each, name)


@pytest.mark.parametrize("file", ["sectors.toml", "speech/fr.toml", "speech/en.toml"])
def test_no_list_holds_a_word_on_origin_religion_health_or_union(file: str) -> None:
    table = tomllib.loads((DATA / file).read_text("utf-8"))
    words = {word.lower() for text in texts(table) for word in text.replace("*", "").split()}
    assert [word for word in sorted(words) if word.startswith(tuple(PROTECTED))] == []


def test_organisations_are_told_by_what_they_do_not_for_whom() -> None:
    every = [each for name in BUILT_IN for each in load_organisations(load_territory(name, Path()), Path())]
    assert {each.kind for each in every} == {
        "authority",
        "business",
        "chamber",
        "employment",
        "finance",
        "incubator",
        "media",
        "research",
        "social enterprise",
        "support",
        "training",
        "youth",
    }


@pytest.mark.parametrize(
    "key", ["origine", "nationality", "religion", "ethnie", "health", "syndicat", "origin_country"]
)
def test_a_territory_may_not_hold_protected_data(key: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        'id = "x"\nname = { en = "X" }\nlanguage = "en"\n[[area]]\nid = "a"\nname = { en = "A" }\n'
        f'commune = "C"\npoint = [1.0, 2.0]\n{key} = "…"\n',
        encoding="utf-8",
    )
    (mistake,) = check_territory("x.toml", tmp_path)
    assert "may not be recorded" in str(mistake)
    assert "remove the line" in mistake.hint_text


@pytest.mark.parametrize(
    "words",
    [
        "Je suis arrivée d'un autre pays à huit ans, ma famille est croyante.",
        "On m'a diagnostiqué une maladie, je suis resté deux ans à l'hôpital.",
        "Je suis au syndicat depuis dix ans.",
    ],
)
def test_nothing_is_inferred_of_a_person(words: str) -> None:
    transcript = Transcript("fr", 1000, (Segment(0, 1000, words),))
    tags = find_tags(transcript, CLERMONT, load_sectors(), frozenset())
    assert [tag for tag in tags if tag.state.published] == []


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=200), st.sampled_from(["fr", "en", "sl", "", "x/y", "../fr"]))
def test_any_text_gives_known_ids_or_nothing(words: str, language: str) -> None:
    taxonomy = load_sectors()
    transcript = Transcript(language, 1000, (Segment(0, 1000, words),))
    for tag in find_tags(transcript, CLERMONT, taxonomy, frozenset()):
        assert CLERMONT.get(tag.id) or taxonomy.sector(tag.id) or taxonomy.theme(tag.id)
        assert tag.evidence


def test_ids_of_sectors_and_themes_are_all_different() -> None:
    taxonomy = load_sectors()
    ids = [sector.id for sector in taxonomy.sectors] + [theme.id for theme in taxonomy.themes]
    assert len(ids) == len(set(ids))


def test_organisations_come_nearest_first() -> None:
    idf = load_territory("ile-de-france", Path())
    organisations = load_organisations(idf, Path())
    ids = [each.id for each in nearest(organisations, idf.area("bobigny-la-muette"), most=99)]
    assert ids.index("departement-93") < ids.index("region-ile-de-france") < ids.index("adie")
    assert "ville-de-paris" not in ids
    assert "bge-auvergne" not in ids
    clermont = [each.id for each in nearest(load_organisations(CLERMONT, Path()), CLERMONT.area("centre"))]
    assert clermont[0] == "bge-auvergne"
    assert len(clermont) == 5


def test_a_show_fills_links_and_adds_a_neighbour(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/organisations.toml").write_text(
        '[[organisation]]\nid = "adie"\nlink = "https://example.org/adie"\n'
        '[[organisation]]\nid = "maison"\nname = "Maison de quartier"\nareas = ["la-gauthiere"]\n',
        encoding="utf-8",
    )
    organisations = load_organisations(CLERMONT, tmp_path)
    adie = next(each for each in organisations if each.id == "adie")
    assert (adie.name, adie.link) == ("Adie", "https://example.org/adie")
    assert nearest(organisations, CLERMONT.area("la-gauthiere"))[0].name == "Maison de quartier"
    assert "maison" not in [each.id for each in nearest(organisations, CLERMONT.area("centre"), most=99)]


@pytest.mark.parametrize(
    "text",
    [
        '[[organisation]]\nid = "a"\nlink = "javascript:alert(1)"\n',
        '[[organisation]]\nid = "a"\nurl = "x"\n',
        'organisation = [{ name = "x" }]',
        "[[",
    ],
)
def test_a_mistake_in_the_shows_organisations_is_said(text: str, tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/organisations.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"episodes/organisations\.toml"):
        load_organisations(CLERMONT, tmp_path)


EPISODE = """\
# a comment that stays
title = "Leïla"
date = 2026-09-01
guid = "abc"
place = "saint-jacques"  # the producer's own

[[people]]
name = "Leïla"
"""


def episode(root: Path, text: str = EPISODE) -> Path:
    file = root / "episodes/leila/episode.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_yes_and_a_no_are_written_where_people_read_them(tmp_path: Path) -> None:
    file = episode(tmp_path)
    assert judge_tag(tmp_path, "leila", Tag("place", "la-gauthiere", TagState.AUTO), accepted=True)
    assert judge_tag(tmp_path, "leila", Tag("sector", "numerique", TagState.AUTO), accepted=False)
    table = tomllib.loads(file.read_text("utf-8"))
    assert table["place"] == ["saint-jacques", "la-gauthiere"]
    assert table["not_sector"] == ["numerique"]
    assert table["people"] == [{"name": "Leïla"}]
    assert file.read_text("utf-8").startswith("# a comment that stays\n")


def test_ties_found_are_written_with_an_accepted_place_and_those_written_stay(tmp_path: Path) -> None:
    file = episode(tmp_path)
    both = Tag("place", "la-gauthiere", TagState.AUTO, relations=("lives", "established"))
    assert judge_tag(tmp_path, "leila", both, accepted=True)
    kept = {"id": "la-gauthiere", "relation": ["lives", "established"]}
    assert tomllib.loads(file.read_text("utf-8"))["place"] == ["saint-jacques", kept]
    assert not judge_tag(tmp_path, "leila", replace(both, relations=("works",)), accepted=True)
    assert judge_tag(tmp_path, "leila", both, accepted=False)
    table = tomllib.loads(file.read_text("utf-8"))
    assert (table["place"], table["not_place"]) == (["saint-jacques"], ["la-gauthiere"])


def test_a_no_takes_back_a_yes_and_saying_it_twice_changes_nothing(tmp_path: Path) -> None:
    file = episode(tmp_path)
    assert judge_tag(tmp_path, "leila", Tag("place", "saint-jacques", TagState.AUTO), accepted=False)
    assert not judge_tag(tmp_path, "leila", Tag("place", "saint-jacques", TagState.AUTO), accepted=False)
    table = tomllib.loads(file.read_text("utf-8"))
    assert table["place"] == []
    assert table["not_place"] == ["saint-jacques"]


def test_the_ends_of_lines_stay_as_they_were(tmp_path: Path) -> None:
    file = episode(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert judge_tag(tmp_path, "leila", Tag("sector", "numerique", TagState.AUTO), accepted=True)
    written = file.read_bytes()
    assert b"numerique" in written
    assert written.count(b"\n") == written.count(b"\r\n")
    mixed = written.replace(b"\r\n", b"\n", 1)
    file.write_bytes(mixed)
    assert not judge_tag(tmp_path, "leila", Tag("sector", "numerique", TagState.AUTO), accepted=True)
    assert file.read_bytes() == mixed


TABLES = """# lieux
[[place]]
# atelier, voir bail
id = "centre"

[[place]]
# sa maison
id = "la-gauthiere" # depuis 2010
relation = "lives"
"""
LIST = """sector = [
  # le plus important
  "numerique", # deuxième
  "industrie",
]
# la suite
number = 1
"""


@pytest.mark.parametrize(
    ("written", "tag", "accepted", "stays"),
    [
        (TABLES, Tag("place", "la-gauthiere", TagState.AUTO), False, ("# lieux", "# atelier, voir bail")),
        (
            TABLES,
            Tag("place", "saint-jacques", TagState.AUTO),
            True,
            ("# atelier, voir bail", "# depuis 2010"),
        ),
        (LIST, Tag("sector", "commerce_detail", TagState.AUTO), True, ("# le plus important", "# deuxième")),
        (LIST, Tag("sector", "industrie", TagState.AUTO), False, ("# le plus important", "# la suite")),
        (
            '[place]\nid = "centre"\n[[people]]\nname = "A"\n',
            Tag("place", "la-gauthiere", TagState.AUTO),
            True,
            ("A",),
        ),
        ('place = {id = "centre"} # ici\n', Tag("place", "la-gauthiere", TagState.AUTO), True, ("# ici",)),
    ],
)
def test_what_people_wrote_around_a_tag_stays(
    written: str, tag: Tag, accepted: bool, stays: tuple[str, ...], tmp_path: Path
) -> None:
    file = episode(tmp_path, 'title = "L"\nguid = "g"\ndate = 2026-09-01\n' + written)
    assert judge_tag(tmp_path, "leila", tag, accepted=accepted)
    text = file.read_text("utf-8")
    assert [each for each in stays if each not in text] == []
    ids = [each if isinstance(each, str) else each["id"] for each in tomllib.loads(text).get(tag.kind, [])]
    assert (tag.id in ids) is accepted
    assert "centre" in ids or "numerique" in ids


def test_what_was_learned_is_found_or_passed_over_next_time(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    assert learn_spelling(tmp_path, "heard", "la-gauthiere", "la goualtière")
    assert not learn_spelling(tmp_path, "heard", "la-gauthiere", "la goualtière")
    assert learn_spelling(tmp_path, "never", "patural-pegues", "le patural chocolat")
    territory = load_territory("clermont", tmp_path)
    assert "la goualtière" in territory.area("la-gauthiere").heard
    assert "la goualtière" not in CLERMONT.area("la-gauthiere").heard

    def places(words: str) -> list[str]:
        transcript = Transcript("fr", 1000, (Segment(0, 1000, words),))
        tags = find_tags(transcript, territory, load_sectors(), frozenset())
        return [tag.id for tag in tags if tag.kind == "place"]

    assert places("on habite à la goualtière") == ["la-gauthiere"]
    assert places("c'est le patural chocolat de mon enfance") == []


def test_spellings_written_as_one_text_are_moved_and_added_to(tmp_path: Path) -> None:
    file = tmp_path / "episodes/aliases.toml"
    file.parent.mkdir()
    file.write_text('# mine\n[heard]\ncentre = "x"\n[never]\nla-gauthiere = "x y z"\n', "utf-8")
    assert learn_spelling(tmp_path, "never", "centre", "x")
    assert learn_spelling(tmp_path, "heard", "la-gauthiere", "y")
    assert tomllib.loads(file.read_text("utf-8")) == {
        "heard": {"centre": [], "la-gauthiere": ["y"]},
        "never": {"la-gauthiere": ["x y z"], "centre": ["x"]},
    }
    assert file.read_text("utf-8").startswith("# mine")


def test_a_learned_spelling_of_another_territorys_place_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    learn_spelling(tmp_path, "heard", "nowhere", "noware")
    assert load_territory("clermont", tmp_path) == CLERMONT
