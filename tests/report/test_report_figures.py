"""The figures of a year: what counts where."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from told_shows import CLERMONT, TODAY, TRADES, Told, a_show, item, on_disk

from podcast.model import Targets, Withdrawn
from podcast.report import (
    Day,
    Report,
    Sources,
    make_report,
    published,
    report_page,
    to_csv,
    to_data,
    years_of,
)
from podcast.show import is_protected, load_show

EXAMPLE = (
    Told("leila", "2026-01-05"),
    Told("omar", "2026-01-20", places=("la-gauthiere", "saint-jacques"), sectors=()),
    Told("nina", "2026-11-02", places=(), sectors=("numerique",), language="it", duration_ms=90_000),
    Told("old", "2025-12-31"),
)


def sources(*tolds: Told, targets: Targets | None = None) -> Sources:
    show = replace(a_show(), targets=targets or Targets())
    return Sources(show, tuple(item(told, show) for told in tolds), CLERMONT, TRADES)


def counted(report: Report, name: str) -> dict[str, tuple[int, int, float]]:
    table = next(each for each in report.tables if each.name == name)
    return {
        row.id: (row.figures.programmes, row.figures.people, row.figures.minutes)
        for row in table.rows
        if row.figures and row.figures.programmes
    }


def test_programmes_people_and_minutes_are_counted_where_they_belong() -> None:
    report = make_report(sources(*EXAMPLE), 2026)
    assert report.total is not None
    assert (report.total.programmes, report.total.people, report.total.minutes) == (3, 3, 5.5)
    assert counted(report, "places") == {
        "la-gauthiere": (2, 2, 4.0),
        "saint-jacques": (1, 1, 2.0),
        "-": (1, 1, 1.5),
    }
    assert counted(report, "sectors") == {"numerique": (2, 2, 3.5), "-": (1, 1, 2.0)}
    assert counted(report, "languages") == {"fr": (2, 2, 4.0), "it": (1, 1, 1.5)}
    assert counted(report, "months") == {"2026-01": (2, 2, 4.0), "2026-11": (1, 1, 1.5)}
    assert counted(report, "formats") == {"portrait": (3, 3, 5.5)}


def test_places_and_sectors_without_a_programme_are_named() -> None:
    report = make_report(sources(*EXAMPLE), 2026)
    places = [row.id for row in report.table("places").without]
    assert places == [area.id for area in CLERMONT.areas if area.id not in ("la-gauthiere", "saint-jacques")]
    assert len(report.table("sectors").without) == len(TRADES.sectors) - 1


def test_ties_to_a_place_are_counted_each() -> None:
    tolds = (
        Told("one", relations=("lives", "established")),
        Told("two", relations=("lives",)),
        Told("three"),
    )
    report = make_report(sources(*tolds), 2026)
    assert counted(report, "relations") == {
        "lives": (2, 2, 4.0),
        "established": (1, 1, 2.0),
        "-": (1, 1, 2.0),
    }
    page = report_page(a_show(), report)
    assert "Par lien au quartier" in page
    assert "y a son entreprise" in page


def test_somebody_heard_twice_is_one_person() -> None:
    twice = sources(Told("one", guests=("Leïla",)), Told("two", guests=("Leïla", "Omar")))
    report = make_report(twice, 2026)
    assert counted(report, "places") == {"la-gauthiere": (2, 2, 4.0)}


def test_the_year_is_the_one_of_the_shows_own_clock() -> None:
    late = replace(item(Told("late"), a_show()))
    utc = replace(late, date=late.date.fromisoformat("2025-12-31T23:30:00+00:00"))
    made = Sources(a_show(), (utc,), CLERMONT, TRADES)
    assert years_of(a_show(), made.items) == (2026,)
    assert counted(make_report(made, 2026), "months") == {"2026-01": (1, 1, 2.0)}


def test_a_programme_of_passages_of_others_is_a_documentary(tmp_path: Path) -> None:
    tolds = (Told("leila"), Told("city", documentary=True, guests=("Omar", "Nina"), duration_ms=600_000))
    show = on_disk(tmp_path / "show", tolds)
    report = make_report(Sources(show, published(show, TODAY), CLERMONT, TRADES), 2026)
    assert counted(report, "formats") == {"portrait": (1, 1, 2.0), "documentary": (1, 3, 10.0)}


def test_targets_stand_against_results() -> None:
    wanted = Targets(12, 1, 5, places=(("la-gauthiere", 2), ("centre", 1)), sectors=(("numerique", 4),))
    report = make_report(sources(*EXAMPLE, targets=wanted), 2026)
    assert [(each.kind, each.id, each.wanted, each.done, each.reached) for each in report.targets] == [
        ("portraits", "", 12, 3, False),
        ("documentaries", "", 1, 0, False),
        ("minutes", "", 5, 5.5, True),
        ("place", "la-gauthiere", 2, 2, True),
        ("place", "centre", 1, 0, False),
        ("sector", "numerique", 4, 2, False),
    ]


def test_withdrawals_of_the_year_are_counted() -> None:
    show = replace(a_show(), withdrawn=(Withdrawn("a", date(2026, 2, 3)), Withdrawn("b", date(2025, 2, 3))))
    assert make_report(Sources(show, (), CLERMONT, TRADES), 2026).withdrawals == 1


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "Aucun programme n’a été retiré dans l’année."),
        (1, "1 programme a été retiré dans l’année."),
        (6, "6 programmes ont été retirés dans l’année."),
    ],
)
def test_the_page_says_no_reason_of_withdrawals_that_nobody_recorded(number: int, said: str) -> None:
    gone = tuple(Withdrawn(f"w-{i}", date(2026, 2, 3)) for i in range(number))
    page = report_page(
        a_show(), make_report(Sources(replace(a_show(), withdrawn=gone), (), CLERMONT, TRADES), 2026)
    )
    assert said in page
    assert "à la demande" not in page


LOGGED = Day(date(2026, 1, 6), "leila", 2, frozenset({0, 1}))
LISTED = Day(date(2026, 1, 7), "leila", 1042, at_least=1042)


@pytest.mark.parametrize(
    ("days", "source", "said"),
    [
        ((LOGGED,), "log", "2 téléchargements dans l’année, un par auditeur, par programme et par jour."),
        ((LISTED,), "list", "1\u202f042 téléchargements dans l’année, comptés par l’hébergeur à sa manière."),
        ((LOGGED, LISTED), "both", "1\u202f044 téléchargements dans l’année : les uns comptés d’après"),
        ((replace(LISTED, downloads=1),), "list", "1 téléchargement dans l’année, compté par l’hébergeur"),
        ((), "", "Aucun téléchargement dans l’année."),
    ],
)
def test_the_page_says_who_counted_the_downloads(days: tuple[Day, ...], source: str, said: str) -> None:
    report = make_report(replace(sources(*EXAMPLE), downloads=days), 2026)
    assert report.heard is not None
    assert report.heard.source == source
    page = report_page(a_show(), report)
    assert said in page
    assert ("par auditeur" in page) == (source in ("log", "both"))


@pytest.mark.parametrize(("language", "number"), [("fr", "1\u202f042"), ("en", "1,042")])
def test_a_number_is_written_one_way_wherever_it_is_read(language: str, number: str) -> None:
    show = a_show(language=language)
    one = item(Told("leila"), show)
    items = tuple(replace(one, slug=f"l-{i}") for i in range(1042))
    days = (replace(LISTED, slug="l-0"),)
    page = report_page(show, make_report(Sources(show, items, CLERMONT, TRADES, days), 2026))
    seen = re.sub("<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert "1042" not in seen
    # the whole, the place and its mark, the month and its column, downloads and their column
    assert seen.count(number) >= 8


def test_an_empty_show_and_an_empty_year_give_nil() -> None:
    for made in (sources(), sources(Told("old", "2024-05-05"))):
        report = make_report(made, 2026)
        assert report.total is not None
        assert report.total.programmes == 0
        assert len(report.table("places").without) == len(CLERMONT.areas)
        assert "Rien n’a été publié" in report_page(a_show(), report)


def test_a_broken_file_keeps_its_programme_in_the_figures(tmp_path: Path) -> None:
    show = on_disk(tmp_path / "show", EXAMPLE)
    (show.root / "episodes/leila/episode.toml").write_text("title = ", "utf-8")
    again = load_show(show.root)
    assert [each.slug for each in again.broken] == ["leila"]
    assert [each.slug for each in published(again, TODAY)] == ["old", "leila", "omar", "nina"]


def test_the_same_show_gives_the_same_bytes() -> None:
    made = sources(*EXAMPLE)
    backwards = replace(made, items=made.items[::-1])
    texts = [
        (report_page(each.show, report), to_csv(report), json.dumps(to_data(report)))
        for each in (made, backwards)
        for report in [make_report(each, 2026)]
    ]
    assert texts[0] == texts[1]


def test_the_csv_is_one_table_and_no_formula(tmp_path: Path) -> None:
    made = sources(*EXAMPLE)
    bad = replace(made.items[0], title="=1+1")
    report = make_report(
        replace(made, items=(bad, *made.items[1:]), downloads=(Day(date(2026, 1, 6), "leila", 3),)), 2026
    )
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    by_place = {row["id"]: row for row in rows if row["table"] == "places"}
    assert (by_place["la-gauthiere"]["programmes"], by_place["la-gauthiere"]["minutes"]) == ("2", "4.0")
    assert [row["downloads"] for row in rows if row["table"] == "downloads by day"] == ["3"]


def test_the_page_asks_for_nothing_and_says_what_people_wrote_as_text() -> None:
    made = sources(*EXAMPLE)
    bad = replace(made.items[0], title="<script>alert(1)</script>")
    report = make_report(
        replace(made, items=(bad, *made.items[1:]), downloads=(Day(date(2026, 1, 6), "leila", 3),)), 2026
    )
    page = report_page(replace(made.show, title='<b>"Voix"</b>'), report)
    assert "<script" not in page
    assert "<b>" not in page
    assert "src=" not in page
    assert "href=" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_english_words_for_another_language() -> None:
    show = a_show(language="en")
    page = report_page(show, make_report(Sources(show, (), CLERMONT, TRADES), 2026))
    assert '<html lang="en">' in page
    assert "Nothing was published from January to December 2026." in page


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys(each)


def test_no_figure_is_on_what_may_not_be_recorded() -> None:
    made = replace(sources(*EXAMPLE), downloads=(Day(date(2026, 1, 6), "leila", 3),))
    data = to_data(make_report(made, 2026))
    assert {"places", "sectors", "downloads"} <= set(keys(data))
    assert [key for key in keys(data) if is_protected(key)] == []
