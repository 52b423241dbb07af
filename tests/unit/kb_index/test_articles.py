from collections.abc import Callable
from pathlib import Path

import pytest

from kb_index.articles import MAX_BYTES, read_articles, unknown_related
from kb_index.errors import BrokenArticles


def test_an_article_is_read_with_all_its_fields(folder: Path, write: Callable) -> None:
    write("refund-policy.zh", '"退款: 规则"', "十四天内可退。", versions=">=5.0", revision=3)
    (article,) = read_articles(folder)
    assert (article.id, article.language, article.title) == ("refund-policy", "zh", "退款: 规则")
    assert (article.versions, article.revision, article.audience) == (">=5.0", 3, ("member",))
    assert article.updated.isoformat() == "2026-04-25"
    assert article.body == "十四天内可退。"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: A", "title: ''", "a.en.md:2: title: got '', expected a text of 1 to 300 characters"),
        ("title: A", "title: [", "a.en.md:4: did not find expected ',' or"),
        ("module: billing\n", "", "a.en.md:1: module: missing; expected title, module"),
        (
            'versions: "*"',
            'versions: "5 or so"',
            "a.en.md:6: versions: got '5 or so', expected \"*\" or bounds",
        ),
        (
            "audience: [member]",
            "audience: member",
            "a.en.md:7: audience: got 'member', expected a list of words",
        ),
        (
            "revision: 1",
            "revision: zero",
            "a.en.md:8: revision: got 'zero', expected a whole number from 1 up",
        ),
        (
            "updated: 2026-04-25",
            "updated: spring",
            "a.en.md:9: updated: got 'spring', expected a date such as",
        ),
        (
            "related: []",
            'asked_as: [""]\nrelated: []',
            "a.en.md:10: asked_as: got '', expected questions of 1 to 200 characters",
        ),
        (
            "module: billing",
            "module: " + "b" * 33,
            "a.en.md:3: module: got '" + "b" * 33 + "', expected at most 32",
        ),
        ('versions: "*"', 'versions: "' + ">=1.0," * 15 + '<9.0"', "a.en.md:6: versions: got '>=1.0,"),
        ("revision: 1", "revision: 3000000000", "a.en.md:8: revision: got 3000000000, expected a whole"),
        ("updated: 2026-04-25", "updated: 2026-13-45", "month must be in 1..12"),
        ("revision: 1", "revision: " + "9" * 5000, "Exceeds the limit"),
        ("title: A", 'title: "\\0"', "a.en.md:2: title: got the character '\\x00', expected text"),
        ("related: []", "related: " + "[" * 99_999, "nested deeper than 50 levels; expected lines such as"),
        ("Body.", "", "a.en.md:12: the article is empty"),
        ("---\ntitle", "title", "a.en.md:1: got 'title: A', expected --- and the front matter"),
        ("related: []\n---", "related: []", "a.en.md:1: the front matter has no end"),
    ],
)
def test_a_broken_file_is_named_with_line_and_field(
    folder: Path, write: Callable, old: str, new: str, said: str
) -> None:
    path = write("a.en", "A", "Body.")
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(BrokenArticles) as caught:
        read_articles(folder)
    assert said in str(caught.value)


def test_an_id_of_101_characters_or_of_another_page_is_refused(folder: Path, write: Callable) -> None:
    for name in ("a" * 100, "a" * 101, "in", "search"):
        write(f"{name}.en", "A", "Body.")
    with pytest.raises(BrokenArticles) as caught:
        read_articles(folder)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        f"{'a' * 101}.en.md", "in.en.md", "search.en.md",
    ]  # fmt: skip
    assert "expected at most 100 characters" in caught.value.problems[0]


def bomb(levels: int) -> str:
    """Nine names for nine of the names before."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join([*lines, f"title: *a{levels - 1}"])


@pytest.mark.parametrize(
    ("front", "said"),
    [
        (bomb(3), "title: got [[[...], [...], [...], [...], ...]"),
        (bomb(9), "aliases repeat more than 100,000 characters; expected lines"),
        ("title: &a [*a]", "*a stands within what it names"),
        ("title: " + "A" * 100_000, "expected a text of 1 to 300 characters"),
        ("title: [" + ", ".join("b" * 9_999) + "]", "title: got ['b', 'b', 'b', 'b', ...]"),
        ("title: *" + "a" * 100_000, "undefined alias"),
    ],
)
def test_of_a_value_without_measure_little_is_told(
    folder: Path, write: Callable, front: str, said: str
) -> None:
    path = write("a.en", "A", "Body.")
    path.write_text(path.read_text().replace("title: A", front))
    with pytest.raises(BrokenArticles) as caught:
        read_articles(folder)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 500


def test_an_alias_that_repeats_a_little_is_fine(folder: Path, write: Callable) -> None:
    path = write("a.en", "A", "Body.")
    path.write_text(path.read_text().replace("audience: [member]", "audience: &who [member]\nplans: *who"))
    assert read_articles(folder)[0].plans == ("member",)


def test_languages_that_disagree_at_length_are_told_shortly(folder: Path, write: Callable) -> None:
    for language, tag in (("en", "a"), ("zh", "b")):
        path = write(f"a.{language}", "A", "Body.")
        many = ", ".join(f"{tag}{n}" for n in range(10_000))
        path.write_text(path.read_text().replace("related: []", f"related: [{many}]"))
    with pytest.raises(BrokenArticles) as caught:
        read_articles(folder)
    assert len(str(caught.value)) < 300


def test_every_broken_file_is_told_at_once(folder: Path, write: Callable) -> None:
    write("a.en", "A", "")
    (folder / "b.en.md").write_bytes(b"---\xff\xfe\n")
    (folder / "c.zh.md").write_bytes(b"-" * (MAX_BYTES + 1))
    (folder / "Not A Slug.en.md").write_text("x")
    with pytest.raises(BrokenArticles) as caught:
        read_articles(folder)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "Not A Slug.en.md", "a.en.md", "b.en.md", "c.zh.md",
    ]  # fmt: skip
    assert "is not UTF-8" in str(caught.value)
    assert "split the article" in str(caught.value)


def test_languages_of_one_article_must_agree(folder: Path, write: Callable) -> None:
    write("a.en", "A", "Text.", versions=">=5.0")
    write("a.zh", "甲", "文字。", versions="*")
    with pytest.raises(
        BrokenArticles, match=r"a\.zh\.md: versions: got '\*', expected '>=5\.0' as in a\.en\.md"
    ):
        read_articles(folder)


def test_other_files_are_left_alone_and_an_empty_folder_is_an_error(folder: Path, tmp_path: Path) -> None:
    (folder / "FACTS.md").write_text("# Facts")
    with pytest.raises(BrokenArticles, match=r"no articles; expected files such as refund-policy\.zh\.md"):
        read_articles(folder)
    with pytest.raises(BrokenArticles, match="no such folder"):
        read_articles(tmp_path / "nowhere")


def test_related_that_lead_nowhere_are_found_and_cycles_are_fine(folder: Path, write: Callable) -> None:
    for name, related in (("a", "[b, ghost]"), ("b", "[a]")):
        path = write(f"{name}.en", name, "Text.")
        path.write_text(path.read_text().replace("related: []", f"related: {related}"))
    assert unknown_related(read_articles(folder)) == ("a -> ghost",)
