"""Downloads from what hosts give: logs of several servers, lists of counts, and anything else."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told_shows import Told, a_show, item

from podcast.errors import ContentError
from podcast.report import Counted, Day, count_downloads

ITEMS = (item(Told("leila"), a_show()), item(Told("omar", duration_ms=30_000), a_show()))
# 128 kbit/s: a minute of Leïla's two is this many bytes, Omar's half minute is the second number
MINUTE, OMAR = 960_000, 480_000
APP = "AntennaPod/3.4"


def line(
    path: str = "/media/leila.mp3",
    size: int | str = MINUTE,
    *,
    client: str = "192.0.2.7",
    when: str = "02/Mar/2026:10:00:00 +0100",
    agent: str = APP,
    status: int = 200,
    method: str = "GET",
) -> str:
    return f'{client} - - [{when}] "{method} {path} HTTP/1.1" {status} {size} "-" "{agent}"'


def count(tmp_path: Path, *lines: str) -> Counted:
    file = tmp_path / "access.log"
    file.write_text("".join(f"{each}\n" for each in lines), "utf-8")
    return count_downloads(file, ITEMS, "Europe/Paris")


def days(counted: Counted) -> list[tuple[str, str, int]]:
    return [(each.day.isoformat(), each.slug, each.downloads) for each in counted.days]


def said(counted: Counted) -> list[str]:
    return [str(each) for each in counted.remarks]


def test_one_listener_is_counted_once_a_day(tmp_path: Path) -> None:
    again = line(when="02/Mar/2026:18:00:00 +0100")
    tomorrow = line(when="03/Mar/2026:10:00:00 +0100")
    other = line(client="192.0.2.8")
    family = line(agent="Overcast/2024")
    assert days(count(tmp_path, line(), again, tomorrow, other, family)) == [
        ("2026-03-02", "leila", 3),
        ("2026-03-03", "leila", 1),
    ]


def test_parts_of_a_file_add_up_to_a_minute(tmp_path: Path) -> None:
    probe = line(size=2, status=206)
    half = line(size=MINUTE // 2, status=206)
    assert days(count(tmp_path, probe)) == []
    assert days(count(tmp_path, probe, half)) == []
    assert days(count(tmp_path, probe, half, half)) == [("2026-03-02", "leila", 1)]
    assert days(count(tmp_path, *[half] * 9)) == [("2026-03-02", "leila", 1)]


def test_less_than_a_minute_of_sound_has_to_be_heard_whole(tmp_path: Path) -> None:
    assert days(count(tmp_path, line("/media/omar.mp3", OMAR // 2))) == []
    assert days(count(tmp_path, line("/media/omar.mp3", OMAR))) == [("2026-03-02", "omar", 1)]


def test_robots_errors_and_questions_are_not_listeners(tmp_path: Path) -> None:
    counted = count(
        tmp_path,
        line(agent="Mozilla/5.0 (compatible; Googlebot/2.1)"),
        line(agent="curl/8.5"),
        line(agent="facebookexternalhit/1.1"),
        line(method="HEAD", size=0),
        line(status=404),
        line(status=304, size="-"),
        line("/episodes/leila/"),
        line("/media/leila.mp3.txt"),
    )
    assert (days(counted), said(counted)) == ([], [])
    assert days(count(tmp_path, line(agent="Mozilla/5.0 (Linux; Android 9; CUBOT P30)"))) == [
        ("2026-03-02", "leila", 1)
    ]


def test_the_day_is_the_shows_own(tmp_path: Path) -> None:
    assert days(count(tmp_path, line(when="02/Mar/2026:23:30:00 +0000"))) == [("2026-03-03", "leila", 1)]


@pytest.mark.parametrize(
    "written",
    [
        line("/radio/media/leila.mp3?from=feed"),
        line("/media/le%69la.mp3"),
        line("https://ici.example/media/leila.mp3"),
        line(client="2001:db8::1"),
        line(client="ici.example:443 192.0.2.7"),
        line() + ' "203.0.113.9"',
        line().rpartition(' "-"')[0],  # Apache's common format
        line(agent='a \\"quoted\\" name'),
    ],
)
def test_servers_write_their_lines_differently(tmp_path: Path, written: str) -> None:
    assert days(count(tmp_path, written)) == [("2026-03-02", "leila", 1)]


def test_bad_lines_are_passed_over_and_said(tmp_path: Path) -> None:
    counted = count(
        tmp_path,
        line(),
        "",
        "half a line 192.0.2",
        line(when="99/Mar/2026:10:00:00 +0100"),
        line(when="02/Mär/2026:10:00:00 +0100"),
        line("/media/gone.mp3"),
    )
    assert days(counted) == [("2026-03-02", "leila", 1)]
    assert said(counted) == [
        "access.log: 3 lines cannot be read and are not counted; the first is line 2",
        "access.log: 1 lines are of programmes that are not published today, and are not counted",
    ]


def test_no_address_is_given_out(tmp_path: Path) -> None:
    counted = count(tmp_path, line(), "bad 192.0.2.7", line("/media/gone.mp3"))
    assert "192.0.2" not in repr(counted)


def test_a_packed_log_and_one_in_another_encoding(tmp_path: Path) -> None:
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress((line() + "\n").encode()))
    latin = tmp_path / "latin.log"
    latin.write_bytes((line(agent="Écoute/1") + "\n" + line(agent="Écoute/2") + "\n").encode("cp1252"))
    assert count_downloads(packed, ITEMS, "Europe/Paris").days == (Day(date(2026, 3, 2), "leila", 1),)
    assert count_downloads(latin, ITEMS, "Europe/Paris").days == (Day(date(2026, 3, 2), "leila", 2),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "date,episode,downloads\n2026-03-02,leila,3\n2026-03-02,leila,4\n2026-03-03,omar,1\n",
        'Date;Épisode;Téléchargements\r\n02/03/2026;"Portrait leila";7\r\n03/03/2026;omar;1\r\n',
        "episode\tdownloads\tdate\tcountry\nleila\t7\t2026-03-02T00:00:00\tFR\n\nomar\t1\t2026-03-03\tFR\n",
    ],
)
def test_a_list_of_counts(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "counts.csv"
    file.write_bytes(text.encode(encoding))
    counted = count_downloads(file, ITEMS, "Europe/Paris")
    assert days(counted) == [("2026-03-02", "leila", 7), ("2026-03-03", "omar", 1)]
    assert said(counted) == []


def test_lines_of_a_list_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(
        "date,episode,downloads\n2026-02-30,leila,1\n2026-03-01,leila,many\n2026-03-01,leila,-4\n"
        "2026-03-01\n2026-03-01,gone,4\n2026-03-01,leila,2\n",
        "utf-8",
    )
    counted = count_downloads(file, ITEMS, "Europe/Paris")
    assert days(counted) == [("2026-03-01", "leila", 2)]
    assert said(counted) == [
        "counts.csv: 4 lines cannot be read and are not counted; the first is line 2",
        "counts.csv: 1 lines are of programmes that are not published today, and are not counted",
    ]


def test_an_empty_log_is_a_quiet_day(tmp_path: Path) -> None:
    counted = count(tmp_path)
    assert (days(counted), said(counted)) == ([], ["access.log is empty: no download is counted"])


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04rest", b'{"log": "json"}\n' * 3])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "access.log"
    file.write_bytes(data)
    with pytest.raises(ContentError, match="neither a server log nor a list of downloads"):
        count_downloads(file, ITEMS, "Europe/Paris")


CUT_SHORT = gzip.compress(bytes(range(256)) * 9, mtime=0)[:150]


@pytest.mark.parametrize("data", [None, CUT_SHORT, b"\x1f\x8b not packed"], ids=["none", "cut", "no"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "access.log.gz"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(ContentError, match="cannot be read"):
        count_downloads(file, ITEMS, "Europe/Paris")


_PIECES = [
    b'1.2.3.4 - - [02/Mar/2026:10:00:00 +0100] "GET /media/leila.mp3 HTTP/1.1" 200 99',
    b"\n",
    b'"',
    b"[",
]
_PIECES += [
    b"date,episode,downloads\n",
    b"2026-03-02,leila,",
    b"\xff\xfe",
    b"\xff",
    b"\0",
    b"9" * 40,
    b"\x1f\x8b",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=20)), max_size=8).map(b"".join))
def test_any_file_is_counted_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "access.log"
    file.write_bytes(data)
    try:
        counted = count_downloads(file, ITEMS, "Europe/Paris")
    except ContentError as error:
        assert str(error)
    else:
        assert all(each.downloads > 0 for each in counted.days)
