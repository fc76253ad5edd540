"""What people wrote is used and never overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

from mutagen.id3 import ID3
from whole_show import differing, files, podcast, public

TEXT = "transcripts/un/1.flac.vtt"


def correct(root: Path, new: str = "Salutations Bastien Rochegude") -> bytes:
    """Correct one cue as one does in an editor; gives the file's bytes."""
    file = root / TEXT
    text = file.read_text("utf-8")
    assert text.count("Bonjour Bastien Roche") == 1
    file.write_text(text.replace("Bonjour Bastien Roche", new), "utf-8")
    return file.read_bytes()


def test_a_correction_reaches_everything_and_costs_nothing(small: Path) -> None:
    before = public(small)
    written = correct(small)
    ran = podcast(small, "build")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr
    assert "transcribing" not in ran.stderr and "mastering" not in ran.stderr
    assert (small / TEXT).read_bytes() == written
    now = public(small)
    for suffix in ("vtt", "srt", "json", "txt", "html"):
        text = now[f"feed/transcripts/un.{suffix}"].decode()
        assert "Salutations Bastien" in text.replace("\n", " "), suffix
    assert "Salutations" in now["feed/episodes/un/index.html"].decode()
    lyrics = str(ID3(small / "feed/media/un.mp3").getall("USLT")[0])  # type: ignore[no-untyped-call]  # mutagen's own
    assert "Salutations" in lyrics
    length = f'length="{len(now["feed/media/un.mp3"])}"'
    assert length in now["feed/feed.xml"].decode()
    assert now["transcripts/un/1.flac.json"] == before["transcripts/un/1.flac.json"]

    # Only the cache goes: the work is done again, the text is not touched, and the result is the same.
    shutil.rmtree(small / ".podcast")
    ran = podcast(small, "build")
    assert (ran.code, ran.sentences) == (0, []), ran.stderr
    assert "transcribing" in ran.stderr
    assert (small / TEXT).read_bytes() == written
    assert differing(public(small), now) == []


def test_a_correction_outlives_another_transcription(small: Path) -> None:
    """`--force` hears everything again: the person's words stand, bytes and all."""
    written = correct(small)
    ran = podcast(small, "build", "--force")
    assert ran.code == 0, ran.stderr
    assert (small / TEXT).read_bytes() == written
    assert "Salutations" in (small / "feed/transcripts/un.txt").read_text("utf-8")


def test_a_text_without_any_machine_file_is_used(small: Path) -> None:
    """Somebody brings the corrected text alone from another computer."""
    written = correct(small)
    for path in (small / ".podcast", small / "feed"):
        shutil.rmtree(path)
    (small / "transcripts/un/1.flac.json").unlink()
    ran = podcast(small, "build")
    assert ran.code == 0, ran.stderr
    assert (small / TEXT).read_bytes() == written
    assert "Salutations" in (small / "feed/transcripts/un.txt").read_text("utf-8")


def test_a_broken_caption_file_is_named_and_kept(small: Path) -> None:
    before = files(small, "feed")
    file = small / TEXT
    lines = file.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "-->" in line)
    lines[at] = lines[at].replace("-->", "->")
    file.write_text("\n".join(lines) + "\n", "utf-8")
    written = file.read_bytes()
    ran = podcast(small, "build")
    assert ran.code == 1
    (said,) = ran.sentences
    assert TEXT in said and f"line {at + 1}:" in said
    assert file.read_bytes() == written
    assert differing(files(small, "feed"), before) == []


def test_a_misspelt_speaker_is_named_and_what_is_public_stays(small: Path) -> None:
    before = files(small, "feed")
    file = small / TEXT
    text = file.read_text("utf-8")
    file.write_text(text.replace("Bonjour Bastien", "<v Bastiem>Bonjour Bastien"), "utf-8")
    written = file.read_bytes()
    ran = podcast(small, "build")
    (said,) = ran.sentences
    assert ran.code != 0
    assert TEXT in said and "Bastiem" in said and "Bastien Roche" in said
    assert file.read_bytes() == written
    assert differing(files(small, "feed"), before) == []

    # Somebody else is another matter: nobody knows whether they agreed.
    file.write_text(text.replace("Bonjour Bastien", "<v Nadia>Bonjour Bastien"), "utf-8")
    ran = podcast(small, "build")
    assert ran.code != 0
    assert "<item>" not in (small / "feed/feed.xml").read_text("utf-8")
    assert not (small / "feed/media/un.mp3").exists()


def test_originals_are_never_written_to(small: Path, small_built: Path) -> None:
    recordings = small / "episodes/un/recordings"
    for path in recordings.iterdir():
        path.chmod(0o444)
    before = files(small, "episodes")
    shutil.rmtree(small / ".podcast")
    assert podcast(small, "build").code == 0
    assert files(small, "episodes") == before
    assert differing(public(small), public(small_built)) == []
