"""What a reader sees of a long passage speaks of what they asked."""

import pytest

from kb_index.excerpt import excerpt
from kb_index.telling_sentence import find_telling
from kb_index.types import SearchHit

EN = SearchHit(
    "export",
    "Export a board",
    "en",
    1,
    9.0,
    "Exports run in the background. You are told by mail once one is ready. The file may be fetched for "
    "seven days. Attachments are left out, unless the box for them is ticked. Large boards are cut.",
)
ZH = SearchHit(
    "export",
    "导出看板",
    "zh",
    1,
    9.0,
    "导出在后台进行。完成后会发邮件通知你。文件保留七天。默认不含附件，勾选后才会带上。大看板会拆成几个文件。",
)


@pytest.mark.parametrize(
    ("hit", "question", "told"),
    [
        (
            EN,
            "are attachments in the export?",
            "Attachments are left out, unless the box for them is ticked.",
        ),
        (EN, "how many days can i fetch the file", "The file may be fetched for seven days."),
        (ZH, "附件会一起导出吗", "默认不含附件，勾选后才会带上。"),
        (ZH, "文件能保留几天", "文件保留七天。"),
    ],
)
def test_the_sentence_with_the_questions_words_is_shown(hit: SearchHit, question: str, told: str) -> None:
    assert excerpt(hit.passage, len(told) + 4, find_telling(hit, question)) == f"… {told}"


@pytest.mark.parametrize("question", ["", "？", "附件会一起导出吗", "the and of"])
def test_where_no_word_is_shared_the_opening_is_shown(question: str) -> None:
    assert find_telling(EN, question) == 0
