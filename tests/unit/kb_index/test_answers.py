import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kb_index.answers import GivenAnswer, find_outdated, keep_answer, reproduce
from kb_index.errors import AnswerLost
from kb_index.excerpt import excerpt, with_heading
from kb_index.loading import load_index
from tests.unit.kb_index.conftest import EMBEDDER, NOW

TENANT = "lanyun"
LIMIT = 60


def give(
    session: Session,
    name: str,
    question: str,
    language: str = "en",
    seq: int = 1,
    around: int = 0,
    headed: bool = True,
) -> GivenAnswer:
    result = load_index(session, TENANT, EMBEDDER.name).search(question, vector=None, language=language)
    hit = result.hits[0]
    shown = excerpt(hit.passage, LIMIT, around)
    answer = GivenAnswer(
        id=name,
        article=hit.article,
        language=hit.language,
        version=hit.version,
        passage_hash=hit.passage_hash,
        index_build=result.index_build,
        limit=LIMIT,
        shown=with_heading(hit.heading, shown, language) if headed else shown,
        around=around,
    )
    keep_answer(session, TENANT, answer, conversation=f"c-{name}", seq=seq, now=NOW + timedelta(seconds=seq))
    return answer


def outdated(session: Session, article: str | None = None) -> set[str]:
    return {one.id for one in find_outdated(session, TENANT, article)}


def test_an_answer_is_given_again_from_its_revision_after_the_article_changed(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.\n\n## How long\nIt takes a week. Then it is there.")
    index()
    told = give(session, "a", "how long does it take")
    assert outdated(session) == set()
    write("refunds.en", "Refunds", "Within 14 days.\n\n## How long\nTwo weeks.")
    index()
    found = reproduce(session, TENANT, "a")
    assert (found.shown, found.same, found.version, found.conversation) == (told.shown, True, 1, "c-a")
    assert found.shown.startswith("How long:\nIt takes a week.")
    assert outdated(session) == {"a"}
    assert outdated(session, "refunds") == {"a"} and outdated(session, "others") == set()


def test_an_answer_that_was_told_without_its_heading_is_given_again_so(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.\n\n## How long\nIt takes a week. Then it is there.")
    index()
    give(session, "a", "how long does it take", headed=False)
    found = reproduce(session, TENANT, "a")
    assert (found.shown, found.same) == ("It takes a week. Then it is there.", True)


def test_an_answer_from_the_middle_of_a_passage_is_given_again_to_the_letter(
    session: Session, write: Callable, index: Callable
) -> None:
    text = "Many rules hold for logs. " * 6 + "They go after 37 months. " + "More follows. " * 6
    write("logs.en", "Logs", text)
    index()
    told = give(session, "a", "logs", around=text.index("They"))
    write("logs.en", "Logs", "Other rules hold for logs.")
    index()
    found = reproduce(session, TENANT, "a")
    assert (found.shown, found.same) == (told.shown, True)
    assert found.shown.startswith("… They go after 37 months.")


def test_an_edit_elsewhere_in_the_article_leaves_an_answer_true(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.\n\n## How long\nA week.")
    index()
    give(session, "a", "how long")
    write("refunds.en", "Refunds", "Within 30 days.\n\n## How long\nA week.")
    index()
    assert outdated(session) == set()
    assert reproduce(session, TENANT, "a").version == 1


def test_retiring_and_restoring_an_article_takes_its_answers_out_of_force_and_back(
    session: Session, write: Callable, index: Callable
) -> None:
    path = write("refunds.en", "Refunds", "Within 14 days.")
    write("other.en", "Other", "Stays.")
    index()
    give(session, "a", "refunds within days")
    path.unlink()
    index()
    assert outdated(session) == {"a"}
    assert reproduce(session, TENANT, "a").same
    write("refunds.en", "Refunds", "Within 14 days.")
    index()
    assert outdated(session) == set()


def test_an_unknown_answer_and_one_of_another_tenant_are_the_same_to_whoever_asks(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.")
    index()
    give(session, "a", "refunds")
    for tenant, answer in ((TENANT, "b"), ("other", "a")):
        with pytest.raises(AnswerLost, match="no such answer"):
            reproduce(session, tenant, answer)
    assert find_outdated(session, "other") == []


def test_many_answers_and_edits_all_are_reproduced_and_the_list_of_the_outdated_is_exact(
    session: Session, write: Callable, index: Callable
) -> None:
    chance = random.Random(3)
    # By article, the word that each of its sections says now.
    said = {f"article-{number}": [f"word{number}x{part}" for part in range(3)] for number in range(12)}

    def publish(article: str) -> None:
        sections = [f"## Part {part}\nIt says {word} here." for part, word in enumerate(said[article])]
        write(f"{article}.en", f"About {article}", "\n\n".join(["Opening.", *sections]))

    for article in said:
        publish(article)
    index()
    told: dict[str, tuple[str, int, str, str]] = {}
    for number in range(120):
        article, part = chance.choice(sorted(said)), chance.randrange(3)
        word = said[article][part]
        answer = give(session, f"a{number}", f"{word}", seq=number + 1)
        assert (answer.article, word in answer.shown) == (article, True)
        told[answer.id] = (article, part, word, answer.shown)
        if number % 5 == 4:
            edited, place = chance.choice(sorted(said)), chance.randrange(3)
            said[edited][place] = f"edit{number}"
            publish(edited)
            index()
    assert all(reproduce(session, TENANT, name).shown == shown for name, (*_, shown) in told.items())
    expected = {name for name, (article, part, word, _) in told.items() if said[article][part] != word}
    assert 0 < len(expected) < len(told)
    assert outdated(session) == expected
