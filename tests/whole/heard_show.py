"""A show built as `podcast build` does it, with words written here in the place of the engine's.

Its journal is as after a build, so that any command goes on from there without weights or waiting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from whole_show import speech

from podcast import graph, pipeline
from podcast.cli.building import lay_out, leave_neutral
from podcast.graph import Context, Outcome, Task
from podcast.model import Segment, Transcript, Word
from podcast.stages import MACHINE_FOLDERS, STATE, Plan
from podcast.transcribe import to_json

__all__ = ["Lines", "add_episode", "build", "laid_out", "two_voices"]

Lines = Sequence[tuple[str, str]]
"""Speaker and words, in turn."""


def laid_out(root: Path, day: date) -> Plan:
    return lay_out(root, day, lambda _done, _total: None)


def spoken(lines: Lines, into: str = "") -> Transcript:
    """Lines of two seconds each, in French or translated from it."""
    segments = []
    for number, (speaker, text) in enumerate(lines):
        start_ms = number * 2000 + 100
        each_ms = 1800 // len(text.split())
        words = tuple(
            Word(start_ms + i * each_ms, start_ms + (i + 1) * each_ms, word)
            for i, word in enumerate(text.split())
        )
        segments.append(Segment(start_ms, words[-1].end_ms, text, speaker, words))
    duration_ms = len(lines) * 2000 + 200
    return Transcript(into or "fr", duration_ms, tuple(segments), translated_from="fr" if into else "")


def build(root: Path, heard: Mapping[str, Lines], day: date, only: frozenset[str] = frozenset()) -> Outcome:
    """Build the show; `heard` has the lines of each episode by slug, `only` names the stages that run."""
    design = pipeline.design(laid_out(root, day))
    tasks = [_told(task, heard) for task in design.tasks]
    wanted = [task for task in tasks if not only or task.stage in only]
    settings = graph.Settings(root, STATE, MACHINE_FOLDERS, 2, lambda _event: None)
    with graph.workshop(settings) as workshop:
        graph.prune(tasks, lambda entry: entry.episode in design.held, workshop)
        outcome = graph.build(wanted, workshop)
        leave_neutral(root, design)
    return outcome


def _told(task: Task, heard: Mapping[str, Lines]) -> Task:
    """The same task, whose words and turns come from here where an engine's would; a translation's words
    are those of `slug en`."""
    if task.stage not in ("transcribe", "translate", "voices"):
        return task
    into = str(task.settings.get("into", ""))

    def action(context: Context) -> None:
        said = spoken(heard[f"{task.episode} {into}".rstrip()], into)
        turns = [{"start_ms": s.start_ms, "end_ms": s.end_ms, "voice": s.speaker} for s in said.segments]
        for target in task.outputs:
            (context.root / target).parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(turns) if task.stage == "voices" else to_json(said)
            (context.root / target).write_text(text, "utf-8")

    return replace(task, action=action)


def add_episode(root: Path, slug: str, text: str, *, length_s: float = 12) -> None:
    """An episode of one recording with real speech; `text` is its episode.toml."""
    recordings = root / "episodes" / slug / "recordings"
    recordings.mkdir(parents=True)
    (recordings.parent / "episode.toml").write_text(text, "utf-8")
    speech(recordings / "1.flac", "-ac", "1", "-ar", "16000", length_s=length_s)


def two_voices(slug: str, guest: str, host: str = "Simon Valette", extra: str = "") -> str:
    """An episode.toml of two people who agreed to everything."""
    uses = 'uses = ["web", "radio", "events", "archive", "extracts"]'
    given = guest.split(maxsplit=1)[0]
    return (
        f'title = "Portrait de {given}"\ndate = 2024-01-05\nguid = "guid-{slug}-x7"\n{extra}\n'
        f'[[people]]\nname = "{guest}"\n{uses}\n[[people]]\nname = "{host}"\nrole = "interviewer"\n{uses}\n'
    )
