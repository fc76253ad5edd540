"""Outlines of neighbourhoods from the show's own GeoJSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from made_shows import AULNAT, GAUTHIERE, a_show, many_items

from podcast.errors import ContentError
from podcast.publish import site_files
from podcast.publish.chart import chart_of, rows_of
from podcast.publish.outlines import outlines_of

RING = [[3.11, 45.79], [3.13, 45.79], [3.13, 45.81], [3.11, 45.81], [3.11, 45.79]]
HOLE = [[3.115, 45.795], [3.12, 45.795], [3.12, 45.80], [3.115, 45.795]]


def feature(name: str, kind: str = "Polygon", **extra: object) -> dict[str, object]:
    shape: object = [RING, HOLE] if kind == "Polygon" else [[RING], [HOLE]]
    return {"type": "Feature", "id": name, "geometry": {"type": kind, "coordinates": shape}, **extra}


def bring(root: Path, *features: Mapping[str, object]) -> Path:
    (root / "episodes").mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (root / "episodes/map.geojson").write_text(text, "utf-8")
    return root


def test_a_show_without_a_map_has_points(tmp_path: Path) -> None:
    assert outlines_of(a_show(root=tmp_path)) == {}
    page = site_files(a_show(root=tmp_path), many_items(1))["map/index.html"].decode()
    assert 'class="area"' not in page


def test_areas_are_drawn_around_their_marks(tmp_path: Path) -> None:
    bring(tmp_path, feature(GAUTHIERE.id), feature("ailleurs"))
    show = a_show(root=tmp_path)
    page = site_files(show, many_items(1))["map/index.html"].decode()
    assert page.count('class="area"') == 1
    (mark,) = chart_of(rows_of([(GAUTHIERE, 1)]), outlines_of(show)).marks
    points = [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", mark.area)]
    assert min(x for x, _ in points) < mark.x < max(x for x, _ in points)
    assert min(y for _, y in points) < mark.y < max(y for _, y in points)
    assert all(0 <= x <= 800 for x, _ in points)
    assert mark.area.count("M") == 2


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_an_area_without_a_point_is_marked_in_its_middle(tmp_path: Path, kind: str) -> None:
    show = a_show(root=bring(tmp_path, feature("nulle-part", kind)))
    place = replace(AULNAT, id="nulle-part", point=None)
    first, second = chart_of(rows_of([(GAUTHIERE, 1), (place, 1)]), outlines_of(show)).marks
    assert second.area
    assert not first.area


def test_ids_may_be_properties_and_other_shapes_are_passed_over(tmp_path: Path) -> None:
    named = feature("x") | {"id": None, "properties": {"id": "x"}}
    del named["id"]
    point = {"type": "Feature", "id": "p", "geometry": {"type": "Point", "coordinates": [3, 45]}}
    nothing = {"type": "Feature", "id": "n", "geometry": None}
    assert set(outlines_of(a_show(root=bring(tmp_path, named, point, nothing)))) == {"x"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"features": 3}',
        '{"features": [3]}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}, "id": "x"}]}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[6500000, 45]]]}, "id": "x"}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_map_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/map.geojson").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=re.escape("episodes/map.geojson")):
        outlines_of(a_show(root=tmp_path))
