"""What people drop into a show by mistake: one clear sentence each, and nothing else suffers."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from real_recordings import REAL
from whole_show import (
    SOURCE,
    Ran,
    differing,
    empty_show,
    episode,
    ffmpeg,
    files,
    podcast,
    small_show,
    speech,
)

SHORT = "is cut short: it should last 12 s and holds 7 s"
TWIN = "episode.toml, line 3: this guid is also that of"

# slug: what its one sentence says, and what the hint says to do
BAD = {
    "text": ("recordings/interview.wav holds text, not sound", "take it out of the folder"),
    "cut-wav": (f"recordings/cut.wav {SHORT}", "copy it again from the recorder"),
    "cut-mp3": (f"recordings/cut.mp3 {SHORT}", "copy it again from the recorder"),
    "cut-flac": (f"recordings/cut.flac {SHORT}", "copy it again from the recorder"),
    "cut-m4a": ("recordings/cut.m4a is cut short", "copy it again"),
    "mute": ("recordings/muet.mp4 is a video or a picture without sound", "take it out"),
    "silence": ("recordings/silence.wav is silent from end to end", "was the microphone on?"),
    "hiss": ("recordings/souffle.wav is silent from end to end", "was the microphone on?"),
    "noise": ("no speech was heard in episodes/noise/recordings/bruit.wav", "is it the right recording"),
    "empty": ("recordings/vide.wav is empty (0 bytes)", "copy it again from the recorder"),
    "key": ("episode.toml, line 4: «titel» is not a known key, did you mean «title»?", "change «titel»"),
    "twin-a": (f"{TWIN} twin-b", "keep it where"),
    "twin-b": (f"{TWIN} twin-a", "keep it where"),
    "place": (
        "episode.toml, line 4: «la-gautiere» is not known here, did you mean «la-gauthiere»?",
        "one of",
    ),
    "sector": ("episode.toml, line 4: «magic» is not known here", "one of: alimentation"),
    "artwork": ("episode.toml, line 4: the file «absente.png» is not in", "put the file there"),
}


def noise(file: Path, amplitude: float) -> None:
    ffmpeg("-f", "lavfi", "-i", f"anoisesrc=d=6:c=pink:a={amplitude}:seed=1", str(file))


def bad_show(root: Path) -> None:
    """Add one episode for each mistake of `BAD`, and a video that is none."""
    good = root / "episodes/un/recordings/1.flac"
    (episode(root, "text") / "interview.wav").write_text("Ceci est du texte.\n" * 50)
    for kind in ("wav", "mp3", "m4a", "flac"):
        whole = speech(root / f"cut.{kind}").read_bytes()
        (episode(root, f"cut-{kind}") / f"cut.{kind}").write_bytes(whole[: len(whole) * 6 // 10])
    picture = ("-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=12")
    ffmpeg(*picture, "-i", str(good), "-shortest", str(episode(root, "film") / "film.mp4"))
    ffmpeg(*picture, str(episode(root, "mute") / "muet.mp4"))
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=6", str(episode(root, "silence") / "silence.wav"))
    noise(episode(root, "hiss") / "souffle.wav", 0.0005)
    noise(episode(root, "noise") / "bruit.wav", 0.3)
    (episode(root, "empty") / "vide.wav").write_bytes(b"")
    shutil.copy(good, episode(root, "key", 'titel = "x"') / "1.flac")
    shutil.copy(good, episode(root, "place", 'place = ["centre", "la-gautiere"]') / "1.flac")
    shutil.copy(good, episode(root, "sector", 'not_sector = "magic"') / "1.flac")
    shutil.copy(good, episode(root, "artwork", 'artwork = "absente.png"\nartwork_alt = "x"') / "1.flac")
    for slug in ("twin-a", "twin-b"):
        file = episode(root, slug).parent / "episode.toml"
        shutil.copy(good, file.parent / "recordings/1.flac")
        file.write_text(re.sub('guid = ".*"', 'guid = "the-same-for-both"', file.read_text()))


@pytest.fixture(scope="module")
def bad(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A published show into which all those mistakes come at once."""
    root = Path(shutil.copytree(small_built, tmp_path_factory.mktemp("bad") / "show"))
    bad_show(root)
    return root, podcast(root, "build")


@pytest.mark.parametrize("slug", list(BAD))
def test_one_sentence_that_names_the_file_and_says_what_to_do(bad: tuple[Path, Ran], slug: str) -> None:
    _, ran = bad
    sentence, hint = BAD[slug]
    about = [
        each for each in ran.sentences if f"episodes/{slug}/" in each.splitlines()[0] or f"{slug}:" in each
    ]
    assert len(about) == 1, ran.stderr
    said, what_to_type = about[0].splitlines()
    assert sentence in said
    assert what_to_type.startswith("  →") and hint in what_to_type


def test_nothing_else_is_said_to_be_wrong(bad: tuple[Path, Ran]) -> None:
    _, ran = bad
    assert ran.code == 1
    assert len(ran.sentences) == len(BAD), ran.stderr
    assert "Traceback" not in ran.stderr and "unexpected" not in ran.stderr


def test_the_others_are_built_and_what_was_published_stays(bad: tuple[Path, Ran], small_built: Path) -> None:
    root, _ = bad
    assert sorted(path.stem for path in (root / "feed/media").glob("*.mp3")) == ["film", "un"]
    before = files(small_built, "feed", "transcripts")
    now = files(root, "feed", "transcripts")
    # The search index names its files by what is in them.
    assert not [name for name in set(before) - set(now) if not name.startswith("feed/pagefind/")]
    for name in ("feed/media/un.mp3", "feed/transcripts/un.vtt", "transcripts/un/1.flac.vtt"):
        assert now[name] == before[name]


def test_the_sound_of_a_video_is_used_with_a_remark(bad: tuple[Path, Ran]) -> None:
    root, ran = bad
    assert "! film: film.mp4 is a video: its sound is used, its picture is left out" in ran.stderr
    assert "Bastien" in (root / "feed/transcripts/film.txt").read_text("utf-8")


def test_what_was_said_in_french(bad: tuple[Path, Ran]) -> None:
    """The same sentences for a French newsroom, each with its file."""
    ran = podcast(bad[0], "build", PODCAST_LANG="fr")
    assert ran.code == 1 and len(ran.sentences) == len(BAD), ran.stderr
    assert ran.about("interview.wav contient du texte et non du son")
    assert not [each for each in ran.sentences if " is " in each or " was " in each]


def test_a_chapter_past_the_end_is_left_out_and_said(small: Path) -> None:
    record = small / "episodes/un/episode.toml"
    given = (
        '\n[[chapters]]\nat = "0:02"\ntitle = "Le pneu"\n\n[[chapters]]\nat = "99:00"\ntitle = "La suite"\n'
    )
    record.write_text(record.read_text("utf-8") + given, "utf-8")
    ran = podcast(small, "build")
    assert ran.code == 0, ran.stderr
    assert "La suite" in ran.stderr and "99:00" in ran.stderr
    chapters = json.loads((small / "feed/chapters/un.json").read_text("utf-8"))["chapters"]
    assert [each["title"] for each in chapters] == ["Le pneu"]


def test_texts_of_a_sound_that_cannot_be_made_are_not_published(small: Path) -> None:
    """What was published stays whole: its words are those of its sound."""
    before = files(small, "feed")
    shutil.rmtree(small / "episodes/un/recordings")
    shutil.rmtree(small / "transcripts/un")
    (small / "episodes/un/recordings").mkdir()
    ffmpeg("-ss", "1.5625", "-t", "0.2", "-i", str(SOURCE), str(small / "episodes/un/recordings/a.wav"))
    ran = podcast(small, "build")
    assert ran.code != 0
    assert differing(files(small, "feed"), before) == []


def test_one_sample_that_is_no_number_costs_no_word(small: Path) -> None:
    recording = small / "episodes/un/recordings/1.flac"
    sound, rate_hz = soundfile.read(recording, dtype="float32")
    said = (small / "feed/transcripts/un.txt").read_text("utf-8")
    shutil.rmtree(small / "episodes/un/recordings")
    recording.parent.mkdir()
    shutil.rmtree(small / "transcripts/un")
    sound[len(sound) // 3] = np.nan
    soundfile.write(recording.with_suffix(".wav"), sound, rate_hz, subtype="FLOAT")
    ran = podcast(small, "build")
    assert ran.code == 0, ran.stderr
    assert "RuntimeWarning" not in ran.stderr
    # words, and not stops: one other sample may make a comma of one
    assert words((small / "feed/transcripts/un.txt").read_text("utf-8")) == words(said)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not on this machine")
def test_laughter(small: Path) -> None:
    shutil.copy(REAL / "fr/wt_laugh1.mp3", episode(small, "rires") / "rires.mp3")
    ran = podcast(small, "build")
    assert ran.code == 1
    (said,) = ran.sentences
    assert "no speech was heard in episodes/rires/recordings/rires.mp3" in said
    assert not (small / "feed/media/rires.mp3").exists()


# --- originals -------------------------------------------------------------------------------------------


def assert_kept(root: Path, before: dict[str, bytes], ran: Ran, sentence: str) -> None:
    assert ran.code == 1
    (said,) = ran.sentences
    assert sentence in said and "→" in said
    assert differing(files(root, "feed", "transcripts"), before) == []


def test_an_original_that_changed(small: Path) -> None:
    before = files(small, "feed", "transcripts")
    file = small / "episodes/un/recordings/1.flac"
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    changed = file.read_bytes()
    ran = podcast(small, "build")
    assert_kept(small, before, ran, "episodes/un/recordings/1.flac has changed since it came in")
    assert file.read_bytes() == changed, "not ours to mend"
    # Said at every build, not only at the first.
    assert_kept(small, before, podcast(small, "build"), "1.flac has changed since it came in")
    file.write_bytes(data)
    ran = podcast(small, "build")
    assert (ran.code, ran.sentences) == (0, [])
    assert differing(files(small, "feed", "transcripts"), before) == []


def test_the_only_original_deleted(small: Path) -> None:
    before = files(small, "feed", "transcripts")
    (small / "episodes/un/recordings/1.flac").unlink()
    assert_kept(small, before, podcast(small, "build"), "episodes/un")


def test_one_of_two_originals_deleted(small: Path) -> None:
    shutil.copy(small / "episodes/un/recordings/1.flac", small / "episodes/un/recordings/2.flac")
    assert podcast(small, "build").code == 0
    before = files(small, "feed", "transcripts")
    (small / "episodes/un/recordings/2.flac").unlink()
    ran = podcast(small, "build")
    assert_kept(
        small, before, ran, "episodes/un/recordings/2.flac is listed in SHA256SUMS but is no longer there"
    )


def test_broken_checksums(small: Path) -> None:
    before = files(small, "feed", "transcripts")
    sums = small / "episodes/un/recordings/SHA256SUMS"
    right = sums.read_text()
    sums.write_text(right + "ceci n'est pas une somme\n")
    ran = podcast(small, "build")
    assert_kept(
        small, before, ran, "episodes/un/recordings/SHA256SUMS, line 2: not a checksum and a file name"
    )
    sums.write_text(right)
    assert podcast(small, "build").code == 0
    sums.unlink()  # a clone without them: they are written again
    assert podcast(small, "build").code == 0
    assert sums.read_text() == right


# --- the show's own file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('language = "fr"', 'langage = "fr"', "«langage» is not a known key, did you mean «language»?"),
        ('artwork = "artwork.png"', 'artwork = "absente.png"', "the file «absente.png» is not in episodes/"),
    ],
)
def test_a_mistake_in_the_show_loses_nothing(small: Path, old: str, new: str, sentence: str) -> None:
    before = files(small, "feed", "transcripts", ".podcast/items")
    file = small / "episodes/show.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    ran = podcast(small, "build")
    assert ran.code == 1
    assert ran.about(sentence) and ran.about("episodes/show.toml, line"), ran.stderr
    assert differing(files(small, "feed", "transcripts", ".podcast/items"), before) == []


def test_no_show_at_all(tmp_path: Path) -> None:
    ran = podcast(tmp_path, "build")
    assert ran.code == 2
    (said,) = ran.sentences
    assert "podcast init" in said


def test_a_show_without_episodes(tmp_path: Path) -> None:
    ran = podcast(empty_show(tmp_path / "show"), "build")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr


def test_incomplete_is_used_on_the_producers_word(tmp_path: Path) -> None:
    """The hint of a file cut short says what to write; written, it works."""
    root = small_show(tmp_path / "show")
    file = root / "episodes/un/recordings/1.flac"
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 6 // 10])
    ran = podcast(root, "build")
    assert ran.code == 1 and "incomplete = true" in ran.sentences[0]
    with (root / "episodes/un/episode.toml").open("a") as toml:
        toml.write('[[recordings]]\nfile = "1.flac"\nincomplete = true\n')
    ran = podcast(root, "build")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr
    assert "1.flac is cut short (7 s of 12 s) and used as it is" in ran.stderr
    assert (root / "feed/media/un.mp3").is_file()
