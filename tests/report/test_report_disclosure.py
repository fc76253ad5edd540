"""What is told outside: no figure about one to four people, and none that gives one away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from told_shows import CLERMONT, TRADES, Told, a_show, item, many

from podcast.model import Targets, Withdrawn
from podcast.publish import Item
from podcast.report import Day, Report, Sources, for_outside, make_report, report_page, to_csv, to_data
from podcast.tag import RELATIONS

SHOW = a_show()
PLACES = [area.id for area in CLERMONT.areas][:5]
SECTORS = [sector.id for sector in TRADES.sectors][:4]
WANTED = Targets(12, 2, 60, places=tuple((each, 2) for each in PLACES), sectors=((SECTORS[0], 3),))


def sources(items: Sequence[Item]) -> Sources:
    return Sources(replace(SHOW, targets=WANTED), tuple(items), CLERMONT, TRADES)


def outside(items: Sequence[Item]) -> Report:
    return for_outside(make_report(sources(items), 2026))


def tolds() -> st.SearchStrategy[list[Told]]:
    one = st.builds(
        Told,
        slug=st.uuids().map(str),
        day=st.sampled_from(["2026-01-03", "2026-02-03", "2026-03-03", "2026-06-03"]),
        places=st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
        relations=st.lists(st.sampled_from(RELATIONS), max_size=2, unique=True).map(tuple),
        sectors=st.lists(st.sampled_from(SECTORS), max_size=2, unique=True).map(tuple),
        guests=st.lists(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWX"), max_size=3, unique=True).map(tuple),
        duration_ms=st.integers(1, 20).map(lambda minutes: minutes * 60_000),
        language=st.sampled_from(["fr", "fr", "fr", "it"]),
    )
    # lists of every length as often: left alone, most would be too short to show anything
    return st.integers(1, 40).flatmap(
        lambda number: st.lists(one, min_size=number, max_size=number, unique_by=lambda told: told.slug)
    )


def exchanged(each: Item, one: str, other: str) -> Item:
    """The same programme in a world where two places, sectors, months… have changed sides."""
    swap = {one: other, other: one}
    labels = tuple(
        replace(
            label,
            id=swap.get(label.id, label.id),
            relations=tuple(swap.get(relation, relation) for relation in label.relations),
        )
        for label in each.labels
    )
    month = f"{each.date:%Y-%m}"
    day = each.date.replace(month=int(swap.get(month, month)[5:7]))
    return replace(each, labels=labels, date=day, language=swap.get(each.language, each.language))


@settings(max_examples=70, deadline=None)
@given(tolds())
def test_no_hidden_figure_can_be_computed(made: list[Told]) -> None:
    """For each hidden figure there is another show with another figure and the very same publication."""
    items = [item(told, SHOW) for told in made]
    whole, told = make_report(sources(items), 2026), outside(items)
    known = [to_data(told), to_csv(told), report_page(SHOW, told)]
    for table, shown in zip(whole.tables, told.tables, strict=True):
        if table.name == "formats" or shown.withheld:
            continue
        hidden = [row.id for row in shown.rows if row.figures is None]
        figures = {row.id: row.figures for row in table.rows}
        for one in hidden:
            if one == "-":
                continue  # what has no place cannot change sides, and protects no other line
            others = [each for each in hidden if each not in (one, "-")]
            worlds = {each: outside([exchanged(x, one, each) for x in items]) for each in others}
            for other, world in worlds.items():
                assert [to_data(world), to_csv(world), report_page(SHOW, world)] == known, (one, other)
            for name in ("programmes", "people", "minutes"):
                mine = getattr(figures[one], name)
                assert any(getattr(figures[each], name) != mine for each in others), (one, name)


@settings(max_examples=70, deadline=None)
@given(tolds())
def test_what_is_told_is_about_nobody_or_about_five(made: list[Told]) -> None:
    items = [item(told, SHOW) for told in made]
    told = outside(items)
    assert told.total is None or told.total.people >= 5
    for table in told.tables:
        for row in table.rows:
            assert row.figures is None or row.figures.people == 0 or row.figures.people >= 5
            assert row.people == frozenset()
    for target in told.targets:
        if target.kind == "place":
            row_of = told.table("places").row(target.id)
            assert target.done == (row_of.figures.programmes if row_of and row_of.figures else None)


@settings(max_examples=70, deadline=None)
@given(tolds())
def test_who_is_in_hidden_lines_alone_is_nobody_or_five(made: list[Told]) -> None:
    """The difference of a total and of what is shown is a figure too."""
    items = [item(told, SHOW) for told in made]
    whole, told = make_report(sources(items), 2026), outside(items)
    for table, shown in zip(whole.tables, told.tables, strict=True):
        if shown.withheld:
            continue
        hidden = {row.id for row in shown.rows if row.figures is None}
        apart: set[str] = set()
        for row in table.rows:
            apart |= row.people if row.id in hidden else set()
        for row in table.rows:
            apart -= row.people if row.id not in hidden else set()
        assert not hidden or len(apart) >= 5


def test_a_small_place_takes_the_next_larger_one_with_it() -> None:
    made = [
        *many(2, "small", places=("centre",)),
        *many(6, "middle", places=("la-gauthiere",)),
        *many(9, "large", places=("saint-jacques",)),
    ]
    places = outside([item(told, SHOW) for told in made]).table("places")
    shown = {row.id: row.figures.programmes for row in places.rows if row.figures and not row.empty}
    assert shown == {"saint-jacques": 9}
    assert {row.id for row in places.rows if row.figures is None} == {"centre", "la-gauthiere"}


def test_lines_of_the_same_size_give_each_other_away_and_are_withheld() -> None:
    made = [*many(4, "one", places=("centre",)), *many(4, "two", places=("la-gauthiere",))]
    told = outside([item(each, SHOW) for each in made])
    assert told.table("places").withheld
    assert told.total is not None
    assert told.total.programmes == 8
    data = to_data(told)
    assert data["places"] is None
    assert data["without"]["places"] is None


def test_of_fewer_than_five_people_nothing_is_told() -> None:
    told = outside([item(each, SHOW) for each in many(4, "few")])
    assert told.total is None
    assert all(table.withheld for table in told.tables)
    assert [each.done for each in told.targets] == [None] * len(told.targets)
    page = report_page(SHOW, told)
    assert "Moins de cinq personnes ont eu leur portrait" in page
    assert "Par quartier" not in page


def test_a_large_year_is_told_whole() -> None:
    made = [*many(6, "one", places=("centre",)), *many(7, "two", places=("la-gauthiere",))]
    items = [item(each, SHOW) for each in made]
    told, whole = outside(items), make_report(sources(items), 2026)
    assert to_data(told) == {**to_data(whole), "public": True}


@pytest.mark.parametrize(("number", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_few_withdrawals_are_not_told(number: int, told: int | None) -> None:
    gone = tuple(Withdrawn(f"w-{i}", date(2026, 5, 1)) for i in range(number))
    made = Sources(replace(SHOW, withdrawn=gone), (), CLERMONT, TRADES)
    assert for_outside(make_report(made, 2026)).withdrawals == told


@given(st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_downloads_of_a_month_are_told_from_five_up(counts: list[int]) -> None:
    assume(sum(counts))
    days = tuple(Day(date(2026, i + 1, 3), "leila", count) for i, count in enumerate(counts) if count)
    made = replace(sources([item(Told("leila"), SHOW)]), downloads=days)
    told = for_outside(make_report(made, 2026)).heard
    assert told is not None
    assert (told.episodes, told.days) == ((), ())
    assert all(each is None or each == 0 or each >= 5 for each in told.months)
    hidden = [count for count, each in zip(counts, told.months, strict=True) if each is None]
    if told.total is not None and any(each is not None for each in told.months) and hidden:
        assert len(set(hidden)) > 1
        assert sum(hidden) >= 5


def test_nobody_is_named_outside() -> None:
    items = [item(each, SHOW) for each in many(9, "nom", guests=())]
    made = replace(sources(items), downloads=(Day(date(2026, 1, 6), "nom-01", 30),))
    told = for_outside(make_report(made, 2026))
    texts = [report_page(SHOW, told), to_csv(told), str(to_data(told)), repr(told)]
    assert not any(re.search(r"Personne |Portrait nom|nom-0", text) for text in texts)
