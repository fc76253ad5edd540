"""What a check says: a rule that is broken, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Literal

__all__ = ["Finding", "Rule", "rules_of"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thing that has to be so. `message` and `fix` are templates; each rule's code is its own for good."""

    code: str
    level: Literal["error", "warning"]
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken in `file` (relative to the show, or as it was named), at `line` where one is known."""

    rule: Rule
    file: str
    line: int = 0
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return self.rule.message.format(**self.values)


def rules_of(*modules: ModuleType) -> dict[str, Rule]:
    """Every rule that these modules declare, by code, in order of code."""
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
