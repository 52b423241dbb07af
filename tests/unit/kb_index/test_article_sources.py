"""An import speaks for its own source: it retires nothing that came from elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from kb_index.exporting import list_in_force
from kb_index.history import IMPORT, By
from kb_index.indexing import folder_source, index_files
from kb_index.planning import Fate, list_sources, plan_import
from tests.article_files import article_file
from tests.unit.kb_index.conftest import EMBEDDER, NOW

TENANT = "lanyun"


def brought(session: Session, source: str, *names: str, retire_missing: bool = True) -> int:
    files = [article_file(name) for name in names]
    by = By(IMPORT, source, NOW)
    return index_files(session, TENANT, files, EMBEDDER, by=by, retire_missing=retire_missing).retired


def in_force(session: Session) -> list[str]:
    return [file.id for file in list_in_force(session, TENANT)]


def test_a_folder_leaves_what_a_table_and_another_folder_brought(
    session: Session, write: Callable, index: Callable
) -> None:
    brought(session, "csv articles.csv", "from-csv")
    brought(session, "zendesk export", "from-zendesk")
    path = write("here.en", "Here", "Text.")
    write("stays.en", "Stays", "Text.")
    assert index().retired == 0
    path.unlink()
    assert index().retired == 1
    assert in_force(session) == ["from-csv", "from-zendesk", "stays"]
    assert list_sources(session, TENANT) == ["csv articles.csv", "folder articles", "zendesk export"]


def test_each_source_retires_its_own_and_the_plan_says_so(session: Session) -> None:
    brought(session, "csv a.csv", "a1", "a2")
    brought(session, "csv b.csv", "b1", "b2")
    planned = plan_import(session, TENANT, [article_file("a1")], retire_from="csv a.csv")
    assert [(one.article, one.fate) for one in planned] == [("a1", Fate.unchanged), ("a2", Fate.retired)]
    assert brought(session, "csv a.csv", "a1") == 1
    assert in_force(session) == ["a1", "b1", "b2"]
    assert brought(session, "csv new.csv", "c1") == 0


def test_an_article_is_of_the_source_that_had_it_last(session: Session) -> None:
    brought(session, "csv a.csv", "moved", "a")
    brought(session, "zendesk z", "moved", "z")
    assert brought(session, "csv a.csv", "a") == 0
    assert brought(session, "zendesk z", "z") == 1
    assert in_force(session) == ["a", "z"]


def test_what_a_source_retired_comes_back_with_its_file(session: Session) -> None:
    brought(session, "csv a.csv", "a", "b")
    brought(session, "csv a.csv", "a")
    brought(session, "csv a.csv", "a", "b")
    assert in_force(session) == ["a", "b"]


def test_a_folder_is_called_by_its_name_wherever_one_stands(
    write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("a.en", "A", "Text.").parent
    monkeypatch.chdir(folder)
    assert folder_source(folder) == folder_source(Path()) == "folder articles"
