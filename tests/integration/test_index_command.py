"""`huiyi kb index`, `import` and `rebuild` beside one another, for tenants with a folder and without."""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot import article_import, article_index
from bot.bootstrap import build_database
from bot.cli.main import app
from bot.demo_tenant import prepare_demo
from bot.persistence.database import Database
from bot.settings import Settings, load_settings
from bot.tenants import new_tenant, store_tenant
from kb_index.embedder import HashingEmbedder, Vectors
from kb_index.exporting import list_in_force
from kb_index.gaps import keep_question, list_gaps
from kb_index.models import Passage
from tests.scripted import NOW

FRONT = """---
title: {0}
module: m
error_type: e
solution: s
versions: '*'
audience: [a]
updated: 2026-05-12
---
{0}.
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An installation with the tenants demo and acme; words are hashed instead of a model."""
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path / "home"))
    folder = folder_of(tmp_path / "articles", "from-demo")
    monkeypatch.setattr(Settings, "articles_folder", property(lambda _self: folder))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    use(monkeypatch, HashingEmbedder(64))
    database = build_database(load_settings())
    for slug in ("demo", "acme"):
        with database.control() as session:
            store_tenant(session, new_tenant(slug, slug, slug), now=NOW)
    yield database
    database.dispose()


def use(monkeypatch: pytest.MonkeyPatch, embedder: object) -> None:
    for module in (article_index, article_import):
        monkeypatch.setattr(module, "EmbedderOnDemand", lambda _folder: embedder)
    monkeypatch.setattr(article_index, "embedder_name", lambda _folder: embedder.name)


def folder_of(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name in names:
        (folder / f"{name}.en.md").write_text(FRONT.format(name))
    return folder


def table(tmp_path: Path, *names: str, name: str = "faq.csv") -> Path:
    path = tmp_path / name
    path.write_text("id,language,title,body\n" + "".join(f"{one},en,{one},Text\n" for one in names))
    return path


def run(*arguments: object) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["kb", *map(str, arguments)])
    return outcome.exit_code, outcome.output


def in_force(database: Database, tenant: str = "demo") -> list[str]:
    with database.reading(tenant) as session:
        return [file.id for file in list_in_force(session, tenant)]


def test_an_index_leaves_what_imports_brought_and_says_before_what_it_would_do(
    database: Database, tmp_path: Path
) -> None:
    assert run("import", "csv", table(tmp_path, "one", "two"))[0] == 0
    assert run("index")[0] == 0
    assert in_force(database) == ["from-demo", "one", "two"]
    folder_of(tmp_path / "articles", "another")
    code, told = run("index", "--dry-run")
    assert (code, told.splitlines()) == (
        0,
        [
            "added      another, en",
            "retired    from-demo, en",
            "would be: 1 added, 0 revised, 0 described, 0 unchanged, 1 retired",
        ],
    )
    assert in_force(database) == ["from-demo", "one", "two"]
    assert run("index")[0] == 0
    assert in_force(database) == ["another", "one", "two"]


def test_a_demo_that_is_served_leaves_what_imports_brought(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("import", "csv", table(tmp_path, "one"))[0] == 0
    prepare_demo(load_settings(), database, lambda _step: None)
    folder_of(tmp_path / "articles", "another")
    prepare_demo(load_settings(), database, lambda _step: None)
    assert in_force(database) == ["another", "one"]


def test_a_source_is_called_by_its_name_or_as_one_says(database: Database, tmp_path: Path) -> None:
    may, june = table(tmp_path, "one", "two", name="may.csv"), table(tmp_path, "one", name="june.csv")
    assert run("import", "csv", may)[0] == 0
    code, told = run("import", "csv", june, "--retire-missing", "--dry-run")
    assert code == 0 and "0 retired" in told
    assert (
        'note       nothing was retired: no article came from "csv june.csv" before; '
        'got articles from "csv may.csv"; where that is the same source, name it with --source'
    ) in told
    assert run("import", "csv", june, "--retire-missing", "--source", "csv may.csv")[0] == 0
    assert in_force(database) == ["one"]
    assert run("index", tmp_path, "--source", "x" * 301)[0] == 2


def test_what_comes_in_answers_what_was_asked_in_vain(database: Database, tmp_path: Path) -> None:
    for number, text in enumerate(("Is there a dark mode?", "How do I print?", "Is there a dark mode?")):
        with database.uow("demo") as session:
            keep_question(
                session, "demo", conversation=f"c_{number}", seq=1, language="en", text=text,
                vector=None, embedder=None, now=NOW,
            )  # fmt: skip
    path = tmp_path / "faq.csv"
    path.write_text("id,language,title,body,asked_as\nlooks,en,Looks,Text,is there  a dark mode?|colours\n")
    assert run("import", "csv", path, "--dry-run")[0] == 0
    assert len(open_questions(database)) == 3
    assert run("import", "csv", path)[0] == 0
    assert open_questions(database) == ["How do I print?"]
    folder = folder_of(tmp_path / "own", "print")
    text = (folder / "print.en.md").read_text()
    (folder / "print.en.md").write_text(text.replace("updated:", "asked_as: [How do I print?]\nupdated:"))
    assert run("index", folder)[0] == 0
    assert open_questions(database) == []


def open_questions(database: Database) -> list[str]:
    with database.reading("demo") as session:
        return [one.text for gap in list_gaps(session, "demo") for one in gap.questions]


def test_only_the_demo_has_a_folder_of_its_own(database: Database, tmp_path: Path) -> None:
    run("import", "csv", table(tmp_path, "one"), "--tenant", "acme")
    code, told = run("index", "--tenant", "acme")
    assert code == 2 and "got no FOLDER for acme" in told and "huiyi kb rebuild --tenant acme" in told
    assert in_force(database, "acme") == ["one"]
    assert run("index", folder_of(tmp_path / "own", "two"), "--tenant", "acme")[0] == 0
    assert in_force(database, "acme") == ["one", "two"]


def test_a_rebuild_needs_nothing_but_the_database(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", "csv", table(tmp_path, "one", "two"), "--tenant", "acme")
    run("index")
    use(monkeypatch, new := HashingEmbedder())
    code, told = run("rebuild", "--tenant", "acme")
    assert code == 0 and told.splitlines() == ["rebuild: acme: 2 of 2 articles", "acme: 2 passages embedded"]
    code, told = run("rebuild", "--json")
    assert json.loads(told.splitlines()[-1]) == {"acme": 0, "demo": 1}
    for tenant, names in (("acme", ["one", "two"]), ("demo", ["from-demo"])):
        assert in_force(database, tenant) == names
        with database.reading(tenant) as session:
            assert set(session.scalars(select(Passage.embedder))) == {new.name}


class Slow(HashingEmbedder):
    """Lets a customer write while it embeds."""

    def __init__(self, customer: "Customer") -> None:
        super().__init__()
        self._customer = customer

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self._customer.writes()
        return super().embed_passages(texts)


class Customer:
    """Another process: a connection of its own, which waits a second for the lock at most."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.waited: list[float] = []

    def writes(self) -> None:
        began = time.monotonic()
        connection = sqlite3.connect(self._path, timeout=1)
        connection.execute("CREATE TABLE IF NOT EXISTS customer (said TEXT)")
        connection.execute("INSERT INTO customer VALUES ('hello')")
        connection.commit()
        connection.close()
        self.waited.append(time.monotonic() - began)


@pytest.mark.parametrize("how", ["import", "index", "rebuild"])
def test_customers_write_while_articles_are_embedded(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    customer = Customer(tmp_path / "home" / "huiyi.db")
    names = [f"a{number}" for number in range(3)]
    if how == "rebuild":
        run("import", "csv", table(tmp_path, *names))
    use(monkeypatch, Slow(customer))
    arguments = {
        "import": ("import", "csv", table(tmp_path, *names)),
        "index": ("index", folder_of(tmp_path / "own", *names)),
        "rebuild": ("rebuild", "--tenant", "demo"),
    }
    assert run(*arguments[how])[0] == 0
    assert customer.waited and max(customer.waited) < 1
    assert in_force(database) == names
