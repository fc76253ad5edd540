"""From a paper edit to a timeline: each part in its place, quotes found by their words, cuts in silence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from podcast.edit.passages import Material, Passages, clock
from podcast.errors import ContentError
from podcast.model import (
    Chapter,
    Clip,
    Episode,
    MusicBed,
    Narration,
    Pause,
    Quote,
    Show,
    Sound,
    Timeline,
    Title,
)

__all__ = ["lay_out"]

# Room tone runs this far under the voices on both sides of a gap, so that neither of the two ends alone.
_UNDER_MS: Final = 40
_SHORTEST_ROOM_MS: Final = 60
# An ambience under voices makes way for them as music does.
_UNDER_DB: Final = 15.0


def lay_out(show: Show, episode: Episode, material: Material) -> Timeline:
    """The timeline of `episode.edit`, between the show's opening and closing.

    Raises ContentError, with the file and the line, for a passage that is not there and for music that runs
    into other music.
    """
    desk = _Desk(episode, material, Passages(episode, material))
    if show.opening is not None:
        desk.whole(show.opening, "opening")
    for part in episode.edit:
        desk.lay(part)
    desk.end_music(desk.at_ms)
    if show.closing is not None:
        desk.whole(show.closing, "closing")
    clips = [clip for clip in desk.clips if clip.duration_ms > 0]
    ordered = sorted(clips, key=lambda clip: clip.at_ms)  # stable: of two at one moment, as written
    return Timeline(tuple(ordered), tuple(desk.chapters))


@dataclass
class _Desk:
    """A timeline being laid out: where the next part goes, and what goes on under it."""

    episode: Episode
    material: Material
    passages: Passages
    at_ms: int = 0
    clips: list[Clip] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    voice: Clip | None = None  # the latest voice, while nothing else was heard since
    music: tuple[MusicBed, int] | None = None  # what plays, and since when
    title: Title | None = None  # waits for the first thing that is heard
    quoted: set[str] = field(default_factory=set)

    def lay(self, part: object) -> None:
        if isinstance(part, Title):
            self.title = part
        elif isinstance(part, Pause):
            self._pause(part.length_ms)
        elif isinstance(part, MusicBed):
            self._begin_music(part)
        elif isinstance(part, Sound):
            self._sound(part)
        elif isinstance(part, Narration):
            self._narration(part)
        elif isinstance(part, Quote):
            self._quote(part)

    def whole(self, file: Path, kind: str) -> None:
        """The show's opening or closing."""
        assert kind in ("opening", "closing")
        length_ms = self.material.sources[file].length_ms
        self.clips.append(Clip(file, 0, length_ms, self.at_ms, "opening" if kind == "opening" else "closing"))
        self.at_ms += length_ms
        self.voice = None

    def _place(self, clip: Clip, crossfade_ms: int) -> None:
        """A voice or a sound after what was heard before it, or running into it."""
        before = self.voice
        if before is not None and not crossfade_ms and self.at_ms == before.at_ms + before.duration_ms:
            self._pause(self.episode.gap_ms)
        cross_ms = min(crossfade_ms, clip.duration_ms // 2, self._overlappable())
        if cross_ms:
            self._fade_out_last(cross_ms)
            clip = replace(clip, fade_in_ms=cross_ms)
        self.at_ms -= cross_ms
        self._name_chapter(clip)
        placed = replace(clip, at_ms=self.at_ms)
        self.clips.append(placed)
        self.at_ms += placed.duration_ms
        self.voice = placed if placed.track == "voice" else None

    def _last(self) -> Clip | None:
        """What ends right here, on the tracks of voices and sounds."""
        for clip in reversed(self.clips):
            if clip.track in ("voice", "sound") and clip.at_ms + clip.duration_ms == self.at_ms:
                return clip
        return None

    def _overlappable(self) -> int:
        last = self._last()
        return last.duration_ms // 2 if last else 0

    def _fade_out_last(self, cross_ms: int) -> None:
        last = self._last()
        if last is not None:
            self.clips[self.clips.index(last)] = replace(last, fade_out_ms=cross_ms)

    def _name_chapter(self, clip: Clip) -> None:
        """A written title begins here, or the first passage of a portrait that no title announced."""
        first_time = bool(clip.episode) and clip.episode not in self.quoted
        if self.title is not None:
            self.chapters.append(Chapter(self.at_ms, self.title.title, clip.episode))
        elif first_time and not self._announced():
            self.chapters.append(Chapter(self.at_ms, self.material.sources[clip.source].title, clip.episode))
        elif first_time:
            self.chapters[-1] = replace(self.chapters[-1], episode=clip.episode)
        self.title = None
        if clip.episode:
            self.quoted.add(clip.episode)

    def _announced(self) -> bool:
        """Whether a written title stands before this first passage, with nothing but narration between."""
        return bool(self.chapters) and not self.chapters[-1].episode

    def _pause(self, length_ms: int) -> None:
        """Nobody speaks; where a voice was heard before, its room goes on."""
        if self.voice is not None and length_ms >= _SHORTEST_ROOM_MS:
            self._room(self.voice, length_ms)
        self.at_ms += length_ms

    def _room(self, voice: Clip, length_ms: int) -> None:
        stretch = self.material.room_tone(voice.source, voice.end_ms)
        if stretch is None:
            return
        self.clips.append(
            Clip(
                voice.source,
                *stretch,
                self.at_ms - _UNDER_MS,
                "room",
                voice.speakers,
                voice.denoise,
                voice.episode,
                voice.gain_db,
                _UNDER_MS,
                _UNDER_MS,
                length_ms=length_ms + 2 * _UNDER_MS,
            )
        )

    def _narration(self, part: Narration) -> None:
        source = self.material.sources[part.recording]
        self._place(
            Clip(
                part.recording,
                source.start_ms,
                source.end_ms,
                0,
                "narration",
                source.speakers,
                source.denoise,
                gain_db=part.gain_db,
            ),
            part.crossfade_ms,
        )

    def _sound(self, part: Sound) -> None:
        source = self.material.sources[part.file]
        end_ms = source.length_ms if part.end_ms is None else part.end_ms
        self.passages.within(part.line, part.file, part.start_ms, end_ms)
        clip = Clip(part.file, part.start_ms, end_ms, self.at_ms, "sound", gain_db=part.gain_db)
        if part.under:
            self.clips.append(replace(clip, fade_in_ms=200, fade_out_ms=500, duck_db=_UNDER_DB))
        else:
            self._place(clip, part.crossfade_ms)

    def _quote(self, part: Quote) -> None:
        start_ms, end_ms = self.passages.of(part)
        source = self.material.sources[part.recording]
        own = part.episode == self.episode.slug
        self._place(
            Clip(
                part.recording,
                start_ms,
                end_ms,
                0,
                "quote",
                source.speakers,
                source.denoise,
                "" if own else part.episode,
                part.gain_db,
            ),
            part.crossfade_ms,
        )

    def _begin_music(self, part: MusicBed) -> None:
        self.passages.within(part.line, part.file, part.start_ms, part.start_ms + (part.length_ms or 1))
        self.end_music(self.at_ms, part)
        self.music = (part, self.at_ms)
        if part.alone_ms and self.title is not None:
            self.chapters.append(Chapter(self.at_ms, self.title.title))
            self.title = None
        self.at_ms += part.alone_ms
        self.voice = None if part.alone_ms else self.voice

    def end_music(self, at_ms: int, following: MusicBed | None = None) -> None:
        """Let what plays end: with its own length, else where other music begins or the programme ends."""
        if self.music is None:
            return
        music, since_ms = self.music
        self.music = None
        left_ms = self.material.sources[music.file].length_ms - music.start_ms
        fade_out_ms, cross_ms = music.fade_out_ms, 0
        if following is not None:
            cross_ms = following.fade_in_ms
        if music.length_ms is not None and following is not None and since_ms + music.length_ms > at_ms:
            raise ContentError(
                "{file}, line {line}: this music begins while that of line {first} plays, until {until}",
                hint="shorten the music of line {first} to length = {length}, or remove its length: it then"
                " ends where this one begins",
                file=self.passages.file,
                line=following.line,
                first=music.line,
                until=clock(since_ms + music.length_ms),
                length=(at_ms - since_ms) / 1000,
            )
        length_ms = music.length_ms if music.length_ms is not None else at_ms - since_ms + cross_ms
        if following is not None and music.length_ms is None and left_ms >= length_ms:
            fade_out_ms = cross_ms
        length_ms = min(length_ms, left_ms)
        fade_in_ms = min(music.fade_in_ms, length_ms // 2)
        self.clips.append(
            Clip(
                music.file,
                music.start_ms,
                music.start_ms + length_ms,
                since_ms,
                "music",
                gain_db=music.gain_db,
                fade_in_ms=fade_in_ms,
                fade_out_ms=min(fade_out_ms, length_ms - fade_in_ms),
                duck_db=music.duck_db,
            )
        )
