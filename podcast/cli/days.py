"""Days as they are typed: 2026-09-01."""

from __future__ import annotations

from typing import Any

import click

from podcast.cli.messages import _

__all__ = ["DAY"]


class _Day(click.DateTime):
    """A day of the calendar, as midnight. What click says of another names strftime's signs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(_("«{found}» is no day: write it as 2026-09-01", found=value), param, ctx)


DAY = _Day(["%Y-%m-%d"])
