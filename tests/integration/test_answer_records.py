"""What a turn leaves of an answer: what was said of it, and what nothing was found for."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bootstrap import build_database
from bot.cli.talk import open_talk
from bot.settings import load_settings
from kb_index.models import ArticleFeedback, UnansweredQuestion
from tests.demo_database import copy_demo_database


@pytest.mark.model
def test_feedback_and_unanswered_questions_are_kept_by_the_turn_they_come_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_demo_database(tmp_path)
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    settings = load_settings()
    with open_talk(settings) as talk:
        answer = talk.say("one", "怎么邀请同事加入团队", customer="qinglan").trace
        talk.say("one", "没用", customer="qinglan")
        talk.say("one", "已经过时了，正确的写法问 jo@firm.example", customer="qinglan")
        for number, question in enumerate(
            (
                "can your product print stickers on my fax machine? mail me at jo@firm.example",
                "你们支持传真机打印贴纸吗",
            )
        ):
            talk.say(f"two-{number}", question, customer=None)
    database = build_database(settings)
    with database.reading("demo") as session:
        [feedback] = session.scalars(select(ArticleFeedback)).all()
        questions = session.scalars(select(UnansweredQuestion)).all()
    database.dispose()
    assert (feedback.article_id, feedback.value) == (answer["article"]["article"], -1)
    assert (feedback.person, feedback.answer_id) == ("contact:qinglan", answer["answer"])
    assert feedback.reason == "outdated"
    assert feedback.comment is not None
    assert "已经过时了" in feedback.comment
    assert "jo@firm" not in feedback.comment, "personal data is masked"
    assert questions, "at least one of two questions about fax machines has no answer"
    assert all(one.state == "open" and one.vector and one.embedder for one in questions)
    assert not any(re.search(r"jo@firm", one.text) for one in questions), "personal data is masked"
