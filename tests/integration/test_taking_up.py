"""A running service takes up what is promoted: turns go on, memory stays, a broken model changes nothing."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from bot.app import create_app
from bot.bootstrap import build
from dialogs.tracker import DialogueStateTracker
from dialogs.types import BotResponse, Turn, World
from nlu.encoder.checksum import check_folder
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.types import ParseResult
from nlu.versions import going_back
from nlu.versions.pointer import Person, Step
from nlu.versions.registry import ALL, ModelRegistry, Version
from nlu.versions.training import train_version
from tests.model_home import CHECKOUT
from tests.scripted import EmptyShelf, Scripted, ScriptedManager, build_scripted
from tests.tiny_home import build_tiny_home, relabelled
from tests.unit.nlu.tiny_messages import tiny_messages

API = "/api/v1"
NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)
# The watcher looks each second; a busy machine may need longer to load.
SOON_S = 20.0


class SaysTheIntent(ScriptedManager):
    def asks_knowledge(self, message: ParseResult) -> bool:
        return False

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        turn = super().handle(tracker, message, world)
        return replace(turn, replies=(BotResponse(message.intent.name),))


@dataclass
class Running:
    """A service with two models: `right`, in force, and `swapped`, which takes bills for refunds."""

    client: TestClient
    scripted: Scripted
    registry: ModelRegistry
    right: Version
    swapped: Version

    def says(self, text: str = "my bill", tenant: str = "demo") -> str:
        """The intent of the message's turn."""
        who = {"demo": "qinglan", "other": "rival"}[tenant]
        headers = {"Authorization": f"Bearer {self.scripted.access_token(who, tenant)}"}
        opened = self.client.post(f"{API}/conversations", json={}, headers=headers).json()
        answer = self.client.post(
            f"{API}/conversations/{opened['id']}/messages", json={"text": text, "wait_s": 15}, headers=headers
        )
        return str(answer.json()["replies"][0]["text"])

    def put_in_force(
        self, version: Version, owner: str = ALL, *, beforehand: Callable[[], None] = lambda: None
    ) -> None:
        entry = Person("tests", lambda: NOW).entry(
            Step.promoted, version.name, verdict="not asked", figures={}, measured_on=""
        )
        instead_of = self.registry.in_force(owner)
        self.registry.promote(owner, entry, instead_of=instead_of, beforehand=beforehand)

    @property
    def encoder(self) -> Path:
        return self.registry.models / "encoder"

    def ready(self) -> dict:
        answer = self.client.get("/readyz")
        assert answer.status_code == 200
        return dict(answer.json())


def eventually(check: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON_S
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The encoder and both models, none in force; not to be written into."""
    pytest.importorskip("torch", reason="building an encoder needs the extra 'train'")
    home = build_tiny_home(tmp_path_factory.mktemp("home") / "home")
    registry, encoder = ModelRegistry(home / "models"), OnnxEncoder.load(home / "models" / "encoder")
    for hour, data in ((1, tiny_messages()), (2, relabelled())):
        train_version(
            registry,
            ALL,
            data,
            encoder,
            recipe="fast",
            made_at=NOW.replace(hour=hour),
            progress=lambda _: None,
        )
    return home


@contextmanager
def started(stopped: Running) -> Iterator[Running]:
    service = stopped.scripted.service
    with TestClient(create_app(service.settings, service, pages=())) as client:
        running = replace(stopped, client=client)
        assert eventually(service.readiness.ready.is_set), service.readiness.problem
        yield running


@pytest.fixture
def running(stopped: Running) -> Iterator[Running]:
    with started(stopped) as running:
        yield running


@pytest.fixture
def stopped(new_sqlite, tiny_home: Path, tmp_path: Path) -> Running:
    from bot.persistence.database import Database
    from bot.persistence.engine import build_engine

    home = Path(shutil.copytree(tiny_home, tmp_path / "home"))
    registry = ModelRegistry(home / "models")
    right, swapped = (registry.get(ALL, name) for name in registry.versions(ALL))
    scripted = build_scripted(Database(build_engine(new_sqlite())), home)
    # Who talks without a pause here is no stranger to be slowed down.
    service = build(
        scripted.service.settings.model_copy(update={"message_burst": 1_000_000}),
        database=scripted.service.database,
        manager=SaysTheIntent(),
        knowledge=EmptyShelf(),
    )
    stopped = Running(None, replace(scripted, service=service), registry, right, swapped)  # type: ignore[arg-type]
    stopped.put_in_force(right)
    return stopped


def test_what_is_promoted_serves_without_a_restart_and_without_loading_the_encoder_again(
    running: Running,
) -> None:
    assert running.says() == "check_bill"
    shutil.rmtree(running.registry.models / "encoder")
    running.put_in_force(running.swapped)
    assert eventually(lambda: running.says() == "request_refund")
    running.put_in_force(running.right)
    assert eventually(lambda: running.says() == "check_bill")
    assert running.ready() == {"ready": True}


def test_no_turn_is_dropped_while_models_are_swapped(running: Running) -> None:
    done, said = threading.Event(), []

    def talk() -> None:
        while not done.is_set():
            said.append(running.says())

    customer = threading.Thread(target=talk)
    customer.start()
    for version in (running.swapped, running.right) * 3:
        seen = len(said)
        expected = "check_bill" if version == running.right else "request_refund"
        running.put_in_force(version)
        assert eventually(lambda seen=seen, expected=expected: expected in said[seen:])
    done.set()
    customer.join()
    # An apology, or a reply that never came, would be none of them.
    assert set(said) == {"check_bill", "request_refund"}


def test_a_tenant_is_understood_by_its_own_model_and_others_by_that_of_all(running: Running) -> None:
    assert running.says(tenant="other") == "check_bill"
    own = running.registry.models / "versions" / "other" / str(running.swapped.name)
    shutil.copytree(running.swapped.folder, own)
    running.put_in_force(Version("other", running.swapped.name, own), "other")
    assert eventually(lambda: running.says(tenant="other") == "request_refund")
    assert running.says(tenant="demo") == "check_bill"


def test_a_tenants_own_model_reads_its_first_message_already(running: Running) -> None:
    own = running.registry.models / "versions" / "other" / str(running.swapped.name)
    shutil.copytree(running.swapped.folder, own)
    running.put_in_force(Version("other", running.swapped.name, own), "other")
    assert running.says(tenant="other") == "request_refund"


def test_a_tenant_takes_a_version_of_alls_and_follows_all_again(running: Running) -> None:
    assert running.says(tenant="other") == "check_bill"
    running.put_in_force(running.swapped, "other")
    assert eventually(lambda: running.says(tenant="other") == "request_refund")
    assert running.says(tenant="demo") == "check_bill"
    going_back.follow_all(running.registry, "other", person=Person("tests", lambda: NOW))
    assert eventually(lambda: running.says(tenant="other") == "check_bill")
    assert running.ready() == {"ready": True}


def test_a_tenant_stays_with_a_version_of_alls_while_another_serves_all(running: Running) -> None:
    running.put_in_force(running.right, "other")
    assert running.says(tenant="other") == "check_bill"
    running.put_in_force(running.swapped)
    assert eventually(lambda: running.says(tenant="demo") == "request_refund")
    assert running.says(tenant="other") == "check_bill"


def spoil_head(version: Version) -> None:
    (version.folder / "head.safetensors").write_bytes(b"\x80\x04not a model")


def remove(version: Version) -> None:
    shutil.rmtree(version.folder)


def change_encoder(version: Version) -> None:
    stored = json.loads((version.folder / "manifest.json").read_text())
    (version.folder / "manifest.json").write_text(json.dumps({**stored, "encoder": "0" * 64}))


@pytest.mark.parametrize("spoil", [spoil_head, remove, change_encoder])
def test_where_the_promoted_one_cannot_serve_the_old_one_goes_on_and_readyz_says_so(
    running: Running, spoil: Callable[[Version], None]
) -> None:
    with structlog.testing.capture_logs() as logs:
        running.put_in_force(running.swapped, beforehand=lambda: spoil(running.swapped))
        assert eventually(lambda: "model_problems" in running.ready())
        time.sleep(2.5)  # the watcher looks again, and has nothing more to say
    assert running.says() == "check_bill"
    assert [one["event"] for one in logs if one["log_level"] == "error"] == ["model_not_taken_up"]
    (problem,) = running.ready()["model_problems"]
    assert "what served before serves on" in problem
    assert str(running.registry.models) not in problem
    running.put_in_force(running.right)
    assert eventually(lambda: running.ready() == {"ready": True})
    assert running.says() == "check_bill"


def test_a_model_whose_folder_goes_while_it_serves_goes_on_and_readyz_says_so(running: Running) -> None:
    hidden = running.right.folder.with_name("hidden")
    running.right.folder.rename(hidden)
    assert eventually(lambda: "model_problems" in running.ready())
    assert running.says() == "check_bill"


@pytest.mark.parametrize("file", ["manifest.json", "head.safetensors", "ner/names.json"])
def test_a_model_one_of_whose_files_goes_while_it_serves_goes_on_and_readyz_says_so(
    running: Running, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr("bot.understanding.TRY_AGAIN_S", 0.5)
    path = running.right.folder / file
    content = path.read_bytes()
    path.unlink()
    assert eventually(lambda: "model_problems" in running.ready())
    assert running.says() == "check_bill"
    path.write_bytes(content)
    assert eventually(lambda: running.ready() == {"ready": True})
    path.write_bytes(content[:-1] + b"x")
    assert eventually(lambda: "model_problems" in running.ready())


def test_a_model_whose_files_are_touched_only_serves_on(running: Running) -> None:
    for path in running.right.folder.rglob("*"):
        os.utime(path, (0, 0))
    with structlog.testing.capture_logs() as logs:
        time.sleep(2.5)  # the watcher looks twice
    assert (running.ready(), logs) == ({"ready": True}, [])


def test_a_folder_of_huiyi_model_one_of_whose_files_is_replaced_serves_as_it_is_now(
    stopped: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no name that tells what it should hold: what can be loaded serves, the rest changes nothing."""
    monkeypatch.setattr("bot.understanding.TRY_AGAIN_S", 0.5)
    mine = Path(shutil.copytree(stopped.right.folder, stopped.registry.models / "mine"))
    before = stopped.scripted.service
    pinned = build(
        before.settings.model_copy(update={"model": mine}),
        database=before.database,
        manager=SaysTheIntent(),
        knowledge=EmptyShelf(),
    )
    with started(replace(stopped, scripted=replace(stopped.scripted, service=pinned))) as running:
        assert running.says() == "check_bill"
        spoil_head(Version(ALL, None, mine))
        assert eventually(lambda: "model_problems" in running.ready())
        assert running.says() == "check_bill"
        shutil.copy(stopped.swapped.folder / "head.safetensors", mine)
        assert eventually(lambda: running.says() == "request_refund")
        assert running.ready() == {"ready": True}
        assert running.says(tenant="other") == "request_refund"


def test_a_tenant_whose_own_model_is_broken_is_understood_by_that_of_all(running: Running) -> None:
    own = running.registry.models / "versions" / "other" / str(running.swapped.name)
    shutil.copytree(running.swapped.folder, own)
    running.put_in_force(Version("other", running.swapped.name, own), "other")
    (own / "head.safetensors").unlink()
    assert running.says(tenant="other") == "check_bill"
    assert running.ready()["model_problems"]


@pytest.mark.parametrize("spoil", [spoil_head, remove, change_encoder])
def test_a_service_starts_with_the_model_of_before_where_that_in_force_cannot_serve(
    stopped: Running, spoil: Callable[[Version], None]
) -> None:
    stopped.put_in_force(stopped.swapped)
    spoil(stopped.swapped)
    with started(stopped) as running:
        assert running.says() == "check_bill"
        (problem,) = running.ready()["model_problems"]
        assert "what served before serves on" in problem
        going_back.roll_back(
            running.registry, ALL, encoder=check_folder(running.encoder), person=Person("tests", lambda: NOW)
        )
        assert eventually(lambda: running.ready() == {"ready": True})
        assert running.says() == "check_bill"


def test_a_service_passes_over_models_of_before_that_cannot_serve_either(stopped: Running) -> None:
    broken = stopped.registry.models / "versions" / ALL / "20260512T090000.000Z-0123456789"
    shutil.copytree(stopped.swapped.folder, broken)
    stopped.put_in_force(Version(ALL, broken.name, broken))
    stopped.put_in_force(stopped.swapped)
    remove(stopped.swapped)
    with started(stopped) as running:
        assert running.says() == "check_bill"


def test_a_tenant_starts_with_its_model_of_before_where_its_own_cannot_serve(stopped: Running) -> None:
    owns = []
    for version in (stopped.swapped, stopped.right):
        own = stopped.registry.models / "versions" / "other" / str(version.name)
        shutil.copytree(version.folder, own)
        owns.append(Version("other", version.name, own))
        stopped.put_in_force(owns[-1], "other")
    spoil_head(owns[1])
    with started(stopped) as running:
        assert running.says(tenant="other") == "request_refund"
        assert running.ready()["model_problems"]
        assert running.says(tenant="demo") == "check_bill"


def test_a_service_with_no_model_that_can_serve_says_why_and_gives_up(stopped: Running) -> None:
    stopped.put_in_force(stopped.swapped)
    remove(stopped.swapped)
    spoil_head(stopped.right)
    service = stopped.scripted.service
    with TestClient(create_app(service.settings, service, pages=())) as client:
        assert eventually(lambda: service.readiness.problem is not None)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert f"no model in {stopped.swapped.folder}" in answer.json()["problem"]


def test_swaps_cost_no_memory_and_no_threads(running: Running) -> None:
    """Thirty, for the sake of time; by hand, `tests.swapping` takes any number."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.swapping", str(running.registry.models.parent), "30"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        timeout=1800,
    )
    assert ran.returncode == 0, ran.stderr
    measured = json.loads(ran.stdout)
    assert measured["swaps"] == 30
    assert measured["threads"][0] == measured["threads"][1]
    assert measured["rss_mb"][1] - measured["rss_mb"][0] < 5, measured
