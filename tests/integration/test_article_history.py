"""The log of an article over both databases, written by several at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from kb_index.history import By, What, list_changes, record_change
from tests.scripted import NOW, Scripted


def test_changes_of_one_article_at_one_moment_are_all_kept(scripted: Scripted) -> None:
    """As when both its languages are published by two people."""
    database, languages = scripted.service.database, ("zh", "en") * 3
    together = threading.Barrier(len(languages))

    def change(place: int) -> None:
        together.wait()
        with database.uow("demo") as session:
            by = By(f"author{place}@lanyun.example", "", NOW)
            record_change(
                session, "demo", "refunds", What.published, by, language=languages[place], version=1
            )

    with ThreadPoolExecutor(len(languages)) as pool:
        assert list(pool.map(change, range(len(languages)))) == [None] * len(languages)
    with database.reading("demo") as session:
        changes = list_changes(session, "demo", "refunds")
    assert [one.position for one in changes] == [6, 5, 4, 3, 2, 1]
    assert len({one.author for one in changes}) == len(languages)
