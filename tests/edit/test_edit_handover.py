"""An export on the disk: its sound, its levels, and whose folder it is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from reaproj import Project
from sessions import CLICKS_MS, RATE, VOICE_1, VOICE_2, documentary, episode, show, sounds

from podcast.audio import measure
from podcast.edit import Export, Exported, Media, Wish, export, mix
from podcast.errors import DiskFull, RecordingError, UsageProblem
from podcast.model import Clip, Timeline

REAPER = Wish(("reaper",), 500)
Sound = NDArray[np.float64]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds(tmp_path_factory.mktemp("show"))


def no_notes(_media: Sequence[Media]) -> str:
    return "Une copie de travail.\n"


def made(root: Path, folder: Path, timeline: Timeline | None = None, wish: Wish = REAPER) -> Export:
    whole = Exported(show(root), episode(), timeline or documentary())
    return export(whole, wish, folder, no_notes, lambda _done: None)


def items(folder: Path) -> list[tuple[str, float, float, float, float, Path]]:
    """Track, place, length, gain, offset and file of every item of the project, as reaproj reads them."""
    found = []
    for track in Project.load(folder / "quartier.rpp").tracks:
        for item in track.items:
            lines = {each[0]: each[1:] for each in item.element.children if isinstance(each, list)}
            gain, offset = float(lines["VOLPAN"][0]), float(lines["SOFFS"][0])
            found.append((track.name, item.position, item.length, gain, offset, Path(item.source_path)))
    return found


def played(folder: Path, tracks: set[str]) -> Sound:
    """The tracks as a workstation plays them, without fades: mono."""
    found = [each for each in items(folder) if each[0] in tracks]
    out = np.zeros(round(max(at + length for _, at, length, _, _, _ in found) * RATE))
    for _, at, length, gain, offset, file in found:
        first, count = round(offset * RATE), round(length * RATE)
        sound, rate = soundfile.read(file, count, first, always_2d=True)
        assert (rate, len(sound)) == (RATE, count)
        out[round(at * RATE) : round(at * RATE) + count] += gain * sound.mean(axis=1)
    return out


def test_clicks_are_where_the_timeline_puts_them_to_the_sample(root: Path, tmp_path: Path) -> None:
    timeline = replace(documentary(), clips=tuple(c for c in documentary().clips if c.episode == "atelier"))
    made(root, tmp_path / "out", timeline)
    out = played(tmp_path / "out", {"voice"})
    wanted = [
        (clip.at_ms + click_ms - clip.start_ms) * 48
        for clip in timeline.on("voice")
        for click_ms in CLICKS_MS
        if clip.start_ms <= click_ms < clip.end_ms
    ]
    assert len(wanted) == 3
    assert sorted(int(at) for at in np.argsort(np.abs(out))[-3:]) == wanted


def test_every_format_points_at_files_that_are_there_and_no_stretch_is_kept_twice(
    root: Path, tmp_path: Path
) -> None:
    found = made(root, tmp_path / "out", wish=Wish(("reaper", "otio", "edl"), 500))
    assert found.projects == ("quartier.rpp", "quartier.otio", "quartier.edl")
    there = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert there == [
        "README.txt",
        "export.json",
        "media/atelier_01-entretien_00m00s.wav",
        "media/garage_01-entretien_00m00s.wav",
        "media/garage_01-entretien_room.wav",
        "media/narration_01-debut.wav",
        "media/quartier_nappe.wav",
        "media/quartier_rue_00m00s.wav",
        "quartier.edl",
        "quartier.otio",
        "quartier.rpp",
    ]
    assert {each.path for each in found.media} == {name for name in there if name.startswith("media/")}
    info = soundfile.info(tmp_path / "out/media/atelier_01-entretien_00m00s.wav")
    # from 1.0 s to 5.5 s with half a second on both sides
    assert (info.samplerate, info.subtype, info.frames) == (48000, "FLOAT", 5500 * 48)


def test_sound_is_as_it_was_recorded_bit_for_bit(root: Path, tmp_path: Path) -> None:
    made(root, tmp_path / "out")
    for source, name in ((VOICE_2, "garage_01-entretien_00m00s"), (VOICE_1, "atelier_01-entretien_00m00s")):
        copy, _ = soundfile.read(tmp_path / "out" / "media" / f"{name}.wav", dtype="float32")
        original, _ = soundfile.read(root / source, dtype="float32")
        assert np.array_equal(copy, original[500 * 48 : 500 * 48 + len(copy)])


def test_the_levels_make_the_project_as_loud_as_the_programme(root: Path, tmp_path: Path) -> None:
    """Two microphones, of which one is far quieter: each item is brought to where the mix has it."""
    at = np.arange(12 * RATE) / RATE
    turns = np.sin(2 * np.pi * at / 6) > 0
    noise = np.random.default_rng(8).normal(size=(len(at), 2))
    pair = np.stack([0.2 * turns * noise[:, 0], 0.01 * ~turns * noise[:, 1]], axis=1)
    pair += 0.0001 * noise[:, ::-1]
    recording = Path("episodes/duo/recordings/1.wav")
    (root / recording).parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(root / recording, pair, RATE, "FLOAT")
    timeline = Timeline((Clip(recording, 0, 12_000, 0, "recording", ("Ana", "Bo")),))
    found = made(root, tmp_path / "out", timeline)
    assert [(each.name, each.channels, each.microphone) for each in found.media] == [
        ("duo_1_mic-1.wav", 1, "Ana"),
        ("duo_1_mic-2.wav", 1, "Bo"),
    ]
    assert [each[0] for each in items(tmp_path / "out")] == ["voice · Ana", "voice 2 · Bo"]
    tracks = {each[0] for each in items(tmp_path / "out")}
    soundfile.write(tmp_path / "played.wav", played(tmp_path / "out", tracks), RATE, "FLOAT")
    mixed = np.concatenate(list(mix(timeline, root).blocks()))
    soundfile.write(tmp_path / "mixed.wav", mixed, RATE, "FLOAT")
    heard, wanted = measure(tmp_path / "played.wav"), measure(tmp_path / "mixed.wav")
    assert heard.integrated_lufs == pytest.approx(wanted.integrated_lufs, abs=0.7)
    halves = [
        np.sqrt(np.mean(played(tmp_path / "out", tracks)[turns == turn] ** 2)) for turn in (True, False)
    ]
    assert 20 * np.log10(halves[0] / halves[1]) == pytest.approx(0, abs=1.5)


@pytest.mark.parametrize("cleaned", [False, True])
def test_every_item_is_as_loud_as_in_the_programme(root: Path, tmp_path: Path, cleaned: bool) -> None:
    """Voices in mono beside music in stereo, and the room between them."""
    made(root, tmp_path / "out", wish=replace(REAPER, cleaned=cleaned))
    mixed = mix(documentary(), root)
    for clip in documentary().clips:
        wanted = np.concatenate(list(mixed.bare(clip).blocks())).mean(axis=1) * 10 ** (clip.gain_db / 20)
        (item,) = [
            each
            for each in items(tmp_path / "out")
            if round(each[1] * 1000) == clip.at_ms and round(each[2] * 1000) == clip.duration_ms
        ]
        sound, _ = soundfile.read(
            item[5], clip.duration_ms * 48, round(item[4] * RATE), always_2d=True, dtype="float64"
        )
        heard = item[3] * sound.mean(axis=1)
        apart_db = 10 * np.log10(np.mean(heard**2) / np.mean(wanted.astype(np.float64) ** 2))
        assert apart_db == pytest.approx(0, abs=0.7), clip


def test_cleaned_sound_is_that_of_the_mix(root: Path, tmp_path: Path) -> None:
    recording = Path("episodes/hum/recordings/1.wav")
    (root / recording).parent.mkdir(parents=True, exist_ok=True)
    at = np.arange(8 * RATE) / RATE
    soundfile.write(root / recording, 0.3 + 0.1 * np.sin(2 * np.pi * 500 * at), RATE, "FLOAT")
    timeline = Timeline((Clip(recording, 2000, 5000, 0),))
    made(root, tmp_path / "raw", timeline)
    made(root, tmp_path / "cleaned", timeline, replace(REAPER, cleaned=True))
    mixed = np.concatenate(list(mix(timeline, root).blocks()))[:, 0]
    inside = slice(1000 * 48, 2000 * 48)
    assert abs(played(tmp_path / "raw", {"voice"})[inside].mean()) > 0.2
    assert np.abs(played(tmp_path / "cleaned", {"voice"}) - mixed)[inside].max() < 0.002


def test_a_voice_on_one_side_of_a_stereo_file_is_one_channel(root: Path, tmp_path: Path) -> None:
    recording = Path("episodes/cote/recordings/1.wav")
    (root / recording).parent.mkdir(parents=True, exist_ok=True)
    voice, _ = soundfile.read(root / VOICE_2)
    soundfile.write(root / recording, np.stack([0 * voice, voice], axis=1), RATE, "FLOAT")
    found = made(root, tmp_path / "out", Timeline((Clip(recording, 0, 5000, 0),)))
    assert [each.channels for each in found.media] == [1]
    copy, _ = soundfile.read(tmp_path / "out/media" / found.media[0].name)
    assert np.allclose(copy[: 5 * RATE], voice[: 5 * RATE], atol=1e-6)


def test_a_source_shorter_than_its_clip_gives_a_shorter_item(root: Path, tmp_path: Path) -> None:
    made(root, tmp_path / "out", Timeline((Clip(VOICE_1, 5000, 9000, 250),)))
    ((_, at, length, _, _, _),) = items(tmp_path / "out")
    assert (at, length) == (0.25, 1.0)


def test_twice_the_same_is_the_same_to_the_byte(root: Path, tmp_path: Path) -> None:
    formats = Wish(("reaper", "otio", "edl"), 500)
    for name in ("a", "b"):
        made(root, tmp_path / name, wish=formats)
    one, other = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*.*")} for f in (tmp_path / "a", tmp_path / "b")
    )
    assert one == other


def test_files_of_one_name_from_two_places_are_told_apart(root: Path, tmp_path: Path) -> None:
    """Also where they differ in capitals alone, which is one name to Windows."""
    names = [Path("sons/Été.wav"), Path("sons/ete.wav"), Path("ailleurs/ete.flac"), Path("sons/con.wav")]
    for name in names:
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / VOICE_2, root / name)
    found = made(root, tmp_path / "out", Timeline(tuple(Clip(name, 0, 500, 0, "sound") for name in names)))
    assert sorted(each.name.lower() for each in found.media) == [
        "_con.wav",
        "ete-2.wav",
        "ete-3.wav",
        "ete.wav",
    ]


# whose folder it is


def refused(root: Path, folder: Path) -> str:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(UsageProblem) as caught:
        made(root, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not list(folder.parent.glob(".part-*"))
    return str(caught.value)


def test_an_export_nobody_touched_is_replaced(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    made(root, folder)
    (folder / "media" / "nappe.wav.reapeaks").write_bytes(b"a workstation's own")
    alone = replace(documentary(), clips=documentary().clips[:2])
    made(root, folder, alone)
    assert len(list(folder.glob("media/*"))) == 2
    assert not list(tmp_path.glob(".part-*"))


@pytest.mark.parametrize(
    "touch",
    [
        lambda folder: (folder / "quartier.rpp").write_text("<REAPER_PROJECT\n>\n", "utf-8"),
        lambda folder: (folder / "mixage.wav").write_bytes(b"work of a day"),
        lambda folder: (folder / "media/narration_01-debut.wav").write_bytes(b"another take"),
    ],
    ids=["project saved", "file added", "sound replaced"],
)
def test_work_that_was_done_there_is_not_overwritten(
    root: Path, tmp_path: Path, touch: Callable[[Path], int]
) -> None:
    made(root, tmp_path / "out")
    touch(tmp_path / "out")
    assert "is not overwritten" in refused(root, tmp_path / "out")


def test_a_folder_with_something_else_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/1.jpg").write_bytes(b"a photo")
    assert "something else than an export" in refused(root, tmp_path / "photos")
    made(root, tmp_path / "out")
    listed = json.loads((tmp_path / "out/export.json").read_text("utf-8"))
    (tmp_path / "out/export.json").write_text(json.dumps({**listed, "episode": "another guid"}), "utf-8")
    assert "something else than an export" in refused(root, tmp_path / "out")
    (tmp_path / "out/export.json").write_text("[]", "utf-8")
    assert "something else than an export" in refused(root, tmp_path / "out")


@pytest.mark.parametrize("name", ["episodes/quartier/out", "feed/out", ".podcast", "transcripts", "."])
def test_the_shows_own_folders_are_left_alone(root: Path, name: str) -> None:
    assert "the show's own place" in refused(root, root / name)


def test_a_file_is_no_folder(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("text", "utf-8")
    assert "is a file" in refused(root, tmp_path / "out")


def test_a_missing_source_leaves_nothing_behind(root: Path, tmp_path: Path) -> None:
    gone = Timeline((*documentary().clips, Clip(Path("episodes/x/recordings/1.wav"), 0, 1000, 0)))
    with pytest.raises(RecordingError, match="is not there"):
        made(root, tmp_path / "out", gone)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFull):
        made(root, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_killed_export_leaves_no_project_and_the_next_one_is_whole(root: Path, tmp_path: Path) -> None:
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[3])\n"
        "from pathlib import Path\n"
        "import test_edit_handover as t\n"
        "from podcast.edit import Exported, export\n"
        "def wait(done):\n"
        "    if done > 0.5: print('half', flush=True); time.sleep(60)\n"
        "export(Exported(t.show(Path(sys.argv[1])), t.episode(), t.documentary()), t.REAPER,"
        " Path(sys.argv[2]), t.no_notes, wait)\n"
    )
    arguments = [sys.executable, "-c", script, str(root), str(tmp_path / "out"), str(Path(__file__).parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env={**os.environ}) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"half\n"
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.rglob("*.rpp"))
    made(root, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
