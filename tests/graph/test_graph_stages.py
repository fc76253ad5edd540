"""What the stages' tasks depend on: what changes their result and is read by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from whole_show import small_show

from podcast import pipeline
from podcast.graph import Task
from podcast.model import Segment, Transcript
from podcast.show import load_show
from podcast.stages import Paths, Plan, Speech
from podcast.stages.recordings import heard_remarks
from podcast.tag import load_sectors, load_territory
from podcast.tools import find


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    show = load_show(small_show(tmp_path))
    return Plan(
        show=show,
        now=date(2026, 1, 1),
        speech=Speech(lambda _done, _total: None),
        ffmpeg=find(),
        territory=load_territory(show.territory, show.root),
        taxonomy=load_sectors(),
        release="1",
    )


def task(plan: Plan, name: str) -> Task:
    return next(each for each in pipeline.design(plan).tasks if each.name == name)


def test_the_index_follows_the_words_of_every_page(plan: Plan) -> None:
    """A long transcript goes on in further pages, which only the words and the record tell of."""
    assert {Paths("un").item, Paths("un").programme} <= set(task(plan, "search").optional)


def test_tags_follow_what_the_finders_know(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    before = task(plan, "tag un").settings
    monkeypatch.setattr(import_module("podcast.stages.programme"), "knowledge", lambda: "other")
    assert task(plan, "tag un").settings != before


def test_weights_given_by_path_are_read_once(plan: Plan, tmp_path: Path) -> None:
    weights = tmp_path / "weights.pt"
    weights.write_bytes(b"weights")
    show = replace(plan.show, model=str(weights))
    first = plan.speech.stamp(show)
    weights.write_bytes(b"others")
    assert plan.speech.stamp(show) is first


def test_the_shows_sounds_have_a_place_of_their_own(plan: Plan) -> None:
    """An opening called like a recording, and a closing called like the opening."""
    here = Path("episodes")
    show = replace(plan.show, opening=here / "a" / "1.flac", closing=here / "b" / "1.flac")
    tasks = pipeline.design(replace(plan, show=show)).tasks
    probes = [each for each in tasks if each.stage == "probe"]
    assert len(probes) == 3
    assert len({each.name for each in probes}) == len({each.outputs for each in probes}) == 3
    made = {path for each in tasks for path in each.outputs}
    (timeline,) = (each for each in tasks if each.stage == "timeline")
    assert set(timeline.inputs) <= made


def test_a_few_seconds_of_speech_tell_no_language() -> None:
    def said(end_ms: int) -> list[str]:
        segments = (Segment(0, end_ms, "Savoir dire non."),)
        heard = Transcript("fr", 20_000, segments, detected_language="en", detected_probability=0.9)
        return [str(remark) for remark in heard_remarks("04.opus", heard)]

    assert said(4_000) == []
    (told,) = said(15_000)
    assert told.startswith("04.opus sounds like «en», and was transcribed as «fr» as the show says")
    assert 'write language = "en" in episode.toml' in told
