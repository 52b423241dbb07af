import time

import pytest

from kb_index.comparing import compare


def sides(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = compare(before, after)
    return (
        [one.text for one in lines if one.kind != "new"],
        [one.text for one in lines if one.kind != "gone"],
    )


@pytest.mark.parametrize("paragraphs", [3, 300, 9000])
def test_all_lines_of_both_are_there_and_few_differ(paragraphs: int) -> None:
    before = "\n\n".join(f"Paragraph {number} says this" for number in range(paragraphs))
    after = before.replace("Paragraph 2 ", "Paragraph two ")
    assert sides(before, after) == (before.splitlines(), after.splitlines())
    assert sum(one.kind != "same" for one in compare(before, after)) == 2


def test_texts_of_a_megabyte_are_compared_at_once() -> None:
    before = "\n\n".join(f"Paragraph {number} says this" for number in range(20_000))
    after = "\n\n".join(f"Section {number} says that" for number in range(20_000))
    started = time.process_time()
    compare(before, after)
    assert time.process_time() - started < 2
