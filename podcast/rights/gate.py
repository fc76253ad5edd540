"""The gate: an episode and a use in, Cleared or Refused out.

`Cleared` cannot be made anywhere else: its constructor wants this module's own seal, and mypy reports
a publisher that is handed an Episode instead. It holds the public side of the episode only: the names that
may be said, no picture that somebody refused; so nothing that stands on it can tell more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import InitVar, dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Final, final

from podcast.errors import RightsRefused
from podcast.model import Casting, Episode, Mention, Music, Person, Recording, Use, is_label
from podcast.rights.names import Mask, mask_of, public_name, surname_of
from podcast.rights.quoting import refused_quotes

__all__ = ["Cleared", "Refusal", "Refused", "clear"]


# One letter in a given name of six is 0.83, another given name such as Marion for Marie 0.73.
_SLIP: Final = 0.8


class _Seal:
    """Only this module holds the one instance."""


_SEAL: Final = _Seal()


@final
@dataclass(frozen=True, slots=True)
class Cleared:
    """An episode whose every voice has agreed to `use` on the day that was asked about.

    `episode` is its public side. `mask` turns what is recorded into what is shown: see `as_public`.
    """

    episode: Episode
    use: Use
    until: date | None
    mask: Mask = field(repr=False)
    seal: InitVar[_Seal]

    def __post_init__(self, seal: _Seal) -> None:
        if seal is not _SEAL:
            raise TypeError("a Cleared is made by rights.clear and by nothing else")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not; `later` means that waiting is enough, `slip` that a name is probably misspelt:
    it tells of nobody new."""

    error: RightsRefused
    later: bool = False
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An episode that may not be used so today, with every reason.

    `standing`: its people agree, or nothing but a slip speaks against it, so what is published already
    stays as it is.
    """

    episode: Episode
    use: Use
    reasons: tuple[Refusal, ...]
    standing: bool = False

    @property
    def later(self) -> bool:
        """True when nothing but an air date or a first day of consent is still to come."""
        return all(reason.later for reason in self.reasons)


def clear(episode: Episode, use: Use, now: date, music: tuple[Music, ...] = ()) -> Cleared | Refused:
    """Ask every person heard in `episode` whether `use` is allowed on the day `now`.

    An episode that names nobody is refused: a voice nobody vouches for is not published. So is one whose
    transcript names a speaker without a record, or whose texts say a name that is not to be said: what
    people wrote is never changed for them. `music` is the show's, credited with every episode.
    """
    mask = mask_of(episode.everyone)
    reasons = [*_nobody(episode), *_opening(episode, use, now)]
    for person in episode.people:
        reasons += _asked(episode, person, use, now)
    reasons += [Refusal(error, later) for error, later in refused_quotes(episode, use, now)]
    reasons += [*_speakers(episode, mask), *_names(episode, mask), *_texts(episode, mask)]
    reasons += _credited(music, mask)
    if reasons:
        return Refused(episode, use, tuple(reasons), standing=all(each.slip for each in reasons))
    ends = [person.consent.until for person in _heard(episode) if person.consent.until is not None]
    return Cleared(_public(episode, mask), use, min(ends, default=None), mask, _SEAL)


def _heard(episode: Episode) -> Iterator[Person]:
    """Every agreement that a programme stands on: one who is quoted twice has given two."""
    yield from episode.people
    yield from (person for each in episode.quoted for person in each.people)


def _public(episode: Episode, mask: Mask) -> Episode:
    """What of an episode may be told. Who is quoted in a documentary is one of its people there."""
    no_photo = any(person.consent.no_photo for person in _heard(episode))
    return replace(
        episode,
        people=tuple(_shown(person) for person in episode.everyone),
        quoted=tuple(
            replace(each, people=tuple(_shown(person) for person in each.people)) for each in episode.quoted
        ),
        recordings=tuple(_named(each, mask) for each in episode.recordings),
        narration=tuple(_named(each, mask) for each in episode.narration),
        artwork=None if no_photo else episode.artwork,
        artwork_alt="" if no_photo else episode.artwork_alt,
        mentions=(),
        lines=(),
        casting=Casting(),
    )


def _named(recording: Recording, mask: Mask) -> Recording:
    return replace(recording, channels=tuple(mask.name(n) or mask.cover(n) for n in recording.channels))


def _shown(person: Person) -> Person:
    """A person by the public name, without the papers: who signed and where the form lies is nobody's."""
    consent = replace(person.consent, guardian="", evidence=None, evidence_sha256="")
    return replace(person, name=public_name(person), shown=public_name(person), consent=consent)


def _nobody(episode: Episode) -> list[Refusal]:
    if episode.everyone:
        return []
    error = RightsRefused(
        "{slug} names nobody, so nobody has agreed to be heard",
        hint='add these four lines at the end of episodes/{slug}/episode.toml:\n[[people]]\nname = "…"\n'
        'role = "guest"\nuses = ["web"]',
        slug=episode.slug,
    )
    return [Refusal(error)]


def _opening(episode: Episode, use: Use, now: date) -> list[Refusal]:
    """The air date: a use's own first day where it has one, else that of the episode."""
    embargo = next((each.day for each in episode.embargoes if each.use is use), None)
    if (embargo or episode.date.date()) <= now:
        return []
    if embargo is not None:
        error = RightsRefused(
            "{slug} is under embargo for «{use}» until {day}",
            hint="nothing to do: build again on that day",
            slug=episode.slug,
            use=use.value,
            day=embargo.isoformat(),
        )
        return [Refusal(error, later=True)]
    error = RightsRefused(
        "{slug} goes out on {day}",
        hint="nothing to do: build again on that day",
        slug=episode.slug,
        day=episode.date.date().isoformat(),
    )
    return [Refusal(error, later=True)]


def _asked(episode: Episode, person: Person, use: Use, now: date) -> list[Refusal]:
    consent = person.consent
    said = {"slug": episode.slug, "person": person.name, "use": use.value}
    if use not in consent.uses:
        error = RightsRefused(
            "{slug} is not published: {person} has not agreed to the use «{use}»",
            hint="ask {person}, then add «{use}» to their uses in episodes/{slug}/episode.toml",
            **said,
        )
        return [Refusal(error)]
    if consent.starts is not None and now < consent.starts:
        error = RightsRefused(
            "{slug}: the consent of {person} starts on {day}",
            hint="nothing to do: build again on that day",
            **said,
            day=consent.starts.isoformat(),
        )
        return [Refusal(error, later=True)]
    if consent.until is not None and now > consent.until:
        error = RightsRefused(
            "{slug} is no longer published: the consent of {person} ended on {day}",
            hint="ask {person} again, then change «until» in episodes/{slug}/episode.toml",
            **said,
            day=consent.until.isoformat(),
        )
        return [Refusal(error)]
    return _languages(episode, person)


def _languages(episode: Episode, person: Person) -> list[Refusal]:
    allowed = {each.partition("-")[0].lower() for each in person.consent.languages}
    spoken = dict.fromkeys([episode.language, *(each.language for each in episode.recordings)])
    other = [each for each in spoken if each and each.partition("-")[0].lower() not in allowed]
    if not allowed or not other:
        return []
    error = RightsRefused(
        "{slug} is in «{language}», and {person} agreed to be heard in {languages} only",
        hint="ask {person}, then add «{language}» to their languages in episodes/{slug}/episode.toml",
        slug=episode.slug,
        language=other[0],
        person=person.name,
        languages=", ".join(person.consent.languages),
    )
    return [Refusal(error)]


def _speakers(episode: Episode, mask: Mask) -> Iterator[Refusal]:
    """Whoever a transcript names has a record. Voices without a name yet are some of its people's, as long
    as there are people enough."""
    first: dict[str, Mention] = {}
    for each in episode.mentions:
        first.setdefault(each.name, each)
    named = dict(episode.casting.names)
    written = (each.name for each in episode.mentions if each.file.endswith(".vtt"))
    known = {mask.name(named.get(name, name)) for name in written}
    nameless = sum(public_name(person) not in known for person in episode.people)
    for mention in first.values():
        if mask.name(mention.name) is not None or mention.name in named:
            continue
        if not is_label(mention.name):
            yield Refusal(_unrecorded(episode, mention), slip=_misspelt(mention.name, episode))
        elif nameless < 1:
            yield Refusal(_one_too_many(episode, mention))
        else:
            nameless -= 1


def _misspelt(name: str, episode: Episode) -> bool:
    """Whether a name is so near one of the episode's, whole or given, that it is the same person's."""
    known = [
        part.casefold()
        for person in episode.everyone
        for said in (person.name, public_name(person))
        for part in (said, said.split()[0])
    ]
    return bool(get_close_matches(name.casefold(), known, n=1, cutoff=_SLIP))


def _one_too_many(episode: Episode, mention: Mention) -> RightsRefused:
    """More voices than people: somebody is heard of whom no consent is recorded."""
    return RightsRefused(
        "{file}, line {line}: {count} people have a record in {slug} and one voice more is heard, {speaker}",
        hint="write whose voice it is in episodes/{slug}/episode.toml: [speakers] {speaker} = …, or, where"
        " there are fewer voices, how many: voices = {count}",
        file=mention.file,
        line=mention.line,
        speaker=mention.name,
        slug=episode.slug,
        count=len(episode.people),
    )


def _unrecorded(episode: Episode, mention: Mention) -> RightsRefused:
    """What is said of a speaker whom no table of `episode.toml` names."""
    return RightsRefused(
        "{file}, line {line}: {speaker} is heard in {slug}, and no consent of theirs is recorded",
        hint="write the name as in episodes/{slug}/episode.toml ({names}), or add there: [[people]] name ="
        ' "{speaker}" uses = […]',
        file=mention.file,
        line=mention.line,
        speaker=mention.name,
        slug=episode.slug,
        names=", ".join(person.name for person in episode.everyone) or "—",
    )


def _names(episode: Episode, mask: Mask) -> Iterator[Refusal]:
    """Somebody else of the same family name would tell the one that is not to be told."""
    for person in episode.everyone:
        shown = public_name(person)
        if mask.spans(surname_of(shown)):
            error = RightsRefused(
                "{slug}: somebody asked for no surname, and {person} has the same one",
                hint='add to {person} in episodes/{slug}/episode.toml: restrictions = ["no_surname"], or'
                ' shown = "…"',
                slug=episode.slug,
                person=shown,
            )
            yield Refusal(error)


def _texts(episode: Episode, mask: Mask) -> Iterator[Refusal]:
    """Where a text that people wrote says a name that is not to be said, or the address does."""
    file = f"episodes/{episode.slug}/episode.toml"
    lines = dict(episode.lines)
    for place, key, text in _written(episode):
        yield from _said(file, lines.get(place, 1), key, text, mask)
    if mask.spans(episode.slug.replace("-", " ")):
        error = RightsRefused(
            "the folder episodes/{slug} says a name that is not to be published, and would be an address",
            hint="rename the folder, and the one of that name in transcripts/, then run podcast build",
            slug=episode.slug,
        )
        yield Refusal(error)


def _said(file: str, line: int, key: str, text: str, mask: Mask) -> Iterator[Refusal]:
    for start, end in mask.spans(text):
        error = RightsRefused(
            "{file}, line {line}: «{key}» says «{found}», a name that is not to be published",
            hint="write it without that name: what people wrote is never changed by the machine",
            file=file,
            line=line + text.count("\n", 0, start),
            key=key,
            found=text[start:end],
        )
        yield Refusal(error)


def _credited(music: tuple[Music, ...], mask: Mask) -> Iterator[Refusal]:
    """The credits of the show's own music."""
    for each in music:
        for key, text in _credits(each):
            yield from _said("episodes/show.toml", 1, key, text, mask)


def _credits(music: Music) -> Iterator[tuple[str, str]]:
    yield from (("title", music.title), ("authors", ", ".join(music.authors)))
    yield from (("performers", ", ".join(music.performers)), ("label", music.label))
    yield "license", music.license


def _written(episode: Episode) -> Iterator[tuple[str, str, str]]:
    """Each text of an episode that goes public: its place among `lines`, its key, itself."""
    yield from ((key, key, str(getattr(episode, key))) for key in ("title", "guid", "summary", "notes"))
    yield "artwork_alt", "artwork_alt", episode.artwork_alt
    yield from ((f"chapter {each.title}", "title", each.title) for each in episode.chapters)
    yield from ((f"extra {each.name}.title", "title", each.title) for each in episode.extras)
    yield "license", "license", episode.license
    for index, music in enumerate(episode.music):
        yield from ((f"music {index}.{key}", key, text) for key, text in _credits(music))
    radio = episode.on_air
    yield "radio.introduction", "introduction", radio.introduction
    yield "radio.close", "close", radio.close
    yield "radio.music", "music", radio.music
