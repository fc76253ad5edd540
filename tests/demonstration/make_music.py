#!/usr/bin/env python3
"""Make the music of the demonstration documentary: plucked strings over slow chords, and an ending.

    python make_music.py FILE.opus

Needs numpy and ``imageio-ffmpeg``. Notes are MIDI numbers, times are in beats until they are laid.
"""

from __future__ import annotations

import argparse
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]

RATE = 48_000
BEAT_SECONDS = 60 / 63
BAR = 4  # beats
TAIL_SECONDS = 6.0  # the last chord rings out
PEAK_DB = -3.0

# Four bars of D major, twice; a middle that goes to the relative minor; the first again, and home.
# Each chord: its bass, then the notes of the arpeggio and of the pad.
CHORDS: dict[str, tuple[int, tuple[int, ...]]] = {
    "D": (38, (50, 57, 62, 64, 66)),
    "D/F#": (42, (54, 57, 62, 64, 69)),
    "G": (43, (50, 55, 59, 66, 69)),
    "A": (45, (52, 57, 59, 64, 69)),
    "Bm": (47, (54, 59, 62, 64, 66)),
    "Em": (40, (52, 55, 59, 62, 66)),
}
SONG = (
    *("D", "Bm", "G", "A"),
    *("D", "Bm", "Em", "A"),
    *("Bm", "G", "D/F#", "Em"),
    *("D", "Bm", "G", "A"),
    *("G", "A"),
)
# Which note of the chord is plucked on each half beat; a dot is a rest.
PATTERNS = ("0.2.31.2", "0.13.2.1", "0.2.4.31", "0..12.3.")
# A few notes above, (bar, beat, note, strength): the tune that stays.
TUNE = (
    *((4, 0.0, 74, 0.8), (4, 2.5, 73, 0.6), (5, 0.0, 71, 0.8), (6, 1.0, 67, 0.7), (6, 3.0, 69, 0.6)),
    *((8, 0.0, 66, 0.7), (8, 2.0, 71, 0.8), (9, 0.5, 69, 0.7), (10, 0.0, 66, 0.8), (11, 1.0, 67, 0.6)),
    *((12, 0.0, 74, 0.8), (12, 2.5, 73, 0.6), (13, 0.0, 71, 0.8), (14, 1.0, 67, 0.7), (14, 3.0, 69, 0.6)),
    *((15, 2.0, 64, 0.6), (16, 0.0, 66, 0.7), (16, 2.0, 67, 0.6), (17, 0.0, 64, 0.7)),
)
ENDING = (38, 45, 50, 54, 57, 62, 66)  # strummed slowly, and left to ring


def hertz(note: float) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def plucked(note: int, seconds: float) -> Signal:
    """A soft nylon string: partials that fade the sooner the higher they are."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros_like(time)
    for partial in range(1, 11):
        frequency = hertz(note) * partial * np.sqrt(1 + 0.00012 * partial**2)
        if frequency > 5000:
            break
        strength = abs(np.sin(np.pi * partial * 0.21)) / partial**1.7
        sound += strength * np.exp(-time * (0.9 + 0.45 * partial)) * np.sin(2 * np.pi * frequency * time)
    attack = 1 - np.exp(-time / 0.004)
    release = np.clip((seconds - time) / 0.08, 0, 1)
    return np.asarray(sound * attack * release)


def breathing(note: int, seconds: float, random: np.random.Generator) -> Signal:
    """One note of the pad, as left and right: three voices a little apart that swell and sink."""
    time = np.arange(round(seconds * RATE)) / RATE
    shape = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 0.8
    sides = np.zeros((2, len(time)))
    for cents in (-4.0, 0.0, 5.0):
        drift = 1 + 0.0008 * np.sin(2 * np.pi * (0.13 * time + random.uniform()))
        phase = 2 * np.pi * np.cumsum(hertz(note + cents / 100) * drift) / RATE + random.uniform(0, 6.28)
        voice = np.sin(phase) + 0.28 * np.sin(2 * phase) + 0.08 * np.sin(3 * phase)
        across = random.uniform(0.25, 0.75)
        sides += np.outer((np.cos(across * np.pi / 2), np.sin(across * np.pi / 2)), voice)
    return np.asarray(sides * shape / 3)


@dataclass
class Tape:
    """Two channels on which sounds are laid."""

    seconds: float
    sides: Signal = field(init=False)

    def __post_init__(self) -> None:
        self.sides = np.zeros((2, round(self.seconds * RATE)))

    def lay(self, sound: Signal, at_seconds: float, gain: float, across: float = 0.5) -> None:
        """Lay a sound of one channel (`across`: 0 left, 1 right) or of two."""
        first = round(max(at_seconds, 0) * RATE)
        if sound.ndim == 1:
            sound = np.outer((np.cos(across * np.pi / 2), np.sin(across * np.pi / 2)), sound)
        last = min(first + sound.shape[1], self.sides.shape[1])
        self.sides[:, first:last] += gain * sound[:, : last - first]


def play(random: np.random.Generator) -> Signal:
    """The whole piece, dry."""
    bar_seconds = BAR * BEAT_SECONDS
    tape = Tape(len(SONG) * bar_seconds + TAIL_SECONDS + 2)
    for bar, name in enumerate(SONG):
        bass, notes = CHORDS[name]
        start = bar * bar_seconds
        tape.lay(plucked(bass, bar_seconds * 1.1), start, 0.5)
        for note in notes[:4] if bar else ():
            swell = breathing(note, bar_seconds * 1.5, random)
            tape.lay(swell, start - bar_seconds * 0.2, 0.05)
        slower = 1.0 if bar < len(SONG) - 1 else 1.12  # the last bar takes its time
        for half, sign in enumerate(PATTERNS[(bar + bar // 4) % len(PATTERNS)]):
            if sign != ".":
                at = start + half / 2 * BEAT_SECONDS * slower + random.uniform(-0.012, 0.012)
                strength = random.uniform(0.26, 0.36) * (1.15 if half == 0 else 1)
                tape.lay(plucked(notes[int(sign)], 3.2), at, strength, 0.3 + 0.1 * int(sign))
    for bar, beat, note, strength in TUNE:
        at = bar * bar_seconds + beat * BEAT_SECONDS + random.uniform(0, 0.02)
        tape.lay(plucked(note, 4.0), at, 0.42 * strength, 0.62)
    home = len(SONG) * bar_seconds + 0.45
    for number, note in enumerate(ENDING):
        tape.lay(plucked(note, TAIL_SECONDS + 1), home + number * 0.085, 0.4, 0.35 + 0.05 * number)
        tape.lay(breathing(note, TAIL_SECONDS, random), home - 0.4, 0.035)
    return tape.sides


def in_a_room(dry: Signal, random: np.random.Generator) -> Signal:
    """The same in a small wooden room: noise that dies away, darker as it goes."""
    seconds = 1.8
    time = np.arange(round(seconds * RATE)) / RATE
    wet = np.empty_like(dry)
    for side in range(2):
        echo = random.standard_normal(len(time)) * np.exp(-time * 6.9 / seconds) * (time > 0.012)
        echo = coloured(echo, 250, 2200)
        echo /= np.sqrt(np.sum(echo**2))
        size = 1 << (dry.shape[1] + len(echo)).bit_length()
        wet[side] = np.fft.irfft(np.fft.rfft(dry[side], size) * np.fft.rfft(echo, size), size)[: dry.shape[1]]
    return dry + 0.22 * wet


def coloured(signal: Signal, low: float, high: float) -> Signal:
    """Less below `low` and above `high`, both in Hz, 12 dB an octave."""
    frequency = np.maximum(np.fft.rfftfreq(len(signal), 1 / RATE), 1)
    gain = 1 / np.sqrt((1 + (low / frequency) ** 4) * (1 + (frequency / high) ** 4))
    return np.asarray(np.fft.irfft(np.fft.rfft(signal) * gain, len(signal)))


def room_for_a_voice(signal: Signal) -> Signal:
    """6 dB less around 2 kHz, where consonants are, and nothing below the lowest string."""
    # With silence behind it: its beginning would echo at its end otherwise.
    size = 1 << (signal.shape[1] + RATE).bit_length()
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1)
    octaves = np.log2(frequency / 2000)
    gain = 10 ** (-6 / 20 * np.exp(-(octaves**2))) / np.sqrt(1 + (45 / frequency) ** 4)
    return np.asarray(np.fft.irfft(np.fft.rfft(signal, size) * gain, size)[:, : signal.shape[1]])


def finished(signal: Signal) -> Signal:
    """Cut where it can no longer be heard, with that last breath faded, and brought to its peak."""
    loud = np.flatnonzero(np.abs(signal).max(axis=0) > np.abs(signal).max() * 10 ** (-50 / 20))
    signal = signal[:, : loud[-1] + 1]
    length = round(1.0 * RATE)
    signal[:, -length:] *= np.cos(np.linspace(0, np.pi / 2, length)) ** 2
    return np.asarray(signal * 10 ** (PEAK_DB / 20) / np.abs(signal).max())


def write(signal: Signal, path: Path) -> None:
    """Encode with ffmpeg; nothing in the file tells when or with which version."""
    pcm = np.round(signal.T * 32767).astype("<i2").tobytes()
    source = ["-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0"]
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        *source,
        "-c:a",
        "libopus",
        "-b:a",
        "64k",
        *exact,
        str(path),
    ]
    subprocess.run(command, input=pcm, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="where the music is written, an .opus")
    arguments = parser.parse_args()
    random = np.random.default_rng(7)
    music = finished(room_for_a_voice(in_a_room(play(random), random)))
    write(music, arguments.file)
    print(f"{arguments.file}: {music.shape[1] / RATE:.1f} s, {arguments.file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
