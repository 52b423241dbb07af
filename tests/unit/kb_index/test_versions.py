import pytest

from kb_index.errors import BrokenVersionRange
from kb_index.versions import find_version, parse_range, version_rule


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("*", ["1", "5.2", "99.9"], []),
        (">=5.0", ["5", "5.0", "5.2", "6.1", "5.10"], ["4.9", "4.10"]),
        (">=4.0,<5.0", ["4.0", "4.8", "4.12"], ["5.0", "3.9", "5"]),
        ("<=4.8", ["4.8", "4.8.3", "4.0"], ["4.9"]),
        (">4.8", ["4.9", "5.0"], ["4.8"]),
        ("==5.1", ["5.1", "5.1.2"], ["5.2", "5.0"]),
    ],
)
def test_a_range_holds_versions_number_by_number(text: str, inside: list[str], outside: list[str]) -> None:
    held = parse_range(text)
    assert [version for version in inside if find_version(version) not in held] == []
    assert [version for version in outside if find_version(version) in held] == []


@pytest.mark.parametrize("text", ["", "5.0", ">=", ">=5.0 <6", ">=5.x", ">=5.0,<4.0", "latest"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(BrokenVersionRange, match="expected"):
        parse_range(text)


@pytest.mark.parametrize(
    ("query", "for_4", "for_5"),
    [
        ("4.x 怎么导出", True, False),
        ("我们用的4.8版本", True, False),
        ("2fa on version 4", True, False),
        ("where is it in v5.2", False, True),
        ("从 4.x 升到 5.x 要多久", True, True),
        ("怎么导出", True, True),
        ("api version 2 returns 401", True, True),
        ("it costs $4.90, why", True, True),
        ("上传了 4.5 GB", True, True),
    ],
)
def test_a_version_in_the_question_leaves_out_articles_for_others(
    query: str, for_4: bool, for_5: bool
) -> None:
    rule = version_rule(query, None)
    assert (rule.allows(parse_range(">=4.0,<5.0")), rule.allows(parse_range(">=5.0"))) == (for_4, for_5)
    assert rule.allows(parse_range("*"))


def test_the_customers_own_version_goes_before_the_questions() -> None:
    rule = version_rule("4.x 怎么导出", "5.2")
    assert not rule.allows(parse_range(">=4.0,<5.0"))
    assert rule.allows(parse_range(">=5.0"))
    assert "5.2" in rule.reason


@pytest.mark.parametrize(
    ("query", "known", "for_4", "for_5"),
    [
        ("Since we upgraded from 4.8, where do I create an API token?", "5.2", False, True),
        ("从4.8升级上来之后，怎么创建API密钥？", "5.2", False, True),
        ("以前用的是4.8，现在怎么导出？", "5.2", False, True),
        ("Since we upgraded from 4.8, where do I create an API token?", None, False, True),
        ("从4.8升级上来之后，怎么创建API密钥？", None, False, True),
        ("We upgraded from 4.8 to 5.2, where do I create a token?", None, False, True),
        ("We're on 4.8. How do I export?", "5.2", True, False),
        ("我们还在用4.8，怎么导出？", "5.2", True, False),
        ("怎么从4.8升级到5.2", "5.2", True, True),
        ("How do we upgrade from 4.8 to 5.2?", "5.2", True, True),
        ("4.8里怎么创建令牌", "5.2", True, True),
        ("when does support for 4.8 end?", "5.2", True, True),
        ("the upload stops after 4.5 GB in 4.8 minutes", None, True, True),
        ("满意度从4.5分变成4.8分", None, True, True),
    ],
)
def test_a_version_counts_by_what_is_said_of_it(
    query: str, known: str | None, for_4: bool, for_5: bool
) -> None:
    rule = version_rule(query, known)
    assert (rule.allows(parse_range(">=4.0,<5.0")), rule.allows(parse_range(">=5.0"))) == (for_4, for_5)


def test_what_changed_in_a_release_is_asked_beside_ones_own() -> None:
    for query in ("what changed in 6.0?", "6.0有什么变化"):
        rule = version_rule(query, "5.2")
        assert rule.allows(parse_range(">=6.0"))
        assert rule.allows(parse_range(">=5.0,<6.0"))
        assert not rule.allows(parse_range(">=4.0,<5.0"))


def test_without_any_version_current_articles_are_preferred() -> None:
    assert version_rule("怎么导出", None).prefers_current
    assert not version_rule("怎么导出", "4.8").prefers_current
    assert parse_range(">=4.0,<5.0").is_past
    assert not parse_range(">=5.0").is_past
