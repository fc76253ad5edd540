"""`podcast consent`: the form to sign, the signed form filed, what runs out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.markup import escape
from rich.table import Table

from podcast.cli import speak
from podcast.cli.content import uses_option
from podcast.cli.days import DAY
from podcast.cli.episodes import episode_named
from podcast.cli.messages import _
from podcast.disk import write_text
from podcast.errors import UsageProblem
from podcast.model import Show, Use
from podcast.rights import Ending, agreements, consent_form, unsigned
from podcast.show import SignedForm, file_consent, load_show

__all__ = ["consent"]


@click.group(help=_("Who agreed to what: the form to sign, the signed forms, what runs out."))
def consent() -> None:
    """Who agreed to what."""


@consent.command("form", help=_("Make the form to print and sign, one page a person."))
@click.argument("slug", metavar="EPISODE")
@click.option("--person", "names", multiple=True, metavar="NAME", help=_("Only this person."))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("Write it there, not on the standard output."),
)
@speak.pass_voice
def form(voice: speak.Voice, slug: str, names: tuple[str, ...], output: Path | None) -> None:
    """Make the form to print and sign."""
    show = load_show(speak.root(voice))
    episode = episode_named(show, slug)
    people = [person for person in episode.people if not names or person.name in names]
    if not people:
        raise UsageProblem(
            "{slug} names nobody to make a form for",
            hint='add to episodes/{slug}/episode.toml: [[people]] name = "…" role = "guest"; named there'
            " now: {names}",
            slug=slug,
            names=", ".join(person.name for person in episode.people) or "—",
        )
    text = consent_form(show, episode, people)
    if output is None:
        click.echo(text, nl=False)
        return
    write_text(output, text)
    speak.say("{file} is ready: open it in a browser and print it. It is a model, to be checked by whoever"
              " answers for the law in your house.", file=output)  # fmt: skip
    speak.say("Once signed: podcast consent add {slug} SCAN --person NAME --uses web,radio", slug=slug)


@consent.command("add", help=_("File a signed form: the scan, and what it says."))
@click.argument("slug", metavar="EPISODE")
@click.argument("scan", type=click.Path(path_type=Path), metavar="SCAN")
@click.option("--person", metavar="NAME", help=_("Who signed; needed where the episode names several."))
@uses_option
@click.option("--from", "starts", type=DAY, metavar="DATE", help=_("The first day."))
@click.option("--until", type=DAY, metavar="DATE", help=_("The last day."))
@click.option(
    "--restriction",
    "restrictions",
    multiple=True,
    type=click.Choice(["no_surname", "no_photo"]),
    help=_("What the person asks for."),
)
@click.option("--language", "languages", multiple=True, metavar="CODE", help=_("A language allowed."))
@click.option("--guardian", default="", metavar="NAME", help=_("Who signed for somebody under 18."))
@speak.pass_voice
def add(voice: speak.Voice, /, slug: str, scan: Path, person: str | None, **options: Any) -> None:
    """File a signed form."""
    root = speak.root(voice)
    for name in ("starts", "until"):
        options[name] = options[name].date() if options[name] else None
    signed = SignedForm(scan, person or _only_person(root, slug), **options)
    target = file_consent(root, slug, signed)
    speak.say("{file} is filed for {person}.", file=target, person=signed.person)
    if not signed.uses:
        speak.say("No --uses given: what {person} agreed to is left as it was.", person=signed.person)


def _only_person(root: Path, slug: str) -> str:
    people = episode_named(load_show(root), slug).people
    if len(people) != 1:
        raise UsageProblem(
            "who signed? {slug} names {count} people",
            hint="say it with --person; named there: {names}",
            slug=slug,
            count=len(people),
            names=", ".join(person.name for person in people) or "—",
        )
    return people[0].name


@consent.command("list", help=_("What runs out soon, or everything."))
@click.option("--days", default=90, show_default=True, type=click.IntRange(0), help=_("How soon."))
@click.option("--all", "everything", is_flag=True, help=_("Every agreement, also those without end."))
@click.option("--as-of", type=DAY, metavar="DATE", help=_("As if today were this day."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON on stdout."))
@speak.pass_voice
def list_(voice: speak.Voice, /, days: int, everything: bool, as_of: datetime | None, as_json: bool) -> None:
    """What runs out soon."""
    show = load_show(speak.root(voice))
    today = as_of.date() if as_of else datetime.now(ZoneInfo(show.timezone)).date()
    chosen = [
        each
        for each in agreements(show, today)
        if everything or (each.days_left is not None and each.days_left <= days)
    ]
    for broken in show.broken:
        speak.say("{slug} cannot be read, so its agreements are not listed: podcast status", slug=broken.slug)
    if as_json:
        speak.data([_as_data(each) for each in chosen])
    elif chosen:
        speak.console.print(_table(chosen))
    else:
        speak.say("Nothing runs out in the next {days} days.", days=days)
    if not as_json:
        _say_unsigned(show)


def _say_unsigned(show: Show) -> None:
    """How many people of what is public or coming have signed nothing."""
    missing = {episode.slug: len(people) for episode in show.episodes if (people := unsigned(episode))}
    if missing:
        speak.say(
            "People without a signed form: {count}, in {slugs}. podcast consent form EPISODE makes it;"
            " podcast consent list --all names everybody.",
            count=sum(missing.values()),
            slugs=", ".join(missing),
        )


def _uses(each: Ending) -> list[str]:
    return [use.value for use in Use if use in each.person.consent.uses]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _as_data(each: Ending) -> dict[str, Any]:
    agreed = each.person.consent
    return {
        "episode": each.slug,
        "person": each.person.name,
        "role": each.person.role.value,
        "uses": _uses(each),
        "from": _iso(agreed.starts),
        "until": _iso(agreed.until),
        "days_left": each.days_left,
        "signed_form": agreed.evidence.as_posix() if agreed.evidence else None,
        "made_up": each.person.made_up,
    }


def _table(chosen: list[Ending]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (_("episode"), _("person"), _("uses"), _("until"), _("days left"), _("signed form")):
        table.add_column(title)
    for each in chosen:
        left = "–" if each.days_left is None else str(each.days_left)
        table.add_row(
            escape(each.slug),
            escape(each.person.name),
            ", ".join(_uses(each)) or "–",
            _iso(each.person.consent.until) or "–",
            f"[red]{left}[/]" if each.days_left is not None and each.days_left < 0 else left,
            _("made up") if each.person.made_up else _("yes") if each.person.consent.evidence else _("no"),
        )
    return table
