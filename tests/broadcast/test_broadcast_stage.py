"""The stages for radio stations, run by the real build on a show whose programmes are laid out already."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from made_programmes import CONSENT, RECORDING, REPOSITORY, TODAY, a_show, an_episode, words_of
from pydantic import TypeAdapter

from podcast import graph, stages
from podcast.agreement import Embargo
from podcast.graph import Outcome, Task
from podcast.model import Clip, Episode, Excerpt, OnAir, Recording, Show, Timeline, Transcript, Use
from podcast.rights import Refused
from podcast.stages import MACHINE_FOLDERS, RADIO, STATE, Paths, Plan, Speech
from podcast.tag import load_sectors, load_territory
from podcast.tools import find

MP2 = '[fm]\nname = "FM"\ncodec = "mp2"\nbit_rate_kbps = 256\nchannels = 2\n'


def laid_out(root: Path, *episodes: Episode, stations: str = MP2, names: Sequence[str] = ("fm",)) -> Show:
    """A show on disk as far as the stations' stages look: timelines and words are made."""
    for episode in episodes:
        paths = Paths(episode.slug)
        (root / paths.recordings).mkdir(parents=True)
        (root / paths.recordings / "1.flac").write_bytes((REPOSITORY / RECORDING).read_bytes())
        write(root / paths.timeline, Timeline((Clip(paths.recordings / "1.flac", 1000, 9000, 0),)), Timeline)
        write(root / paths.programme, words_of(8000), Transcript)
    listed = ", ".join(f'"{each}"' for each in names)
    (root / "episodes" / "show.toml").write_text(f"stations = [{listed}]\n")
    (root / "episodes" / "stations.toml").write_text(stations)
    return a_show(root=root, episodes=episodes, stations=tuple(names))


def write(file: Path, value: object, kind: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(TypeAdapter(kind).dump_json(value))


def recorded(slug: str = "leila-couture", **changes: Any) -> Episode:
    recording = Recording(Path("episodes") / slug / "recordings" / "1.flac")
    return an_episode(slug=slug, guid=f"guid-{slug}", recordings=(recording,), **changes)


def a_plan(show: Show, day: date = TODAY, **changes: Any) -> Plan:
    plan = Plan(
        show=show,
        now=day,
        speech=Speech(lambda _done, _total: None),
        ffmpeg=find(),
        territory=load_territory("clermont", REPOSITORY),
        taxonomy=load_sectors(),
        release="1",
    )
    return replace(plan, **changes)


def tasks_of(plan: Plan) -> tuple[Task, ...]:
    answers = [stages.ask(plan, each, Use.WEB) for each in plan.show.episodes]
    return tuple(stages.broadcasts(plan, stages.airing(plan, answers, [])))


def built(plan: Plan) -> Outcome:
    """Prune and build, as the command does."""
    tasks = tasks_of(plan)
    settings = graph.Settings(plan.show.root, STATE, MACHINE_FOLDERS, 2, lambda _event: None)
    with graph.workshop(settings) as workshop:
        pruned = graph.prune(tasks, lambda _entry: False, workshop)
        outcome = graph.build(tasks, workshop)
        outcome.pruned[:0] = pruned
    return outcome


def public(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted((root / RADIO).rglob("*")) if path.is_file())
    return {path.relative_to(root / RADIO).as_posix(): path.read_bytes() for path in files}


def test_a_second_build_does_nothing(tmp_path: Path) -> None:
    plan = a_plan(laid_out(tmp_path, recorded()))
    first = built(plan)
    assert [each.error for each in first.failed] == []
    assert {"index.html", "radio.xml", "fm.xml", "radio.css", "leila-couture/SHA256SUMS"} <= {
        *public(tmp_path)
    }
    second = built(plan)
    assert (second.ran, second.fresh) == ([], len(first.ran))


def test_two_builds_from_scratch_are_equal(tmp_path: Path) -> None:
    episode = recorded(short=Excerpt(1000, 5000))
    made = []
    for name in ("one", "two"):
        plan = a_plan(laid_out(tmp_path / name, episode), parcels=frozenset(["fm"]))
        assert built(plan).failed == []
        made.append(public(tmp_path / name))
    assert made[0] == made[1]
    assert "fm.zip" in made[0]
    assert "leila-couture/2026-09-07_leila-couture-court.mp2" in made[0]


def test_a_zip_comes_back_after_a_build_that_was_stopped(tmp_path: Path) -> None:
    """The old zip goes before the new one is made; deleted by a person, it stays away."""
    plan = a_plan(laid_out(tmp_path, recorded()), parcels=frozenset(["fm"]))
    assert built(plan).failed == []
    later = a_plan(laid_out(tmp_path, recorded("mariam-traiteur")))
    later = replace(later, show=replace(later.show, episodes=(*plan.show.episodes, *later.show.episodes)))
    settings = graph.Settings(tmp_path, STATE, MACHINE_FOLDERS, 2, lambda _event: None)
    with graph.workshop(settings) as workshop:
        graph.prune(tasks_of(later), lambda _entry: False, workshop)  # and here it is stopped
    assert not (tmp_path / RADIO / "fm.zip").exists()
    assert built(later).failed == []
    assert (tmp_path / RADIO / "fm.zip").exists()
    (tmp_path / RADIO / "fm.zip").unlink()
    assert built(later).failed == []
    assert not (tmp_path / RADIO / "fm.zip").exists()


def test_no_stations_no_stages(tmp_path: Path) -> None:
    show = laid_out(tmp_path, recorded())
    assert tasks_of(a_plan(replace(show, stations=()))) == ()


def test_whoever_refused_the_radio_is_not_there_and_it_is_no_error(tmp_path: Path) -> None:
    web_only = replace(CONSENT, uses=frozenset({Use.WEB}))
    people = tuple(replace(each, consent=web_only) for each in an_episode().people)
    plan = a_plan(laid_out(tmp_path, recorded(people=people), recorded("autre")))
    answers = [stages.ask(plan, each, Use.WEB) for each in plan.show.episodes]
    on_air = stages.airing(plan, answers, [])
    assert [each.episode.slug for each in on_air.fresh] == ["autre"]
    (refused,) = on_air.refused
    assert "Leïla Montagner, Simon Valette" in str(stages.off_air(refused))
    assert built(plan).failed == []
    assert not any(name.startswith("leila-couture/") for name in public(tmp_path))


def test_whoever_refused_the_web_is_not_there_either(tmp_path: Path) -> None:
    """What stations fetch lies in public."""
    radio_only = replace(CONSENT, uses=frozenset({Use.RADIO}))
    people = tuple(replace(each, consent=radio_only) for each in an_episode().people)
    plan = a_plan(laid_out(tmp_path, recorded(people=people)))
    answers = [stages.ask(plan, each, Use.WEB) for each in plan.show.episodes]
    assert isinstance(answers[0], Refused)
    assert stages.airing(plan, answers, []).fresh == ()


def test_a_withdrawn_consent_takes_the_package_and_the_zip_first(tmp_path: Path) -> None:
    show = laid_out(tmp_path, recorded(), recorded("autre", on_air=OnAir(introduction="x")))
    assert built(a_plan(show, parcels=frozenset(["fm"]))).failed == []
    assert "fm.zip" in public(tmp_path)
    ended = replace(CONSENT, until=date(2026, 10, 1))
    people = tuple(replace(each, consent=ended) for each in an_episode().people)
    after = replace(show, episodes=(replace(show.episodes[0], people=people), show.episodes[1]))
    outcome = built(a_plan(after))
    assert Path("feed/radio/fm.zip") in outcome.pruned
    left = public(tmp_path)
    assert not any(name.startswith("leila-couture/") for name in left)
    assert b"leila-couture" not in left["radio.xml"] + left["index.html"]


def test_a_zip_asked_for_once_is_kept_up_to_date(tmp_path: Path) -> None:
    show = laid_out(tmp_path, recorded())
    assert built(a_plan(show, parcels=frozenset(["fm"]))).failed == []
    other = replace(show, episodes=(replace(show.episodes[0], on_air=OnAir(close="Fin.")),))
    built(a_plan(other))
    with zipfile.ZipFile(tmp_path / RADIO / "fm.zip") as parcel:
        sheet = json.loads(parcel.read("leila-couture/conducteur.json"))
    assert sheet["close"] == "Fin."
    (tmp_path / RADIO / "fm.zip").unlink()
    built(a_plan(other))
    assert "fm.zip" not in public(tmp_path)


def test_a_station_past_its_time_gets_nothing_more(tmp_path: Path) -> None:
    stations = f"{MP2}expires_after_days = 30\n"
    show = laid_out(tmp_path, recorded(), stations=stations)
    assert built(a_plan(show, date(2026, 10, 7))).failed == []
    assert "leila-couture/2026-09-07_leila-couture.mp2" in public(tmp_path)
    built(a_plan(show, date(2026, 10, 8)))
    assert not any(name.startswith("leila-couture/") for name in public(tmp_path))


def test_a_mistake_in_a_profile_is_said_once_and_takes_nothing_off_the_air(tmp_path: Path) -> None:
    show = laid_out(tmp_path, recorded(), recorded("autre"))
    assert built(a_plan(show)).failed == []
    before = public(tmp_path)
    (tmp_path / "episodes" / "stations.toml").write_text(f'{MP2}duration = ["2:00", "1:00"]\n')
    outcome = built(a_plan(show))
    (failed,) = outcome.failed
    assert "ends (1:00) before it begins (2:00)" in str(failed.error.errors[0])  # type: ignore[attr-defined]
    assert public(tmp_path) == before


def test_two_equal_names_stop_the_stations(tmp_path: Path) -> None:
    stations = '[fm]\nname = "FM"\nfile_name = "{show}"\n'
    outcome = built(a_plan(laid_out(tmp_path, recorded(), recorded("autre"), stations=stations)))
    (failed,) = outcome.failed
    assert "for leila-couture and for autre" in str(failed.error.errors[0])  # type: ignore[attr-defined]
    assert public(tmp_path) == {}


def test_a_window_missed_is_a_remark_of_the_build(tmp_path: Path) -> None:
    stations = f'{MP2}[long]\nname = "Long"\nduration = ["28:30", "28:59"]\n'
    plan = a_plan(laid_out(tmp_path, recorded(), stations=stations, names=("fm", "long")))
    outcome = built(plan)
    assert outcome.failed == []
    said = [str(remark) for _, remark in outcome.remarks]
    assert said == ["nothing for the station «long»: leila-couture is 0:08 long but must be 28:30–28:59"]


def test_hidden_names_stay_hidden(tmp_path: Path) -> None:
    masked = replace(CONSENT, no_surname=True)
    people = (replace(an_episode().people[0], consent=masked), an_episode().people[1])
    assert built(a_plan(laid_out(tmp_path, recorded(people=people)))).failed == []
    said = b"".join(data for name, data in public(tmp_path).items() if not name.endswith((".mp2", ".pdf")))
    assert b"Montagner" not in said
    assert "Leïla".encode() in said


def test_stations_may_have_it_before_the_web(tmp_path: Path) -> None:
    embargo = Embargo(Use.WEB, date(2026, 12, 1))
    plan = a_plan(laid_out(tmp_path, recorded(embargoes=(embargo,))))
    answers = [stages.ask(plan, each, Use.WEB) for each in plan.show.episodes]
    assert isinstance(answers[0], Refused)
    assert [each.episode.slug for each in stages.airing(plan, answers, []).fresh] == ["leila-couture"]
