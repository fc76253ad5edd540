"""Territory files, the two built in and the ones people write with mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from podcast.errors import ContentError
from podcast.tag import BUILT_IN, check_territory, load_sectors, load_territory

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
    "point off the earth": (HEAD + AREA.replace("59.3", "593"), "line 4", "latitude"),
    "two with one id": (HEAD + AREA + AREA.replace("Vivalla", "Oxhagen"), "line 10", "another id"),
    "alias is a name": (
        HEAD + AREA + AREA.replace("ivalla", "arberga") + 'aliases = ["vivalla"]\n',
        "line 10",
        "ordinary",
    ),
    "unknown key": (HEAD + AREA + 'alias = ["V"]\n', "line 4", "aliases"),
    "id with capitals": (HEAD + AREA.replace('"vivalla"', '"Vivalla Å"'), "line 4", "small letters"),
    "no areas": (HEAD, "x.toml", "[[area]]"),
    "no language": (HEAD.replace('language = "sv"\n', "") + AREA, "x.toml", "language"),
    "code without value": (HEAD + AREA + 'codes = [{ scheme = "QPV" }]\n', "line 4", "value"),
    "not TOML": (HEAD + "area: vivalla\n", "x.toml", "podcast tag check x.toml"),
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
