from pathlib import Path

import pytest

from training_data.additions import Added, add_examples
from training_data.errors import DataBroken
from training_data.loader import load_split
from training_data.schema import Annotation, Example, Split, place
from training_data.twins import Standing

BILL = Example("show April bill", "check_bill", "en", (Annotation("time", 5, 10, "April"),), Path("c_1"), 1)


def message(
    text: str, intent: str = "check_bill", conversation: str = "c_2", language: str = "en"
) -> Example:
    return Example(text, intent, language, (), Path(conversation), 1)


def add(folder: Path, *messages: Example) -> Added:
    return add_examples(folder, {one: f"{place(one)} confirmed by Ann" for one in messages})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "train/en/billing.yml", "check_bill", "my bill")
    write(tmp_path / "test/en/billing.yml", "check_bill", "what do I owe?")
    return tmp_path


def write(path: Path, intent: str, *messages: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"    - {message}\n" for message in messages)
    path.write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{lines}', encoding="utf-8")


def learned(folder: Path) -> set[tuple[str, str, str]]:
    return {(one.text, one.intent, one.language) for one in load_split(folder, Split.train)}


def test_messages_go_beside_those_that_are_there_with_their_spans(folder: Path) -> None:
    chinese = message("订单呢", "order_status", language="zh")
    result = add(folder, BILL, chinese)
    assert result.added == (BILL, chinese)
    assert result.files == (folder / "train/en/review.yml", folder / "train/zh/review.yml")
    assert learned(folder) == {
        ("my bill", "check_bill", "en"),
        ("show April bill", "check_bill", "en"),
        ("订单呢", "order_status", "zh"),
    }
    spans = [one.entities for one in load_split(folder, Split.train) if one.entities]
    assert [(span.entity, span.raw) for (span,) in spans] == [("time", "April")]


def test_adding_again_adds_nothing_and_more_comes_after_what_was_written(folder: Path) -> None:
    add(folder, BILL)
    written = (folder / "train/en/review.yml").read_text(encoding="utf-8")
    again = add(folder, BILL, message("SHOW  april bill", conversation="c_3"))
    assert (again.added, again.files) == ((), ())
    assert [(twin.standing, twin.there.file.name, twin.there.line) for twin in again.twins] == [
        (Standing.doubled, "review.yml", 7)
    ] * 2
    add(folder, message("the bill of May", conversation="c_4"))
    assert (folder / "train/en/review.yml").read_text(encoding="utf-8").startswith(written)


def test_a_note_is_kept_of_each_message_whatever_is_in_it(folder: Path) -> None:
    add_examples(folder, {message("may bill"): "c:1 by Ann\n- intent: x", message("june bill"): "c:2 by Bo"})
    written = (folder / "train/en/review.yml").read_text(encoding="utf-8")
    assert "# c:1 by Ann - intent: x\n# c:2 by Bo\n- intent: check_bill\n" in written
    assert len(learned(folder)) == 3


def test_twins_are_added_once_and_the_second_names_the_first(folder: Path) -> None:
    other = message("Show april bill", "request_invoice", "c_3")
    result = add(folder, BILL, other)
    (twin,) = result.twins
    assert result.added == (BILL,)
    assert (twin.message, twin.there, twin.standing) == (other, BILL, Standing.disputed)


def test_a_message_of_the_test_split_stays_out_of_training(folder: Path) -> None:
    (twin,) = add(folder, message("What do I owe")).twins
    assert (twin.standing, twin.there.file, twin.there.line) == (
        Standing.held_out,
        folder / "test/en/billing.yml",
        5,
    )
    assert len(learned(folder)) == 1


def test_a_message_that_is_there_as_something_else_is_told_with_its_place(folder: Path) -> None:
    (twin,) = add(folder, message("my bill", "request_invoice")).twins
    assert (twin.standing, twin.there.intent, twin.there.file.name, twin.there.line) == (
        Standing.disputed,
        "check_bill",
        "billing.yml",
        5,
    )


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    add(tmp_path / "new", BILL)
    assert learned(tmp_path / "new") == {("show April bill", "check_bill", "en")}


def test_a_broken_file_stops_all_of_it(folder: Path) -> None:
    (folder / "train/zh").mkdir()
    (folder / "train/zh/broken.yml").write_text("nlu: [", encoding="utf-8")
    with pytest.raises(DataBroken, match=r"broken\.yml"):
        add(folder, BILL)
    assert not (folder / "train/en/review.yml").exists()


def test_a_review_file_that_would_not_be_read_any_more_is_left_as_it_was(folder: Path) -> None:
    indented = "  nlu:\n    - intent: greet\n      examples: |\n        - hi\n"
    (folder / "train/en/review.yml").write_text(indented, encoding="utf-8")
    with pytest.raises(DataBroken, match=r"review\.yml"):
        add(folder, BILL)
    assert (folder / "train/en/review.yml").read_text(encoding="utf-8") == indented
    assert [file.name for file in (folder / "train/en").iterdir() if file.name.startswith(".")] == []
