"""Engines that do wrong on purpose: the producer gets one sentence, the words that are there are kept."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from podcast.errors import EngineError, ModelMissing, UsageProblem
from podcast.model import EngineStamp, Transcript, Word
from podcast.transcribe import UNHEARD, Request, open_engine
from podcast.transcribe.engine import Asked, Heard
from podcast.transcribe.listener import Listener
from podcast.transcribe.speech import Window

RECORDING = Path(__file__).parents[2] / "episodes/yanis-numerique/recordings/02-projets.flac"
MS = 41_000


class Scripted:
    """A recogniser that answers with what a function makes of each window."""

    together = 4
    stamp = EngineStamp("scripted", "1", "none", "0" * 64)

    def __init__(self, answer: Callable[[Window, Asked], Heard], language: str = "fr") -> None:
        self._answer = answer
        self._language = language

    def hear(self, heard: Sequence[Window], asked: Asked) -> Sequence[Heard]:
        return [self._answer(window, asked) for window in heard]

    def language(self, window: Window) -> tuple[str, float]:
        return self._language, 0.9


def listened(answer: Callable[[Window, Asked], Heard], patience: float = 60.0) -> Transcript:
    return Listener(Scripted(answer), patience).transcribe(RECORDING, Request("fr", MS), lambda _ms: None)


def spoken(window: Window, text: str) -> Heard:
    """The text said evenly over the window's speech."""
    pieces = text.split()
    step = (window.end_ms - window.start_ms) // len(pieces)
    words = (
        Word(window.start_ms + step * i, window.start_ms + step * i + min(step, 500), f" {each}", 0.9)
        for i, each in enumerate(pieces)
    )
    return Heard(tuple(words), -0.2)


def crashing(_window: Window, _asked: Asked) -> Heard:
    raise RuntimeError("index 448 is out of bounds\nwith a second line")


def exhausted(_window: Window, _asked: Asked) -> Heard:
    raise MemoryError


def exhausted_on_a_card(_window: Window, _asked: Asked) -> Heard:
    raise RuntimeError("CUDA failed with error out of memory")


def test_a_crash_is_one_sentence_with_the_file() -> None:
    with pytest.raises(EngineError) as caught:
        listened(crashing)
    assert str(caught.value) == f"scripted failed on {RECORDING}: index 448 is out of bounds"


@pytest.mark.parametrize("engine", [exhausted, exhausted_on_a_card])
def test_no_memory_says_which_model_to_take(engine: Callable[[Window, Asked], Heard]) -> None:
    with pytest.raises(EngineError, match="ran out of memory") as caught:
        listened(engine)
    assert 'model = "base"' in caught.value.hint


def test_a_hang_ends() -> None:
    release = threading.Event()

    def hanging(_window: Window, _asked: Asked) -> Heard:
        release.wait()
        return Heard(())

    with pytest.raises(EngineError, match="no answer"):
        listened(hanging, patience=0.001)
    release.set()


def test_an_engine_that_forgets_a_window_is_caught() -> None:
    class Forgetful(Scripted):
        def hear(self, heard: Sequence[Window], asked: Asked) -> Sequence[Heard]:
            return []

    with pytest.raises(EngineError, match="scripted failed"):
        Listener(Forgetful(crashing)).transcribe(RECORDING, Request("fr", MS), lambda _ms: None)


def test_nothing_heard_is_marked_for_a_person() -> None:
    tries: list[bool] = []

    def deaf(_window: Window, asked: Asked) -> Heard:
        tries.append(asked.again)
        return Heard(())

    heard = listened(deaf)
    assert heard.segments == ()
    assert True in tries
    assert {each.reason for each in heard.dropped} == {UNHEARD}
    assert sum(each.end_ms - each.start_ms for each in heard.dropped) > 20_000


def test_a_skipped_passage_is_heard_again() -> None:
    def sleepy(window: Window, _asked: Asked) -> Heard:
        whole = spoken(window, " ".join(f"mot{i}" for i in range((window.end_ms - window.start_ms) // 450)))
        long = window.end_ms - window.start_ms > 20_000
        return Heard(whole.words[:10], -0.2) if long else whole

    heard = listened(sleepy)
    assert not [each for each in heard.dropped if each.reason == UNHEARD]
    assert heard.segments[-1].end_ms > 33_000


def test_what_was_passed_over_before_an_unlikely_word_is_heard_again() -> None:
    """A word the model would hardly write there covers the sound of the words left out: no pause shows."""
    likely = 0.9

    def sleepy(window: Window, _asked: Asked) -> Heard:
        whole = spoken(window, " ".join(f"mot{i}" for i in range((window.end_ms - window.start_ms) // 450)))
        if len(whole.words) < 20:
            return whole
        before, after = whole.words[:10], whole.words[14:]
        late = Word(after[0].start_ms - 900, after[0].start_ms, " pourtant", likely)
        return Heard((*before, late, *after), -0.2)

    assert "mot9 pourtant mot14" in listened(sleepy).text
    likely = 0.001
    heard = listened(sleepy).text
    assert "pourtant" not in heard
    assert re.search(r"mot9 mot0 mot1 (mot2 .*)?mot14", heard)  # the passage heard alone counts from 0


def test_a_loop_is_cut_and_kept_aside() -> None:
    heard = listened(lambda window, _asked: spoken(window, "je ne sais pas " * 12))
    assert heard.text.count("je ne sais pas") < 6
    assert any(each.reason == "loop" for each in heard.dropped)


@pytest.mark.parametrize(
    "line",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titrage Société Radio-Canada",
        "Merci d'avoir regardé cette vidéo !",
        "N'oubliez pas de vous abonner !",
        "Thank you for watching!",
    ],
)
def test_a_known_invention_is_kept_aside(line: str) -> None:
    heard = listened(lambda window, _asked: spoken(window, f"Bonjour. {line}"))
    assert line.split()[-2].lower() not in heard.text.lower()
    assert any(each.reason == "known invention" for each in heard.dropped)


def test_words_where_no_voice_is_are_kept_aside() -> None:
    def early(window: Window, _asked: Asked) -> Heard:
        return Heard((Word(0, 300, " Générique", 0.9), *spoken(window, "un deux trois").words), -0.2)

    heard = listened(early)
    assert "Générique" not in heard.text
    assert any(each.reason == "no voice there" for each in heard.dropped)


def test_guesswork_is_kept_aside() -> None:
    def unsure(window: Window, _asked: Asked) -> Heard:
        words = spoken(window, "ha ha").words
        return Heard(tuple(Word(w.start_ms, w.end_ms, w.text, 0.05) for w in words), -1.4)

    heard = listened(unsure)
    assert heard.segments == ()
    assert any(each.reason == "guesswork" for each in heard.dropped)


def test_another_language_is_told_and_does_not_rule() -> None:
    engine = Listener(Scripted(lambda window, _asked: spoken(window, "un deux"), language="en"))
    heard = engine.transcribe(RECORDING, Request("fr", MS), lambda _ms: None)
    assert (heard.language, heard.detected_language, heard.detected_probability) == ("fr", "en", 0.9)


ENGLISH = "I repair the bikes and then I change the tires because my neighbours need them. "
FRENCH = "Je répare les vélos puis je change les pneus parce que mes voisins en ont besoin. "


def test_what_a_translation_left_in_french_is_heard_again() -> None:
    tries: list[Asked] = []

    def lazy(window: Window, asked: Asked) -> Heard:
        tries.append(asked)
        return spoken(window, (ENGLISH if asked.again else FRENCH) * 4)

    request = Request("fr", MS, (), ("La Gauthière",), into="en")
    heard = Listener(Scripted(lazy)).transcribe(RECORDING, request, lambda _ms: None)
    assert {(each.language, each.task) for each in tries} == {("fr", "translate")}
    assert "répare" not in heard.text and "repair the bikes" in heard.text
    assert any(each.reason == "not translated" and "répare" in each.text for each in heard.dropped)
    assert (heard.language, heard.translated_from) == ("en", "fr")


@pytest.mark.parametrize("model", ["large-v3-turbo", "tiny.en"])
def test_a_model_that_only_transcribes_says_so(model: str) -> None:
    engine = Scripted(crashing)
    engine.stamp = replace(engine.stamp, model=model)
    with pytest.raises(UsageProblem, match=f"{model} was not made to translate"):
        Listener(engine).transcribe(RECORDING, Request("fr", MS, into="en"), lambda _ms: None)


def test_what_stays_untranslated_is_left_to_a_person() -> None:
    request = Request("fr", MS, into="en")
    engine = Listener(Scripted(lambda window, _asked: spoken(window, FRENCH * 4)))
    heard = engine.transcribe(RECORDING, request, lambda _ms: None)
    assert heard.segments == ()
    assert {"not translated", UNHEARD} <= {each.reason for each in heard.dropped}


def test_english_stays_whatever_names_are_in_it() -> None:
    said = f"{ENGLISH}Leïla Montagner, La Gauthière, Croix-de-Neyrat! Good. {ENGLISH}"
    request = Request("fr", MS, into="en")
    engine = Listener(Scripted(lambda window, _asked: spoken(window, said)))
    heard = engine.transcribe(RECORDING, request, lambda _ms: None)
    assert "Croix-de-Neyrat! Good." in heard.text
    assert not [each for each in heard.dropped if each.reason == "not translated"]


def test_a_regions_language_is_heard_as_the_language() -> None:
    told: list[str] = []

    def noting(window: Window, asked: Asked) -> Heard:
        told.append(asked.language)
        return spoken(window, "good morning")

    heard = Listener(Scripted(noting, "en")).transcribe(RECORDING, Request("en-GB", MS), lambda _ms: None)
    assert set(told) == {"en"}
    assert heard.language == "en-GB"


def test_the_names_reach_every_window() -> None:
    hints: list[str | None] = []

    def noting(window: Window, asked: Asked) -> Heard:
        hints.append(asked.hint)
        return spoken(window, " ".join(f"mot{i}" for i in range(60)))

    request = Request("fr", MS, (), ("La Gauthière", "Yanis Chambon"))
    Listener(Scripted(noting)).transcribe(RECORDING, request, lambda _ms: None)
    assert len(hints) > 1
    assert set(hints) == {"On parle ici de La Gauthière, Yanis Chambon."}


def test_a_long_list_of_names_stays_short_enough_for_the_model() -> None:
    hint = Asked("fr", tuple(f"Quartier numéro {i}" for i in range(400))).hint
    assert hint is not None
    assert len(hint) < 600


def test_unknown_names_say_which_there_are() -> None:
    with pytest.raises(UsageProblem, match="faster-whisper"):
        open_engine("sphinx", "base")
    with pytest.raises(ModelMissing, match="large-v3-turbo"):
        open_engine("faster-whisper", "enormous")


def test_a_broken_model_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EngineError, match="cannot open the speech model"):
        open_engine("faster-whisper", str(tmp_path))
