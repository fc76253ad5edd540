from dataclasses import replace
from pathlib import Path

from podcast.model import Dropped, Segment, Transcript, Word
from podcast.transcribe import UNHEARD, conflicts, correct, draft, laid_over, renew, untouched
from podcast.transcribe.align import timed
from podcast.transcribe.cues import cut, segment
from podcast.transcribe.wording import glued, joined, plain, words_of

FILE = Path("transcripts/x/a.wav.vtt")
SHA = "a" * 64
NEW_SHA = "b" * 64


def said(text: str, start_ms: int = 0, step_ms: int = 400) -> list[Word]:
    return [
        Word(start_ms + step_ms * i, start_ms + step_ms * i + 300, each, 0.9)
        for i, each in enumerate(words_of(text))
    ]


def machine(*sentences: str) -> Transcript:
    cues: list[Segment] = [segment(said(each, 5_000 * i)) for i, each in enumerate(sentences)]
    return Transcript("fr", 60_000, tuple(cues))


OLD = machine("Bonjour à tous.", "J'habite à la gothière.", "Merci Leïla.")


def test_a_draft_is_untouched_until_somebody_types() -> None:
    text = draft(OLD, SHA)
    assert untouched(text)
    assert untouched(text.replace("\n", "\r\n"))
    assert laid_over(text) == SHA
    assert not untouched(text.replace("gothière", "Gauthière"))
    assert not untouched("WEBVTT\n\n00:00.000 --> 00:01.000\nbonjour\n")


def test_an_untouched_draft_is_the_machine() -> None:
    assert correct(OLD, draft(OLD, SHA), FILE) == OLD


def test_a_changed_word_keeps_its_place_and_the_others_their_times() -> None:
    text = draft(OLD, SHA).replace("la gothière", "La Gauthière")
    corrected = correct(OLD, text, FILE)
    assert [each.origin for each in corrected.segments] == ["machine", "person", "machine"]
    words = corrected.segments[1].words
    assert [word.text for word in words] == ["J'habite", "à", "La", "Gauthière."]
    assert words[:3] == (
        OLD.segments[1].words[0],
        OLD.segments[1].words[1],
        Word(5_800, 6_100, "La", 0.9),
    )
    assert 6_100 <= words[3].start_ms < words[3].end_ms <= OLD.segments[1].end_ms


def test_a_speaker_given_to_a_cue_is_a_persons_word() -> None:
    text = draft(OLD, SHA).replace("Merci Leïla.", "<v Simon>Merci Leïla.")
    last = correct(OLD, text, FILE).segments[2]
    assert (last.speaker, last.origin, last.words) == ("Simon", "person", OLD.segments[2].words)


def test_renewing_takes_new_words_where_nobody_wrote() -> None:
    new = machine("Bonjour à toutes.", "J'habite à la gautière.", "Merci Leila.")
    text = draft(OLD, SHA).replace("la gothière", "La Gauthière")
    renewed = renew(new, NEW_SHA, OLD, text, FILE)
    assert laid_over(renewed) == NEW_SHA
    assert not untouched(renewed)
    assert [s.text for s in correct(new, renewed, FILE).segments] == [
        "Bonjour à toutes.",
        "J'habite à La Gauthière.",
        "Merci Leila.",
    ]
    (conflict,) = conflicts(new, OLD, text, FILE)
    assert (conflict.written, conflict.heard_now) == ("J'habite à La Gauthière.", "J'habite à la gautière.")


def test_a_kept_cue_survives_a_machine_that_agrees_and_then_does_not() -> None:
    text = draft(OLD, SHA).replace("gothière", "Gauthière")
    right = machine("Bonjour à tous.", "J'habite à la Gauthière.", "Merci Leïla.")
    once = renew(right, NEW_SHA, OLD, text, FILE)
    worse = machine("Bonjour à tous.", "J'habite à la jetière.", "Merci Leïla.")
    twice = renew(worse, SHA, right, once, FILE)
    assert "J'habite à la Gauthière." in twice


def test_a_deleted_cue_stays_deleted() -> None:
    text = draft(OLD, SHA).replace("Bonjour à tous.\n", "\n")
    assert [s.text for s in correct(OLD, text, FILE).segments] == ["J'habite à la gothière.", "Merci Leïla."]
    renewed = renew(OLD, NEW_SHA, OLD, text, FILE)
    assert "Bonjour" not in renewed.split("body sha256")[1]


def test_renewing_an_untouched_file_is_a_fresh_draft() -> None:
    new = machine("Tout autre chose.")
    assert renew(new, NEW_SHA, OLD, draft(OLD, SHA), FILE) == draft(new, NEW_SHA)


def test_joined_and_split_cues_keep_every_word() -> None:
    text = draft(OLD, SHA)
    joined_up = text.replace("00:00:01.100\nBonjour à tous.\n\n00:00:05.000 --> ", "").replace(
        "J'habite", "Bonjour à tous. J'habite"
    )
    corrected = correct(OLD, joined_up, FILE)
    assert corrected.text == OLD.text
    assert [w.start_ms for s in corrected.segments for w in s.words] == [
        w.start_ms for s in OLD.segments for w in s.words
    ]


def test_speech_without_words_is_marked_where_it_is_heard() -> None:
    unheard = replace(OLD, dropped=(Dropped(2_000, 4_000, "", UNHEARD), Dropped(0, 1, "x", "loop")))
    text = draft(unheard, SHA)
    before, after = text.split("De 00:00:02.000 à 00:00:04.000 quelqu'un parle")
    assert "Bonjour à tous." in before
    assert "gothière" in after
    assert untouched(text)
    assert correct(unheard, text, FILE) == unheard


def test_new_words_share_the_gap_by_their_letters() -> None:
    words = timed(["un", "quatre", "deux"], said("un deux"), 0, 1_000)
    assert [(w.text, w.start_ms, w.end_ms) for w in words] == [
        ("un", 0, 300),
        ("quatre", 300, 400),
        ("deux", 400, 700),
    ]


def test_signs_and_elisions_stay_on_their_word() -> None:
    pieces = [" c", "'est", " là", " ?", " «", " oui", " »", " peut", "-être"]
    heard = [Word(100 * i, 100 * i + 90, each) for i, each in enumerate(pieces)]
    assert [word.text for word in glued(heard)] == ["c'est", "là\u00a0?", "«\u00a0oui\u00a0»", "peut-être"]
    assert words_of("c'est là ? « oui » peut-être") == [word.text for word in glued(heard)]


def test_plain_leaves_the_letters() -> None:
    assert plain("«\u00a0L’Été\u00a0?") == "l'été"


def test_cues_end_at_sentences_and_breaths() -> None:
    words = said("Bonjour à tous ici. Comment ça va ?") + said("Très bien", 20_000)
    assert [cue.text for cue in cut(words)] == [
        "Bonjour à tous ici.",
        "Comment ça va\u00a0?",
        "Très bien",
    ]


def test_a_long_sentence_is_cut_after_a_comma_within_bounds() -> None:
    words = said(", ".join(["une petite phrase de cinq mots"] * 9), step_ms=310)
    cues = cut(words)
    assert joined(word for cue in cues for word in cue.words) == joined(words)
    assert all(len(cue.text) <= 110 and cue.end_ms - cue.start_ms <= 7_000 for cue in cues)
    assert all(cue.text.endswith(",") for cue in cues[:-1])
