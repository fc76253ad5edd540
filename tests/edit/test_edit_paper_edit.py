"""A paper edit laid out: where each part goes, what is heard, which chapters there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcast.edit import Material, Source, lay_out, programme_words, provenance
from podcast.errors import ContentError
from podcast.model import (
    Clip,
    Episode,
    Excerpt,
    MusicBed,
    Narration,
    Part,
    Pause,
    Quote,
    Segment,
    Show,
    Sound,
    Timeline,
    Title,
    Transcript,
    Word,
)

LEILA = Path("episodes/leila/recordings/1.wav")
YANIS = Path("episodes/yanis/recordings/1.wav")
NINA = Path("episodes/pas/narration/1.wav")
BED, OTHER, STREET = (Path("episodes/pas", name) for name in ("lit.wav", "autre.wav", "rue.wav"))
SHOW = Show(
    root=Path(),
    title="Voix",
    language="fr",
    author="Radio",
    email="a@b.example",
    url="https://b.example",
    description="",
    category=("Technology",),
    guid="",
    artwork=None,
)


def words(*lines: str) -> Transcript:
    """One cue a line, one word every second: it lasts from 0 to 600 ms of it."""
    segments, at_ms = [], 0
    for line in lines:
        told = []
        for word in line.split():
            told.append(Word(at_ms, at_ms + 600, word))
            at_ms += 1000
        segments.append(Segment(told[0].start_ms, told[-1].end_ms, line, "Leïla", tuple(told)))
    return Transcript("fr", at_ms, tuple(segments))


def middle(_file: Path, low_ms: int, high_ms: int) -> int:
    return (low_ms + high_ms) // 2


MATERIAL = Material(
    {
        LEILA: Source(20_000, words=words("un deux trois", "quatre cinq six sept deux"), title="Leïla"),
        YANIS: Source(20_000, words=words("alpha beta gamma"), title="Yanis"),
        NINA: Source(5_000, 100, 4_100, words("voici Leïla"), title="Pas"),
        BED: Source(60_000),
        OTHER: Source(60_000),
        STREET: Source(3_000),
    },
    middle,
    lambda _file, near_ms: (near_ms + 500, near_ms + 1000),
)


def quote(said: str = "", file: Path = LEILA, **more: object) -> Quote:
    made = Quote(line=7, episode=file.parts[1], recording=file, words=said)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Quote by name


def laid(*parts: Part, gap_ms: int = 400, show: Show = SHOW, material: Material = MATERIAL) -> Timeline:
    episode = Episode(
        slug="pas",
        title="Pas",
        date=datetime(2026, 5, 1, tzinfo=UTC),
        guid="g",
        folder=Path("episodes/pas"),
        recordings=(),
        edit=parts,
        gap_ms=gap_ms,
    )
    return lay_out(show, episode, material)


def refused(*parts: Part) -> ContentError:
    with pytest.raises(ContentError) as caught:
        laid(*parts)
    return caught.value


def voices(timeline: Timeline) -> list[tuple[int, int, int]]:
    return [(clip.start_ms, clip.end_ms, clip.at_ms) for clip in timeline.on("voice")]


def test_a_quote_is_cut_in_the_silence_around_its_words() -> None:
    (clip,) = laid(quote("cinq six")).on("voice")
    # from 4000 to 5600 ms; between the end of what comes before and the beginning of what follows
    assert clip.start_ms == (4000 - 350 + 4000 + 40) // 2
    assert clip.end_ms == (5600 - 40 + 6000 + 40) // 2
    assert (clip.kind, clip.episode) == ("quote", "leila")


def test_a_word_that_the_engine_spread_over_the_silence_before_it_is_not_where_the_cut_must_be() -> None:
    """«Comment» 1200 ms long has not begun before its last 280: the cut may lie up to there."""
    told = (Word(8_000, 8_400, "avec"), Word(8_400, 9_000, "eux"))
    slow = (Word(9_000, 10_200, "Comment"), Word(10_200, 10_600, "ça"))
    segments = (
        Segment(8_000, 9_000, "avec eux", words=told),
        Segment(9_000, 10_600, "Comment ça", words=slow),
    )
    asked: list[tuple[int, int]] = []

    def cut(_file: Path, low_ms: int, high_ms: int) -> int:
        asked.append((low_ms, high_ms))
        return (low_ms + high_ms) // 2

    source = Source(20_000, words=Transcript("fr", 20_000, segments))
    material = replace(MATERIAL, sources={LEILA: source}, quiet_cut=cut)
    laid(quote("comment ça"), material=material)
    assert asked[0] == (9_000 - 40, 10_200 - 7 * 40 + 40)


def test_without_snapping_a_quote_is_its_words_or_its_times() -> None:
    assert voices(laid(quote("cinq six", snap=False))) == [(4000, 5600, 0)]
    assert voices(laid(quote(start_ms=4100, end_ms=5000, snap=False))) == [(4100, 5000, 0)]
    # times alone are moved too, where they cut into words
    assert voices(laid(quote(start_ms=4100, end_ms=5500))) == voices(laid(quote("cinq six")))


def test_a_quote_follows_its_words_when_they_move() -> None:
    later = replace(MATERIAL.sources[LEILA], words=words("euh un deux trois", "quatre cinq six sept"))
    material = replace(MATERIAL, sources={**MATERIAL.sources, LEILA: later})
    moved = voices(laid(quote("cinq six", start_ms=4000), material=material))
    assert moved == [(start + 1000, end + 1000, at) for start, end, at in voices(laid(quote("cinq six")))]


def test_a_time_tells_which_of_two_places_is_meant() -> None:
    error = refused(quote("deux"))
    assert str(error) == (
        "episodes/pas/edit.toml, line 7: these words are said 2 times in leila/1.wav: at 0:01.000, 0:07.000"
    )
    (clip,) = laid(quote("deux", start_ms=7300)).on("voice")
    assert 6500 < clip.start_ms < 7100


def test_words_that_are_gone_are_told_with_what_is_nearest() -> None:
    error = refused(quote("quatre cinque six"))
    assert "line 7: nobody says «quatre cinque six» in leila/1.wav any more" in str(error)
    assert "it is «quatre cinq six»" in str(error)
    assert "quatre cinq six" in error.hint_text
    assert "podcast quote --search" in refused(quote("rien de tout cela")).hint_text


def test_a_passage_past_the_end() -> None:
    error = refused(quote(start_ms=19_000, end_ms=21_000))
    assert str(error) == (
        "episodes/pas/edit.toml, line 7: the passage ends at 0:21.000, and «1.wav» is only 0:20.000 long"
    )
    assert "only 0:03.000 long" in str(refused(Sound(line=3, file=STREET, end_ms=4000)))
    assert "only 1:00.000 long" in str(refused(MusicBed(line=3, file=BED, start_ms=61_000)))


def test_voices_follow_each_other_with_a_gap_that_sounds_like_the_room() -> None:
    timeline = laid(Narration(line=1, recording=NINA), quote("cinq six"), Pause(line=3, length_ms=1000))
    first, second = timeline.on("voice")
    assert (first.at_ms, first.duration_ms, second.at_ms) == (0, 4000, 4400)
    tones = timeline.on("room")
    assert [(each.at_ms, each.length_ms) for each in tones] == [
        (4000 - 40, 400 + 80),
        (second.at_ms + second.duration_ms - 40, 1000 + 80),
    ]
    assert tones[0].source == NINA
    assert tones[1].source == LEILA
    assert Excerpt(4000, 4400) in timeline.gaps("voice")


def test_a_crossfade_runs_one_voice_into_the_next() -> None:
    first, second = laid(quote("cinq six"), quote("beta", YANIS, crossfade_ms=200)).on("voice")
    assert second.at_ms == first.at_ms + first.duration_ms - 200
    assert (first.fade_out_ms, second.fade_in_ms) == (200, 200)


def test_music_goes_on_until_other_music_or_the_end() -> None:
    timeline = laid(
        MusicBed(line=1, file=BED, alone_ms=3000),
        Narration(line=2, recording=NINA),
        MusicBed(line=3, file=OTHER, alone_ms=1000, fade_in_ms=500),
        quote("cinq six"),
    )
    bed, other = timeline.on("music")
    voice, last = timeline.on("voice")
    assert voice.at_ms == 3000
    assert (bed.at_ms, other.at_ms) == (0, 7000)
    assert bed.at_ms + bed.duration_ms == other.at_ms + 500  # one fades out while the other fades in
    assert bed.fade_out_ms == other.fade_in_ms == 500
    assert other.at_ms + other.duration_ms == last.at_ms + last.duration_ms
    assert bed.duck_db == 15.0


def test_music_that_runs_into_other_music() -> None:
    error = refused(MusicBed(line=4, file=BED, length_ms=10_000, alone_ms=2000), MusicBed(line=9, file=OTHER))
    assert str(error) == (
        "episodes/pas/edit.toml, line 9: this music begins while that of line 4 plays, until 0:10.000"
    )
    assert "length = 2.0" in error.hint_text


def test_one_chapter_for_each_portrait_and_each_title() -> None:
    timeline = laid(
        Title(line=1, title="Coudre"),
        Narration(line=2, recording=NINA),
        quote("cinq six"),
        quote("beta", YANIS),
        quote("un", LEILA),
        Title(line=6, title="Pour finir"),
        Narration(line=7, recording=NINA),
    )
    starts = [clip.at_ms for clip in timeline.on("voice")]
    assert [(each.start_ms, each.title, each.episode) for each in timeline.chapters] == [
        (0, "Coudre", "leila"),
        (starts[2], "Yanis", "yanis"),
        (starts[4], "Pour finir", ""),
    ]


def test_a_chapter_begins_with_the_music_that_leads_into_it() -> None:
    timeline = laid(
        Title(line=1, title="Coudre"),
        MusicBed(line=2, file=BED, alone_ms=3000, length_ms=5000),
        Narration(line=3, recording=NINA),
        quote("cinq six"),
    )
    assert [(each.start_ms, each.title, each.episode) for each in timeline.chapters] == [
        (0, "Coudre", "leila")
    ]


def test_the_opening_and_the_closing_are_around_it() -> None:
    show = replace(SHOW, opening=STREET, closing=STREET)
    kinds = [clip.kind for clip in laid(quote("un"), show=show).clips]
    assert kinds == ["opening", "quote", "closing"]
    assert laid(quote("un"), show=show).clips[1].at_ms == 3000


def test_a_sound_is_heard_alone_or_under_what_follows() -> None:
    sound = Sound(line=1, file=STREET)
    assert laid(sound, quote("un")).on("voice")[0].at_ms == 3000
    under = laid(replace(sound, under=True), quote("un"))
    assert under.on("voice")[0].at_ms == 0
    assert [laid(sound, quote("un")).on("sound")[0].duck_db, under.on("sound")[0].duck_db] == [0.0, 15.0]


def test_words_keep_their_distance_to_the_sound_they_are_said_in() -> None:
    """Caption times in a documentary are the source's, shifted: 50 ms are allowed, none is lost."""
    timeline = laid(Narration(line=1, recording=NINA), quote("cinq six"), quote("beta", YANIS))
    transcripts = {file: each.words for file, each in MATERIAL.sources.items() if each.words}
    heard = programme_words(timeline, transcripts)
    _, leila, yanis = timeline.on("voice")
    by_text = {word.text: word.start_ms for segment in heard.segments for word in segment.words}
    assert by_text["cinq"] - leila.at_ms == 4000 - leila.start_ms
    assert by_text["beta"] - yanis.at_ms == 1000 - yanis.start_ms
    assert "quatre" not in by_text


def test_a_word_cut_off_by_the_clip_is_not_shown() -> None:
    """Each word lasts from 0 to 600 ms of its second; half of it, or 200 ms, must be heard."""
    transcripts = {LEILA: MATERIAL.sources[LEILA].words or Transcript("", 0, ())}
    for start_ms, end_ms, text, shown_ms in (
        (3450, 5150, "cinq", (4000, 4600)),
        (3400, 5200, "quatre cinq six", (3400, 5200)),
        (4000, 4600, "cinq", (4000, 4600)),
        (3500, 3600, "", ()),
    ):
        heard = programme_words(Timeline((Clip(LEILA, start_ms, end_ms, 0),)), transcripts)
        assert heard.text == text
        shown = tuple(ms + start_ms for each in heard.segments for ms in (each.start_ms, each.end_ms))
        assert shown == shown_ms


def test_room_tone_and_music_say_nothing() -> None:
    timeline = laid(quote("cinq six"), Pause(line=2, length_ms=4000))
    assert timeline.on("room")
    heard = programme_words(timeline, {LEILA: MATERIAL.sources[LEILA].words or Transcript("", 0, ())})
    assert heard.text == "cinq six"


def test_where_a_passage_is_heard_in_the_portrait() -> None:
    timeline = laid(quote("cinq six"))
    portrait = Timeline((Clip(STREET, 0, 3000, 0, "opening"), Clip(LEILA, 500, 20_000, 3000)))
    own = programme_words(portrait, {LEILA: MATERIAL.sources[LEILA].words or Transcript("", 0, ())})
    (found,) = provenance(timeline, {"leila": (portrait, own)})
    assert (found.start_ms, found.episode) == (0, "leila")
    assert found.source_ms == 3000 - 500 + 3000  # its cue begins at 3 s of the recording
    elsewhere = Timeline((Clip(LEILA, 9_000, 20_000, 0),))
    (found,) = provenance(timeline, {"leila": (elsewhere, own)})
    assert found.source_ms is None


def test_voices_without_a_name_have_none_among_those_of_other_portraits() -> None:
    told = MATERIAL.sources[LEILA].words or Transcript("", 0, ())
    lettered = replace(told, segments=tuple(replace(each, speaker="A") for each in told.segments))
    quoted = programme_words(laid(quote("cinq six")), {LEILA: lettered})
    assert [each.speaker for each in quoted.segments] == [""]
    own = Timeline((Clip(LEILA, 0, 20_000, 0),))
    assert {each.speaker for each in programme_words(own, {LEILA: lettered}).segments} == {"A"}
