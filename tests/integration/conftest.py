from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.scripted import Scripted
from tests.shared_app import app_over


@pytest.fixture
def client(scripted: Scripted) -> Iterator[TestClient]:
    """The application over the scripted service, started; an error of ours is an answer, not an exception."""
    app = app_over(scripted.service)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert scripted.service.readiness.ready.wait(60)
        yield client


@pytest.fixture
def customer(client: TestClient, scripted: Scripted) -> TestClient:
    """The client, signed in as qinglan."""
    client.headers["Authorization"] = f"Bearer {scripted.access_token()}"
    return client


@pytest.fixture
def conversation(customer: TestClient) -> str:
    answer = customer.post("/api/v1/conversations", json={"language": "en"})
    assert answer.status_code == 201
    identifier: str = answer.json()["id"]
    return identifier
