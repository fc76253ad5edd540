"""A timeline laid out for a workstation, and what readers that are not ours find in each format."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rppxml
from hypothesis import given
from hypothesis import strategies as st
from reaproj import Project
from sessions import documentary

from podcast.edit import edl, open_timeline, reaper
from podcast.edit.duck import ducked
from podcast.edit.edl import FRAMES_PER_S
from podcast.edit.interchange import (
    Item,
    Lane,
    Media,
    Session,
    lanes,
    named,
    safe_name,
    stretches,
)
from podcast.errors import MissingTool
from podcast.model import Clip, Excerpt, Segment, Timeline, Transcript, Word

otio: Any = pytest.importorskip("opentimelineio", reason="opentimelineio has no wheel for this Python")

HANDLES_MS = 700
SPOKEN = (Excerpt(2000, 11_100),)


def laid(timeline: Timeline) -> tuple[Item, ...]:
    """Each clip over media of its own, as if every source were ten minutes long."""
    found = stretches(timeline, HANDLES_MS)
    items = []
    for number, (clip, stretch) in enumerate(found.items()):
        length_ms = stretch.length_ms or min(stretch.end_ms, 600_000) - stretch.start_ms
        media = Media(f"{number}.wav", stretch.source, stretch.start_ms, length_ms * 48, 1)
        offset_ms = 0 if clip.kind == "room" else clip.start_ms - stretch.start_ms
        items.append(Item(clip, media, offset_ms, clip.gain_db, named(clip, None)))
    return tuple(items)


@pytest.fixture
def session() -> Session:
    timeline = documentary()
    titles = {"voice": "Voix", "music": "Musique"}
    return Session(
        "quartier",
        "Le quartier, à voix haute",
        timeline.duration_ms,
        lanes(laid(timeline), SPOKEN),
        timeline.chapters,
        "Première ligne\n\n> seconde | ligne",
        titles,  # type: ignore[arg-type]
    )


def test_stretches_that_meet_are_one_and_narration_is_whole() -> None:
    timeline = documentary()
    found = stretches(timeline, 0)
    one = [clip for clip in timeline.clips if clip.episode == "atelier"]
    assert found[one[0]] == found[one[1]]
    assert (found[one[0]].start_ms, found[one[0]].end_ms) == (1000, 5500)
    narration = next(clip for clip in timeline.clips if clip.kind == "narration")
    assert found[narration].start_ms == 0
    assert found[narration].end_ms > 3_600_000
    quote, room = [
        clip for clip in timeline.clips if clip.source == Path("episodes/garage/recordings/01-entretien.wav")
    ]
    assert {found[quote].kind, found[room].kind} == {"quote", "room"}
    assert len(set(stretches(timeline, None).values())) == 6


def test_room_tone_is_as_long_as_the_longest_gap_that_needs_it() -> None:
    short = Clip(Path("a.wav"), 10, 90, 0, "room", length_ms=500)
    long = replace(short, at_ms=5000, length_ms=900)
    found = stretches(Timeline((short, long)), 5000)
    assert [found[short].length_ms, found[long].length_ms] == [900, 900]


def test_lanes_hold_what_runs_into_the_next_and_no_more(session: Session) -> None:
    assert [(lane.track, lane.number, len(lane.items)) for lane in session.lanes] == [
        ("voice", 1, 4),
        ("sound", 1, 1),
        ("music", 1, 1),
        ("room", 1, 1),
    ]
    assert [session.title_of(lane) for lane in session.lanes] == ["Voix", "sound", "Musique", "room"]
    clip = Clip(Path("a.wav"), 0, 1000, 0, "sound")
    under = [clip, replace(clip, at_ms=400), replace(clip, at_ms=900), replace(clip, at_ms=1000)]
    assert [len(lane.items) for lane in lanes(laid(Timeline(tuple(under))))] == [2, 2]


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 3000)), max_size=12))
def test_no_item_is_lost_and_no_lane_has_three_at_once(drawn: list[tuple[int, int]]) -> None:
    clips = tuple(
        Clip(Path(f"{number}.wav"), 0, length_ms, at_ms, "sound")
        for number, (at_ms, length_ms) in enumerate(drawn)
    )
    found = lanes(laid(Timeline(tuple(sorted(clips, key=lambda clip: clip.at_ms)))))
    assert sorted(item.clip.source for lane in found for item in lane.items) == sorted(
        c.source for c in clips
    )
    for lane in found:
        for at in range(2, len(lane.items)):
            assert lane.items[at - 2].end_ms <= lane.items[at].at_ms


def test_music_goes_down_while_somebody_speaks() -> None:
    """The curve is that of the mix, by the points where it bends."""
    lane = next(lane for lane in lanes(laid(documentary()), SPOKEN) if lane.track == "music")
    assert [(level.at_ms, level.gain_db) for level in lane.volume] == [
        (0, 0.0),
        (1600, 0.0),
        (2000, -15.0),
        (11_250, -15.0),
        (12_000, 0.0),
        (14_000, 0.0),
    ]
    bed = documentary().on("music")[0]
    gains = ducked(SPOKEN, bed.duck_db, bed.at_ms, bed.duration_ms)
    times = bed.at_ms + 10 * np.arange(len(gains))
    levels_db = np.interp(times, [each.at_ms for each in lane.volume], [each.gain_db for each in lane.volume])
    assert np.abs(levels_db - 20 * np.log10(gains)).max() < 0.01
    alone = Timeline((replace(bed, duck_db=0.0),))
    assert lanes(laid(alone), SPOKEN)[0].volume == ()


def test_of_two_beds_that_run_into_each_other_each_makes_way_by_its_own_depth() -> None:
    one = Clip(Path("a.flac"), 0, 6000, 0, "music", duck_db=15.0, fade_out_ms=1000)
    two = Clip(Path("b.flac"), 0, 6000, 5000, "music", duck_db=9.0, fade_in_ms=1000)
    (lane,) = lanes(laid(Timeline((one, two))), (Excerpt(2000, 9000),))
    assert [level.at_ms for level in lane.volume] == sorted(level.at_ms for level in lane.volume)
    assert [level.gain_db for level in lane.volume] == [0.0, 0.0, -15.0, -9.0, -9.0, 0.0, 0.0]


def test_items_are_named_after_what_is_said() -> None:
    words = tuple(Word(4000 + 100 * n, 4050 + 100 * n, f"mot{n}") for n in range(8))
    said = Transcript("fr", 12_000, (Segment(4000, 4800, "…", "", words),))
    quote = next(clip for clip in documentary().clips if clip.kind == "quote")
    assert named(quote, said) == "atelier: mot0 mot1 mot2 mot3 mot4 mot5…"
    assert named(quote, None) == "atelier"


@given(st.text(max_size=120))
def test_names_are_safe_on_every_system(text: str) -> None:
    name = safe_name(text)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,81}", name)
    assert name[-1] not in "."
    assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name, re.IGNORECASE)


@pytest.mark.parametrize("name", ["con", "NUL.wav", "lpt1", "", "..", "é", "a:b\\c/d"])
def test_names_that_a_system_keeps_for_itself(name: str) -> None:
    assert safe_name(name) not in ("con", "NUL.wav", "lpt1", "", "..")
    assert "/" not in safe_name(name)


# what readers that are not ours find


def times(lane: Lane) -> list[tuple[int, int, int]]:
    """Place, length and beginning in the media of every item, in samples."""
    return [(item.at_ms * 48, item.length_ms * 48, item.offset_ms * 48) for item in lane.items]


def test_reaproj_finds_every_item_in_its_place(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "q.rpp"
    file.write_text(reaper.project(session), "utf-8")
    project = Project.load(file)
    assert [track.name for track in project.tracks] == ["Voix", "sound", "Musique", "room"]
    for track, lane in zip(project.tracks, session.lanes, strict=True):
        found = [(item.position, item.length, item.source_path) for item in track.items]
        assert [round(at * 48000, 6) for at, _, _ in found] == [at for at, _, _ in times(lane)]
        assert [round(length * 48000, 6) for _, length, _ in found] == [
            length for _, length, _ in times(lane)
        ]
        assert [path for _, _, path in found] == [tmp_path / item.media.path for item in lane.items]
    assert [(marker.position, marker.name) for marker in project.markers] == [
        (each.start_ms / 1000, each.title) for each in session.chapters
    ]


def test_reapers_own_reader_finds_levels_fades_and_the_volume_of_the_music(session: Session) -> None:
    root: Any = rppxml.loads(reaper.project(session))
    notes = next(each for each in root.children if getattr(each, "name", "") == "NOTES")
    assert "> seconds" not in str(notes.children)
    tracks = [each for each in root.children if getattr(each, "name", "") == "TRACK"]
    for track, lane in zip(tracks, session.lanes, strict=True):
        items = [each for each in track.children if getattr(each, "name", "") == "ITEM"]
        for block, item in zip(items, lane.items, strict=True):
            lines = {each[0]: each[1:] for each in block.children if isinstance(each, list)}
            assert lines["SOFFS"][0] * 48000 == pytest.approx(item.offset_ms * 48, abs=1e-6)
            assert lines["FADEIN"][1] * 1000 == pytest.approx(item.clip.fade_in_ms)
            assert lines["FADEOUT"][1] * 1000 == pytest.approx(item.clip.fade_out_ms)
            assert lines["VOLPAN"][0] == pytest.approx(10 ** (item.gain_db / 20), rel=1e-5)
    envelope = next(each for each in tracks[2].children if getattr(each, "name", "") == "VOLENV2")
    points = [each[1:3] for each in envelope.children if isinstance(each, list) and each[0] == "PT"]
    assert points[0] == [0, 1]
    assert [at for at, _ in points] == sorted(at for at, _ in points)
    assert min(gain for _, gain in points) == pytest.approx(10 ** (-15 / 20), rel=1e-4)
    for (one_s, one), (other_s, other) in pairwise(points):
        # straight in amplitude between points, never further than 0.1 dB from straight in decibels
        middle = (one + other) / 2
        assert middle == pytest.approx((one * other) ** 0.5, rel=0.03), (one_s, other_s)


def test_opentimelineio_reads_positions_lengths_dissolves_and_chapters(session: Session) -> None:
    timeline = otio.adapters.read_from_string(open_timeline.project(session), "otio_json")
    assert timeline.name == session.title
    for track, lane in zip(timeline.tracks, session.lanes, strict=True):
        assert track.kind == "Audio"
        clips = list(track.find_clips())
        dissolves = [each for each in track if isinstance(each, otio.schema.Transition)]
        found = []
        for clip, item in zip(clips, lane.items, strict=True):
            shown = track.range_of_child(clip)
            before, after = track.neighbors_of(clip)
            early = before.in_offset.value if isinstance(before, otio.schema.Transition) else 0
            late = after.out_offset.value if isinstance(after, otio.schema.Transition) else 0
            assert shown.start_time.rate == 48000
            offset = clip.source_range.start_time.value - early
            found.append((shown.start_time.value - early, shown.duration.value + early + late, offset))
            assert clip.media_reference.target_url == item.media.path
            assert clip.media_reference.available_range.duration.value == item.media.frames
            assert clip.metadata["porte_voix"]["gain_db"] == item.gain_db
        assert found == times(lane)
        if lane.track == "voice":
            assert [each.in_offset.value + each.out_offset.value for each in dissolves] == [400 * 48]
    marks = [(mark.marked_range.start_time.value, mark.name) for mark in timeline.tracks.markers]
    assert marks == [(each.start_ms * 48, each.title) for each in session.chapters]
    music = timeline.tracks[2]
    assert [level["gain_db"] for level in music.metadata["porte_voix"]["volume"]] == [0, 0, -15, -15, 0, 0]
    assert timeline.duration().value == session.duration_ms * 48


def test_without_its_package_the_other_formats_are_named(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentimelineio", None)
    with pytest.raises(MissingTool) as caught:
        open_timeline.project(session)
    assert "--to reaper" in caught.value.hint_text


def test_the_cmx_3600_adapter_reads_the_list_to_the_frame(session: Session) -> None:
    (text,) = edl.lists(session).values()
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=FRAMES_PER_S)
    by_name = {track.name: track for track in timeline.tracks}
    for lane, name in zip(session.lanes, ("A1", "A2", "A3", "A4"), strict=True):
        track = by_name[name]
        clips = [each for each in track.find_clips() if each.source_range.duration.value]
        assert [clip.media_reference.target_url for clip in clips] == [item.media.path for item in lane.items]
        first = session_start(track)
        for clip, item in zip(clips, lane.items, strict=True):
            starts = first + track.range_of_child(clip).start_time.value
            assert abs(starts / FRAMES_PER_S * 1000 - item.at_ms) <= 500 / FRAMES_PER_S
            begins = clip.source_range.start_time.value / FRAMES_PER_S * 1000
            assert abs(begins - item.offset_ms) <= 500 / FRAMES_PER_S
    dissolve = [each for each in by_name["A1"] if isinstance(each, otio.schema.Transition)]
    assert [each.out_offset.value for each in dissolve] == [10]
    marks = [mark.name for track in timeline.tracks for clip in track.find_clips() for mark in clip.markers]
    assert sorted(marks) == ['L\'atelier, dit ""la Fabrique""', "Ouverture"] or len(marks) == 2


def session_start(track: Any) -> float:
    """Where a track of the list begins: the adapter keeps it as a range that starts before its first clip."""
    return float(-track.source_range.start_time.value) if track.source_range is not None else 0.0


def test_a_list_holds_four_channels(session: Session) -> None:
    more = replace(session, lanes=session.lanes + session.lanes[:1])
    assert list(edl.lists(more)) == ["quartier", "quartier-2"]
