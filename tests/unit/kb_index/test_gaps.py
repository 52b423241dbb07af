"""What customers asked and found nothing for, gathered by meaning."""

from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from kb_index.gaps import keep_question, list_gaps, settle_questions
from kb_index.models import IndexState
from kb_index.passages import vector_bytes

TENANT = "lanyun"
NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
FAX, PRINT = np.eye(2, 384, dtype=np.float32)


def ask(
    session: Session,
    number: int,
    text: str,
    vector: np.ndarray | None,
    conversation: str = "",
    person: str | None = None,
    after: timedelta = timedelta(),
    embedder: str = "e5",
    language: str = "en",
) -> None:
    keep_question(
        session,
        TENANT,
        conversation=conversation or f"c{number}",
        seq=number,
        language=language,
        text=text,
        vector=vector,
        embedder=embedder,
        person=person,
        now=NOW + timedelta(minutes=number) + after,
    )
    session.flush()


def near(vector: np.ndarray) -> np.ndarray:
    moved = vector + np.float32(0.1) * np.eye(3, 384, dtype=np.float32)[2]
    return moved / np.linalg.norm(moved)


def test_questions_that_mean_the_same_are_one_gap_with_most_people_first(session: Session) -> None:
    ask(session, 1, "print the board?", PRINT)
    ask(session, 2, "can I send a fax", FAX)
    ask(session, 3, "fax it to us", near(FAX))
    ask(session, 4, "传真", near(FAX))
    ask(session, 5, "fax!!", FAX, conversation="c2")
    fax, printing = list_gaps(session, TENANT)
    assert ({one.text for one in fax.questions}, fax.people) == (
        {"can I send a fax", "fax it to us", "传真", "fax!!"},
        3,
    )
    assert [one.text for one in printing.questions] == ["print the board?"]
    assert fax.last_at.replace(tzinfo=UTC) == NOW + timedelta(minutes=5)


def test_what_is_asked_in_two_languages_is_one_gap_and_what_only_sounds_like_a_question_is_none(
    session: Session,
) -> None:
    """Vectors as an encoder gives them: mostly that of any question in the language."""
    means = dict(zip(("zh", "en"), np.eye(384, dtype=np.float32)[[10, 11]] * np.float32(0.95), strict=True))
    session.add_all(
        IndexState(
            tenant_id=TENANT,
            language=language,
            embedder="e5",
            question_mean=vector_bytes(mean),
            build=1,
            built_at=NOW,
        )
        for language, mean in means.items()
    )

    def asked_in(language: str, about: np.ndarray) -> np.ndarray:
        return means[language] + np.float32(0.31) * about

    ask(session, 1, "can I send a fax", asked_in("en", FAX))
    ask(session, 2, "能发传真吗", asked_in("zh", FAX), language="zh")
    ask(session, 3, "can I print it", asked_in("en", PRINT))
    told = [{one.text for one in gap.questions} for gap in list_gaps(session, TENANT)]
    assert told == [{"can I send a fax", "能发传真吗"}, {"can I print it"}]


def test_questions_without_a_vector_are_gathered_by_their_words(session: Session) -> None:
    ask(session, 1, "Fax?", None)
    ask(session, 2, "fax?", None)
    ask(session, 3, "print?", None)
    assert [len(gap.questions) for gap in list_gaps(session, TENANT)] == [2, 1]


def test_vectors_of_another_encoder_are_no_match(session: Session) -> None:
    ask(session, 1, "can I send a fax", FAX, embedder="e5")
    ask(session, 2, "fax it to us", FAX, embedder="another")
    ask(session, 3, "a fax, please", near(FAX), embedder="another")
    assert [len(gap.questions) for gap in list_gaps(session, TENANT)] == [2, 1]


def test_a_settled_question_is_no_gap_any_more(session: Session) -> None:
    ask(session, 1, "fax?", FAX)
    ask(session, 2, "print?", PRINT)
    assert settle_questions(session, TENANT, [("c1", 1), ("c9", 9)], article="fax") == 1
    assert settle_questions(session, TENANT, [("c1", 1)], article=None) == 0
    session.flush()
    assert [gap.questions[0].text for gap in list_gaps(session, TENANT)] == ["print?"]
    assert list_gaps(session, "other") == []


def test_authors_see_how_many_asked_again_in_vain_and_how_many_people_that_were(session: Session) -> None:
    ask(session, 1, "can I send a fax", FAX, "c1", "contact:a")
    ask(session, 2, "is there really no fax", near(FAX), "c2", "contact:a")
    ask(session, 3, "fax?", FAX, "c3", "contact:b")
    ask(session, 4, "fax?", FAX, "c4")
    ask(session, 5, "a fax, please", near(FAX), "c4")
    ask(session, 6, "fax", FAX, "c3", "contact:b", after=timedelta(days=2))
    ask(session, 7, "print?", PRINT, "c1", "contact:a")
    fax, printing = list_gaps(session, TENANT)
    assert (fax.people, fax.asked_again) == (3, 2), (
        "of one person and of one conversation; days later is anew"
    )
    assert (printing.people, printing.asked_again) == (1, 0), "another question is not the same again"
