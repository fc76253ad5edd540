"""What a documentary needs of those it quotes: their agreement to extracts, beside that to the use itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from podcast.errors import RightsRefused
from podcast.model import Episode, Person, Quoted, Use

__all__ = ["refused_quotes"]


def refused_quotes(episode: Episode, use: Use, now: date) -> Iterator[tuple[RightsRefused, bool]]:
    """Every reason why a quoted programme may not be heard in `episode`, and whether waiting is enough.

    All who are heard in the programme are asked, and not only who speaks in the passage: the machine's word
    for who speaks there would be too little to publish somebody on.
    """
    for source in episode.quoted:
        if source.embargo is not None and now < source.embargo:
            error = RightsRefused(
                "{file}, line {line}: {slug} is under embargo for «{use}» until {day}",
                hint="nothing to do: build again on that day",
                file=f"episodes/{episode.slug}/edit.toml",
                line=source.line,
                slug=source.slug,
                use=Use.EXTRACTS.value,
                day=source.embargo.isoformat(),
            )
            yield error, True
        for person in source.people:
            said = {
                "file": f"episodes/{episode.slug}/edit.toml",
                "line": source.line,
                "slug": source.slug,
                "person": person.name,
            }
            yield from _asked(person, use, now, said)
            yield from _languages(source, person, said)


def _asked(
    person: Person, use: Use, now: date, said: dict[str, object]
) -> Iterator[tuple[RightsRefused, bool]]:
    consent = person.consent
    for wanted in dict.fromkeys((Use.EXTRACTS, use)):
        if wanted not in consent.uses:
            error = RightsRefused(
                "{file}, line {line}: {slug} cannot be quoted: {person} has not agreed to «{use}»",
                hint="ask {person}, then add «{use}» to their uses in episodes/{slug}/episode.toml; or remove"
                " what {file} quotes of {slug}",
                use=wanted.value,
                **said,
            )
            yield error, False
    if consent.starts is not None and now < consent.starts:
        error = RightsRefused(
            "{file}, line {line}: {slug} cannot be quoted yet: the consent of {person} starts on {day}",
            hint="nothing to do: build again on that day",
            day=consent.starts.isoformat(),
            **said,
        )
        yield error, True
    if consent.until is not None and now > consent.until:
        error = RightsRefused(
            "{file}, line {line}: {slug} can no longer be quoted: the consent of {person} ended on {day}",
            hint="ask {person} again, then change «until» in episodes/{slug}/episode.toml; or remove what"
            " {file} quotes of {slug}",
            day=consent.until.isoformat(),
            **said,
        )
        yield error, False


def _languages(
    source: Quoted, person: Person, said: dict[str, object]
) -> Iterator[tuple[RightsRefused, bool]]:
    allowed = {each.partition("-")[0].lower() for each in person.consent.languages}
    other = [each for each in source.languages if each.partition("-")[0].lower() not in allowed]
    if allowed and other:
        error = RightsRefused(
            "{file}, line {line}: {slug} is in «{language}», and {person} agreed to {languages} only",
            hint="ask {person}, then add «{language}» to their languages in episodes/{slug}/episode.toml",
            language=other[0],
            languages=", ".join(person.consent.languages),
            **said,
        )
        yield error, False
