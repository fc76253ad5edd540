"""`podcast report`: what a year has brought, for the show's own team and for those who pay for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.markup import escape
from rich.table import Table as Grid

from podcast import disk
from podcast import report as reports
from podcast.cli import speak
from podcast.cli.days import DAY
from podcast.cli.messages import _, decimal
from podcast.errors import UsageProblem
from podcast.model import Show
from podcast.report import Report, Row, Sources, Table
from podcast.show import load_show
from podcast.tag import load_sectors, load_territory

__all__ = ["report"]

_TITLES = {
    "places": "by place",
    "sectors": "by sector",
    "languages": "by language",
    "relations": "by tie to the place",
    "months": "by month",
    "formats": "by format",
}
_TARGETS = {"portraits": "portraits", "documentaries": "documentaries", "minutes": "minutes"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command's options ask for; `public` is None where nobody said."""

    year: int | None
    public: bool | None
    as_json: bool
    as_csv: bool
    out: Path | None
    downloads: tuple[Path, ...]
    as_of: datetime | None


@click.command(
    help=_(
        "What a year has brought, by place, sector, language, month and format. Files (--out) are meant for"
        " outside: figures about fewer than five people are hidden in them unless you say --inside. What is"
        " printed is meant for you: everything, unless you say --public."
    )
)
@click.option("--year", type=click.IntRange(1900, 2999), metavar="YEAR", help=_("The year; else this one."))
@click.option("--public/--inside", default=None, help=_("Hide figures about fewer than five people, or not."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON, on stdout or in the folder."))
@click.option("--csv", "as_csv", is_flag=True, help=_("As CSV, on stdout or in the folder."))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=_("Write the page, the CSV and the JSON into this folder."),
)
@click.option(
    "--downloads",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("A server log (also .gz) or a CSV with date,episode,downloads; may be given several times."),
)
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help=_("Count what is published on this day."),
)
@speak.pass_voice
def report(voice: speak.Voice, /, **options: object) -> None:
    """What a year has brought."""
    wish = Wish(**options)  # type: ignore[arg-type]  # click has checked them
    if wish.as_json and wish.as_csv and wish.out is None:
        raise UsageProblem(
            "JSON and CSV cannot both be printed",
            hint="choose one, or write both into a folder: --out FOLDER",
        )
    show = load_show(speak.root(voice))
    today = wish.as_of.date() if wish.as_of else datetime.now(ZoneInfo(show.timezone)).date()
    year = wish.year or today.year
    sources = _sources(voice, show, today, wish.downloads)
    whole = reports.make_report(sources, year)
    _say_missing(voice, sources, whole)
    public = wish.out is not None if wish.public is None else wish.public
    told = reports.for_outside(whole) if public else whole
    if wish.out is not None:
        _write(voice, show, told, wish)
    elif wish.as_json:
        speak.data(reports.to_data(told))
    elif wish.as_csv:
        click.echo(reports.to_csv(told), nl=False)
    else:
        _print(told)
        speak.say("As a page, CSV and JSON to pass on: podcast report --year {year} --out FOLDER", year=year)


def _sources(voice: speak.Voice, show: Show, today: date, files: tuple[Path, ...]) -> Sources:
    items = reports.published(show, today)
    sources = Sources(show, items, load_territory(show.territory, show.root), load_sectors())
    if not files:
        return sources
    counted = reports.count_downloads(files, items, show.timezone)
    for remark in () if voice.quiet else counted.remarks:
        speak.remark(remark)
    return replace(sources, downloads=counted.days)


def _say_missing(voice: speak.Voice, sources: Sources, whole: Report) -> None:
    """Episodes of the year that are not counted, and a year in which there is nothing."""
    if voice.quiet:
        return
    zone = ZoneInfo(sources.show.timezone)
    counted = {item.slug for item in sources.items}
    missing = [
        each.slug
        for each in sources.show.episodes
        if each.date.astimezone(zone).year == whole.year and each.slug not in counted
    ]
    if missing:
        speak.say(
            "Not counted, because not published: {slugs} (podcast status says why)", slugs=", ".join(missing)
        )
    if whole.total is not None and not whole.total.programmes:
        years = ", ".join(str(year) for year in reports.years_of(sources.show, sources.items))
        speak.say(
            "Nothing is published of {year}. Years with programmes: {years}.",
            year=whole.year,
            years=years or "–",
        )


def _write(voice: speak.Voice, show: Show, told: Report, wish: Wish) -> None:
    assert wish.out is not None
    name = f"report-{told.year}" if told.public else f"report-{told.year}-inside"
    chosen = [kind for kind, asked in (("csv", wish.as_csv), ("json", wish.as_json)) if asked]
    for kind in chosen or ["html", "csv", "json"]:
        file = wish.out / f"{name}.{kind}"
        if kind == "html":
            disk.write_text(file, reports.report_page(show, told))
        elif kind == "csv":
            # spreadsheets take a CSV for UTF-8 only where it begins with the mark
            disk.write_text(file, "\ufeff" + reports.to_csv(told))
        else:
            disk.write_text(file, json.dumps(reports.to_data(told), ensure_ascii=False, indent=1) + "\n")
        if not voice.quiet:
            speak.say("{file} is written.", file=file)
    if told.public and told.total is None and not voice.quiet:
        speak.say("Fewer than five people: no figures in it. For yourselves: --inside")


def _print(told: Report) -> None:
    """The figures on the terminal: lines that are not nil, then what is without."""
    for table in told.tables:
        if table.withheld:
            speak.say("{table}: too few people, not given", table=_(_TITLES[table.name]))
        else:
            speak.console.print(_grid(table))
    for name in ("places", "sectors"):
        table = next(each for each in told.tables if each.name == name)
        if table.without:
            listed = ", ".join(row.name for row in table.without)
            template = "Places without: {names}" if name == "places" else "Sectors without: {names}"
            speak.console.print(escape(_(template, names=listed)))
    if told.targets:
        speak.console.print(_targets(told))
    if told.heard is not None:
        speak.say("Downloads: {count}", count=_said(told.heard.total))
    speak.say("Withdrawals: {count}", count=_said(told.withdrawals))


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column(_(_TITLES[table.name]), min_width=34)
    for title in (_("programmes"), _("people"), _("minutes")):
        grid.add_column(title, justify="right")
    for row in table.rows:
        if not row.empty:
            grid.add_row(escape(_name(row)), *_figures(row))
    return grid


def _name(row: Row) -> str:
    said = {"-": "none", "portrait": "portraits", "documentary": "documentaries"}.get(row.id)
    return _(said) if said else row.name or _(row.id)


def _figures(row: Row) -> tuple[str, str, str]:
    if row.figures is None:
        return ("–", "–", "–")
    return (str(row.figures.programmes), str(row.figures.people), decimal(row.figures.minutes))


def _targets(told: Report) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column(_("targets"), min_width=34)
    grid.add_column(_("result"), justify="right")
    grid.add_column(_("target"), justify="right")
    for each in told.targets:
        name = each.name or _(_TARGETS[each.kind])
        style = {True: "green", False: "yellow", None: ""}[each.reached]
        grid.add_row(escape(name), _said(each.done), str(each.wanted), style=style)
    return grid


def _said(count: float | None) -> str:
    if count is None:
        return "–"
    return str(int(count)) if count == int(count) else decimal(count)
