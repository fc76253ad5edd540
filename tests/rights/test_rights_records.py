"""Whatever the consents, dates and uses: nothing is in feed/ that the records do not allow.

One show is built once; then its records are drawn at random and what is public is made anew by the real
stages. What may be public is worked out here once more, in other words than the gate's.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from heard_show import add_episode, build
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from whole_show import empty_show, files

from podcast.audio import bare_picture

DAY = date(2026, 6, 15)
SLUG, OTHER = "atelier", "garage"
GUEST, HOST, PAUL = "Nour Quintrelat", "Simone Valdrome", "Paul Lemercier"
HEARD = {
    SLUG: [
        (HOST, "Bonjour Nour QUINTRELAT et merci."),
        (GUEST, "Simone Valdrome, mes calicots mirobolants."),
    ],
    OTHER: [(PAUL, "Je répare des vélos hollandais.")],
}
PUBLIC = frozenset(
    {"media", "captions", "item", "page", "chapters", "feed", "pages", "transcribe", "draft", "correct"}
)


def _photo() -> bytes:
    """A picture of nobody as it goes out: a camera's notes are taken from it on the way."""
    made = io.BytesIO()
    Image.effect_noise((64, 64), 40).convert("RGB").save(made, "JPEG")
    return bare_picture(made.getvalue(), Path("photo.jpg"))


PHOTO = _photo()


@dataclass(frozen=True)
class Record:
    """What one person agreed to."""

    uses: frozenset[str] = frozenset({"web"})
    starts: date | None = None
    until: date | None = None
    restrictions: frozenset[str] = frozenset()

    def table(self, name: str, role: str) -> str:
        lines = [
            "[[people]]",
            f'name = "{name}"',
            f'role = "{role}"',
            f"uses = {sorted(self.uses)}".replace("'", '"'),
        ]
        lines += [f"from = {self.starts}"] if self.starts else []
        lines += [f"until = {self.until}"] if self.until else []
        lines += [f"restrictions = {sorted(self.restrictions)}".replace("'", '"')]
        return "\n".join(lines)

    def allows(self, day: date) -> bool:
        begun = self.starts is None or self.starts <= day
        return "web" in self.uses and begun and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Drawn:
    """An episode.toml, and what it lets out."""

    air: date
    guest: Record
    host: Record | None
    embargo: date | None = None
    said: bool = field(default=False)

    def text(self) -> str:
        people = [self.guest.table(GUEST, "guest")]
        people += [self.host.table(HOST, "interviewer")] if self.host else []
        title = "Nour Quintrelat" if self.said else "Nour"
        embargo = f"[embargo]\nweb = {self.embargo}\n" if self.embargo else ""
        return (
            f'title = "{title}"\ndate = {self.air}\nguid = "guid-atelier"\nartwork = "photo.jpg"\n'
            f"{embargo}" + "\n".join(people) + "\n"
        )

    @property
    def out(self) -> bool:
        if self.host is None:  # she is heard, and nothing says that she agreed
            return False
        reserved = "no_surname" in self.guest.restrictions
        on_air = (self.embargo or self.air) <= DAY
        agreed = self.guest.allows(DAY) and self.host.allows(DAY)
        return on_air and agreed and not (self.said and reserved)


near = st.integers(-3, 3).map(lambda days: DAY + timedelta(days=days))


@st.composite
def records(draw: st.DrawFn) -> Record:
    first, last = draw(st.none() | near), draw(st.none() | near)
    if first and last and last < first:
        first, last = last, first
    uses = draw(st.sampled_from([{"web"}, {"web", "radio"}, {"radio"}, set()]))
    restrictions = draw(st.frozensets(st.sampled_from(["no_surname", "no_photo"])))
    return Record(frozenset(uses), first, last, restrictions)


willing = st.frozensets(st.sampled_from(["no_surname", "no_photo"])).map(
    lambda asked: Record(restrictions=asked)
)
drawn = st.builds(
    Drawn,
    air=near,
    guest=willing | records(),
    host=st.one_of(willing, willing, records(), st.none()),
    embargo=st.none() | near,
    said=st.sampled_from([False, False, True]),
)


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = empty_show(tmp_path_factory.mktemp("records") / "show", stations=True)
    text = (root / "episodes/show.toml").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("stations")]
    (root / "episodes/show.toml").write_text("\n".join(kept) + "\n", "utf-8")
    add_episode(root, SLUG, Drawn(DAY, Record(), Record()).text(), length_s=5)
    (root / "episodes" / SLUG / "photo.jpg").write_bytes(PHOTO)
    paul = f'[[people]]\nname = "{PAUL}"\nuses = ["web"]\n'
    add_episode(root, OTHER, f'title = "Paul"\ndate = 2026-01-05\nguid = "guid-garage"\n{paul}', length_s=4)
    outcome = build(root, HEARD, DAY)
    assert [str(each.error) for each in outcome.failed] == []
    return root


def holding(public: dict[str, bytes], needle: str) -> list[str]:
    wanted = needle.lower()
    return [
        name
        for name, data in public.items()
        if wanted in name.lower()
        or wanted in data.decode("utf-8", "ignore").lower()
        or wanted in data.decode("utf-16-le", "ignore").lower()  # ID3 may be UTF-16
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=drawn)
def test_nothing_is_public_that_the_records_do_not_allow(show: Path, record: Drawn) -> None:
    (show / "episodes" / SLUG / "episode.toml").write_text(record.text(), "utf-8")
    outcome = build(show, HEARD, DAY, PUBLIC)
    assert [str(each.error) for each in outcome.failed] == []
    public = {name: data for name, data in files(show, "feed").items() if "/pagefind/" not in name}
    assert f"feed/media/{OTHER}.mp3" in public
    assert (f"feed/media/{SLUG}.mp3" in public) == record.out
    if not record.out:
        for needle in (SLUG, "guid-atelier", "Quintrelat", "Valdrome", "mirobolants"):
            assert holding(public, needle) == [], needle
        assert all(PHOTO not in data for data in public.values())
        return
    assert record.host is not None
    assert "mirobolants" in public[f"feed/transcripts/{SLUG}.vtt"].decode()
    for person, surname in ((record.guest, "Quintrelat"), (record.host, "Valdrome")):
        assert (holding(public, surname) == []) == ("no_surname" in person.restrictions)
    refused = record.guest.restrictions | record.host.restrictions
    pictures = [name for name, data in public.items() if PHOTO in data]
    assert (pictures == []) == ("no_photo" in refused)


def test_an_ended_consent_stops_its_episode_with_one_sentence(show: Path) -> None:
    folder = show / "episodes" / SLUG
    (folder / "episode.toml").write_text(Drawn(DAY, Record(), Record()).text(), "utf-8")
    build(show, HEARD, DAY, PUBLIC)
    before = files(show, "feed/media", "feed/transcripts", "transcripts", ".podcast/making")
    ended = Record(until=DAY - timedelta(days=1))
    (folder / "episode.toml").write_text(Drawn(DAY, ended, Record()).text(), "utf-8")
    build(show, HEARD, DAY, PUBLIC)
    after = files(show, "feed/media", "feed/transcripts", "transcripts", ".podcast/making")
    gone = sorted(name for name in before if name not in after)
    assert gone == sorted(name for name in before if name.startswith("feed/") and SLUG in name)
    digest = {name: hashlib.sha256(data).hexdigest() for name, data in before.items() if name in after}
    assert digest == {name: hashlib.sha256(data).hexdigest() for name, data in after.items()}
