import sqlite3
from types import SimpleNamespace

import pytest

from bot.errors import DatabaseUnavailable, DatabaseUnsafe, SettingsWrong
from bot.persistence import engine as engine_module
from bot.persistence.engine import build_engine
from bot.persistence.migrate import migrate


def test_a_missing_file_is_made_with_its_folder(tmp_path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/deep/down/huiyi.db")
    assert migrate(engine) == migrate(engine)
    engine.dispose()


def test_writes_are_durable_and_readers_do_not_wait(tmp_path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_a_file_that_is_no_database_is_named_with_what_to_do(tmp_path) -> None:
    file = tmp_path / "huiyi.db"
    file.write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatabaseUnavailable, match=r"huiyi\.db cannot be used: .*restore it from a backup"):
        build_engine(f"sqlite:///{file}")


def test_a_database_with_a_damaged_page_is_named_with_what_to_do(tmp_path) -> None:
    file = tmp_path / "huiyi.db"
    engine = build_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + b"\xff" * 4000 + whole[4040:])
    with pytest.raises(DatabaseUnavailable, match="restore"):
        migrate(build_engine(f"sqlite:///{file}"))


def test_a_folder_in_place_of_the_file_is_named(tmp_path) -> None:
    (tmp_path / "huiyi.db").mkdir()
    with pytest.raises(DatabaseUnavailable, match="check that the folder exists"):
        build_engine(f"sqlite:///{tmp_path}/huiyi.db")


def test_tables_that_are_up_to_date_are_known_by_the_newest_migration(tmp_path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    assert migrate(engine) == migrate(engine)
    engine.dispose()


def test_a_database_of_a_later_version_is_left_alone(tmp_path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    migrate(engine)
    with engine.execution_options(huiyi_writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailable, match="revision 9999"):
        migrate(engine)
    engine.dispose()


def test_an_old_sqlite_is_refused(tmp_path, monkeypatch) -> None:
    old = SimpleNamespace(sqlite_version_info=(3, 51, 2), sqlite_version="3.51.2")
    monkeypatch.setattr(engine_module, "import_module", lambda _name: old)
    with pytest.raises(DatabaseUnsafe, match=r"3\.51\.2 can lose committed data"):
        build_engine(f"sqlite:///{tmp_path}/huiyi.db")


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/db", "sqlite://", "oracle+none://x"])
def test_an_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIYI_DATABASE_URL"):
        build_engine(url)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        build_engine("postgresql+psycopg://app:hidden-word@127.0.0.1:1/huiyi")
    assert "no connection to postgresql+psycopg://app:***@127.0.0.1:1/huiyi" in str(caught.value)
    assert "hidden-word" not in str(caught.value)


def test_the_standard_module_is_taken_where_it_is_new_enough(monkeypatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(engine_module, "import_module", missing)
    monkeypatch.setattr(engine_module, "SQLITE_FLOOR", (3, 0, 0))
    assert engine_module.sqlite_module() is sqlite3
