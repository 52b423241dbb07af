"""Answers with their source, and what comes of "did that help?"."""

from dataclasses import replace

import pytest

from dialogs.actions.knowledge import LONGEST
from dialogs.types import AnswerFeedback
from escalation.crm.models import Contact
from kb_index.embedder import HashingEmbedder
from kb_index.fit import Asker
from kb_index.retriever import Retriever


def test_an_answer_names_its_article_and_asks_whether_it_helped(chat):
    turn = chat("qinglan").say("怎么导出数据", "data_export")
    assert turn.trace.acts == ("answers_from_kb",)
    assert (turn.trace.article.article, turn.trace.article.version) == ("export-data-5x", 3)
    assert "导出数据" in turn.replies[0].text
    assert turn.replies[0].sources == (turn.trace.article,)
    assert turn.replies[0].quick_replies == ("解决了", "没解决", "转人工")
    assert (turn.trace.flow, turn.trace.state) == ("knowledge_answer", "did_that_help")


@pytest.mark.parametrize("yes", ["yes", "Yes, that helped", "yep, got it", "👍", "thanks!", "it worked"])
def test_a_yes_or_thanks_ends_kindly(chat, yes):
    talk = chat("northfold")
    talk.say("how do I export?", "data_export")
    turn = talk.say(yes)
    assert turn.trace.acts == ("smalltalk",)
    assert turn.trace.flow is None
    assert turn.handoff is None


@pytest.mark.parametrize("no", ["没用", "没解决", "不行", "👎", "还是不行啊", "看不懂"])
def test_a_no_offers_a_person_or_another_way_and_hands_over_only_on_a_yes(chat, no):
    talk = chat("qinglan")
    talk.say("忘记密码", "reset_password")
    turn = talk.say(no)
    assert turn.trace.acts == ("clarifies",)
    why = () if no == "看不懂" else ("看不明白", "内容有误", "已经过时", "不是我要找的")
    assert turn.replies[0].quick_replies == ("转人工", "换个说法", *why)
    assert turn.handoff is None
    assert talk.say("好的").trace.acts == ("handoff", "ticket:talk_to_human")


LONG = {
    "en": ("Rules hold for every export and for each of its files. " * 20, "A log is kept for 37 months. "),
    "zh": ("每一次导出和其中的每个文件都有许多规则。" * 20, "日志保留 37 个月。"),
}


@pytest.mark.parametrize(
    ("language", "question"), [("en", "how long are export logs kept"), ("zh", "导出日志留多久")]
)
def test_of_a_long_passage_the_sentence_that_answers_is_told(chat, parse, language, question):
    """Words and characters in common stand for the encoder."""
    before, answer = LONG[language]
    talk = chat("northfold")
    find = talk.knowledge.search

    def search(*args, **kwargs):
        found = find(*args, **kwargs)
        hit = replace(found.hits[0], language=language, passage=f"{before}{answer}{before}")
        return replace(found, hits=(hit,))

    talk.knowledge.search = search
    talk.embed = lambda text: HashingEmbedder().embed_queries([text])[0]
    turn = talk.send(replace(parse(question, "how_to"), vector=talk.embed(question)))
    assert answer.strip() in turn.replies[0].text
    assert len(turn.answer.shown) <= LONGEST[language]
    assert turn.answer.shown.startswith("… ")


def test_after_a_no_the_same_article_is_not_given_again(chat):
    talk = chat("northfold")
    first = talk.say("password reset please", "reset_password")
    talk.say("didn't help", "deny")
    second = talk.say("I get no password mail", "reset_password")
    assert first.trace.article.article == "reset-password"
    assert second.trace.article.article == "password-link"


def test_after_a_no_another_article_is_given_only_where_it_answers_by_itself(chat):
    talk = chat("northfold")
    find = talk.knowledge.search

    def search(*args, without=(), **kwargs):
        return replace(find(*args, without=without, **kwargs), confident=not without)

    talk.knowledge.search = search
    assert talk.say("password reset please", "reset_password").trace.article is not None
    talk.say("didn't help", "deny")
    assert talk.say("I get no password mail", "reset_password").trace.article is None


def test_a_no_to_the_person_leaves_it_at_that(chat):
    talk = chat("northfold")
    talk.say("password?", "reset_password")
    talk.say("not really")
    turn = talk.say("no thanks")
    assert (turn.trace.acts, turn.trace.flow, turn.handoff) == (("smalltalk",), None, None)


@pytest.mark.parametrize("said", ["不了 谢谢", "不用了，谢谢", "no thanks", "nope, thank you"])
def test_a_no_with_thanks_says_nothing_of_the_answer(chat, said):
    talk = chat("qinglan")
    talk.say("怎么导出数据", "data_export")
    turn = talk.say(said, "deny")
    assert (turn.trace.acts, turn.trace.flow, turn.feedback) == (("smalltalk",), None, None)


@pytest.mark.parametrize("said", ["换个说法", "Ask another way"])
def test_who_wants_to_say_it_another_way_is_asked_to(chat, said):
    talk = chat("qinglan")
    talk.say("忘记密码", "reset_password")
    talk.say("没用")
    assert talk.say(said).trace.acts == ("clarifies",)
    assert talk.say("密码邮件收不到", "reset_password").trace.acts == ("answers_from_kb",)


def test_the_question_whether_it_helped_outlives_other_talk(chat):
    talk = chat("qinglan")
    talk.say("怎么导出数据", "data_export")
    talk.say("你是机器人吗", "bot_challenge")
    talk.say("我的账单", "check_bill")
    turn = talk.say("解决了")
    assert turn.trace.flow is None
    assert any("helped" in reason for reason in turn.trace.reasons)


def test_an_intent_without_a_flow_is_answered_from_knowledge_with_a_person_in_reach(chat):
    turn = chat("qinglan").say("想取消订阅，导出的数据还在吗", "delete_account")
    assert turn.trace.acts == ("answers_from_kb",)
    assert "转人工" in turn.replies[0].text


def test_below_the_floor_it_says_that_it_does_not_know_and_a_yes_brings_a_person(chat):
    talk = chat("northfold")
    turn = talk.say("can I change the colour of the moon?", "how_to")
    assert turn.trace.acts == ("clarifies",)
    assert turn.trace.article is None
    assert "Talk to a person" in turn.replies[0].quick_replies
    assert turn.handoff is None
    assert "handoff" in talk.say("yes please").trace.acts


@pytest.mark.parametrize(
    ("said", "known"), [("can I export on windows 7?", True), ("can I export a playlist?", False)]
)
def test_what_an_article_is_known_to_be_asked_is_answered_though_it_seems_out_of_scope(chat, said, known):
    talk = chat("northfold")
    find = talk.knowledge.search
    talk.knowledge.search = lambda query, **options: replace(find(query, **options), asked_before=known)
    turn = talk.say(said, "out_of_scope")
    assert turn.trace.acts == (("answers_from_kb",) if known else ("refuses_out_of_scope",))


def test_an_article_in_the_other_language_is_announced_as_such(chat):
    turn = chat("qinglan").say("only english 这个功能怎么用", "how_to")
    assert "英文" in turn.replies[0].text


@pytest.mark.parametrize(("said", "helpful"), [("解决了", True), ("没用", False)])
def test_what_the_customer_says_of_an_answer_is_noted_of_that_answer_once(chat, said, helpful):
    talk = chat("qinglan")
    given = talk.say("怎么导出数据", "data_export")
    assert talk.say(said).feedback == AnswerFeedback(given.trace.answer, helpful)
    assert talk.say("好的").feedback is None


def test_a_question_that_nothing_was_found_for_is_marked(chat):
    talk = chat(None)
    assert talk.say("can I send a fax?", "how_to").unanswered is not None
    assert not talk.say("how do I export?", "data_export").unanswered


@pytest.mark.parametrize("said", ["can I send a fax?", "可以发传真吗？"])
def test_a_question_is_not_marked_while_nothing_can_be_searched(chat, said):
    talk = chat(None)
    talk.knowledge = Retriever(None, lacks="the passages were embedded by another")
    turn = talk.say(said, "how_to")
    assert turn.replies and turn.unanswered is None


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("can I send a fax?", None),
        ("export, I guess", "export-data-5x"),
        ("导出，大概吧", "export-data-5x"),
        ("how hardly exports the weather", None),
        ("导出和天气不沾边", None),
    ],
)
def test_what_came_nearest_to_a_question_without_an_answer_is_told_with_it(chat, question, nearest):
    unanswered = chat(None).say(question, "how_to").unanswered
    assert unanswered is not None
    assert unanswered.nearest == nearest


@pytest.mark.parametrize(
    ("first", "then"),
    [("how do I export?", "and for pizza, I guess?"), ("怎么导出数据", "那披萨呢，大概")],
)
def test_what_was_asked_before_is_not_what_came_nearest_to_what_goes_on_about_it(chat, first, then):
    talk = chat(None)
    talk.say(first, "data_export")
    unanswered = talk.say(then, "how_to").unanswered
    assert unanswered is not None
    assert unanswered.nearest is None


def test_search_knows_what_the_customer_has_and_speaks_of(chat, session):
    session.get(Contact, ("lanyun", "northfold")).product_version = "5.2"
    session.get(Contact, ("lanyun", "northfold")).platform = "ios"
    talk = chat("northfold")
    talk.say("how do I export?", "data_export")
    assert talk.knowledge.askers == [("5.2", Asker(plan="team", platform="ios"))]
    talk.say("and export on Android", "data_export")
    assert talk.knowledge.askers[-1][1].platform == "android"
    assert chat(None).say("export?", "data_export").trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize(
    ("said", "asked_for"),
    [
        ("Since we upgraded from 4.8, how do I export?", "5.2"),
        ("从4.8升级上来之后，怎么导出？", "5.2"),
        ("How do I export in 4.8?", "5.2"),
        ("How do I export from 4.8 to 5.2?", "5.2"),
        ("We are still on 4.8, how do I export?", "4.8"),
        ("我们还在用4.8，怎么导出？", "4.8"),
    ],
)
def test_a_version_named_is_the_customers_where_they_say_that_they_use_it(chat, session, said, asked_for):
    session.get(Contact, ("lanyun", "northfold")).product_version = "5.2"
    talk = chat("northfold")
    talk.remembers = frozenset({"product_version"})
    talk.say(said, "data_export")
    talk.say("and export the members?", "data_export")
    assert {version for version, _ in talk.knowledge.askers} == {asked_for}
    assert session.get(Contact, ("lanyun", "northfold")).product_version == asked_for


@pytest.mark.parametrize(
    ("said", "asked_for"),
    [
        ("how do I export in 4.8?", "4.8"),
        ("4.8 怎么导出？", "4.8"),
        ("how do I export, now that we moved from 4.8?", None),
        ("怎么从4.8升级到5.2，先导出吗？", None),
    ],
)
def test_of_who_is_not_known_the_version_they_name_stands_for_theirs(chat, said, asked_for):
    talk = chat(None)
    talk.say(said, "data_export")
    assert {version for version, _ in talk.knowledge.askers} == {asked_for}


WHY = {
    "zh": {"unclear": "看不明白", "wrong": "内容有误", "outdated": "已经过时", "not_asked": "不是我要找的"},
    "en": {
        "unclear": "It is unclear",
        "wrong": "Something in it is wrong",
        "outdated": "It is outdated",
        "not_asked": "It is not what I was looking for",
    },
}


@pytest.mark.parametrize(
    ("ask", "no", "label", "reason"),
    [
        (*ask_no, label, reason)
        for language, ask_no in (("zh", ("怎么导出", "没解决")), ("en", ("how do I export?", "Not really")))
        for reason, label in WHY[language].items()
    ],
)
def test_why_an_answer_did_not_help_is_tapped_and_kept_with_it(chat, ask, no, label, reason):
    talk = chat("qinglan")
    given = talk.say(ask, "data_export")
    assert label in talk.say(no).replies[0].quick_replies
    turn = talk.say(label, "report_bug", second="how_to")
    assert turn.feedback == AnswerFeedback(given.trace.answer, False, reason)
    assert label not in turn.replies[0].quick_replies
    assert talk.say("好的" if ask == "怎么导出" else "yes please").handoff is not None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("it is outdated, the page says 14 days but my invoice says 30", "outdated"),
        ("The article is out of date", "outdated"),
        ("this page is wrong about the menu", "wrong"),
        ("the steps are confusing", "unclear"),
        ("文章已经过时了，现在没有这个菜单", "outdated"),
        ("步骤写错了，第二步没有这个按钮", "wrong"),
        ("说明太模糊", "unclear"),
    ],
)
def test_why_it_did_not_help_may_be_said_in_other_words(chat, said, reason):
    for no in ("没用", None):
        talk = chat("qinglan")
        given = talk.say("how do I export?", "data_export")
        if no:
            talk.say(no)
        turn = talk.say(said, "report_bug", second="how_to")
        assert turn.feedback == AnswerFeedback(given.trace.answer, False, reason, in_words=True)
        assert "clarifies" in turn.trace.acts


@pytest.mark.parametrize("said", ["the first one", "第一篇", "show me the first article please"])
def test_an_article_offered_beside_the_answer_is_chosen_by_its_place(chat, said):
    talk = chat("northfold")
    given = talk.say("forgot my password", "reset_password")
    assert given.replies[0].quick_replies[-1] == "No reset link"
    find = talk.knowledge.search

    def search(query, **options):
        without = {"reset-password"} if query == "No reset link" else options["without"]
        return find("password", **options | {"without": without})

    talk.knowledge.search = search
    turn = talk.say(said, "affirm")
    assert (turn.trace.article.article, turn.feedback) == ("password-link", None)


@pytest.mark.parametrize("said", ["Unclear", "confusing", "没说清楚", "讲得不明白"])
def test_a_bare_reason_after_a_no_is_one_though_it_sounds_like_another_no(chat, said):
    talk = chat("qinglan")
    given = talk.say("how do I export?", "data_export")
    talk.say("Not really")
    turn = talk.say(said, "deny")
    assert turn.feedback == AnswerFeedback(given.trace.answer, False, "unclear", in_words=True)
    assert "clarifies" in turn.trace.acts


@pytest.mark.parametrize(
    ("yes", "no"), [("解决了", "不对，还是没解决"), ("that helped", "no it still doesn't work")]
)
def test_who_was_not_helped_after_all_is_offered_a_person(chat, yes, no):
    talk = chat("qinglan")
    talk.say("how do I export?", "data_export")
    talk.say(yes)
    turn = talk.say(no, "deny")
    assert turn.trace.acts == ("clarifies",)
    assert talk.say("yes").handoff is not None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("my invoice is wrong", "check_bill"),
        ("发票金额错了", "check_bill"),
        ("老是报错", "report_bug"),
        ("how do I reset my password?", "reset_password"),
        ("Is it outdated?", "how_to"),
        ("it's wrong that I was charged twice, refund me", "request_refund"),
        ("old password does not work", "report_bug"),
    ],
)
def test_any_other_message_after_a_no_goes_on_as_usual(chat, said, intent):
    talk = chat("qinglan")
    talk.say("how do I export?", "data_export")
    talk.say("Not really")
    assert talk.say(said, intent).feedback is None


def test_a_reason_is_no_reason_where_no_answer_was_given(chat):
    assert chat("qinglan").say("It is outdated").feedback is None
