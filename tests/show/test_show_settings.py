"""What `show.toml` says for the site and for directories beside the programmes themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_shows import an_item

from podcast.check import check_feed
from podcast.errors import ContentErrors
from podcast.model import Directory, Legal
from podcast.publish import write_feed
from podcast.show import load_show

SHOW = """\
title = "Voix d'ici"
language = "fr"
author = "Radio d'ici"
email = "contact@ici.example"
url = "https://ici.example/podcast/"
description = "Des portraits."
category = ["Society & Culture", "Documentary"]
"""
WHOLE = """\
about = "Une **radio** de quartier."
hub = "https://hub.example/"
new_feed_url = "https://new.example/feed.xml"
[legal]
publisher = "Association"
address = "1 rue Fictive"
director = "A. Nom"
contact = "a@ici.example"
host = "Hôte"
host_address = "2 rue Fictive"
[directory]
place = "Clermont-Ferrand"
country = "FR"
rhythm = "Un portrait par semaine"
rrule = "FREQ=WEEKLY;BYDAY=MO"
[[directory.funding]]
url = "https://don.example/"
text = "Faire un don"
[[directory.podroll]]
guid = "9b024349-ccf0-5f69-a609-6b82873eab3c"
url = "https://podnews.net/rss"
title = "Podnews"
"""


def make(root: Path, text: str) -> Path:
    (root / "episodes").mkdir(exist_ok=True)
    (root / "episodes/show.toml").write_text(SHOW + text, "utf-8")
    return root


def test_everything_that_may_be_set_is_read(tmp_path: Path) -> None:
    show = load_show(make(tmp_path, WHOLE))
    assert show.about == "Une **radio** de quartier."
    assert (show.hub, show.new_feed_url) == ("https://hub.example/", "https://new.example/feed.xml")
    assert show.legal == Legal(
        "Association", "1 rue Fictive", "A. Nom", "a@ici.example", "Hôte", "2 rue Fictive"
    )
    assert show.legal.missing == ()
    assert show.directory == Directory(
        "Clermont-Ferrand",
        "FR",
        "Un portrait par semaine",
        "FREQ=WEEKLY;BYDAY=MO",
        (("https://don.example/", "Faire un don"),),
        (("9b024349-ccf0-5f69-a609-6b82873eab3c", "https://podnews.net/rss", "Podnews"),),
    )


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    show = load_show(make(tmp_path, ""))
    assert show.directory == Directory()
    assert len(show.legal.missing) == 6
    assert (show.hub, show.new_feed_url, show.about) == ("", "", "")


def test_directories_read_what_is_set(tmp_path: Path) -> None:
    show = load_show(make(tmp_path, WHOLE))
    xml = write_feed(show, [an_item(show)]).decode()
    assert '<podcast:location rel="creator" country="FR">Clermont-Ferrand</podcast:location>' in xml
    assert '<podcast:updateFrequency rrule="FREQ=WEEKLY;BYDAY=MO">Un portrait par semaine<' in xml
    assert '<podcast:funding url="https://don.example/">Faire un don</podcast:funding>' in xml
    assert 'feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c"' in xml
    assert [each for each in check_feed(xml.encode(), "x") if each.rule.code.startswith("PV3")] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('hub = "hub.example"', "not a web address"),
        ('new_feed_url = "file:///etc/passwd"', "not a web address"),
        ('[directory]\ncountry = "France"', "not a country code"),
        ('[directory]\nrrule = "weekly"', "not a rule of repetition"),
        ('[directory]\nfrequency = "weekly"', "frequency"),
        ('[[directory.funding]]\nurl = "javascript:1"\ntext = "x"', "not a web address"),
        ('[legal]\npublisher = "a\\nb"', "must be on one line"),
    ],
)
def test_what_is_off_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ContentErrors) as caught:
        load_show(make(tmp_path, line))
    (error,) = caught.value.errors
    assert said in str(error)
    assert error.values["line"] in (8, 9)


@pytest.mark.parametrize(
    ("written", "read"), [('["en"]', ("en",)), ('"EN"', ("en",)), ('["en", "en"]', ("en",)), ("[]", ())]
)
def test_translations_into_english_may_be_asked_for(
    tmp_path: Path, written: str, read: tuple[str, ...]
) -> None:
    assert load_show(make(tmp_path, f"translations = {written}\n")).translations == read


def test_a_programme_may_want_other_translations_than_the_show(tmp_path: Path) -> None:
    make(tmp_path, 'translations = ["en"]\n')
    for slug, line in (("as-the-show", ""), ("without", "translations = []\n")):
        folder = tmp_path / "episodes" / slug
        (folder / "recordings").mkdir(parents=True)
        (folder / "recordings/01.wav").write_bytes(b"sound")
        text = f'title = "Léa"\ndate = 2026-03-02\nguid = "{slug}-1"\n{line}'
        (folder / "episode.toml").write_text(text, "utf-8")
    episodes = {each.slug: each for each in load_show(tmp_path).episodes}
    assert (episodes["as-the-show"].translations, episodes["without"].translations) == (None, ())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('["en", "de"]', "«de»: the speech model translates into English and into no other language"),
        ('"anglais"', "«anglais» is not a language code"),
        ("true", "«translations» should be a list"),
    ],
)
def test_what_cannot_be_translated_is_said_with_its_line(tmp_path: Path, written: str, said: str) -> None:
    make(tmp_path, f"translations = {written}\n")
    with pytest.raises(ContentErrors) as caught:
        load_show(tmp_path)
    (error,) = caught.value.errors
    assert said in str(error) and "line 8" in str(error) and error.hint_text
