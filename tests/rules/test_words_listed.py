"""Several things in one sentence."""

import pytest

from app.kernel.words import listed


@pytest.mark.parametrize(
    ("names", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a och b"), (("a", "b", "c"), "a, b och c")],
)
def test_and_stands_before_the_last(names: tuple[str, ...], said: str) -> None:
    assert listed(names) == said
