"""Whatever customers say in whatever order: an answer each time, and a state that replays."""

import random

import pytest

from dialogs.flows.registry import ONE_STEP, load_repertoire

TEXTS = [
    "我要退款",
    "refund",
    "LY20260506022",
    "LY20260428006",
    "LY1",
    "the first one",
    "第二个",
    "最近那单",
    "另一单",
    "no, the other order",
    "买错了",
    "by mistake",
    "yes",
    "no",
    "嗯",
    "算了",
    "never mind",
    "转人工",
    "human please",
    "谢谢",
    "没用",
    "解决了",
    "都不是",
    "怎么导出数据？",
    "how do I export?",
    "bug",
    "the board crashes",
    "我的账单",
    "April",
    "上个月的账单",
    "#3310",
    "工单",
    "多少钱",
    "企业版20个账号",
    "a@b.example",
    "登录好了",
    "",
    "😀",
    "👍",
    "???",
    "今天天气",
    "blub",
    "不对",
    "only 100",
    "退1200",
    "换个说法",
    "原因改成重复购买",
    "bye",
    "are you a bot",
    "which orders do I have",
    "全公司都登不上",
    "查订单状态",
    "x" * 300,
]
INTENTS = [
    "?",
    "?",
    "out_of_scope",
    "how_to",
    "data_export",
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "bot_challenge",
    "talk_to_human",
    *load_repertoire().starts,
    *ONE_STEP,
]


@pytest.mark.parametrize("seed", range(40))
def test_no_order_of_messages_breaks_a_conversation(chat, seed):
    chance = random.Random(seed)
    talk = chat(chance.choice(["qinglan", "northfold", "trio", "solo", None]))
    for _ in range(12):
        text, intent = chance.choice(TEXTS), chance.choice(INTENTS)
        second = chance.choice(INTENTS[3:]) if chance.random() < 0.1 else None
        turn = talk.say(text, intent if intent != "?" or not second else "how_to", second=second)
        frame = talk.tracker.frame
        assert (turn.trace.flow, turn.trace.state) == (
            (frame.flow, frame.position.state) if frame else (None, None)
        )
        assert turn.trace.acts, text
        assert turn.trace.reasons, text
        assert ("handoff" in turn.trace.acts) == (turn.handoff is not None)
        assert not (turn.handoff and turn.trace.flow)
        assert len(talk.tracker.frames) <= 3
        assert "{" not in "".join(reply.text for reply in turn.replies)
