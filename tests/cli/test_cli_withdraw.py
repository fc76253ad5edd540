"""A programme taken back: nothing of the name, the voice or the words is left where the machine writes."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from heard_show import add_episode, build, two_voices
from whole_show import Ran, differing, empty_show, files, podcast

from podcast import stages
from podcast.cli import podcast as command
from podcast.stages import Paths

DAY = date(2024, 6, 1)
GONE, KEPT = "atelier-de-nour", "garage-de-paul"
HEARD = {
    GONE: [
        ("Simon Valette", "Bonjour Nour, racontez-nous votre atelier."),
        ("Nour Quintrelat", "Ma grand-mère brodait des calicots mirobolants."),
        ("Nour Quintrelat", "Et puis j'ai rouvert la mercerie du passage."),
        *[("Nour Quintrelat", "On vient pour un bouton et on reste pour parler.")] * 6,
    ],
    KEPT: [
        ("Simon Valette", "Bonjour Paul, et ce garage ?"),
        ("Paul Lemercier", "Je répare des vélos hollandais depuis toujours."),
    ],
}
BITE = '[[soundbites]]\ntitle = "La mercerie"\nstart = "0:01"\nend = "0:16.5"\n'
PAGE = f"feed/episodes/{GONE}/index.html"
REASON = ("--reason", "at the request of the person")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two episodes, built whole, with packages for the two stations of the demonstration."""
    root = empty_show(tmp_path_factory.mktemp("withdraw") / "show", stations=True)
    add_episode(root, GONE, two_voices(GONE, "Nour Quintrelat", extra=BITE), length_s=18)
    add_episode(root, KEPT, two_voices(KEPT, "Paul Lemercier"), length_s=7)
    outcome = build(root, HEARD, DAY)
    assert [str(each.error) for each in outcome.failed] == []
    return root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


def run(root: Path, *arguments: str) -> Ran:
    return podcast(root, *arguments, PODCAST_MODELS=str(root / "no-models"))


def readings(data: bytes) -> Iterator[bytes]:
    """A file as it is, and unpacked where it is packed (the search index)."""
    yield data
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)


def holding(root: Path, needle: str) -> list[str]:
    """Every file the machine keeps whose path or content has `needle`, capitals or not."""
    wanted = needle.lower()
    found = []
    for name, data in files(root, "feed", ".podcast").items():
        texts = (text.decode("utf-8", "ignore").lower() for text in readings(data))
        if wanted in name.lower() or any(wanted in text for text in texts):
            found.append(name)
    return found


def digests(root: Path, slug: str) -> list[str]:
    """The digests of every sound of an episode: the originals and what was made of them."""
    sounds = [".mp3", ".flac", ".wav", ".mp2", ".mp4"]
    names = {**files(root, "feed", ".podcast", "episodes")}
    return [
        hashlib.sha256(data).hexdigest()
        for name, data in names.items()
        if slug in name and Path(name).suffix in sounds
    ]


WORDS = ("mirobolants", "rouvert la mercerie", "Quintrelat", f"guid-{GONE}")


def test_nothing_is_left_but_the_neutral_page_and_the_register(show: Path) -> None:
    voice = digests(show, GONE)
    assert len(voice) >= 6  # the original, the master, the published file, one for each station, a soundbite
    assert f"feed/clips/{GONE}/la-mercerie.vtt" in holding(show, "rouvert la mercerie")
    assert "podcast:soundbite" in (show / "feed/feed.xml").read_text("utf-8")
    assert all(holding(show, each) for each in (GONE, *WORDS, *voice[:1]))

    ran = run(show, "withdraw", GONE, *REASON, "--yes")
    assert ran.code == 0, ran.stderr
    assert "Ask the radio stations that were given a file «fm-mp2» to delete it" in ran.stderr
    assert "Ask the radio stations that were given a file «ebu-wav» to delete it" in ran.stderr
    for needle in (*WORDS, *voice):
        assert holding(show, needle) == [], needle
    assert holding(show, GONE) == [PAGE]
    assert not (show / "feed/clips").exists()
    assert "podcast:soundbite" not in (show / "feed/feed.xml").read_text("utf-8")
    page = (show / PAGE).read_text("utf-8")
    assert "Nour" not in page
    assert "noindex" in page

    (line,) = tomllib.loads((show / "episodes/withdrawn.toml").read_text("utf-8"))["withdrawn"]
    assert line["slug"] == GONE
    assert line["reason"] == "at the request of the person"
    assert line["stations"] == ["ebu-wav", "fm-mp2"]
    assert line["guid_sha256"] == hashlib.sha256(f"guid-{GONE}-x7".encode()).hexdigest()
    assert set(line) == {"slug", "day", "guid_sha256", "published", "reason", "stations"}
    # people's own files are people's, and everybody else's portrait is as it was
    assert (show / "episodes" / GONE / "recordings/1.flac").exists()
    assert f"feed/media/{KEPT}.mp3" in files(show, "feed")
    assert f"guid-{KEPT}" in (show / "feed/feed.xml").read_text("utf-8")


def test_no_build_brings_it_back(show: Path) -> None:
    assert run(show, "withdraw", GONE, *REASON, "--yes").code == 0
    before = files(show, "feed")
    build(show, HEARD, DAY)
    assert differing(before, files(show, "feed")) == []
    for folder in ("feed", ".podcast"):
        shutil.rmtree(show / folder)
    outcome = build(show, HEARD, DAY)
    assert outcome.failed == []
    assert holding(show, "mirobolants") == []
    assert holding(show, GONE) == [PAGE]


def test_its_guid_and_its_address_are_never_used_again(show: Path) -> None:
    assert run(show, "withdraw", GONE, *REASON, "--yes").code == 0
    (show / "episodes" / GONE).rename(show / "episodes/autre-nom")
    (show / "transcripts" / GONE).rename(show / "transcripts/autre-nom")
    outcome = build(show, {**HEARD, "autre-nom": HEARD[GONE]}, DAY)
    assert outcome.failed == []
    assert holding(show, "mirobolants") == []
    ran = run(show, "status")
    assert "line 3: this guid was that of a programme withdrawn on" in ran.stderr
    ran = run(
        show, "add", str(show / "episodes/autre-nom/recordings/1.flac"), "--slug", GONE, "--title", "Encore"
    )
    assert ran.code == 2
    assert "is the address of a programme that was withdrawn" in ran.stderr


def test_a_zip_for_a_station_is_made_again_without_it(show: Path) -> None:
    ran = run(show, "build", "--station", "fm-mp2", "--as-of", str(DAY))
    assert ran.code == 0
    assert ran.stderr.splitlines()[-1] == "Everything for the station «fm-mp2»: feed/radio/fm-mp2.zip"
    assert f"{GONE}/" in "".join(zipfile.ZipFile(show / "feed/radio/fm-mp2.zip").namelist())
    assert run(show, "withdraw", GONE, *REASON, "--yes").code == 0
    names = "".join(zipfile.ZipFile(show / "feed/radio/fm-mp2.zip").namelist())
    assert KEPT in names
    assert GONE not in names
    assert holding(show, GONE) == [PAGE]


def test_it_asks_once(show: Path) -> None:
    before = files(show, "feed", ".podcast", "episodes")
    ran = run(show, "withdraw", GONE, *REASON)  # nobody is there to answer
    assert ran.code == 130
    assert ran.stderr.count("Withdraw it?") == 1
    said, _, after = ran.stderr.partition("Withdraw it?")
    assert "will be removed" in said and "are removed" not in said
    assert after.split("\n", 1)[1] == "Nothing was withdrawn.\n"
    assert differing(before, files(show, "feed", ".podcast", "episodes")) == []


@pytest.mark.parametrize(
    ("typed", "last"),
    [(("withdraw", GONE, *REASON), "Rien n'a été retiré."), (("clean",), "Rien n'a été supprimé.")],
)
def test_a_no_is_not_told_as_an_interruption(show: Path, typed: tuple[str, ...], last: str) -> None:
    before = files(show, "feed", ".podcast", "episodes")
    ran = CliRunner().invoke(command, ["-C", str(show), *typed], input="n\n", env={"PODCAST_LANG": "fr"})
    assert ran.exit_code == 130
    said, _, after = ran.output.partition("[o/N]: ")
    assert "supprimés" not in said or "seront supprimés" in said
    assert after.split() == ["n", *last.split()]  # the answer is echoed by the runner
    assert differing(before, files(show, "feed", ".podcast", "episodes")) == []


def test_erase_says_what_it_deletes_and_deletes_that(show: Path) -> None:
    ran = run(show, "withdraw", GONE, *REASON, "--erase", "--yes")
    assert ran.code == 0, ran.stderr
    owned = [line.rpartition(": ")[2] for line in ran.stderr.splitlines() if line.startswith("To be deleted")]
    assert f"episodes/{GONE}/recordings/1.flac" in owned
    assert f"transcripts/{GONE}/1.flac.vtt" in owned
    assert not (show / "episodes" / GONE).exists()
    assert not (show / "transcripts" / GONE).exists()
    assert (show / "episodes" / KEPT / "recordings/1.flac").exists()


def test_a_voice_cannot_be_cut_out_of_a_conversation(show: Path) -> None:
    ran = run(show, "withdraw", GONE, *REASON, "--person", "Simon Valette", "--yes")
    assert ran.code == 0
    assert "Simon Valette is not the only voice" in ran.stderr
    assert f"Simon Valette is also heard in {KEPT}" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("withdraw", "nobody", *REASON), f"write one of: {GONE}, {KEPT}"),
        (("withdraw", GONE, "--reason", "Nour ne veut plus"), "says no name: «Nour»"),
        (("withdraw", GONE, "--reason", " "), "the reason is empty"),
        (("withdraw", GONE, *REASON, "--person", "Nadia"), "write one of: Nour Quintrelat, Simon Valette"),
    ],
)
def test_what_cannot_be_done_changes_nothing(show: Path, arguments: tuple[str, ...], said: str) -> None:
    before = files(show, "feed", ".podcast", "episodes")
    ran = run(show, *arguments, "--yes")
    assert ran.code == 2
    assert said in ran.stderr
    assert differing(before, files(show, "feed", ".podcast", "episodes")) == []


def test_a_file_that_cannot_be_read_is_no_obstacle(show: Path) -> None:
    (show / "episodes" / GONE / "episode.toml").write_text('title = "Portr\n', "utf-8")
    ran = run(show, "withdraw", GONE, *REASON, "--yes")
    assert ran.code == 0, ran.stderr
    assert holding(show, "mirobolants") == []
    (line,) = tomllib.loads((show / "episodes/withdrawn.toml").read_text("utf-8"))["withdrawn"]
    assert line["guid_sha256"] == hashlib.sha256(f"guid-{GONE}-x7".encode()).hexdigest()


@pytest.mark.parametrize("name", ["..", ".", "../.podcast", f"{KEPT}/recordings", ""])
def test_only_the_name_of_a_folder_is_withdrawn(show: Path, name: str) -> None:
    """`podcast withdraw .. --erase` once deleted the show."""
    before = files(show, ".")
    for erase in ((), ("--erase",)):
        ran = run(show, "withdraw", name, *REASON, "--yes", *erase)
        assert ran.code == 2
        assert "is no episode of this show" in ran.stderr
    assert differing(before, files(show, ".")) == []
    with pytest.raises(ValueError, match="no folder of an episode"):
        Paths(name)


@pytest.mark.parametrize("name", ["..", "a/b", "."])
def test_a_register_names_folders_only(show: Path, name: str) -> None:
    text = f'[[withdrawn]]\nslug = "{name}"\nday = 2024-01-01\n'
    (show / "episodes/withdrawn.toml").write_text(text, "utf-8")
    ran = run(show, "build")
    assert ran.code == 1
    assert f"line 2: «{name}» is not the name of an episode's folder" in ran.stderr


def test_other_programmes_keep_their_files(show: Path) -> None:
    """A recording, a place or a station called like the programme is something else."""
    kept = [
        f".podcast/making/{KEPT}/{GONE}.wav.probe.json",
        f"feed/media/autre_{GONE}.mp3",
        f"feed/languages/{GONE}/index.html",
        f"feed/radio/{GONE}.xml",
        f"feed/transcripts/{GONE}-2.vtt",
    ]
    for name in kept:
        (show / name).parent.mkdir(parents=True, exist_ok=True)
        (show / name).write_text("x", "utf-8")
    gone = [path.as_posix() for path in stages.traces(show, GONE)]
    assert set(gone).isdisjoint(kept)
    assert f"feed/media/{GONE}.mp3" in gone
    assert f".podcast/making/{GONE}/1.flac.probe.json" in gone


def test_nothing_is_half_done_without_ffmpeg(show: Path) -> None:
    before = files(show, "feed", ".podcast", "episodes")
    ran = podcast(show, "withdraw", GONE, *REASON, "--yes", PODCAST_FFMPEG=str(show / "no-ffmpeg"))
    assert ran.code == 3
    assert differing(before, files(show, "feed", ".podcast", "episodes")) == []


def test_a_damaged_permit_is_no_obstacle(show: Path) -> None:
    (show / "episodes" / GONE / "episode.toml").write_text('title = "Portr\n', "utf-8")
    (show / ".podcast/items" / f"{GONE}.permit.json").write_text("{", "utf-8")
    ran = run(show, "withdraw", GONE, *REASON, "--yes")
    assert ran.code == 0, ran.stderr
    assert holding(show, "mirobolants") == []


def test_what_is_not_known_any_more_counts_as_public(show: Path) -> None:
    assert run(show, "clean", "--yes").code == 0
    ran = run(show, "withdraw", GONE, *REASON, "--yes")
    assert ran.code == 0, ran.stderr
    assert f"What was public of {GONE}, and which stations have it, is not known" in ran.stderr
    assert "the radio stations that are given files «fm-mp2» whether they have one" in ran.stderr
    assert (show / PAGE).exists()
    (line,) = tomllib.loads((show / "episodes/withdrawn.toml").read_text("utf-8"))["withdrawn"]
    assert (line["published"], line["stations"]) == (True, ["ebu-wav", "fm-mp2"])


def test_a_register_that_cannot_be_read_stops_everything(show: Path) -> None:
    (show / "episodes/withdrawn.toml").write_text('[[withdrawn]]\nslugg = "x"\n', "utf-8")
    before = files(show, "feed", ".podcast")
    ran = run(show, "build")
    assert ran.code == 1
    assert "episodes/withdrawn.toml, line 2: «slugg» is not a known key" in ran.stderr
    assert differing(before, files(show, "feed", ".podcast")) == []


def test_a_build_says_why_there_are_no_soundbites(show: Path) -> None:
    file = show / "episodes" / GONE / "episode.toml"
    file.write_text(file.read_text("utf-8").replace(', "extracts"', "", 1), "utf-8")
    ran = run(show, "build", "--as-of", str(DAY))
    assert ran.code == 0, ran.stderr
    assert (
        f"{GONE}: no soundbites and no trailer: the consent of Nour Quintrelat does not allow" in ran.stderr
    )
    assert not (show / "feed/clips").exists()
    assert f"guid-{GONE}" in (show / "feed/feed.xml").read_text("utf-8")
    ran = run(show, "status")
    assert "no soundbites and no trailer" in ran.stdout + ran.stderr
