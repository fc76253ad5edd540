"""The machine's words on disk: `transcripts/<slug>/<recording>.json`, stable, readable, one word a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from podcast.errors import ContentError
from podcast.model import Dropped, EngineStamp, Segment, Transcript, Voice, Word

__all__ = ["from_json", "to_json", "words_in"]

_FORMAT = 1


def to_json(transcript: Transcript) -> str:
    """Write a transcript: the same transcript always gives the same bytes.

    Times are integer milliseconds; a word is `[start, end, text, probability]`. `whose` says whose text it
    is, in which language, and how it was found who speaks, where that is known. `voices` pairs the label of
    each voice told apart by its sound with the name it was given.
    """
    head = {
        "format": _FORMAT,
        "language": transcript.language,
        "duration_ms": transcript.duration_ms,
        "detected": [transcript.detected_language, round(transcript.detected_probability, 3)],
        "engine": _stamp(transcript.stamp),
        **({"voices": [[each.label, each.name] for each in transcript.voices]} if transcript.voices else {}),
        **({"translated_from": transcript.translated_from} if transcript.translated_from else {}),
    }
    lines = [f" {_line(name)}: {_line(value)}," for name, value in head.items()]
    segments = ",\n".join(_segment(each) for each in transcript.segments)
    dropped = ",\n".join(
        "  " + _line([each.start_ms, each.end_ms, each.text, each.reason]) for each in transcript.dropped
    )
    return "\n".join(
        ["{", *lines, ' "segments": [', segments, " ],", ' "dropped": [', dropped, " ]", "}", ""]
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _stamp(stamp: EngineStamp | None) -> list[str] | None:
    return [stamp.engine, stamp.version, stamp.model, stamp.model_sha256] if stamp else None


def _segment(segment: Segment) -> str:
    cue = _line([segment.start_ms, segment.end_ms, segment.speaker, segment.text])
    whose = _line([segment.origin, segment.language, *([segment.found] if segment.found else [])])
    words = ",\n".join(
        "    " + _line([word.start_ms, word.end_ms, word.text, round(word.probability, 3)])
        for word in segment.words
    )
    return f'  {{"cue": {cue}, "whose": {whose}, "words": [\n{words}\n  ]}}'


def from_json(text: str) -> Transcript:
    """Read what `to_json` wrote. Raises ValueError, KeyError or TypeError when it is something else."""
    try:
        data = json.loads(text)
    except RecursionError as error:  # brackets in brackets without end
        raise ValueError("nested too deep") from error
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']}")
    language, probability = data["detected"]
    return Transcript(
        language=data["language"],
        duration_ms=data["duration_ms"],
        segments=tuple(_read_segment(each) for each in data["segments"]),
        stamp=EngineStamp(*data["engine"]) if data["engine"] else None,
        dropped=tuple(Dropped(*each) for each in data["dropped"]),
        detected_language=language,
        detected_probability=probability,
        voices=tuple(Voice(*each) for each in data.get("voices", ())),
        translated_from=data.get("translated_from", ""),
    )


def words_in(root: Path, file: Path) -> Transcript:
    """The words in `root/file`. Raises ContentError that names the file when they are not as written."""
    try:
        return from_json((root / file).read_bytes().decode("utf-8"))
    except (ValueError, KeyError, TypeError) as error:
        raise ContentError(
            "{file}: the machine's transcript cannot be read",
            hint="delete {file}; the next podcast build makes it again",
            file=file.as_posix(),
        ) from error


def _read_segment(data: dict[str, Any]) -> Segment:
    start_ms, end_ms, speaker, text = data["cue"]
    origin, language, *found = data["whose"]
    words = tuple(Word(*word) for word in data["words"])
    return Segment(start_ms, end_ms, text, speaker, words, origin, language, *found)
