"""What happens when there is too much, or when something is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from bot.errors import NotReady
from nlu.errors import ModelMissing
from nlu.versions.registry import ModelRegistry
from tests.scripted import build_scripted
from tests.shared_app import app_over

API = "/api/v1"


@pytest.fixture
def hasty(database, tmp_path):
    """A service that lets a customer send three messages at once."""
    scripted = build_scripted(database, tmp_path, message_burst=3, message_rate=0.01, session_burst=2)
    with TestClient(app_over(scripted.service)) as client:
        assert scripted.service.readiness.ready.wait(60)
        yield client, scripted


def test_a_customer_who_floods_is_asked_to_wait_and_others_are_not(hasty) -> None:
    client, scripted = hasty
    answers = []
    for name in ("qinglan", "northfold"):
        headers = {"Authorization": f"Bearer {scripted.access_token(name)}"}
        conversation = client.post(f"{API}/conversations", json={}, headers=headers).json()["id"]
        path = f"{API}/conversations/{conversation}/messages"
        answers.append([client.post(path, json={"text": "x"}, headers=headers) for _ in range(4)])
    for sent in answers:
        statuses = [answer.status_code for answer in sent]
        assert statuses[:2] == [201, 201]
        assert statuses[-1] == 429
    refused = answers[0][-1]
    assert refused.json()["error"]["code"] == "too_fast"
    assert int(refused.headers["retry-after"]) > 1


def test_one_address_cannot_open_sessions_without_end(hasty) -> None:
    client, scripted = hasty
    body = {"site_key": scripted.demo.site_key}
    statuses = [client.post(f"{API}/widget/session", json=body).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_database_that_is_away_is_503_and_nothing_is_acknowledged(
    customer, conversation, scripted, monkeypatch
) -> None:
    def gone(*_arguments: object) -> None:
        raise OperationalError("select private_words", {}, Exception("the disk is full"))

    monkeypatch.setattr("bot.intake.accept", gone)
    answer = customer.post(f"{API}/conversations/{conversation}/messages", json={"text": "hello"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_unavailable")
    assert "private_words" not in answer.text
    monkeypatch.undo()
    found = customer.get(f"{API}/conversations/{conversation}/messages").json()
    assert found == {"messages": [], "head": 0}


def test_a_defect_of_ours_is_500_without_its_inside(customer, conversation, monkeypatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("private words")

    monkeypatch.setattr("bot.intake.accept", broken)
    answer = customer.post(f"{API}/conversations/{conversation}/messages", json={"text": "hello"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "private" not in answer.text
    assert "Traceback" not in answer.text


def test_without_models_it_is_not_ready_and_says_why(database, tmp_path) -> None:
    scripted = build_scripted(database, tmp_path, sweep_every=timedelta(seconds=60))

    def missing() -> None:
        raise ModelMissing(tmp_path, "make train")

    scripted.understanding.warm_up = missing
    gave_up = []
    scripted.service.readiness.when_hopeless.append(lambda: gave_up.append(True))
    with TestClient(app_over(scripted.service)) as client:
        assert _eventually(lambda: scripted.service.readiness.problem)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "run it first" in answer.json()["problem"]
        assert gave_up == [True]
        assert client.get("/healthz").status_code == 200


def test_a_tenant_whose_articles_cannot_be_searched_is_told_and_the_others_are_served(
    database, tmp_path
) -> None:
    scripted = build_scripted(database, tmp_path, sweep_every=timedelta(seconds=60))
    problems = ["acme: run `huiyi kb rebuild`"]
    service = replace(scripted.service, knowledge_problems=lambda: tuple(problems))
    with TestClient(app_over(service)) as client:
        assert _eventually(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/readyz").json() == {"ready": True, "knowledge_problems": problems}
        problems.clear()
        assert client.get("/readyz").json() == {"ready": True}


def test_a_message_before_the_models_are_there_is_kept_for_later(database, tmp_path) -> None:
    scripted = build_scripted(database, tmp_path)
    from bot.understanding import TenantUnderstanding

    with pytest.raises(NotReady):
        TenantUnderstanding(ModelRegistry(tmp_path), tmp_path).parse(
            "x", tenant_id="demo", now=datetime.now(UTC), timezone="+08:00"
        )
    app = app_over(scripted.service)
    import threading

    loading = threading.Event()
    scripted.understanding.warm_up = lambda: loading.wait(10)
    with TestClient(app) as client:
        headers = {"Authorization": f"Bearer {scripted.access_token()}"}
        conversation = client.post(f"{API}/conversations", json={}, headers=headers).json()["id"]
        path = f"{API}/conversations/{conversation}/messages"
        assert client.post(path, json={"text": "early"}, headers=headers).json()["done"] is False
        loading.set()
        assert _eventually(lambda: len(client.get(path, headers=headers).json()["messages"]) == 2)


def _eventually(check) -> bool:
    import time

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.02)
    return False
