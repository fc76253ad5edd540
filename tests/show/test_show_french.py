"""Sentences that reach a producer through a table or a validator have their French too."""

from __future__ import annotations

import ast
import string
from pathlib import Path

from podcast.cli import messages

ROOM = Path(__file__).parents[2] / "podcast/show"
NAMED = {"key", "line", "found", "near", "allowed"}


def test_every_template_of_the_room_has_its_french() -> None:
    texts = {
        node.value
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{" in node.value
    }
    templates = {
        text
        for text in texts
        if " " in text and NAMED & {name for _, name, _, _ in string.Formatter().parse(text)}
    }
    assert len(templates) > 50
    assert sorted(templates - set(messages.catalogue())) == []
