"""By what right music and sounds are used, and the cue sheet that rights societies ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from podcast.errors import RightsRefused
from podcast.model import Music, Show, Timeline

__all__ = ["MusicCue", "cue_sheet", "unlicensed"]


@dataclass(frozen=True, slots=True)
class MusicCue:
    """A line of a cue sheet: which music is heard, from when and for how long, and as what.

    Times are in the programme. `use` is opening, closing or background.
    """

    music: Music
    start_ms: int
    duration_ms: int
    use: str

    @property
    def credit(self) -> str:
        """Whose music it is and by what right, on one line."""
        music = self.music
        names = (*music.authors, *music.performers, music.label, music.isrc and f"ISRC {music.isrc}")
        return f"{music.title} ({', '.join(filter(None, names))}) – {music.license}"


def unlicensed(show: Show, files: Iterable[Path]) -> tuple[RightsRefused, ...]:
    """One sentence for each of the music or sound `files` whose rights nobody wrote down."""
    known = _known(show)
    return tuple(_refused(file) for file in dict.fromkeys(files) if file not in known)


def cue_sheet(show: Show, timeline: Timeline) -> tuple[MusicCue, ...]:
    """The music of a programme in the order it is heard; what its people say is not on it.

    Raises RightsRefused where the rights of one file are not written down.
    """
    return tuple(_cues(show, timeline))


def _cues(show: Show, timeline: Timeline) -> Iterator[MusicCue]:
    known = _known(show)
    for clip in sorted(timeline.clips, key=lambda each: (each.at_ms, each.source)):
        music = known.get(clip.source)
        spoken = clip.track in ("voice", "room")
        if music is not None:
            use = clip.kind if clip.kind in ("opening", "closing") else "background"
            yield MusicCue(music, clip.at_ms, clip.duration_ms, use)
        elif not spoken:
            raise _refused(clip.source)


def _known(show: Show) -> dict[Path, Music]:
    listed = [*show.music, *(music for episode in show.episodes for music in episode.music)]
    return {music.file: music for music in listed}


def _refused(file: Path) -> RightsRefused:
    return RightsRefused(
        "nothing new is published: by what right «{name}» is used is not written down",
        hint='add to {place}: [[music]] file = "{name}" title = "…" authors = ["…"] license = "…" (a'
        ' licence, or "all rights cleared")',
        name=file.name,
        place=_place(file),
    )


def _place(file: Path) -> str:
    """The TOML file that the music's own table belongs in."""
    return "episodes/show.toml" if len(file.parts) <= 2 else f"episodes/{file.parts[1]}/episode.toml"
