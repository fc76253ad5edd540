"""A programme's files for stations: real files, read back by readers that are not ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from made_programmes import CONSENT, EBU, RECORDING, a_programme, a_show, an_episode, cleared, words_of
from pymediainfo import MediaInfo
from wave_chunk_parser.chunks import CartChunk
from wavinfo import WavInfoReader

from podcast.audio import Codec, measure
from podcast.broadcast import File, Package, Programme, Station, Window, package
from podcast.broadcast.order import Order, excerpt
from podcast.errors import RightsRefused
from podcast.model import Clip, Excerpt, OnAir, Timeline, Use

FM = Station("fm", "FM", codec=Codec.MP2, bit_rate_kbps=256, channels=2, head_silence_ms=500)
STRICT = Station("strict", "Strict", max_true_peak_dbtp=-3.0, file_name="{slug}_strict", channels=2)
WEB = Station("web", "Web", -16.0, 0.3, codec=Codec.MP3, bit_rate_kbps=192, channels=2, rate_hz=44100)
NARROW = Station("narrow", "Narrow", codec=Codec.FLAC, duration=Window(20_000, 30_000))
ALL = (EBU, FM, STRICT, WEB, NARROW)


@dataclass(frozen=True)
class Made:
    folder: Path
    package: Package

    def of(self, station: Station) -> File:
        (found,) = (each for each in self.package.files if each.station == station.id)
        return found

    def path(self, station: Station) -> Path:
        return self.folder / self.of(station).name


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Twelve seconds for five stations, one of which takes only longer programmes."""
    folder = tmp_path_factory.mktemp("radio")
    introduction = OnAir(introduction="Elle a commencé par coudre pour ses voisines…")
    return Made(folder, package(a_programme(on_air=introduction), ALL, folder))


def test_each_file_meets_its_station(made: Made) -> None:
    """The figures kept are those of the decoded file, and the decoded file is within the target."""
    for station in (EBU, FM, STRICT, WEB):
        file = made.of(station)
        again = measure(made.path(station))
        assert again.integrated_lufs == pytest.approx(file.loudness.integrated_lufs, abs=0.02)
        assert again.true_peak_dbtp == pytest.approx(file.loudness.true_peak_dbtp, abs=0.1)
        assert abs(again.integrated_lufs - station.integrated_lufs) <= station.tolerance_lu
        assert again.true_peak_dbtp <= station.max_true_peak_dbtp
        assert file.bytes == made.path(station).stat().st_size


def test_a_station_whose_window_is_missed_gets_a_sentence_and_no_file(made: Made) -> None:
    said = [str(each) for each in made.package.remarks]
    assert "nothing for the station «narrow»: leila-couture is 0:12 long but must be 0:20–0:30" in said
    assert "narrow" not in {each.station for each in made.package.files}
    assert sorted(path.suffix for path in made.folder.iterdir()) == [".mp2", ".mp3", ".wav", ".wav"]


def test_a_window_missed_by_less_than_a_second_shows_it(tmp_path: Path) -> None:
    station = replace(EBU, duration=Window(10_000, 12_000))
    found = package(a_programme(), [replace(station, head_silence_ms=200)], tmp_path)
    assert "is 0:12.200 long but must be 0:10–0:12" in str(found.remarks[0])
    assert found.files == ()


def test_the_head_is_silent_for_as_long_as_asked(made: Made) -> None:
    samples, rate_hz = soundfile.read(made.path(EBU), always_2d=True)
    assert rate_hz == 48000
    assert not samples[: rate_hz // 2].any()
    assert len(samples) == (12_000 + 500) * 48
    strict, _ = soundfile.read(made.path(STRICT), always_2d=True)
    assert len(strict) == 12_000 * 48
    assert np.abs(strict[: rate_hz // 4]).max() > 0


def test_wavinfo_reads_bext_with_accents_spelled_out(made: Made) -> None:
    info = WavInfoReader(str(made.path(EBU)))
    bext = info.bext
    assert bext is not None
    level = made.of(EBU).loudness
    assert bext.version == 2
    assert bext.description == "Porte-voix - demonstration - Leila, couturiere a l'oeuvre"
    assert bext.originator == "Radio des Hauts de l'OEuvre"[:32]
    assert re.fullmatch(r"20260907-[0-9A-F]{6}", bext.originator_ref)
    assert (bext.originator_date, bext.originator_time) == ("2026-09-07", "06:00:00")
    assert bext.loudness_value == pytest.approx(level.integrated_lufs, abs=0.006)
    assert bext.loudness_range == pytest.approx(level.range_lu, abs=0.006)
    assert bext.max_true_peak == pytest.approx(level.true_peak_dbtp, abs=0.006)
    assert bext.max_momentary_loudness == pytest.approx(level.max_momentary_lufs, abs=0.006)
    assert bext.max_shortterm_loudness == pytest.approx(level.max_short_term_lufs, abs=0.006)
    assert info.ixml is not None
    assert info.ixml.project == "Porte-voix — démonstration"


def test_mediainfo_reads_bext_and_the_loudness_measured(made: Made) -> None:
    general, audio = MediaInfo.parse(made.path(EBU)).tracks
    level = made.of(EBU).loudness
    assert general.description == "Porte-voix - demonstration - Leila, couturiere a l'oeuvre"
    assert (general.bext_version, audio.bit_depth, audio.sampling_rate) == ("2", 24, 48000)
    read = (audio.loudnessvalue, audio.loudnessrange, audio.maxtruepeaklevel)
    wanted = (level.integrated_lufs, level.range_lu, level.true_peak_dbtp)
    assert [float(each) for each in read] == pytest.approx(wanted, abs=0.006)


def test_the_cart_says_when_it_may_be_aired_and_how_it_ends(made: Made) -> None:
    with made.path(EBU).open("rb") as file:
        data = file.read()
    with made.path(EBU).open("rb") as file:
        cart = CartChunk.from_file(file, data.index(b"cart"))
    assert cart.title.startswith("Porte-voix - demonstrati 2026-09-07 Leila")
    assert cart.out_cue.endswith("merci beaucoup.")
    assert cart.start_date.strftime("%Y-%m-%d") == "2026-09-07"


def test_words_around_the_cut(made: Made) -> None:
    file = made.of(EBU)
    assert file.first_words == "Bonjour Leïla, on est dans votre atelier de couture au pied des…"
    assert file.last_words.endswith("on reviendra vous voir à l’atelier, merci beaucoup.")
    assert file.last_words.startswith("…")


def test_files_name_themselves_where_the_station_wants_it(tmp_path: Path) -> None:
    flac = Station("flac", "FLAC", codec=Codec.FLAC, file_name="{slug}_1")
    plain = Station("plain", "No tags", codec=Codec.FLAC, file_name="{slug}_2", tags=False)
    opus = Station("opus", "Opus", codec=Codec.OPUS, file_name="{slug}_3")
    silent = Station("mp2", "MP2", codec=Codec.MP2, file_name="{slug}_4")
    titled = Station("mp2-id3", "MP2 with ID3", codec=Codec.MP2, file_name="{slug}_5", tags=True)
    stations = (flac, plain, opus, silent, titled)
    made = Made(tmp_path, package(a_programme(), stations, tmp_path))
    said = [mutagen.File(made.path(each), easy=True) for each in stations]
    title, show = "Leïla, couturière à l’œuvre", "Porte-voix — démonstration"
    assert [str((each.tags or {}).get("title", [""])[0]) for each in said] == [title, "", title, "", title]
    assert [str((each.tags or {}).get("album", [""])[0]) for each in said] == [show, "", show, "", show]
    assert made.path(silent).read_bytes()[:1] == b"\xff"
    for each in stations:
        assert made.of(each).bytes == made.path(each).stat().st_size


def test_the_same_programme_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    introduction = OnAir(introduction="Elle a commencé par coudre pour ses voisines…")
    again = package(a_programme(on_air=introduction), ALL, tmp_path)
    assert again == made.package
    for path in made.folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_short_cut_for_each_station(tmp_path: Path) -> None:
    programme = a_programme(70_000, short=Excerpt(2000, 64_000))
    found = package(programme, [EBU, FM], tmp_path)
    shorts = [each for each in found.files if each.kind == "short"]
    assert [each.name for each in shorts] == [
        "2026-09-07_leila-couture-court.wav",
        "2026-09-07_leila-couture-court.mp2",
    ]
    samples, _ = soundfile.read(tmp_path / shorts[0].name)
    assert len(samples) == 62_000 * 48
    for file in shorts:
        assert measure(tmp_path / file.name).integrated_lufs == pytest.approx(-23, abs=0.1)
    assert len(list(tmp_path.iterdir())) == 4, "what the cut was made from is gone"
    assert not any("short cut" in str(each) for each in found.remarks)


@pytest.mark.parametrize(
    ("short", "said"),
    [
        (Excerpt(0, 13_000), "it ends at 0:13, and the programme is 0:12 long"),
        (Excerpt(1000, 11_000), "is 0:10 long: stations take 1:00 to 1:30"),
    ],
)
def test_a_short_cut_that_stations_do_not_take_is_said(tmp_path: Path, short: Excerpt, said: str) -> None:
    found = package(a_programme(short=short), [FM], tmp_path)
    assert any(said in str(each) for each in found.remarks)
    assert [each.kind for each in found.files][:1] == ["programme"]


def test_no_short_cut_without_leave_for_extracts(tmp_path: Path) -> None:
    programme = replace(a_programme(short=Excerpt(1000, 11_000)), extracts=None)
    found = package(programme, [FM], tmp_path)
    assert [each.kind for each in found.files] == ["programme"]
    assert any("not all have agreed to «extracts»" in str(each) for each in found.remarks)


def test_parts_are_cut_where_the_producer_says(tmp_path: Path) -> None:
    windows = (Window(4000, 6000), Window(6000, 9000))
    station = replace(FM, segments=windows)
    found = package(a_programme(on_air=OnAir(breaks_ms=(5000,))), [station], tmp_path)
    assert [(each.name, each.part) for each in found.files] == [
        ("2026-09-07_leila-couture-1.mp2", 1),
        ("2026-09-07_leila-couture-2.mp2", 2),
    ]
    first, second = found.files
    assert first.duration_ms == pytest.approx(5500, abs=50)
    assert second.duration_ms == pytest.approx(7500, abs=50)
    assert first.last_words != second.last_words
    wrong = package(a_programme(), [station], tmp_path / "wrong")
    assert "must give breaks = […] with 1 times" in str(wrong.remarks[0])
    late = package(a_programme(on_air=OnAir(breaks_ms=(9000,))), [station], tmp_path / "late")
    assert [str(each) for each in late.remarks] == [
        "nothing for the station «fm»: part 1 of leila-couture is 0:10 long but must be 0:04–0:06",
        "nothing for the station «fm»: part 2 of leila-couture is 0:04 long but must be 0:06–0:09",
    ]
    assert late.files == ()


def test_a_part_of_a_documentary_cuts_what_is_heard_there(tmp_path: Path) -> None:
    """Music that was fading in begins where it is, at once; room tone keeps its stretch and is shorter."""
    music = Clip(Path("music.wav"), 0, 60_000, 0, "music", fade_in_ms=30_000, fade_out_ms=4000, duck_db=15.0)
    room = Clip(RECORDING, 5000, 5500, 9000, "room", fade_in_ms=40, fade_out_ms=40, length_ms=4000)
    quote = Clip(RECORDING, 1000, 9000, 13_000, "quote")
    order = Order(EBU, "part-2.wav", "part", 2, 10_000, 15_000)
    assert excerpt(Timeline((music, room, quote)), order).clips == (
        replace(music, at_ms=500, start_ms=10_000, end_ms=15_000, fade_in_ms=10, fade_out_ms=10),
        replace(room, at_ms=500, length_ms=3000, fade_in_ms=10),
        replace(quote, at_ms=3500, end_ms=3000),
    )


def test_an_introduction_is_asked_for_once(tmp_path: Path) -> None:
    stations = [replace(EBU, introduction=True), replace(FM, introduction=True)]
    found = package(a_programme(), stations, tmp_path)
    (said,) = (str(each) for each in found.remarks)
    assert said.startswith("ebu-wav, fm want a text to read before leila-couture")


def test_a_programme_over_a_cut_keeps_its_place(tmp_path: Path) -> None:
    """Two clips and a part that reaches over both."""
    episode = an_episode(on_air=OnAir(breaks_ms=(3000,)))
    clips = (Clip(RECORDING, 2000, 6000, 0), Clip(RECORDING, 20_000, 26_000, 4000))
    programme = Programme(a_show(), cleared(episode), Timeline(clips), words_of(10_000))
    station = replace(EBU, segments=(Window(0, 60_000), Window(0, 60_000)))
    found = package(programme, [station], tmp_path)
    assert [each.duration_ms for each in found.files] == [3500, 7500]


def test_only_what_is_cleared_for_the_radio() -> None:
    episode = an_episode()
    with pytest.raises(RightsRefused, match="a station needs «radio»"):
        Programme(a_show(), cleared(episode, Use.WEB), Timeline(()), words_of(1000))


def test_expiry_is_the_voices_too(tmp_path: Path) -> None:
    until = replace(CONSENT, until=date(2026, 12, 24))
    people = tuple(replace(each, consent=until) for each in an_episode().people)
    found = package(a_programme(people=people), [EBU], tmp_path)
    assert found.files[0].expires == date(2026, 12, 24)
    assert b"2026/12/24" in (tmp_path / found.files[0].name).read_bytes()[:8000]
