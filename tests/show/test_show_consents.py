"""The consent record: what is refused, and a signed form filed without touching anything else."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from minimal_show import SHOW

from podcast.errors import ContentError, ContentErrors, UsageProblem
from podcast.model import Consent, Use
from podcast.show import SignedForm, file_consent, load_show

EPISODE = """\
# Mon épisode
title = "Leïla"   # son prénom
date = 2026-03-02
guid = "g-1"

[[people]]
name = "Leïla"
uses = []  # à demander

# l'autre voix
[[people]]
name = "Camille"
role = "interviewer"
"""
SCAN = b"%PDF-1.7 signed"
DIGEST = hashlib.sha256(SCAN).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "show"
    (root / "episodes/leila/recordings").mkdir(parents=True)
    (root / "episodes/leila/recordings/1.wav").write_bytes(b"x")
    (root / "episodes/show.toml").write_text(SHOW, "utf-8")
    write(root, EPISODE)
    return root


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "Scan 12.PDF"
    file.write_bytes(SCAN)
    return file


def write(root: Path, text: str) -> None:
    (root / "episodes/leila/episode.toml").write_text(text, "utf-8")


def consent(root: Path, index: int = 0) -> Consent:
    show = load_show(root)
    assert show.broken == ()
    return show.episodes[0].people[index].consent


def one_mistake(root: Path) -> ContentError:
    (broken,) = load_show(root).broken
    (error,) = broken.errors
    assert isinstance(error, ContentError) and error.hint_text
    return error


def person(lines: str) -> str:
    return EPISODE.replace("uses = []  # à demander\n", lines)


def test_whole_record(root: Path) -> None:
    (root / "episodes/leila/consents").mkdir()
    (root / "episodes/leila/consents/leila.pdf").write_bytes(SCAN)
    write(
        root,
        person(
            'uses = ["web"]\nfrom = 2026-01-01\nuntil = 2030-12-31\n'
            'restrictions = ["no_surname", "no_photo"]\n'
            'languages = ["fr", "ar"]\nminor = true\nguardian = "Sa mère"\n'
            f'evidence = "consents/leila.pdf"\nevidence_sha256 = "{DIGEST.upper()}"\n'
        ),
    )
    assert consent(root) == Consent(
        uses=frozenset({Use.WEB}),
        starts=date(2026, 1, 1),
        until=date(2030, 12, 31),
        no_surname=True,
        no_photo=True,
        languages=("fr", "ar"),
        minor=True,
        guardian="Sa mère",
        evidence=Path("episodes/leila/consents/leila.pdf"),
        evidence_sha256=DIGEST,
    )


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("minor = true\n", 8, "under 18 and nobody has signed"),
        ('minor = true\nguardian = " "\n', 8, "under 18 and nobody has signed"),
        ('minor = "yes"\n', 8, "true or false"),
        ('evidence = "consents/none.pdf"\n', 8, "is not in episodes/leila/"),
        ('evidence = "../../../etc/passwd"\n', 8, "outside the show's folder"),
        ('evidence = "recordings/1.wav"\n', 8, "has no digest"),
        (
            f'evidence = "recordings/1.wav"\nevidence_sha256 = "{DIGEST}"\n',
            9,
            "is not the one that was filed",
        ),
        ('evidence_sha256 = "abc"\n', 8, "not a SHA-256"),
        ('restrictions = ["no_picture"]\n', 8, "is not known here"),
        ('restrictions = ["no_photos"]\n', 8, "did you mean «no_photo»"),
        ('languages = ["français"]\n', 8, "not a language code"),
        ('birthplace = "…"\n', 8, "may not be recorded"),
    ],
)
def test_record_that_is_off(root: Path, lines: str, line: int, said: str) -> None:
    write(root, person(lines))
    error = one_mistake(root)
    assert said in str(error)
    assert error.values["line"] == line


def test_the_line_that_is_proposed_is_right(root: Path) -> None:
    write(root, person('evidence = "recordings/1.wav"\n'))
    line = one_mistake(root).hint_text.rsplit(": ", 1)[1]
    write(root, person(f'evidence = "recordings/1.wav"\n{line}\n'))
    assert consent(root).evidence_sha256 == hashlib.sha256(b"x").hexdigest()


def test_signed_form_is_filed(root: Path, scan: Path) -> None:
    form = SignedForm(
        scan,
        "Leïla",
        uses=(Use.RADIO, Use.WEB),
        starts=date(2026, 3, 1),
        until=date(2031, 3, 1),
        restrictions=("no_photo",),
        languages=("fr",),
        guardian="Sa mère",
    )
    target = file_consent(root, "leila", form)
    assert (root / target).read_bytes() == SCAN
    assert consent(root) == Consent(
        uses=frozenset({Use.WEB, Use.RADIO}),
        starts=date(2026, 3, 1),
        until=date(2031, 3, 1),
        no_photo=True,
        languages=("fr",),
        minor=True,
        guardian="Sa mère",
        evidence=target,
        evidence_sha256=DIGEST,
    )
    assert consent(root, 1) == Consent()


def test_what_people_wrote_stays(root: Path, scan: Path) -> None:
    file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,)))
    after = (root / "episodes/leila/episode.toml").read_text("utf-8").splitlines()
    for line in EPISODE.splitlines():
        assert line.replace("[]", '["web"]') in after
    assert after.index("# l'autre voix") < after.index('name = "Camille"')


def test_filing_twice_changes_nothing(root: Path, scan: Path) -> None:
    first = file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,)))
    text = (root / "episodes/leila/episode.toml").read_bytes()
    assert file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,))) == first
    assert (root / "episodes/leila/episode.toml").read_bytes() == text


def test_an_earlier_form_is_kept(root: Path, scan: Path) -> None:
    first = file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,)))
    scan.write_bytes(b"new")
    second = file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB, Use.RADIO)))
    assert (root / first).read_bytes() == SCAN
    assert (root / second).read_bytes() == b"new"
    assert consent(root).evidence == second


def test_a_form_that_was_exchanged_can_be_filed_anew(root: Path, scan: Path) -> None:
    target = file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,)))
    (root / target).write_bytes(b"another")
    assert "podcast consent add leila" in one_mistake(root).hint_text
    file_consent(root, "leila", SignedForm(scan, "Leïla"))
    assert consent(root).evidence_sha256 == DIGEST


@pytest.mark.parametrize(
    "form",
    [
        SignedForm(Path("none.pdf"), "Leïla"),
        SignedForm(Path(__file__), "Personne"),
    ],
)
def test_form_that_cannot_be_filed(root: Path, form: SignedForm) -> None:
    with pytest.raises(UsageProblem) as caught:
        file_consent(root, "leila", form)
    assert caught.value.hint_text
    assert not (root / "episodes/leila/consents").exists()
    assert (root / "episodes/leila/episode.toml").read_text("utf-8") == EPISODE


@pytest.mark.parametrize(
    "form",
    [
        SignedForm(Path(__file__), "Leïla", starts=date(2026, 2, 1), until=date(2026, 1, 1)),
        SignedForm(Path(__file__), "Leïla", languages=("français",)),
    ],
)
def test_form_that_would_be_a_mistake(root: Path, form: SignedForm) -> None:
    with pytest.raises(ContentErrors):
        file_consent(root, "leila", form)
    assert not (root / "episodes/leila/consents").exists()
    assert (root / "episodes/leila/episode.toml").read_text("utf-8") == EPISODE


def test_no_form_without_a_guardian_for_a_minor(root: Path, scan: Path) -> None:
    write(root, person("minor = true\n"))
    with pytest.raises(ContentErrors) as caught:
        file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,)))
    assert "under 18" in str(caught.value.errors[0])
    file_consent(root, "leila", SignedForm(scan, "Leïla", (Use.WEB,), guardian="Sa mère"))
    assert consent(root).guardian == "Sa mère"
