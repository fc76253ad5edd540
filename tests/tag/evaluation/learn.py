"""Teaches the reader of places: `python tests/tag/evaluation/learn.py` writes `podcast/tag/data/reader.npz`.

Needs torch. The published weights stand still; beside each matrix a product of
two thin ones is learned (Hu et al., "LoRA", 2021), with biases and a head. The first answer of the head is
whether the mention ties the person to the place, the other four how, learned where a person marked it.

    --out FILE     where to write instead
    --hold NAME    a part that is not learned from, but judged (several times)
    --go-on FILE   learn on from what was learned before, for an epoch less and with smaller steps
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from marked import read
from passages import passages
from torch import nn
from torch.nn import functional

from podcast.model import Segment, Transcript
from podcast.tag import BUILT_IN, load_territory
from podcast.tag.places import mentions_in
from podcast.tag.reader import RELATIONS
from podcast.tag.reader.checkpoint import Checkpoint
from podcast.tag.reader.graph import LORA_SCALE
from podcast.tag.reader.pieces import Pieces
from podcast.tag.sound import sound
from podcast.tag.window import ANOTHER, BLANK, Window, window
from podcast.tag.words import ANSWERED, ASKED, WORD, tokens
from podcast.weights import READER, READING, pull

FOLDER = Path(__file__).parent
TERRITORIES = {name: load_territory(name, Path()) for name in BUILT_IN}
# Single passages whose mentions are those the search finds, tied where they are of the place expected.
EXPECTED = (
    "building", "second", "testing", "unseen", "fresh", "last", "clause", "frozen", "third", "fourth",
    "fifth", "sixth", "seventh", "eighth", "ninth", "eleventh",
)  # fmt: skip
OUT = Path(__file__).parents[3] / "podcast/tag/data/reader.npz"
PADDING = 1  # the number of the piece that is none
RANK, RATE, EPOCHS, BATCH = 16, 8e-4, 4, 32
KEPT = (ANOTHER, BLANK.strip("<>"))
MATRICES, NORMS = ("q", "k", "v", "ao", "fi", "fo"), ("aln", "oln")


@dataclass(frozen=True)
class Example:
    part: str
    window: Window
    tied: bool
    relations: frozenset[str]


def examples() -> list[Example]:
    """Everything learned from, in the order of the files."""
    found = [example for part in EXPECTED for example in expected(part)]
    for file in sorted(FOLDER.glob("learning/*.t*")):
        found += marked(file)
    return found


def expected(part: str) -> list[Example]:
    """Passages of the first kind, and what an engine heard of those that were read aloud."""
    found = []
    written = passages(part)
    aloud = [each for each, own in zip(passages(part, "base"), written, strict=True) if each.text != own.text]
    for each in (*written, *aloud):
        if each.task != "place":
            continue
        words = tokens(Transcript(each.language, 1000, (Segment(0, 1000, each.text),)), frozenset())
        mentions = mentions_in(words, TERRITORIES[each.territory], each.language)
        for number, mention in enumerate(mentions):
            tied = mention.area == each.expected
            found.append(Example(part, window(words, mentions, number), tied, frozenset()))
    return found


def marked(file: Path) -> list[Example]:
    found = []
    for each in read(file, "clermont", "en" if file.stem.startswith("en") else "fr"):
        for number, tie in enumerate(each.ties):
            if tie is not None:
                seen = window(each.words, each.mentions, number)
                found.append(Example(file.stem, seen, bool(tie), tie))
    return found


class Linear(nn.Module):
    def __init__(self, weight: np.ndarray, bias: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("weight", torch.tensor(weight))
        self.bias = nn.Parameter(torch.tensor(bias))
        self.a = nn.Parameter(torch.randn(RANK, weight.shape[1]) * weight.shape[1] ** -0.5)
        self.b = nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # beside the weight and not in it: nothing is counted back through a whole matrix
        learned = functional.linear(functional.linear(x, self.a), self.b)
        return functional.linear(x, self.weight, self.bias) + LORA_SCALE * learned


class Network(nn.Module):
    def __init__(self, checkpoint: Checkpoint) -> None:
        super().__init__()
        width, self.heads = checkpoint.width, checkpoint.heads
        one = lambda name: torch.tensor(checkpoint.tensor(name, 1)[:, 0])  # noqa: E731
        for name in ("word", "pos"):
            self.register_buffer(
                name, torch.tensor(checkpoint.tensor(f"emb.{name}", width)), persistent=False
            )
        self.register_buffer("kind", torch.tensor(checkpoint.tensor("emb.type", width)[0]), persistent=False)
        self.first = nn.LayerNorm(width, eps=1e-12).requires_grad_(False)
        self.first.weight.data, self.first.bias.data = one("emb.ln.w"), one("emb.ln.b")
        self.layers = nn.ModuleList()
        for layer in range(checkpoint.layers):
            parts = nn.ModuleDict()
            for name in MATRICES:
                bias = checkpoint.tensor(f"l{layer}.{name}.b", 1)[:, 0]
                inner = 4 * width if name == "fo" else width
                parts[name] = Linear(checkpoint.tensor(f"l{layer}.{name}.w", inner), bias)
            for name in NORMS:
                parts[name] = nn.LayerNorm(width, eps=1e-12)
                parts[name].weight.data, parts[name].bias.data = (
                    one(f"l{layer}.{name}.w"),
                    one(f"l{layer}.{name}.b"),
                )
            self.layers.append(parts)
        self.d, self.o = nn.Linear(2 * width, 192), nn.Linear(192, 1 + len(RELATIONS))

    def forward(self, pieces: torch.Tensor, blank: torch.Tensor) -> torch.Tensor:
        count, length = pieces.shape
        there = pieces != PADDING
        x = self.drop(self.first(self.word[pieces] + self.pos[:length] + self.kind))
        padding = torch.zeros(there.shape).masked_fill(~there, -1e4)[:, None, None, :]
        for layer in self.layers:
            query, key, value = (
                layer[name](x).view(count, length, self.heads, -1).transpose(1, 2) for name in "qkv"
            )
            # with torch's own attention a step took 2.0 s on two cores, so it takes 1.2
            alike = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5 + padding.to(query.dtype)
            seen = alike.softmax(-1).to(value.dtype) @ value
            x = layer["aln"](x + self.drop(layer["ao"](seen.transpose(1, 2).reshape(count, length, -1))))
            x = layer["oln"](x + self.drop(layer["fo"](functional.gelu(layer["fi"](x)))))
        x = x.float()
        shown = there[:, :, None].float()
        mean = (x * shown).sum(1) / shown.sum(1)
        both = torch.cat([x[torch.arange(count), blank], mean], 1)
        return self.o(torch.tanh(self.d(self.drop(both))))

    def drop(self, x: torch.Tensor) -> torch.Tensor:
        return functional.dropout(x, 0.1, self.training)

    def take(self, learned: Mapping[str, np.ndarray]) -> None:
        """What was learned before."""
        for name, value in learned.items():
            target = self.get_parameter(
                name.removeprefix("head.") if name.startswith("head.") else f"layers.{name}"
            )
            target.data = torch.tensor(value.astype(np.float32))

    def learned(self) -> dict[str, np.ndarray]:
        """What `podcast/tag/reader/graph.py` adds to the published weights, as halves."""
        found = {
            f"head.{name}": value for name, value in self.state_dict().items() if name[:2] in ("d.", "o.")
        }
        for number, layer in enumerate(self.layers):
            for name in MATRICES:
                found |= {f"{number}.{name}.{end}": getattr(layer[name], end) for end in ("a", "b", "bias")}
            for name in NORMS:
                found |= {f"{number}.{name}.{end}": getattr(layer[name], end) for end in ("weight", "bias")}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


class Mishearing:
    """Words as a weak engine hears them: for one in so many, another that sounds so, none, or half of one."""

    def __init__(self, taught: Sequence[Example]) -> None:
        words = Counter(
            match[0].lower()
            for each in taught
            for text in (each.window.before, each.window.after)
            for match in WORD.finditer(text)
        )
        self.alike: dict[str, list[str]] = defaultdict(list)
        for word, _ in words.most_common():
            if len(self.alike[sound(word, "fr")]) < 6:
                self.alike[sound(word, "fr")].append(word)
        self.near: dict[str, list[str]] = defaultdict(list)
        for each in self.alike:
            for at in range(len(each)):
                self.near[each[:at] + each[at + 1 :]].append(each)

    def heard(self, text: str, share: float, dice: random.Random) -> str:
        return WORD.sub(lambda match: self._word(match[0], share, dice), text)

    def _word(self, word: str, share: float, dice: random.Random) -> str:
        if dice.random() >= share or word in KEPT:
            return word
        way, key = dice.random(), sound(word, "fr")
        if way < 0.35:
            return dice.choice(self.alike[key])
        if way < 0.7:
            at = dice.randrange(len(key))
            return dice.choice(self.alike[dice.choice(self.near[key[:at] + key[at + 1 :]])])
        if way < 0.8:
            return ""
        if way < 0.9:
            at = dice.randrange(len(word))
            return f"{word[:at]} {word[at:]}"
        return word[: dice.randrange(len(word)) + 1]


def roughened(seen: Window, mishearing: Mishearing, dice: random.Random) -> Window:
    """As engines may write it: sometimes misheard, without capitals or stops, or without who speaks."""
    before, after = seen.before, seen.after
    if dice.random() < 0.35:
        share = dice.uniform(0.02, 0.16)
        before, after = (mishearing.heard(text, share, dice) for text in (before, after))
    if dice.random() < 0.3:
        before, after = (text.replace(ASKED, "").replace(ANSWERED, "") for text in (before, after))
    if dice.random() < 0.25:
        way = dice.random()
        stops = "" if way < 0.4 else ",;:" if way < 0.7 else ".,;:!?"
        before, after = (
            "".join(letter for letter in text if letter not in stops) for text in (before, after)
        )
        if way < 0.4 or way >= 0.7:
            before, after = before.lower(), after.lower()
    return Window(before, after)


def batch(cut: Sequence[tuple[list[int], int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pieces in rows of few different lengths: torch makes a plan for each, and keeps them all."""
    longest = -(-max(len(numbers) for numbers, _ in cut) // 16) * 16
    pieces = torch.full((len(cut), longest), PADDING)
    for row, (numbers, _) in enumerate(cut):
        pieces[row, : len(numbers)] = torch.tensor(numbers)
    return pieces, torch.tensor([at for _, at in cut])


def loss_of(answers: torch.Tensor, some: Sequence[Example]) -> torch.Tensor:
    tied = torch.tensor([float(each.tied) for each in some])
    loss = functional.binary_cross_entropy_with_logits(answers[:, 0], tied * 0.96 + 0.02)
    ways = torch.tensor([[float(name in each.relations) for name in RELATIONS] for each in some])
    known = torch.tensor([float(bool(each.relations - {""})) for each in some])
    how = functional.binary_cross_entropy_with_logits(answers[:, 1:], ways, reduction="none").mean(1)
    return loss + 0.3 * (how * known).sum() / known.sum().clamp(min=1)


def learn(network: Network, pieces: Pieces, taught: Sequence[Example], *, again: bool) -> None:
    epochs, rate = (EPOCHS - 1, 0.6 * RATE) if again else (EPOCHS, RATE)
    dice, mishearing = random.Random(1 if again else 0), Mishearing(taught)
    head = [*network.d.parameters(), *network.o.parameters()]
    rest = [value for value in network.layers.parameters() if value.requires_grad]
    groups = [{"params": rest, "lr": rate, "base": rate}, {"params": head, "lr": 2 * rate, "base": 2 * rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    total, step = epochs * math.ceil(len(taught) / BATCH), 0
    mean: list[torch.Tensor] = []
    network.train()
    for epoch in range(epochs):
        begun, lost = time.time(), 0.0
        order = dice.sample(range(len(taught)), len(taught))
        # windows of like length are counted together
        pools = [order[at : at + BATCH * 16] for at in range(0, len(order), BATCH * 16)]
        pools = [
            sorted(pool, key=lambda k: len(taught[k].window.before + taught[k].window.after))
            for pool in pools
        ]
        batches = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
        dice.shuffle(batches)
        for number, chosen in enumerate(batches):
            some = [taught[k] for k in chosen]
            share = min(1.0, step / (0.1 * total)) * max(0.02, 1 - step / total)
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * share
            with torch.autocast("cpu", dtype=torch.bfloat16):
                answers = network(
                    *batch([pieces.cut(roughened(each.window, mishearing, dice)) for each in some])
                )
            loss = loss_of(answers.float(), some)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            if step > total // 2:
                follow(mean, [*rest, *head])
            lost += loss.item() * len(some)
            if number % 50 == 49:
                print(f"  {number + 1} of {len(batches)}, {time.time() - begun:.0f} s", flush=True)
        print(f"epoch {epoch + 1}: loss {lost / len(taught):.3f}, {time.time() - begun:.0f} s", flush=True)
    for value, steady in zip([*rest, *head], mean, strict=True):
        value.data = steady


def follow(mean: list[torch.Tensor], values: Sequence[torch.Tensor]) -> None:
    """The mean of the last weights, steadier than the last ones."""
    if not mean:
        mean += [value.detach().clone() for value in values]
    for steady, value in zip(mean, values, strict=True):
        steady.lerp_(value.detach(), 0.01)


def judged(network: Network, pieces: Pieces, held: Sequence[Example]) -> np.ndarray:
    network.eval()
    with torch.no_grad():
        found = [network(*batch([pieces.cut(each.window)])).sigmoid().numpy()[0] for each in held]
    return np.array(found)


def report(part: str, held: Sequence[Example], found: np.ndarray) -> None:
    truth = np.array([each.tied for each in held])
    line = []
    for least in (0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97):
        said = found[:, 0] >= least
        line.append(f"{least}: {truth[said].mean() if said.any() else 0:.3f}/{said[truth].mean():.3f}")
    print(part, len(held), int(truth.sum()), "precision/recall", "  ".join(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--hold", action="append", default=[])
    parser.add_argument("--go-on", type=Path)
    given = parser.parse_args()
    torch.manual_seed(0)
    checkpoint = Checkpoint(pull(READER, lambda _there, _all: None).path / READING.name)
    pieces, network = Pieces(checkpoint.pieces), Network(checkpoint)
    every = examples()
    taught = [each for each in every if each.part not in given.hold]
    print(
        f"{len(taught)} mentions to learn from, {sum(each.tied for each in taught)} of them ties", flush=True
    )
    if given.go_on:
        with np.load(given.go_on) as before:
            network.take(dict(before))
    learn(network, pieces, taught, again=bool(given.go_on))
    np.savez_compressed(given.out, **network.learned())  # type: ignore[arg-type]
    for part in given.hold:
        held = [each for each in every if each.part == part]
        report(part, held, judged(network, pieces, held))


if __name__ == "__main__":
    main()
