"""Reading a show: what is right becomes values, what is wrong becomes sentences with a line."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from podcast.errors import ContentError, ContentErrors, UsageProblem
from podcast.model import Role, Show, TagState, Use
from podcast.show import find_root, load_show
from podcast.show.names import show_guid

SHOW = """\
title = "Voix d'ici"
language = "fr"
author = "Radio d'ici"
email = "contact@ici.example"
url = "https://ici.example/podcast/"
description = "Des portraits."
category = ["Society & Culture", "Documentary"]
"""
EPISODE = """\
title = "Leïla, couturière"
date = 2026-03-02
guid = "11111111-1111-4111-8111-111111111111"
"""


def make(root: Path, show: str = SHOW, **episodes: str) -> Path:
    (root / "episodes").mkdir(parents=True, exist_ok=True)
    (root / "episodes/show.toml").write_text(show, "utf-8")
    for slug, text in episodes.items():
        folder = root / "episodes" / slug.replace("_", "-")
        (folder / "recordings").mkdir(parents=True)
        (folder / "recordings/01.wav").write_bytes(b"sound")
        (folder / "episode.toml").write_text(text, "utf-8")
    return root


def mistakes(root: Path) -> tuple[ContentError, ...]:
    with pytest.raises(ContentErrors) as caught:
        load_show(root)
    return caught.value.errors


def broken(show: Show, slug: str = "leila") -> list[ContentError]:
    found = next(each for each in show.broken if each.slug == slug)
    errors = [error for error in found.errors if isinstance(error, ContentError)]
    assert len(errors) == len(found.errors)
    for error in errors:
        assert str(error) and error.hint_text and error.values["file"]
    return errors


def one(root: Path, text: str) -> ContentError:
    """The single mistake of an episode written as `text`."""
    (error,) = broken(load_show(make(root, leila=text)))
    return error


def test_smallest_show(tmp_path: Path) -> None:
    show = load_show(make(tmp_path, leila=EPISODE))
    assert (show.title, show.language, show.engine, show.model) == (
        "Voix d'ici",
        "fr",
        "faster-whisper",
        "base",
    )
    assert show.broken == ()
    episode = show.episode("leila")
    assert episode is not None
    assert episode.title == "Leïla, couturière"
    assert episode.date.isoformat() == "2026-03-02T06:00:00+01:00"
    assert episode.folder == Path("episodes/leila")
    assert [each.path for each in episode.recordings] == [Path("episodes/leila/recordings/01.wav")]


def test_everything_that_may_be_said(tmp_path: Path) -> None:
    text = EPISODE + (
        'number = 3\nseason = 1\nsummary = "Court."\nnotes = """\nLong.\n**Gras**."""\nlanguage = "fr"\n'
        'explicit = true\nplace = ["la-gauthiere", "centre"]\nsector = "mode_textile"\n'
        'artwork = "../affiche.png"\nartwork_alt = "Une affiche"\nlicense = "CC-BY-4.0"\n'
        '[[chapters]]\nat = "1:02:03.5"\ntitle = "Fin"\n[[chapters]]\nat = 00:01:30\ntitle = "Début"\n'
        '[[people]]\nname = "Leïla"\nuses = ["web", "radio"]\nfrom = 2026-01-01\nuntil = 2030-12-31\n'
        '[[people]]\nname = "Camille"\nrole = "interviewer"\nmade_up = true\n'
        '[[recordings]]\nfile = "01.wav"\nchannels = ["Camille", "Leïla"]\nlanguage = "en"\n'
    )
    make(tmp_path, leila=text)
    (tmp_path / "episodes/affiche.png").write_bytes(b"picture")
    show = load_show(tmp_path)
    assert show.broken == ()
    (episode,) = show.episodes
    assert (episode.number, episode.season, episode.explicit) == (3, 1, True)
    assert episode.notes == "Long.\n**Gras**."
    assert [(tag.id, tag.state) for tag in episode.places] == [
        ("la-gauthiere", TagState.GIVEN),
        ("centre", TagState.GIVEN),
    ]
    assert [tag.id for tag in episode.sectors] == ["mode_textile"]
    assert episode.artwork == Path("episodes/affiche.png")
    assert [(c.start_ms, c.title) for c in episode.chapters] == [(90_000, "Début"), (3_723_500, "Fin")]
    leila, camille = episode.people
    assert leila.consent.uses == {Use.WEB, Use.RADIO}
    assert (leila.consent.starts, leila.consent.until) == (date(2026, 1, 1), date(2030, 12, 31))
    assert (camille.role, camille.made_up, camille.consent.uses) == (Role.INTERVIEWER, True, frozenset())
    assert episode.recordings[0].channels == ("Camille", "Leïla")
    assert show.language_of(episode, episode.recordings[0]) == "en"


def test_place_with_relation(tmp_path: Path) -> None:
    text = EPISODE + 'place = [{ id = "centre", relation = "works" }, { id = "la-gauthiere" }]\n'
    (episode,) = load_show(make(tmp_path, leila=text)).episodes
    assert [(tag.id, tag.relations) for tag in episode.places] == [
        ("centre", ("works",)),
        ("la-gauthiere", ()),
    ]


@pytest.mark.parametrize(
    "places",
    [
        '[{ id = "centre", relation = ["lives", "established"] }]',
        '[{ id = "centre", relation = "lives" }, { id = "centre", relation = ["established", "lives"] }]',
        '[{ id = "centre", relation = "lives" }, "centre", { id = "centre", relation = "established" }]',
    ],
)
def test_place_with_several_relations(tmp_path: Path, places: str) -> None:
    (episode,) = load_show(make(tmp_path, leila=f"{EPISODE}place = {places}\n")).episodes
    assert [(tag.id, tag.relations) for tag in episode.places] == [("centre", ("lives", "established"))]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-07-01", "2026-07-01T06:00:00+02:00"),
        ("2026-07-01T18:30:00", "2026-07-01T18:30:00+02:00"),
        ("2026-07-01T18:30:00Z", "2026-07-01T18:30:00+00:00"),
    ],
)
def test_dates(tmp_path: Path, written: str, read: str) -> None:
    (episode,) = load_show(make(tmp_path, leila=EPISODE.replace("2026-03-02", written))).episodes
    assert episode.date.isoformat() == read


def test_episodes_are_oldest_first(tmp_path: Path) -> None:
    second = EPISODE.replace("1111", "2222").replace("03-02", "01-02")
    show = load_show(make(tmp_path, leila=EPISODE, omar=second))
    assert [each.slug for each in show.episodes] == ["omar", "leila"]


def test_recordings_listed_first_then_by_name(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE + '[[recordings]]\nfile = "fin.wav"\n')
    folder = tmp_path / "episodes/leila/recordings"
    for name in ("10.wav", "2.wav", "fin.wav", ".cache", "SHA256SUMS", "notes.txt", "lisez.md", "x.toml"):
        (folder / name).write_bytes(b"x")
    (folder / "sub").mkdir()
    (episode,) = load_show(tmp_path).episodes
    assert [each.name for each in episode.recordings] == ["fin.wav", "01.wav", "2.wav", "10.wav"]


@pytest.mark.parametrize(
    ("address", "guid"),
    [
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://podnews.net/rss///", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
    ],
)
def test_the_guid_of_a_show_is_the_one_the_podcast_namespace_gives(address: str, guid: str) -> None:
    assert show_guid(address) == guid


def test_guid_of_the_show(tmp_path: Path) -> None:
    shown = load_show(make(tmp_path / "a"))
    assert shown.guid == load_show(make(tmp_path / "b")).guid
    known = load_show(make(tmp_path / "c", SHOW + 'guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"\n'))
    assert known.guid == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_every_mistake_at_once(tmp_path: Path) -> None:
    show = SHOW.replace('title = "', 'titel = "').replace('"fr"', '"français"') + (
        'category2 = 1\nartwork = "no.png"\naccent = "red"\ntimezone = "Paris"\nexplicit = "no"\n'
    )
    found = [(error.values["line"], error.values["key"]) for error in mistakes(make(tmp_path, show))]
    assert found == [
        (1, "title"),
        (1, "titel"),
        (2, "language"),
        (8, "category2"),
        (9, "artwork"),
        (10, "accent"),
        (11, "timezone"),
        (12, "explicit"),
    ]


def test_unknown_key_is_answered(tmp_path: Path) -> None:
    error = one(tmp_path, EPISODE + 'sumary = "…"\n')
    assert str(error) == (
        "episodes/leila/episode.toml, line 4: «sumary» is not a known key, did you mean «summary»?"
    )
    assert "people" in error.hint_text


def test_unknown_key_deep_down(tmp_path: Path) -> None:
    error = one(tmp_path, EPISODE + '\n[[people]]\nname = "A"\n\n[[people]]\nname = "B"\nuse = ["web"]\n')
    assert (error.values["line"], error.values["near"]) == (10, "uses")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("title = 12", "should be text"),
        ('number = "3"', "should be a whole number"),
        ("number = 0", "from 1 up"),
        ("number = 99999999999999999999", "too large"),
        ("explicit = 1", "should be true or false"),
        ('date = "2026-03-02"', "should be a date"),
        ("date = 0202-03-02", "the year 202"),
        ('title = "   "', "is empty"),
        ('title = "a\\nb"', "on one line"),
        ('summary = "a\\u0000b"', "cannot be shown"),
        ('guid = "a b"', "no spaces"),
        ('language = "french"', "not a language code"),
        ('language = "xx"', "«xx» is a language that no speech engine hears"),
        ('recordings = [{file = "01.wav", language = "zz-FR"}]', "«zz-FR» is a language that no speech"),
        ('place = "La Gauthière"', "not an id"),
        ("place = 3", "should be a list"),
        ("place = [3]", "table of its own"),
        ('place = [{id = "x", relation = "livs"}]', "did you mean «lives»"),
        ('sector = ["x", 2]', "should be text"),
        ('people = "Leïla"', "table of its own"),
        ('people = ["Leïla"]', "table of its own"),
        ('people = [{role = "guest"}]', "«name» is missing"),
        ('people = [{name = "A", role = "gest"}]', "did you mean «guest»"),
        ('people = [{name = "A", uses = ["tv"]}]', "«tv» is not known here"),
        ('people = [{name = "A", uses = "web"}]', "should be a list"),
        ('people = [{name = "A", from = "2026-01-01"}]', "should be a date"),
        ('people = [{name = "A"}, {name = "A"}]', "already in line"),
        ('people = [{name = "A", from = 2026-02-01, until = 2026-01-01}]', "before it begins"),
        ('chapters = [{at = 12, title = "x"}]', "time from the beginning"),
        ('chapters = [{at = "1:75", title = "x"}]', "time from the beginning"),
        ('chapters = [{at = "1:00", title = "x"}, {at = "1:00", title = "y"}]', "already in line"),
        ('recordings = [{file = "02.wav"}]', "not in recordings/"),
        ('recordings = [{file = "01.wav"}, {file = "01.wav"}]', "already in line"),
        ('recordings = [{file = "../../x.wav"}]', "not in recordings/"),
        ('artwork = "none.png"', "the file «none.png» is not in episodes/leila/"),
        ('artwork = "recordings/01.wav"', "not a PNG or JPEG"),
        ('artwork = "../../../x.png"', "outside the show's folder"),
        ('artwork = "/x.png"', "outside the show's folder"),
    ],
)
def test_one_mistake_one_sentence(tmp_path: Path, line: str, said: str) -> None:
    key = line.split(" ", maxsplit=1)[0]
    kept = [each for each in EPISODE.splitlines() if not each.startswith(f"{key} ")]
    error = one(tmp_path, "\n".join([*kept, line]))
    assert said in str(error)
    assert error.values["line"] == len(kept) + 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('category = "Societé"', "«Societé» is not known here"),
        ('category = ["Society & Culture", "Documentaries"]', "did you mean «Documentary»"),
        ('category = ["Technology", "Documentary"]', "has no parts"),
        ("category = []", "one category"),
        ('email = "contact"', "not an e-mail"),
        ('url = "ici.example"', "not a web address"),
        ('guid = "1234"', "not a podcast guid"),
        ('language = "zz"', "«zz» is a language that no speech engine hears"),
        ('timezone = "../etc"', "not a time zone"),
        ('opening = "jingle.wav"', "the file «jingle.wav» is not in episodes/"),
        (f'description = "{"é" * 2001}"', "4000 bytes"),
        ('accent = "rouge"', "not a colour"),
        ("vocabulary = [1]", "should be text"),
    ],
)
def test_one_mistake_in_the_show(tmp_path: Path, line: str, said: str) -> None:
    key = line.split(" ", maxsplit=1)[0]
    kept = [each for each in SHOW.splitlines() if not each.startswith(f"{key} ")]
    (error,) = mistakes(make(tmp_path, "\n".join([*kept, line])))
    assert said in str(error)
    assert error.hint_text
    assert error.values["line"] == len(kept) + 1


@pytest.mark.parametrize(
    "key",
    [
        *(
            "religions_invitee",
            "religieuses",
            "maladies",
            "syndicaux",
            "minorites",
            "refugies",
            "lieuDeNaissance",
        ),
        *(
            "guestOrigin",
            "paysDOrigine",
            "healthcare",
            "races",
            "foi",
            "unions",
            "handicape",
            "birthCountry",
            "etat_de_sante",
        ),
        *("origin", "origine", "nationality", "nationalité", "ethnicity", "ethnie", "religion", "santé"),
        *("health", "syndicat", "trade_union", "pays-de-naissance", "guest_religion", "Origine"),
    ],
)
@pytest.mark.parametrize("where", ["", '[[people]]\nname = "A"\n'])
def test_what_may_not_be_recorded(tmp_path: Path, key: str, where: str) -> None:
    error = one(tmp_path, f'{EPISODE}{where}"{key}" = "…"\n')
    assert "may not be recorded" in str(error)
    assert "place" in error.hint_text and "sector" in error.hint_text


@pytest.mark.parametrize(
    "key", ["disabled", "syndication", "fois", "churchill", "migrated", "original", "racine"]
)
def test_a_key_that_only_looks_protected_is_unknown_like_any_other(tmp_path: Path, key: str) -> None:
    assert "is not a known key" in str(one(tmp_path, f'{EPISODE}{key} = "…"\n'))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("title = Leïla", 1, "not written as it should"),
        ('title = "a"\ntitle = "b"', 2, "written twice"),
        ('\ntitle "a"', 2, "no = after the key"),
        ('title = "a\n', 1, "not closed"),
        ('title = "a\\d"', 1, "not closed, or holds a \\"),
        ("sector = [1, 2", 1, "bracket"),
        ("date = 2026-02-30", 1, "does not exist"),
        ("\n\n= 3", 3, "not a key and a value"),
        ("a = " + "[" * 2000 + "]" * 2000, 1, "cannot be understood"),
        ("number = " + "9" * 5000, 1, "cannot be understood"),
    ],
)
def test_not_toml(tmp_path: Path, text: str, line: int, said: str) -> None:
    error = one(tmp_path, text)
    assert said in str(error)
    assert error.values["line"] == line


def test_not_utf8(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    (tmp_path / "episodes/leila/episode.toml").write_bytes(EPISODE.encode("latin-1"))
    (error,) = broken(load_show(tmp_path))
    assert str(error) == "episodes/leila/episode.toml, line 1: the file is not saved as UTF-8"


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    text = "\ufeff" + EPISODE.replace("\n", "\r\n")
    (tmp_path / "episodes/leila/episode.toml").write_bytes(text.encode())
    assert load_show(tmp_path).broken == ()


def test_missing_guid_gives_the_line_to_paste(tmp_path: Path) -> None:
    text = EPISODE.replace('guid = "1', '# "')
    error = one(tmp_path / "a", text)
    assert "«guid» is missing" in str(error)
    line = error.hint_text.split(": ", 1)[1]
    assert line.startswith('guid = "')
    assert one(tmp_path / "b", text).hint_text == error.hint_text
    assert load_show(make(tmp_path / "c", leila=f"{line}\n{text}")).broken == ()


def test_two_episodes_with_one_guid(tmp_path: Path) -> None:
    third = EPISODE.replace("1111", "3333")
    show = load_show(make(tmp_path, leila=EPISODE, omar=EPISODE, zoe=third))
    assert [each.slug for each in show.episodes] == ["zoe"]
    assert "omar" in str(broken(show, "leila")[0]) and "leila" in str(broken(show, "omar")[0])
    assert broken(show, "omar")[0].values["line"] == 3


def test_one_broken_episode_leaves_the_others(tmp_path: Path) -> None:
    show = load_show(make(tmp_path, leila="title = ", omar=EPISODE))
    assert [each.slug for each in show.episodes] == ["omar"]
    assert [each.slug for each in show.broken] == ["leila"]


def test_recordings_without_episode_toml(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    (tmp_path / "episodes/leila/episode.toml").unlink()
    (error,) = broken(load_show(tmp_path))
    assert "no episode.toml" in str(error) and "podcast add --slug leila" in error.hint_text


def test_episode_without_recording(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    (tmp_path / "episodes/leila/recordings/01.wav").unlink()
    (error,) = broken(load_show(tmp_path))
    assert str(error) == "episodes/leila has no recording"
    (tmp_path / "episodes/leila/edit.toml").write_text("")
    (error,) = broken(load_show(tmp_path))
    assert str(error) == "episodes/leila/edit.toml: nothing is heard: there is no [[part]]"


@pytest.mark.parametrize("slug", ["Leila", "leïla", "le ila", "le..ila", "-leila", "leila-", "a" * 81])
def test_slugs_that_cannot_be_addresses(tmp_path: Path, slug: str) -> None:
    show = load_show(make(tmp_path, **{slug: EPISODE}))
    (error,) = broken(show, slug)
    assert "becomes an address" in str(error)


def test_other_folders_are_left_alone(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    (tmp_path / "episodes/Sons et images").mkdir()
    (tmp_path / "episodes/.git").mkdir()
    (tmp_path / "episodes/README.md").write_text("…")
    assert [each.slug for each in load_show(tmp_path).episodes] == ["leila"]
    assert load_show(tmp_path).broken == ()


def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    try:
        (tmp_path / "episodes/leila/recordings/caf\udce9.wav").write_bytes(b"x")
    except OSError:
        pytest.skip("this file system stores UTF-8 names only")
    (error,) = broken(load_show(tmp_path))
    assert "rename" in error.hint_text
    str(error).encode()


def test_no_show(tmp_path: Path) -> None:
    (error,) = mistakes(tmp_path)
    assert "cannot be read" in str(error)


def test_errors_travel_between_processes(tmp_path: Path) -> None:
    with pytest.raises(ContentErrors) as caught:
        load_show(make(tmp_path, "title = 1"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert [str(each) for each in again.errors] == [str(each) for each in caught.value.errors]


def test_find_root_walks_up(tmp_path: Path) -> None:
    make(tmp_path, leila=EPISODE)
    assert find_root(tmp_path / "episodes/leila/recordings") == tmp_path


def test_find_root_says_where_to_begin(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as caught:
        find_root(tmp_path)
    assert "podcast init" in caught.value.hint_text


def test_dates_keep_order_across_zones(tmp_path: Path) -> None:
    east = EPISODE.replace("2026-03-02", "2026-03-02T06:00:00+09:00").replace("1111", "4444")
    show = load_show(make(tmp_path, leila=EPISODE, yuki=east))
    assert [each.slug for each in show.episodes] == ["yuki", "leila"]
    first, last = (each.date for each in show.episodes)
    assert isinstance(first, datetime) and last - first == timedelta(hours=8)
