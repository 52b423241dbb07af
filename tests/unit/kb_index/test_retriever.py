import pytest

from kb_index.fit import ANYONE, Asker
from kb_index.loading import load_index
from kb_index.retriever import Retriever
from kb_index.types import SearchResult
from tests.unit.kb_index.conftest import EMBEDDER


def ask(retriever: Retriever, query: str, language: str, **more: object) -> SearchResult:
    return retriever.search(query, vector=EMBEDDER.embed_queries([query])[0], language=language, **more)


@pytest.mark.parametrize(
    ("query", "language", "article"),
    [
        ("退款多久到账", "zh", "refunds"),
        ("how long does a refund take", "en", "refunds"),
        ("发票要税号吗", "zh", "fapiao"),
    ],
)
def test_the_article_is_found_and_shown_in_the_questions_language(
    demo: Retriever, query: str, language: str, article: str
) -> None:
    best = ask(demo, query, language).hits[0]
    assert (best.article, best.language, best.version) == (article, language, 1)


def test_the_passage_that_answers_is_shown(demo: Retriever) -> None:
    best = ask(demo, "退款多久能到账 支付宝", "zh").hits[0]
    assert best.heading == "多久到账"
    assert best.passage.startswith("支付宝 1 至 3 个工作日")


@pytest.mark.parametrize("question", ["sign-in with SSO: error E1015", "SSO sign-in 报错e1015怎么办"])
def test_a_code_that_is_named_is_what_is_asked_about(write, index, session, question: str) -> None:
    opening = "Set up SSO sign-in: an error in the SSO sign-in keeps nobody from signing in with a password."
    codes = "- **E1015**: a certificate has expired or the clocks differ by more than five minutes."
    write("sso.en", "SSO sign-in", f"{opening}\n\n## When it fails\n{codes}\n\n## Leaving\nE10150 of them.")
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    best = retriever.search(question, vector=None, language="en").hits[0]
    assert best.heading == "When it fails"


def test_a_question_about_the_whole_shows_where_the_article_begins(write, index, session) -> None:
    opening = (
        "打开费用中心，点“取消订阅”并确认，可以用到本期最后一天，之后变为免费版，数据不会删除，随时能恢复。"
    )
    write("cancel.zh", "取消订阅", f"{opening}\n\n## 只取消模块\n取消订阅，只取消模块。")
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    assert retriever.search("怎么取消订阅", vector=None, language="zh").hits[0].passage == opening


def test_whoever_asks_by_the_title_is_shown_where_the_article_begins(write, index, session) -> None:
    write(
        "roles.en", "Make two-factor a must (5.x)", "Choose Must.\n\n## Two-factor\nMake two-factor a must."
    )
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    assert ask(retriever, "make two-factor a must please", "en").hits[0].heading == "Two-factor"
    assert ask(retriever, "Make two-factor a must (5.x)", "en").hits[0].passage == "Choose Must."


def test_whoever_asks_by_a_title_gets_that_article_however_near_another_is(write, index, session) -> None:
    title, other = "Import contacts", "Choose Export; to import contacts, import contacts."
    write("export.en", "Export contacts", other, asked_as=[title])
    write("import.en", title, "Choose a file.")
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    assert ask(retriever, f"{title}, then", "en").hits[0].article == "export"
    best = ask(retriever, title, "en").hits[0]
    assert best.article == "import"
    assert "+20 for being asked for by its title" in best.reasons


def test_of_two_articles_with_one_title_it_is_told_of_the_one_that_gains_by_it(write, index, session) -> None:
    for name in ("import", "upload"):
        write(f"{name}.en", "Import contacts", "Choose a file.")
    index()
    hits = ask(load_index(session, "lanyun", EMBEDDER.name), "Import contacts", "en").hits
    gained = ["+20 for being asked for by its title" in hit.reasons for hit in hits]
    assert gained == [True, False]
    assert hits[0].score - hits[1].score > 19


def test_an_article_that_exists_in_the_other_language_only_is_shown_in_that(demo: Retriever) -> None:
    best = ask(demo, "webhook 停了 E5040", "zh").hits[0]
    assert (best.article, best.language) == ("webhooks", "en")
    best = ask(demo, "how do I get a fapiao", "en").hits[0]
    assert (best.article, best.language) == ("fapiao", "zh")


def test_there_is_one_hit_an_article_best_first_and_no_more_than_asked_for(demo: Retriever) -> None:
    hits = ask(demo, "退款 导出 发票", "zh").hits
    assert len({hit.article for hit in hits}) == len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(ask(demo, "退款 导出 发票", "zh", limit=2).hits) == 2


def test_an_article_for_another_product_version_is_never_shown(demo: Retriever) -> None:
    for version, right, wrong in (("5.2", "export-5x", "export-4x"), ("4.8", "export-4x", "export-5x")):
        found = [hit.article for hit in ask(demo, "怎么导出数据", "zh", product_version=version).hits]
        assert found[0] == right
        assert wrong not in found


def test_without_a_version_the_current_article_comes_first_unless_the_question_names_the_past(
    demo: Retriever,
) -> None:
    assert [hit.article for hit in ask(demo, "how to export data", "en").hits][:2] == [
        "export-5x",
        "export-4x",
    ]
    assert ask(demo, "how to export data in 4.x", "en").hits[0].article == "export-4x"


@pytest.mark.parametrize("question", ["how do I back up a board", "in 4.x, how do I back up a board"])
def test_what_was_written_for_their_past_version_comes_before_what_holds_for_all(
    write, index, session, question: str
) -> None:
    for name, versions in (("all.en", "*"), ("past.en", ">=4.0,<5.0")):
        write(name, "Back up a board", "Choose Backup in the menu.", versions=versions)
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    first, second = ask(retriever, question, "en", product_version="4.8").hits
    assert (first.article, second.article) == ("past", "all")
    assert "+1.6 for being about that past version alone" in first.reasons
    assert ask(retriever, "how do I back up a board", "en", product_version="5.2").hits[0].article == "all"


def test_a_question_that_an_article_is_known_to_answer_was_asked_before(write, index, session) -> None:
    write("browsers.en", "Supported browsers", "Safari 16.4 and up.", asked_as=["does safari 15 work"])
    write("refunds.en", "Refunds", "Within 14 days, however you paid and whatever you bought.")
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    assert ask(retriever, "does safari 15 work here", "en").asked_before
    assert not ask(retriever, "refunds within 14 days", "en").asked_before
    assert not ask(retriever, "on whom does a painter work", "en").asked_before


def test_words_alone_find_it_where_there_is_no_vector(demo: Retriever) -> None:
    result = demo.search("退钱要几天", vector=None, language="zh")
    assert result.hits[0].article == "refunds"


def test_a_question_about_something_else_is_not_answered_confidently(demo: Retriever) -> None:
    for query, language in (("明天下雨吗 要不要带伞", "zh"), ("who won the football match", "en")):
        result = ask(demo, query, language)
        assert not result.confident
        assert "under the floor" in result.reason
    assert ask(demo, "退款多久到账", "zh").confident


def test_hits_and_result_say_why(demo: Retriever) -> None:
    result = ask(demo, "退款多久到账", "zh")
    assert any("found 退款" in reason for reason in result.hits[0].reasons)
    assert "current articles before past ones" in result.reason


@pytest.mark.parametrize("query", ["", "   ", "你好", "😀😀", "\x00\x07", "???"])
def test_a_message_without_words_finds_nothing_and_says_so(demo: Retriever, query: str) -> None:
    result = demo.search(query, vector=None, language="zh")
    assert (result.hits, result.confident) == ((), False)
    assert "no words" in result.reason


def test_a_very_long_message_is_searched_like_any_other(demo: Retriever) -> None:
    assert ask(demo, "退款多久到账 " * 10_000, "zh").hits[0].article == "refunds"


def test_a_tenant_without_articles_gets_an_honest_nothing() -> None:
    result = Retriever(None).search("退款", vector=None, language="zh")
    assert (result.hits, result.confident, result.reason) == ((), False, "there are no articles")


@pytest.mark.parametrize("with_vector", [True, False])
def test_a_question_read_ahead_finds_what_it_would_find_and_others_find_theirs(
    demo: Retriever, with_vector: bool
) -> None:
    vectors = EMBEDDER.embed_queries(["退款多久到账", "怎么导出数据"]) if with_vector else [None, None]
    ahead = demo.having_read("退款多久到账", vector=vectors[0], language="zh")
    for query, vector, language, version, asker in (
        ("退款多久到账", vectors[0], "zh", None, ANYONE),
        ("退款多久到账", vectors[0], "zh", "4.8", ANYONE),
        ("退款多久到账", vectors[0], "zh", None, Asker(plan="free", platform="ios", internal=True)),
        ("退款多久到账", vectors[0], "en", None, ANYONE),
        ("怎么导出数据", vectors[1], "zh", "5.2", ANYONE),
    ):
        asked = {"vector": vector, "language": language, "product_version": version, "asker": asker}
        assert ahead.search(query, **asked) == demo.search(query, **asked)
    assert demo.having_read("how long does a refund take", vector=None, language="en").build == demo.build


def test_a_tenant_without_articles_can_read_ahead_too() -> None:
    ahead = Retriever(None).having_read("how do I export", vector=None, language="en")
    assert not ahead.search("how do I export", vector=None, language="en").hits


def test_without_the_article_that_did_not_help_the_next_is_judged_by_itself(demo: Retriever) -> None:
    result = ask(demo, "退款多久能到账 支付宝", "zh")
    assert result.confident
    others = ask(demo, "退款多久能到账 支付宝", "zh", without=[result.hits[0].article])
    assert result.hits[0].article not in [hit.article for hit in others.hits]
    assert others.reason != result.reason
    assert not others.confident
