"""Downloads from what hosts give: logs of several servers, lists of counts, and anything else."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told_shows import Told, a_show, item

from podcast.errors import ContentError
from podcast.publish import Item
from podcast.report import Counted, Day, count_downloads

ITEMS = (
    replace(item(Told("leila"), a_show()), opus_bytes=480_000),
    item(Told("omar", duration_ms=30_000), a_show()),
)
# 128 kbit/s: a minute of Leïla's two is this many bytes, Omar's half minute is the second number
MINUTE, OMAR = 960_000, 480_000
# Leïla's minute in Opus, 32 kbit/s
OPUS = 240_000
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
    return count_downloads([file], ITEMS, "Europe/Paris")


def logs(tmp_path: Path, *files: list[str]) -> Counted:
    paths = []
    for number, lines in enumerate(files, 1):
        paths.append(tmp_path / f"access.log.{number}")
        paths[-1].write_text("".join(f"{each}\n" for each in lines), "utf-8")
    return count_downloads(paths, ITEMS, "Europe/Paris")


def lists(tmp_path: Path, *files: str, items: Sequence[Item] = ITEMS) -> Counted:
    paths = []
    for number, text in enumerate(files, 1):
        paths.append(tmp_path / f"{number}.csv")
        paths[-1].write_text(text, "utf-8")
    return count_downloads(paths, items, "Europe/Paris")


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


def test_a_listener_in_two_logs_is_one(tmp_path: Path) -> None:
    """A server in UTC begins a new log at one or two in the morning of the show's day."""
    before = line(when="02/Mar/2026:23:59:00 +0000")
    after = line(when="03/Mar/2026:00:10:00 +0000")
    assert days(logs(tmp_path, [before], [after])) == [("2026-03-03", "leila", 1)]
    parts = [
        line(size=MINUTE // 2, status=206, when=f"0{day}:00:00 +0000")
        for day in ("2/Mar/2026:23", "3/Mar/2026:00")
    ]
    assert days(logs(tmp_path, parts[:1], parts[1:])) == [("2026-03-03", "leila", 1)]
    assert days(logs(tmp_path, parts[1:], parts[:1])) == [("2026-03-03", "leila", 1)]


def test_the_same_log_twice_is_one_log(tmp_path: Path) -> None:
    half = line(size=MINUTE // 2, status=206)
    other = line(client="192.0.2.8", size=MINUTE // 2 + 1, status=206)
    twice = logs(tmp_path, [half, other], [half, other])
    assert days(twice) == []
    assert said(twice) == ["access.log.2: 2 lines stand in a file before it as well, and are counted once"]
    # as often as in the log that has it most often: two halves of the second are a minute
    assert days(logs(tmp_path, [half], [half, half])) == [("2026-03-02", "leila", 1)]
    assert days(logs(tmp_path, [half, other], [other, line(client="192.0.2.9")])) == [
        ("2026-03-02", "leila", 1)
    ]


def test_the_same_log_packed_and_not_is_one_log(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(line(size=MINUTE // 2) + "\n", "utf-8")
    (tmp_path / "a.log.gz").write_bytes(gzip.compress((line(size=MINUTE // 2) + "\r\n").encode()))
    assert days(count_downloads([tmp_path / "a.log", tmp_path / "a.log.gz"], ITEMS, "Europe/Paris")) == []


def test_opus_and_mp3_are_one_download(tmp_path: Path) -> None:
    opus = "/media/leila.opus"
    assert days(count(tmp_path, line(opus, OPUS))) == [("2026-03-02", "leila", 1)]
    assert days(count(tmp_path, line(opus, OPUS - 1))) == []
    assert days(count(tmp_path, line(opus, OPUS), line())) == [("2026-03-02", "leila", 1)]
    assert days(count(tmp_path, line(opus, OPUS // 2), line(size=MINUTE // 2))) == [
        ("2026-03-02", "leila", 1)
    ]
    assert days(count(tmp_path, line(opus, OPUS), line(client="192.0.2.8"))) == [("2026-03-02", "leila", 2)]


def test_an_opus_file_that_is_not_published_has_no_size_to_count_by(tmp_path: Path) -> None:
    counted = count(tmp_path, line("/media/omar.opus", OMAR))
    assert days(counted) == []
    assert said(counted)[0].endswith("are not counted: omar.opus")


def test_who_listened_is_known_over_days_by_a_number(tmp_path: Path) -> None:
    tomorrow = line(when="03/Mar/2026:10:00:00 +0100")
    counted = count(tmp_path, line(), tomorrow, line(client="192.0.2.8"))
    assert [each.listeners for each in counted.days] == [frozenset({0, 1}), frozenset({0})]
    assert [each.at_least for each in counted.days] == [0, 0]


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
        line(when="01/Jan/0001:00:01:36 +2359"),
        line(when="31/Dec/9999:23:59:36 -2300"),
        r'192.0.2.9 - - [02/Mar/2026:10:00:00 +0100] "\x16\x03" 400 0 "-" "-"',
        '192.0.2.9 - - [02/Mar/2026:10:00:00 +0100] "-" 408 0 "-" "-"',
        '192.0.2.9 - - [02/Mar/2026:10:00:00 +0100] "" 400 0 "-" "-"',
        line(client="[2001:db8::1]"),
        line("/media/gone.mp3"),
    )
    assert days(counted) == [("2026-03-02", "leila", 2)]
    assert said(counted) == [
        "access.log: 5 lines cannot be read and are not counted; the first is line 3, which is no line of a"
        " server log",
        "access.log: 1 lines are of programmes that are not published today, and are not counted: gone",
    ]


def test_lines_are_numbered_as_an_editor_does(tmp_path: Path) -> None:
    long = line(agent="x" * 200_000)
    counted = count(tmp_path, "", long, "", line(when="31/Feb/2026:10:00:00 +0100"))
    assert days(counted) == [("2026-03-02", "leila", 1)]
    assert said(counted) == [
        "access.log: 1 lines cannot be read and are not counted; the first is line 4, whose day or hour does"
        " not exist"
    ]
    text = 'date,episode,downloads\n\n2026-03-01,"lei\nla",3\n\n2026-03-01,leila,x\n'
    assert "; the first is line 6, whose" in said(lists(tmp_path, text))[0]


def test_a_name_from_a_log_commands_no_terminal(tmp_path: Path) -> None:
    paths = [f"/media/{name}.mp3" for name in ("%1b%5b2Jgone", "b" * 99, "c", "d", "c")]
    [remark] = said(count(tmp_path, line(), *map(line, paths)))
    assert remark.endswith(f"are not counted: \ufffd[2Jgone, {'b' * 39}…, c, …")
    assert "5 lines" in remark


def test_no_address_is_given_out(tmp_path: Path) -> None:
    counted = count(tmp_path, line(), "bad 192.0.2.7", line("/media/gone.mp3"))
    assert "192.0.2" not in repr(counted)


def test_a_packed_log_and_one_in_another_encoding(tmp_path: Path) -> None:
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress((line() + "\n").encode()))
    latin = tmp_path / "latin.log"
    latin.write_bytes((line(agent="Écoute/1") + "\n" + line(agent="Écoute/2") + "\n").encode("cp1252"))
    assert count_downloads([packed], ITEMS, "Europe/Paris").days == (Day(date(2026, 3, 2), "leila", 1),)
    assert count_downloads([latin], ITEMS, "Europe/Paris").days == (Day(date(2026, 3, 2), "leila", 2),)


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
    counted = count_downloads([file], ITEMS, "Europe/Paris")
    assert days(counted) == [("2026-03-02", "leila", 7), ("2026-03-03", "omar", 1)]
    assert said(counted) == []


def test_lines_of_a_list_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(
        "date,episode,downloads\n2026-02-30,leila,1\n2026-03-01,leila,many\n2026-03-01,leila,-4\n"
        "2026-03-01\n2026-03-01,gone,4\n2026-03-01,leila,2\n",
        "utf-8",
    )
    counted = count_downloads([file], ITEMS, "Europe/Paris")
    assert days(counted) == [("2026-03-01", "leila", 2)]
    assert said(counted) == [
        "counts.csv: 4 lines cannot be read and are not counted; the first is line 2, whose date is"
        " «2026-02-30» (write 2026-03-01 or 01/03/2026)",
        "counts.csv: 1 lines are of programmes that are not published today, and are not counted: gone",
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1042", 1042),
        ("1 042", 1042),
        ("1\u00a0042", 1042),
        ("1\u202f042", 1042),
        ("12\u202f345\u202f678", 12_345_678),
        ("1'042", 1042),
        ("1.234.567", 1_234_567),
    ],
)
def test_thousands_are_read_where_they_can_be_nothing_else(tmp_path: Path, written: str, number: int) -> None:
    counted = lists(tmp_path, f"jour;épisode;téléchargements\n01/03/2026;leila;{written}\n")
    assert (days(counted), said(counted)) == ([("2026-03-01", "leila", number)], [])


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1.042", ": «1.042» may be thousands or a decimal number (write 1042)"),
        ("1,042", ": «1,042» may be thousands or a decimal number (write 1042)"),
        ("10 42", ", whose number of downloads is «10 42» (write 1042 or 1 042)"),
        ("1.042,317", ", whose number of downloads is «1.042,317» (write 1042 or 1 042)"),
        ("", ", whose number of downloads is «» (write 1042 or 1 042)"),
    ],
)
def test_of_a_number_that_cannot_be_read_it_is_said_why(tmp_path: Path, written: str, why: str) -> None:
    counted = lists(tmp_path, f"date;episode;downloads\n2026-03-01;leila;{written}\n")
    assert days(counted) == []
    assert said(counted)[0].endswith(f"the first is line 2{why}")


@pytest.mark.parametrize(
    "written",
    [
        "L'été de Leïla: «le fil»",
        "L’ÉTÉ DE LEÏLA : « LE FIL »",
        "L’été de Leïla\u202f: «\u00a0le fil\u00a0»",
        unicodedata.normalize("NFD", "L'été  de Leïla : “le fil”"),
    ],
)
def test_typography_does_not_part_a_title_from_its_programme(tmp_path: Path, written: str) -> None:
    items = (replace(ITEMS[0], title="L’été de Leïla\u00a0: «\u202fle fil\u202f»"), ITEMS[1])
    counted = lists(tmp_path, f"date\tepisode\tdownloads\n2026-03-01\t{written}\t3\n", items=items)
    assert (days(counted), said(counted)) == ([("2026-03-01", "leila", 3)], [])


def test_titles_that_only_typography_tells_apart_are_not_guessed(tmp_path: Path) -> None:
    items = (replace(ITEMS[0], title="L’été"), replace(ITEMS[1], title="L'été"))
    text = "date,episode,downloads\n2026-03-01,L’été,1\n2026-03-01,L'été,2\n2026-03-01,L´ÉTÉ,4\n"
    counted = lists(tmp_path, text, items=items)
    assert days(counted) == [("2026-03-01", "leila", 1), ("2026-03-01", "omar", 2)]
    assert said(counted)[0].endswith("are not counted: L´ÉTÉ")


def test_the_same_list_twice_is_one_list_and_others_add_up(tmp_path: Path) -> None:
    text = "date,episode,downloads\n2026-03-01,leila,3\n2026-03-02,leila,4\n"
    twice = lists(tmp_path, text, text)
    assert [each.downloads for each in twice.days] == [3, 4]
    assert said(twice) == ["2.csv: 2 lines stand in a file before it as well, and are counted once"]
    other = lists(tmp_path, text, "date,episode,downloads\n2026-03-01,leila,3\n")
    assert [each.downloads for each in other.days] == [6, 4]
    assert said(other) == [
        "2.csv: of 1 days and programmes another list has a number too, and both are added: leave one out if"
        " they are of the same host"
    ]


@pytest.mark.parametrize(
    ("dates", "at_least"),
    [
        (("2026-03-01", "2026-03-02", "2026-05-01"), 400),
        (("2026-03-02", "2026-03-09", "2026-03-16"), 58),
        (("2026-01-01", "2026-02-01", "2026-03-01"), 15),
        (("2026-12-31",), 2),
    ],
)
def test_a_row_is_of_one_listener_for_each_of_its_days_at_most(
    tmp_path: Path, dates: tuple[str, ...], at_least: int
) -> None:
    rows = "".join(f"{each},leila,400\n" for each in dates)
    counted = lists(tmp_path, f"date,episode,downloads\n{rows}")
    assert {each.at_least for each in counted.days} == {at_least}
    assert {each.listeners for each in counted.days} == {frozenset()}


def test_an_empty_log_is_a_quiet_day(tmp_path: Path) -> None:
    counted = count(tmp_path)
    assert (days(counted), said(counted)) == ([], ["access.log is empty: no download is counted"])


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04rest", b'{"log": "json"}\n' * 3])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "access.log"
    file.write_bytes(data)
    with pytest.raises(ContentError, match="neither a server log nor a list of downloads"):
        count_downloads([file], ITEMS, "Europe/Paris")


CUT_SHORT = gzip.compress(bytes(range(256)) * 9, mtime=0)[:150]


@pytest.mark.parametrize("data", [None, CUT_SHORT, b"\x1f\x8b not packed"], ids=["none", "cut", "no"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "access.log.gz"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(ContentError, match="cannot be read"):
        count_downloads([file], ITEMS, "Europe/Paris")


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
        counted = count_downloads([file], ITEMS, "Europe/Paris")
    except ContentError as error:
        assert str(error)
    else:
        assert all(each.downloads > 0 for each in counted.days)
