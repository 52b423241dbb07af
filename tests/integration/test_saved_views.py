"""Views of the ticket list that people save, over both databases: whose they are and what becomes of them."""

import re
from html import unescape
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from bot.desk.saved_views import LONGEST_NAME, MOST_OWN, Keeper, add_view, list_views
from bot.errors import ViewRefused
from bot.staffing import disable_agent
from escalation.routing.people import delete_team, save_team
from tests.integration.test_console import NASTY, client, console, csrf
from tests.integration.test_desk_console import numbers, open_one
from tests.integration.test_people_console import person
from tests.integration.test_settings_console import ada, hire
from tests.scripted import NOW

__all__ = ["ada", "client", "console", "hire", "open_one"]

LATE = "view=open&priority=P1&sort=updated"


def post(browser: TestClient, path: str = "", **form: Any) -> Response:
    return browser.post(f"/console/tickets/views{path}", data={"csrf": csrf(browser), **form})


def kept(browser: TestClient) -> dict[str, str]:
    """Name and address of each saved view that the page shows."""
    page = browser.get("/console/tickets").text
    found = re.findall(
        r'href="/console/tickets\?([^"]*)&amp;saved=v_[^"]*" data-list[^>]*><bdi>([^<]*)</bdi>', page
    )
    return {unescape(name): unescape(query) for query, name in found}


def heading(page: str) -> str:
    found = re.search(r"<h1>([^<]*)</h1>", page)
    return unescape(found[1]) if found else ""


def test_a_list_is_kept_with_its_filters_search_and_order_and_opens_as_it_was(hire, open_one) -> None:
    kim = hire("kim", "agent")
    first, second, third = (open_one("报表", priority=priority) for priority in ("P1", "P2", "P1"))
    answer = post(kim, name=" 急的  报表 ", query=f"{LATE}&q=报表&after=x&nonsense=1")
    assert answer.status_code == 200
    [(name, query)] = kept(kim).items()
    assert name == "急的 报表"
    page = kim.get(f"/console/tickets?{query}").text
    assert heading(page) == "急的 报表"
    assert sorted(numbers(page)) == [first, third]
    assert second not in numbers(page)
    assert page.count('aria-current="page"') == 2, "the place at the top, and the view"
    assert heading(kim.get(f"/console/tickets?{query}&tag=x").text) == "All open"
    twin = post(kim, name="Twin", query=query).json()
    assert heading(kim.get(f"/console/tickets?{query}&saved={twin['id']}").text) == "Twin"
    assert heading(kim.get(f"/console/tickets?view=mine&saved={twin['id']}").text) == "Mine"


def test_ones_own_are_nobody_elses_and_shared_ones_everybodys(hire, scripted) -> None:
    ada, kim, vera = hire(), hire("kim", "agent"), hire("vera", "viewer")
    mine = post(kim, name="Mine", query=LATE).json()["id"]
    all_ = post(ada, name="All of us", query="view=mine", shared="true").json()["id"]
    assert set(kept(kim)) == {"Mine", "All of us"}
    assert set(kept(ada)) == set(kept(vera)) == {"All of us"}
    assert post(kim, name="x", query=LATE, shared="true").status_code == 403
    for path, form in (("/rename", {"name": "y"}), ("/remove", {})):
        assert post(kim, path, id=all_, **form).status_code == 403
        assert post(ada, path, id=mine, **form).status_code == 404
        assert post(kim, path, id="v_gone", **form).status_code == 404
    assert post(kim, "/rename", id=mine, name="Mine", shared="true").status_code == 403
    assert post(kim, name="x", query=LATE, replace=all_).status_code == 403
    assert post(vera, name="Only looking", query="view=all").status_code == 200
    with scripted.service.database.reading("other") as session:
        assert list_views(session, person(scripted, "kim").id) == []


def test_a_view_is_renamed_shared_taken_back_and_removed(ada, hire) -> None:
    zhao = hire("zhao", "owner")
    key = post(ada, name="Late", query=LATE).json()["id"]
    assert post(ada, "/rename", id=key, name="Very late", shared="true").status_code == 200
    assert set(kept(zhao)) == {"Very late"}
    assert post(zhao, "/rename", id=key, name="Late again", shared="false").status_code == 200
    assert (set(kept(ada)), set(kept(zhao))) == ({"Late again"}, set())
    assert post(ada, "/remove", id=key).status_code == 200
    assert kept(ada) == {}


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_nobody_could_read_is_refused_in_the_readers_language(hire, name: str) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    refused = [post(one, name=name, query=LATE) for one in (ada, zhao)]
    assert [one.status_code for one in refused] == [409, 409]
    assert [one.json()["problem"] for one in refused] == [
        "A name has 1 to 40 characters.",
        "名称要有 1 到 40 个字符。",
    ]


def test_a_name_that_is_taken_can_be_replaced_and_is_anothers_to_use(hire) -> None:
    ada, kim = hire(), hire("kim", "agent")
    key = post(ada, name="Late", query=LATE).json()["id"]
    taken = post(ada, name="Late", query="view=all")
    assert (taken.status_code, taken.json()["taken"]) == (409, key)
    assert post(ada, name="Late", query="view=all", replace=key).status_code == 200
    assert kept(ada) == {"Late": "view=all"}
    assert post(kim, name="Late", query=LATE).status_code == 200
    assert post(kim, name="x", query=LATE, replace=key).status_code == 404


def test_there_are_not_more_than_one_can_look_at_and_none_too_long(hire, scripted) -> None:
    kim = hire("kim", "agent")
    keeper = Keeper(person(scripted, "kim").id, may_share=False)
    with scripted.service.database.uow("demo") as session:
        for number in range(MOST_OWN):
            add_view(session, keeper, name=f"v{number}", query=LATE, shared=False, now=NOW)
            session.flush()
        with pytest.raises(ViewRefused, match="At most 30"):
            add_view(session, keeper, name="one more", query=LATE, shared=False, now=NOW)
    assert "At most 30 are kept" in post(kim, name="one more", query=LATE).json()["problem"]
    assert "too long" in post(hire(), name="long", query=f"view=all&tag={'x' * 3000}").json()["problem"]


def test_names_and_filters_are_text_and_nothing_else(hire) -> None:
    kim = hire("kim", "agent")
    told = {"name": NASTY[:LONGEST_NAME], "query": f"view=all&team={NASTY}&queue={NASTY}"}
    assert post(kim, **told).status_code == 200
    [(name, query)] = kept(kim).items()
    page = kim.get(f"/console/tickets?{query}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert heading(page) == name == NASTY[:LONGEST_NAME]


def test_a_view_whose_team_is_gone_opens_and_says_so(hire, scripted, open_one) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    open_one("报表")
    with scripted.service.database.uow("demo") as session:
        team = {"key": "billing", "name": {"zh": "账单组", "en": "Billing"}, "members": []}
        save_team(session, "demo", team, agents=[])
    query = "view=all&team=billing&queue=no_such&agent=" + person(scripted, "ning").id
    post(ada, name="Billing", query=query)
    before = ada.get(f"/console/tickets?{query}").text
    assert "Team:" not in before
    with scripted.service.database.uow("demo") as session:
        delete_team(session, "demo", "billing")
    for browser, said in ((ada, "Team: “billing” is no longer there"), (zhao, "团队“billing”已经不在了")):
        answer = browser.get(f"/console/tickets?{query}")
        assert answer.status_code == 200
        assert said in unescape(answer.text)
        assert '<option value="billing" selected>billing</option>' in answer.text
    assert "Queue: “no_such” is no longer there" in unescape(before)
    odd = unescape(ada.get("/console/tickets?view=old&status=lost&priority=P9&sort=sideways").text)
    assert "There is no view “old”" in odd
    assert "Status: there is no “lost”" in odd
    assert "Priority: there is no “P9”" in odd


def test_a_view_of_somebody_who_left_says_so(ada, scripted) -> None:
    ning = person(scripted, "ning")
    page = ada.get(f"/console/tickets?view=all&agent={ning.id}").text
    assert "has left" not in page
    with scripted.service.database.uow("demo") as session:
        disable_agent(session, session.merge(ning), now=NOW)
    assert (
        "周宁 has left or no longer works on tickets"
        in ada.get(f"/console/tickets?view=all&agent={ning.id}").text
    )


def test_nothing_is_kept_without_the_sessions_token(ada) -> None:
    for path in ("", "/rename", "/remove"):
        data = {"csrf": "guessed", "name": "x", "query": LATE, "id": "v_x"}
        assert ada.post(f"/console/tickets/views{path}", data=data).status_code == 403
