"""The stages that serve radio stations: files and run sheets, a page, feeds, a zip. Each takes a Cleared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcast import disk
from podcast.audio import LAME
from podcast.broadcast import (
    STATIONS_FILE,
    STYLE,
    Programme,
    Sheet,
    Station,
    Stations,
    clashes,
    deliver,
    last_day,
    load_stations,
    looks,
    radio_feed,
    radio_page,
    style,
    write_parcel,
)
from podcast.errors import ContentErrors, Remark
from podcast.graph import Context, Task, observatory
from podcast.model import Timeline, Transcript, Use
from podcast.rights import Cleared, Refused, as_public, clear
from podcast.stages.gate import ask
from podcast.stages.paths import RADIO, STATE, Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.programme import sounds
from podcast.stages.store import load, save

__all__ = ["Airing", "airing", "broadcasts", "off_air"]

# There when what is written about the stations holds; every other stage here waits for it.
_CHECKED = STATE / "stations"


@dataclass(frozen=True, slots=True)
class Airing:
    """What may go to stations today: `fresh` is made, `held` stays as it was, `refused` is neither."""

    fresh: tuple[Cleared, ...]
    held: tuple[Cleared, ...]
    refused: tuple[Refused, ...]

    @property
    def all(self) -> tuple[Cleared, ...]:
        return (*self.fresh, *self.held)


def airing(plan: Plan, answers: Sequence[Cleared | Refused], held: Sequence[Cleared]) -> Airing:
    """Ask for the radio, episode by episode; `answers` and `held` are those for the web.

    The packages lie in public, so whoever refused the web is not there either; what the web only has
    to wait for, stations may have before.
    """
    if not plan.show.stations:
        return Airing((), (), ())
    episodes = {each.slug: each for each in plan.show.episodes}
    open_to_all = [each for each in answers if isinstance(each, Cleared) or each.later]
    asked = [ask(plan, episodes[each.episode.slug], Use.RADIO) for each in open_to_all]
    kept = [clear(each.episode, Use.RADIO, plan.now) for each in held]
    return Airing(
        tuple(each for each in asked if isinstance(each, Cleared)),
        tuple(each for each in kept if isinstance(each, Cleared)),
        tuple(each for each in asked if isinstance(each, Refused) and not each.later),
    )


def off_air(refused: Refused) -> Remark:
    """Why stations get nothing of a programme that listeners do get."""
    people = [str(each.error.values.get("person", "")) for each in refused.reasons]
    values = {"people": ", ".join(filter(None, dict.fromkeys(people))) or refused.episode.slug}
    return Remark("nothing for radio stations: the consent of {people} does not allow it today", dict(values))


def broadcasts(plan: Plan, on_air: Airing) -> Iterator[Task]:
    """Everything for the stations of a show; nothing where it names none."""
    if not plan.show.stations:
        return
    stations = load_stations(plan.show)
    yield _checked(plan, on_air, stations)
    for cleared in on_air.fresh:
        served = tuple(each for each in stations.chosen if _in_time(each, cleared, plan))
        if served or stations.errors:
            yield _package(plan, cleared, served)
    parcels = tuple(each for each in stations.chosen if _wants_parcel(plan, on_air.all, each))
    yield _page(plan, on_air.all, stations.chosen, parcels)
    yield from (_parcel(plan, on_air.all, each) for each in parcels)
    yield from (_wanted(each) for each in parcels)


def _in_time(station: Station, cleared: Cleared, plan: Plan) -> bool:
    day = last_day(station, cleared)
    return day is None or plan.now <= day


def _checked(plan: Plan, on_air: Airing, stations: Stations) -> Task:
    errors = stations.errors or tuple(clashes(stations, plan.show, on_air.fresh))

    def action(context: Context) -> None:
        if errors:
            raise ContentErrors.of(STATIONS_FILE, errors)
        disk.write_text(context.root / _CHECKED, "".join(f"{each.id}\n" for each in stations.chosen))

    return Task(
        name="stations",
        stage="broadcast",
        episode="",
        action=action,
        optional=(Path(STATIONS_FILE),),
        outputs=(_CHECKED,),
        settings={"errors": [str(each) for each in errors], "stations": list(plan.show.stations)},
    )


def _package(plan: Plan, cleared: Cleared, stations: Sequence[Station]) -> Task:
    """One programme's folder: a render for all stations, run sheets, checksums."""
    slug, paths = cleared.episode.slug, Paths(cleared.episode.slug)
    # the gate answers with the public side only, so the episode it is asked about is the show's own
    (episode,) = (each for each in plan.show.episodes if each.slug == slug)
    extracts = ask(plan, episode, Use.EXTRACTS) if episode.short else None
    pieces = sounds(plan, episode)

    def action(context: Context) -> None:
        words = as_public(cleared, load(context.root / paths.programme, Transcript))
        programme = Programme(
            show=plan.show,
            cleared=cleared,
            timeline=load(context.root / paths.timeline, Timeline),
            words=words,
            extracts=extracts if isinstance(extracts, Cleared) else None,
        )
        sheet, written, remarks = deliver(programme, stations, context.root / paths.radio, context.progress)
        for remark in remarks:
            context.remark(remark)
        for path in written:
            context.made(path.relative_to(context.root))
        save(context.root / paths.on_air, sheet)

    return Task(
        name=f"broadcast {slug}",
        stage="broadcast",
        episode=slug,
        action=action,
        inputs=(paths.timeline, paths.programme, _CHECKED, *dict.fromkeys(pieces)),
        outputs=(paths.on_air,),
        settings={
            "said": fingerprint(_said(plan, cleared)),
            "stations": fingerprint(list(stations)),
            "until": cleared.until,
            "extracts": isinstance(extracts, Cleared),
            "ffmpeg": plan.ffmpeg.version,
            "lame": LAME,
        },
        version=4,  # the run sheet tells the programme's length from the file's
    )


def _said(plan: Plan, cleared: Cleared) -> dict[str, object]:
    voices = [(person.name, person.role, person.made_up) for person in cleared.episode.people]
    return {
        "show": plan.public_show,
        "music": plan.show.music,
        # stations hear nothing of the soundbites, and one more is no reason to render it all again
        "episode": replace(cleared.episode, people=(), extras=()),
        "voices": voices,
        "mask": cleared.mask,
        "release": plan.release,
        "looks": looks(),
    }


def _sheets(root: Path, cleared: Sequence[Cleared]) -> list[Sheet]:
    files = (root / Paths(each.episode.slug).on_air for each in cleared)
    found = [load(file, Sheet) for file in files if file.exists()]
    return [each for each in found if each.files]


def _records(cleared: Sequence[Cleared]) -> tuple[Path, ...]:
    return tuple(Paths(each.episode.slug).on_air for each in cleared)


def _page(
    plan: Plan, cleared: Sequence[Cleared], stations: Sequence[Station], parcels: Sequence[Station]
) -> Task:
    """The stations' page, the feed of every file and the feed of each station."""
    show = plan.show

    def action(context: Context) -> None:
        sheets = _sheets(context.root, cleared)
        folder = context.root / RADIO
        disk.write_text(folder / "index.html", radio_page(show, sheets, stations, parcels))
        disk.write_bytes(folder / STYLE, style())
        disk.write_bytes(folder / "radio.xml", radio_feed(show, sheets))
        for station in stations:
            disk.write_bytes(folder / f"{station.id}.xml", radio_feed(show, sheets, station))

    names = ("index.html", STYLE, "radio.xml", *(f"{each.id}.xml" for each in stations))
    return Task(
        name="radio",
        stage="broadcast",
        episode="",
        action=action,
        inputs=(_CHECKED,),
        optional=_records(cleared),
        outputs=tuple(RADIO / name for name in names),
        settings={
            "show": fingerprint(plan.public_show),
            "stations": fingerprint(list(stations)),
            "parcels": [each.id for each in parcels],
            "cleared": [each.episode.slug for each in cleared],
            "release": plan.release,
            "looks": looks(),
        },
    )


def _wants_parcel(plan: Plan, cleared: Sequence[Cleared], station: Station) -> bool:
    """Asked for now, or once before: then it is kept up to date until somebody deletes it."""
    root = plan.show.root
    if station.id in plan.parcels or (root / _zip(station)).exists():
        return True
    if not (root / _mark(station)).exists():
        return False
    # a zip that was finished and is gone was deleted; one that was not is the matter of a stopped build
    journal, _ = observatory(root, STATE)
    return journal.get(_called(cleared, station)) is None


def _mark(station: Station) -> Path:
    """There as long as the station's zip is wanted."""
    return STATE / "parcels" / station.id


def _wanted(station: Station) -> Task:
    def action(context: Context) -> None:
        disk.write_text(context.root / _mark(station), "")

    return Task(
        name=f"wanted {station.id}",
        stage="broadcast",
        episode="",
        action=action,
        outputs=(_mark(station),),
    )


def _called(cleared: Sequence[Cleared], station: Station) -> str:
    slugs = sorted(each.episode.slug for each in cleared)
    return f"parcel {station.id} {hashlib.sha256(' '.join(slugs).encode()).hexdigest()[:12]}"


def _zip(station: Station) -> Path:
    return RADIO / f"{station.id}.zip"


def _parcel(plan: Plan, cleared: Sequence[Cleared], station: Station) -> Task:
    """One station's zip. It is named after its programmes, and its file is no output known beforehand:
    when one programme may no longer be given, the zip that holds it goes before anything is made.
    """

    def action(context: Context) -> None:
        sheets = _sheets(context.root, cleared)
        if any(each.of(station.id) for each in sheets):
            write_parcel(context.root / _zip(station), sheets, station.id, context.root / RADIO)
            context.made(_zip(station))

    return Task(
        name=_called(cleared, station),
        stage="broadcast",
        episode="",
        action=action,
        inputs=(_CHECKED,),
        optional=_records(cleared),
        settings={"station": station.id, "release": plan.release},
    )
