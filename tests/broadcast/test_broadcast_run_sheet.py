"""Run sheets in four forms, checked by `sha256sum`, a CSV reader, a JSON reader and a PDF reader."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import feedparser
import pypdf
import pytest
from defusedxml import ElementTree
from made_programmes import (
    EBU,
    ON_AIR,
    RECORDING,
    REPOSITORY,
    a_file,
    a_programme,
    a_sheet,
    a_show,
    an_episode,
    cleared,
    words_of,
)

from podcast.agreement import Music
from podcast.audio import Codec
from podcast.broadcast import (
    SUMS,
    Programme,
    Station,
    deliver,
    radio_feed,
    radio_page,
    run_sheet,
    sheet_csv,
    sheet_json,
    sheet_page,
    sheet_pdf,
    write_parcel,
)
from podcast.broadcast.words import lasting
from podcast.model import Clip, Timeline

FM = Station("fm", "FM", codec=Codec.MP2, bit_rate_kbps=256, channels=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme's folder as stations find it, with the show's `radio.xml` beside it."""
    radio = tmp_path_factory.mktemp("radio")
    sheet, written, _ = deliver(
        a_programme(on_air=ON_AIR), [EBU, FM], radio / "leila-couture", lambda _: None
    )
    assert {path.name for path in written} == {path.name for path in (radio / "leila-couture").iterdir()}
    (radio / "radio.xml").write_bytes(radio_feed(a_show(), [sheet]))
    (radio / "fm.xml").write_bytes(radio_feed(a_show(), [sheet], FM))
    write_parcel(radio / "fm.zip", [sheet], "fm", radio)
    return radio / "leila-couture"


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def every_form() -> bytes:
    """A sheet in each of its forms, one after the other."""
    sheet, show = a_sheet(), a_show()
    texts = sheet_csv(sheet) + sheet_json(sheet) + sheet_page(show, sheet)
    return sheet_pdf(sheet) + texts.encode() + radio_feed(show, [sheet])


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_accepts_the_folder(folder: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", SUMS], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(list(folder.iterdir())) - 1
    assert done.stderr == ""


def test_the_json_is_the_whole_sheet(folder: Path) -> None:
    data = json.loads((folder / "conducteur.json").read_text("utf-8"))
    assert data["title"] == "Leïla, couturière à l’œuvre"
    assert data["introduction"] == ON_AIR.introduction
    assert data["introduction_is_summary"] is False
    assert data["expires"] == "2027-06-30"
    assert data["music"] == "aucune musique déclarée"
    assert data["made_up"] is True
    wav, mp2 = data["files"]
    assert wav["integrated_lufs"] == pytest.approx(-23.0, abs=0.1)
    assert wav["bytes"] == (folder / wav["name"]).stat().st_size
    assert mp2["true_peak_dbtp"] <= -1.0
    assert len(wav["momentary_lufs"]) == 240
    assert wav["momentary_lufs"][0] == -70.0, "the head is silent"
    assert max(wav["momentary_lufs"]) == pytest.approx(wav["max_momentary_lufs"], abs=0.1)


def test_the_csv_opens_in_a_french_spreadsheet(folder: Path) -> None:
    raw = (folder / "conducteur.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    wav, mp2 = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";")
    assert wav["Titre"] == "Leïla, couturière à l’œuvre"
    assert re.fullmatch(r"-2[23],\d{1,2}", wav["Niveau intégré"])
    assert mp2["Fichier"] == "2026-09-07_leila-couture.mp2"
    assert mp2["Premiers mots"].startswith("Bonjour Leïla")


def test_a_cell_is_no_formula() -> None:
    table = sheet_csv(a_sheet(title='=HYPERLINK("http://x")', interface="en"))
    (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline=""))
    assert row["Title"] == '\'=HYPERLINK("http://x")'
    assert row["Integrated"] == "-23.04"


def test_the_pdf_says_it_all(folder: Path) -> None:
    text = text_of((folder / "conducteur.pdf").read_bytes())
    for expected in (
        "Conducteur",
        "Leïla, couturière à l’œuvre",
        ON_AIR.introduction,
        ON_AIR.close,
        "30/06/2027",
        "merci beaucoup.",
        "CC-BY-4.0",
        "2026-09-07_leila-couture.mp2",
        "-23.0 LUFS",
        "Démonstration : les voix sont de synthèse",
    ):
        assert expected in text
    digest = (folder / SUMS).read_text().split()[0]
    assert digest in text


def test_the_pdf_has_letters_of_many_languages_and_many_pages() -> None:
    files = tuple(a_file(name=f"{number}.wav") for number in range(9))
    title = "Şahin, Łucja et Зоя chez M. Yılmaz"
    close = "Merci à خياطة ليلى, bonsoir."
    pdf = sheet_pdf(a_sheet(title=title, files=files, summary="x", close=close))
    assert title in text_of(pdf)
    assert "Merci à , bonsoir." in text_of(pdf)  # no boxes for letters the font does not have
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) >= 3
    assert b"/Subtype /Type0" in pdf or b"/Subtype/Type0" in pdf


def test_the_sheets_are_the_same_in_another_process() -> None:
    """No clock, no order of a set, no random id of a PDF."""
    program = (
        "import hashlib; from test_broadcast_run_sheet import every_form;"
        "print(hashlib.sha256(every_form()).hexdigest())"
    )

    def digest(seed: str) -> str:
        paths = os.pathsep.join([str(REPOSITORY), str(Path(__file__).parent)])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths, "TZ": f"UTC-{seed}"}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert digest("1") == digest("7")


def test_the_page_of_a_sheet(folder: Path) -> None:
    html = (folder / "conducteur.html").read_text("utf-8")
    assert '<html lang="fr">' in html
    assert html.count("<svg") == 2
    assert "Niveau momentané de 2026-09-07_leila-couture.mp2" in html
    assert "À ne plus diffuser après le" in html
    for name in re.findall(r'href="([^"/:#]+)"', html):
        assert (folder / name).exists(), name
    assert "style=" not in html


def test_an_english_show_reads_english(tmp_path: Path) -> None:
    show = a_show(language="en")
    sheet, written, _ = deliver(a_programme(show=show), [FM], tmp_path, lambda _: None)
    assert (tmp_path / "run-sheet.pdf") in written
    assert "Proposed introduction (the summary)" in (tmp_path / "run-sheet.html").read_text("utf-8")
    assert "For radio stations" in radio_page(show, [sheet], [FM], [])


def test_what_people_wrote_is_no_markup() -> None:
    sheet = a_sheet(title="<script>alert(1)</script>", introduction='"><img src=x>')
    for html in (sheet_page(a_show(), sheet), radio_page(a_show(), [sheet], [EBU], [])):
        assert "<script>alert" not in html
        assert "<img" not in html


def test_music_comes_with_its_rights() -> None:
    tune = Path("episodes/debut.wav")
    music = Music(tune, "Trois ondes", ("A. Compositrice",), "all rights cleared", isrc="FRX012600001")
    show = a_show(music=(music,))
    timeline = Timeline((Clip(tune, 0, 4000, 0, "opening"), Clip(RECORDING, 0, 8000, 4000)))
    programme = Programme(show, cleared(an_episode()), timeline, words_of(12_000))
    sheet = run_sheet(programme, ())
    assert sheet.music == "Trois ondes (A. Compositrice, ISRC FRX012600001) – all rights cleared"


def test_the_feed_gives_plain_addresses(folder: Path) -> None:
    found = feedparser.parse((folder.parent / "radio.xml").read_bytes())
    assert not found.bozo
    assert len(found.entries) == 2
    for entry in found.entries:
        (enclosure,) = entry.enclosures
        address = enclosure["href"]
        assert address.startswith("https://porte-voix.example/radio/leila-couture/")
        assert address.endswith((".wav", ".mp2"))
        file = folder / address.rpartition("/")[2]
        assert int(enclosure["length"]) == file.stat().st_size
        assert enclosure["type"] in ("audio/wav", "audio/mpeg")
        assert "merci beaucoup." in entry.summary
    assert len({entry.id for entry in found.entries}) == 2
    (only,) = feedparser.parse((folder.parent / "fm.xml").read_bytes()).entries
    assert only.enclosures[0]["href"].endswith(".mp2")
    tree = ElementTree.fromstring((folder.parent / "radio.xml").read_bytes())
    (valid, _) = tree.iter("{http://purl.org/dc/terms/}valid")
    assert valid.text == "start=2026-09-07;end=2027-06-30;scheme=W3C-DTF"


def test_a_feed_carries_no_control_character() -> None:
    feed = radio_feed(a_show(), [a_sheet(title="a\x00b\x0bc\ufffed")])
    assert ElementTree.fromstring(feed).findtext("channel/item/title") == "abcd"


def test_a_feed_without_programmes() -> None:
    assert feedparser.parse(radio_feed(a_show(), [])).entries == []


def test_the_zip_holds_one_station_and_checks(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder.parent / "fm.zip") as parcel:
        assert parcel.testzip() is None
        names = parcel.namelist()
        parcel.extractall(tmp_path)
    assert sorted(names) == [
        "leila-couture/2026-09-07_leila-couture.mp2",
        "leila-couture/SHA256SUMS",
        *(f"leila-couture/conducteur.{kind}" for kind in ("csv", "html", "json", "pdf")),
    ]
    done = subprocess.run(
        ["sha256sum", "-c", SUMS], cwd=tmp_path / "leila-couture", capture_output=True, check=False
    )
    assert done.returncode == 0


def test_the_zip_is_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    sheet, _, _ = deliver(a_programme(on_air=ON_AIR), [EBU, FM], tmp_path / "leila-couture", lambda _: None)
    write_parcel(tmp_path / "fm.zip", [sheet], "fm", tmp_path)
    assert (tmp_path / "fm.zip").read_bytes() == (folder.parent / "fm.zip").read_bytes()


def test_the_length_of_the_programme_is_told_from_that_of_its_files() -> None:
    """Half a second of silence before it: in whole seconds 73.22 s and 73.72 s are 1:13 and 1:14."""
    files = (a_file(duration_ms=73_720, head_ms=500), a_file(name="b.mp3", duration_ms=73_220, head_ms=0))
    sheet = a_sheet(duration_ms=73_220, files=files)
    wanted = (
        ("Durée du programme", "1:13,2, sans le silence en tête des fichiers"),
        ("Durée du fichier", "1:13,7, dont 0,5 s de silence en tête"),
        ("Durée du fichier", "1:13,2"),
    )
    paper, page = text_of(sheet_pdf(sheet)), sheet_page(a_show(), sheet)
    for label, text in wanted:
        assert re.search(rf"{label}( :)? {text}", paper)
        assert re.search(rf"<dt>{label}</dt><dd[^>]*>{text}</dd>", page)
    assert "1:14" not in paper + page
    (first, _) = csv.DictReader(io.StringIO(sheet_csv(sheet).removeprefix("\ufeff")), delimiter=";")
    assert (first["Durée du fichier"], first["Silence en tête (s)"]) == ("1:13,7", "0,5")

    listed = radio_page(a_show(), [sheet], [EBU], [])
    assert "Durée du programme 1:13,2 ·" in listed and "1:13,7, dont 0,5 s de silence en tête" in listed
    assert "1:13,7, dont 0,5 s" in radio_feed(a_show(), [sheet]).decode()


def test_a_length_keeps_its_decimal_where_seconds_are_whole() -> None:
    assert [lasting(ms, "en") for ms in (0, 59_960, 3_600_000)] == ["0:00.0", "1:00.0", "1:00:00.0"]
