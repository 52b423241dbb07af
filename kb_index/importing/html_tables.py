"""Tables of HTML as those of Markdown can be: a head first, and every cell in one row."""

import re
from collections.abc import Iterator
from copy import copy

from bs4.element import Tag

from kb_index.articles import ArticleProblem

CELLS = ["td", "th"]

MOST_SPANNED = 10_000
"""Tags that cells which span rows are repeated by; a page of a few bytes could ask for millions."""


def straighten(table: Tag) -> None:
    """Changes it. Raises ArticleProblem."""
    rows = [row for row in table("tr") if row.find_parent("table") is table]
    _repeat_spanned(rows)
    if rows and _is_no_head(rows[0]):
        head = Tag(name="tr")
        head.extend(Tag(name="th") for _ in rows[0].find_all(CELLS, recursive=False))
        rows[0].insert_before(head)


def _is_no_head(row: Tag) -> bool:
    """Figures are what a table tells: a row of them taken for the head would be read into all others."""
    return row.find("th") is None and row.find_parent("thead") is None and bool(re.search(r"\d", row.text))


def _repeat_spanned(rows: list[Tag]) -> None:
    down: dict[int, tuple[Tag, int]] = {}
    left = MOST_SPANNED
    for row, before in zip(rows, [None, *rows], strict=False):
        # Cells end with their head, body or foot.
        above = down if before is not None and before.parent is row.parent else {}
        down, at = {}, 0
        for cell in [*row.find_all(CELLS, recursive=False), None]:
            for spanning, goes_on in _from_above(above, at):
                again = copy(spanning)
                left -= 1 + len(again())
                if left < 0:
                    raise ArticleProblem(": its table has too many cells that span rows; expected an article")
                row.append(again) if cell is None else cell.insert_before(again)
                if goes_on > 1:
                    down[at] = spanning, goes_on - 1
                at += _span(again, "colspan")
            if cell is not None:
                if (goes_on := _span(cell, "rowspan") - 1) > 0:
                    down[at] = cell, goes_on
                at += _span(cell, "colspan")


def _from_above(above: dict[int, tuple[Tag, int]], at: int) -> Iterator[tuple[Tag, int]]:
    while at in above:
        yield above[at]
        at += _span(above[at][0], "colspan")


def _span(cell: Tag, name: str) -> int:
    """0 rows are all that follow."""
    written = str(cell.get(name) or "1")
    found = int(written) if re.fullmatch("[0-9]{1,9}", written) else 1
    return min(1000, found if found or name == "colspan" else 1000) or 1
