"""A build as it goes: a bar for each task under way on a terminal, a line for each elsewhere."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from podcast.cli import speak
from podcast.cli.messages import _, decimal
from podcast.graph import Blocked, Event, Failed, Finished, Progressed, Reason, Started, Task

__all__ = ["Watch", "of_minutes", "reason_text"]

# Where there is no bar, a line tells of every ten minutes of sound that are done.
_LINE_MS = 600_000

_REASONS = {
    "never": "not made yet",
    "forced": "asked for",
    "version": "this version does it better",
    "setting": "«{about}» has changed",
    "input": "{about} has changed",
    "output": "{about} is missing or was altered",
    "draft": "{about} is missing",
    "follows": "after {about}",
}

# What each stage is called while it runs.
_STAGES = {
    "originals": "checking the originals",
    "probe": "looking at the recording",
    "trim": "finding where the sound begins and ends",
    "transcribe": "transcribing",
    "voices": "telling the voices apart",
    "names": "naming the voices",
    "translate": "translating",
    "translation": "putting the translation together",
    "draft": "writing the text to correct",
    "correct": "reading the corrections",
    "timeline": "laying out the programme",
    "programme": "putting the words together",
    "master": "mastering",
    "tag": "finding places and sectors",
    "media": "tagging the MP3",
    "captions": "writing the captions",
    "extra": "cutting and filming a short piece",
    "item": "recording what is published",
    "page": "writing the page",
    "card": "drawing the card",
    "paper": "writing the transcript on paper",
    "chapters": "writing the chapters",
    "mark": "finding the chapters",
    "feed": "writing the feed",
    "pages": "writing the site",
    "search": "writing the search index",
    "broadcast": "making the files for radio stations",
}


def reason_text(reason: Reason) -> str:
    """Why a task runs, for people."""
    return _(_REASONS[reason.cause], about=reason.about)


def of_minutes(done_ms: float, length_ms: int) -> str:
    """How much of a length of sound is done, in minutes."""
    return _("{done} of {total} min", done=decimal(done_ms / 60000), total=decimal(length_ms / 60000))


def _title(task: Task) -> str:
    stage = _(_STAGES.get(task.stage, task.stage))
    return f"{task.episode} · {stage}" if task.episode else stage


class Watch:
    """Listens to a build; events come from several threads. `quiet` says nothing."""

    def __init__(self, voice: speak.Voice, *, explain: bool) -> None:
        self._quiet = voice.quiet
        self._explain = explain
        self._lock = threading.Lock()
        self._bars: dict[str, TaskID] = {}
        self._lines: dict[str, int] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[minutes]}"),
            TimeElapsedColumn(),
            console=speak.console,
            transient=True,
            disable=voice.quiet or not speak.console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def download(self, done: int, total: int) -> None:
        """The weights coming in, in bytes."""
        with self._lock:
            self._bar("weights", _("downloading a model"), done / total if total else 0.0)

    def collecting(self, fraction: float) -> None:
        """The sound of an export being put together."""
        with self._lock:
            self._bar("export", _("collecting the sound"), fraction)

    def event(self, event: Event) -> None:
        """What the build says."""
        with self._lock:
            match event:
                case Started(task, reason):
                    self._bar(task.name, _title(task), 0.0)
                    if self._explain and not self._quiet:
                        speak.say("{task}: {why}", task=task.name, why=reason_text(reason))
                case Progressed(task, fraction, length_ms):
                    self._gone_through(task, fraction, length_ms)
                case Finished(task):
                    self._end(task.name)
                    if not self._quiet:
                        speak.console.print(f"[green]✓[/] {_title(task)}")
                case Failed(task, _):
                    self._end(task.name)
                case Blocked():
                    pass

    def _gone_through(self, task: Task, fraction: float, length_ms: int) -> None:
        """How far a task is; where no bar shows it, a line for every ten minutes of sound."""
        minutes = of_minutes(fraction * length_ms, length_ms) if length_ms else ""
        self._progress.update(self._bars[task.name], completed=fraction * 100, minutes=minutes)
        done = int(fraction * length_ms) // _LINE_MS
        if done > self._lines.get(task.name, 0) and fraction < 1.0:
            self._lines[task.name] = done
            if not self._quiet and not speak.console.is_terminal:
                speak.console.print(f"  {_title(task)}: {minutes}")

    def _bar(self, name: str, title: str, fraction: float) -> None:
        if name not in self._bars:
            first = name == "weights" and not self._quiet and not speak.console.is_terminal
            self._bars[name] = self._progress.add_task(title, total=100, minutes="")
            if first:
                speak.console.print(title)
        self._progress.update(self._bars[name], completed=fraction * 100)
        if fraction >= 1.0:
            self._progress.update(self._bars[name], visible=False)

    def _end(self, name: str) -> None:
        self._progress.remove_task(self._bars.pop(name))
