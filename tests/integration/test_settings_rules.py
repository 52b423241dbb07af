"""The settings of rules in the console, over both databases: told in words, edited, tried, in and out."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.clock import utc_now
from bot.desk.rule_worker import RuleWorker
from bot.web.console.settings.names import read_names
from bot.web.console.settings.trial import run_trial
from escalation.routing.action_check import Known
from escalation.routing.rulebook import get_rule, save_rule
from escalation.ticketing.models import Ticket
from escalation.workflow.defaults import default_rules, furnish_desk
from tests.html_form import HtmlForm, form_of
from tests.integration.test_console import csrf
from tests.integration.test_settings_console import (
    NASTY,
    ada,
    client,
    hire,
    open_one,
    order,
    post,
    send,
    texts,
    wrong,
)
from tests.model_labels import put_in_force
from tests.scripted import NOW, Scripted

__all__ = ["ada", "client", "hire", "open_one"]


def edit(browser: TestClient, query: str = "") -> HtmlForm:
    page = browser.get(f"/console/settings/rules/edit{query}").text
    return form_of(page, "/console/settings/rules/edit")


def kept_rule(scripted: Scripted, rule_id: str) -> dict[str, Any]:
    with scripted.service.database.reading("demo") as session:
        return get_rule(session, "demo", rule_id, Known()).data


COMPLEX = {
    "id": "complex",
    "name": {"zh": "复杂", "en": "Complex"},
    "events": ["ticket.customer_wrote", "sla.warned"],
    "channels": ["email"],
    "when": {
        "all": [
            {"field": "priority", "operator": "is", "value": ["P0", "P1"]},
            {"any": [
                {"field": "text", "operator": "contains", "value": ["退款, 谢谢", "refund"]},
                {"field": "field.seats", "operator": "at_least", "value": ["50"]},
                {"field": "company", "operator": "is_empty"},
            ]},
            {"field": "minutes_in_status", "operator": "at_most", "value": ["90"]},
        ]
    },
    "actions": [
        {"do": "assign", "team": "support", "queue": "bot", "override": True},
        {"do": "tag", "add": ["vip", "two words"], "remove": ["old"]},
        {"do": "set_field", "field": "seats", "value": None},
        {"do": "set_field", "field": "plan", "value": "gold"},
        {"do": "note", "text": "Look at {{ticket}}\nsecond line"},
        {"do": "notify", "by": "email", "template": "assigned", "to": ["assignee", "address"],
         "address": "a@b.example"},
        {"do": "notify", "by": "webhook", "template": "assigned", "address": "https://hook.example/x"},
        {"do": "notify", "by": "customer", "template": "assigned"},
        {"do": "set_status", "status": "pending"},
        {"do": "mark_incident"},
    ],
    "stop": True,
    "enabled": False,
}  # fmt: skip
NEEDED = {"when.parts.0.value[]": ["P0"], "actions.0.team": "support"}
WAITING = {
    "id": "waiting",
    "name": {"zh": "等待", "en": "Waiting"},
    "events": ["time.passed"],
    "after": {"status": "pending", "minutes": 4320},
    "actions": [{"do": "set_status", "status": "closed"}],
}


@pytest.mark.parametrize("rule", [COMPLEX, WAITING], ids=["complex", "waiting"])
def test_a_rule_comes_out_of_its_form_as_it_went_in(ada, scripted, rule: dict[str, Any]) -> None:
    with scripted.service.database.uow("demo") as session:
        save_rule(session, "demo", rule, Known(), version=None, by="test", now=NOW)
    before = kept_rule(scripted, rule["id"])
    assert send(ada, "rules/edit", edit(ada, f"?id={rule['id']}")).status_code == 303
    assert kept_rule(scripted, rule["id"]) == before


def test_rules_are_told_in_plain_words_in_both_languages(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    with scripted.service.database.uow("demo") as session:
        for rule in (COMPLEX, WAITING):
            save_rule(session, "demo", rule, Known(), version=None, by="test", now=NOW)
    english, chinese = (texts(one.get("/console/settings/rules").text) for one in (ada, zhao))
    assert (
        "When a ticket is opened or the priority changes, if priority is P0: assign to Emergency team (queue "
        "Emergency), even from whoever was given it by hand; notify the team in the console: “Critical "
        "alert”; SMS “Critical alert” to the team; stop there"
    ) in english
    assert (
        "工单创建或优先级变化时，如果优先级是 P0："
        "分派给应急组（应急队列），人工交给他人的也改派；在工作台提醒团队成员“紧急工单提醒”；"
        "发短信“紧急工单提醒”给团队成员；到此为止" in chinese
    )
    assert "When it has been “Pending” for 3 days: set to “Closed”" in english
    assert "处于“等待客户”满 3 天时：改为“已关闭”" in chinese
    assert (
        "if priority is P0 or P1 and (message text contains “退款, 谢谢” or “refund” or seats is at least "
        "“50” or company is empty) and minutes in this status is at most 90: assign to Support team (queue "
        "Bot), even from whoever was given it by hand"
    ) in english


def test_a_new_rule_is_kept_at_the_end_and_who_made_it_is_known(ada, scripted) -> None:
    form = edit(ada).put(name__zh="新规则", name__en="Brand new").put_at(NEEDED)
    assert send(ada, "rules/edit", form).headers["location"] == "/console/settings/rules?done=saved"
    page = ada.get("/console/settings/rules").text
    *_, last = order(page)
    assert last.startswith("brand-new-")
    assert kept_rule(scripted, last)["actions"] == [{"do": "assign", "team": "support"}]
    assert "changed by Ada" in page


def test_a_new_rule_goes_where_it_is_wanted_and_an_old_one_too(ada) -> None:
    first, second, third, *_ = order(ada.get("/console/settings/rules").text)
    new = edit(ada).put(name__zh="新规则", name__en="Brand new").put_at(NEEDED)
    assert send(ada, "rules/edit", new.put(behind=first)).status_code == 303
    listed = order(ada.get("/console/settings/rules").text)
    assert (listed[0], listed[2]) == (first, second)
    assert listed[1].startswith("brand-new-")
    assert edit(ada, f"?id={third}").value("behind") == second
    assert send(ada, "rules/edit", edit(ada, f"?id={third}").put(behind="-")).status_code == 303
    assert order(ada.get("/console/settings/rules").text)[:2] == [third, first]


def test_who_leaves_the_place_alone_moves_nothing_that_others_moved(ada) -> None:
    before = order(ada.get("/console/settings/rules").text)
    form = edit(ada, f"?id={before[2]}")
    post(ada, "rules/move", id=before[2], by="-1")
    assert send(ada, "rules/edit", form).status_code == 303
    assert order(ada.get("/console/settings/rules").text)[:3] == [before[0], before[2], before[1]]


def test_a_place_behind_a_rule_that_is_gone_is_the_last(ada) -> None:
    first, *_ = order(ada.get("/console/settings/rules").text)
    new = edit(ada).put(name__zh="新规则", name__en="Late one").put_at(NEEDED)
    post(ada, "rules/delete", id=first)
    assert send(ada, "rules/edit", new.put(behind=first)).status_code == 303
    assert order(ada.get("/console/settings/rules").text)[-1].startswith("late-one-")


def test_the_places_are_told_in_both_languages(hire) -> None:
    pages = [one.get("/console/settings/rules/edit").text for one in (hire(), hire("zhao", "owner", "zh"))]
    assert ("First of all" in pages[0], "After 1. " in pages[0]) == (True, True)
    assert ("排在最前" in pages[1], "排在第 1 条“" in pages[1]) == (True, True)


def test_a_copy_begins_as_the_other_and_is_a_rule_of_its_own(ada) -> None:
    form = edit(ada, "?like=critical")
    assert form.value("name.en") == "Critical: emergency team and an SMS (copy)"
    assert send(ada, "rules/edit", form).status_code == 303
    assert len(order(ada.get("/console/settings/rules").text)) == len(default_rules()) + 1


def test_a_refused_rule_comes_back_filled_with_what_is_wrong_beside_each_field(hire) -> None:
    zhao = hire("zhao", "owner", "zh")
    form = edit(zhao).put(name__zh=NASTY, name__en="").put_at(
        {"events[]": ["ticket.opened", "time.passed"], "after.amount": "soon", "when.parts.0.value[]": None,
         "actions.0.do": "notify", "actions.0.by": "email", "actions.0.template": "assigned",
         "actions.0.to[]": ["address"], "actions.0.address": "nobody", "actions.1.do": "set_priority"}
    )  # fmt: skip
    answer = send(zhao, "rules/edit", form)
    assert answer.status_code == 422
    again = form_of(answer.text, "/console/settings/rules/edit")
    assert again.value("name.zh") == NASTY
    assert "<script>alert" not in answer.text
    assert again.values("events[]") == ["ticket.opened", "time.passed"]
    assert (again.value("after.amount"), again.value("actions.0.address")) == ("soon", "nobody")
    for path, told in (
        ("name.en", "应为一段文字，最多 120 个字符。"),
        ("events", "应为单独的 time.passed。"),
        ("after.amount", "之间的整数"),
        ("when.parts.0.value", "应为"),
        ("actions.0.address", "应为邮箱地址，如 ops@example.com。"),
        ("actions.1.priority", "应为以下之一：P0, P1, P2, P3。"),
    ):
        assert told in wrong(answer.text, path), path
    assert "没有保存：有 6 处要改" in answer.text


def test_the_second_of_two_editors_is_told_and_saves_over_knowingly(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    mine, theirs = edit(ada, "?id=rest"), edit(zhao, "?id=rest")
    assert send(ada, "rules/edit", mine.put(name__en="Ada was first")).status_code == 303
    late = send(zhao, "rules/edit", theirs.put(name__en="Zhao was second"))
    assert late.status_code == 409
    assert "没有保存：Ada 在你打开之后改过它" in late.text
    assert kept_rule(scripted, "rest")["name"]["en"] == "Ada was first"
    again = form_of(late.text, "/console/settings/rules/edit")
    assert again.value("name.en") == "Zhao was second"
    assert send(zhao, "rules/edit", again).status_code == 303
    assert kept_rule(scripted, "rest")["name"]["en"] == "Zhao was second"


def test_a_rule_that_was_deleted_meanwhile_can_be_brought_back(ada) -> None:
    form = edit(ada, "?id=rest")
    post(ada, "rules/delete", id="rest")
    late = send(ada, "rules/edit", form)
    assert late.status_code == 409
    assert "somebody has deleted it" in late.text
    assert send(ada, "rules/edit", form_of(late.text, "/console/settings/rules/edit")).status_code == 303
    assert order(ada.get("/console/settings/rules").text)[-1] == "rest"


def test_a_rule_is_switched_off_and_says_so(ada, scripted) -> None:
    page = post(ada, "rules/switch", fragment=True, id="high", on="false").text
    assert kept_rule(scripted, "high")["enabled"] is False
    assert re.search(r'id="switch:high" role="switch" aria-checked="false"', page)
    post(ada, "rules/switch", id="high", on="true")
    assert "enabled" not in kept_rule(scripted, "high")


def test_rows_are_added_moved_and_removed_without_losing_the_rest(ada) -> None:
    form = edit(ada, "?id=critical").put(name__en="in the middle of it")

    def change(form: HtmlForm, what: str) -> HtmlForm:
        page = send(ada, "rules/change", form.put(change=what)).text
        return form_of(page, "/console/settings/rules/edit")

    form = change(form, "add:when.parts")
    form = change(form, "group:when.parts")
    form = change(form, "add:when.parts.2.parts")
    form = change(form, "up:actions.1")
    assert form.value("actions.0.do") == "notify"
    form = change(form, "remove:when.parts.1")
    assert form.value("when.parts.1.mode") == "any"
    assert form.value("when.parts.1.parts.1.field") == "priority"
    form = change(form.put_at({"when.parts.0.field": "tier"}), "field:when.parts.0")
    assert form.values("when.parts.0.value[]") == []
    form = change(form, "remove:when.parts.1")
    assert form.value("name.en") == "in the middle of it"
    assert not [name for name, _ in form.items if name.startswith("when.parts.1")]


def test_rules_go_out_as_yaml_and_come_in_again(ada) -> None:
    answer = ada.get("/console/settings/rules/file")
    assert 'filename="huiyi-rules.yml"' in answer.headers["content-disposition"]
    form = form_of(ada.get("/console/settings/rules/import").text, "/console/settings/rules/import")
    assert form.value("text").strip() == answer.text.strip()
    fewer = answer.text[: answer.text.index("- id: normal")]
    sent = ada.post(
        "/console/settings/rules/import",
        data={"csrf": csrf(ada), "seen": form.value("seen")},
        files={"file": ("rules.yml", fewer.encode(), "application/yaml")},
    )
    assert sent.headers["location"].endswith("?done=imported")
    assert order(ada.get("/console/settings/rules").text) == ["critical", "high"]


def test_a_file_with_mistakes_changes_nothing_and_stays_to_be_mended(hire) -> None:
    zhao = hire("zhao", "owner", "zh")
    form = form_of(zhao.get("/console/settings/rules/import").text, "/console/settings/rules/import")
    bad = form.value("text").replace("team: emergency", "team: nobody").replace("- P1", "- P9")
    answer = send(zhao, "rules/import", form.put(text=bad))
    assert answer.status_code == 422
    assert "rules.0.actions.0.team：收到 &#34;nobody&#34;，应为以下之一" in answer.text
    assert "rules.1.when.all.0.value" in answer.text
    assert form_of(answer.text, "/console/settings/rules/import").value("text").strip() == bad.strip()
    assert len(order(zhao.get("/console/settings/rules").text)) == len(default_rules())
    broken = send(zhao, "rules/import", form.put(text="rules: ["))
    assert "应为YAML" in broken.text


def test_an_import_over_somebodys_change_asks_once_more(ada) -> None:
    form = form_of(ada.get("/console/settings/rules/import").text, "/console/settings/rules/import")
    post(ada, "rules/switch", id="rest", on="false")
    late = send(ada, "rules/import", form)
    assert late.status_code == 409
    assert send(ada, "rules/import", form_of(late.text, "/console/settings/rules/import")).status_code == 303


# Dry runs and the log


def test_a_dry_run_shows_where_tickets_would_have_gone_and_changes_nothing(ada, scripted, open_one) -> None:
    scripted.service.sweeper.stop()  # or it acts on them meanwhile
    urgent, plain = open_one("all is down", priority="P0"), open_one("a question", priority="P3")
    page = texts(ada.get("/console/settings/rules/trial?days=7").text)
    assert "2 tickets, of which 2 would differ from what happened." in page
    assert "Critical: emergency team and an SMS" in page
    assert f"#{urgent}" in page
    assert f"#{plain}" in page
    assert "Team – → Emergency team" in page
    assert "all conditions hold" in page
    with scripted.service.database.reading("demo") as session:
        assert [one.team for one in session.scalars(select(Ticket))] == [None, None]


def test_a_rule_is_tried_as_it_is_edited_and_not_kept(ada, scripted, open_one) -> None:
    open_one("a question", priority="P2")
    form = edit(ada, "?id=normal").put_at({"actions.0.queue": "support", "name.en": "Bot no more"})
    answer = ada.post("/console/settings/rules/trial", data=form.as_data(), headers={"HX-Request": "true"})
    page = texts(answer.text)
    assert "This rule would act on 1 of them." in page
    assert "Queue – → Support" in page
    assert kept_rule(scripted, "normal")["actions"] == [{"do": "assign", "queue": "bot"}]
    wrongly = form.put_at({"name.en": ""})
    refused = ada.post(
        "/console/settings/rules/trial", data=wrongly.as_data(), headers={"HX-Request": "true"}
    )
    assert refused.headers["HX-Retarget"] == "#form"
    assert "Expected a text" in wrong(refused.text, "name.en")


def test_a_dry_run_ends_in_time_and_says_how_far_it_came(ada, scripted, open_one) -> None:
    for n in range(4):
        open_one(f"ticket {n}")
    ticks = iter([0.0, 1.0, 2.0, 5.0])
    with scripted.service.database.reading("demo") as session:
        trial = run_trial(
            session, scripted.service.tenants.get("demo"), default_rules(), read_names(session, "en"),
            tried=None, days=1, now=utc_now(), seconds=lambda: next(ticks),
        )  # fmt: skip
    assert (trial.looked, trial.found, trial.cut) == (2, 4, True)


def test_a_condition_offers_the_intents_of_the_tenants_own_model(hire, scripted) -> None:
    put_in_force(scripted.service.settings.home, "demo", ("book_table", "order_status"))
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    kept = WAITING | {
        "id": "by-intent", "when": {"all": [{"field": "intent", "operator": "is", "value": ["report_bug"]}]},
    }  # fmt: skip
    with scripted.service.database.uow("demo") as session:
        save_rule(session, "demo", kept, Known(), version=None, by="test", now=NOW)

    def offered(page: str) -> list[tuple[str, str]]:
        return re.findall(r'name="when\.parts\.0\.value\[\]" value="(\w+)"[^>]*><span>([^<]+)<', page)

    asking = edit(ada).put_at({"when.parts.0.field": "intent"}).put(change="field:when.parts.0")
    changed = send(ada, "rules/change", asking).text
    assert offered(changed) == [
        ("order_status", "Order status"), ("out_of_scope", "Out of scope"), ("book_table", "book_table"),
    ]  # fmt: skip
    chinese = zhao.get("/console/settings/rules/edit?id=by-intent").text
    assert offered(chinese) == [
        ("book_table", "book_table"), ("out_of_scope", "不在服务范围"), ("order_status", "查订单"),
        ("report_bug", "报告问题"),
    ]  # fmt: skip


def test_the_log_tells_what_rules_did_and_why_they_did_not(ada, scripted, open_one) -> None:
    number = open_one("all is down", priority="P0")
    open_one("another", priority="P1")
    worker = RuleWorker(scripted.service.database, scripted.service.hub, lambda _: (), "https://desk.example")
    worker.run(scripted.service.tenants.get("demo"), utc_now())

    def runs(**asked: str) -> list[tuple[str, str]]:
        page = ada.get("/console/settings/runs", params=asked).text
        return re.findall(r'<tr>.*?rules/edit\?id=([a-z]+)".*?>#(\d+)<', page)

    assert (("critical", str(number)) in runs()) and ("rest", str(number)) not in runs()
    assert set(runs(rule="critical", outcome="all")) >= {("critical", str(number))}
    assert {one for one, _ in runs(ticket=f"#{number}", outcome="stopped")} == {"high", "normal", "rest"}
    page = texts(ada.get(f"/console/settings/runs?ticket={number}&outcome=all").text)
    assert 'the rule "Critical: emergency team and an SMS" before it ended the chain' in page
    assert runs(ticket="4711") == runs(ticket="x") == []


def test_another_tenants_settings_are_not_there(ada, scripted) -> None:
    with scripted.service.database.uow("other") as session:
        furnish_desk(session, "other", NOW)
        save_rule(session, "other", COMPLEX, Known(), version=None, by="rival", now=NOW)
    assert ada.get("/console/settings/rules/edit?id=complex").status_code == 404
    assert "complex" not in order(ada.get("/console/settings/rules").text)
