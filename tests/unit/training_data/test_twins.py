"""Which messages are new, for everything that adds or checks some."""

from pathlib import Path

import pytest

from training_data.schema import Example
from training_data.twins import Standing, bare_key, find_new


def message(text: str, intent: str = "greet", line: int = 1) -> Example:
    return Example(text, intent, "en", (), Path("talk.yml"), line)


@pytest.mark.parametrize(
    ("text", "standing"),
    [("HI  there ", Standing.doubled), ("hi there!", None), ("Thanks!!", Standing.held_out), ("!!", None)],
)
def test_case_and_spaces_never_count_and_signs_only_within_a_split(
    text: str, standing: Standing | None
) -> None:
    new, twins = find_new([message(text)], [message("hi there")], [message("thanks"), message("?")])
    assert [twin.standing for twin in twins] == ([standing] if standing else [])
    assert len(new) == (0 if standing else 1)


def test_the_first_of_twins_counts_and_the_others_name_it() -> None:
    first, same, other = message("hi"), message("Hi", line=2), message("hi", "goodbye", 3)
    new, twins = find_new([first, same, other])
    assert new == [first]
    assert [(twin.message, twin.there, twin.standing) for twin in twins] == [
        (same, first, Standing.doubled),
        (other, first, Standing.disputed),
    ]


def test_the_key_may_be_a_stricter_one() -> None:
    assert find_new([message("hm?")], [message("hm")], key=bare_key)[0] == []
