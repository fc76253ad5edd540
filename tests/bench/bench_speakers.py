"""Diarisation error rate: who speaks when, by the sound of the voices, file by file. Not a test.

    python tests/bench/bench_speakers.py

The rate is pyannote.metrics' own: false alarm, missed and confused speech over the speech there is,
overlaps included, with no collar, and with the usual one of 250 ms on either side of each boundary.
`words` are those given to a wrong voice, where the exact text tells whose they are.

Truth comes from labels made by hand (the recording beside the repository that has some), from which
microphone is louder (recordings with one a voice, heard here as one channel), from the exact texts of the
demonstration show laid over the engine's words, and from how a conversation of real voices was put together
here. The number of voices is told, as `episode.toml` tells it. Time is of the process, over the length.
"""

from __future__ import annotations

import difflib
import re
import time
import warnings
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from real_recordings import REAL

from podcast.ingest import probe
from podcast.model import Transcript, Voice
from podcast.show import load_show
from podcast.transcribe import Ears, Request, Turn, make_ears, open_engine, told_apart, turns_in
from podcast.transcribe.sound import RATE, STEP_MS, levels, pieces

ROOT = Path(__file__).parents[2]
Spans = Sequence[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording, who speaks when in it (s), and whose its words are, where that is known."""

    name: str
    file: Path
    truth: Spans
    voices: int
    heard: Transcript | None = None
    spoken: tuple[tuple[str, str], ...] = ()


def labelled() -> Iterator[Sample]:
    """A telephone call with labels made by hand."""
    labels = REAL / "en" / "labels_sample.rttm"
    if labels.exists():
        rows = [line.split() for line in labels.read_text("utf-8").splitlines()]
        truth = [(float(row[3]), float(row[3]) + float(row[4]), row[7]) for row in rows]
        yield Sample("telephone call, real, labelled by hand", REAL / "en/pyannote_sample.wav", truth, 2)


def microphones() -> Iterator[Sample]:
    """Recordings with a microphone for each of two voices: the louder one, against its own speech, speaks."""
    real = REAL / "en" / "fw_stereo_diarization.wav"
    for name, file in (
        ("two microphones, real, 5 s", real),
        ("leila-couture, two microphones", ROOT / "episodes/leila-couture/recordings/01-entretien.flac"),
    ):
        if file.exists():
            loud = levels(file, 2)
            own = loud - np.percentile(loud, 90, axis=1, keepdims=True)
            speaks = own > -25
            speaks &= own >= own.max(axis=0) - 6
            yield Sample(name, file, _spans(speaks), 2)


def _spans(speaks: np.ndarray) -> Spans:
    """Stretches of each row, over pauses of 300 ms."""
    found = []
    for voice, row in enumerate(speaks):
        held: list[float] = []
        for step in np.flatnonzero(row).tolist():
            if held and step * STEP_MS / 1000 - held[1] > 0.3:
                found.append((held[0], held[1], f"{voice}"))
                held = []
            held = [held[0] if held else step * STEP_MS / 1000, (step + 1) * STEP_MS / 1000]
        if held:
            found.append((held[0], held[1], f"{voice}"))
    return found


def demonstration() -> Iterator[Sample]:
    """The demonstration show's recordings on one channel: its texts laid over the words of model base."""
    show = load_show(ROOT)
    engine = open_engine("faster-whisper", "base")
    for episode in show.episodes:
        text = (ROOT / "tests/demonstration" / f"{episode.slug}.txt").read_text("utf-8")
        texts = {
            name.strip(): body for name, _, body in (p.partition("\n") for p in text.split("# file: ")[1:])
        }
        for recording in episode.recordings:
            if recording.channels:
                continue
            length_ms = probe(ROOT / recording.path)[0].duration_ms
            heard = engine.transcribe(ROOT / recording.path, Request("fr", length_ms), lambda _ms: None)
            lines = [line.split(": ", 1) for line in texts[recording.name].splitlines() if ": " in line]
            spoken = tuple((word, who) for who, said in lines for word in _bare(said))
            name = f"{episode.slug}/{recording.name}, synthetic"
            yield Sample(name, ROOT / recording.path, _turns_of(heard, spoken), 2, heard, spoken)


def _bare(text: str) -> list[str]:
    return [word for word in re.split(r"[^\w]+", text.casefold()) if word]


def _owners(heard: Transcript, spoken: Sequence[tuple[str, str]]) -> list[tuple[int, str]]:
    """The places of the words heard that are in the text, and whose they are."""
    words = [word for segment in heard.segments for word in segment.words]
    pieces_of = [(place, piece) for place, word in enumerate(words) for piece in _bare(word.text)]
    matcher = difflib.SequenceMatcher(
        None, [word for word, _ in spoken], [piece for _, piece in pieces_of], autojunk=False
    )
    found: dict[int, str] = {}
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            found[pieces_of[block.b + offset][0]] = spoken[block.a + offset][1]
    return sorted(found.items())


def _turns_of(heard: Transcript, spoken: Sequence[tuple[str, str]]) -> Spans:
    words = [word for segment in heard.segments for word in segment.words]
    found: list[tuple[float, float, str]] = []
    for place, who in _owners(heard, spoken):
        start, end = words[place].start_ms / 1000, words[place].end_ms / 1000
        if found and found[-1][2] == who and start - found[-1][1] < 0.7:
            found[-1] = (found[-1][0], end, who)
        else:
            found.append((start, end, who))
    return found


def conversation(folder: Path) -> Iterator[Sample]:
    """Four real voices in turn, 3 to 8 s each, with pauses between them.

    The truth is how they were put together: the pauses that each makes in a turn count as missed, so that
    only the confused part says something.
    """
    # The first second of speech of each: one has music before it.
    files = {
        "fr/kyutai_crepes.mp3": 3,
        "fr/lsp_fr.mp3": 1,
        "fr/watson_fr-FR_Broadband_sample1.wav": 0,
        "en/jfk.flac": 0,
    }
    if not all((REAL / file).exists() for file in files):
        return
    sounds = [
        np.concatenate(list(pieces(REAL / file, 60.0)))[first * RATE :] for file, first in files.items()
    ]
    sounds = [0.05 * sound / float(np.sqrt(np.mean(sound * sound))) for sound in sounds]
    chance = np.random.default_rng(3)
    parts: list[np.ndarray] = []
    truth: list[tuple[float, float, str]] = []
    at_s = 0.0
    for turn in range(16):
        voice = (0, 1, 0, 2, 1, 3)[turn % 6]
        length = int(RATE * chance.uniform(3, 8))
        part, sounds[voice] = sounds[voice][:length], sounds[voice][length:]
        pause = np.zeros(int(RATE * chance.uniform(0.2, 0.8)), np.float32)
        if len(part) > RATE:
            parts += [part, pause]
            truth.append((at_s, at_s + len(part) / RATE, f"{voice}"))
            at_s += (len(part) + len(pause)) / RATE
    file = folder / "conversation.wav"
    with wave.open(str(file), "wb") as written:
        written.setparams((1, 2, RATE, 0, "NONE", ""))
        written.writeframes((np.concatenate(parts) * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    yield Sample("four real voices put together", file, truth, 4)


def _annotation(spans: Spans) -> Annotation:
    made = Annotation()
    for number, (start, end, who) in enumerate(spans):
        made[Segment(start, end), number] = who
    return made


def _wrong_words(sample: Sample, turns: Sequence[Turn]) -> str:
    if sample.heard is None:
        return ""
    labels = sorted({turn.voice for turn in turns})
    told = told_apart(sample.heard, turns, [Voice(label) for label in labels])
    voices = [cue.speaker for cue in told.segments for _ in cue.words]
    pairs = [(voices[place], who) for place, who in _owners(sample.heard, sample.spoken)]
    best = {
        label: max(sorted({who for _, who in pairs}), key=[w for v, w in pairs if v == label].count)
        for label in labels
    }
    return f"{sum(best[voice] != who for voice, who in pairs)}/{len(pairs)}"


def measure(sample: Sample, ears: Ears) -> None:
    begun = time.process_time()
    (turns,) = turns_in([sample.file], sample.voices, ears, lambda _place, _ms: None)
    spent = time.process_time() - begun
    length_s = probe(sample.file)[0].duration_ms / 1000
    whole = Timeline([Segment(0, length_s)])
    truth, told = (
        _annotation(sample.truth),
        _annotation([(t.start_ms / 1000, t.end_ms / 1000, t.voice) for t in turns]),
    )
    cells = []
    for collar_s in (0.0, 0.5):  # pyannote.metrics counts both sides together
        found = DiarizationErrorRate(collar=collar_s)(truth, told, uem=whole, detailed=True)
        parts = [
            100 * found[name] / found["total"] for name in ("false alarm", "missed detection", "confusion")
        ]
        cells.append(
            f"{100 * found['diarization error rate']:5.1f} ({parts[0]:4.1f} {parts[1]:4.1f} {parts[2]:4.1f})"
        )
    voices = len({turn.voice for turn in turns})
    words = _wrong_words(sample, turns)
    print(
        f"{cells[0]}  {cells[1]}  {voices}/{sample.voices} {words:>7} {spent / length_s:6.3f}  {sample.name}"
    )


def main() -> None:
    warnings.filterwarnings("ignore", module="pyannote")
    ears = make_ears(lambda _done, _total: None)
    print("error rate, % (false alarm, missed, confused)")
    print(f"{'no collar':23} {'collar ±250 ms':22} voices  words   time  recording")
    with TemporaryDirectory() as folder:
        for sample in (*labelled(), *microphones(), *demonstration(), *conversation(Path(folder))):
            measure(sample, ears)


if __name__ == "__main__":
    main()
