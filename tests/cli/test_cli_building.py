"""`podcast build`, `status` and `clean`, as typed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from whole_show import differing, files, podcast, small_show

from podcast import transcribe
from podcast.cli import podcast as command
from podcast.errors import BuildLocked, ContentError, ContentErrors, UsageProblem
from podcast.model import EngineStamp
from podcast.stages import plan


def run(root: Path, *arguments: str, language: str = "en") -> Result:
    """The command in this process: quick, for what makes nothing."""
    return CliRunner().invoke(command, ["-C", str(root), *arguments], env={"PODCAST_LANG": language})


@pytest.fixture
def unbuilt(tmp_path: Path) -> Path:
    return small_show(tmp_path / "show")


def tree(root: Path) -> dict[str, bytes]:
    return files(root, ".")


def test_a_dry_run_foretells_and_makes_nothing(unbuilt: Path) -> None:
    before = tree(unbuilt)
    ran = run(unbuilt, "build", "--dry-run")
    assert ran.exit_code == 0
    foretold = ran.stdout.splitlines()
    assert "transcribe un/1.flac" in foretold and "feed" in foretold
    assert foretold.index("probe un/1.flac") < foretold.index("master un") < foretold.index("media un")
    assert tree(unbuilt) == before


def test_a_dry_run_says_what_cannot_be_built(unbuilt: Path) -> None:
    file = unbuilt / "episodes/un/episode.toml"
    file.write_text('titel = "x"\n' + file.read_text("utf-8"), "utf-8")
    for options in ((), ("--json",)):
        ran = run(unbuilt, "build", "--dry-run", *options)
        assert ran.exit_code == 1
        assert "«titel» is not a known key" in ran.stderr
        assert "Nothing to do" not in ran.stderr


@pytest.mark.parametrize("key", ["engine", "model", "territory"])
def test_a_setting_that_names_nothing_is_said_with_its_line(unbuilt: Path, key: str) -> None:
    file = unbuilt / "episodes/show.toml"
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(f"{key} ")]
    file.write_text("\n".join([f'{key} = "zzz"', *kept, ""]), "utf-8")
    error = run(unbuilt, "build").exception
    assert str(error) == "episodes/show.toml, line 1: «zzz» is not known here"
    assert isinstance(error, ContentError) and error.hint_text


def test_a_dry_run_says_why(unbuilt: Path) -> None:
    ran = run(unbuilt, "build", "--dry-run", "--explain")
    assert "transcribe un/1.flac: not made yet" in ran.stdout.splitlines()
    ran = run(unbuilt, "build", "--dry-run", "--explain", language="fr")
    assert "not made yet" not in ran.stdout and "transcribe un/1.flac: " in ran.stdout


def test_a_dry_run_as_data(unbuilt: Path) -> None:
    told = json.loads(run(unbuilt, "build", "--dry-run", "--json").stdout)
    assert told[0].keys() == {"task", "stage", "episode", "cause", "about"}
    (heard,) = [each for each in told if each["task"] == "transcribe un/1.flac"]
    assert (heard["stage"], heard["episode"], heard["cause"]) == ("transcribe", "un", "never")
    assert isinstance(run(unbuilt, "build", "--json").exception, UsageProblem)


def test_what_is_foretold_is_what_runs(small: Path) -> None:
    """After a change of title nothing is heard or mastered again, and the rest of the plan is kept."""
    file = small / "episodes/un/episode.toml"
    file.write_text(file.read_text("utf-8").replace("Essai un", "Essai deux"), "utf-8")
    foretold = run(small, "build", "--dry-run").stdout.splitlines()
    assert "media un" in foretold and "item un" in foretold
    assert not {"transcribe un/1.flac", "master un", "probe un/1.flac"} & set(foretold)
    explained = podcast(small, "build", "--explain")
    assert explained.code == 0
    named = [line.partition(": ")[0] for line in explained.stderr.splitlines()[:-1] if ": " in line]
    assert named and set(named) <= set(foretold)
    assert run(small, "build", "--dry-run").stdout == ""


def test_weights_in_another_form_than_expected_are_not_used_again(
    unbuilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a fetched model says which of its published files it is; the stamp is of those."""
    fetched: list[str] = []
    real = transcribe.make_ready

    def make_ready(engine: str, model: str, on_progress: Callable[[int, int], None]) -> None:
        real(engine, model, on_progress)
        fetched.append(model)

    def stamp_of(engine: str, model: str) -> EngineStamp:
        return EngineStamp(engine, "1", model, "made here" if fetched else "as published")

    monkeypatch.setattr(plan, "make_ready", make_ready)
    monkeypatch.setattr(plan, "stamp_of", stamp_of)
    monkeypatch.setattr(transcribe, "is_here", lambda _engine, _model: bool(fetched))
    assert "Nothing to do" not in run(unbuilt, "build").output
    assert "Nothing to do" in run(unbuilt, "build").output
    # A build that transcribes nothing fetches nothing.
    fetched.clear()
    monkeypatch.setattr(plan, "stamp_of", lambda *_: EngineStamp("faster-whisper", "1", "base", "made here"))
    assert "Nothing to do" in run(unbuilt, "build").output
    assert fetched == []


def test_force_foretells_everything(small: Path) -> None:
    journal = (small / ".podcast/journal.jsonl").read_text("utf-8").splitlines()
    foretold = run(small, "build", "--dry-run", "--force").stdout.splitlines()
    assert sorted(foretold) == sorted({json.loads(line)["task"] for line in journal})


def test_only_one_stage_and_what_it_needs(unbuilt: Path) -> None:
    foretold = run(unbuilt, "build", "--dry-run", "--only", "probe").stdout.splitlines()
    assert foretold == ["originals un", "probe un/1.flac"]


def test_only_something_unknown(unbuilt: Path) -> None:
    error = run(unbuilt, "build", "--only", "deux").exception
    assert isinstance(error, UsageProblem)
    assert "«deux» is no episode and no stage of this show" in str(error)
    assert "transcribe" in error.hint_text


def test_only_one_episode_publishes_the_feed_too(unbuilt: Path) -> None:
    foretold = run(unbuilt, "build", "--dry-run", "--only", "un").stdout.splitlines()
    assert {"media un", "feed", "pages"} <= set(foretold)


@pytest.mark.parametrize("wrong", [("--jobs", "0"), ("--jobs", "x"), ("--as-of", "demain"), ("--nothing",)])
def test_a_word_the_command_does_not_know(unbuilt: Path, wrong: tuple[str, ...]) -> None:
    ran = podcast(unbuilt, "build", *wrong)
    assert ran.code == 2 and "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_quiet_says_nothing_when_all_is_well(small: Path) -> None:
    assert (ran := podcast(small, "-q", "build")).code == 0
    assert (ran.stdout, ran.stderr) == ("", "")


def test_quiet_still_says_what_is_wrong(small: Path) -> None:
    (small / "episodes/un/recordings/1.flac").write_bytes(b"")
    ran = podcast(small, "-q", "build")
    assert ran.code == 1
    assert len(ran.sentences) == 1 and len(ran.stderr.splitlines()) == 2


def test_words_go_to_stderr(unbuilt: Path) -> None:
    """stdout stays empty: it belongs to data."""
    ran = podcast(unbuilt, "build", "--only", "probe")
    assert (ran.code, ran.stdout) == (0, "") and "✓ un · looking at the recording" in ran.stderr


def test_no_colour_where_nobody_looks(unbuilt: Path) -> None:
    ran = podcast(unbuilt, "build", "--only", "probe")
    assert "\x1b" not in ran.stderr


def test_mistakes_in_the_show_are_all_said(unbuilt: Path) -> None:
    file = unbuilt / "episodes/show.toml"
    file.write_text(file.read_text("utf-8").replace("title =", "titre =", 1) + "\nx = 1\n", "utf-8")
    error = run(unbuilt, "build").exception
    assert isinstance(error, ContentErrors) and len(error.errors) >= 2
    ran = podcast(unbuilt, "build")
    assert ran.code == 1 and len(ran.sentences) == len(error.errors)


# --- status ----------------------------------------------------------------------------------------------


def states(root: Path) -> dict[str, str]:
    ran = run(root, "status", "--json")
    assert ran.exit_code == 0, ran.output
    return {each["slug"]: each["state"] for each in json.loads(ran.stdout)}


def test_status_before_and_after(unbuilt: Path, small_built: Path) -> None:
    before = tree(unbuilt)
    assert states(unbuilt) == {"un": "to build"}
    assert tree(unbuilt) == before, "looking makes nothing"
    assert states(small_built) == {"un": "published"}


def test_status_of_what_is_refused_waiting_and_broken(small: Path) -> None:
    file = small / "episodes/un/episode.toml"
    right = file.read_text("utf-8")
    for old, new, state in [
        ('uses = ["web"]', "uses = []", "refused"),
        ("date = 2024-03-04", "date = 2199-01-01", "waiting"),
        ("date = 2024-03-04", "date = ", "broken"),
    ]:
        file.write_text(right.replace(old, new), "utf-8")
        assert states(small) == {"un": state}


def test_status_is_a_table_for_people(small_built: Path) -> None:
    ran = podcast(small_built, "status")
    assert (ran.code, ran.stdout) == (0, "")
    assert "un" in ran.stderr and "published" in ran.stderr and "-16." in ran.stderr


# --- clean -----------------------------------------------------------------------------------------------


def test_clean_deletes_what_the_machine_made_and_nothing_else(small: Path) -> None:
    (small / "feed/README.md").write_text("kept")
    people = files(small, "episodes", "transcripts")
    assert podcast(small, "clean", "--yes").code == 0
    assert not (small / ".podcast").exists()
    assert [path.name for path in (small / "feed").rglob("*") if path.is_file()] == ["README.md"]
    assert differing(files(small, "episodes", "transcripts"), people) == []


def test_clean_asks_first(small: Path) -> None:
    before = tree(small)
    ran = podcast(small, "clean")
    assert ran.code == 130
    assert differing(tree(small), before) == []


def test_clean_without_the_journal(small: Path) -> None:
    """Somebody has deleted .podcast by hand: feed/ goes all the same."""
    shutil.rmtree(small / ".podcast")
    assert podcast(small, "clean", "--yes").code == 0
    assert not [path for path in (small / "feed").rglob("*") if path.is_file()]


@pytest.fixture
def locked(small: Path) -> Iterator[Path]:
    from filelock import FileLock

    with FileLock(small / ".podcast/lock"):
        yield small


def test_two_builds_at_once(locked: Path) -> None:
    error = run(locked, "build").exception
    assert isinstance(error, BuildLocked)
    assert podcast(locked, "clean", "--yes").code == 1
    assert (locked / "feed/feed.xml").is_file()


# --- odd files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "arguments", "folder"),
    [
        ("feed/feed.xml", ["build"], True),
        ("transcripts/un/1.flac.vtt", ["build"], True),
        (".podcast/journal.jsonl", ["build"], True),
        (".podcast/lock", ["build"], True),
        (".podcast/making/un/programme.json", ["status"], False),
        (".podcast/published-guids.json", ["check", "--quick"], False),
    ],
)
def test_an_odd_file_is_one_sentence(small: Path, file: str, arguments: list[str], folder: bool) -> None:
    (small / file).unlink(missing_ok=True)
    if folder:
        (small / file).mkdir()
    else:
        (small / file).write_text("[3")
    ran = podcast(small, *arguments)
    assert ran.code == 1 and "Traceback" not in ran.stderr and "unexpected" not in ran.stderr
    assert len(ran.about(Path(file).name)) == 1


def test_a_damaged_permit_is_named_by_the_report(small: Path) -> None:
    (small / ".podcast/items/un.permit.json").write_text("[3")
    (small / "episodes/un/episode.toml").write_text("title = ")
    ran = podcast(small, "report")
    assert "Traceback" not in ran.stderr and ran.about("un.permit.json")


def test_a_program_that_is_none(unbuilt: Path) -> None:
    program = unbuilt / "ffmpeg"
    program.write_bytes(b"\x00no program")
    program.chmod(0o755)
    ran = podcast(unbuilt, "build", PODCAST_FFMPEG=str(program))
    assert ran.code == 3 and len(ran.about("cannot be started")) == 1
