"""What is read of a mention: its window, and what the network makes of it."""

from __future__ import annotations

import hashlib
import json
import statistics
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from the_reader import reader

from podcast.errors import ModelMissing
from podcast.model import Segment, Transcript
from podcast.tag import make_reader
from podcast.tag.reader.checkpoint import Checkpoint
from podcast.tag.reader.pieces import Pieces
from podcast.tag.window import Mention, Window, window
from podcast.tag.words import tokens
from podcast.weights import READER, READING, locate

TURNS = (
    ("Simon", "Vous habitez à Champratel ?"),
    ("Leïla", "Oui, aux Vergnes."),
    ("Leïla", "Et j'ai"),
    ("Leïla", "ma boutique à La Gauthière…"),
)
SEGMENTS = tuple(Segment(0, 1000, words, speaker=who) for who, words in TURNS)
MENTIONS = (Mention(3, 4, "nord"), Mention(6, 7, "nord"), Mention(14, 15, "gauthiere"))


def test_a_window_has_no_name_and_says_who_speaks() -> None:
    words = tokens(Transcript("fr", 4000, SEGMENTS), frozenset({"Leïla"}))
    assert window(words, MENTIONS, 1) == Window(
        "Vous habitez à <mask> ? — Oui, aux ", ". Et j'ai ma boutique à La Belleville…"
    )
    assert window(words, MENTIONS, 2) == Window(
        "Vous habitez à Belleville ? — Oui, aux Belleville. Et j'ai ma boutique à La ", "…"
    )


def test_a_window_of_unknown_voices_has_no_dashes() -> None:
    words = tokens(Transcript("fr", 4000, SEGMENTS), frozenset())
    assert window(words, MENTIONS, 1).before == "Vous habitez à <mask> ? Oui, aux "


def test_a_window_ends_where_the_network_was_taught_to() -> None:
    words = tokens(Transcript("fr", 1000, (Segment(0, 1000, "mot " * 500),)), frozenset())
    seen = window(words, [Mention(250, 251, "x")], 0)
    assert (seen.before.count("mot"), seen.after.count("mot")) == (56, 42)


@pytest.mark.parametrize(
    ("before", "after", "tied"),
    [
        ("J'habite à ", " depuis dix ans.", True),
        ("J'ai ouvert mon salon à ", " en 2019.", True),
        ("Ma sœur habite à ", ", moi je suis à Riom.", False),
        ("Si j'avais les moyens, je m'installerais à ", ".", False),
        ("– Vous avez grandi à ", " ? — Oui, jusqu'à mes vingt ans.", True),
        ("– Vous avez grandi à ", " ? — Non, à Thiers.", False),
        ("I opened my café in ", " six years ago.", True),
        ("My brother lives in ", ", I don't.", False),
    ],
)
def test_what_is_said_plainly_is_read_so(before: str, after: str, tied: bool) -> None:
    assert (reader().read(Window(before, after)).tie >= 0.5) is tied


@pytest.mark.parametrize(
    ("before", "relation"),
    [
        ("J'habite à ", "lives"),
        ("J'ai grandi à ", "grew_up"),
        ("J'ai ouvert ma boutique à ", "established"),
        ("Je suis salariée, je travaille tous les jours à ", "works"),
    ],
)
def test_the_way_somebody_is_tied_is_read(before: str, relation: str) -> None:
    assert reader().read(Window(before, ".")).relations == (relation,)


def test_the_same_window_is_read_the_same() -> None:
    seen = Window("Mon bail, je l'ai signé à ", ", un treize.")
    assert reader().read(seen) == reader().read(seen)


def test_weights_that_are_damaged_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / READER
    folder.mkdir()
    with (folder / READING.name).open("wb") as file:
        file.truncate(READING.size)
    (folder / "weights.json").write_text(json.dumps({READING.name: READING.sha256}), "utf-8")
    monkeypatch.setenv("PODCAST_MODELS", str(tmp_path))
    with pytest.raises(ModelMissing, match=READING.name) as raised:
        make_reader(lambda _there, _all: None)
    assert "podcast models verify reader" in raised.value.hint_text


def test_what_was_taught_is_what_the_readme_says() -> None:
    data = resources.files("podcast.tag").joinpath("data/reader.npz").read_bytes()
    readme = Path(__file__).with_name("evaluation") / "README.md"
    assert hashlib.sha256(data).hexdigest()[:12] in readme.read_text("utf-8")


def test_the_graph_counts_what_torch_counts() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    reader()
    import learn

    checkpoint = Checkpoint(locate(READER).path / READING.name)
    network = learn.Network(checkpoint)
    data = resources.files("podcast.tag").joinpath("data/reader.npz")
    with data.open("rb") as file, np.load(file) as taught:
        network.take(dict(taught))
    pieces = Pieces(checkpoint.pieces)
    apart = []
    for example in learn.expected("third"):
        with torch.no_grad():
            answer = network(*learn.batch([pieces.cut(example.window)])).sigmoid()[0, 0].item()
        apart.append(abs(answer - reader().read(example.window).tie))
    # eight bits for thirty-two
    assert statistics.median(apart) < 0.02
    assert statistics.quantiles(apart, n=20)[-1] < 0.15
