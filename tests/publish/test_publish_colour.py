"""One accent colour, legible in both modes whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.publish.colour import NIGHT, NIGHT_RAISED, PAPER, PAPER_RAISED, accent, contrast


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(st.integers(0, 0xFFFFFF))
def test_every_accent_can_be_read(value: int) -> None:
    found = accent(f"#{value:06x}")
    for ground in (PAPER, PAPER_RAISED):
        assert contrast(found.day, ground) >= 4.5
    for ground in (NIGHT, NIGHT_RAISED):
        assert contrast(found.night, ground) >= 4.5
    assert contrast(found.day, found.on_day) >= 4.5
    assert contrast(found.night, found.on_night) >= 4.5


def test_a_legible_accent_is_kept_and_a_wrong_one_replaced() -> None:
    assert accent("#b3261e").day == "#b3261e"
    assert accent("red; } body { display: none").day == "#b3261e"
