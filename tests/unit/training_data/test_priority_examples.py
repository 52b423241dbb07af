import pytest

from training_data.errors import FileBroken
from training_data.priority_examples import LANGUAGES, LEVELS, read_priority_examples


def test_the_written_examples_have_each_level_in_both_languages():
    for split, least in (("dev", 400), ("test", 190), ("strangers", 200)):
        examples = read_priority_examples(split)
        assert len(examples) >= least
        assert {(one.language, one.priority) for one in examples} == {
            (language, level) for language in LANGUAGES for level in LEVELS
        }


def test_no_text_is_written_twice_or_in_two_splits():
    texts = [one.text for split in ("dev", "test", "strangers") for one in read_priority_examples(split)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("- priority: P4\n  text: down", "P4"),
        ("- priority: P0", "text"),
        ("- text: down", "priority"),
        ("- {priority: P0, text: down, plan: gold}", "gold"),
        ("- {priority: P0, text: down, levle: P1}", "levle"),
    ],
)
def test_a_wrong_example_is_named_with_its_line(tmp_path, entry, complaint):
    for language in LANGUAGES:
        (tmp_path / f"dev.{language}.yml").write_text(f"language: {language}\nexamples:\n{entry}\n")
    with pytest.raises(FileBroken, match=complaint) as broken:
        read_priority_examples("dev", tmp_path)
    assert broken.value.line == 3
