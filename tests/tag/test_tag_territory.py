"""Territory files, the two built in and the ones people write with mistakes."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from podcast.errors import ContentError
from podcast.tag import (
    BUILT_IN,
    check_territory,
    load_organisations,
    load_sectors,
    load_territory,
    nearest,
)

HEAD = 'id = "x"\nname = { en = "X" }\nlanguage = "sv"\n'
AREA = """[[area]]
id = "vivalla"
name = { sv = "Vivalla" }
kind = "area"
commune = "Örebro"
point = [59.3, 15.2]
"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> str:
    (folder / "x.toml").write_text(text, encoding=encoding)
    return "x.toml"


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_territories_have_no_mistake(name: str) -> None:
    assert check_territory(name, Path()) == ()


def test_clermont_has_its_eight_areas_with_dated_codes() -> None:
    clermont = load_territory("clermont", Path())
    assert [area.id for area in clermont.areas] == [
        "saint-jacques",
        "quartiers-nord",
        "la-gauthiere",
        "fontaine-du-bac",
        "cournon-sud",
        "patural-pegues",
        "breuil-chapelles",
        "centre",
    ]
    assert clermont.area("la-gauthiere").code("QPV", date(2026, 1, 1)) == "QN06303I"
    assert clermont.area("la-gauthiere").code("QPV", date(2023, 1, 1)) == ""
    assert clermont.area("patural-pegues").kind == "QVA"
    assert clermont.area("patural-pegues").codes == ()
    assert clermont.area("breuil-chapelles").point_of == "commune"


def test_ile_de_france_has_every_area_of_its_three_departments() -> None:
    assert len(load_territory("ile-de-france", Path()).areas) == 143


def test_an_unknown_place_names_the_nearest() -> None:
    with pytest.raises(ContentError) as caught:
        load_territory("clermont", Path()).area("la-gauthier")
    assert "la-gauthiere" in caught.value.hint_text


def test_the_engine_is_told_names_and_other_names_with_a_word_of_their_own() -> None:
    territory = load_territory("clermont", Path())
    told = territory.spoken_names("fr")
    assert told[: len(territory.areas)] == tuple(area.name("fr") for area in territory.areas)
    assert told[len(territory.areas) :] == ("Les Vergnes", "Champratel", "Croix-de-Neyrat")


def test_a_show_brings_its_own_file(tmp_path: Path) -> None:
    territory = load_territory(written(tmp_path, HEAD + AREA), tmp_path)
    assert territory.area("vivalla").name("sv") == "Vivalla"
    assert territory.area("vivalla").name("en") == "Vivalla"
    assert territory.area("vivalla").point == (59.3, 15.2)


BAD = {
    "no point": (HEAD + AREA.replace("point = [59.3, 15.2]\n", ""), "line 4", "point = "),
    "point off the earth": (HEAD + AREA.replace("59.3", "593"), "line 9", "latitude"),
    "two with one id": (HEAD + AREA + AREA.replace("Vivalla", "Oxhagen"), "line 11", "another id"),
    "alias is a name": (
        HEAD + AREA + AREA.replace("ivalla", "arberga") + 'aliases = ["vivalla"]\n',
        "line 10",
        "ordinary",
    ),
    "unknown key": (HEAD + AREA + 'alias = ["V"]\n', "line 10", "aliases"),
    "unknown key above the areas": (HEAD + "places = []\n" + AREA, "line 4: “places”", "aliases"),
    "no id": (HEAD + AREA.replace('id = "vivalla"\n', "").replace("commune", "kommun"), "line 4", "id ="),
    "id with capitals": (HEAD + AREA.replace('"vivalla"', '"Vivalla Å"'), "line 5", "small letters"),
    "one area in single brackets": (HEAD + AREA.replace("[[area]]", "[area]"), "line 4", "[[area]]"),
    "no areas": (HEAD, "x.toml", "[[area]]"),
    "no language": (HEAD.replace('language = "sv"\n', "") + AREA, "x.toml", "language"),
    "code without value": (HEAD + AREA + 'codes = [{ scheme = "QPV" }]\n', "line 10", "value"),
    "a language's name": (HEAD.replace('"sv"', '"Suédois"') + AREA, "line 3: «Suédois»", 'language = "sv"'),
    "a code in capitals": (HEAD.replace('"sv"', '"SV_se"') + AREA, "line 3", 'language = "sv-se"'),
    "no language at all": (HEAD.replace('"sv"', '"klingon"') + AREA, "line 3", "two letters"),
    "decimal commas": (HEAD + AREA.replace("59.3, 15.2", "59,3, 15,2"), "line 9", "point = [59.3, 15.2]"),
    "commas TOML refuses": (HEAD + AREA.replace("59.3, 15.2", "59,03, 15,02"), "line 9", "[59.03, 15.02]"),
    "a commune of another spelling": (
        HEAD + 'communes = ["Örebro"]\n' + AREA.replace('"Örebro"', '["Kumla", "Orebro"]'),
        "line 9: the commune “Orebro”",
        "“Örebro”",
    ),
    "not TOML": (HEAD + "area: vivalla\n", "line 4", "key, then ="),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_said_with_its_line_and_what_to_write(case: str, tmp_path: Path) -> None:
    text, place, advice = BAD[case]
    with pytest.raises(ContentError) as caught:
        load_territory(written(tmp_path, text), tmp_path)
    assert "x.toml" in str(caught.value)
    assert place in str(caught.value)
    assert advice in caught.value.hint_text


def test_another_encoding_is_said_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load_territory(written(tmp_path, HEAD + AREA, "latin-1"), tmp_path)
    assert "line 8" in str(caught.value)
    assert "UTF-8" in caught.value.hint_text


def test_a_missing_file_says_what_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no territory"):
        load_territory("nowhere.toml", tmp_path)


def test_every_mistake_is_found_at_once(tmp_path: Path) -> None:
    text = HEAD + AREA.replace("point = [59.3, 15.2]\n", "") + AREA.replace('kind = "area"', 'sort = "area"')
    assert len(check_territory(written(tmp_path, text), tmp_path)) == 2


def test_mistakes_are_said_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = HEAD.replace('"sv"', '"svenska"') + AREA + AREA.replace("59.3", "593") + 'alias = "V"\n'
    found = check_territory(written(tmp_path, text), tmp_path)
    assert [each.values["line"] for each in found] == [3, 15, 16]


def test_an_area_without_an_id_is_called_by_its_number(tmp_path: Path) -> None:
    text = HEAD + AREA + '[[area]]\nname = { sv = "Oxhagen" }\npoint = [59.3, 15.2]\n'
    said = [str(each) for each in check_territory(written(tmp_path, text), tmp_path)]
    assert "x.toml, line 10: the area 2 has no name or no commune" in said
    assert "None" not in " ".join(said)


def test_a_commune_of_a_territory_without_a_list_may_have_any_name(tmp_path: Path) -> None:
    assert check_territory(written(tmp_path, HEAD + AREA), tmp_path) == ()
    text = HEAD + 'communes = ["Kumla"]\n' + AREA
    assert check_territory(written(tmp_path, text), tmp_path) == ()


def areas(*points: str) -> str:
    """A territory with an area at each point; the nth `[[area]]` stands on line 4 + 6 n."""
    rows = (
        AREA.replace("ivalla", f"ivalla{'abcdef'[n]}").replace("59.3, 15.2", each)
        for n, each in enumerate(points)
    )
    return HEAD + "".join(rows)


def test_a_point_the_wrong_way_round_is_told_by_the_others(tmp_path: Path) -> None:
    text = areas("44.49, 11.34", "11.345, 44.511", "44.51, 11.36")
    (found,) = check_territory(written(tmp_path, text), tmp_path)
    assert "line 15: vivallab" in str(found)
    assert "point = [44.511, 11.345]" in found.hint_text


def test_of_two_points_one_is_the_wrong_way_round_and_nobody_knows_which(tmp_path: Path) -> None:
    for points in (("44.49, 11.34", "11.345, 44.511"), ("11.345, 44.511", "44.49, 11.34")):
        (found,) = check_territory(written(tmp_path, areas(*points)), tmp_path)
        assert "line 15: vivallab, or vivallaa on line 9" in str(found)
        assert "latitude" in found.hint_text
        with pytest.raises(ContentError, match="vivallaa"):
            load_territory("x.toml", tmp_path)


@pytest.mark.parametrize(
    "points",
    [
        ("11.345, 44.511",),  # of one alone nothing can be said
        ("11.345, 44.511", "11.35, 44.5"),  # nor where all agree
        ("48.85, 2.35", "-20.88, 55.45"),  # Paris and Réunion
        ("5.0, 4.9", "4.9, 5.0"),  # where both numbers are alike
    ],
)
def test_points_that_may_be_right_are_left_alone(points: tuple[str, ...], tmp_path: Path) -> None:
    assert check_territory(written(tmp_path, areas(*points)), tmp_path) == ()


def learned(folder: Path, text: str) -> Path:
    (folder / "episodes").mkdir()
    (folder / "episodes/aliases.toml").write_text(text, encoding="utf-8")
    return folder


def test_what_was_learned_of_one_territory_leaves_another_as_it_is(tmp_path: Path) -> None:
    root = learned(tmp_path, '[heard]\nla-gauthiere = ["gotière"]\n[never]\ncentre = "au centre de"\n')
    assert load_territory("ile-de-france", root) == load_territory("ile-de-france", Path("/nowhere"))
    clermont = load_territory("clermont", root)
    assert "gotière" in clermont.area("la-gauthiere").heard
    assert "au centre de" in clermont.area("centre").never


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ('[heard]\n\nla-gauthier = ["x"]\n', 3, "la-gauthiere"),
        ('# mine\n[herd]\nla-gauthiere = ["x"]\n', 2, "[heard]"),
        ('never = ["x"]\n', 1, "[never]"),
        ("[never]\nla-gauthiere = 3\n", 2, 'la-gauthiere = ["…", "…"]'),
        ("[never]\nla-gauthiere: 3\n", 2, "="),
    ],
)
def test_a_slip_in_what_was_learned_is_said_with_its_line(
    text: str, line: int, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentError, match=rf"^episodes/aliases\.toml, line {line}: ") as caught:
        load_territory("clermont", learned(tmp_path, text))
    assert advice in caught.value.hint_text


ORGANISATION = '[[organisation]]\nid = "maison"\nname = "Maison de quartier"\n'


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("\norganisation = 3\n", 2, "[[organisation]]"),
        ("organisation = [3]\n", 1, "[[organisation]]"),
        ('[[organisations]]\nid = "adie"\n', 1, "[[organisation]]"),
        ('# mine\n[organisation]\nid = "adie"\n', 2, "[[organisation]]"),
        ('bge-auvergne = "https://bge.example"\n', 1, 'id = "bge-auvergne" and link = "https://bge.example"'),
        ('[[organisation]]\nid = "bge-auvergn"\nlink = "https://b.example"\n', 2, "“bge-auvergne”"),
        ('[[organisation]]\nid = "zzz"\nlink = "https://b.example"\n', 2, 'name = "…"'),
        (ORGANISATION + 'link = "https://m.example"\n', 2, 'communes = ["Clermont-Ferrand"]'),
        (ORGANISATION + 'areas = [\n"centre",\n"la-gauthier"]\n', 6, "la-gauthiere"),
        (ORGANISATION + 'comunes = ["Aulnat"]\n', 4, "communes"),
        (ORGANISATION + 'communes = "Aulnat"\n', 4, "communes = ["),
        (ORGANISATION + 'communes = ["Aulnat"]\nlink = "m.example"\n', 5, "https://"),
        (ORGANISATION + 'communes = ["Aulnat"]\nkind = 3\n', 5, 'kind = "…"'),
        ('[[organisation]]\nname = "Maison"\n', 1, "id = "),
        ("[[organisation]]\nid = 3\n", 2, 'id = "…"'),
        ('[[organisation]]\nid = "adie\n', 2, "quotes"),
    ],
)
def test_a_slip_in_the_organisations_is_said_with_its_line(
    text: str, line: int, advice: str, tmp_path: Path
) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/organisations.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=rf"^episodes/organisations\.toml, line {line}: ") as caught:
        load_organisations(load_territory("clermont", tmp_path), tmp_path)
    assert advice in caught.value.hint_text


def test_the_shows_own_organisations_come_before_their_equals(tmp_path: Path) -> None:
    """A page names five, and the list knows more of them for the whole of Clermont."""
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/organisations.toml").write_text(
        ORGANISATION + 'territories = ["clermont"]\n', encoding="utf-8"
    )
    clermont = load_territory("clermont", tmp_path)
    first = nearest(load_organisations(clermont, tmp_path), clermont.area("centre"))
    assert [each.id for each in first][:2] == ["maison", "bge-auvergne"]


HOUSE = Path(__file__).parents[2]


def examples(file: str) -> list[str]:
    """The TOML that a page of ours shows."""
    return re.findall(r"```toml\n(.*?)```", (HOUSE / file).read_text("utf-8"), re.DOTALL)


def test_the_examples_of_our_pages_can_be_used(tmp_path: Path) -> None:
    territories = [each for each in examples("README.md") if "[[area]]" in each]
    organisations = [each for each in examples("README.md") if "[[organisation]]" in each]
    targets = [each for each in examples("README.md") if "[targets]" in each]
    assert len(territories) == len(organisations) == len(targets) == 1
    (page,) = examples("podcast/tag/data/territories/README.md")
    assert check_territory(written(tmp_path, page), tmp_path) == ()
    territory = load_territory(written(tmp_path, territories[0]), tmp_path)
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/organisations.toml").write_text(organisations[0], encoding="utf-8")
    near = nearest(load_organisations(territory, tmp_path), territory.areas[0])
    assert [bool(each.link) for each in near[:2]] == [True, True]
    wanted = tomllib.loads(targets[0])["targets"]
    assert all(territory.get(identifier) for identifier in wanted["places"])
    assert all(load_sectors().label(identifier, "fr") for identifier in wanted["sectors"])


def test_two_areas_may_share_an_ordinary_name(tmp_path: Path) -> None:
    other = AREA.replace("vivalla", "norr").replace("Örebro", "Kumla")
    text = HEAD + AREA + 'ordinary = ["Vivalla"]\n' + other + 'ordinary = ["Vivalla"]\n'
    assert check_territory(written(tmp_path, text), tmp_path) == ()


def test_the_taxonomy_has_seventeen_sectors_with_both_labels_and_codes() -> None:
    taxonomy = load_sectors()
    assert len(taxonomy.sectors) == 17
    for sector in taxonomy.sectors:
        assert taxonomy.label(sector.id, "fr")
        assert taxonomy.label(sector.id, "en")
        assert (sector.id == "autre") == (not sector.naf_rev2) == (not sector.nace_rev21)
    with pytest.raises(ContentError):
        taxonomy.label("plomberie", "fr")


def test_official_codes_of_communes_are_those_of_insee() -> None:
    codes = {area.commune: area.commune_code for area in load_territory("clermont", Path()).areas}
    assert codes == {
        "Clermont-Ferrand": "63113",
        "Cournon-d'Auvergne": "63124",
        "Gerzat": "63164",
        "Aulnat": "63019",
    }


def test_a_show_without_a_territory_has_no_places() -> None:
    nowhere = load_territory("none", Path())
    assert nowhere.areas == ()
    with pytest.raises(ContentError, match="no territory"):
        nowhere.area("la-gauthiere")
