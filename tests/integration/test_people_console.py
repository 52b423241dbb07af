"""People come, change, leave and return by the settings, over both databases; and who may do that to whom."""

import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bot.agent_sessions import COOKIE
from bot.agents import find_agent, verify_password
from bot.api.stream_frames import Close
from bot.clock import utc_now
from bot.conversations import find_conversation, read_messages
from bot.errors import NotAllowed
from bot.invitations import LASTS, find_invited
from bot.last_seen import LastSeen
from bot.models import Agent
from bot.phrases import phrase
from bot.staffing import Doer, add_person, change_person, disable_agent, get_person
from escalation.errors import SettingRejected
from escalation.routing.models import TeamMember
from escalation.routing.people import Profile, get_profile
from escalation.routing.words import Words
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, assign
from tests.html_form import HtmlForm, form_of
from tests.integration.test_console import NASTY, PASSWORD, act, client, field, say, sign_in
from tests.integration.test_desk_console import _follow, _lock, open_one
from tests.integration.test_settings_console import ada, hire, post, send, texts, wrong
from tests.scripted import Scripted

__all__ = ["ada", "client", "hire", "open_one"]

CHOSEN = "long enough"

WHY = Words("测试如此", "as the test wants")


def agent_id(scripted: Scripted, name: str = "ning") -> str:
    with scripted.service.database.reading("demo") as session:
        found = find_agent(session, f"{name}@lanyun.example")
    assert found is not None
    return found.id


def person(scripted: Scripted, name: str) -> Agent:
    with scripted.service.database.reading("demo") as session:
        return session.get_one(Agent, ("demo", agent_id(scripted, name)))


def form_for(browser: TestClient, key: str) -> HtmlForm:
    page = browser.get(f"/console/settings/people/person?id={key}").text
    return form_of(page, "/console/settings/people/person")


def link_in(page: str) -> str:
    found = re.search(r'id="link"[^>]* value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def choose(browser: TestClient, secret: str, password: str = CHOSEN, again: str | None = None) -> Any:
    door = browser.get("/console/welcome").text
    form = {"csrf": field(door, "csrf"), "secret": secret, "password": password}
    return browser.post("/console/welcome", data=form | {"again": password if again is None else again})


def eventually(true: Callable[[], bool]) -> bool:
    for _ in range(100):
        if true():
            return True
        time.sleep(0.1)
    return False


# Coming


def test_who_is_added_chooses_a_password_by_a_link_that_is_shown_once_and_works_once(
    ada, client, scripted, capsys
) -> None:
    new = form_of(ada.get("/console/settings/people/new").text, "/console/settings/people/new")
    filled = new.put(name="Mei", email=" Mei@Lanyun.example ", role="agent", language="en")
    added = send(ada, "people/new", filled)
    assert added.status_code == 200
    link = link_in(added.text)
    assert link.startswith("http://testserver/console/welcome#demo.")
    secret = link.partition("#")[2]
    assert person(scripted, "mei").name == "Mei"
    for page in ("people", f"people/person?id={agent_id(scripted, 'mei')}"):
        shown = ada.get(f"/console/settings/{page}").text
        assert secret not in shown
        assert "has not chosen a password yet" in shown
    mei = TestClient(client.app, follow_redirects=False)
    assert sign_in(mei, "mei@lanyun.example", "").status_code == 401
    assert "are not the same" in texts(choose(mei, secret, again="other").text)
    assert choose(mei, secret, "short").status_code == 422
    inside = choose(mei, secret)
    assert (inside.status_code, inside.headers["location"]) == (303, "/console")
    assert "Mei" in mei.get("/console").text
    elsewhere = TestClient(client.app, follow_redirects=False)
    assert sign_in(elsewhere, "mei@lanyun.example", CHOSEN).status_code == 303
    assert choose(elsewhere, secret).status_code == 410
    assert "has not chosen" not in ada.get("/console/settings/people").text
    logged = "".join(capsys.readouterr())
    assert "person_added" in logged
    assert secret.partition(".")[2] not in logged
    assert CHOSEN not in logged


def test_an_address_that_is_taken_and_a_role_that_is_none_are_told_beside_the_field(ada) -> None:
    new = form_of(ada.get("/console/settings/people/new").text, "/console/settings/people/new")
    refused = send(ada, "people/new", new.put(name=NASTY, email="NING@lanyun.example", role="boss"))
    assert refused.status_code == 422
    assert "an address that is nobody's here already" in wrong(refused.text, "email")
    assert "one of owner, admin, agent" in wrong(refused.text, "role")
    assert "<script>alert" not in refused.text
    assert form_of(refused.text, "/console/settings/people/new").value("name") == NASTY
    nobody = send(ada, "people/new", new.put(name=" ", email="no address"))
    assert "an e-mail address such as" in wrong(nobody.text, "email")


def test_a_new_link_voids_the_one_before_and_ends_what_was_signed_in(ada, hire, client, scripted) -> None:
    ning = hire("kim", "agent")
    key = agent_id(scripted, "kim")
    first, second = (link_in(post(ada, "people/invite", id=key).text).partition("#")[2] for _ in range(2))
    stranger = TestClient(client.app, follow_redirects=False)
    assert choose(stranger, first).status_code == 410
    assert ning.get("/console").status_code == 200, "the password works until another is chosen"
    assert choose(stranger, second).status_code == 303
    assert ning.get("/console").status_code == 303
    assert not verify_password(person(scripted, "kim"), PASSWORD)


@pytest.mark.parametrize("secret", ["", "demo.", "demo.guess", "nowhere.guess", "x" * 5000, "other.guess"])
def test_a_link_that_is_none_opens_nothing(client, secret: str) -> None:
    assert choose(client, secret).status_code == 410
    assert COOKIE not in client.cookies


def test_a_link_is_over_after_three_days_and_with_its_person_and_is_no_other_tenants(ada, scripted) -> None:
    key = agent_id(scripted)
    secret = link_in(post(ada, "people/invite", id=key).text).partition("#")[2]
    with scripted.service.database.uow("demo") as session:
        assert find_invited(session, secret, utc_now()) is not None
        assert find_invited(session, secret, utc_now() + LASTS) is None
    with scripted.service.database.uow("other") as session:
        assert find_invited(session, secret, utc_now()) is None
    assert post(ada, "people/leave", id=key).status_code == 303
    with scripted.service.database.uow("demo") as session:
        assert find_invited(session, secret, utc_now()) is None
    assert post(ada, "people/invite", id=key).status_code == 422


def test_a_form_of_another_site_chooses_no_password(ada, client, scripted) -> None:
    secret = link_in(post(ada, "people/invite", id=agent_id(scripted)).text).partition("#")[2]
    form = {"csrf": "guessed", "secret": secret, "password": CHOSEN, "again": CHOSEN}
    assert client.post("/console/welcome", data=form).status_code == 403
    assert not verify_password(person(scripted, "ning"), CHOSEN)


# Changing


def test_a_persons_role_teams_skills_capacity_and_phone_are_kept_together(ada, scripted) -> None:
    ning = agent_id(scripted)
    form = form_for(ada, ning).put(
        name="周宁宁", role="sales", capacity="7", modules="看板， Docs", phone="+86 138-0000-0000"
    )
    refused = send(ada, "people/person", form.put(phone="12345", role="boss"))
    assert "+8613800000000" in wrong(refused.text, "phone")
    assert "one of owner" in wrong(refused.text, "role")
    assert form_of(refused.text, "/console/settings/people/person").value("modules") == "看板， Docs"
    assert person(scripted, "ning").role == "agent", "all of it or nothing"
    whole = form.put_at({"languages[]": ["zh"], "teams[]": ["support"]})
    assert send(ada, "people/person", whole).status_code == 303
    with scripted.service.database.reading("demo") as session:
        assert get_profile(session, "demo", ning) == Profile(
            7, ("zh",), ("看板", "Docs"), (), "+8613800000000"
        )
        members = session.scalars(select(TeamMember.team).where(TeamMember.agent_id == ning)).all()
    assert list(members) == ["support"]
    assert (person(scripted, "ning").name, person(scripted, "ning").role) == ("周宁宁", "sales")
    listed = texts(ada.get("/console/settings/people").text)
    assert "周宁宁 Sales ning@lanyun.exampleSupport team" in listed
    again = form_for(ada, ning)
    assert send(ada, "people/person", again.put_at({"teams[]": None})).status_code == 303
    with scripted.service.database.reading("demo") as session:
        assert session.scalars(select(TeamMember).where(TeamMember.agent_id == ning)).first() is None


def test_who_saves_over_a_colleague_is_told_and_saves_again(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    mine, theirs = (form_for(one, agent_id(scripted)) for one in (ada, zhao))
    assert send(zhao, "people/person", theirs.put(capacity="3")).status_code == 303
    clash = send(ada, "people/person", mine.put(capacity="9"))
    assert clash.status_code == 409
    assert "Not saved" in texts(clash.text)
    again = form_of(clash.text, "/console/settings/people/person")
    assert again.value("capacity") == "9"
    assert send(ada, "people/person", again).status_code == 303


def test_nobody_demotes_or_disables_themselves(ada, scripted) -> None:
    me = agent_id(scripted, "ada")
    page = ada.get(f"/console/settings/people/person?id={me}").text
    assert "people/leave" not in page
    refused = send(ada, "people/person", form_for(ada, me).put(role="agent"))
    assert "nobody changes their own rights" in wrong(refused.text, "role")
    left = post(ada, "people/leave", id=me)
    assert left.status_code == 422
    assert "nobody changes their own rights" in texts(left.text)
    assert ada.get("/console/settings").status_code == 200
    assert send(ada, "people/person", form_for(ada, me).put(name="Ada L")).status_code == 303


def test_an_owner_is_an_owners_affair(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner")
    owner, ning = agent_id(scripted, "zhao"), agent_id(scripted)
    assert "people/leave" not in ada.get(f"/console/settings/people/person?id={owner}").text
    for path in ("leave", "invite"):
        assert "an owner to do it" in texts(post(ada, f"people/{path}", id=owner).text)
    for key, role in ((owner, "admin"), (ning, "owner")):
        refused = send(ada, "people/person", form_for(ada, key).put(role=role))
        assert "an owner to do it" in wrong(refused.text, "role")
    new = form_of(ada.get("/console/settings/people/new").text, "/console/settings/people/new")
    made = send(ada, "people/new", new.put(name="Boss", email="boss@lanyun.example", role="owner"))
    assert "an owner to do it" in wrong(made.text, "role")
    assert send(zhao, "people/person", form_for(zhao, ning).put(role="owner")).status_code == 303
    assert post(zhao, "people/leave", id=ning).status_code == 303
    assert "an owner to do it" in texts(post(ada, "people/return", id=ning).text)


def test_somebody_who_may_set_up_the_desk_always_stays(scripted, ada) -> None:
    database, me = scripted.service.database, agent_id(scripted, "ada")
    with database.uow("demo") as session, pytest.raises(SettingRejected, match="another admin"):
        disable_agent(session, session.get_one(Agent, ("demo", me)), now=utc_now())
    assert person(scripted, "ada").disabled_at is None


def test_of_two_admins_who_take_it_from_each_other_at_once_one_stays(hire, scripted) -> None:
    hire(), hire("bo", "admin")
    ada, bo = agent_id(scripted, "ada"), agent_id(scripted, "bo")
    data = {"name": "Bo", "role": "agent", "language": "en", "teams": [], "capacity": 5}
    with scripted.service.database.uow("demo") as session:
        change_person(session, Doer(ada, "admin"), get_person(session, Doer(ada, "admin"), bo), data)
    with scripted.service.database.uow("demo") as session, pytest.raises(NotAllowed):
        get_person(session, Doer(bo, "admin"), ada)
    with scripted.service.database.uow("demo") as session, pytest.raises(NotAllowed):
        late = {"email": "x@lanyun.example", "name": "X", "role": "agent", "language": "en"}
        add_person(session, Doer(bo, "admin"), late, utc_now())


def test_another_tenants_people_are_nobody_here(ada, scripted) -> None:
    with scripted.service.database.reading("other") as session:
        theirs = find_agent(session, "ning@lanyun.example")
    assert theirs is not None
    assert ada.get(f"/console/settings/people/person?id={theirs.id}").status_code == 404
    for path in ("people/leave", "people/invite", "people/return"):
        assert post(ada, path, id=theirs.id).status_code == 404
    own = form_for(ada, agent_id(scripted))
    assert send(ada, "people/person", own.put(id=theirs.id)).status_code == 404
    assert theirs.id not in ada.get("/console/settings/people").text


def test_people_are_listed_with_what_they_do_and_escaped(hire, scripted, client) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    send(ada, "people/person", form_for(ada, agent_id(scripted)).put(name="<b>Ning</b>", modules="<i>x</i>"))
    english, chinese = (one.get("/console/settings/people").text for one in (ada, zhao))
    assert "<b>Ning" not in english
    assert "<i>x" not in english
    assert "<b>Ning</b>Agent" in texts(english).replace(" Agent", "Agent")
    assert "never seen" in texts(english)
    assert "last seen" in texts(english)
    assert "还没有来过" in texts(chinese)
    headers = {"Cookie": f"{COOKIE}={ada.cookies[COOKIE]}", "Origin": "http://testserver"}
    with ada.websocket_connect("/api/v1/ws", headers=headers) as socket:
        socket.send_json({"type": "hello", "conversation": None, "after": 0})
        assert socket.receive_json()["type"] == "welcome"
        assert "at the console" in texts(ada.get("/console/settings/people").text)


def test_when_somebody_was_last_at_the_console_outlives_the_process(scripted) -> None:
    ning, now = agent_id(scripted), utc_now()
    seen = LastSeen(scripted.service.database, lambda _: {ning})
    assert seen.run(scripted.demo, now) == 1
    assert seen.run(scripted.demo, now) == 0, "once a minute is enough"
    assert person(scripted, "ning").seen_at == now
    with scripted.service.database.reading("other") as session:
        assert {one.seen_at for one in session.scalars(select(Agent))} == {None}


# Leaving


def test_who_leaves_is_out_at_once_and_what_they_had_goes_on(hire, client, scripted, open_one) -> None:
    ada, kim = hire(), hire("kim", "agent") and client
    assert sign_in(kim, "kim@lanyun.example").status_code == 303
    key, number = agent_id(scripted, "kim"), open_one("报表导不出")
    waits, answered = say(kim, scripted, "hello"), say(kim, scripted, "hello", contact="northfold")
    for conversation in (waits, answered):
        assert act(kim, conversation, "take-over").status_code == 200
    headers = {"Authorization": f"Bearer {scripted.access_token('qinglan')}"}
    path = f"/api/v1/conversations/{waits}/messages"
    assert TestClient(client.app).post(path, json={"text": "still there?"}, headers=headers).status_code < 300
    with scripted.service.database.uow("demo") as session:
        theirs = {"agent": key, "team": None, "queue": "default", "reason": WHY}
        assign(session, _lock(session, number), Deed("system", utc_now()), **theirs)
    with _follow(kim, number) as socket:
        left = post(ada, "people/leave", id=key)
        assert left.headers["location"].endswith("people?done=left")
        with pytest.raises(WebSocketDisconnect) as closed:
            while True:
                socket.receive_json()
        assert closed.value.code == Close.signed_out
    assert kim.get("/console").status_code == 303
    assert sign_in(TestClient(client.app, follow_redirects=False), "kim@lanyun.example").status_code == 401

    def ticket() -> Ticket:
        with scripted.service.database.reading("demo") as session:
            return session.scalars(select(Ticket).where(Ticket.number == number)).one()

    assert eventually(lambda: ticket().agent_id is None)
    assert "Kim has left or is switched off" in ada.get(f"/console/tickets/{number}/log").text
    for conversation, key_of, wait in ((waits, "agent_gone", True), (answered, "left", False)):
        with scripted.service.database.reading("demo") as session:
            row = find_conversation(session, conversation)
            said = read_messages(session, conversation, after=0, limit=50)
        assert row is not None
        assert (row["owner"], row["agent_id"]) == ("bot", None)
        assert (row["waiting_since"] is not None) is wait
        assert said[-1]["text"] == phrase(key_of, row["language"], name="Kim")
    listed = texts(ada.get("/console/settings/people").text)
    assert "Kim Agent disabled" in listed
    assert post(ada, "people/return", id=agent_id(scripted, "kim")).status_code == 303
    assert sign_in(kim, "kim@lanyun.example").status_code == 303


def test_who_loses_the_desk_keeps_no_work_and_may_not_write_by_an_open_socket(hire, client, scripted) -> None:
    ada, kim = hire(), hire("kim", "agent") and client
    assert sign_in(kim, "kim@lanyun.example").status_code == 303
    conversation = say(kim, scripted, "hello")
    assert act(kim, conversation, "take-over").status_code == 200
    headers = {"Cookie": f"{COOKIE}={kim.cookies[COOKIE]}", "Origin": "http://testserver"}
    with kim.websocket_connect("/api/v1/ws", headers=headers) as socket:
        socket.send_json({"type": "hello", "conversation": conversation, "after": 0})
        assert socket.receive_json()["type"] == "welcome"
        form = form_for(ada, agent_id(scripted, "kim"))
        assert send(ada, "people/person", form.put(role="viewer")).status_code == 303

        def owner() -> str:
            with scripted.service.database.reading("demo") as session:
                row = find_conversation(session, conversation)
            return str(row["owner"] if row else "")

        assert eventually(lambda: owner() == "bot")
        socket.send_json({"type": "send", "client_id": "late", "text": "one more thing"})
        while (frame := socket.receive_json())["type"] not in ("error", "ack"):
            pass
    assert frame["error"]["code"] == "not_allowed"
