"""What the tenant's passages were made with, and the count of their changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.embedder import Embedder
from kb_index.errors import WrongIndex
from kb_index.index import translations_of
from kb_index.loading import read_passages
from kb_index.models import IndexState, Passage
from kb_index.passage_words import word_rules
from kb_index.passages import vector_bytes
from kb_index.sessions import Sessions
from kb_index.translations import Translations
from kb_index.typical_questions import TYPICAL_QUESTIONS
from kb_index.vector_tables import keep_in_step


def write_state(
    session: Session, tenant_id: str, embedder: Embedder, now: datetime, *, unlearned: bool = False
) -> None:
    """Counts a change up, so that every process loads it; pgvector has it too.

    The words of the languages are learned from each other where they never were, or by other rules. Of many
    articles that takes seconds: `unlearned` leaves it to `learn_words`, and one more article changes little.
    """
    found = {language: session.get(IndexState, (tenant_id, language)) for language in TYPICAL_QUESTIONS}
    translations = None
    if not unlearned and not all(state and _is_of(state, embedder) for state in found.values()):
        session.flush()
        translations = translations_of(read_passages(session, tenant_id, embedder.name, vectors=False))
    for language, questions in TYPICAL_QUESTIONS.items():
        state = found[language] or IndexState(
            tenant_id=tenant_id,
            language=language,
            embedder="",
            translations={},
            words_by=word_rules(),
            build=0,
        )
        session.add(state)
        if state.embedder != embedder.name:
            state.question_mean = vector_bytes(embedder.embed_queries(questions).mean(axis=0))
            state.embedder = embedder.name
        if translations is not None:
            state.translations, state.words_by = _plain(translations[language]), word_rules()
        state.unlearned = unlearned or (state.unlearned and translations is None)
        state.build += 1
        state.built_at = now
    keep_in_step(session, tenant_id)


def count_up(session: Session, tenant_id: str, now: datetime) -> None:
    """As `write_state`, where texts were only taken away: the rest stays by whichever encoder it is."""
    for state in _states(session, tenant_id):
        state.build += 1
        state.built_at = now
    keep_in_step(session, tenant_id)


def check_embedder(session: Session, tenant_id: str, embedder_name: str) -> None:
    """Raises WrongIndex where another made what is there: no text of this one's can be put beside it."""
    if all(state.embedder == embedder_name for state in _states(session, tenant_id)):
        return
    other = session.scalar(
        select(Passage.embedder)
        .where(Passage.tenant_id == tenant_id, Passage.embedder != embedder_name)
        .limit(1)
    )
    if other is not None:
        raise WrongIndex(other, embedder_name)


def is_current(session: Session, tenant_id: str, embedder: Embedder) -> bool:
    """Whether all was made by this embedder and the rules for words of now; so where there is nothing."""
    return all(_is_of(state, embedder) for state in _states(session, tenant_id))


def questions_to_embed(session: Session, tenant_id: str, embedder: Embedder) -> Sequence[str]:
    """What `write_state` will have embedded."""
    states = {state.language: state.embedder for state in _states(session, tenant_id)}
    return [
        question
        for language, questions in TYPICAL_QUESTIONS.items()
        if states.get(language) != embedder.name
        for question in questions
    ]


def learn_words(sessions: Sessions, tenant_id: str, embedder: Embedder, now: datetime) -> None:
    """What `write_state` left `unlearned`: learned while others write, and stored in a moment."""
    with sessions.reading() as session:
        if not any(state.unlearned for state in _states(session, tenant_id)):
            return
        translations = translations_of(read_passages(session, tenant_id, embedder.name, vectors=False))
    with sessions.writing() as session:
        for state in _states(session, tenant_id):
            state.translations, state.words_by = _plain(translations[state.language]), word_rules()
            state.unlearned = False
            state.build += 1
            state.built_at = now


def write_digest(session: Session, tenant_id: str, folder_digest: str) -> None:
    """Which folder was indexed last."""
    for state in _states(session, tenant_id):
        state.folder_digest = folder_digest


def _states(session: Session, tenant_id: str) -> Sequence[IndexState]:
    return session.scalars(select(IndexState).where(IndexState.tenant_id == tenant_id)).all()


def _is_of(state: IndexState, embedder: Embedder) -> bool:
    return (state.embedder, state.words_by) == (embedder.name, word_rules())


def _plain(translations: Translations) -> dict[str, dict[str, float]]:
    return {word: dict(others) for word, others in translations.items()}
