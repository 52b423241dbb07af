"""What is known of a signed-in customer, what is kept for later, and a tenant's own words."""

import pytest

from dialogs.actions.memory import read_known
from dialogs.errors import ResponseBroken
from dialogs.wording import in_own_words, load_responses
from escalation.crm.models import Contact
from nlu.types import Language
from tests.unit.dialogs.conftest import TENANT


def known(turn):
    return next(reason for reason in turn.trace.reasons if reason.startswith("known of"))


def contact(session, key):
    return session.get(Contact, (TENANT, key))


def test_the_trace_of_the_first_turn_says_what_is_known_of_the_customer(chat):
    talk = chat("qinglan")
    first = known(talk.say("你好", "greet"))
    for fact in ("language zh", "plan business, 3 seats", "last order LY20260510019", "open tickets #3312"):
        assert fact in first
    assert not any(reason.startswith("known of") for reason in talk.say("谢谢", "thank").trace.reasons)


def test_what_is_known_can_be_read_back_from_the_trace(chat, session):
    contact(session, "qinglan").product_version = "4.8"
    first = known(chat("qinglan").say("你好", "greet"))
    assert read_known(first, "qinglan") == {"language": "zh", "platform": None, "product_version": "4.8"}
    assert read_known(first, "qing") == read_known("product_version 4.8 is kept for later", "qinglan") == {}


def test_who_signed_in_is_greeted_by_name_and_hears_of_an_open_ticket(chat):
    assert "周若溪" in (said := chat("qinglan").say("你好", "greet").replies[0].text)
    assert "#3312" in said
    assert "#" not in chat("northfold").say("hello", "greet").replies[0].text


def test_of_a_visitor_nothing_is_known(chat):
    assert not any(reason.startswith("known of") for reason in chat(None).say("你好", "greet").trace.reasons)


@pytest.mark.parametrize(("remembers", "kept"), [(frozenset({"platform"}), "android"), (frozenset(), None)])
def test_a_platform_told_is_kept_for_later_where_the_tenant_wants_it(chat, session, remembers, kept):
    talk = chat("northfold")
    talk.remembers = remembers
    talk.say("the board is blank on Android", "report_bug")
    assert contact(session, "northfold").platform == kept


def test_a_language_kept_to_becomes_the_customers(chat, session):
    talk = chat("northfold")
    talk.remembers = frozenset({"language"})
    talk.say("你好", "greet")
    talk.say("谢谢", "thank")
    assert contact(session, "northfold").language == "en"
    talk.say("再见", "goodbye")
    assert contact(session, "northfold").language == "zh"


def test_a_tenant_greets_in_its_own_words(chat):
    talk = chat(None)
    talk.wording = {"talk.greet": {"zh": ["这里是{tenant}小云。"], "en": ["Xiaoyun of {tenant} here."]}}
    assert talk.say("hello", "greet").replies[0].text == "Xiaoyun of 蓝云 here."
    assert talk.say("你好", "greet").replies[0].text == "这里是蓝云小云。"


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"talk.grete": {"zh": ["好"], "en": ["hi"]}}, "no response 'talk.grete'"),
        ({"talk.greet": {"zh": ["好"]}}, "expected zh and en"),
        ({"talk.greet": {"zh": ["好 {price}"], "en": ["hi {price}"]}}, "takes tenant, not price"),
    ],
)
def test_words_that_cannot_stand_in_for_ours_are_refused(own, says):
    with pytest.raises(ResponseBroken, match=says):
        in_own_words(load_responses(), own)


def test_words_of_its_own_leave_the_rest_as_it_is():
    ours = load_responses()
    changed = in_own_words(ours, {"talk.goodbye": {"zh": ["回见"], "en": ["See you"]}})
    assert changed.render("talk.goodbye", Language.en, 0, {}) == "See you"
    assert changed.templates["talk.thank"] == ours.templates["talk.thank"]
