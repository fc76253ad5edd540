"""The stages of a translation: which recordings are heard for it, its words in programme time, its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from podcast import disk
from podcast.edit import programme_words
from podcast.graph import Context, Task
from podcast.model import Episode, Timeline, Transcript
from podcast.publish import item_from_json, translated_pages
from podcast.rights import Cleared, translations
from podcast.stages.documentary import Voice, voices
from podcast.stages.paths import FEED, Paths
from podcast.stages.plan import Plan, fingerprint
from podcast.stages.publication import said, spoken
from podcast.stages.store import load, save
from podcast.transcribe import voiced, words_in

__all__ = ["translated_page", "translating", "translation"]


def translating(plan: Plan) -> Mapping[Path, tuple[str, ...]]:
    """The languages each recording is to be translated into, for its own programme and those quoting it."""
    found: dict[Path, dict[str, None]] = {}
    for episode in plan.show.episodes:
        for into in translations(plan.show, episode):
            for voice in voices(plan, episode):
                if _foreign(plan, voice, into):
                    found.setdefault(voice.recording.path, {})[into] = None
    return {path: tuple(languages) for path, languages in found.items()}


def _foreign(plan: Plan, voice: Voice, into: str) -> bool:
    """Whether a recording is in another language than the one wanted."""
    return plan.show.language_of(voice.episode, voice.recording).partition("-")[0].lower() != into


def translation(plan: Plan, episode: Episode, into: str) -> Task:
    """The programme's words in another language, in programme time: what people made of the machine's.

    What is said in that language already stays as it is.
    """
    paths = Paths(episode.slug)
    heard = voices(plan, episode)
    files = {
        voice.recording.path: voice.paths.words(voice.recording, into)
        for voice in heard
        if _foreign(plan, voice, into)
    }

    def action(context: Context) -> None:
        laid = load(context.root / paths.timeline, Timeline)
        transcripts = {voice.recording.path: _words(context, voice.words) for voice in heard}
        for path, file in files.items():
            transcripts[path] = voiced(_words(context, file), transcripts[path])
        spoken_in = next((each.translated_from for each in transcripts.values() if each.translated_from), "")
        words = programme_words(laid, transcripts)
        save(context.root / paths.translation(into), replace(words, language=into, translated_from=spoken_in))

    return Task(
        name=f"translation {episode.slug} {into}",
        stage="translation",
        episode=episode.slug,
        action=action,
        inputs=(paths.timeline, *(voice.words for voice in heard), *files.values()),
        outputs=(paths.translation(into),),
        settings={"recordings": [voice.recording.path for voice in heard]},
    )


def _words(context: Context, file: Path) -> Transcript:
    return words_in(context.root, file)


def translated_page(plan: Plan, cleared: Cleared, into: str) -> Task:
    """The page on which a programme is read in another language."""
    paths = Paths(cleared.episode.slug)

    def action(context: Context) -> None:
        record = item_from_json((context.root / paths.item).read_text("utf-8"), cleared)
        pages = translated_pages(plan.show, record, spoken(context, cleared, into))
        for name, html in pages.items():
            disk.write_text(context.root / FEED / name, html)
            context.made(FEED / name)

    return Task(
        name=f"page {cleared.episode.slug} {into}",
        stage="page",
        episode=cleared.episode.slug,
        action=action,
        inputs=(paths.item, paths.translation(into)),
        outputs=(paths.translated_page(into),),
        settings={"said": fingerprint(said(plan, cleared))},
    )
