"""A session as an OpenTimelineIO timeline, which editors of sound and picture and their converters read.

Every time is a number of samples at 48 kHz, so positions are exact. Levels, fades and the volume of the
music have no place of their own in the format: they are metadata, under `porte_voix`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.edit.interchange import FRAMES_PER_MS, RATE_HZ, Item, Lane, Media, Session
from podcast.errors import MissingTool

if TYPE_CHECKING:
    from opentimelineio import opentime, schema

__all__ = ["project"]

_OURS = "porte_voix"
_HEARD_MS = 100  # a fade this long is heard as one


def project(session: Session) -> str:
    """The text of an `.otio` file that lies beside the folder of its media.

    Raises MissingTool where the opentimelineio package is not installed.
    """
    try:
        from opentimelineio import adapters, schema
    except ImportError as error:
        raise MissingTool(
            "the opentimelineio package, which writes {format} files, is not installed",
            hint="python -m pip install opentimelineio, or export for another program: --to reaper",
            format=".otio",
        ) from error
    timeline = schema.Timeline(name=session.title, global_start_time=_time(0))
    timeline.metadata[_OURS] = {"notes": session.notes}
    for lane in session.lanes:
        timeline.tracks.append(_track(session, lane))
    for chapter in session.chapters:
        place = _range(chapter.start_ms, 0)
        timeline.tracks.markers.append(schema.Marker(name=chapter.title, marked_range=place))
    return str(adapters.write_to_string(timeline, "otio_json"))


def _track(session: Session, lane: Lane) -> schema.Track:
    """Clips and the gaps between them; where one runs into the next, both meet in the middle of a dissolve.

    A fade heard as one is a dissolve from or into a gap.
    """
    from opentimelineio import schema

    track = schema.Track(name=session.title_of(lane), kind=schema.TrackKind.Audio)
    if lane.volume:
        volume = [{"at_ms": each.at_ms, "gain_db": each.gain_db} for each in lane.volume]
        track.metadata[_OURS] = {"volume": volume}
    heard_ms = 0
    for number, item in enumerate(lane.items):
        before_ms, after_ms = _overlap_ms(lane, number - 1), _overlap_ms(lane, number)
        if before_ms:
            track.append(_dissolve(before_ms // 2, before_ms - before_ms // 2))
        else:
            _begin(track, item, heard_ms)
        track.append(_clip(item, before_ms // 2, after_ms - after_ms // 2))
        heard_ms = item.end_ms - (after_ms - after_ms // 2)
        if not after_ms and _is_heard(item.clip.fade_out_ms, item):
            track.append(_dissolve(item.clip.fade_out_ms, 0))
            track.append(schema.Gap(source_range=_range(0, _gap_ms(lane, number))))
            heard_ms += _gap_ms(lane, number)
    return track


def _begin(track: schema.Track, item: Item, heard_ms: int) -> None:
    """What stands before an item that nothing runs into."""
    from opentimelineio import schema

    fades = _is_heard(item.clip.fade_in_ms, item)
    ends_in_gap = len(track) > 0 and isinstance(track[-1], schema.Gap)
    if item.at_ms > heard_ms or (fades and not ends_in_gap):
        track.append(schema.Gap(source_range=_range(0, item.at_ms - heard_ms)))
    if fades:
        track.append(_dissolve(0, item.clip.fade_in_ms))


def _is_heard(fade_ms: int, item: Item) -> bool:
    """Whether a fade is more than what keeps a cut from clicking."""
    return _HEARD_MS <= fade_ms <= item.length_ms // 2


def _gap_ms(lane: Lane, number: int) -> int:
    """How long nothing is heard on the lane after an item."""
    if number + 1 >= len(lane.items):
        return 0
    return max(0, lane.items[number + 1].at_ms - lane.items[number].end_ms)


def _overlap_ms(lane: Lane, number: int) -> int:
    """By how much an item runs into the one after it."""
    if number < 0 or number + 1 >= len(lane.items):
        return 0
    return max(0, lane.items[number].end_ms - lane.items[number + 1].at_ms)


def _clip(item: Item, before_ms: int, after_ms: int) -> schema.Clip:
    """An item without what the dissolves on both sides show of it."""
    from opentimelineio import schema

    return schema.Clip(
        name=item.name,
        media_reference=_media(item.media),
        source_range=_range(item.offset_ms + before_ms, item.length_ms - before_ms - after_ms),
        metadata={
            _OURS: {
                "kind": item.clip.kind,
                "source": item.clip.source.as_posix(),
                "source_start_ms": item.clip.start_ms,
                "gain_db": item.gain_db,
                "fade_in_ms": item.clip.fade_in_ms,
                "fade_out_ms": item.clip.fade_out_ms,
            }
        },
    )


def _media(media: Media) -> schema.ExternalReference:
    from opentimelineio import schema

    reference = schema.ExternalReference(media.path, _range(0, media.duration_ms))
    reference.name = media.name
    return reference


def _dissolve(in_ms: int, out_ms: int) -> schema.Transition:
    from opentimelineio import schema

    return schema.Transition(
        transition_type=schema.TransitionTypes.SMPTE_Dissolve,
        in_offset=_time(in_ms),
        out_offset=_time(out_ms),
    )


def _time(time_ms: int) -> opentime.RationalTime:
    from opentimelineio import opentime

    return opentime.RationalTime(time_ms * FRAMES_PER_MS, RATE_HZ)


def _range(start_ms: int, length_ms: int) -> opentime.TimeRange:
    from opentimelineio import opentime

    return opentime.TimeRange(_time(start_ms), _time(length_ms))
