"""What is told outside: no figure about one to four people, and none that gives one away."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told_shows import CLERMONT, TRADES, Told, a_show, item, many

from podcast.model import Targets, Withdrawn
from podcast.publish import Item, Label
from podcast.report import (
    Day,
    Figures,
    Heard,
    Report,
    Sources,
    TableName,
    for_outside,
    make_report,
    report_page,
    to_csv,
    to_data,
)
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


def alone() -> st.SearchStrategy[list[Told]]:
    """Small shows of one person each, at most one place each: what can be computed is computed here."""
    place = st.sampled_from([(), *((each,) for each in PLACES[:3])])
    return st.lists(place, min_size=5, max_size=16).map(
        lambda places: [
            Told(f"n-{i:02}", places=each, duration_ms=60_000 * (i + 1)) for i, each in enumerate(places)
        ]
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
            others = [each for each in hidden if each != one]
            worlds = {each: outside([exchanged(x, one, each) for x in items]) for each in others}
            for other, world in worlds.items():
                assert [to_data(world), to_csv(world), report_page(SHOW, world)] == known, (one, other)
            for name in ("programmes", "people", "minutes"):
                mine = getattr(figures[one], name)
                assert any(getattr(figures[each], name) != mine for each in others), (one, name)


def labelled(each: Item, table: str, line: str, place: str) -> Item:
    """The same programme with one more line of a table; a tie is that to its place, or else to `place`."""
    kinds = {"places": "place", "sectors": "sector", "relations": "place"}
    if table != "relations":
        return replace(each, labels=(*each.labels, Label(line, line, line, kinds[table])))
    placed = each.labels if each.places else (Label(place, place, place, "place"), *each.labels)
    tied = [replace(label, relations=(line,)) if label.kind == "place" else label for label in placed]
    return replace(each, labels=tuple(tied))


def without(items: Sequence[Item], table: str) -> list[Item]:
    """The programmes that are in no line of a table."""
    has: dict[str, Callable[[Item], Sequence[object]]] = {
        "places": lambda each: each.places,
        "sectors": lambda each: each.sectors,
        "relations": lambda each: [tie for label in each.places for tie in label.relations],
    }
    return [each for each in items if not has[table](each)]


def other_worlds(items: Sequence[Item], told: Report, table: TableName) -> Iterator[list[Item]]:
    """Shows in which those without a line of a table are in a hidden one, or one of them more or fewer is."""
    lone = [each.slug for each in without(items, table)]
    names: tuple[TableName, ...] = (table, "places")
    hidden = {name: [row.id for row in told.table(name).rows if row.figures is None] for name in names}
    for line in hidden[table]:
        for place in hidden["places"] if table == "relations" and hidden["places"] else [line]:
            for moved in [lone, *([slug] for slug in lone)]:
                yield [labelled(each, table, line, place) if each.slug in moved else each for each in items]
        for gone in items if table != "relations" else ():
            # a tie goes with its place
            if [label.id for label in kind_of(gone, table)] == [line] and not label_ties(gone, table):
                labels = tuple(label for label in gone.labels if label not in kind_of(gone, table))
                yield [replace(each, labels=labels) if each is gone else each for each in items]


def kind_of(each: Item, table: TableName) -> tuple[Label, ...]:
    return each.places if table == "places" else each.sectors


def label_ties(each: Item, table: TableName) -> bool:
    return table == "places" and any(label.relations for label in each.places)


@settings(max_examples=150, deadline=None)
@given(st.one_of(tolds(), alone()))
def test_whether_a_few_have_no_line_cannot_be_known(made: list[Told]) -> None:
    """Where one to four people are in no line of a table, nobody can tell it from a show with none."""
    items = [item(told, SHOW) for told in made]
    whole, told = make_report(sources(items), 2026), outside(items)
    known = files(told)
    names: tuple[TableName, ...] = ("places", "sectors", "relations")
    for name in names:
        apart, shown = whole.table(name).row("-"), told.table(name)
        if shown.withheld or apart is None or apart.figures is None:
            continue
        row = shown.row("-")
        if apart.figures.people >= 5:
            assert row is not None
            assert row.figures == apart.figures
            continue
        assert row is None
        assert any(
            differs(world, items, name) and known == files(outside(world))
            for world in other_worlds(items, told, name)
        ), name


def files(told: Report) -> list[object]:
    return [to_data(told), to_csv(told), report_page(SHOW, told)]


def differs(world: Sequence[Item], items: Sequence[Item], table: TableName) -> bool:
    """Whether no figure of those without a line is the same."""
    figures = [make_report(sources(each), 2026).table(table).row("-") for each in (world, items)]
    mine, its = (row.figures if row and row.figures else Figures() for row in figures)
    return mine.programmes != its.programmes and mine.people != its.people and mine.minutes != its.minutes


def test_one_of_six_without_a_place_cannot_be_counted() -> None:
    """«Total 6; two places –, none –» came from shows with just one person without a place."""
    made = [
        *many(2, "one", places=("centre",)),
        *many(3, "two", places=("la-gauthiere",)),
        *many(1, "none", places=()),
    ]
    told = outside([item(each, SHOW) for each in made])
    assert told.table("places").row("-") is None
    assert [row.id for row in told.table("places").rows if row.figures is None] == ["la-gauthiere", "centre"]
    nobody = [*made[:5], replace(made[5], places=("centre",))]
    # three and three would be the same figures
    assert outside([item(each, SHOW) for each in nobody]).table("places").withheld
    other = [*made[:5], replace(made[5], places=("la-gauthiere",))]
    assert to_data(outside([item(each, SHOW) for each in other])) == to_data(told)


def test_a_few_without_a_place_are_not_the_rest_of_a_sum() -> None:
    """Where every place could be told, the programmes without one would be what is missing from the total."""
    sizes = {"centre": 9, "la-gauthiere": 7, "saint-jacques": 12}
    made = [told for place, number in sizes.items() for told in many(number, place, places=(place,))]
    told = outside([item(each, SHOW) for each in [*made, *many(1, "none", places=())]]).table("places")
    assert {row.id: row.figures and row.figures.programmes for row in told.rows if not row.empty} == {
        "centre": None,
        "la-gauthiere": None,
        "saint-jacques": 12,
    }
    assert outside([item(each, SHOW) for each in made]).table("places").row("centre") is not None


def test_of_all_small_shows_none_tells_how_many_have_no_place() -> None:
    """Up to nine programmes of one person each in three places: every way to share them out."""
    told: dict[str, set[int]] = defaultdict(set)
    for shares in itertools.product(range(10), repeat=4):
        if 5 <= sum(shares) <= 9:
            places = [(each,) if each else () for each in (*PLACES[:3], "")]
            listed = [place for place, share in zip(places, shares, strict=True) for _ in range(share)]
            items = [item(Told(f"n-{i}", places=place), SHOW) for i, place in enumerate(listed)]
            data = to_data(outside(items))
            told[str((data["total"], data["places"], data["without"]))].add(shares[3])
    assert [each for each in told.values() if len(each) == 1 and 0 < max(each) < 5] == []


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
        hidden = {row.id for row in table.rows if (to := shown.row(row.id)) is None or to.figures is None}
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


def heard_outside(*days: Day) -> Heard:
    told = for_outside(make_report(replace(sources([item(Told("leila"), SHOW)]), downloads=days), 2026))
    assert told.heard is not None
    return told.heard


def logged(month: int, listeners: Iterable[int], day: int = 3) -> Day:
    numbers = frozenset(listeners)
    return Day(date(2026, month, day), "leila", len(numbers), numbers)


@given(st.lists(st.frozensets(st.integers(0, 20), max_size=12), min_size=12, max_size=12))
def test_downloads_of_a_month_are_told_from_five_listeners_up(by_month: list[frozenset[int]]) -> None:
    days = [logged(month, each) for month, each in enumerate(by_month, 1) if each]
    told = heard_outside(*days)
    assert (told.episodes, told.days) == ((), ())
    assert (told.total is None) == (0 < len(frozenset[int]().union(*by_month)) < 5)
    shown = zip(by_month, told.months, strict=True)
    assert all(each is None or not listeners or len(listeners) >= 5 for listeners, each in shown)
    hidden = [each for each, count in zip(by_month, told.months, strict=True) if count is None]
    if told.total is not None and any(told.months) and hidden:
        assert len({len(each) for each in hidden}) > 1
        assert len(frozenset[int]().union(*hidden)) >= 5


def test_one_listener_on_many_days_is_one_listener() -> None:
    alone = heard_outside(*(logged(3, [7], day) for day in range(1, 29)))
    assert (alone.total, set(alone.months), alone.source) == (None, {None}, "log")
    five = heard_outside(*(logged(3, [day % 5], day) for day in range(1, 29)))
    assert (five.total, five.months[2]) == (28, 28)


@pytest.mark.parametrize(("at_least", "told"), [(0, None), (4, None), (5, 60)])
def test_of_a_hosts_list_the_fewest_possible_listeners_count(at_least: int, told: int | None) -> None:
    days = (Day(date(2026, 3, day), "leila", 30, at_least=at_least) for day in (1, 2))
    assert heard_outside(*days).total == told


def test_listeners_of_a_log_are_in_no_file() -> None:
    whole = make_report(replace(sources([]), downloads=(logged(3, [987_001, 987_002]),)), 2026)
    texts = [report_page(SHOW, whole), to_csv(whole), str(to_data(whole)), repr(whole)]
    assert not any("987" in text for text in texts)


def test_nobody_is_named_outside() -> None:
    items = [item(each, SHOW) for each in many(9, "nom", guests=())]
    made = replace(sources(items), downloads=(Day(date(2026, 1, 6), "nom-01", 30, frozenset(range(30))),))
    told = for_outside(make_report(made, 2026))
    texts = [report_page(SHOW, told), to_csv(told), str(to_data(told)), repr(told)]
    assert not any(re.search(r"Personne |Portrait nom|nom-0", text) for text in texts)
