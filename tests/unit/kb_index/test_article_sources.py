"""An import speaks for its own source: it retires nothing that came from elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from kb_index.exporting import list_in_force
from kb_index.history import IMPORT, By, list_changes
from kb_index.indexing import folder_source, index_files
from kb_index.planning import Fate, list_sources, plan_import
from tests.article_files import article_file
from tests.unit.kb_index.conftest import EMBEDDER, NOW

TENANT = "lanyun"
BY = By(IMPORT, "csv a.csv", NOW)
TODAY = NOW.date()


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
    planned = plan_import(session, TENANT, [article_file("a1")], today=TODAY, retire_from="csv a.csv")
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


@pytest.mark.parametrize(("last", "there"), [(-1, []), (0, ["sale"]), (1, ["sale"])])
def test_what_has_had_its_last_day_is_not_put_in_force_by_an_import(
    session: Session, last: int, there: list[str]
) -> None:
    sale = article_file("sale", expires=TODAY + timedelta(days=last))
    for fate in (Fate.added, Fate.unchanged) if there else (Fate.unchanged, Fate.unchanged):
        report = index_files(session, TENANT, [sale], EMBEDDER, by=BY)
        assert [one.fate for one in report.plans] == [fate]
        assert in_force(session) == there
        told = "sale, en: its last day is over: it is not in force"
        assert list(report.problems) == ([] if there else [told])


def test_an_import_takes_out_of_force_what_its_source_ends_and_brings_it_back(session: Session) -> None:
    index_files(session, TENANT, [article_file("sale"), article_file("stays")], EMBEDDER, by=BY)
    ended = article_file("sale", expires=TODAY - timedelta(days=1))
    assert index_files(session, TENANT, [ended, article_file("stays")], EMBEDDER, by=BY).retired == 1
    assert in_force(session) == ["stays"]
    assert list_changes(session, TENANT, "sale")[0].what == "expired"
    report = index_files(session, TENANT, [ended], EMBEDDER, by=BY)
    assert (report.retired, len(report.problems)) == (0, 1), "nobody retired it, and it is told once"
    longer = article_file("sale", expires=TODAY + timedelta(days=9))
    report = index_files(session, TENANT, [longer], EMBEDDER, by=BY)
    assert (report.added, report.problems) == (1, ())
    assert in_force(session) == ["sale", "stays"]


def test_the_day_is_the_tenants(session: Session) -> None:
    sale, tomorrow = article_file("sale", expires=TODAY), TODAY + timedelta(days=1)
    index_files(session, TENANT, [sale], EMBEDDER, by=BY, today=tomorrow)
    assert in_force(session) == []


def test_a_folder_is_called_by_its_name_wherever_one_stands(
    write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("a.en", "A", "Text.").parent
    monkeypatch.chdir(folder)
    assert folder_source(folder) == folder_source(Path()) == "folder articles"
