"""HTML in Markdown is told, code and signs that only look like it are not."""

import pytest

from kb_index.history import IMPORT, By
from kb_index.indexing import index_files
from kb_index.unsearched import html_in, is_found
from tests.article_files import article_file
from tests.unit.kb_index.conftest import EMBEDDER, NOW


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("Press <kbd>Ctrl</kbd>.<br>", ("<kbd>", "<br>")),
        ("按 <KBD>Ctrl</KBD>。\n\n<details>\n<summary>更多</summary>", ("<kbd>", "<details>", "<summary>")),
        ("- a\n- b <!-- to do -->", ("<!--",)),
        ("| a |\n| --- |\n| b<br/>c |", ("<br>",)),
        ("> quoted </b>", ("<b>",)),
        ("<a><b><i><u><s><p>", ("<a>", "<b>", "<i>", "<u>", "<s>")),
        ("`<kbd>` and 1 < 2, a <- b, x<y", ()),
        ("```html\n<kbd>\n```\n\n    <b>code</b>", ()),
        ("<https://lanyun.example> and \\<b>, &lt;b&gt;, <注意>", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_html_is_told_by_its_tags(body: str, tags: tuple[str, ...]) -> None:
    assert html_in(body) == tags


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("## 标题", False), ("<div>text</div>", False), ("# A\n\n## B\n\n---", False), ("", False),
        ("> quoted", True), ("- item", True), ("```\ncode\n```", True), ("<b>text</b> more", True),
        ("![a menu](pictures/menu.png)", True),
    ],
)  # fmt: skip
def test_a_text_of_headings_and_html_alone_is_found_by_nobody(body: str, found: bool) -> None:
    assert is_found(body, "zh") is found


def test_an_import_tells_what_readers_see_and_search_does_not(session) -> None:
    files = [
        article_file("keys", body="Press <kbd>Ctrl</kbd>."),
        article_file("more", language="zh", body="<details>更多</details>"),
        article_file("plain"),
    ]

    def told() -> tuple[str, ...]:
        return index_files(session, "lanyun", files, EMBEDDER, by=By(IMPORT, "csv a.csv", NOW)).problems

    assert told() == (
        "keys, en: its HTML (<kbd>) is shown as it stands and not searched; write Markdown",
        "more, zh: its HTML (<details>) is shown as it stands and not searched; write Markdown",
        "more, zh: nothing of its text can be found: there is none beside headings and HTML",
    )
    assert told() == (), "of what changed nothing is said again"
