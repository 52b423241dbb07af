from pathlib import Path

import pytest

from training_data.additions import Addition, add_examples
from training_data.errors import DataBroken
from training_data.loader import load_split
from training_data.schema import Split

BILL = Addition("show [April](time) bill", "check_bill", "en", "c_1:1")


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
    chinese = Addition("订单呢", "order_status", "zh", "c_2:3")
    result = add_examples(folder, [BILL, chinese])
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
    add_examples(folder, [BILL])
    written = (folder / "train/en/review.yml").read_text(encoding="utf-8")
    again = add_examples(folder, [BILL, Addition("SHOW  april bill", "check_bill", "en", "c_3:1")])
    assert (again.added, len(again.known), again.files) == ((), 2, ())
    add_examples(folder, [Addition("the bill of May", "check_bill", "en", "c_4:1")])
    grown = (folder / "train/en/review.yml").read_text(encoding="utf-8")
    assert grown.startswith(written)
    assert "# c_4:1\n" in grown


def test_twins_are_added_once(folder: Path) -> None:
    result = add_examples(folder, [BILL, BILL])
    assert (len(result.added), len(result.known)) == (1, 1)


def test_a_message_of_the_test_split_stays_out_of_training(folder: Path) -> None:
    held_out = Addition("What do I owe", "check_bill", "en", "c_5:1")
    assert add_examples(folder, [held_out]).tested == (held_out,)
    assert len(learned(folder)) == 1


def test_a_message_that_is_there_as_something_else_is_told_with_its_place(folder: Path) -> None:
    other = Addition("my bill", "request_invoice", "en", "c_6:1")
    ((one, there),) = add_examples(folder, [other]).disputed
    assert (one, there.intent, there.file.name, there.line) == (other, "check_bill", "billing.yml", 5)


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    add_examples(tmp_path / "new", [BILL])
    assert learned(tmp_path / "new") == {("show April bill", "check_bill", "en")}


def test_a_broken_file_stops_all_of_it(folder: Path) -> None:
    (folder / "train/zh").mkdir()
    (folder / "train/zh/broken.yml").write_text("nlu: [", encoding="utf-8")
    with pytest.raises(DataBroken, match=r"broken\.yml"):
        add_examples(folder, [BILL])
    assert not (folder / "train/en/review.yml").exists()


def test_a_review_file_that_would_not_be_read_any_more_is_left_as_it_was(folder: Path) -> None:
    indented = "  nlu:\n    - intent: greet\n      examples: |\n        - hi\n"
    (folder / "train/en/review.yml").write_text(indented, encoding="utf-8")
    with pytest.raises(DataBroken, match=r"review\.yml"):
        add_examples(folder, [BILL])
    assert (folder / "train/en/review.yml").read_text(encoding="utf-8") == indented
    assert [file.name for file in (folder / "train/en").iterdir() if file.name.startswith(".")] == []
