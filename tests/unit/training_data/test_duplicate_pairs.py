import pytest

from training_data.duplicate_pairs import FOLDER, LEARNED, read_pairs
from training_data.errors import FileBroken

HARD = {
    "other symptom", "other platform", "other id", "other action", "other module", "question and fault",
    "one and all",
}  # fmt: skip


@pytest.fixture
def written():
    return {file.stem: read_pairs(file) for file in FOLDER.glob("*.yml")}


def is_chinese(text):
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize(("names", "enough"), [(("test", "dev"), 360), (("test", "held", "fresh"), 500)])
def test_there_are_enough_pairs_in_both_languages_and_nearly_half_are_hard(written, names, enough):
    pairs = [pair for name in names for pair in written[name]]
    assert len(pairs) >= enough
    assert len([one for one in pairs if one.kind in HARD]) >= 0.45 * len(pairs)
    languages = [(is_chinese(one.a), is_chinese(one.b)) for one in pairs]
    for spoken in ((True, True), (False, False), (True, False)):
        assert languages.count(spoken) >= 60


def test_no_pair_is_in_two_files(written):
    seen = [frozenset((one.a, one.b)) for pairs in written.values() for one in pairs]
    assert len(seen) == len(set(seen))


def test_no_text_that_is_learned_from_is_measured_on(written):
    learned = {text for file in LEARNED for one in read_pairs(file) for text in (one.a, one.b)}
    for name in ("test", "held", "fresh", "strangers", "calibration"):
        assert not learned & {text for one in written[name] for text in (one.a, one.b)}, name


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pairs:\n  - duplicate: maybe\n    kind: typos\n    a: x\n    b: y\n", ":2: .*true or false"),
        ("pairs:\n  - duplicate: true\n    kind: typos\n    a: x\n", ":2: .*lacks b"),
        ("pairs:\n  - duplicate: true\n    kind: odd\n    a: x\n    b: y\n", ":3: .*got 'odd'"),
        ("other: []\n", "expected one of pairs"),
    ],
)
def test_a_broken_file_names_its_line(tmp_path, text, problem):
    file = tmp_path / "pairs.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileBroken, match=problem):
        read_pairs(file)
