"""Profiles of stations: what is wrong is said with file, line, station and what to write."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_programmes import CONSENT, EBU, a_show, an_episode, cleared

from podcast.audio import Codec
from podcast.broadcast import STATIONS_FILE, Station, Stations, Window, clashes, last_day, load_stations
from podcast.broadcast.names import pattern_fault, stem
from podcast.errors import ContentError
from podcast.model import Show


def written(root: Path, text: str, *wanted: str) -> Show:
    """A show that delivers to `wanted`, with a stations.toml of its own."""
    (root / "episodes").mkdir()
    (root / STATIONS_FILE).write_text(text, "utf-8")
    names = ", ".join(f'"{each}"' for each in wanted)
    (root / "episodes" / "show.toml").write_text(f'title = "Essai"\nstations = [{names}]\n', "utf-8")
    return a_show(root=root, stations=wanted)


def fault(root: Path, line: str) -> ContentError:
    """What is said of one line in the table of a station."""
    found = load_stations(written(root, f'[radio-x]\nname = "X"\n{line}\n', "radio-x"))
    (error,) = found.errors
    assert found.chosen == ()
    assert error.values["file"] == STATIONS_FILE
    assert error.values["station"] == "radio-x"
    assert error.hint
    return error


def test_the_house_has_four_profiles_that_hold(tmp_path: Path) -> None:
    wanted = ("ebu-wav", "fm-mp2", "strict-wav", "web-radio-mp3")
    found = load_stations(written(tmp_path, "", *wanted))
    assert found.errors == ()
    ebu, fm, strict, web = found.chosen
    assert (ebu.codec, ebu.rate_hz, ebu.bits, ebu.integrated_lufs) == (Codec.WAV, 48000, 24, -23.0)
    assert (fm.codec, fm.bit_rate_kbps) == (Codec.MP2, 256)
    assert strict.max_true_peak_dbtp == -3.0
    assert web.integrated_lufs == -16.0
    assert list(clashes(found, a_show(), [cleared(an_episode())])) == []


def test_a_show_changes_a_profile_and_adds_its_own(tmp_path: Path) -> None:
    text = '[ebu-wav]\nhead_silence_ms = 1000\n[radio-x]\nname = "Radio X"\nduration = ["28:30", "28:59"]\n'
    found = load_stations(written(tmp_path, text, "radio-x", "ebu-wav", "radio-x"))
    assert found.errors == ()
    own, changed = found.chosen
    assert own.duration == Window(1_710_000, 1_739_000)
    assert (changed.head_silence_ms, changed.chunks) == (1000, ("bext", "iXML", "cart"))


def test_a_show_without_stations_reads_nothing(tmp_path: Path) -> None:
    assert load_stations(a_show(root=tmp_path)) == Stations()


@pytest.mark.parametrize(
    ("line", "said", "hint"),
    [
        ('codec = "aac"', "asks for the codec «aac»", "wav"),
        ('duration = ["28:59", "28:30"]', "ends (28:30) before it begins (28:59)", '["28:30", "28:59"]'),
        ('duration = ["28:30"]', "a shortest and a longest length", '["28:30", "28:59"]'),
        ('duration = ["0:00", "0:00"]', "ends (0:00) before", "shortest length first"),
        ("duration = [28, 29]", "a shortest and a longest length", "minutes and seconds"),
        ('segments = ["4:00", "6:00"]', "a shortest and a longest length", "minutes and seconds"),
        ("segments = [[1, 2]]", "a shortest and a longest length", 'segments = [["28:30", "28:59"]]'),
        ("segments = 3", "a list of lengths", "one pair for each part"),
        ('file_name = "../{slug}"', "leaves its folder at «../»", "without / or .."),
        ('file_name = "/srv/{slug}"', "leaves its folder at «/srv/»", "without / or .."),
        ("file_name = 'C:\\x{slug}'", "leaves its folder", "without / or .."),
        ('file_name = "{slug}/{date}"', "leaves its folder", "without / or .."),
        ('file_name = "{slogan}"', "unknown field {slogan}", "slug"),
        ('file_name = "{slug.__class__}"', "unknown field", "slug"),
        ('file_name = "{slug[0]}"', "unknown field", "slug"),
        ('file_name = "{}"', "unknown field", "slug"),
        ('file_name = "{slug!r}"', "a form that is not known", "{date:%Y%m%d}"),
        ('file_name = "{date:%H/%M}"', "a form that is not known", "{date:%Y%m%d}"),
        ('file_name = "{number:99999}"', "a form that is not known", "{number:03}"),
        ('file_name = "{slug"', "a brace alone", "{date}_{slug}"),
        ('file_name = ""', "empty or has a brace", "{date}_{slug}"),
        ("integrated_lufs = -3.0", "a number from -31.0 to -14.0", "integrated_lufs = -31.0"),
        ('integrated_lufs = "-23"', "a number from -31.0 to -14.0", "without quotes"),
        ("integrated_lufs = true", "a number from", "without quotes"),
        ("integrated_lufs = nan", "a number from", "without quotes"),
        ("max_true_peak_dbtp = 3.0", "a number from -9.0 to -0.5", "without quotes"),
        ("head_silence_ms = 0.5", "a number from 0 to 10000", "without quotes"),
        ("expires_after_days = -1", "a number from 0 to 36500", "without quotes"),
        ("rate_hz = 22050", "rate_hz = 22050, which its codec wav does not have", "48000"),
        ("bits = 20", "bits = 20, which its codec wav does not have", "16, 24, 32"),
        ("bit_rate_kbps = 256", "bit_rate_kbps = 256, which its codec wav does not have", "0"),
        ('codec = "mp2"\nbit_rate_kbps = 256\nchannels = 1', "its codec mp2 does not have", "192"),
        ('codec = "mp2"\nbit_rate_kbps = 256', "its codec mp2 does not have", "192"),
        ('codec = "flac"\nbits = 32', "its codec flac does not have", "16, 24"),
        ('codec = "opus"\nrate_hz = 44100', "its codec opus does not have", "48000"),
        ('codec = "mp3"\nchunks = ["bext", "iXML"]', "which only a WAV file has", 'codec = "wav"'),
        ('chunks = ["cart"]', "chunks that are not made", '["bext", "iXML"]'),
        ("chunks = [1, [2]]", "chunks that are not made", '["bext", "iXML"]'),
        ('chunks = "bext"', "chunks that are not made", '["bext", "iXML"]'),
        ('loudness = "-23"', "a station has no «loudness»", "known here"),
        ("channel = 1", "a station has no «channel»", "channels"),
        ('introduction = "oui"', "true or false", "introduction = true"),
        ('tags = "yes"', "true or false", "tags = true"),
        ("tags = true", "a WAV says its title in chunks", 'chunks = ["bext", "iXML", "cart"]'),
        ('name = ""', "has no name", 'name = "…"'),
    ],
)
def test_a_wrong_line_is_said(tmp_path: Path, line: str, said: str, hint: str) -> None:
    text = f"[radio-x]\n{line}\n" if line.startswith("name") else f'[radio-x]\nname = "X"\n{line}\n'
    found = load_stations(written(tmp_path, text, "radio-x"))
    (error,) = found.errors
    assert said in str(error)
    assert hint in error.hint_text
    assert "«radio-x»" in str(error) or "a station has no" in str(error)
    assert str(error).startswith("episodes/stations.toml, line ")
    assert found.chosen == ()


def test_the_line_is_the_keys_own(tmp_path: Path) -> None:
    assert fault(tmp_path, 'rate_hz = 48000\n\ncodec = "aac"').values["line"] == 5


def test_a_file_that_is_no_toml_or_no_table(tmp_path: Path) -> None:
    (error,) = load_stations(written(tmp_path, "[radio-x\n", "radio-x")).errors
    assert str(error).startswith("episodes/stations.toml, line 1")
    (tmp_path / STATIONS_FILE).write_text("radio-x = 1\n")
    (error,) = load_stations(a_show(root=tmp_path, stations=("radio-x",))).errors
    assert "no table of a station" in str(error)


def test_an_unknown_station_is_said_where_it_is_named(tmp_path: Path) -> None:
    (error,) = load_stations(written(tmp_path, "", "ebu-wav", "radio-y")).errors
    assert str(error) == "episodes/show.toml, line 2: «radio-y» is no station known here"
    assert "ebu-wav" in error.hint_text


def stations_of(root: Path, text: str, *wanted: str) -> Stations:
    found = load_stations(written(root, text, *wanted))
    assert found.errors == ()
    return found


def test_two_stations_may_not_share_a_name(tmp_path: Path) -> None:
    text = '[a]\nname = "A"\nfile_name = "{slug}"\n[b]\nname = "B"\nfile_name = "{slug}"\n'
    (error,) = clashes(stations_of(tmp_path, text, "a", "b"), a_show(), [cleared(an_episode())])
    assert "«a» and «b» would both get a file «leila-couture.wav»" in str(error)
    assert str(error).startswith("episodes/stations.toml, line 6")
    assert 'file_name = "{date}_{slug}_b"' in error.hint_text


def test_two_programmes_may_not_share_a_name(tmp_path: Path) -> None:
    text = '[a]\nname = "A"\nfile_name = "{show}"\n'
    found = stations_of(tmp_path, text, "a")
    both = [cleared(an_episode()), cleared(an_episode(slug="autre", guid="autre"))]
    (error,) = clashes(found, a_show(), both)
    assert "for leila-couture and for autre" in str(error)
    assert list(clashes(found, a_show(), both[:1])) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{date}_{show}_{slug}", "2026-09-07_Porte-voix-demonstration_leila-couture"),
        ("{date:%Y%m%d}-{number:03}", "20260907-007"),
        ("{title}", "Leila-couturiere-a-l-oeuvre"),
        ("{guest} {station}", "Leila-Montagner-ebu-wav"),
        ("{season}_{slug}", "leila-couture"),
        ("Émission n° {number}", "Emission-n-7"),
        ("{season}", "leila-couture"),
    ],
)
def test_names_are_ascii(pattern: str, expected: str) -> None:
    station = replace(EBU, file_name=pattern)
    assert stem(station, a_show(), cleared(an_episode())) == expected


def test_a_title_without_latin_letters_gives_the_slug() -> None:
    station = replace(EBU, file_name="{title}")
    assert stem(station, a_show(), cleared(an_episode(title="خياطة ليلى"))) == "leila-couture"


def test_a_name_windows_keeps_is_not_given() -> None:
    station = replace(EBU, file_name="{title}")
    assert stem(station, a_show(), cleared(an_episode(title="Aux"))) == "Aux-leila-couture"


@given(pattern=st.text(max_size=30), title=st.text(max_size=200), number=st.none() | st.integers(1, 10**6))
def test_no_pattern_leaves_its_folder(pattern: str, title: str, number: int | None) -> None:
    if pattern_fault(pattern) is not None:
        return
    station = Station("x", "X", file_name=pattern)
    episode = an_episode(number=number)
    name = stem(station, a_show(title=title), cleared(episode))
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
    assert ".." not in name
    assert PureWindowsPath(name).name == name


@pytest.mark.parametrize(
    ("days", "expires", "until", "expected"),
    [
        (0, None, None, None),
        (30, None, None, date(2026, 10, 7)),
        (30, date(2026, 9, 20), None, date(2026, 9, 20)),
        (0, date(2027, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_first_end_counts(
    days: int, expires: date | None, until: date | None, expected: date | None
) -> None:
    episode = an_episode()
    people = tuple(replace(each, consent=replace(CONSENT, until=until)) for each in episode.people)
    episode = replace(episode, people=people, on_air=replace(episode.on_air, expires=expires))
    today = cleared(episode)
    assert last_day(replace(EBU, expires_after_days=days), today) == expected
