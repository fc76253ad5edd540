"""What a build knows before it starts: the show, the day, and the data every episode shares."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from podcast.errors import MissingTool, PodcastError
from podcast.graph import canonical
from podcast.model import EngineStamp, Episode, Show, Targets
from podcast.tag import Organisation, Reading, Taxonomy, Territory, Window, make_reader
from podcast.tools import Ffmpeg
from podcast.transcribe import Ears, Engine, make_ears, make_ready, open_engine, stamp_of

__all__ = ["Plan", "Speech", "fingerprint"]


_Network = TypeVar("_Network")


class Speech:
    """The speech engines of one run: a model is fetched where it is missing, and loaded once."""

    def __init__(self, on_download: Callable[[int, int], None]) -> None:
        self._on_download = on_download
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], Engine] = {}
        self._missing: dict[tuple[str, str], MissingTool] = {}
        self._stamps: dict[tuple[str, str], EngineStamp] = {}
        self._networks: dict[object, object] = {}

    def stamp(self, show: Show) -> EngineStamp:
        """What will transcribe, told without loading or downloading anything; weights are read once."""
        key = (show.engine, show.model)
        if key not in self._stamps:
            self._stamps[key] = stamp_of(*key)
        return self._stamps[key]

    def fetch(self, show: Show) -> bool:
        """Have the weights here before they are needed; gives whether the stamp is another one now.

        Which of a model's published files can be had is known only then. What cannot be fetched is an error
        of the tasks that want it, and none here.
        """
        key, before = (show.engine, show.model), self.stamp(show)
        try:
            self.engine(show)
        except PodcastError:
            return False
        del self._stamps[key]
        return self.stamp(show) != before

    def engine(self, show: Show) -> Engine:
        """The show's engine, ready. Raises ModelMissing, MissingTool; what is missing is looked for once."""
        key = (show.engine, show.model)
        with self._lock:
            if key in self._missing:
                raise self._missing[key]
            if key not in self._open:
                self._open[key] = self._ready(key)
            return self._open[key]

    def ears(self) -> Ears:
        """What tells voices apart, ready. Raises ModelMissing; what is missing is looked for once."""
        return self._once(make_ears)

    def read(self, window: Window) -> Reading:
        """What is said around a place. Raises ModelMissing; what is missing is looked for once."""
        return self._once(make_reader).read(window)

    def _once(self, make: Callable[[Callable[[int, int], None]], _Network]) -> _Network:
        with self._lock:
            if make not in self._networks:
                try:
                    self._networks[make] = make(self._on_download)
                except MissingTool as error:
                    self._networks[make] = error
            made = self._networks[make]
        if isinstance(made, MissingTool):
            raise made
        return cast("_Network", made)

    def _ready(self, key: tuple[str, str]) -> Engine:
        try:
            make_ready(*key, self._on_download)
            return open_engine(*key)
        except MissingTool as error:
            self._missing[key] = error
            raise


@dataclass(frozen=True, slots=True)
class Plan:
    """Shared by every stage of one build; `release` is the version of this software.

    `parcels` are the stations that a zip is asked for.
    """

    show: Show
    now: date
    speech: Speech = field(repr=False)
    ffmpeg: Ffmpeg
    territory: Territory = field(repr=False)
    taxonomy: Taxonomy = field(repr=False)
    release: str
    organisations: tuple[Organisation, ...] = field(default=(), repr=False)
    parcels: frozenset[str] = frozenset()

    @property
    def public_show(self) -> Show:
        """What pages say of the show: without its programmes, its plans for itself, and where it lies."""
        bare = replace(self.show, episodes=(), broken=(), withdrawn=(), music=())
        return replace(bare, root=Path(), targets=Targets())

    def vocabulary(self, episode: Episode) -> tuple[str, ...]:
        """The names the engine should expect: the people's, the show's own words, the places'."""
        people = [person.name for person in episode.everyone]
        places = self.territory.spoken_names(self.show.language)
        # The most telling first: an engine takes only so many, and a large territory has hundreds.
        return tuple(dict.fromkeys([*people, *self.show.vocabulary, *places]))


def fingerprint(value: Any) -> str:
    """A short stand-in for a large setting: the SHA-256 of its canonical JSON."""
    text = json.dumps(canonical(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
