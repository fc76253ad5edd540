"""What a recording is, learnt by decoding it once from end to end."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from podcast.errors import RecordingError, Remark
from podcast.ingest.header import header_ms
from podcast.tools import Result, find, run

__all__ = ["Probe", "look", "probe", "probe_from_json", "probe_to_json"]

# Shorter by more than this than the file announces, and it was cut: containers round by less.
_MISSING_MS = 1000
_TOLD = 0.02
# The slowest sound that people keep is a telephone's 8000 Hz. At 1 Hz, which a damaged header may say, a
# minute of sound becomes a day of it, and a build never ends.
_SLOWEST_HZ = 1000

_DECODE = ("-map", "0:a:0", "-vn", "-af", "volumedetect", "-f", "null", "-")
_PLAYLISTS = (b"#EXTM3U", b"ffconcat version", b"[playlist]", b"<asx", b"<?xml", b"v=0\n", b"v=0\r\n")
_AUDIO = re.compile(
    r"Stream #0:\d+[^\n]*?: Audio: (?P<codec>[\w-]+)[^,\n]*, (?P<rate>\d+) Hz, (?P<layout>[^,\n]+)"
)
_VIDEO = re.compile(r"Stream #0:\d+[^\n]*?: Video: (?P<rest>[^\n]*)")
_ANNOUNCED = re.compile(r"^\[info\]\s*Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
_GUESSED = "Estimating duration from bitrate"
_LOUDEST = re.compile(r"max_volume: (-?[\d.]+) dB")
# The loudest sample of a microphone that is off, with some hiss; speech lies 30 dB and more above it.
_SILENT_DBFS = -60.0
_LAYOUTS = {"mono": 1, "stereo": 2, "downmix": 2, "2.1": 3, "3.0": 3, "quad": 4, "4.0": 4, "4.1": 5}
_LAYOUTS |= {"5.0": 5, "5.0(side)": 5, "5.1": 6, "5.1(side)": 6, "6.1": 7, "7.1": 8}


@dataclass(frozen=True, slots=True)
class Probe:
    """`duration_ms` is of the sound that decodes, not of what the file's header says."""

    duration_ms: int
    rate_hz: int
    channels: int
    codec: str


def probe_to_json(probed: Probe) -> str:
    """A Probe as the text kept in the cache."""
    return json.dumps(asdict(probed), sort_keys=True, indent=1) + "\n"


def probe_from_json(text: str) -> Probe:
    """Read back what probe_to_json wrote."""
    return Probe(**json.loads(text))


def probe(file: Path, *, incomplete: bool = False) -> tuple[Probe, tuple[Remark, ...]]:
    """Decode `file` once; says what it is, with remarks on what a producer should know.

    `incomplete` accepts a file that was cut short. Raises RecordingError for a file that is empty, is
    no recording, holds no sound or only silence, or ends before it says.
    """
    result, stream = _decoded(file)
    lasted_ms = _decoded_ms(result)
    found = Probe(lasted_ms, int(stream["rate"]), _channels(stream["layout"]), stream["codec"])
    remarks = [*_video(file, result), *_damage(file, result)]
    announced_ms = _announced_ms(file, result)
    if announced_ms - lasted_ms > max(_MISSING_MS, _TOLD * announced_ms):
        remarks.append(_cut_short(file, announced_ms, lasted_ms, incomplete))
    _refuse_silence(file, result)
    return found, tuple(remarks)


def look(file: Path) -> None:
    """Decode the first bit of sound: raises RecordingError for what is no recording or holds none."""
    _decoded(file, "-frames:a", "50")  # frames and not seconds: a film's sound may begin late


def _decoded(file: Path, *part: str) -> tuple[Result, re.Match[str]]:
    """What ffmpeg says of `file`, or of a `part` of it, and the line about its sound."""
    _refuse_unopened(file)
    ffmpeg = find()
    quiet = ("-hide_banner", "-nostdin", "-loglevel", "level+info", "-progress", "pipe:1")
    result = run([ffmpeg.path, *quiet, *ffmpeg.input(file), *part, *_DECODE])
    stream = _AUDIO.search(result.stderr)
    if stream is None or _decoded_ms(result) <= 0:
        raise _unreadable(file, result)
    if int(stream["rate"]) < _SLOWEST_HZ:
        raise _too_slow(file, int(stream["rate"]))
    return result, stream


def _refuse_unopened(file: Path) -> None:
    """Refuse what is no recording before any program opens it."""
    if not file.is_file():
        raise RecordingError(
            "{file} is not a file",
            hint="put the recording there, then run podcast build",
            file=file,
        )
    with file.open("rb") as opened:
        start = opened.read(512)
    if not start:
        raise RecordingError(
            "{file} is empty (0 bytes)",
            hint="copy it again from the recorder, then run podcast build",
            file=file,
        )
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_PLAYLISTS):
        raise RecordingError(
            "{file} is a playlist, not a recording; it is not followed",
            hint="put the recordings it names in this folder instead, then run podcast build",
            file=file,
        )


def _unreadable(file: Path, result: Result) -> RecordingError:
    if _VIDEO.search(result.stderr) and not _AUDIO.search(result.stderr):
        return RecordingError(
            "{file} is a video or a picture without sound",
            hint="take it out of the folder, then run podcast build",
            file=file,
        )
    if _is_text(file):
        return RecordingError(
            "{file} holds text, not sound, whatever its name says",
            hint="take it out of the folder, or copy the recording again, then run podcast build",
            file=file,
        )
    if "moov atom not found" in result.stderr:
        return RecordingError(
            "{file} is cut short: its last part, which says where its sound is, is missing",
            hint="copy it again from the recorder or the telephone, then run podcast build",
            file=file,
        )
    return RecordingError(
        "{file} cannot be read as a recording: {reason}",
        hint="play it to see whether it is whole, copy it again from the recorder, then run podcast build",
        file=file,
        reason=_last_error(result) or "no sound in it",
    )


def _too_slow(file: Path, rate_hz: int) -> RecordingError:
    return RecordingError(
        "{file} cannot be read as a recording: it says it has {rate} samples a second, and sound has {least}"
        " or more",
        hint="play it to see whether it is whole, copy it again from the recorder, then run podcast build",
        file=file,
        rate=rate_hz,
        least=_SLOWEST_HZ,
    )


def _is_text(file: Path) -> bool:
    with file.open("rb") as opened:
        start = opened.read(4096)
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4  # a letter cut in two by the end of what was read
    return b"\x00" not in start


def _errors(result: Result) -> list[str]:
    """ffmpeg's error lines, without the memory addresses it prints."""
    lines = [line for line in result.stderr.splitlines() if "[error]" in line or "[fatal]" in line]
    clean = [re.sub(r"\[[^\]]*\]\s*", "", line).strip() for line in lines]
    return [
        line for line in clean if line and not line.startswith(("Error opening input", "Conversion failed"))
    ]


def _last_error(result: Result) -> str:
    errors = _errors(result)
    # The first line names the cause; those after it are its consequences.
    return re.sub(r"(file:|/)\S+: ?", "", errors[0]) if errors else ""


def _decoded_ms(result: Result) -> int:
    times = re.findall(rb"^out_time_us=(\d+)", result.stdout, re.MULTILINE)
    return round(int(times[-1]) / 1000) if times else 0


def _announced_ms(file: Path, result: Result) -> int:
    """How long the file says it is; 0 where it does not say, or where ffmpeg only guesses."""
    told = _ANNOUNCED.search(result.stderr)
    # A picture may run longer than its sound, and a guess from the bit rate is no announcement.
    if told is None or _pictures(result) or _GUESSED in result.stderr:
        return header_ms(file)
    told_ms = round((int(told[1]) * 3600 + int(told[2]) * 60 + float(told[3])) * 1000)
    return max(told_ms, header_ms(file))


def _channels(layout: str) -> int:
    counted = re.match(r"(\d+) channels", layout)
    return int(counted[1]) if counted else _LAYOUTS.get(layout.strip().split(" ")[0], 2)


def _pictures(result: Result) -> bool:
    """Whether there is a moving picture; a cover is not one."""
    return any("attached pic" not in each["rest"] for each in _VIDEO.finditer(result.stderr))


def _video(file: Path, result: Result) -> list[Remark]:
    if not _pictures(result):
        return []
    return [Remark("{file} is a video: its sound is used, its picture is left out", {"file": file.name})]


def _refuse_silence(file: Path, result: Result) -> None:
    loudest = _LOUDEST.search(result.stderr)
    if loudest is not None and float(loudest[1]) <= _SILENT_DBFS:
        raise RecordingError(
            "{file} is silent from end to end",
            hint="listen to it: was the microphone on? Take it out of the folder or copy the right one, "
            "then run podcast build",
            file=file,
        )


def _damage(file: Path, result: Result) -> list[Remark]:
    errors = _errors(result)
    if not errors:
        return []
    values: dict[str, str | int | float] = {"file": file.name, "count": len(errors)}
    return [Remark("{file} is damaged in {count} places: listen to it, and copy it again if you can", values)]


def _cut_short(file: Path, announced_ms: int, lasted_ms: int, incomplete: bool) -> Remark:
    announced, lasted = announced_ms // 1000, lasted_ms // 1000
    if not incomplete:
        raise RecordingError(
            "{file} is cut short: it should last {announced} s and holds {lasted} s",
            hint="copy it again from the recorder; to use what is left, write incomplete = true under its "
            "[[recordings]] in episode.toml; then run podcast build",
            file=file,
            announced=announced,
            lasted=lasted,
        )
    values: dict[str, str | int | float] = {"file": file.name, "announced": announced, "lasted": lasted}
    return Remark("{file} is cut short ({lasted} s of {announced} s) and used as it is", values)
