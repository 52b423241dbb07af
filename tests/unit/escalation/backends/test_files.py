"""Which files go along with a push, and what is said of those that do not."""

from dataclasses import replace

import pytest

from escalation.backends.files import NOT_ANSWERED, files_of, not_taken, with_content, within, without_files
from escalation.backends.types import File, Opening, Saying, Setting

SMALL, LARGE = File("f_1", "a.png", "image/png", 10), File("f_2", "b.zip", "application/zip", 3 * 1024 * 1024)
SAID = Saying("k", "#7/5", "88", "", "41", "登录", "周宁：\n看图", True, "zh", (LARGE, SMALL))
OPENED = Opening("k", "#7/1", 7, "Login", "", "P1", "en", None, (SMALL, LARGE))


def test_what_fits_goes_along_and_what_does_not_is_named() -> None:
    assert within(SAID, 4 * 1024 * 1024) == SAID
    fitting = within(SAID, 2 * 1024 * 1024)
    assert files_of(fitting) == (SMALL,)
    assert isinstance(fitting, Saying)
    assert fitting.text == "周宁：\n看图\n（文件“b.zip”没有传过来：超过一次可传的 2 MB）"


def test_together_they_are_no_more_than_that() -> None:
    both = replace(SAID, files=(LARGE, replace(LARGE, id="f_3", name="c.zip"), SMALL))
    assert [file.id for file in files_of(within(both, 4 * 1024 * 1024))] == ["f_2", "f_1"]


def test_an_opening_says_it_in_the_tickets_language() -> None:
    left = without_files(OPENED, not_taken("the answer was 422"))
    assert isinstance(left, Opening)
    assert left.files == ()
    assert left.text.splitlines() == [
        "(The file a.png did not come along: it was not taken here, the answer was 422.)",
        "(The file b.zip did not come along: it was not taken here, the answer was 422.)",
    ]


def test_a_file_that_is_gone_is_named_and_the_others_are_read() -> None:
    read = with_content(SAID, lambda file: b"bytes" if file.id == "f_1" else None)
    assert [(file.id, file.content) for file in files_of(read)] == [("f_1", b"bytes")]
    assert isinstance(read, Saying)
    assert "b.zip" in read.text
    assert "原来的文件已不在" in read.text


@pytest.mark.parametrize(
    "push", [replace(SAID, files=()), Setting("k", "r", "88", "", "", "open", None, "t")]
)
def test_what_has_no_files_stays_as_it_is(push: Saying | Setting) -> None:
    assert within(push, 0) == without_files(push, NOT_ANSWERED) == with_content(push, lambda _: None) == push
