import pytest

from escalation.errors import NotFound, SettingRejected, SettingStale
from escalation.routing.action import SetStatus
from escalation.routing.action_check import Known
from escalation.routing.placeholders import PLACES, fill_places
from escalation.routing.rulebook import save_rule
from escalation.workflow.defaults import furnish_desk
from escalation.workflow.macro import macro_data, read_macro
from escalation.workflow.shelf import MACROS, TEMPLATES
from escalation.workflow.template import fill_template, read_template, template_data
from tests.unit.escalation.conftest import TUESDAY

NAME = {"zh": "收到", "en": "Received"}
BY = {"by": "ning@lanyun.example", "now": TUESDAY}


def body(**changes):
    return {
        "name": NAME,
        "subject": {"zh": "工单 {{ticket}}", "en": "Ticket {{ticket}}"},
        "text": {"zh": "{{customer}}，您好！{{link}}", "en": "Hello {{customer}}! {{link}}"},
        **changes,
    }


def problems(read, data):
    with pytest.raises(SettingRejected) as rejected:
        read(data)
    return {problem.path: problem for problem in rejected.value.problems}


def test_a_template_is_filled_in_the_readers_language():
    template = read_template(body())
    values = {"ticket": "#7", "customer": "林 & Co <b>", "link": "https://desk.example/7"}
    assert fill_template(template, "zh", values).text == "林 & Co <b>，您好！https://desk.example/7"
    assert fill_template(template, "en", values).subject == "Ticket #7"
    assert read_template(template_data(template)) == template


def test_a_place_that_nothing_fills_is_refused_and_the_known_ones_are_listed():
    found = problems(read_template, body(text={"zh": "{{password}}", "en": "{{password}}"}))
    assert set(found) == {"text.zh", "text.en"}
    assert "{{customer}}" in found["text.en"].in_language("en")


@pytest.mark.parametrize("broken", ["{{ticket", "ticket}}", "{{}}", "{{ticket.number}}"])
def test_braces_that_are_no_place_are_refused(broken):
    assert "text.en" in problems(read_template, body(text={"zh": "好", "en": broken}))


def test_a_place_that_one_language_lacks_is_refused():
    found = problems(read_template, body(text={"zh": "您好！", "en": "See {{link}}"}))
    assert set(found) == {"text.zh"}
    assert found["text.zh"].in_language("zh").endswith("两种语言用同样的占位符：{{link}}")


def test_a_language_that_is_missing_is_refused():
    assert "text" in problems(read_template, body(text={"en": "Hello"}))
    assert "text.zh" in problems(read_template, body(text={"zh": " ", "en": "Hello"}))


def test_what_stands_in_a_value_is_not_filled_again_and_a_subject_stays_one_line():
    assert fill_places("{{subject}}", {"subject": "{{customer}}", "customer": "林"}) == "{{customer}}"
    template = read_template(body(subject={"zh": "{{subject}}", "en": "{{subject}}"}))
    assert fill_template(template, "en", {"subject": "a\r\nBcc: b"}).subject == "a Bcc: b"


def test_a_macro_has_actions_and_a_reply_but_no_other_macro():
    given = {
        "name": NAME,
        "actions": [{"do": "set_status", "status": "resolved"}],
        "reply": {"zh": "{{customer}}，已解决", "en": "{{customer}}, it is solved"},
    }
    macro = read_macro(given)
    assert macro.actions == (SetStatus("resolved"),)
    assert read_macro(macro_data(macro)) == macro
    assert "actions.0.do" in problems(read_macro, {**given, "actions": [{"do": "apply_macro", "macro": "x"}]})
    assert "actions" in problems(read_macro, {"name": NAME})
    assert "reply.zh" in problems(read_macro, {"name": NAME, "reply": {"zh": "{{nichts}}", "en": "x"}})


def test_what_is_kept_is_changed_by_whoever_saw_it_last_and_stays_while_a_rule_uses_it(session):
    furnish_desk(session, "demo", TUESDAY)
    first = TEMPLATES.save(session, "demo", "mine", body(), Known(), version=None, **BY)
    TEMPLATES.save(session, "demo", "mine", body(name={"zh": "一", "en": "one"}), Known(), version=1, **BY)
    with pytest.raises(SettingStale):
        TEMPLATES.save(session, "demo", "mine", body(), Known(), version=first.version, **BY)
    assert TEMPLATES.get(session, "demo", "mine").value.name.en == "one"
    TEMPLATES.delete(session, "demo", "mine")
    with pytest.raises(NotFound):
        TEMPLATES.get(session, "demo", "mine")
    with pytest.raises(SettingRejected):
        TEMPLATES.delete(session, "demo", "critical_alert")
    with pytest.raises(SettingRejected):
        TEMPLATES.save(session, "demo", "No Key", body(), Known(), version=None, **BY)


def test_a_macro_stays_while_a_rule_applies_it(session):
    MACROS.save(
        session,
        "demo",
        "close",
        {"name": NAME, "reply": {"zh": "好", "en": "ok"}},
        Known(),
        version=None,
        **BY,
    )
    rule = {
        "id": "r",
        "name": NAME,
        "events": ["ticket.opened"],
        "actions": [{"do": "apply_macro", "macro": "close"}],
    }
    save_rule(session, "demo", rule, Known(macros=frozenset({"close"})), version=None, **BY)
    with pytest.raises(SettingRejected) as rejected:
        MACROS.delete(session, "demo", "close")
    assert rejected.value.problems[0].got == '["r"]'


def test_every_place_is_explained_in_both_languages():
    assert all(words.zh and words.en for words in PLACES.values())
